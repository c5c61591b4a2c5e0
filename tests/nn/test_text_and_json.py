"""A network goes to text, to JSON and back unharmed; whatever else comes in is refused in words."""

import json
import pickle
import time

import pytest
from hypothesis import example, given, settings, strategies as st

from mieru.nn import (
    Activation,
    Conv,
    Dense,
    Dropout,
    Flatten,
    Given,
    He,
    MaxPool,
    Network,
    Parallel,
    Residual,
    Uniform,
    activation_names,
)
from mieru.nn.json_form import DEEPEST, MOST_LAYERS, loss_from_json
from mieru.nn.notation import LONGEST, layer_text
from mieru.words import MieruError, SettingError, speaking
from tests.nn.networks import layers, networks


@given(networks())
def test_text_comes_back_as_the_same_network(network: Network) -> None:
    again = Network.parse(network.text)
    assert again == network
    assert hash(again) == hash(network)
    assert again.text == network.text


@given(networks())
def test_json_comes_back_as_the_same_network(network: Network) -> None:
    written = json.dumps(network.to_json(), allow_nan=False)
    again = Network.from_json(json.loads(written))
    assert again == network
    assert hash(again) == hash(network)
    assert json.dumps(again.to_json()) == written


@given(networks())
def test_a_pickle_comes_back_as_the_same_network_without_a_stale_hash(network: Network) -> None:
    hash(network)
    written = pickle.dumps(network)
    assert pickle.loads(written) == network
    assert b"_hash" not in written


@given(networks())
def test_the_printed_value_is_python_that_makes_it(network: Network) -> None:
    import mieru.nn

    assert eval(repr(network), vars(mieru.nn)) == network


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("784, dense 100, sigmoid, dense 10", Network(784, [Dense(100), "sigmoid", Dense(10)])),
        ("784-100-10 sigmoid", Network(784, [Dense(100), "sigmoid", Dense(10)])),
        ("2-4-1", Network(2, [Dense(4, initial=He()), "relu", Dense(1)])),
        ("2-1", Network(2, [Dense(1)])),
        (
            "28x28x1, conv 16 5x5 stride=2 padding=same bias=no, maxpool 3 stride=2, flatten",
            Network((28, 28, 1), [Conv(16, 5, 2, "same", bias=False), MaxPool(3, 2), Flatten()]),
        ),
        (
            "9×9×1, conv 2 3×3 padding=1:0×2:1",
            Network((9, 9, 1), [Conv(2, padding=((1, 0), (2, 1)))]),
        ),
        (
            "8, residual(dense 4, relu; dense 4 bias=no), leaky_relu 0.2",
            Network(
                8,
                [
                    Residual([Dense(4), "relu"], [Dense(4, bias=False)]),
                    Activation("leaky_relu", 0.2),
                ],
            ),
        ),
        (
            "8, parallel(dense 4; dense 8, relu; ) join=concatenate",
            Network(8, [Parallel([[Dense(4)], [Dense(8), "relu"], []])]),
        ),
        ("2, dense 1 initial=given(0.5 -1)", Network(2, [Dense(1, initial=Given((0.5, -1)))])),
        ("2, dense units=3 initial=uniform(0.1)", Network(2, [Dense(3, initial=Uniform(0.1))])),
        ("2,\n dense\t１０ ,dropout .5", Network(2, [Dense(10), Dropout(0.5)])),
    ],
)
def test_what_people_type(text: str, network: Network) -> None:
    assert Network.parse(text) == network


