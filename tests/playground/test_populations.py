"""Every network of a population has the numbers that the playground has for its experiment."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn.model_selection import StratifiedKFold

from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.fields import FieldError
from mieru.playground.live import Live
from mieru.playground.orders import order_of
from mieru.playground.populations import Growing, Plan, Varied, cells
from mieru.playground.populations.choices import SETTINGS
from mieru.playground.populations.folds import folded
from mieru.playground.populations.growing import marks
from mieru.playground.populations.orders import SharedOrders
from mieru.playground.populations.plan import checked
from mieru.playground.populations.summary import band, pooled, spread
from mieru.playground.setup import set_up

STILL = threading.Event()
ORIGINAL = "the original playground cannot; go on in the default mode"


class Here(Executor):
    """The thread that asks does it all; ``after`` so many tasks something else."""

    def __init__(self, after: int = -1, something: Callable[[], None] = STILL.clear) -> None:
        self._after, self._something = after, something

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **_: Any) -> Iterator[Any]:
        for count, task in enumerate(zip(*iterables, strict=True)):
            if count == self._after:
                self._something()
            yield fn(*task)


def grown(plan: Plan, size: int = 16) -> Growing:
    growing = Growing(plan, size=size)
    growing.learn(Here(), STILL)
    return growing


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(data="blobs", optimizer="adam", layers=(HiddenLayer(5, "relu", 0.2),)),
        Experiment(data="plane", problem="regression", schedule="cosine", batch_size=7),
        Experiment(mode="original", data="xor", l1=0.01),
    ],
    ids=["default", "classes", "values", "original"],
)
def test_each_network_has_the_numbers_of_its_session_in_the_playground(experiment):
    plan = Plan(
        experiment, choices=(Varied("rate", (0.01, 0.1)), Varied("l2", (0.0, 0.01))), epochs=13
    )
    growing = grown(plan)
    rows = growing.news().rows
    for cell in growing.cells:
        live = Live(cell.experiment)
        done = 0
        for row in (row for row in rows if row.number == cell.number):
            live.advance_epochs(row.epoch - done)
            done = row.epoch
            assert row.judged.train_loss == live.judged.train_loss
            assert row.judged.test_loss == live.judged.test_loss
        assert done == 13
        drawn = live.draw("outputs", 16, 16).outputs
        picture = drawn[0] if len(drawn) == 1 else drawn.argmax(axis=0)
        np.testing.assert_array_equal(growing.pictures[cell.number], picture)


def test_every_setting_that_is_offered_makes_networks_that_learn():
    base = Experiment(data="circle")
    for setting in SETTINGS.values():
        if setting.name == "data":
            continue  # some are values, and so another problem
        growing = grown(Plan(base, choices=(Varied(setting.name, setting.offered),), epochs=1))
        assert len(growing.last) == len(setting.offered)
        experiments = {cell.experiment for cell in growing.cells}
        assert len(experiments) == len(setting.offered)


def test_a_grid_is_in_rows_of_the_first_choice():
    plan = checked(Plan(choices=(Varied("layers", (0.0, 3.0)), Varied("units", (2.0, 5.0, 5.0)))))
    found = cells(plan)
    assert [cell.values for cell in found] == [(0, 2), (0, 5), (3, 2), (3, 5)]
    assert [[layer.units for layer in cell.experiment.layers] for cell in found] == [
        [], [], [2, 2, 2], [5, 5, 5],
    ]  # fmt: skip


def test_many_seeds_go_in_waves_and_all_arrive(monkeypatch):
    monkeypatch.setattr("mieru.playground.populations.growing._BYTES_AT_ONCE", 100_000)
    growing = grown(Plan(kind="seeds", seeds=60, epochs=2))
    assert sorted(growing.last) == list(range(60))
    assert growing.done == pytest.approx(1)
    assert [cell.experiment.seed for cell in growing.cells[:3]] == ["1", "2", "3"]
    found = band(growing)
    assert found is not None
    values = growing.pictures.astype(float)
    np.testing.assert_allclose(found.mean, values.mean(axis=0), atol=0.5)
    np.testing.assert_allclose(found.share, (values >= 128).mean(axis=0) * 255, atol=0.5)
    assert found.deviation is not None
    np.testing.assert_allclose(
        found.deviation, np.minimum(2 * values.std(axis=0, ddof=1), 255), atol=0.5
    )
    losses = [row.judged.test_loss for row in growing.last.values()]
    told = spread(losses)
    assert told is not None
    assert told.mean == pytest.approx(np.mean(losses))
    assert told.deviation == pytest.approx(np.std(losses, ddof=1))


def test_of_several_classes_the_band_tells_what_most_say():
    growing = grown(Plan(Experiment(data="blobs"), kind="seeds", seeds=5, epochs=3))
    found = band(growing)
    assert found is not None
    assert found.deviation is None
    votes = np.stack([(growing.pictures == k).sum(axis=0) for k in range(3)])
    np.testing.assert_array_equal(found.mean, votes.argmax(axis=0))
    np.testing.assert_array_equal(found.share, votes.max(axis=0) * 51)


def test_folds_cut_the_training_points_and_leave_the_test_points_out():
    setup = set_up(Experiment(data="iris", train_percent=70))
    train = setup.points.train
    seen = []
    for fold in range(4):
        cut = folded(setup, fold, 4)
        assert len(cut.points) == train
        rows = {tuple(row) for row in cut.points.xy}
        assert rows <= {tuple(row) for row in setup.points.xy[:train]}
        judging = cut.points.xy[cut.points.train :]
        seen += [tuple(row) for row in judging]
        # Each class has its share of the fold, as in scikit-learn's StratifiedKFold.
        counts = np.bincount(cut.points.t[cut.points.train :], minlength=3)
        whole = np.bincount(setup.points.t[:train], minlength=3)
        assert (np.abs(counts - whole / 4) < 1).all()
    assert sorted(seen) == sorted(tuple(row) for row in setup.points.xy[:train])
    sizes = [train - folded(setup, fold, 4).points.train for fold in range(4)]
    parts = StratifiedKFold(4).split(np.zeros(train), setup.points.t[:train])
    assert sorted(sizes) == sorted(len(judged) for _, judged in parts)


def test_the_pooled_estimate_counts_every_training_point_once():
    growing = grown(
        Plan(Experiment(data="moons", train_percent=47), kind="folds", folds=6, epochs=20)
    )
    found = pooled(growing)
    assert found is not None
    assert found.confusion is not None
    assert found.confusion.sum() == growing.setup.points.train
    assert found.accuracy == np.trace(found.confusion) / found.confusion.sum()
    total = 0.0
    for cell in growing.cells:
        cut = folded(growing.setup, cell.number, 6)
        judged = growing.last[cell.number].judged
        total += judged.test_loss * (len(cut.points) - cut.points.train)
    assert found.loss == pytest.approx(total / growing.setup.points.train, rel=1e-6)


def test_a_network_that_diverges_is_told_and_stands_still():
    base = Experiment(
        data="plane",
        problem="regression",
        layers=(HiddenLayer(4, "identity"),) * 3,
        features=("x1^2", "x2^2"),
    )
    growing = grown(Plan(base, choices=(Varied("rate", (0.001, 10.0)),), epochs=10))
    assert growing.last[0].well
    assert growing.last[0].epoch == 10
    assert not growing.last[1].well
    assert growing.done == pytest.approx(1)


def test_it_can_be_stopped_and_what_was_learned_stays():
    stop = threading.Event()
    growing = Growing(Plan(epochs=500), size=16)

    growing.learn(Here(2, stop.set), stop)
    assert 0 < growing.done < 0.1
    assert growing.news().numbers
    assert growing.news().numbers == ()


@given(
    seed=st.integers(0, 2**32 - 1),
    examples=st.integers(1, 900),
    cuts=st.lists(st.integers(0, 700), min_size=1, max_size=4),
)
def test_orders_are_those_of_the_playground_however_they_are_cut(seed, examples, cuts):
    orders = SharedOrders()
    bounds = sorted({0, *cuts})
    for first, last in [*pairwise(bounds), (bounds[-1] // 2, bounds[-1] // 2 + 3)]:
        run = orders.between(seed, examples, first, last).reshape(-1, examples)
        for epoch in {first, last - 1}:
            np.testing.assert_array_equal(run[epoch - first], order_of(seed, epoch, examples))


@given(st.integers(1, 20_000), st.integers(1, 1000))
def test_marks_rise_to_the_last_epoch(epochs, networks):
    found = marks(epochs, networks)
    assert found[-1] == epochs
    assert list(found) == sorted(set(found))
    assert found[0] >= 1
    assert len(found) <= 40


@pytest.mark.parametrize(
    ("plan", "field", "message"),
    [
        (Plan(epochs=0), "epochs", "epochs must be from 1 to 20,000, not 0"),
        (Plan(kind="seeds", seeds=501), "seeds", "seeds must be from 2 to 500, not 501"),
        (Plan(kind="folds", folds=1), "folds", "folds must be from 2 to 50, not 1"),
        (
            Plan(Experiment(mode="original"), kind="folds"),
            "folds",
            f"cross-validation cuts the data anew, which {ORIGINAL}",
        ),
        (Plan(choices=()), "choices", "choose one or two settings, not 0"),
        (Plan(choices=(Varied("rate", ()),)), "choices", "rate may have 1 to 200 values, not 0"),
        (
            Plan(choices=(Varied("units", (1.5,)),)),
            "choices",
            "'1.5' is no value for units; it takes a whole number",
        ),
        (
            Plan(choices=(Varied("activation", (1.0,)),)),
            "choices",
            "'1.0' is no value for activation; it takes a name",
        ),
        (
            Plan(
                choices=(
                    Varied("rate", tuple(k / 100 for k in range(100))),
                    Varied("batch_size", tuple(map(float, range(1, 12)))),
                )
            ),
            "choices",
            "these values make 1,100 networks; at most 1,000 learn at once. Take fewer values",
        ),
        (Plan(choices=(Varied("rate", (-1.0,)),)), "rate", "rate must be from 0 to 1000, not -1"),
    ],
)
def test_plans_that_cannot_be_are_refused_naming_the_field(plan, field, message):
    with pytest.raises(FieldError) as caught:
        Growing(plan)
    assert caught.value.field == field
    assert caught.value.en == message
    assert caught.value.ja != caught.value.en


def test_a_network_too_large_for_a_population_is_refused():
    growing = Growing(
        Plan(Experiment(layers=(HiddenLayer(200),) * 3), choices=(Varied("l2", (0.0,)),))
    )
    with pytest.raises(FieldError, match="at most 20,000 weights and biases"):
        growing.learn(Here(), STILL)


def test_an_unknown_setting_is_refused_with_those_there_are():
    with pytest.raises(
        FieldError, match="there is no setting 'speed' to be varied; choose among rate,"
    ):
        Growing(Plan(choices=(Varied("speed", (1.0,)),)))
