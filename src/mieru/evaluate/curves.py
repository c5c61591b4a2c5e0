"""Two classes told apart by a score: ROC, precision against recall, and calibration.

``yes`` (N,) says which examples are of the class, ``scores`` (N,) how sure the network is of that.
Whatever does not fit raises ShapeError, a score that is no number DataError.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.split import check_whole
from mieru.evaluate.checks import labelled, scored

Array = npt.NDArray[Any]
MOST_BINS = 10_000


@dataclass(frozen=True, eq=False)
class Curve:
    """Points (x, y), one for each threshold; a score of at least the threshold says yes."""

    x: Array
    y: Array
    thresholds: Array


def roc_curve(yes: Array, scores: Array) -> Curve:
    """False positives (x) against true positives (y), as shares; NaN where there are none.

    >>> curve = roc_curve(np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8]))
    >>> curve.x.tolist(), curve.y.tolist()
    ([0.0, 0.0, 0.5, 0.5, 1.0], [0.0, 0.5, 0.5, 1.0, 1.0])
    """
    true, false, thresholds = _counts(yes, scores)
    true, false = np.append(0, true), np.append(0, false)
    with np.errstate(invalid="ignore"):
        x, y = false / false[-1], true / true[-1]
    return Curve(x, y, np.append(np.inf, thresholds))


def roc_auc(yes: Array, scores: Array) -> float:
    """The area under :func:`roc_curve`: how often a positive example scores above a negative one.

    NaN where all examples are of one kind.
    """
    curve = roc_curve(yes, scores)
    return float(np.trapezoid(curve.y, curve.x))


def precision_recall_curve(yes: Array, scores: Array) -> Curve:
    """Recall (x) against precision (y), from the highest threshold to the lowest."""
    true, false, thresholds = _counts(yes, scores)
    recall = true / true[-1] if true[-1] else np.ones(len(true))
    return Curve(recall, true / (true + false), thresholds)


def average_precision(yes: Array, scores: Array) -> float:
    """Σ (Rₙ − Rₙ₋₁)Pₙ over the thresholds; 0 where no example is of the class."""
    if not scored(yes, scores)[0].any():
        return 0.0
    curve = precision_recall_curve(yes, scores)
    return float(np.sum(np.diff(np.append(0, curve.x)) * curve.y))


@dataclass(frozen=True, eq=False)
class Calibration:
    """By bin of probability, those without examples left out: the mean probability said, the share
    that was so, and how many examples there were.
    """

    said: Array
    so: Array
    counts: Array

    @property
    def error(self) -> float:
        """ECE = Σ (n_b/N)·|so_b − said_b|: 0 where the network is as right as it is sure."""
        return float(np.sum(self.counts * np.abs(self.so - self.said)) / np.sum(self.counts))


def calibration(yes: Array, probabilities: Array, bins: int = 10) -> Calibration:
    """How often it is so where the network says p: bins of equal width over 0…1.

    >>> found = calibration(np.array([0, 1, 1, 1]), np.array([0.3, 0.35, 0.9, 0.8]), bins=2)
    >>> found.so.tolist(), found.said.round(3).tolist()
    ([0.5, 1.0], [0.325, 0.85])
    """
    check_whole("bins", bins, 1, MOST_BINS)
    yes, probabilities = scored(yes, np.asarray(probabilities, np.float64))
    inner = np.linspace(0, 1, bins + 1)[1:-1]
    place = np.searchsorted(inner, probabilities)
    counts = np.bincount(place, minlength=bins)
    said = np.bincount(place, weights=probabilities, minlength=bins)
    so = np.bincount(place, weights=np.asarray(yes, np.float64), minlength=bins)
    used = counts > 0
    return Calibration(said[used] / counts[used], so[used] / counts[used], counts[used])


def told_calibration(t: Array, probabilities: Array, bins: int = 10) -> Calibration:
    """:func:`calibration` of the class told: p is that of the likeliest class, yes its being right.

    For probabilities (N, K) of any number of classes (Guo et al. 2017).
    """
    labels, probabilities = labelled(t, probabilities)
    told = np.argmax(probabilities, axis=1)
    sure = probabilities[np.arange(len(told)), told]
    return calibration(told == labels, sure, bins)


def expected_calibration_error(t: Array, probabilities: Array, bins: int = 10) -> float:
    """ECE of the class told, see :func:`told_calibration`."""
    return told_calibration(t, probabilities, bins).error


def _counts(yes: Array, scores: Array) -> tuple[Array, Array, Array]:
    """Of each distinct score, the highest first: true and false positives at or above it."""
    yes, scores = scored(yes, scores)
    order = np.argsort(-scores, kind="stable")
    yes, scores = yes[order], scores[order]
    last = np.append(np.flatnonzero(np.diff(scores)), len(scores) - 1)
    true = np.cumsum(yes)[last].astype(np.float64)
    return true, 1 + last - true, scores[last]
