"""Whole epochs in one call are, to the bit, one epoch after another learned and judged."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from mieru.kernels.small import OPTIMIZERS, Course, Knobs, Learned, Pair, Plan, SmallShape
from mieru.words import DataError, DivergenceError, SettingError, ShapeError, speaking
from tests.kernels.small import HEADS, NAMES, examples, small_network

BY_EVERY = pytest.mark.parametrize("name", NAMES)
SHAPE = SmallShape((2, 5, 3, 1), ("tanh", "elu"))
LINE = SmallShape((1, 1), output="identity")


def plan_of(epochs: int, examples: int, batch: int, rate: float = 0.05) -> Plan:
    random = np.random.default_rng(epochs)
    orders = np.stack([random.permutation(examples) for _ in range(epochs)]).astype(np.int32)
    offsets = np.append(np.arange(0, examples, batch), examples).astype(np.int32)
    rates = rate * (1 + np.arange(epochs * (len(offsets) - 1)) / 100)
    return Plan(orders, offsets, rates.reshape(epochs, -1))


def sides_of(shape: SmallShape, dtype: object = np.float64) -> tuple[Pair, Pair]:
    return Pair(*examples(shape, 70, dtype)), Pair(*examples(shape, 33, dtype))


def one_by_one(network, sides, plan, knobs) -> Course:
    """What the long way gives."""
    rows, step = [], 7
    for order, rates in zip(plan.orders, plan.rates, strict=True):
        network.train(*sides[0], order, plan.offsets, rates, knobs, seed=3, step=step)
        step += len(rates)
        judged = [network.judge(*side) for side in sides]
        rows.append(
            (
                [found.loss for found in judged],
                [found.correct for found in judged],
                network.parameters.copy(),
                network.memory.copy(),
                network.alive.copy(),
                network.updates,
            )
        )
    return Course(*(np.array(column) for column in zip(*rows, strict=True)))


def assert_same(found: Course, expected: Course) -> None:
    for name, own, other in zip(Course._fields, found, expected, strict=True):
        np.testing.assert_array_equal(own, other, err_msg=name)


@BY_EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("output", "loss"), HEADS)
@pytest.mark.parametrize("outputs", [1, 3])
def test_whole_epochs_are_one_after_another_to_the_bit(name, dtype, output, loss, outputs):
    if output == "softmax" and outputs == 1:
        pytest.skip("a softmax of one output is always 1")
    shape = SmallShape((2, 5, 3, outputs), ("tanh", "elu"), (0.3, 0.0), output, loss)
    sides, plan = sides_of(shape, dtype), plan_of(6, 70, 16)
    knobs = Knobs("momentum", l1=0.01, l2=0.02, clip=1.0)
    at_once, long = small_network(shape, name, dtype), small_network(shape, name, dtype)
    learned = at_once.epochs(*sides, plan, knobs, seed=3, step=7)
    assert learned.diverged is None
    assert_same(learned.course, one_by_one(long, sides, plan, knobs))
    for key, value in long.state().items():
        np.testing.assert_array_equal(at_once.state()[key], value)


@BY_EVERY
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_so_they_are_with_every_optimizer_and_for_a_long_time(name, optimizer):
    sides, plan = sides_of(SHAPE), plan_of(40, 70, 20, 0.002)
    knobs = Knobs(optimizer, l1=0.001, l1_rule="original")
    at_once, long = small_network(SHAPE, name), small_network(SHAPE, name)
    learned = at_once.epochs(*sides, plan, knobs, seed=3, step=7)
    assert_same(learned.course, one_by_one(long, sides, plan, knobs))
    assert learned.course.updates.tolist() == list(range(4, 164, 4))


@pytest.mark.skipif(len(NAMES) == 1, reason="no native code was built")
@settings(max_examples=30, deadline=None)
@given(
    head=st.sampled_from(HEADS),
    outputs=st.integers(2, 4),
    epochs=st.integers(1, 5),
    batch=st.integers(1, 80),
    name=st.sampled_from(NAMES[1:] or NAMES),
)
def test_native_code_goes_the_way_of_numpy(head, outputs, epochs, batch, name):
    shape = SmallShape((2, 4, outputs), ("sigmoid",), (0.2,), *head)
    sides, plan = sides_of(shape), plan_of(epochs, 70, batch)
    native, plain = (
        small_network(shape, which).epochs(*sides, plan, Knobs("adam"), 5)
        for which in (name, "plain")
    )
    for own, other in zip(native.course, plain.course, strict=True):
        np.testing.assert_allclose(own, other, rtol=1e-8, atol=1e-10)


@BY_EVERY
@pytest.mark.parametrize("kind", ["adam", "adamw"])
def test_the_course_of_adam_does_not_depend_on_where_it_is_cut(name, kind):
    sides, plan = sides_of(SHAPE), plan_of(50, 70, 7)
    whole, parts = small_network(SHAPE, name), small_network(SHAPE, name)
    whole.epochs(*sides, plan, Knobs(kind))
    for begin, end in [(0, 1), (1, 8), (8, 33), (33, 50)]:
        part = Plan(plan.orders[begin:end], plan.offsets, plan.rates[begin:end])
        parts.epochs(*sides, part, Knobs(kind), step=10 * begin)
    np.testing.assert_array_equal(whole.parameters, parts.parameters)


def line_that(name: str, rates: list[float]) -> tuple[Learned, float]:
    """y = wx from x = 1, t = 0, w = 1: w becomes w(1 − rate) with each step of two an epoch."""
    network = small_network(LINE, name)
    network.parameters[:] = [1, 0]
    one = Pair(np.array([[1.0]]), np.array([0.0]))
    orders = np.zeros((len(rates) // 2, 2), np.int32)
    plan = Plan(orders, np.array([0, 1, 2], np.int32), np.array(rates).reshape(-1, 2))
    return network.epochs(one, one, plan, Knobs(), step=100), network.parameters[0]


@BY_EVERY
def test_a_number_that_is_not_finite_within_an_epoch_ends_it_and_is_told(name):
    learned, weight = line_that(name, [0.1, 0.1, 0.1, 0.1, 0.1, np.inf, 0.1, 0.1])
    assert len(learned.course.losses) == 2
    assert isinstance(learned.diverged, DivergenceError)
    assert learned.diverged.step == 106
    with speaking("en"):
        assert "learning diverged at step 106" in str(learned.diverged)
    with speaking("ja"):
        assert "第 106 ステップで発散しました" in str(learned.diverged)
    shorter, before = line_that(name, [0.1] * 4)
    assert_same(learned.course, shorter.course)
    assert weight != before  # the step before it was taken


@BY_EVERY
def test_an_epoch_after_which_the_loss_is_not_finite_is_the_last(name):
    learned, weight = line_that(name, [0.1, 0.1, 1e200, 0.1, 0.1, 0.1])
    assert learned.diverged is not None  # the second step of that epoch finds it
    assert len(learned.course.losses) == 1
    learned, weight = line_that(name, [0.1, 0.1, 0.1, 1e200, 0.1, 0.1])
    assert learned.diverged is None
    assert len(learned.course.losses) == 2
    assert not np.isfinite(learned.course.losses[1]).any()
    assert np.isfinite(weight)


@BY_EVERY
def test_without_test_examples_their_loss_is_no_number(name):
    train, test = sides_of(SHAPE)
    nothing = Pair(test.x[:0], test.t[:0])
    found = small_network(SHAPE, name).epochs(train, nothing, plan_of(2, 70, 16), Knobs())
    assert np.isnan(found.course.losses[:, 1]).all()
    assert found.course.correct[:, 1].tolist() == [0, 0]
    assert np.isfinite(found.course.losses[:, 0]).all()


@BY_EVERY
@pytest.mark.parametrize(
    ("plan", "error", "en", "ja"),
    [
        (plan_of(3, 71, 16), SettingError, "order names an example", "存在しない例"),
        (
            plan_of(3, 70, 16)._replace(orders=np.zeros((2, 70), np.int32)),
            ShapeError,
            "must both have one row",
            "1 行ずつ必要です",
        ),
        (
            plan_of(3, 70, 16)._replace(offsets=np.array([0, 70], np.int32)),
            ShapeError,
            "5 rates need one offset more, not 2",
            "offsets は 1 つ多く必要",
        ),
        (
            plan_of(3, 70, 35)._replace(offsets=np.array([0, 50, 50], np.int32)),
            SettingError,
            "offsets must increase",
            "増えていく必要があります",
        ),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_learned(name, plan, error, en, ja):
    network = small_network(SHAPE, name)
    before = network.parameters.copy()
    with pytest.raises(error) as caught:
        network.epochs(*sides_of(SHAPE), plan, Knobs())
    np.testing.assert_array_equal(network.parameters, before)
    with speaking("en"):
        assert en in str(caught.value)
    with speaking("ja"):
        assert ja in str(caught.value)


@BY_EVERY
def test_class_numbers_that_are_none_are_found_among_the_test_examples_too(name):
    shape = SmallShape((2, 3), output="softmax", loss="cross_entropy")
    train, test = sides_of(shape)
    network = small_network(shape, name)
    before = network.parameters.copy()
    with pytest.raises(DataError, match="from 0 to 2"):
        network.epochs(train, Pair(test.x, test.t + 1), plan_of(2, 70, 16), Knobs())
    np.testing.assert_array_equal(network.parameters, before)
