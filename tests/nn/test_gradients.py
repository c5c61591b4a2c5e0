"""Backpropagation gives ∂E/∂parameter and ∂E/∂x of the regularized loss, for every layer kind."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from mieru.nn import (
    LAYERS,
    LOSSES,
    BinaryCrossEntropy,
    Context,
    CrossEntropy,
    Huber,
    Loss,
    MeanSquaredError,
    Network,
    Parameters,
    SquaredError,
    State,
    activation_names,
    backpropagate,
    forward,
    penalty,
)
from tests.nn.oracle import check_gradients, float64

EXAMPLES = 5

CASES = [
    "3, dense 2",
    "3, dense 4, dense 2 bias=no",
    "4x3, dense 5, tanh, flatten, dense 2",
    # Every activation function, side by side.
    f"3, parallel({'; '.join(f'dense 2, {name}' for name in activation_names())}), dense 2",
    "3, dense 4, leaky_relu 0.3, dense 2",
    "3, dense 4, elu 0.7, dense 2",
    "3, tanh, dense 2, dropout 0.5, cube",
    "6x5x2, conv 3 3x2, relu, flatten, dense 2",
    "3x4x1, conv_transpose 2 3x3 padding=full, flatten, dense 2",
    "6x5x2, maxpool 3 stride=2 padding=1x0, flatten, dense 2",
    "6x5x2, meanpool 3 stride=2 padding=2:1x0:1, flatten, dense 2",
    "6x5x2, global_meanpool, dense 2",
    "4, dense 3, batchnorm, tanh, dense 2",
    "4, dense 3, layernorm, tanh, dense 2",
    "3, residual(dense 3, tanh), dense 2",
    "3, residual(dense 5, tanh, dense 2; dense 2 bias=no)",
    "3, parallel(dense 2, tanh; dense 3, sigmoid; ), dense 2",
    "3, parallel(dense 2, tanh; dense 2) join=add",
    "3, residual(parallel(dense 1; dense 2, residual(dense 2, tanh))), dense 2",
    "3, parallel(residual(dense 3, dropout 0.3, tanh); batchnorm; layernorm), dense 2",
    "4, embedding 6 3, flatten, dense 2",
    "4, parallel(embedding 6 2; embedding 6 3), dense 2, tanh, flatten, dense 2",
]
# Pictures take longer to compile.
SLOW = [
    "6x5x2, conv 4 3x3 stride=2x1 padding=same groups=2, tanh, flatten, dense 2",
    "6x5x2, conv 2 2x3 padding=full dilation=2 bias=no, tanh, global_meanpool",
    "6x5x1, conv 2 3x2 stride=2 padding=1:0x2:1, flatten, dense 2",
    "6x6x1, conv 2 6x6, flatten",  # more places than are unrolled
    "3x4x2, conv_transpose 2 3x3 stride=2, tanh, flatten, dense 2",
    "3x4x2, conv_transpose 4 3x2 stride=2 padding=same groups=2, flatten, dense 2",
    "3x4x2, conv_transpose 2 2x2 stride=3 padding=same bias=no, flatten, dense 2",
    "3x4x2, conv_transpose 2 3x3 padding=1 dilation=2, tanh, flatten, dense 2",
    "6x5x2, maxpool, flatten, dense 2",
    "6x5x2, maxpool 3x2 stride=1 padding=same, flatten, dense 2",
    "6x5x2, meanpool, flatten, dense 2",
    "6x5x2, meanpool 3x2 stride=1 padding=same, flatten, dense 2",
    "4x4x2, conv 3 2x2, batchnorm epsilon=0.1, relu, flatten, dense 2",
    "4x4x2, layernorm epsilon=0.01, conv 3 2x2, flatten, dense 2",
    "4x4x2, residual(conv 2 padding=same, batchnorm, relu), flatten, dense 2",
    "4x4x2, parallel(conv 2 1x1; conv 3 padding=same, relu), flatten, dense 2",
]


def some_data(network: Network, loss: Loss) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    shape = (EXAMPLES, *network.input_shape)
    x: np.ndarray = rng.normal(size=shape)
    if "embedding" in network.text:
        x = rng.integers(0, 6, shape).astype(np.int32)
    outputs = (EXAMPLES, *network.output_shape)
    if isinstance(loss, CrossEntropy):
        return x, rng.integers(0, outputs[1], EXAMPLES).astype(np.int32)
    if isinstance(loss, BinaryCrossEntropy):
        return x, rng.integers(0, 2, outputs).astype(np.float64)
    return x, rng.normal(size=outputs)


def training(network: Network, **more: Any) -> Context:
    return Context(training=True, key=jax.random.key(3), state=network.initial_state(), **more)


def finished(network: Network) -> Context:
    rng = np.random.default_rng(2)
    state = jax.tree.map(lambda s: rng.uniform(0.5, 2, s.shape), network.initial_state())
    return Context(state=state)


@pytest.mark.parametrize("text", [*CASES, *(pytest.param(c, marks=pytest.mark.slow) for c in SLOW)])
def test_derivatives_are_those_of_the_regularized_loss_while_learning(text: str) -> None:
    network = Network.parse(text)
    x, t = some_data(network, SquaredError())
    check_gradients(network, x, t, SquaredError(), context=training(network))


@pytest.mark.parametrize("text", [c for c in CASES + SLOW if "batchnorm" in c or "dropout" in c])
def test_derivatives_are_right_where_learning_is_over(text: str) -> None:
    network = Network.parse(text)
    x, t = some_data(network, SquaredError())
    check_gradients(network, x, t, SquaredError(), context=finished(network))


@pytest.mark.parametrize("text", [c for c in CASES + SLOW if "batchnorm" in c])
def test_derivatives_are_right_where_a_part_of_the_batch_is_padding(text: str) -> None:
    network = Network.parse(text)
    x, t = some_data(network, SquaredError())
    present = np.array([True, True, False, True, False])
    context = training(network, present=present)
    found = check_gradients(network, x, t, SquaredError(), context=context)
    np.testing.assert_array_equal(found.delta_x[~present], 0)


@pytest.mark.parametrize(
    "loss",
    [
        SquaredError(),
        MeanSquaredError(),
        Huber(),
        Huber(0.2),
        CrossEntropy(),
        BinaryCrossEntropy(),
    ],
    ids=str,
)
@pytest.mark.parametrize("text", ["3, dense 4, tanh, dense 3", "2x2x1, flatten, dense 2"])
def test_every_loss_starts_delta_rightly(text: str, loss: Loss) -> None:
    network = Network.parse(text)
    check_gradients(network, *some_data(network, loss), loss)


@pytest.mark.parametrize("loss", [SquaredError(), MeanSquaredError(), Huber(0.3)], ids=str)
def test_a_loss_over_a_picture_starts_delta_rightly(loss: Loss) -> None:
    network = Network.parse("3x3x1, conv 2 2x2, tanh")
    check_gradients(network, *some_data(network, loss), loss)


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.3, 0.7)])
def test_each_penalty_is_in_the_gradient(l1: float, l2: float) -> None:
    network = Network.parse("3, dense 4, tanh, residual(dense 4, batchnorm), dense 2")
    x, t = some_data(network, SquaredError())
    check_gradients(network, x, t, SquaredError(), context=training(network), l1=l1, l2=l2)


def test_strengths_may_be_arrays_as_learning_passes_them() -> None:
    network = Network.parse("3, dense 4, tanh, dense 2")
    x, t = some_data(network, SquaredError())
    parameters = network.initial_parameters()
    numbers, arrays = (
        backpropagate(
            network, parameters, jnp.asarray(x), jnp.asarray(t), SquaredError(), l1=l1, l2=l2
        ).gradients
        for l1, l2 in ((0.1, 0.2), (jnp.float32(0.1), jnp.float32(0.2)))
    )
    for one, other in zip(jax.tree.leaves(numbers), jax.tree.leaves(arrays), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


@pytest.mark.parametrize("text", CASES + SLOW)
def test_float32_stays_float32_even_where_jax_could_do_more(text: str) -> None:
    """No constant of float64 takes part: only shapes and types are worked out here."""
    network = Network.parse(text)
    x, t = some_data(network, SquaredError())
    t = t.astype(np.float32)
    x = x if x.dtype == np.int32 else x.astype(np.float32)
    parameters, state = network.initial_parameters(), network.initial_state()

    def everything(parameters: Parameters, state: State, x: Array, t: Array) -> Any:
        context = Context(training=True, key=jax.random.key(0), state=state)
        learning = backpropagate(
            network, parameters, x, t, SquaredError(), context=context, l1=0.1, l2=0.1
        )
        finished = forward(network, parameters, x, state=state)
        return learning, finished, penalty(network, parameters, 0.1, 0.1)

    with float64():
        found = jax.eval_shape(everything, parameters, state, x, t)
    assert {leaf.dtype for leaf in jax.tree.leaves(found)} == {np.dtype(np.float32)}


def test_every_kind_of_layer_activation_and_loss_is_among_these_cases() -> None:
    words = {
        word for case in CASES + SLOW for word in case.replace("(", " ").replace(";", " ").split()
    }
    words = {word.strip(",)") for word in words}
    assert words >= (set(LAYERS) - {"activation"}) | set(activation_names())
    assert set(LOSSES) == {
        "squared_error",
        "mean_squared_error",
        "huber",
        "cross_entropy",
        "binary_cross_entropy",
    }