@pytest.mark.parametrize(
    ("text", "en", "ja"),
    [
        (
            "dense 10",
            "a network begins with its input shape, such as 784 or 28x28x1, not 'dense 10'",
            "ネットワークは 784 や 28x28x1 のような入力の形状で始めます ('dense 10' ではなく)",
        ),
        (
            "784, dens 10",
            (
                "'dens 10' is no layer; layers: dense, dropout, flatten, conv, conv_transpose, "
                "maxpool, meanpool, global_meanpool, batchnorm, layernorm, residual, parallel, "
                f"embedding; activation functions: {', '.join(activation_names())}"
            ),
            (
                "'dens 10' という層はありません。層: dense, dropout, flatten, conv, "
                "conv_transpose, maxpool, meanpool, global_meanpool, batchnorm, layernorm, "
                f"residual, parallel, embedding。活性化関数: {', '.join(activation_names())}"
            ),
        ),
        (
            "784, dense",
            "dense needs units, such as dense 100",
            "dense には units が必要です (例: dense 100)",
        ),
        (
            "784, dense 10 20",
            "dense cannot take '20'; fields that can still be set: bias, initial, initial_bias",
            "dense に '20' は使えません。まだ設定できるもの: bias, initial, initial_bias",
        ),
        (
            "784, dense 10 units=20",
            (
                "dense cannot take 'units=20'; fields that can still be set: bias, initial, "
                "initial_bias"
            ),
            "dense に 'units=20' は使えません。まだ設定できるもの: bias, initial, initial_bias",
        ),
        (
            "784, dense 10 bias=maybe",
            "dense: bias cannot be 'maybe'; write for example yes / no",
            "dense: bias を 'maybe' にはできません。例: yes / no",
        ),
        (
            "784, dense ten",
            "dense: units must be a whole number of at least 1, not 'ten'",
            "dense: units は 1 以上の整数でなければなりません ('ten' ではなく)",
        ),
        (
            "784, residual(dense 10",
            "parentheses do not match (or nest deeper than 16) in '784, residual(dense 10'",
            "括弧が対応していないか、16 段より深く入れ子になっています: '784, residual(dense 10'",
        ),
        (
            "784, residual dense 10",
            "residual holds its layers in parentheses, such as residual(dense 8, relu)",
            "residual は residual(dense 8, relu) のように括弧の中に層を書きます",
        ),
        (
            "784, residual(dense 10; dense 10; dense 10)",
            "residual takes its layers and at most one shortcut: residual(…; …)",
            "residual は層の並びと、最大 1 つのバイパスを取ります: residual(…; …)",
        ),
        (
            "784",
            "a network needs at least one layer, such as dense 1",
            "ネットワークには少なくとも 1 つの層が必要です (例: dense 1)",
        ),
        (
            "0, dense 1",
            (
                "an input shape is 1 to 8 positive whole numbers, not [0]; write for example 784 "
                "or (28, 28, 1), in text 28x28x1"
            ),
            (
                "入力の形状は 1 個から 8 個の正の整数です ([0] ではなく)。784 や (28, 28, 1)、"
                "テキストでは 28x28x1 のように書いてください"
            ),
        ),
        (
            "784, dense 1 initial=xavier",
            (
                "initial: initial cannot be 'xavier'; write for example glorot, he, lecun, "
                "uniform, zeros, given"
            ),
            (
                "initial: initial を 'xavier' にはできません。例: glorot, he, lecun, uniform, "
                "zeros, given"
            ),
        ),
    ],
)
def test_what_is_not_understood_is_said_in_both_languages(text: str, en: str, ja: str) -> None:
    with pytest.raises(SettingError) as caught:
        Network.parse(text)
    assert str(caught.value) == en
    with speaking("ja"):
        assert str(caught.value) == ja


@pytest.mark.parametrize("text", ["784-10 rely", "2-3-1 dense", "2-3-1 softmax"])
def test_a_perceptron_s_function_must_exist_even_where_it_is_not_used(text: str) -> None:
    with pytest.raises(SettingError):
        Network.parse(text)


def check_told(error: MieruError) -> None:
    assert error.en
    assert error.ja
    assert len(error.en) < 1000


words = st.sampled_from(
    [*"0123456789x,;()= -.:×", "dense ", "residual(", "parallel(", "conv ", "relu", "initial=",
     "given(", "uniform(", "784, ", "stride=", "padding=", "same", "nan", "1e999", "embedding "]
)  # fmt: skip


@given(st.text(max_size=60) | st.lists(words, max_size=30).map("".join))
@settings(max_examples=300)
@example("8, " + "residual(" * 20 + "dense 8" + ")" * 20)
@example("1" * 400)
@example("9" * 13 + ", dense " + "9" * 15)
@example("2, dense 1e400")
@example("2, dense 1 initial=given(nan)")
@example("2, embedding 99999999999 99999999999")
@example("2, \x00")
def test_any_text_is_a_network_or_refused_in_words(text: str) -> None:
    try:
        network = Network.parse(text)
    except MieruError as error:
        check_told(error)
    else:
        assert Network.parse(network.text) == network


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def spoiled(draw: st.DrawFn) -> object:
    """The JSON of a network with one place exchanged for something else."""
    value = json.loads(json.dumps(draw(networks()).to_json()))
    place, step = value, "layers"
    while True:
        inner = place[step]
        keys = (
            list(range(len(inner)))
            if isinstance(inner, list)
            else list(inner)
            if isinstance(inner, dict)
            else []
        )
        if not keys or draw(st.integers(0, 3)) == 0:
            place[step] = draw(json_values)
            return value
        place, step = inner, draw(st.sampled_from(keys))


