"""How good answers are: accuracy and confusion matrix for classes, RMSE and R² for values."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data import Examples
from mieru.evaluate.checks import class_numbers, side_by_side, unlike
from mieru.files import Run
from mieru.learn.target_scale import told_scale
from mieru.nn import checked_targets, score

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Judgement:
    """What :func:`judge` found. ``confusion`` (K, K) counts examples of class row answered as class
    column; None for a regression. ``metrics`` are plain numbers: loss (as it was learned, of scaled
    targets where they were), and accuracy or rmse and r2.
    """

    examples: int
    metrics: dict[str, float]
    confusion: npt.NDArray[np.int64] | None


def judge(run: Run, examples: Examples) -> Judgement:
    """Judges the run on examples; raises ShapeError or DataError where they do not fit it."""
    t = checked_targets(run.network, run.loss, examples.t, len(examples))
    answers = run.predict(examples.x)
    scale = told_scale(run.data).fitting(run.network, run.loss)
    learned = scale.learned(run.network, run.parameters)
    aim = np.asarray(scale.apply(t), np.float32) if scale else t
    loss, accuracy = score(run.network, run.loss, learned, examples.x, aim, state=run.state)
    if not run.loss.classifies:
        found = {"loss": loss, "rmse": rmse(t, answers), "r2": r2(t, answers)}
        return Judgement(len(examples), found, None)
    matrix = None
    if examples.t.ndim == 1:
        classes = max(2, answers.shape[1])
        matrix = confusion_matrix(examples.t, answered_classes(answers), classes)
    return Judgement(len(examples), {"loss": loss, "accuracy": accuracy}, matrix)


def answered_classes(probabilities: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
    """The class (N,) that probabilities (N, K) speak for; one column is the second class's."""
    if probabilities.shape[1] == 1:
        return np.asarray(probabilities[:, 0] > 0.5, np.int64)
    largest: npt.NDArray[np.int64] = np.argmax(probabilities, axis=1).astype(np.int64)
    return largest


def confusion_matrix(t: Array, answered: Array, classes: int) -> npt.NDArray[np.int64]:
    """How often class row was answered as class column, (classes, classes).

    Raises ShapeError or DataError for class numbers (N,) that do not fit.

    >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist()
    [[1, 1], [0, 1]]
    """
    true, told = class_numbers(t, classes), class_numbers(answered, classes)
    if len(true) != len(told):
        raise unlike(true.shape, told.shape)
    places = true * classes + told
    counts = np.bincount(places, minlength=classes * classes)
    matrix: npt.NDArray[np.int64] = counts.reshape(classes, classes).astype(np.int64)
    return matrix


def rmse(t: Array, answers: Array) -> float:
    """The root of the mean squared error over all values: √mean((y − t)²). Raises ShapeError."""
    target, answered = side_by_side(t, answers)
    return float(np.sqrt(np.mean((answered - target) ** 2)))


def mse(t: Array, answers: Array) -> float:
    """The mean squared error over all values. Raises ShapeError."""
    return rmse(t, answers) ** 2


def mae(t: Array, answers: Array) -> float:
    """The mean absolute error over all values: mean |y − t|. Raises ShapeError."""
    target, answered = side_by_side(t, answers)
    return float(np.mean(np.abs(answered - target)))


def r2(t: Array, answers: Array) -> float:
    """R² = 1 − Σ(y−t)²/Σ(t−t̄)², the mean over the K values; 1 is perfect, 0 as good as the mean.

    NaN where a target never varies, as R² means nothing there. Raises ShapeError.
    """
    target, answered = side_by_side(t, answers)
    left = np.sum((answered - target) ** 2, axis=0)
    total = np.sum((target - target.mean(axis=0)) ** 2, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.mean(np.where(total > 0, 1 - left / total, np.nan)))


def value_metrics(t: Array, answers: Array) -> dict[str, float]:
    """All of them by name: rmse, mse, mae and r2."""
    return {
        "rmse": rmse(t, answers),
        "mse": mse(t, answers),
        "mae": mae(t, answers),
        "r2": r2(t, answers),
    }
