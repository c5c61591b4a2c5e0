"""Trials: the same experiment with one thing changed, as the doctor's remedies ask for.

Run beside the first, a trial shows whether that was the cause.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from mieru.playground.by_hand import without_strange
from mieru.playground.drawn import MOST_DRAWN, decoded, encoded
from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.points import OWN, Points

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


@dataclass(frozen=True, eq=False)
class Known:
    """What some trials need beside the experiment: its points, and the inputs it is about."""

    points: Points | None = None
    inputs: tuple[int, ...] = ()


def trials(
    experiment: Experiment, remedies: tuple[str, ...], known: Known | None = None
) -> tuple[Trial, ...]:
    """The trials for those remedies that change something and that the mode can compute."""
    found = []
    for remedy in remedies:
        if remedy in _TRIALS:
            trial = _TRIALS[remedy](experiment)
        else:
            trial = _INFORMED[remedy](experiment, known or Known())
        if trial and trial[0] != experiment and _computable(trial[0]):
            tried, en, ja = trial
            found.append(Trial(remedy, without_strange(experiment, tried), en, ja))
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


def _without_inputs(e: Experiment, known: Known) -> _Tried:
    """Without the features that give the target away, as long as others are left."""
    left = tuple(f for i, f in enumerate(e.features) if i not in known.inputs)
    gone = ", ".join(e.features[i] for i in known.inputs if i < len(e.features))
    if not left or not gone:
        return None
    return replace(e, features=left), f"Try without {gone}", f"{gone} を外してみる"


def _each_once(e: Experiment, known: Known) -> _Tried:
    """Each point once, so that none can stand in both parts."""
    found = _as_drawn(known.points)
    if found is None:
        return None
    xy, t, classes = found
    first = np.unique(np.column_stack([xy, t]), axis=0, return_index=True)[1]
    kept = np.sort(first)
    return (
        _with_points(e, encoded(xy[kept], t[kept], classes)),
        "Try with each point once",
        "重複する点を除いて試す",
    )


def _equal_classes(e: Experiment, known: Known) -> _Tried:
    """Of each class as many points as there are of the rarest."""
    found = _as_drawn(known.points)
    if found is None or not found[2]:
        return None
    xy, t, _ = found
    fewest = int(np.unique(t, return_counts=True)[1].min())
    kept = np.sort(np.concatenate([np.flatnonzero(t == k)[:fewest] for k in np.unique(t)]))
    return (
        _with_points(e, encoded(xy[kept], t[kept], True)),
        f"Try with {fewest} points of each class",
        f"各クラス {fewest} 点ずつで試す",
    )


def _as_drawn(points: Points | None) -> tuple[np.ndarray, np.ndarray, bool] | None:
    """The points on the raster that drawn ones lie on, their targets, and whether these are
    classes; None where there are more than can be drawn.
    """
    if points is None or not 2 <= len(points) <= MOST_DRAWN:
        return None
    xy, _ = decoded(encoded(points.xy, points.t, points.classes is not None))
    return xy, points.t, points.classes is not None


def _with_points(e: Experiment, text: str) -> Experiment:
    return replace(e, data=OWN, points=text, table="", columns=(), size=0, classes=0, noise=0.0)


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

_INFORMED: dict[str, Callable[[Experiment, Known], _Tried]] = {
    "without_inputs": _without_inputs,
    "each_once": _each_once,
    "equal_classes": _equal_classes,
}

_ORIGINAL_ACTIVATIONS = ("relu", "tanh", "sigmoid", "identity")


def _computable(e: Experiment) -> bool:
    """Whether the mode knows all of it: the original has four functions, no dropout, its data."""
    return e.mode != "original" or (
        e.data != OWN
        and all(
            layer.activation in _ORIGINAL_ACTIVATIONS and not layer.dropout for layer in e.layers
        )
    )