@given(json_values | spoiled())
@settings(max_examples=300)
@example({"input": [2], "layers": [{"kind": []}]})
@example({"input": [2], "layers": [{"kind": "dense", "units": 10**5000}]})
@example({"input": [2], "layers": [{"kind": "dropout", "rate": 10**400}]})
@example(
    {
        "input": [2],
        "layers": [{"kind": "dense", "units": 1, "initial": {"kind": "uniform", "limit": "a"}}],
    }
)
@example(
    {
        "input": [2],
        "layers": [{"kind": "dense", "units": 1, "initial": {"kind": "given", "values": "1.5"}}],
    }
)
@example(
    {
        "input": [2],
        "layers": [{"kind": "dense", "units": 1, "initial": {"kind": "given", "values": None}}],
    }
)
@example({"input": [2], "layers": [{"kind": "dense", "units": 1, "initial": None}]})
@example({"input": [2], "layers": [{"kind": "activation", "function": ["relu"]}]})
@example({"input": [10**30], "layers": [{"kind": "flatten"}]})
@example({"input": [True], "layers": [{"kind": "flatten"}]})
@example({"input": [], "layers": [{"kind": "flatten"}]})
@example({"input": [1], "layers": [{"kind": "parallel", "branches": [[]], "join": {}}]})
def test_any_json_is_a_network_or_refused_in_words(value: object) -> None:
    try:
        network = Network.from_json(value)
    except MieruError as error:
        check_told(error)
    else:
        assert Network.from_json(network.to_json()) == network


@given(json_values)
def test_any_json_is_a_loss_or_refused_in_words(value: object) -> None:
    try:
        loss_from_json(value)
    except MieruError as error:
        check_told(error)


@pytest.mark.parametrize(
    ("value", "en", "ja"),
    [
        (
            [],
            'network: expected an object with "input" and "layers", found []',
            'network: "input" と "layers" を持つオブジェクト が必要ですが、[] がありました',
        ),
        (
            {"input": [2], "layers": [{"kind": "dense", "units": 3, "size": 4}]},
            (
                "layer dense: expected the fields units, bias, initial, initial_bias, "
                "found {'kind': 'dense', 'size': 4, 'units': 3}"
            ),
            (
                "layer dense: 項目 units, bias, initial, initial_bias が必要ですが、"
                "{'kind': 'dense', 'size': 4, 'units': 3} がありました"
            ),
        ),
    ],
)
def test_json_that_is_no_network_is_told(value: object, en: str, ja: str) -> None:
    with pytest.raises(SettingError) as caught:
        Network.from_json(value)
    assert (caught.value.en, caught.value.ja) == (en, ja)


def nested(depth: int) -> object:
    layer: object = {"kind": "flatten"}
    for _ in range(depth):
        layer = {"kind": "residual", "layers": [layer]}
    return {"input": [4], "layers": [layer]}


def test_layers_within_layers_have_an_end() -> None:
    assert Network.from_json(nested(DEEPEST - 1)).output_shape == (4,)
    for depth in (DEEPEST, 300):
        with pytest.raises(SettingError, match="at most 16 levels of layers within layers"):
            Network.from_json(nested(depth))
    text = "4, " + "residual(" * (DEEPEST - 1) + "dense 4 initial=given(1)" + ")" * (DEEPEST - 1)
    assert Network.parse(text).text == text


def test_a_list_nested_beyond_all_measure_is_refused_not_crashed_on() -> None:
    value: object = 1
    for _ in range(100_000):
        value = [value]
    for spoilt in (value, {"input": [1], "layers": value}, {"input": value, "layers": []}):
        with pytest.raises(MieruError):
            Network.from_json(spoilt)


def test_texts_and_lists_beyond_all_measure_are_refused_quickly() -> None:
    began = time.perf_counter()
    for text in (
        "1, " * LONGEST,
        "4, " + "residual(" * 15 + "dense 4, " * (LONGEST // 10) + "relu" + ")" * 15,
        "(" * LONGEST,
        "4, " + "relu," * (MOST_LAYERS + 1),
    ):
        with pytest.raises(MieruError):
            Network.parse(text)
    with pytest.raises(MieruError):
        Network.from_json({"input": [4], "layers": [{"kind": "flatten"}] * (MOST_LAYERS + 1)})
    assert time.perf_counter() - began < 10


@given(layers)
def test_the_text_of_a_layer_stands_alone(layer: object) -> None:
    text = layer_text(layer)  # type: ignore[arg-type]
    assert text == text.strip()
    assert "\n" not in text
