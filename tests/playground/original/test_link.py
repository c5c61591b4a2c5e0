"""Links of the original become the experiment that it would show, and back."""

import re

import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace

from mieru.playground.experiment import Experiment, HiddenLayer, Stop, View
from mieru.playground.original.engine import OriginalEngine
from mieru.playground.original.link import (
    KEYS,
    MOST_UNITS,
    fits,
    is_original,
    parse,
    settled,
    write,
)
from mieru.words import SettingError, speaking

DEFAULT = (
    "activation=tanh&regularization=none&batchSize=10&dataset=circle&regDataset=reg-plane&"
    "learningRate=0.03&regularizationRate=0&noise=0&networkShape=4,2&seed=0.50000&"
    "showTestData=false&discretize=false&percTrainData=50&x=true&y=true&xTimesY=false&"
    "xSquared=false&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=false&"
    "collectStats=false&problem=classification&initZero=false&hideText=false"
)


def test_a_bare_seed_is_the_default_experiment():
    assert parse("#seed=0.50000") == Experiment(mode="original", seed="0.50000")


def test_the_default_is_written_as_the_original_writes_it():
    assert write(parse("#seed=0.50000")) == DEFAULT
    assert write(parse(DEFAULT)) == DEFAULT


def test_every_key_is_read():
    found = parse(
        "https://example.org/#activation=sigmoid&regularization=L1&batchSize=17&dataset=xor"
        "&regDataset=reg-gauss&learningRate=0.3&regularizationRate=0.003&noise=25"
        "&networkShape=8,3,1&seed=abc&showTestData=true&discretize=true&percTrainData=70&x=false"
        "&y=true&xTimesY=true&xSquared=true&ySquared=false&cosX=true&sinX=true&cosY=true"
        "&sinY=false&collectStats=true&tutorial=first&problem=classification&initZero=true"
        "&hideText=true&playButton_hide=true&noise_hide=false"
    )
    assert found == Experiment(
        mode="original",
        data="xor",
        noise=25.0,
        train_percent=70.0,
        features=("x2", "x1^2", "x1*x2", "sin(x1)"),
        layers=tuple(HiddenLayer(units, "sigmoid") for units in (8, 3, 1)),
        rate=0.3,
        batch_size=17,
        l1=0.003,
        seed="abc",
        init_zero=True,
        view=View(True, True, True, ("playButton",), "first"),
    )


def test_regression_takes_its_own_data():
    found = parse("#problem=regression&dataset=xor&regDataset=reg-gauss&regularization=L2")
    assert (found.problem, found.data) == ("regression", "gauss-regression")
    assert (found.l1, found.l2) == (0.0, 0.0)


@pytest.mark.parametrize("key", ["activation", "dataset", "problem", "regularization"])
@pytest.mark.parametrize("value", ["", "bogus", "toString", "constructor"])
def test_an_unknown_choice_falls_to_the_default(key: str, value: str):
    assert parse(f"#{key}={value}&seed=1") == parse("#seed=1")


@pytest.mark.parametrize(
    ("value", "rate"),
    [("1e-5", 1e-5), (".1", 0.1), ("0x10", 16.0), ("+3", 3.0), ("abc", 0.03), ("1_0", 0.03),
     ("Infinity", 0.03), ("", 0.03), ("1e999", 0.03), ("0b11", 3.0), ("٣", 0.03)],
)  # fmt: skip
def test_numbers_are_read_as_javascript_reads_them(value: str, rate: float):
    assert parse(f"#learningRate={value}").rate == rate


@pytest.mark.parametrize(
    ("value", "on"), [("true", True), ("false", False), ("", True), ("0", True), ("False", True)]
)
def test_anything_but_false_is_true(value: str, on: bool):
    assert ("x1" in parse(f"#x={value}").features) is on


@pytest.mark.parametrize(
    ("value", "units"),
    [("", ()), (" ", ()), ("8", (8,)), ("4,,2", (4, 0, 2)), ("2.5", (3,)), ("-3,a", (0, 0))],
)
def test_a_network_has_as_many_units_as_the_loop_of_the_original_makes(value: str, units: object):
    assert tuple(h.units for h in parse(f"#networkShape={value}").layers) == units


