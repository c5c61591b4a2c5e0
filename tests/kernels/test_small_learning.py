"""How small networks learn: the optimizers of mieru.learn, L1, L2, dropout, and when they stop."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.data import Examples
from mieru.kernels.small import OPTIMIZERS, Knobs, SmallNetwork, SmallShape
from mieru.learn import OPTIMIZERS as RULES, Learner, Settings
from mieru.words import DivergenceError, speaking
from tests.kernels.small import (
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

BY_EVERY = pytest.mark.parametrize("name", NAMES)
SHAPE = SmallShape((2, 5, 3, 1), ("tanh", "elu"))
STEPS = 7
RATES = np.linspace(0.02, 0.05, STEPS)


@pytest.fixture
def as_optax_likes_it() -> Iterator[None]:
    """Optax lets JAX turn its whole numbers into others, and repeats them."""
    with jax.numpy_dtype_promotion("standard"), jax.numpy_rank_promotion("allow"):
        yield


@BY_EVERY
@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.usefixtures("as_optax_likes_it")
def test_optimizers_take_the_steps_of_optax_in_float64(name, kind):
    x, t = examples(SHAPE, 40)
    network, watched = small_network(SHAPE, name), small_network(SHAPE, "plain")
    order, offsets = whole_batches(40, 1)
    found, expected = [], []
    with float64():
        make = RULES[kind]
        rule = make() if kind != "adamw" else make(weight_decay=0.3)  # type: ignore[call-arg]
        parameters = jnp.asarray(watched.parameters)
        state = rule.rule(jnp.zeros(())).init(parameters)
        for rate in RATES:
            before = watched.parameters.copy()
            watched.train(x, t, order, offsets, np.ones(1), Knobs())
            gradient = before - watched.parameters
            update, state = rule.rule(jnp.asarray(rate)).update(gradient, state, parameters)
            parameters = parameters + update
            watched.parameters[:] = parameters
            expected.append(np.asarray(parameters))
    for s, rate in enumerate(RATES):
        network.train(x, t, order, offsets, [rate], Knobs(kind, weight_decay=0.3), step=s)
        found.append(network.parameters.copy())
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11)


@BY_EVERY
@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.usefixtures("as_optax_likes_it")
def test_learning_is_that_of_mieru_learn(name, kind):
    x, t = examples(SHAPE, 40, np.float32)
    small = small_network(SHAPE, name, np.float32)
    network, loss = as_network(SHAPE)
    settings = Settings(
        optimizer=RULES[kind](rate=0.03), batch_size=40, l1=0.02, l2=0.05, clip=0.5, loss=loss
    )
    learner = Learner(
        network,
        loss,
        Examples(x, targets_for(loss, t)),
        None,
        settings,
        jax.tree.map(np.asarray, as_tree(SHAPE, small.parameters)),
    )
    learner.advance(STEPS)
    knobs = Knobs(kind, l1=0.02, l2=0.05, clip=0.5)
    small.train(x, t, *whole_batches(40, STEPS), np.full(STEPS, 0.03), knobs)
    expected = as_flat(SHAPE, learner.carry.parameters)
    # Adam divides by 1 − 0.999ᵗ, of which float32 keeps 4 digits.
    np.testing.assert_allclose(small.parameters, expected, rtol=2e-4, atol=2e-5)


@BY_EVERY
def test_the_proximal_rule_leaves_weights_at_zero_and_biases_alone(name):
    shape = SmallShape((1, 1), output="identity")
    small = small_network(shape, name)
    small.parameters[:] = [0.05, 0.05]
    # y = 0.05·0 + 0.05 = t, so that nothing pulls but L1, by 0.1·0.3 = 0.03 a step
    arrays = (np.zeros((1, 1)), np.array([0.05]), *whole_batches(1, 1), np.array([0.1]))
    small.train(*arrays, Knobs(l1=0.3))
    np.testing.assert_allclose(small.parameters, [0.02, 0.05])
    small.train(*arrays, Knobs(l1=0.3))
    assert small.parameters.tolist() == [0, 0.05]
    assert small.alive.tolist() == [1]


@BY_EVERY
def test_the_rule_of_the_original_kills_a_link_that_would_change_its_sign(name):
    shape = SmallShape((2, 1), output="identity")
    small = small_network(shape, name)
    small.parameters[:] = [0.05, -0.5, 0]
    x, t = np.array([[1.0, 0.0]]), np.array([-1.0])
    arrays = (x, t, *whole_batches(1, 1), np.array([0.01]))
    knobs = Knobs(l1=4.0, l1_rule="original")
    # w₁ = 0.05 − 0.01·1.05 = 0.0395; w₂ = 0.0395 − 0.01·4 < 0: the link dies.
    # The other has no gradient: w₂ = −0.5 + 0.04.
    small.train(*arrays, knobs)
    np.testing.assert_allclose(small.parameters, [0, -0.46, -0.0105], atol=1e-15)
    assert small.alive.tolist() == [0, 1]
    small.train(*arrays, knobs)  # the bias and the other weight go on
    np.testing.assert_allclose(small.parameters, [0, -0.42, -0.0105 - 0.01 * 0.9895], atol=1e-15)
    small.train(*arrays, Knobs())  # and the link stays dead whatever rule follows
    assert small.parameters[0] == 0
    assert small.alive.tolist() == [0, 1]


@BY_EVERY
def test_the_rule_of_the_original_takes_the_sign_of_the_old_weight(name):
    small = small_network(SmallShape((1, 1), output="identity"), name)
    small.parameters[:] = [0.1, 0]
    # w₁ = 0.1 − 1·0.3 = −0.2 has changed sign by its gradient; w₂ = −0.2 − 0.05 has w₁'s: it lives
    x, t = np.array([[1.0]]), np.array([-0.2])
    knobs = Knobs(l1=0.05, l1_rule="original")
    small.train(x, t, *whole_batches(1, 1), np.ones(1), knobs)
    np.testing.assert_allclose(small.parameters, [-0.25, -0.3])
    assert small.alive.tolist() == [1]


@BY_EVERY
@pytest.mark.parametrize("count", [1, 10, 33, 70, 300])
def test_batches_that_divide_no_vector_weigh_every_example_once(name, count):
    x, t = examples(SHAPE, count)
    small = small_network(SHAPE, name)
    one_by_one = np.zeros(SHAPE.parameters)
    for k in range(count):
        before = small.parameters.copy()
        offsets = np.array([k, k + 1], np.int32)
        small.train(x, t, np.arange(count, dtype=np.int32), offsets, [1.0], Knobs())
        one_by_one += (before - small.parameters) / count
        small.parameters[:] = before
    loss = small.train(x, t, *whole_batches(count, 1), [1.0], Knobs())
    np.testing.assert_allclose(before - small.parameters, one_by_one, rtol=1e-10, atol=1e-13)
    small.parameters[:] = before
    assert loss == pytest.approx(small.judge(x, t).loss * count, rel=1e-12)


@BY_EVERY
def test_however_the_steps_are_cut_into_calls_the_same_is_learned_to_the_bit(name):
    shape = SmallShape((2, 6, 1), ("tanh",), (0.3,))
    x, t = examples(shape, 50)
    order = np.random.default_rng(1).permutation(50).astype(np.int32)
    offsets, rates = np.array([0, 7, 20, 21, 50], np.int32), np.full(4, 0.1)
    whole, parts = small_network(shape, name), small_network(shape, name)
    loss = whole.train(x, t, order, offsets, rates, Knobs("adam"), seed=9)
    in_parts = [
        parts.train(x, t, order, offsets[s : s + 2], rates[:1], Knobs("adam"), seed=9, step=s)
        for s in range(4)
    ]
    np.testing.assert_array_equal(whole.parameters, parts.parameters)
    assert loss == pytest.approx(sum(in_parts), rel=1e-14)
    again = SmallNetwork(shape, np.float64, native=name != "plain")
    again.restore(whole.state())
    for small in (whole, again):
        small.train(x, t, order, offsets, rates, Knobs("adam"), seed=9, step=4)
    if name == NAMES[-1] or name == "plain":
        np.testing.assert_array_equal(whole.parameters, again.parameters)


@BY_EVERY
def test_dropout_leaves_out_its_share_and_scales_the_rest(name):
    units, share = 500, 0.3
    shape = SmallShape((1, units, 1), ("identity",), (share,), "identity")
    small = small_network(shape, name)
    small.parameters[:] = 0
    small.parameters[2 * units : 3 * units] = 1  # z = 1 for each unit
    x, t = np.zeros((20, 1)), np.ones(20)
    small.train(x, t, *whole_batches(20, 1), [1.0], Knobs(), seed=4)
    # ∂E/∂w of the output's links is −(mean of z with dropout)
    kept = small.parameters[units : 2 * units] * 20 * (1 - share)
    np.testing.assert_allclose(kept, np.rint(kept), atol=1e-9)
    assert kept.sum() / (20 * units) == pytest.approx(1 - share, abs=0.02)
    assert len(np.unique(np.rint(kept))) > 5
    before = small.parameters.copy()
    small.train(x, t, *whole_batches(20, 1), [1.0], Knobs(), seed=5)
    assert (small.parameters != before).any()


@BY_EVERY
def test_another_optimizer_begins_with_an_empty_memory(name):
    x, t = examples(SHAPE, 20)
    first, second = small_network(SHAPE, name), small_network(SHAPE, name)
    batches = whole_batches(20, 3)
    first.train(x, t, *batches, np.full(3, 0.1), Knobs("momentum"))
    second.parameters[:] = first.parameters
    for small in (first, second):
        small.train(x, t, *batches, np.full(3, 0.1), Knobs("adam"))
    np.testing.assert_array_equal(first.parameters, second.parameters)
    assert first.updates == 3


@BY_EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_learning_stops_before_the_step_that_gives_a_number_that_is_not_finite(name, dtype):
    shape = SmallShape((1, 1), output="identity")
    small = small_network(shape, name, dtype)
    x, t = np.ones((1, 1), dtype), np.zeros(1, dtype)
    arrays = (x, t, *whole_batches(1, 5))
    small.parameters[:] = 1
    rates = np.array([0.1, 0.1, np.inf, 0.1, 0.1])
    with pytest.raises(DivergenceError) as error:
        small.train(*arrays, rates, Knobs("momentum"), step=10)
    assert error.value.step == 13
    assert small.updates == 2
    with speaking("en"):
        assert "learning diverged at step 13" in str(error.value)
    with speaking("ja"):
        assert "第 13 ステップで発散しました" in str(error.value)
    good = small_network(shape, name, dtype)
    good.parameters[:] = 1
    good.train(x, t, *whole_batches(1, 2), rates[:2], Knobs("momentum"))
    np.testing.assert_array_equal(small.parameters, good.parameters)
    np.testing.assert_array_equal(small.memory, good.memory)


@BY_EVERY
def test_a_loss_that_is_no_number_stops_learning_at_once(name):
    for shape in (SHAPE, SmallShape((2, 3), output="softmax", loss="cross_entropy")):
        small = small_network(shape, name)
        small.parameters[0] = np.nan
        x, t = examples(shape, 8)
        with pytest.raises(DivergenceError) as error:
            small.train(x, t, *whole_batches(8, 2), np.ones(2), Knobs())
        assert error.value.step == 1
        assert np.isnan(small.parameters).sum() == 1


@BY_EVERY
def test_networks_learn_in_many_threads_as_they_do_alone(name):
    x, t = examples(SHAPE, 60, np.float32)
    order, offsets = whole_batches(60, 30)

    def learned(seed: int) -> np.ndarray:
        small = small_network(SHAPE, name, np.float32)
        small.parameters[:] += np.float32(seed / 10)
        for _ in range(5):
            small.train(x, t, order, offsets, np.full(30, 0.1), Knobs("adam", l1=1e-3), seed)
        return small.parameters.copy()

    alone = [learned(seed) for seed in range(8)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(learned, range(8)))
    np.testing.assert_array_equal(alone, together)
