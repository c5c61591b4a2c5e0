"""A network is a value: equal, hashable, named, printed, counted, and never changed by a pass."""

import copy
import doctest
import importlib
import pkgutil
import time
import tracemalloc
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import mieru.nn
from mieru.nn import (
    BatchNorm,
    Context,
    Conv,
    CrossEntropy,
    Dense,
    Flatten,
    MaxPool,
    Network,
    Residual,
    activations,
    backpropagate,
    forward,
)
from mieru.nn.summary import bytes_text, rows
from mieru.words import SettingError, ShapeError, speaking

LENET = (
    "28x28x1, conv 6 5x5 padding=same, sigmoid, meanpool, conv 16 5x5, sigmoid, meanpool, flatten, "
    "dense 120, sigmoid, dense 84, sigmoid, dense 10"
)


def test_each_kind_of_layer_is_counted_by_itself() -> None:
    assert Network.parse("4, dense 3, relu, dense 2, tanh, relu").names == (
        "dense1",
        "relu1",
        "dense2",
        "tanh1",
        "relu2",
    )


def test_equal_networks_hash_equal_and_unequal_ones_differ() -> None:
    made = [Network.parse(LENET) for _ in range(2)]
    assert made[0] == made[1]
    assert hash(made[0]) == hash(made[1])
    assert len({*made, Network.parse(LENET + ", tanh")}) == 2
    assert Network(4, [Dense(2)]) != Network(5, [Dense(2)])
    assert Network(4, [Dense(2)]) != Network(4, [Dense(2, bias=False)])


def test_equal_networks_share_one_compilation() -> None:
    traces = 0

    def run(network: Network, x: jax.Array) -> jax.Array:
        nonlocal traces
        traces += 1
        return forward(network, network.initial_parameters(), x)

    compiled = jax.jit(run, static_argnums=0)
    for _ in range(3):
        compiled(Network.parse("4, dense 3, relu"), jnp.ones((2, 4)))
    assert traces == 1


def test_it_prints_as_its_forward_pass() -> None:
    line = "28x28x1, conv 8 5x5, leaky_relu 0.2, residual(relu), flatten, dense 3"
    assert str(Network.parse(line)) == (
        "x            28×28×1\n"
        "conv1        24×24×8  = W ∗ x + b\n"
        "leaky_relu1  24×24×8  = leaky_relu(conv1, 0.2)\n"
        "residual1    24×24×8  = f(leaky_relu1) + leaky_relu1\n"
        "flatten1        4608  = flatten(residual1)\n"
        "dense1             3  = flatten1·W + b"
    )


def test_the_summary_shows_layers_inside_layers_below_them() -> None:
    network = Network.parse("4, dense 3, residual(dense 3, relu; dense 3 bias=no), dense 2")
    assert network.summary() == (
        "layer       output  parameters  multiplications\n"
        "───────────────────────────────────────────────\n"
        "input            4\n"
        "dense1           3          15               12\n"
        "residual1        3          21               18\n"
        "├ layers\n"
        "│ dense1         3          12                9\n"
        "│ relu1          3           0                0\n"
        "├ shortcut\n"
        "│ dense1         3           9                9\n"
        "dense2           2           8                6\n"
        "───────────────────────────────────────────────\n"
        "total                       44               36\n"
        "parameters in memory: 176 B (float32)"
    )
    with speaking("ja"):
        head, *_, total, note = network.summary().splitlines()
    assert head.split() == ["層", "出力", "パラメータ", "乗算回数"]
    assert total.split() == ["合計", "44", "36"]
    assert note == "パラメータのメモリ: 176 B (float32)"


def test_rows_add_up_and_hold_those_inside() -> None:
    network = Network.parse("4, dense 3, residual(dense 3, relu; dense 3 bias=no), dense 2")
    found = rows(network)
    assert sum(row["parameters"] for row in found) == network.parameter_count == 44
    assert sum(row["multiplications"] for row in found) == network.multiplications == 36
    assert [row["name"] for row in found[1]["inner"]["layers"]] == ["dense1", "relu1"]
    assert found[0]["shape"] == (3,)


