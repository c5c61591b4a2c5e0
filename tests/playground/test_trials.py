"""Every remedy of the doctor is an experiment that changes that one thing, and that can be run."""

import typing

import pytest
from msgspec.structs import asdict, replace

from mieru.explain.doctor import finding as doctor
from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.trials import _TRIALS, trials

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
}
ILL = Experiment(
    rate=0.3, l1=0.1, init_zero=True, layers=(HiddenLayer(2, "relu"),) * 4, train_percent=30
)


@pytest.mark.parametrize("remedy", CHANGED)
def test_a_trial_changes_one_thing(remedy: str) -> None:
    (trial,) = trials(ILL, (remedy,))
    before, after = asdict(ILL), asdict(trial.experiment)
    assert {name for name in before if before[name] != after[name]} == CHANGED[remedy]
    assert trial.en.startswith("Try")
    assert trial.ja


def test_the_table_is_whole() -> None:
    named = doctor.Finding.__doc__
    assert named is not None
    assert set(CHANGED) == set(_TRIALS)
    assert all(remedy in named for remedy in _TRIALS)
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
