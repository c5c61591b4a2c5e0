"""What can differ from network to network: each setting with how it changes an experiment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from mieru.kernels.small import ACTIVATIONS
from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.initial import INITIALS
from mieru.playground.limits import OPTIMIZERS
from mieru.playground.points import NAMED_SETS, TOY_SETS

Value = float | str
_RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
_STRENGTHS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
_COUNTS = (1, 2, 3, 4, 5, 6, 7, 8)


@dataclass(frozen=True)
class Setting:
    """One setting: its kind of values, the ones first offered, and what a value changes."""

    name: str
    kind: Literal["number", "whole", "choice"]
    offered: tuple[Value, ...]
    changed: Callable[[Experiment, Value], Experiment]


def _field(name: str) -> Callable[[Experiment, Value], Experiment]:
    return lambda experiment, value: replace(experiment, **{name: value})


def _whole(name: str) -> Callable[[Experiment, Value], Experiment]:
    return lambda experiment, value: replace(experiment, **{name: int(value)})


def _layers(experiment: Experiment, value: Value) -> Experiment:
    """As many hidden layers; new ones are like the last."""
    count, layers = int(value), experiment.layers
    last = layers[-1] if layers else HiddenLayer(4)
    return replace(experiment, layers=(*layers, *[last] * count)[:count])


def _in_layers(name: str, kind: type) -> Callable[[Experiment, Value], Experiment]:
    def changed(experiment: Experiment, value: Value) -> Experiment:
        layers = tuple(replace(one, **{name: kind(value)}) for one in experiment.layers)
        return replace(experiment, layers=layers)

    return changed


def _seed(experiment: Experiment, value: Value) -> Experiment:
    return replace(experiment, seed=str(value))


def _data(experiment: Experiment, value: Value) -> Experiment:
    return replace(experiment, data=str(value), points="", table="", columns=())


def _initial(experiment: Experiment, value: Value) -> Experiment:
    return replace(_in_layers("initial", str)(experiment, value), output_initial=str(value))


SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("rate", "number", _RATES, _field("rate")),
        Setting("batch_size", "whole", (1, 2, 5, 10, 20, 30, 50, 100), _whole("batch_size")),
        Setting("l1", "number", _STRENGTHS, _field("l1")),
        Setting("l2", "number", _STRENGTHS, _field("l2")),
        Setting("units", "whole", _COUNTS, _in_layers("units", int)),
        Setting("layers", "whole", (0, *_COUNTS[:6]), _layers),
        Setting("activation", "choice", ACTIVATIONS, _in_layers("activation", str)),
        Setting("dropout", "number", (0.0, 0.1, 0.2, 0.3, 0.5), _in_layers("dropout", float)),
        Setting("initial", "choice", INITIALS, _initial),
        Setting("optimizer", "choice", OPTIMIZERS, _field("optimizer")),
        Setting("momentum", "number", (0.0, 0.5, 0.8, 0.9, 0.95, 0.99), _field("momentum")),
        Setting("weight_decay", "number", _STRENGTHS, _field("weight_decay")),
        Setting("data", "choice", (*TOY_SETS, *NAMED_SETS), _data),
        Setting("noise", "number", (0.0, 10.0, 20.0, 30.0, 40.0, 50.0), _field("noise")),
        Setting("size", "whole", (20, 50, 100, 200, 500, 1000), _whole("size")),
        Setting("train_percent", "number", (10.0, 30.0, 50.0, 70.0, 90.0), _field("train_percent")),
        Setting("seed", "whole", _COUNTS, _seed),
    )
}
