"""What a step computes, however it is padded, cut into chunks, or turned."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.data import Examples
from mieru.learn import Adam, Cosine, EarlyStopping, GradientDescent, Learner, Momentum, Settings
from mieru.learn.orders import block_of_orders, epochs_by_block
from mieru.nn import Context, CrossEntropy, Network, backpropagate, forward, penalty
from mieru.words import SettingError

NETWORK = Network.parse("4, dense 5, batchnorm, tanh, dropout 0.3, dense 3")
PLAIN = Network.parse("4-5-3 tanh")
LOSS = CrossEntropy()


def examples(n: int, seed: int = 0) -> Examples:
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, 4)).astype(np.float32)
    return Examples(x, np.argmax(x[:, :3] + x[:, 1:], axis=1).astype(np.int32))


def learner(network: Network = PLAIN, n: int = 22, judged: int = 0, **changes: Any) -> Learner:
    validation = examples(judged, seed=1) if judged else None
    settings = Settings(batch_size=8, optimizer=Adam(0.05)).changed(**changes)
    return Learner(network, LOSS, examples(n), validation, settings)


def advanced(one: Learner, steps: int, chunk: int | None = None) -> list[dict[str, Any]]:
    rows, left = [], steps
    while left:
        before = int(one.carry.step)
        rows += one.advance(min(left, chunk or left))
        left -= int(one.carry.step) - before
    return rows


def outputs_of(one: Learner, data: Examples) -> jax.Array:
    return forward(PLAIN, one.carry.parameters, jnp.asarray(data.x))


def assert_same_bits(one: Any, other: Any) -> None:
    assert str(jax.tree.structure(one)) == str(jax.tree.structure(other))
    for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True):
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b))


@pytest.mark.parametrize("chunk", [1, 2, 7])
def test_chunks_of_any_size_give_the_same_bits(chunk):
    whole, cut = learner(NETWORK, judged=9), learner(NETWORK, judged=9)
    assert advanced(cut, 14, chunk) == advanced(whole, 14)
    assert_same_bits(cut.carry, whole.carry)


def test_steps_over_the_borders_of_order_blocks_give_the_same_bits(monkeypatch):
    monkeypatch.setattr("mieru.learn.orders._MOST_EPOCHS", 2)
    whole, cut = learner(), learner()
    assert advanced(cut, 20, 1) == advanced(whole, 20)
    assert_same_bits(cut.carry, whole.carry)


def penalized_loss(parameters, x, t, l2):
    mean = LOSS.by_example(forward(PLAIN, parameters, x), t).mean()
    return mean + penalty(PLAIN, parameters, 0.0, l2)


def test_a_step_follows_the_automatic_derivative_of_the_regularized_loss():
    one = learner(optimizer=GradientDescent(0.5), l2=0.3)
    order, before = np.asarray(one.batch_order())[:8], one.carry.parameters
    one.advance(1)
    data = examples(22)
    gradient = jax.grad(penalized_loss)(before, data.x[order], data.t[order], 0.3)
    expected = jax.tree.map(lambda w, g: w - 0.5 * g, before, gradient)
    for a, b in zip(jax.tree.leaves(one.carry.parameters), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("network", [PLAIN, Network.parse("4, dense 5, batchnorm, tanh, dense 3")])
def test_a_last_batch_that_is_padded_learns_what_it_would_learn_alone(network):
    # 22 examples in batches of 8: 8, 8 and 6, the last of which is filled up.
    padded = learner(network, optimizer=Momentum(0.1), l2=0.01)
    order = np.asarray(padded.batch_order())[:22]
    alone = learner(network, optimizer=Momentum(0.1), l2=0.01, batch_size=22)
    carry = alone.carry
    rule = Momentum(0.1).rule(jnp.float32(0.1))
    parameters, memory, state = carry.parameters, carry.optimizer, carry.state
    for rows in (order[:8], order[8:16], order[16:]):
        batch = examples(22).take(rows)
        found = backpropagate(
            network,
            parameters,
            jnp.asarray(batch.x),
            jnp.asarray(batch.t),
            LOSS,
            context=Context(training=True, key=jax.random.key(0), state=state),
            l2=0.01,
        )
        change, memory = rule.update(found.gradients, memory, parameters)
        parameters, state = jax.tree.map(jnp.add, parameters, change), found.state
    advanced(padded, 3)
    assert int(padded.carry.epoch) == 1
    for a, b in zip(
        jax.tree.leaves((padded.carry.parameters, padded.carry.state)),
        jax.tree.leaves((parameters, state)),
        strict=True,
    ):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-6)


def test_a_batch_smaller_than_the_compiled_one_learns_the_same():
    small, roomy = learner(batch_size=8), learner(batch_size=8, batch_capacity=20)
    assert [r["train_accuracy"] for r in advanced(small, 9)] == [
        r["train_accuracy"] for r in advanced(roomy, 9)
    ]
    for a, b in zip(jax.tree.leaves(small.carry), jax.tree.leaves(roomy.carry), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("n", "batch"), [(22, 100), (1, 1), (1, 50), (3, 3), (5, 4)])
def test_any_number_of_examples_goes_into_any_batch(n, batch):
    one = learner(n=n, batch_size=batch)
    assert one.steps_by_epoch == -(-n // batch)
    rows = advanced(one, 2 * one.steps_by_epoch)
    assert [row["epoch"] for row in rows] == [1, 2]
    assert all(np.isfinite(row["train_loss"]) for row in rows)


@pytest.mark.parametrize("n", [1, 7, 300, 1000])
def test_every_epoch_takes_every_example_exactly_once(n):
    orders = np.concatenate([block_of_orders(3, block, n, 5) for block in (0, 1)])
    assert orders.shape == (2 * epochs_by_block(n), n + 5)
    np.testing.assert_array_equal(np.sort(orders[:, :n]), np.tile(np.arange(n), (len(orders), 1)))
    assert not orders[:, n:].any()
    if n > 100:
        assert len({tuple(order) for order in orders[:, :n]}) == len(orders)


def test_orders_depend_on_seed_and_epoch_alone():
    np.testing.assert_array_equal(block_of_orders(1, 2, 50, 0), block_of_orders(1, 2, 50, 0))
    assert (block_of_orders(1, 2, 50, 0) != block_of_orders(2, 2, 50, 0)).any()
    assert (block_of_orders(1, 2, 50, 0) != block_of_orders(1, 3, 50, 0)).any()


def test_the_history_has_the_mean_over_all_examples_of_the_epoch():
    # A rate of 0 leaves the weights, so the epoch's mean is that of one network.
    one = learner(optimizer=GradientDescent(0.0))
    row = advanced(one, 3)[0]
    data = examples(22)
    outputs, t = outputs_of(one, data), jnp.asarray(data.t)
    assert row["train_loss"] == pytest.approx(float(LOSS.by_example(outputs, t).mean()))
    assert row["train_accuracy"] == pytest.approx(float(LOSS.correct(outputs, t).mean()))


def test_a_long_sum_of_losses_keeps_its_digits():
    n = 100_000
    one = learner(n=n, batch_size=1, optimizer=GradientDescent(0.0))
    row = advanced(one, n)[0]
    data = examples(n)
    outputs = np.asarray(outputs_of(one, data), np.float64)
    exact = np.log(np.exp(outputs).sum(1)) - outputs[np.arange(n), data.t]
    assert row["train_loss"] == pytest.approx(exact.mean(), rel=1e-5)
    assert row["train_accuracy"] == pytest.approx((outputs.argmax(1) == data.t).mean(), abs=1e-7)


TURNS: list[dict[str, Any]] = [
    {"optimizer": Adam(0.001, decay1=0.5, decay2=0.9, epsilon=1e-5)},
    {"l1": 0.01},
    {"l2": 0.02},
    {"clip": 0.3},
    {"seed": 7},
    {"batch_size": 5},
    {"batch_size": 20},
    {"stopping": EarlyStopping(2, minimum_change=0.1)},
]


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: next(iter(turn)))
def test_turning_a_number_compiles_nothing_and_changes_what_is_learned(turn, programs):
    settings: dict[str, Any] = {"clip": 1e6, "batch_capacity": 20, "stopping": EarlyStopping(100)}
    turned, as_it_was = (learner(judged=9, **settings) for _ in range(2))
    advanced(as_it_was, 40)
    traces = programs()
    turned.turn(turned.settings.changed(**turn))
    advanced(turned, 40 if "stopping" not in turn else 1)
    assert programs() == traces
    if "stopping" not in turn:
        assert not np.array_equal(
            turned.carry.parameters["dense1"]["weight"],
            as_it_was.carry.parameters["dense1"]["weight"],
        )


def test_a_fresh_learner_with_other_numbers_compiles_nothing(programs):
    advanced(learner(optimizer=Adam(Cosine(0.1, epochs=5))), 1)
    traces = programs()
    advanced(learner(optimizer=Adam(Cosine(0.2, epochs=9, warmup=1)), l1=0.1, l2=0.1, seed=5), 1)
    assert programs() == traces


def test_turning_the_batch_size_within_an_epoch_leaves_out_and_repeats_nothing():
    one = learner(optimizer=GradientDescent(0.0), batch_size=5, batch_capacity=20)
    one.advance(1)
    assert one.epochs == pytest.approx(5 / 22)
    one.turn(one.settings.changed(batch_size=3))
    one.advance(1)
    one.turn(one.settings.changed(batch_size=20))
    (row,) = one.advance(1)
    data = examples(22)
    losses = LOSS.by_example(outputs_of(one, data), jnp.asarray(data.t))
    assert row["train_loss"] == pytest.approx(float(losses.mean()))


def test_another_optimizer_can_take_over_and_begins_with_an_empty_memory():
    one = learner(optimizer=GradientDescent(0.1))
    advanced(one, 4)
    one.turn(one.settings.changed(optimizer=Adam(0.01)))
    before = one.carry.parameters
    one.advance(1)
    largest = max(
        float(jnp.max(jnp.abs(a - b)))
        for a, b in zip(jax.tree.leaves(one.carry.parameters), jax.tree.leaves(before), strict=True)
    )
    assert largest == pytest.approx(0.01, rel=1e-3)  # Adam's first step is η long


def test_what_cannot_be_turned_is_said():
    one = learner(batch_size=8)
    with pytest.raises(SettingError, match="batch_size 9 is larger than the compiled"):
        one.turn(one.settings.changed(batch_size=9))
    with pytest.raises(SettingError, match="the loss cross_entropy is compiled in; begin anew"):
        one.turn(one.settings.changed(loss="huber"))
    with pytest.raises(SettingError) as caught:
        one.turn(one.settings.changed(stopping=EarlyStopping()))
    assert caught.value.en.startswith("early stopping watches the validation loss, but there are")
    assert caught.value.ja.startswith("早期終了は検証損失を見ますが、検証データがありません。")


def test_the_count_of_steps_goes_on_past_the_largest_number():
    one = learner()
    one.carry = one.carry._replace(step=jnp.asarray(2**32 - 2, jnp.uint32))
    advanced_epochs = one.advance(6)
    assert [row["epoch"] for row in advanced_epochs] == [1, 2]
    assert int(one.carry.step) == 4


@pytest.mark.parametrize("steps", [0, -1])
def test_no_steps_change_nothing(steps):
    one = learner()
    before = one.carry
    assert one.advance(steps) == []
    assert_same_bits(one.carry, before)


def test_more_steps_than_anyone_can_count_are_cut_to_what_fits():
    one = learner()
    rows = one.advance(10**15)
    assert len(rows) == epochs_by_block(22)
    assert int(one.carry.step) == 3 * len(rows)


def test_running_loss_is_the_mean_so_far():
    one = learner(optimizer=GradientDescent(0.0))
    assert np.isnan(one.running_loss)
    one.advance(2)
    seen = examples(22).take(np.asarray(one.batch_order())[:16])
    losses = LOSS.by_example(outputs_of(one, seen), jnp.asarray(seen.t))
    assert one.running_loss == pytest.approx(float(losses.mean()), rel=1e-5)
    assert one.epochs == pytest.approx(16 / 22)
