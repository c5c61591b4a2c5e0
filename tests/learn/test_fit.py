import threading
from typing import Any

import numpy as np
import pytest

from mieru.data import DataSet, Examples, Sealed
from mieru.files import Run, load, save
from mieru.learn import (
    Adam,
    Advanced,
    Compiled,
    EarlyStopping,
    Ended,
    EpochEnded,
    GradientDescent,
    Settings,
    Started,
    fit,
    usual_loss,
)
from mieru.nn import (
    BinaryCrossEntropy,
    CrossEntropy,
    MeanSquaredError,
    Network,
    score,
)
from mieru.words import DataError, SettingError, ShapeError

NETWORK = Network.parse("2-8-1 tanh")


def circle(n: int, seed: int = 0) -> Examples:
    x = np.random.default_rng(seed).uniform(-1, 1, (n, 2))
    return Examples(x, ((x**2).sum(axis=1) < 0.5).astype(np.int32))


JUDGED = circle(100, 1)
DATA = DataSet("circle", circle(200), JUDGED, Sealed(circle(100, 2)), ("out", "in"))


def fitted(**changes: Any) -> Run:
    usual: dict[str, Any] = {"batch_size": 20, "optimizer": Adam(0.03)}
    return fit(NETWORK, DATA, **usual | changes)


def validation_loss(run: Run) -> float:
    t = JUDGED.t.astype(np.float32)[:, None]
    return score(NETWORK, run.loss, run.parameters, JUDGED.x, t)[0]


def test_fit_learns_a_circle():
    run = fitted(epochs=120)
    assert run.history[-1]["validation_accuracy"] > 0.93
    assert run.ended == "finished"
    assert run.kept_epoch == 120
    assert run.loss == BinaryCrossEntropy()
    assert run.seed == 0
    assert run.settings["epochs"] == 120
    assert run.versions["jax"]
    assert run.data["name"] == "circle"
    assert run.data["classes"] == ["out", "in"]
    right = (run.predict(JUDGED.x)[:, 0] > 0.5) == JUDGED.t
    assert right.mean() == pytest.approx(run.history[-1]["validation_accuracy"])


def test_fit_never_opens_the_sealed_test_part():
    fitted(epochs=2, stopping=EarlyStopping(1))
    assert DATA.test is not None
    assert DATA.test.openings == ()


@pytest.mark.parametrize(("n", "batch"), [(200, 20), (200, 33), (7, 20), (1, 1)])
def test_the_history_has_every_epoch_once(n, batch):
    run = fit(NETWORK, circle(n), epochs=25, batch_size=batch)
    assert [row["epoch"] for row in run.history] == list(range(1, 26))
    assert set(run.history[0]) == {"epoch", "train_loss", "train_accuracy", "rate", "seconds"}
    seconds = [row["seconds"] for row in run.history]
    assert seconds == sorted(seconds)


def test_no_epochs_give_the_initial_weights():
    run = fitted(epochs=0, seed=4)
    assert run.history == []
    assert run.kept_epoch == 0
    assert run.ended == "finished"
    initial = NETWORK.initial_parameters(4)["dense1"]["weight"]
    np.testing.assert_array_equal(run.parameters["dense1"]["weight"], initial)


def test_learning_starts_from_given_parameters_and_leaves_them_as_they_are():
    start = NETWORK.initial_parameters(9)
    copy = np.array(start["dense1"]["weight"])
    run = fitted(epochs=0, parameters=start)
    np.testing.assert_array_equal(run.parameters["dense1"]["weight"], copy)
    fitted(epochs=1, parameters=run.parameters)
    np.testing.assert_array_equal(run.parameters["dense1"]["weight"], copy)
    with pytest.raises(ShapeError):
        fitted(parameters={"dense1": start["dense1"]})


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    one, same, other = (fitted(epochs=3, seed=seed) for seed in (1, 1, 2))
    assert one.history[-1]["train_loss"] == same.history[-1]["train_loss"]
    np.testing.assert_array_equal(*(r.parameters["dense2"]["weight"] for r in (one, same)))
    assert one.history[-1]["train_loss"] != other.history[-1]["train_loss"]


def test_early_stopping_goes_back_to_the_best_epoch():
    # At this rate the validation loss jumps about: the best epoch is not the last.
    run = fitted(epochs=200, optimizer=Adam(0.3), stopping=EarlyStopping(6))
    losses = [row["validation_loss"] for row in run.history]
    best = int(np.argmin(losses)) + 1
    assert run.ended == "stopped"
    assert run.kept_epoch == best
    assert len(losses) == best + 6
    assert validation_loss(run) == pytest.approx(losses[best - 1], rel=1e-6)
    assert losses[best - 1] < losses[-1]


