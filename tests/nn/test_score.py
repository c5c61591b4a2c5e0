"""Scores and predictions over many examples are those of one pass over all of them."""

import importlib

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

from mieru.nn import (
    BinaryCrossEntropy,
    CrossEntropy,
    Network,
    SquaredError,
    forward,
    predict,
    score,
)
from mieru.nn.score import _answers, block_size
from mieru.words import DataError, ShapeError

RNG = np.random.default_rng(0)
NETWORK = Network.parse("5, dense 8, tanh, dense 3")
PARAMETERS = NETWORK.initial_parameters()
X = RNG.normal(size=(23, 5)).astype(np.float32)
T = RNG.integers(0, 3, 23).astype(np.int32)


@pytest.fixture(params=[2**22, 8 * 4, 8 * 7], ids=["one block", "blocks of 4", "blocks of 7"])
def blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in one block and in blocks that do not divide the examples."""
    monkeypatch.setattr(importlib.import_module("mieru.nn.score"), "_BLOCK", request.param)
    jax.clear_caches()


@pytest.mark.usefixtures("blocks")
def test_loss_and_accuracy_are_those_of_scikit_learn() -> None:
    p = predict(NETWORK, PARAMETERS, X, loss=CrossEntropy())
    loss, accuracy = score(NETWORK, CrossEntropy(), PARAMETERS, X, T)
    p64 = p.astype(np.float64)
    oracle = log_loss(T, p64 / p64.sum(axis=1, keepdims=True), labels=[0, 1, 2])
    assert loss == pytest.approx(oracle, rel=1e-5)
    assert accuracy == pytest.approx(accuracy_score(T, p.argmax(axis=1)))


@pytest.mark.usefixtures("blocks")
def test_predictions_are_those_of_one_pass() -> None:
    outputs = forward(NETWORK, PARAMETERS, jnp.asarray(X))
    np.testing.assert_allclose(predict(NETWORK, PARAMETERS, X), outputs, rtol=1e-5, atol=1e-6)
    p = predict(NETWORK, PARAMETERS, X, loss=BinaryCrossEntropy())
    np.testing.assert_allclose(p, jax.nn.sigmoid(outputs), rtol=1e-5)


def test_regressions_have_a_loss_and_no_accuracy() -> None:
    t = RNG.normal(size=(23, 3)).astype(np.float32)
    outputs = np.asarray(forward(NETWORK, PARAMETERS, jnp.asarray(X)))
    loss, accuracy = score(NETWORK, SquaredError(), PARAMETERS, X, t)
    assert loss == pytest.approx(0.5 * ((outputs - t) ** 2).sum(axis=1).mean(), rel=1e-5)
    assert accuracy == 0


def test_pixels_and_running_statistics_are_read() -> None:
    network = Network.parse("2x2x1, batchnorm, flatten, dense 2")
    state = {"batchnorm1": {"mean": jnp.asarray([0.5]), "variance": jnp.asarray([0.1])}}
    parameters = network.initial_parameters()
    pixels = RNG.integers(0, 256, (9, 2, 2, 1)).astype(np.uint8)
    wanted = forward(network, parameters, jnp.asarray(pixels), state=state)
    np.testing.assert_allclose(predict(network, parameters, pixels, state=state), wanted, rtol=1e-5)
    loss, _ = score(network, CrossEntropy(), parameters, pixels, np.zeros(9, np.int32), state=state)
    oracle = CrossEntropy().by_example(wanted, jnp.zeros(9, jnp.int32)).mean()
    assert loss == pytest.approx(float(oracle), rel=1e-5)


def test_asking_for_any_number_of_examples_compiles_a_few_times_only() -> None:
    jax.clear_caches()
    for n in range(1, 24):
        assert predict(NETWORK, PARAMETERS, X[:n]).shape == (n, 3)
    assert _answers._cache_size() == 6  # type: ignore[attr-defined] # 1, 2, 4, 8, 16, 32


def test_blocks_are_as_large_as_the_widest_layer_allows() -> None:
    assert block_size(Network.parse("784, dense 10"), 60_000) == 2**22 // 784
    assert block_size(Network.parse("32x32x3, conv 64 padding=same"), 10_000) == 64
    assert block_size(NETWORK, 10) == 10
    assert block_size(Network(2**30, ["relu"]), 10) == 1


def test_what_does_not_fit_is_told_as_in_learning() -> None:
    with pytest.raises(ShapeError, match="takes 5 as the network says"):
        predict(NETWORK, PARAMETERS, X[:, :4])
    with pytest.raises(DataError, match="there are no examples"):
        predict(NETWORK, PARAMETERS, X[:0])
