"""Dropout drops its share, keeps the expected value, and does nothing once learning is over."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.nn import Context, Dropout, Network, SquaredError, backpropagate, forward
from mieru.words import SettingError

ONES = jnp.ones((100, 200))


def dropped(rate: float, key: int = 0) -> np.ndarray:
    network = Network(200, [Dropout(rate)])
    return np.asarray(forward(network, {}, ONES, context=learning(key)))


def learning(key: int) -> Context:
    return Context(training=True, key=jax.random.key(key))


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.5, 0.9])
def test_the_rate_is_dropped_and_the_kept_ones_are_scaled(rate: float) -> None:
    found = dropped(rate)
    assert set(np.unique(found)) == {np.float32(0), np.float32(1) / np.float32(1 - rate)}
    deviation = np.sqrt(rate * (1 - rate) / found.size)
    assert abs(np.mean(found == 0) - rate) < 5 * deviation
    assert abs(found.mean() - 1) < 5 * deviation / (1 - rate)


def test_afterwards_and_at_rate_0_nothing_happens() -> None:
    network = Network(200, [Dropout(0.5)])
    np.testing.assert_array_equal(forward(network, {}, ONES), ONES)
    np.testing.assert_array_equal(dropped(0), ONES)


def test_the_same_key_drops_the_same_and_another_does_not() -> None:
    np.testing.assert_array_equal(dropped(0.5, 1), dropped(0.5, 1))
    assert (dropped(0.5, 1) != dropped(0.5, 2)).any()


def test_two_dropouts_of_one_network_drop_different_numbers() -> None:
    network = Network(200, [Dropout(0.5), Dropout(0.5)])
    found = np.asarray(forward(network, {}, ONES, context=learning(0)))
    assert abs(np.mean(found != 0) - 0.25) < 0.02


def test_delta_passes_only_where_the_number_passed() -> None:
    network = Network(200, [Dropout(0.5)])
    found = backpropagate(
        network, {}, ONES, jnp.zeros(ONES.shape), SquaredError(), context=learning(3)
    )
    np.testing.assert_array_equal(found.delta_x == 0, found.outputs == 0)


def test_without_a_key_learning_is_refused_with_the_cure() -> None:
    network = Network.parse("3, dense 2, residual(dropout 0.5)")
    parameters = network.initial_parameters()
    with pytest.raises(SettingError) as caught:
        forward(network, parameters, jnp.ones((1, 3)), context=Context(training=True))
    assert caught.value.en == (
        "residual1.layers.dropout1: dropout in training needs a random key; give one: "
        "Context(training=True, key=jax.random.key(0))"
    )
    assert "乱数キー" in caught.value.ja


@pytest.mark.parametrize("rate", [1, -0.1, float("nan"), True])
def test_a_rate_out_of_range_is_refused(rate: float) -> None:
    with pytest.raises(SettingError, match="dropout: rate must be"):
        Dropout(rate)