def test_lenet_counts_its_published_61706_parameters() -> None:
    assert Network.parse(LENET).parameter_count == 61_706


@pytest.mark.parametrize(
    ("n", "text"), [(176, "176 B"), (4e9, "4.0 GB"), (1500, "1.5 kB"), (3e15, "3.0 PB")]
)
def test_sizes_in_words(n: float, text: str) -> None:
    assert bytes_text(n) == text


def test_a_network_of_a_thousand_million_weights_is_counted_not_allocated() -> None:
    """Lecture 3: (100×100)×(100×100)×10 weights."""
    tracemalloc.start()
    began = time.perf_counter()
    network = Network((100, 100), [Flatten(), *[Dense(10_000, bias=False)] * 10])
    summary = network.summary()
    seconds, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert network.parameter_count == network.multiplications == 10**9
    assert "1,000,000,000" in summary
    assert "4.0 GB" in summary
    assert seconds < 1
    assert peak < 1e6


def deep(blocks: int) -> Network:
    block = Residual([Conv(4, padding="same", bias=False), BatchNorm(), "relu"])
    return Network((8, 8, 4), [block] * blocks)


def test_a_network_of_a_thousand_blocks_is_named_counted_and_printed_quickly() -> None:
    began = time.perf_counter()
    network = deep(1000)
    assert network.parameter_count == 1000 * (9 * 16 + 8)
    assert len(network.summary().splitlines()) > 3000
    assert len(str(network).splitlines()) == 1001
    assert Network.parse(network.text) == network
    assert network.names[-1] == "residual1000"
    assert hash(network) == hash(deep(1000))
    assert len(network.penalties) == 1000
    assert time.perf_counter() - began < 10


def test_parameters_are_those_of_the_seed_and_match_their_shapes() -> None:
    network = Network.parse(LENET)
    one, same, other = (network.initial_parameters(seed) for seed in (1, 1, 2))
    assert jax.tree.map(np.shape, one) == network.parameter_shapes
    weights = [np.asarray(p["conv1"]["weight"]) for p in (one, same, other)]
    assert weights[0].dtype == np.float32
    np.testing.assert_array_equal(weights[0], weights[1])
    assert (weights[0] != weights[2]).all()
    with pytest.raises(SettingError) as caught:
        network.initial_parameters(-1)
    assert caught.value.en == "a seed is a whole number of at least 0, not -1"
    assert caught.value.ja == "乱数シードは 0 以上の整数です (-1 ではなく)"


def test_a_pass_changes_neither_inputs_nor_parameters_nor_state() -> None:
    network = Network((6, 6, 1), [Conv(2), BatchNorm(), "relu", MaxPool(), Flatten(), Dense(3)])
    parameters = jax.tree.map(np.array, network.initial_parameters())
    state = jax.tree.map(np.array, network.initial_state())
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(5, 6, 6, 1)).astype(np.float32), np.array([0, 1, 2, 0, 1], np.int32)
    before = copy.deepcopy((parameters, state, x, t))
    context = Context(training=True, state=state)
    backpropagate(network, parameters, x, t, CrossEntropy(), context=context, l1=0.1, l2=0.1)  # type: ignore[arg-type]
    now = jax.tree.leaves((parameters, state, x, t))
    for old, new in zip(jax.tree.leaves(before), now, strict=True):
        np.testing.assert_array_equal(old, new)


def test_uint8_is_pixels_from_0_to_1() -> None:
    network = Network((1, 256), ["identity"])
    pixels = jnp.arange(256, dtype=jnp.uint8)[None, None, :]
    found = np.asarray(forward(network, {}, pixels))[0, 0]
    np.testing.assert_allclose(found, np.arange(256) / 255, rtol=1e-7)
    assert (found[0], found[255]) == (0, 1)


