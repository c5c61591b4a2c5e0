"""Epochs learned in one go are the same epochs: numbers, losses, past, and where they end."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace

from mieru.kernels.small import build_note
from mieru.playground.engines.engine import Engine, Judgement
from mieru.playground.engines.made import made
from mieru.playground.engines.small import SmallEngine
from mieru.playground.engines.stretch import most_epochs
from mieru.playground.experiment import Experiment, HiddenLayer, Stop
from mieru.playground.history import History
from mieru.playground.live import Live
from mieru.playground.orders import order_of, orders_of
from mieru.playground.timeline import Timeline
from mieru.words import speaking

DEFAULT = Experiment()
OLD = Experiment(mode="original", seed="0.50000")
NATIVE = pytest.mark.skipif(build_note() is not None, reason="no native code was built")
EXPERIMENTS = {
    "default": DEFAULT,
    "adam": replace(DEFAULT, optimizer="adam", schedule="cosine", schedule_epochs=30.0),
    "dropout": replace(DEFAULT, layers=(HiddenLayer(6, dropout=0.3),), batch_size=37, l1=0.001),
    "classes": Experiment(data="iris", rate=0.1),
    "values": Experiment(data="plane", problem="regression"),
    "no test points": replace(DEFAULT, train_percent=100.0),
    "original": OLD,
    "original with L1": replace(OLD, l1=0.003),
    "original with L2": replace(OLD, l2=0.003, layers=(HiddenLayer(5, "relu"),)),
    "original with values": replace(OLD, data="plane", problem="regression"),
}
BY_EXPERIMENT = pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS.keys())


def engine_of(experiment: Experiment) -> Engine:
    return made(experiment)[1]


def numbers_of(judged: Judgement) -> list[float]:
    return [judged.train_loss, judged.test_loss, judged.train_accuracy, judged.test_accuracy]


def assert_same_state(a: Engine, b: Engine) -> None:
    own, other = a.state(), b.state()
    assert own.keys() == other.keys()
    for name, array in own.items():
        assert array.dtype == other[name].dtype
        np.testing.assert_array_equal(array, other[name], err_msg=name)


def assert_like_one_by_one(at_once: Engine, long: Engine, most: int) -> None:
    found = at_once.learn_stretch(most)
    assert found is not None
    assert found.first == long.epochs + 1
    assert 0 < len(found.judged) <= most
    for place, row in enumerate(found.judged):
        long.learn(long.batches_left)
        np.testing.assert_array_equal(row, numbers_of(long.judge()))
        states = found.state(place), long.state()
        assert states[0].keys() == states[1].keys()
        for name in states[0]:
            np.testing.assert_array_equal(states[0][name], states[1][name], err_msg=name)
    assert_same_state(at_once, long)


@NATIVE
@BY_EXPERIMENT
def test_a_stretch_is_one_epoch_after_another_to_the_bit(experiment):
    at_once, long = engine_of(experiment), engine_of(experiment)
    for most in (7, 1, 30):
        assert_like_one_by_one(at_once, long, most)


def test_so_it_is_without_native_code():
    setup, _ = made(EXPERIMENTS["dropout"])
    assert_like_one_by_one(SmallEngine(setup, native=False), SmallEngine(setup, native=False), 9)


def test_one_can_go_back_into_a_stretch():
    engine, other = engine_of(DEFAULT), engine_of(DEFAULT)
    found = engine.learn_stretch(12)
    assert found
    engine.restore(found.state(4))
    for _ in range(5):
        other.learn(other.batches_left)
    assert_same_state(engine, other)


@pytest.mark.parametrize("experiment", [DEFAULT, OLD])
def test_within_an_epoch_there_is_no_stretch(experiment):
    engine = engine_of(experiment)
    engine.learn(3)
    before = engine.state()
    assert engine.learn_stretch(5) is None
    np.testing.assert_array_equal(engine.state()["parameters"], before["parameters"])


def test_leftovers_of_the_original_are_learned_epoch_by_epoch():
    assert engine_of(replace(OLD, batch_size=30)).learn_stretch(5) is None
    assert engine_of(replace(OLD, batch_size=300)).learn_stretch(5) is None


def test_the_numbers_of_a_stretch_are_bounded():
    assert most_epochs({"parameters": np.zeros(25_000)}) == 5
    assert most_epochs({"parameters": np.zeros(2_500_000)}) == 1


def test_orders_of_several_epochs_are_those_of_each():
    found = orders_of(7, 509, 20, 250)
    assert len(found) == 3  # to the end of what is drawn together
    for place, order in enumerate(found):
        np.testing.assert_array_equal(order, order_of(7, 509 + place, 250))


# --- The past ---


@settings(max_examples=60)
@given(st.lists(st.integers(0, 70), max_size=12), st.integers(0, 3), st.integers(0, 90))
def test_rows_at_once_are_rows_one_by_one(parts, first, before):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mieru.playground.history.MOST_ROWS", 100)
        at_once, long, page = History(), History(), list[tuple[float | None, ...]]()
        epoch, when = first, -1
        for part in (*[1] * before, *parts):
            epochs = np.arange(epoch, epoch + part, dtype=np.float64)
            at_once.extend(epoch, np.column_stack([epochs, epochs + 0.5, epochs / 2, epochs / 3]))
            for e in epochs:
                long.add(int(e), Judgement(e, e + 0.5, e / 2, e / 3))
            epoch += part
            np.testing.assert_array_equal(at_once.rows, long.rows)
            start, rows = at_once.since(len(page), when)
            page[start:], when = rows, at_once.now
            np.testing.assert_array_equal(np.array(page).reshape(-1, 5), at_once.rows)


def test_rows_at_once_replace_those_that_stood_there():
    history = History()
    history.extend(0, np.zeros((9, 4)))
    history.extend(4, np.ones((2, 4)))
    assert history.rows[:, 0].tolist() == [0, 1, 2, 3, 4, 5]
    assert history.rows[:, 1].tolist() == [0, 0, 0, 0, 1, 1]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 90), max_size=6))
def test_moments_at_once_are_moments_one_by_one(parts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mieru.playground.timeline.MOST_MOMENTS", 60)
        at_once, long = Timeline(), Timeline()
        first = 0
        for part in parts:
            at_once.keep_all(first, part, partial(moment, first))
            for place in range(part):
                long.keep(first + place, partial(moment, first, place))
            first += part
        assert at_once.epochs == long.epochs
        for kept in at_once.epochs:
            assert at_once.nearest(kept)[1]["epoch"] == kept


def moment(first: int, place: int) -> dict[str, np.ndarray]:
    return {"epoch": np.array(first + place)}


# --- Somebody watches ---


def epoch_by_epoch(experiment: Experiment) -> Live:
    """A network that never learns in one go."""
    live = Live(experiment)
    live.engine.learn_stretch = lambda most: None  # type: ignore[method-assign]
    return live


def played(make: Callable[[Experiment], Live], experiment: Experiment, epochs: int) -> Live:
    live = make(experiment)
    live.play()
    while live.playing and live.engine.epochs < epochs:
        live.advance(0.01)
    return live


def assert_same(a: Live, b: Live) -> None:
    assert a.engine.epochs == b.engine.epochs
    assert_same_state(a.engine, b.engine)
    np.testing.assert_array_equal(a.history.rows, b.history.rows)
    assert a.timeline.epochs == b.timeline.epochs
    assert numbers_of(a.judged) == pytest.approx(numbers_of(b.judged), rel=0, nan_ok=True)
    with speaking("en"):
        assert str(a.ended) == str(b.ended)


@BY_EXPERIMENT
def test_the_past_of_1500_epochs_is_the_same(experiment):
    found, expected = Live(experiment), epoch_by_epoch(experiment)
    for live in (found, expected):
        live.advance_epochs(1_500)
    assert_same(found, expected)


@pytest.mark.parametrize(
    "stop",
    [
        Stop(epochs=777),
        Stop(test_loss=0.02),
        Stop(test_accuracy=0.97),
        Stop(patience=3),
        Stop(epochs=5_000, patience=40, test_loss=1e-9),
    ],
)
@pytest.mark.parametrize("experiment", [DEFAULT, OLD, replace(DEFAULT, optimizer="adam")])
def test_stop_rules_stop_at_the_same_epoch(experiment, stop):
    asked = replace(experiment, stop=stop)
    found, expected = played(Live, asked, 6_000), played(epoch_by_epoch, asked, 6_000)
    if expected.playing:
        expected, found = epoch_by_epoch(asked), Live(asked)
        for live in (found, expected):
            live.advance_epochs(50)
    assert_same(found, expected)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(data="plane", problem="regression", rate=3.0, batch_size=1),
        Experiment(data="plane", problem="regression", rate=0.9, l2=3.0),
        Experiment(mode="original", seed="1", data="plane", problem="regression", rate=10.0),
        replace(DEFAULT, layers=(HiddenLayer(4, "cube"), HiddenLayer(4, "cube")), rate=1.0),
    ],
)
def test_divergence_is_found_and_told_at_the_same_epoch(experiment):
    found, expected = played(Live, experiment, 2_000), played(epoch_by_epoch, experiment, 2_000)
    assert expected.ended is not None
    assert_same(found, expected)
    np.testing.assert_array_equal(np.isfinite(found.engine.parameters), True)


def test_what_diverges_late_has_its_past_up_to_there():
    def late(make: Callable[[Experiment], Live]) -> Live:
        live = make(Experiment(data="plane", problem="regression"))
        live.advance_epochs(300)
        live.change(replace(live.experiment, rate=1000.0))
        live.advance_epochs(10)
        return live

    found, expected = late(Live), late(epoch_by_epoch)
    assert found.ended is not None
    assert found.history.last_epoch == 300
    assert_same(found, expected)


def test_it_goes_on_in_the_same_way_from_any_moment():
    found, expected = Live(DEFAULT), epoch_by_epoch(DEFAULT)
    for live in (found, expected):
        live.advance_epochs(700)
        live.seek(333)
        live.step("batch", 3)
        live.advance_epochs(100)
        live.edit(0, 0, None, 0.25)
        live.advance_epochs(100)
    assert_same(found, expected)
