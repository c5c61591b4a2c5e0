"""BatchNorm and LayerNorm against NumPy, the running statistics, and batches with padding."""

import jax.numpy as jnp
import numpy as np
import pytest

from mieru.nn import (
    BatchNorm,
    Context,
    LayerNorm,
    Network,
    SquaredError,
    backpropagate,
    forward,
)
from mieru.words import SettingError

RNG = np.random.default_rng(0)
PICTURES = RNG.normal(2, 3, size=(6, 4, 3, 2)).astype(np.float32)
SCALE, SHIFT = np.array([2, -1], np.float32), np.array([0.5, 3], np.float32)
NETWORK = Network((4, 3, 2), [BatchNorm(momentum=0.8)])
PARAMETERS = {"batchnorm1": {"scale": SCALE, "shift": SHIFT}}


def trained(x: np.ndarray, present: np.ndarray | None = None) -> tuple[np.ndarray, dict]:
    context = Context(
        training=True,
        state=NETWORK.initial_state(),
        present=None if present is None else jnp.asarray(present),
    )
    found = backpropagate(
        NETWORK, PARAMETERS, jnp.asarray(x), jnp.zeros(x.shape), SquaredError(), context=context
    )
    return np.asarray(found.outputs), found.state["batchnorm1"]


def test_while_learning_each_channel_has_the_mean_and_variance_that_it_learned() -> None:
    outputs, _ = trained(PICTURES)
    axes = (0, 1, 2)
    np.testing.assert_allclose(outputs.mean(axis=axes), SHIFT, atol=1e-5)
    np.testing.assert_allclose(outputs.std(axis=axes), np.abs(SCALE), rtol=1e-4)


def test_running_statistics_move_toward_those_of_the_batch() -> None:
    _, state = trained(PICTURES)
    axes = (0, 1, 2)
    np.testing.assert_allclose(state["mean"], 0.2 * PICTURES.mean(axis=axes), rtol=1e-4)
    np.testing.assert_allclose(state["variance"], 0.8 + 0.2 * PICTURES.var(axis=axes), rtol=1e-4)


def test_afterwards_the_running_statistics_are_used_and_kept() -> None:
    state = {"batchnorm1": {"mean": jnp.asarray([1.0, 2]), "variance": jnp.asarray([4.0, 9])}}
    found = backpropagate(
        NETWORK,
        PARAMETERS,
        jnp.asarray(PICTURES),
        jnp.zeros(PICTURES.shape),
        SquaredError(),
        context=Context(state=state),
    )
    wanted = (PICTURES - [1, 2]) / np.sqrt(np.array([4, 9]) + 1e-5) * SCALE + SHIFT
    np.testing.assert_allclose(found.outputs, wanted, rtol=1e-4, atol=1e-5)
    assert found.state == state


def test_without_running_statistics_a_finished_network_is_refused() -> None:
    with pytest.raises(SettingError) as caught:
        forward(NETWORK, PARAMETERS, jnp.asarray(PICTURES))
    assert caught.value.en == (
        "batchnorm1 has no running mean and variance; give the state that learning left "
        "(state=run.state), or network.initial_state() for a fresh network"
    )
    assert "network.initial_state()" in caught.value.ja


def test_padding_does_not_count_in_the_statistics() -> None:
    present = np.array([True, False, True, True, True, False])
    whole, state = trained(PICTURES[present])
    padded, padded_state = trained(PICTURES, present)
    np.testing.assert_allclose(padded[present], whole, rtol=1e-5, atol=1e-5)
    for name in ("mean", "variance"):
        np.testing.assert_allclose(padded_state[name], state[name], rtol=1e-6)


def test_layernorm_brings_each_example_to_mean_0_and_variance_1() -> None:
    network = Network((3, 8), [LayerNorm()])
    x = RNG.normal(5, 4, size=(2, 3, 8)).astype(np.float32)
    found = forward(network, network.initial_parameters(), jnp.asarray(x))
    wanted = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("text", ["4, batchnorm", "4, layernorm"])
def test_a_constant_input_stays_finite(text: str) -> None:
    network = Network.parse(text)
    context = Context(training=True, state=network.initial_state())
    x = jnp.full((3, 4), 7.0)
    found = backpropagate(
        network, network.initial_parameters(), x, x, SquaredError(), context=context
    )
    np.testing.assert_array_equal(found.outputs, np.zeros((3, 4)))
    assert bool(jnp.all(jnp.isfinite(found.delta_x)))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: BatchNorm(momentum=1), "batchnorm: momentum must be at least 0 and below 1"),
        (lambda: BatchNorm(epsilon=0), "batchnorm: epsilon must be positive, not 0"),
        (lambda: LayerNorm(epsilon=1e-60), "layernorm: epsilon must be positive, not 1e-60"),
    ],
)
def test_settings_out_of_range_are_refused(build: object, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        build()  # type: ignore[operator]
    assert caught.value.en.startswith(message)
    assert caught.value.ja != caught.value.en