@pytest.mark.parametrize(
    ("value", "size"), [("30", 30), ("2.5", 5), ("-10", 10), ("0", 0), ("0.5", 1), ("300", 300)]
)
def test_a_batch_has_the_size_whose_multiples_update(value: str, size: int):
    assert parse(f"#batchSize={value}").batch_size == size


@pytest.mark.parametrize(("value", "noise"), [("60", 60), ("81", 50), ("-1", 0), ("5", 5)])
def test_noise_is_what_the_slider_makes_of_it(value: str, noise: float):
    assert parse(f"#noise={value}").noise == noise


def test_a_hidden_input_is_none():
    assert parse("#x_hide=true&y_hide=1").features == ("x2",)


def test_a_missing_seed_is_drawn_anew():
    seeds = {parse("#").seed for _ in range(5)} | {parse("#seed= ").seed}
    assert len(seeds) > 1
    assert all(re.fullmatch(r"0\.\d{5}", seed) for seed in seeds)


def test_a_seed_of_any_letters_is_what_a_browser_hands_on():
    assert parse("#seed=見る").seed == "%E8%A6%8B%E3%82%8B"
    assert parse("#seed=%E8%A6%8B").seed == "%E8%A6%8B"


def test_links_of_the_original_are_known_from_others():
    assert is_original("#" + DEFAULT)
    assert is_original("https://example.org/#playButton_hide=true")
    assert not is_original("#/playground?seed=1")
    assert not is_original("")


@pytest.mark.parametrize("value", [",".join(["8"] * 33), "1001", "1000,1000", "1e300"])
def test_a_network_beyond_the_limits_is_refused(value: str):
    with pytest.raises(SettingError, match=f"there may be 32, {MOST_UNITS} and 100000"):
        parse(f"#networkShape={value}")


def test_too_long_a_link_is_refused_in_japanese_too():
    with pytest.raises(SettingError, match="30001 characters; there may be 20000") as caught:
        parse("#" + "x" * 30_000)
    with speaking("ja"):
        assert str(caught.value) == "リンクが 30001 文字あります。20000 文字までにしてください"


words = st.one_of(
    st.sampled_from(["true", "false", "relu", "L1", "regression", "xor", "4,2", "0", "1e-7", "-1"]),
    st.text(max_size=8),
    st.floats(allow_nan=False).map(str),
)
pairs = st.tuples(st.one_of(st.sampled_from(KEYS), st.text(max_size=8)), words)


@settings(deadline=None)
@given(st.lists(pairs.map(lambda p: f"{p[0]}={p[1]}"), max_size=12).map("&".join))
def test_any_link_opens_or_says_why_and_its_address_opens_the_same(link: str):
    try:
        found = parse(link)
    except SettingError:
        return
    assert fits(found)
    assert parse(write(found)) == found


@settings(max_examples=20, deadline=None)
@given(st.lists(pairs.map(lambda p: f"{p[0]}={p[1]}"), max_size=12).map("&".join))
def test_any_link_that_opens_can_learn(link: str):
    try:
        found = parse(link)
    except SettingError:
        return
    OriginalEngine(found).epoch()


@pytest.mark.parametrize(
    "beyond",
    [
        Experiment(mode="original", optimizer="adam"),
        Experiment(mode="original", layers=(HiddenLayer(4, "gelu"),)),
        Experiment(mode="original", layers=(HiddenLayer(4), HiddenLayer(4, "relu"))),
        Experiment(mode="original", features=("x1^3",)),
        Experiment(mode="original", data="iris"),
        Experiment(mode="original", l1=0.1, l2=0.1),
    ],
)
def test_what_goes_beyond_the_original_leaves_its_mode(beyond: Experiment):
    assert settled(beyond).mode == "mieru"
    with pytest.raises(SettingError, match="the original playground cannot show this experiment"):
        write(beyond)


def test_what_stays_within_keeps_the_mode():
    kept = parse("#" + DEFAULT)
    assert settled(kept) is kept
    more = replace(kept, stop=Stop(10, 0.01, 0.9, 5), view=View(palette="safe"))
    assert settled(more) is more
    assert parse(write(more)) == more
