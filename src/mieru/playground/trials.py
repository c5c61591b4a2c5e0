"""Trials: the same experiment with one thing changed, as the doctor's remedies ask for.

Run beside the first, a trial shows whether that was the cause.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from mieru.playground.experiment import Experiment, HiddenLayer

LARGEST_RATE, SMALLEST_RATE = 10.0, 1e-5
L2_TRIED = 0.01
DROPOUT_TRIED = 0.2
LAYERS_KEPT = 2
UNITS_TRIED = 8
MORE_FEATURES = ("x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")


@dataclass(frozen=True)
class Trial:
    """An experiment with one thing changed; ``en`` and ``ja`` say which, as a button does."""

    remedy: str
    experiment: Experiment
    en: str
    ja: str


def trials(experiment: Experiment, remedies: tuple[str, ...]) -> tuple[Trial, ...]:
    """The trials for those remedies that change something and that the mode can compute."""
    found = []
    for remedy in remedies:
        trial = _TRIALS[remedy](experiment)
        if trial and trial[0] != experiment and _computable(trial[0]):
            found.append(Trial(remedy, *trial))
    return tuple(found)


_Tried = tuple[Experiment, str, str] | None


def _rate_lower(e: Experiment) -> _Tried:
    return _with_rate(e, e.rate / 10)


def _rate_higher(e: Experiment) -> _Tried:
    return _with_rate(e, e.rate * 10)


def _with_rate(e: Experiment, rate: float) -> _Tried:
    # Dividing by ten leaves 0.0030000000000000005.
    rate = float(f"{min(max(rate, SMALLEST_RATE), LARGEST_RATE):.6g}")
    return (
        replace(e, rate=rate, schedule="constant"),
        f"Try a learning rate of {rate:g}",
        f"学習率を {rate:g} にしてみる",
    )


def _leaky_relu(e: Experiment) -> _Tried:
    return (_activated(e, "leaky_relu"), "Try leaky ReLU", "leaky ReLU にしてみる")


def _tanh(e: Experiment) -> _Tried:
    return (_activated(e, "tanh"), "Try tanh", "tanh にしてみる")


def _activated(e: Experiment, name: str) -> Experiment:
    return replace(e, layers=tuple(replace(layer, activation=name) for layer in e.layers))


def _fewer_layers(e: Experiment) -> _Tried:
    return (
        replace(e, layers=e.layers[:LAYERS_KEPT]),
        f"Try {LAYERS_KEPT} hidden layers",
        f"隠れ層を {LAYERS_KEPT} 層にしてみる",
    )


def _more_units(e: Experiment) -> _Tried:
    layers = e.layers or (HiddenLayer(UNITS_TRIED // 2),)
    widest = max(UNITS_TRIED, *(layer.units for layer in layers))
    return (
        replace(e, layers=tuple(replace(layer, units=widest) for layer in layers)),
        f"Try {widest} units in each hidden layer",
        f"隠れ層を {widest} ユニットずつにしてみる",
    )


def _l1_off(e: Experiment) -> _Tried:
    return replace(e, l1=0.0), "Try without L1", "L1 正則化なしで試す"


def _l2(e: Experiment) -> _Tried:
    return (
        replace(e, l1=0.0, l2=max(L2_TRIED, e.l2 * math.sqrt(10))),
        "Try L2 regularization",
        "L2 正則化を試す",
    )


def _dropout(e: Experiment) -> _Tried:
    layers = tuple(replace(layer, dropout=DROPOUT_TRIED) for layer in e.layers)
    return replace(e, layers=layers), "Try dropout", "ドロップアウトを試す"


def _more_data(e: Experiment) -> _Tried:
    return (
        replace(e, train_percent=max(80.0, e.train_percent)),
        "Try with more training data",
        "訓練データを増やしてみる",
    )


def _random_weights(e: Experiment) -> _Tried:
    layers = tuple(
        replace(layer, initial="uniform") if layer.initial == "zeros" else layer
        for layer in e.layers
    )
    return (
        replace(e, init_zero=False, layers=layers),
        "Try random initial weights",
        "初期重みを乱数にしてみる",
    )


def _features(e: Experiment) -> _Tried:
    more = tuple(f for f in MORE_FEATURES if f not in e.features)
    return replace(e, features=e.features + more), "Try more features", "特徴量を増やしてみる"


_TRIALS: dict[str, Callable[[Experiment], _Tried]] = {
    "rate_lower": _rate_lower,
    "rate_higher": _rate_higher,
    "leaky_relu": _leaky_relu,
    "tanh": _tanh,
    "fewer_layers": _fewer_layers,
    "more_units": _more_units,
    "l1_off": _l1_off,
    "l2": _l2,
    "dropout": _dropout,
    "more_data": _more_data,
    "random_weights": _random_weights,
    "features": _features,
}

_ORIGINAL_ACTIVATIONS = ("relu", "tanh", "sigmoid", "identity")


def _computable(e: Experiment) -> bool:
    """Whether the mode knows all of it: the original has four functions and no dropout."""
    return e.mode != "original" or all(
        layer.activation in _ORIGINAL_ACTIVATIONS and not layer.dropout for layer in e.layers
    )
