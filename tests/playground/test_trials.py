"""Every remedy of the doctor is an experiment that changes that one thing, and that can be run."""

import typing

import numpy as np
import pytest
from msgspec.structs import asdict, replace

from mieru.explain.doctor import finding as doctor
from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.points import Points, points_of
from mieru.playground.trials import _INFORMED, _TRIALS, Known, trials

CHANGED = {
    "rate_lower": {"rate"},
    "rate_higher": {"rate"},
    "leaky_relu": {"layers"},
    "tanh": {"layers"},
    "fewer_layers": {"layers"},
    "more_units": {"layers"},
    "l1_off": {"l1"},
    "l2": {"l1", "l2"},
    "dropout": {"layers"},
    "more_data": {"train_percent"},
    "random_weights": {"init_zero"},
    "features": {"features"},
    "without_inputs": {"features"},
    "each_once": {"data", "points"},
    "equal_classes": {"data", "points"},
}
ILL = Experiment(
    rate=0.3, l1=0.1, init_zero=True, layers=(HiddenLayer(2, "relu"),) * 4, train_percent=30
)


KNOWN = Known(points_of(ILL), inputs=(1,))


@pytest.mark.parametrize("remedy", CHANGED)
def test_a_trial_changes_one_thing(remedy: str) -> None:
    (trial,) = trials(ILL, (remedy,), KNOWN)
    before, after = asdict(ILL), asdict(trial.experiment)
    assert {name for name in before if before[name] != after[name]} == CHANGED[remedy]
    assert trial.en.startswith("Try")
    assert trial.ja


def test_the_table_is_whole() -> None:
    named = doctor.Finding.__doc__
    assert named is not None
    assert set(CHANGED) == {*_TRIALS, *_INFORMED}
    assert all(remedy in named for remedy in CHANGED)
    assert "overfitting" in typing.get_args(doctor.Kind)


def test_what_changes_nothing_is_not_offered() -> None:
    assert trials(Experiment(), ("random_weights", "l1_off", "fewer_layers")) == ()


def test_the_rate_stays_a_round_number_in_its_range() -> None:
    (lower,) = trials(Experiment(rate=0.03), ("rate_lower",))
    assert lower.experiment.rate == 0.003
    assert lower.en == "Try a learning rate of 0.003"
    assert lower.ja == "学習率を 0.003 にしてみる"
    assert trials(Experiment(rate=10), ("rate_higher",)) == ()


def test_the_original_is_not_asked_for_what_it_does_not_know() -> None:
    original = replace(ILL, mode="original")
    found = trials(original, ("leaky_relu", "dropout", "rate_lower", "tanh"))
    assert [trial.remedy for trial in found] == ["rate_lower", "tanh"]


def test_a_network_without_hidden_layers_gets_one() -> None:
    (trial,) = trials(Experiment(layers=()), ("more_units",))
    assert [layer.units for layer in trial.experiment.layers] == [8]


def tried(remedy: str, xy: list[list[float]], t: list[int]) -> Points:
    """The points of the trial for drawn points of two classes."""
    known = Known(Points(np.array(xy), np.array(t, np.int32), len(t), ("A", "B")))
    (trial,) = trials(Experiment(), (remedy,), known)
    return points_of(trial.experiment)


def test_points_that_stand_there_twice_stand_there_once() -> None:
    points = tried("each_once", [[1, 1], [1, 1], [1, 1], [-2, 0], [1, 1.01]], [0, 0, 1, 1, 0])
    # The same place with another class is another point; places are those of the drawing's raster.
    assert sorted(zip(*points.xy.T.tolist(), points.t.tolist(), strict=True)) == [
        (pytest.approx(-2), pytest.approx(0), 1),
        (pytest.approx(1), pytest.approx(1), 0),
        (pytest.approx(1), pytest.approx(1), 1),
    ]


def test_every_class_has_as_many_points_as_the_rarest() -> None:
    points = tried("equal_classes", [[i / 10, 0] for i in range(20)], [0] * 17 + [1] * 3)
    assert np.bincount(points.t).tolist() == [3, 3]


def test_the_input_that_gives_the_target_away_is_left_out() -> None:
    (trial,) = trials(Experiment(), ("without_inputs",), Known(inputs=(0,)))
    assert trial.experiment.features == ("x2",)
    assert trial.en == "Try without x1"
    assert trials(Experiment(), ("without_inputs",), Known(inputs=(0, 1))) == ()


def test_without_points_no_trial_is_made_of_them() -> None:
    assert trials(Experiment(), ("each_once", "equal_classes")) == ()
    values = Points(np.eye(2), np.array([0.5, -0.5]), 1, None)
    assert trials(Experiment(), ("equal_classes",), Known(values)) == ()
