"""An experiment as a link."""

import subprocess
import sys

import pytest
from hypothesis import given, strategies as st

from mieru.playground.address import DEFAULT, FIELDS, LONGEST, parse, read, write
from mieru.playground.by_hand import MOST
from mieru.playground.experiment import Edited, Experiment, HiddenLayer, Stop, View
from mieru.words import SettingError, speaking

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
WHOLES = st.integers(-(10**9), 10**9)
NAMES = st.from_regex(r"[a-z0-9_.()=~;,]{1,20}", fullmatch=True)
TEXTS = st.text(max_size=12)
LISTS = st.lists(TEXTS, max_size=4).map(tuple)
LAYERS = st.lists(st.builds(HiddenLayer, WHOLES, NAMES, NUMBERS, NAMES), max_size=4).map(tuple)
STOPS = st.builds(Stop, *[st.none() | kind for kind in (WHOLES, NUMBERS, NUMBERS, WHOLES)])
FLAGS = st.booleans()
VIEWS = st.builds(View, FLAGS, FLAGS, FLAGS, LISTS, TEXTS, st.sampled_from(["classic", "safe"]))
PLACES = st.integers(0, 9_999)
EDITED = st.builds(Edited, PLACES, PLACES, st.none() | PLACES, NUMBERS)
EXPERIMENTS = st.builds(
    Experiment,
    problem=st.sampled_from(["classification", "regression"]),
    data=TEXTS,
    points=TEXTS,
    table=TEXTS,
    columns=LISTS,
    size=WHOLES,
    classes=WHOLES,
    noise=NUMBERS,
    train_percent=NUMBERS,
    features=LISTS,
    layers=LAYERS,
    loss=st.sampled_from(["squared_error", "cross_entropy"]),
    output_initial=TEXTS,
    optimizer=TEXTS,
    rate=NUMBERS,
    momentum=NUMBERS,
    decay1=NUMBERS,
    decay2=NUMBERS,
    weight_decay=NUMBERS,
    schedule=TEXTS,
    schedule_epochs=NUMBERS,
    schedule_factor=NUMBERS,
    batch_size=WHOLES,
    l1=NUMBERS,
    l2=NUMBERS,
    stop=STOPS,
    seed=TEXTS,
    init_zero=FLAGS,
    edited=st.lists(EDITED, max_size=5).map(tuple),
    view=VIEWS,
)


@given(EXPERIMENTS)
def test_an_experiment_comes_back_from_its_link_as_it_was(experiment):
    address = write(experiment)
    assert address.isascii()
    assert not set(address) & set(' "<>`{}\\#')
    assert parse(address) == experiment
    assert parse("#" + address) == experiment


def test_every_field_of_an_experiment_is_in_the_link():
    written = {where for where, _ in FIELDS.values()} | {("layers",), ("mode",)}
    nested = {"stop": Stop, "view": View}
    for name in Experiment.__struct_fields__:
        inner = nested[name].__struct_fields__ if name in nested else None
        for where in [(name, part) for part in inner] if inner else [(name,)]:
            assert where in written


@pytest.mark.parametrize(
    ("experiment", "address"),
    [
        (Experiment(), "/playground"),
        (Experiment(data="spiral", noise=10), "/playground?data=spiral&noise=10"),
        (Experiment(rate=0.003), "/playground?rate=.003"),
        (Experiment(layers=()), "/playground?network="),
        (
            Experiment(layers=(HiddenLayer(8), HiddenLayer(2))),
            "/playground?network=8,2",
        ),
        (
            Experiment(layers=(HiddenLayer(4, "relu"), HiddenLayer(2, "relu", initial="he"))),
            "/playground?activation=relu&network=4,2+init+he",
        ),
        (
            Experiment(layers=(HiddenLayer(4), HiddenLayer(2, "relu", 0.2))),
            "/playground?network=4,2+relu+drop+.2",
        ),
        (
            Experiment(features=("x1", "max(x1, x2)", "x1+x2")),
            "/playground?features=x1;max(x1,%20x2);x1+x2",
        ),
        (
            Experiment(view=View(hidden=("noise", "dataset"), show_test=True)),
            "/playground?show_test=true&hidden=noise;dataset",
        ),
        (Experiment(stop=Stop(epochs=100, patience=5)), "/playground?stop_epochs=100&patience=5"),
    ],
)
def test_a_link_can_be_read_by_a_person(experiment, address):
    assert write(experiment) == address
    assert parse(address) == experiment