def test_forward_reads_the_state_from_either_argument() -> None:
    network = Network(2, [BatchNorm()])
    parameters, x = network.initial_parameters(), jnp.ones((1, 2))
    state = {"batchnorm1": {"mean": jnp.ones(2), "variance": jnp.ones(2)}}
    for found in (
        forward(network, parameters, x, state=state),
        forward(network, parameters, x, context=Context(state=state)),
        forward(network, parameters, x, state=state, context=Context()),
    ):
        np.testing.assert_array_equal(found, np.zeros((1, 2)))


@pytest.mark.parametrize(
    ("change", "en", "ja"),
    [
        (
            lambda p: p["dense1"].pop("bias"),
            "the parameters of dense1 should be bias, weight, but are weight",
            "dense1 のパラメータは bias, weight のはずですが、weight です",
        ),
        (
            lambda p: p["residual1"]["layers"]["dense1"].update(weight=np.zeros((3, 4))),
            ("residual1.layers.dense1.weight should be 3×3 but is 3×4; "
            "these are the parameters of another network"),
            ("residual1.layers.dense1.weight は 3×3 のはずですが、3×4 です。"
            "別のネットワークのパラメータのようです"),
        ),
        (
            lambda p: p.update(extra={}),
            ("the parameters of the network should be dense1, residual1, "
            "but are dense1, extra, residual1"),
            (
                "ネットワークのパラメータは dense1, residual1 のはずですが、"
                "dense1, extra, residual1 です"
            ),
        ),
    ],
)  # fmt: skip
def test_parameters_of_another_network_are_told(change: object, en: str, ja: str) -> None:
    network = Network.parse("2, dense 3, residual(dense 3)")
    parameters = network.initial_parameters()
    network.check_parameters(parameters)
    change(parameters)  # type: ignore[operator]
    with pytest.raises(ShapeError) as caught:
        network.check_parameters(parameters)
    assert (caught.value.en, caught.value.ja) == (en, ja)


def test_a_running_state_of_another_network_is_told() -> None:
    network = Network.parse("2, dense 3, batchnorm")
    network.check_state(network.initial_state())
    with pytest.raises(ShapeError, match="the running state of the network should be batchnorm1"):
        network.check_state({})
    with pytest.raises(ShapeError, match=r"batchnorm1\.mean should be 3 but is 2"):
        network.check_state(Network(2, [BatchNorm()]).initial_state())


@pytest.mark.parametrize(
    "shape", [0, -1, 2.5, "784", (), (1,) * 9, (3, True), (2**41,), None, [[1]]]
)
def test_an_input_shape_that_is_none_is_refused(shape: object) -> None:
    with pytest.raises(SettingError, match="an input shape is 1 to 8 positive whole numbers"):
        Network(shape, [Dense(1)])  # type: ignore[arg-type]


def test_input_shapes_of_numpy_are_those_of_python() -> None:
    network = Network(np.int64(4), [Dense(2)])  # type: ignore[arg-type]
    assert network == Network([np.int32(4)], [Dense(2)])  # type: ignore[list-item]
    assert type(network.input_shape[0]) is int


@pytest.mark.parametrize("layers", [[3], [None], [Dense], 3])
def test_what_is_no_layer_is_refused(layers: object) -> None:
    with pytest.raises(SettingError) as caught:
        Network(4, layers)  # type: ignore[arg-type]
    assert caught.value.en.startswith("a network is made of layers, but ")
    assert caught.value.ja.startswith("ネットワークは層からできていますが、")


MODULES = [
    module.name
    for module in pkgutil.walk_packages([str(Path(mieru.nn.__file__).parent)], "mieru.nn.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_documentation_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activations, "_FUNCTIONS", dict(activations._FUNCTIONS))
    found = doctest.testmod(importlib.import_module(name), raise_on_error=False)
    assert found.failed == 0


def test_there_are_examples_in_the_documentation() -> None:
    find = doctest.DocTestFinder().find
    found = [test for name in MODULES for test in find(importlib.import_module(name))]
    names = {test.name.rsplit(".", 1)[-1] for test in found if test.examples}
    assert names >= {"Network", "add_activation", "one_hot"}