def test_without_early_stopping_the_last_weights_are_kept():
    run = fitted(epochs=20, optimizer=Adam(0.3))
    assert validation_loss(run) == pytest.approx(run.history[-1]["validation_loss"], rel=1e-6)


def test_a_change_that_is_too_small_does_not_count_as_better():
    run = fitted(epochs=50, stopping=EarlyStopping(3, minimum_change=1e6))
    assert run.kept_epoch == 1  # better than the infinity that it began with
    assert len(run.history) == 4


def test_events_come_in_order():
    events: list[Any] = []
    run = fitted(epochs=3, listeners=[events.append])
    kinds = [type(event) for event in events]
    assert kinds[:2] == [Started, Compiled]
    assert kinds[-1] is Ended
    assert kinds.count(EpochEnded) == 3
    assert set(kinds) <= {Started, Compiled, Advanced, EpochEnded, Ended}
    started, ended = events[0], events[-1]
    assert (started.network, started.examples, started.steps_by_epoch) == (NETWORK, 200, 10)
    assert started.epoch == 0
    assert [e.row for e in events if isinstance(e, EpochEnded)] == run.history
    assert (ended.reason, ended.epoch, ended.kept_epoch) == ("finished", 3, 3)
    progress = [e for e in events if isinstance(e, Advanced)]
    assert [e.step for e in progress] == sorted({e.step for e in progress})
    assert progress[-1].step == 30
    assert progress[-1].epochs == 3
    assert progress[-1].seconds_left == 0
    assert all(e.examples_per_second > 0 for e in progress)


def test_what_a_listener_raises_ends_learning_and_every_listener_hears_of_the_end():
    heard: list[Any] = []

    def failing(event):
        if isinstance(event, EpochEnded | Ended):
            raise OSError("the disk is full" if isinstance(event, EpochEnded) else "again")

    with pytest.raises(OSError, match="the disk is full") as caught:
        fitted(epochs=3, listeners=[failing, heard.append])
    assert isinstance(heard[-1], Ended)
    assert heard[-1].reason == "failed"
    assert "failed too: OSError('again')" in caught.value.__notes__[0]


def test_fit_works_in_a_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(fitted(epochs=1)))
    thread.start()
    thread.join()
    assert found[0].ended == "finished"


def test_the_usual_loss_follows_the_targets():
    values = Examples(np.zeros((3, 2)), np.zeros((3, 1)))
    assert usual_loss(NETWORK, circle(3)) == BinaryCrossEntropy()
    assert usual_loss(Network.parse("2-2"), circle(3)) == CrossEntropy()
    assert usual_loss(NETWORK, values) == MeanSquaredError()


def test_regression_has_no_accuracy():
    run = fit(Network.parse("1-1"), (np.ones((5, 1)), np.zeros((5, 1))), epochs=1)
    assert set(run.history[0]) == {"epoch", "train_loss", "rate", "seconds"}


def test_numbers_of_the_history_are_the_shortest_that_name_them():
    row = fitted(epochs=1).history[0]
    assert row["rate"] == 0.03
    for value in row.values():
        assert value == round(value, 3) or float(np.float32(value)) == pytest.approx(value)
        assert len(repr(value)) <= 16


def test_weights_survive_the_way_through_a_file(tmp_path):
    run = fitted(epochs=2)
    assert load(save(tmp_path / "run", run)).history == run.history


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "fit takes a DataSet, Examples or a pair (x, t), not NoneType"),
        ((np.ones((3, 2)),), "fit takes a DataSet, Examples or a pair (x, t), not tuple"),
        ((np.ones((3, 2)), np.ones(3)), "targets must be whole class numbers (N,) or values"),
    ],
)
def test_data_of_another_form_are_refused(data, message):
    with pytest.raises(DataError) as caught:
        fit(NETWORK, data)
    assert caught.value.en.startswith(message)
    assert caught.value.ja


def test_what_does_not_fit_is_said_before_anything_runs():
    with pytest.raises(ShapeError):
        fit(Network.parse("3-1"), DATA)
    with pytest.raises(SettingError, match="there is no setting 'epoch'"):
        fitted(epoch=3)
    with pytest.raises(SettingError, match="there are no validation data"):
        fit(NETWORK, circle(5), stopping=EarlyStopping())
    with pytest.raises(DataError, match="there are no examples"):
        fit(NETWORK, (np.zeros((0, 2)), np.zeros((0, 1))))
    with pytest.raises(SettingError, match="text becomes one by"):
        fit("3-1", DATA)  # type: ignore[arg-type]


def test_settings_may_be_a_value_with_some_changed():
    run = fit(NETWORK, DATA, Settings(epochs=1, optimizer=GradientDescent(0.5)), seed=3)
    assert (run.settings["epochs"], run.seed) == (1, 3)
    assert run.settings["optimizer"] == {"kind": "gradient_descent", "rate": 0.5}