def test_the_empty_address_is_the_default_and_options_of_the_page_are_left_out():
    for text in ("", "#", "#/", "/playground", "/playground?lang=ja&theme=dark"):
        assert read(text) == (DEFAULT, ())
    assert parse("/playground?network=3&activation=relu&lang=ja").layers == (
        HiddenLayer(3, "relu"),
    )
    assert parse("/playground?activation=relu").layers == (
        HiddenLayer(4, "relu"),
        HiddenLayer(2, "relu"),
    )


@pytest.mark.parametrize(
    ("query", "en"),
    [
        ("ratte=1", "ratte in the link: there is no such key; look for a slip of the pen"),
        ("rate=fast", "rate in the link: 'fast' is not a number"),
        ("rate=1e999", "rate in the link: '1e999' is not a number"),
        ("rate=nan", "'nan' is not a number"),
        ("rate=1_0", "'1_0' is not a number"),
        ("batch=2.5", "batch in the link: '2.5' is not a whole number"),
        ("batch=" + "9" * 5000, "is not a whole number"),
        ("problem=both", "'both' is not one of classification, regression"),
        ("show_test=yes", "it is true or false, not 'yes'"),
        ("network=4 relu drop", "'relu' in a layer is not known"),
        ("network=4,,2", "a layer is empty; write its number of units between the commas"),
        ("network=" + "1," * 200, "there may be 100 layers, not 201"),
        ("features=" + ";" * 200, "there may be 100, not 201"),
    ],
)
def test_what_is_wrong_names_its_key_and_the_rest_is_taken(query, en):
    address = f"/playground?data=xor&{query}"
    experiment, problems = read(address)
    assert experiment == Experiment(data="xor")
    assert len(problems) == 1
    assert en in problems[0].en
    with pytest.raises(SettingError) as caught:
        parse(address)
    with speaking("ja"):
        assert str(caught.value).startswith("リンクの ")


def test_a_link_beyond_all_length_is_refused():
    _, problems = read("/playground?data=" + "x" * LONGEST)
    assert "at most 20000 are read" in problems[0].en
    _, problems = read("/playground?" + "&".join(f"k{i}=1" for i in range(200)))
    assert problems[0].en == "the link has more than 100 keys"


@given(st.text(max_size=200) | st.text("#/?&=;,~%0123456789.networkdatafeatures", max_size=200))
def test_any_text_at_all_is_read(text):
    experiment, problems = read("/" + text)
    assert isinstance(experiment, Experiment)
    assert all(note.en and note.ja for note in problems)


def test_nothing_slow_is_imported_for_the_default_experiment():
    code = (
        "import sys\n"
        "from mieru.playground.address import read\n"
        "from mieru.playground.points import points_of\n"
        "from mieru.playground.features import Features\n"
        "import mieru.playground.tables\n"
        "e, _ = read('')\n"
        "Features.parse(e.features).checked(points_of(e).xy)\n"
        "heavy = {'jax', 'sklearn', 'scipy', 'matplotlib', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_weights_set_by_hand_are_short_in_a_link():
    edited = (Edited(0, 1, 2, 0.5), Edited(1, 0, None, -1.0))
    assert write(Experiment(edited=edited)) == "/playground?edited=0.1.2:.5;1.0.b:-1"


@pytest.mark.parametrize(
    "text",
    ["1", "0.0.0", "0.0.c:1", "0.0.0:x", "-1.0.0:1", "0.0.0:1;", "0.0.0:1e999", "99999.0.0:1"],
)
def test_what_is_no_weight_set_by_hand_is_told(text):
    experiment, notes = read(f"/playground?data=xor&edited={text}")
    assert experiment == Experiment(data="xor")
    assert "edited" in notes[0].en
    assert "edited" in notes[0].ja


def test_a_link_with_as_many_weights_set_by_hand_as_there_may_be_is_read():
    edited = tuple(Edited(0, i, None, -0.12345678901234567) for i in range(MOST))
    address = write(Experiment(edited=edited))
    assert len(address) < LONGEST
    assert parse(address).edited == edited
