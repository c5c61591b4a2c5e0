"""The microscope shows the numbers of backpropagation itself, layer by layer, inside layers too."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.nn import (
    Activation,
    BatchNorm,
    CrossEntropy,
    Dense,
    MeanSquaredError,
    Network,
    SquaredError,
    backpropagate,
    trace,
)
from mieru.words import DataError, ShapeError, speaking
from tests.nn.oracle import some_parameters

NETWORK = Network.parse("3, dense 4, tanh, residual(dense 4, sigmoid), dense 2")
PARAMETERS = some_parameters(NETWORK)
X = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
T = np.array([0, 1, 1, 0, 1])


def test_layers_come_in_the_order_of_the_forward_pass_with_their_paths() -> None:
    seen = trace(NETWORK, PARAMETERS, X, T, CrossEntropy())
    assert [layer.path for layer in seen] == [
        "dense1",
        "tanh1",
        "residual1.layers.dense1",
        "residual1.layers.sigmoid1",
        "residual1",
        "dense2",
    ]
    assert seen["residual1.layers.dense1"].layer == Dense(4)
    with pytest.raises(KeyError):
        seen["dense3"]


def test_all_numbers_are_those_of_backpropagation() -> None:
    seen = trace(NETWORK, PARAMETERS, X, T, CrossEntropy())
    found = backpropagate(
        NETWORK, PARAMETERS, jnp.asarray(X), jnp.asarray(T, jnp.int32), CrossEntropy()
    )
    assert seen.error == float(found.loss)
    for name in ("dense1", "dense2"):
        for parameter, gradient in found.gradients[name].items():
            np.testing.assert_array_equal(seen[name].gradients[parameter], gradient)
    inner = found.gradients["residual1"]["layers"]["dense1"]["weight"]
    np.testing.assert_array_equal(seen["residual1.layers.dense1"].gradients["weight"], inner)
    np.testing.assert_array_equal(seen["dense1"].delta_input, found.delta_x)
    np.testing.assert_array_equal(seen["dense2"].output, found.outputs)
    assert seen["residual1"].gradients == seen["residual1"].parameters == {}


def test_what_goes_out_of_a_layer_comes_into_the_next() -> None:
    seen = trace(NETWORK, PARAMETERS, X, T, CrossEntropy())
    outer = [layer for layer in seen if "." not in layer.path]
    for below, above in itertools.pairwise(outer):
        np.testing.assert_array_equal(below.output, above.input)
        np.testing.assert_array_equal(below.delta_output, above.delta_input)


def test_a_dense_layer_and_the_activation_after_it_tell_of_the_same_u_and_delta() -> None:
    seen = trace(NETWORK, PARAMETERS, X, T, CrossEntropy())
    dense, tanh = seen["dense1"], seen["tanh1"]
    np.testing.assert_array_equal(dense.u, tanh.u)
    np.testing.assert_array_equal(dense.delta, tanh.delta)
    assert tanh.local_derivative is not None
    np.testing.assert_allclose(tanh.local_derivative, 1 - np.tanh(tanh.u) ** 2, rtol=1e-4)
    np.testing.assert_allclose(tanh.delta, tanh.delta_output * tanh.local_derivative, rtol=1e-6)
    assert dense.local_derivative is None
    # ∂E/∂W = Σₙ zₙδₙᵀ and ∂E/∂b = Σₙ δₙ, by NumPy.
    np.testing.assert_allclose(dense.gradients["weight"], dense.input.T @ dense.delta, rtol=1e-4)
    np.testing.assert_allclose(dense.gradients["bias"], dense.delta.sum(axis=0), rtol=1e-4)


def test_a_traced_layer_cannot_be_changed() -> None:
    seen = trace(NETWORK, PARAMETERS, X, T, CrossEntropy())
    with pytest.raises(AttributeError):
        seen.layers[0].path = "other"  # type: ignore[misc]


def test_it_is_of_the_finished_network() -> None:
    network = Network(3, [BatchNorm(), "relu", Dense(1)])
    state = {"batchnorm1": {"mean": jnp.asarray([1.0, 2, 3]), "variance": jnp.full(3, 4.0)}}
    seen = trace(
        network, network.initial_parameters(), X, T[:, None], MeanSquaredError(), state=state
    )
    np.testing.assert_allclose(seen["batchnorm1"].output, (X - [1, 2, 3]) / 2, rtol=1e-4)
    assert isinstance(seen["relu1"].layer, Activation)


def test_loaded_weights_of_numpy_do_as_well() -> None:
    network = Network.parse("3, embedding 5 2, flatten, dense 2")
    parameters = jax.tree.map(np.asarray, network.initial_parameters())
    seen = trace(network, parameters, [[0, 1, 4]], [1], CrossEntropy())
    assert seen["embedding1"].output.shape == (1, 3, 2)
    assert "embedding1" in str(seen)
    assert r"T^{(1)}_{z^{(0)}}" in seen.latex()


def test_data_are_checked_as_in_learning() -> None:
    with pytest.raises(DataError, match="label 7"):
        trace(NETWORK, PARAMETERS, X, T + 7, CrossEntropy())
    with pytest.raises(ShapeError, match="dense1, the first layer, takes 3"):
        trace(NETWORK, PARAMETERS, X[:, :2], T, CrossEntropy())
    with pytest.raises(ShapeError, match="the parameters of the network should be"):
        trace(NETWORK, {}, X, T, CrossEntropy())


def test_of_several_examples_the_first_is_shown_and_said() -> None:
    network = Network.parse("2, dense 3, relu, dense 1")
    parameters = {
        "dense1": {"weight": jnp.asarray([[1, -1, 0.5], [0, 2, 1]]), "bias": jnp.zeros(3)},
        "dense2": {"weight": jnp.asarray([[1.0], [2], [-1]]), "bias": jnp.ones(1)},
    }
    seen = trace(network, parameters, [[2, 1], [0, 0]], [[0], [1]], SquaredError())
    # u = (2, 0, 2): relu's derivative there is (1, 0, 1). y = 2 − 2 + 1 = 1 for the first, 1 for
    # the second, whose error is 0. δ of the first is its half of y − t.
    assert str(seen) == (
        "E = 0.25  (squared error)\n"
        "example 1 of 2 is shown; E is the mean over all 2, and ∂E/∂W sums over them\n"
        "\n"
        "layer   input  u  output  f′(u)  δ = ∂E/∂u  ∂E/∂W\n"
        "──────────────────────────────────────────────────────────────\n"
        "dense1      2  2       2               0.5  weight    1 0   -1\n"
        "            1  0       0                 0          0.5 0 -0.5\n"
        "               2       2              -0.5  bias    0.5 0 -0.5\n"
        "\n"
        "relu1       2  2       2      1        0.5\n"
        "            0  0       0      0          0\n"
        "            2  2       2      1       -0.5\n"
        "\n"
        "dense2      2  1       1               0.5  weight  1\n"
        "            0                                       0\n"
        "            2                                       1\n"
        "                                            bias    0.5"
    )
    with speaking("ja"):
        assert str(seen).splitlines()[1] == (
            "2 個のデータ点のうち 1 個目を表示しています。"
            "E は 2 個の平均で、∂E/∂W は 2 個にわたる和です"
        )


def test_large_arrays_are_told_by_shape_and_range() -> None:
    network = Network.parse("28x28x1, flatten, dense 10")
    x = np.linspace(0, 1, 784).reshape(1, 28, 28, 1)
    seen = trace(network, network.initial_parameters(), x, [3], CrossEntropy())
    lines = str(seen).splitlines()
    flat, below = (line.split() for line in lines[4:6])
    assert flat[:4] == ["flatten1", "28×28", "784", "784"]
    assert below[:9] == ["0", "…", "1"] * 3
    assert "weight  784×10" in str(seen)
