"""The small networks' gradients, losses and answers are those of mieru.nn, and of the formulas."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from sklearn.metrics import confusion_matrix

from mieru.kernels.small import ACTIVATIONS, Knobs, SmallShape
from mieru.nn import activation_names, backpropagate, forward
from mieru.nn.score import score
from tests.kernels.small import (
    HEADS,
    NAMES,
    as_flat,
    as_network,
    as_tree,
    examples,
    small_network,
    targets_for,
    whole_batches,
)
from tests.nn.oracle import float64

EVERY_HEAD = pytest.mark.parametrize(("output", "loss"), HEADS)
BY_EVERY = pytest.mark.parametrize("name", NAMES)
DISTANCE = 1e-5  # of the central differences


def gradient(shape: SmallShape, name: str, x, t, dtype=np.float64) -> np.ndarray:
    """What one step of plain gradient descent at rate 1 takes off."""
    network = small_network(shape, name, dtype)
    before = network.parameters.copy()
    network.train(x, t, *whole_batches(len(x), 1), np.ones(1), Knobs())
    return np.asarray(before - network.parameters)


def test_the_activation_functions_are_those_of_nn():
    assert set(ACTIVATIONS) <= set(activation_names())


@BY_EVERY
@EVERY_HEAD
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradient_is_that_of_backpropagation_written_out(name, output, loss, activation):
    shape = SmallShape((3, 5, 4, 3), (activation, "tanh"), output=output, loss=loss)
    x, t = examples(shape, 37)
    network, nn_loss = as_network(shape)
    with float64():
        tree = as_tree(shape, small_network(shape, name).parameters)
        found = backpropagate(
            network, tree, jnp.asarray(x), jnp.asarray(targets_for(nn_loss, t)), nn_loss
        )
        expected = as_flat(shape, found.gradients)
    np.testing.assert_allclose(gradient(shape, name, x, t), expected, rtol=1e-11, atol=1e-13)
    x, t = x.astype(np.float32), t.astype(np.float32)
    in_float32 = gradient(shape, name, x, t, np.float32)
    scale = 1 + np.abs(expected).max()
    np.testing.assert_allclose(in_float32, expected, rtol=1e-4, atol=2e-6 * scale)


@BY_EVERY
@EVERY_HEAD
def test_the_gradient_is_the_slope_of_the_loss_by_central_differences(name, output, loss):
    shape = SmallShape((2, 3, 2), ("gelu",), output=output, loss=loss)
    x, t = examples(shape, 9)
    network = small_network(shape, name)
    slopes = np.empty(shape.parameters)
    for k in range(shape.parameters):
        at = network.parameters[k]
        network.parameters[k] = at + DISTANCE
        above = network.judge(x, t).loss
        network.parameters[k] = at - DISTANCE
        slopes[k] = (above - network.judge(x, t).loss) / (2 * DISTANCE)
        network.parameters[k] = at
    np.testing.assert_allclose(gradient(shape, name, x, t), slopes, rtol=1e-6, atol=1e-9)


@BY_EVERY
@EVERY_HEAD
@pytest.mark.parametrize("outputs", [1, 3])
def test_loss_answers_and_right_answers_are_those_of_nn(name, output, loss, outputs):
    shape = SmallShape((2, 6, outputs), ("softplus",), output=output, loss=loss)
    if output == "softmax" and outputs == 1:
        pytest.skip("a softmax of one output is always 1")
    x, t = examples(shape, 211)
    network, nn_loss = as_network(shape)
    small = small_network(shape, name)
    with float64():
        tree = as_tree(shape, small.parameters)
        value, accuracy = score(network, nn_loss, tree, x, targets_for(nn_loss, t))
        answers = np.asarray(nn_loss.predict(forward(network, tree, x)))
    judged = small.judge(x, t)
    assert judged.loss == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(small.outputs(x), answers, rtol=1e-12, atol=1e-14)
    if loss == "cross_entropy":
        assert judged.correct == round(accuracy * len(x))


@BY_EVERY
@pytest.mark.parametrize(("output", "loss"), [h for h in HEADS if h[0] != "identity"])
def test_the_confusion_matrix_is_that_of_scikit_learn(name, output, loss):
    outputs = 4 if output == "softmax" else 1
    shape = SmallShape((2, 5, outputs), ("elu",), output=output, loss=loss)
    x, t = examples(shape, 130)
    small = small_network(shape, name)
    y = small.outputs(x)
    said = y.argmax(axis=1) if outputs > 1 else y[:, 0] > (0.5 if output == "sigmoid" else 0)
    truth = t if outputs > 1 else t > (0.5 if output == "sigmoid" else 0)
    judged = small.judge(x, t)
    expected = confusion_matrix(truth, said, labels=range(max(2, outputs)))
    np.testing.assert_array_equal(judged.confusion, expected)
    assert judged.correct == np.trace(expected)


@BY_EVERY
def test_the_units_are_those_of_every_layer(name):
    shape = SmallShape((2, 3, 4, 2), ("relu", "sigmoid"), output="softmax", loss="cross_entropy")
    x, _ = examples(shape, 70)
    small = small_network(shape, name)
    tree = as_tree(shape, small.parameters)
    z1 = np.maximum(x @ tree["dense1"]["weight"] + tree["dense1"]["bias"], 0)
    z2 = 1 / (1 + np.exp(-(z1 @ tree["dense2"]["weight"] + tree["dense2"]["bias"])))
    u = z2 @ tree["dense3"]["weight"] + tree["dense3"]["bias"]
    expected = np.concatenate([z1, z2, jax.nn.softmax(u, axis=1)], axis=1).T
    np.testing.assert_allclose(small.units(x), expected, rtol=1e-6)


@pytest.mark.skipif(len(NAMES) == 1, reason="no native code was built")
@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 11), min_size=2, max_size=6),
    head=st.sampled_from(HEADS),
    cuts=st.lists(st.integers(1, 150), min_size=1, max_size=4),
    dtype=st.sampled_from([np.float32, np.float64]),
    name=st.sampled_from(NAMES[1:] or NAMES),
    draw=st.data(),
)
def test_native_code_learns_what_numpy_learns(sizes, head, cuts, dtype, name, draw):
    functions = ["tanh", "relu", "sigmoid", "elu", "leaky_relu", "softplus", "identity"]
    shape = SmallShape(
        tuple(sizes),
        tuple(draw.draw(st.sampled_from(functions)) for _ in sizes[2:]),
        tuple(draw.draw(st.sampled_from([0.0, 0.4])) for _ in sizes[2:]),
        *head,
    )
    x, t = examples(shape, 60, dtype)
    order = np.random.default_rng(0).integers(0, 60, sum(cuts), np.int32)
    offsets = np.concatenate([[0], np.cumsum(cuts)]).astype(np.int32)
    rates = np.linspace(0.02, 0.05, len(cuts))
    knobs = Knobs("momentum", l1=0.01, l2=0.02, clip=1.0)
    native, plain = small_network(shape, name, dtype), small_network(shape, "plain", dtype)
    losses = [
        network.train(x, t, order, offsets, rates, knobs, seed=3, step=17)
        for network in (native, plain)
    ]
    rtol, atol = (1e-3, 2e-5) if dtype == np.float32 else (1e-9, 1e-11)
    for own, expected in (
        (losses[0], losses[1]),
        (native.parameters, plain.parameters),
        (native.memory, plain.memory),
        (native.units(x), plain.units(x)),
    ):
        np.testing.assert_allclose(own, expected, rtol=rtol, atol=atol)
    assert native.updates == plain.updates == len(cuts)
