"""Layers that are frozen: their weights stay, and they are passed as outside of training."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.data import Examples
from mieru.learn import Adam, AdamW, Learner, Settings, fit, population
from mieru.nn import Context, CrossEntropy, Network, backpropagate, forward
from mieru.words import SettingError

NETWORK = Network.parse("4, dense 5, batchnorm, tanh, dropout 0.5, dense 3, relu, dense 3")
LOSS = CrossEntropy()
X = np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32)
T = np.argmax(X[:, :3], axis=1).astype(np.int32)


def start() -> tuple[Any, Any]:
    state = {
        "batchnorm1": {"mean": np.full(5, 0.2, np.float32), "variance": np.ones(5, np.float32)}
    }
    return NETWORK.initial_parameters(1), state


def test_gradients_behind_frozen_layers_are_the_automatic_ones_and_there_are_no_others():
    parameters, state = start()
    context = Context(training=True, key=jax.random.key(0), state=state, frozen=4)
    found = backpropagate(
        NETWORK, parameters, jnp.asarray(X), jnp.asarray(T), LOSS, context=context, l2=0.1
    )
    assert set(found.gradients) == {"dense2", "dense3"}

    def loss(learned: Any) -> jax.Array:
        y = forward(NETWORK, parameters | learned, jnp.asarray(X), state=state)
        penalty = sum(0.05 * jnp.sum(learned[name]["weight"] ** 2) for name in learned)
        return jnp.mean(LOSS.by_example(y, jnp.asarray(T))) + penalty

    wanted = jax.grad(loss)({name: parameters[name] for name in found.gradients})
    for name, tree in wanted.items():
        for key, gradient in tree.items():
            np.testing.assert_allclose(found.gradients[name][key], gradient, atol=1e-5)
    np.testing.assert_array_equal(found.state["batchnorm1"]["mean"], state["batchnorm1"]["mean"])


def test_frozen_weights_and_statistics_stay_to_the_bit_whatever_the_optimizer_decays():
    parameters, state = start()
    run = fit(
        NETWORK,
        (X, T),
        epochs=3,
        optimizer=AdamW(0.05, weight_decay=0.5),
        l1=0.01,
        frozen=5,
        parameters=parameters,
        state=state,
    )
    for name in ("dense1", "batchnorm1", "dense2"):
        np.testing.assert_equal(run.parameters[name], parameters[name])
    np.testing.assert_equal(run.state, state)
    assert not np.array_equal(run.parameters["dense3"]["weight"], parameters["dense3"]["weight"])
    assert run.settings["frozen"] == 5


def test_the_optimizer_remembers_nothing_of_frozen_layers():
    def remembered(frozen: int) -> int:
        settings = Settings(frozen=frozen, optimizer=Adam())
        learner = Learner(NETWORK, LOSS, Examples(X, T), None, settings)
        return sum(leaf.size for leaf in jax.tree.leaves(learner.carry.optimizer))

    assert remembered(6) == 2 * (3 * 3 + 3) + 1  # two means of each, and the count of steps


def test_what_cannot_be_frozen_is_said():
    with pytest.raises(SettingError) as caught:
        fit(NETWORK, (X, T), frozen=7)
    assert caught.value.en == (
        "frozen=7 leaves no layer with weights to learn; the last one is dense3, so freeze 6 "
        "layers at most"
    )
    assert "dense3" in caught.value.ja
    learner = Learner(NETWORK, LOSS, Examples(X, T), None, Settings(frozen=1))
    with pytest.raises(SettingError, match="frozen=1 is compiled in"):
        learner.turn(learner.settings.changed(frozen=2))
    with pytest.raises(SettingError, match="members of a population learn with all their layers"):
        population(NETWORK, (X, T), Settings(frozen=1))
