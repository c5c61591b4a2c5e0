"""Max-norm and label smoothing: what they promise, and that turning them compiles nothing."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from hypothesis import given, strategies as st

from mieru.data import load
from mieru.learn import Adam, Settings, fit, grid, population
from mieru.learn.shortening import bounded
from mieru.nn import (
    BinaryCrossEntropy,
    CrossEntropy,
    Network,
    backpropagate,
    forward,
    predict,
)
from mieru.nn.losses import Smoothed
from mieru.words import SettingError

NETWORK = Network.parse("4, dense 8, tanh, dense 3")


def learned(**changes: Any) -> Any:
    data = load("iris", seed=0)
    return fit(NETWORK, data, epochs=30, optimizer=Adam(0.05), **changes)


def norms(weight: Any) -> np.ndarray:
    return np.asarray(np.linalg.norm(np.reshape(weight, (-1, weight.shape[-1])), axis=0))


@given(st.floats(0.01, 10))
def test_no_unit_and_no_kernel_is_longer_than_max_norm(most: float) -> None:
    network = Network.parse("6x6x2, conv 3 3x3, relu, flatten, dense 4, tanh, dense 2")
    parameters = network.initial_parameters(0)
    found = bounded(network, parameters, jnp.float32(most))
    for name in ("conv1", "dense1", "dense2"):
        before, after = norms(parameters[name]["weight"]), norms(found[name]["weight"])
        np.testing.assert_allclose(after, np.minimum(before, most), rtol=1e-6)
        np.testing.assert_array_equal(found[name]["bias"], parameters[name]["bias"])


def test_a_unit_without_weights_stays_so() -> None:
    parameters = {"dense1": {"weight": jnp.zeros((2, 3)), "bias": jnp.ones(3)}}
    found = bounded(Network.parse("2-3"), parameters, jnp.float32(1))
    np.testing.assert_array_equal(found["dense1"]["weight"], 0)


def test_learning_keeps_to_max_norm() -> None:
    run = learned(max_norm=0.7)
    for name in ("dense1", "dense2"):
        assert norms(run.parameters[name]["weight"]).max() == pytest.approx(0.7, rel=1e-5)
    assert norms(learned().parameters["dense2"]["weight"]).max() > 2


@given(st.floats(0, 0.99), st.integers(0, 99))
def test_smoothed_gradients_are_those_of_optaxs_smoothed_labels(share: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = jnp.asarray(random.normal(size=(5, 4)), jnp.float32)
    t = jnp.asarray(random.integers(0, 3, 5), jnp.int32)
    parameters = NETWORK.initial_parameters(seed)

    def error(p: Any) -> Any:
        labels = optax.smooth_labels(jax.nn.one_hot(t, 3), share)
        return optax.softmax_cross_entropy(forward(NETWORK, p, x), labels).mean()

    found = backpropagate(NETWORK, parameters, x, t, Smoothed(CrossEntropy(), share))
    expected = jax.grad(error)(parameters)
    jax.tree.map(
        lambda a, b: np.testing.assert_allclose(a, b, atol=1e-6), found.gradients, expected
    )
    plain = backpropagate(NETWORK, parameters, x, t, CrossEntropy())
    assert found.loss == plain.loss


def test_yes_and_no_are_smoothed_toward_one_half() -> None:
    network = Network.parse("2-1")
    parameters = network.initial_parameters(0)
    x, t = jnp.array([[0.3, -1.0], [2.0, 0.5]]), jnp.array([[1.0], [0.0]])

    def error(p: Any) -> Any:
        labels = optax.smooth_labels(jnp.concatenate([t, 1 - t], axis=1), 0.3)[:, :1]
        return optax.sigmoid_binary_cross_entropy(forward(network, p, x), labels).mean()

    found = backpropagate(network, parameters, x, t, Smoothed(BinaryCrossEntropy(), 0.3))
    expected = jax.grad(error)(parameters)
    jax.tree.map(
        lambda a, b: np.testing.assert_allclose(a, b, atol=1e-6), found.gradients, expected
    )


def test_a_network_that_learned_smoothed_labels_is_less_sure() -> None:
    # With targets (0.8, 0.1, 0.1), nothing pays to be surer than 0.8.
    data = load("iris", seed=0)
    sure, modest = (
        predict(NETWORK, run.parameters, data.train.x, loss=run.loss).max(axis=1).mean()
        for run in (learned(), learned(label_smoothing=0.3))
    )
    assert modest == pytest.approx(0.8, abs=0.05)
    assert sure > 0.95


def test_turning_them_compiles_nothing(programs: Any) -> None:
    learned(max_norm=1.0)
    traces = programs()
    learned(max_norm=0.5, label_smoothing=0.1)
    learned(max_norm=2.0, label_smoothing=0.2)
    assert programs() == traces


@pytest.mark.parametrize("members", [2, 8])  # mapped, and on lanes
def test_a_population_learns_with_them_as_each_alone(members: int) -> None:
    settings = Settings(epochs=3, batch_size=16, optimizer=Adam(0.03), max_norm=0.8)
    many = grid(settings, label_smoothing=[0.0, 0.2], seed=range(members // 2))
    many = [one.changed(max_norm=0.5 + 0.1 * i) for i, one in enumerate(many)]
    data = load("iris", seed=0)
    found = population(NETWORK, data, many)
    for number in (0, members - 1):
        alone = fit(NETWORK, data, many[number])
        for ours, theirs in zip(
            jax.tree.leaves(found.run(number).parameters),
            jax.tree.leaves(alone.parameters),
            strict=True,
        ):
            np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5)


def test_values_have_no_labels_to_smooth() -> None:
    x = np.ones((4, 2), np.float32)
    for learn in (fit, population):
        with pytest.raises(SettingError) as caught:
            learn(Network.parse("2-1"), (x, x[:, :1]), Settings(label_smoothing=0.1))
        assert caught.value.en == (
            "label_smoothing softens classes, but mean_squared_error compares values; leave it out"
        )
        assert caught.value.ja.startswith("label_smoothing はクラスの目標値を")


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(SettingError, match="label_smoothing must be a number ≥ 0, < 1, not 1"):
        Settings(label_smoothing=1.0)
    with pytest.raises(SettingError, match="max_norm must be a number > 0, not 0"):
        Settings(max_norm=0)
