"""What a figure is worked out from, checked first: NumPy would stretch arrays that do not fit."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.words import DataError, ShapeError

Array = npt.NDArray[Any]


def side_by_side(t: Any, answers: Any) -> tuple[Array, Array]:
    """Both as float64. Raises ShapeError unless they are of one shape, and of some numbers."""
    target, answered = np.asarray(t, np.float64), np.asarray(answers, np.float64)
    if target.shape != answered.shape or not target.size:
        raise unlike(target.shape, answered.shape)
    return target, answered


def class_numbers(t: Any, classes: int) -> Array:
    """Labels (N,) as int64. Raises ShapeError, and DataError for what is no class of these."""
    labels = np.asarray(t)
    if labels.ndim != 1:
        raise ShapeError(
            en=f"class numbers must be (N,), one for each example, not {labels.shape}",
            ja=f"クラス番号はデータ点ごとに 1 つの (N,) です ({labels.shape} ではなく)",
        )
    whole = labels.astype(np.int64)
    wrong = np.flatnonzero((whole != labels) | (whole < 0) | (whole >= classes))
    if len(wrong):
        raise DataError(
            en=f"{labels[wrong[0]]} (example {wrong[0]}) is not the number of a class; there are "
            f"{classes}, numbered from 0",
            ja=f"{labels[wrong[0]]} ({wrong[0]} 番のデータ点) はクラス番号ではありません。"
            f"クラスは 0 から {classes - 1} までです",
        )
    return whole


def labelled(t: Any, probabilities: Any) -> tuple[Array, Array]:
    """Labels (N,) and probabilities (N, K), at least one. Raises ShapeError, DataError."""
    p = np.asarray(probabilities, np.float64)
    if p.ndim != 2 or np.shape(t) != p.shape[:1] or not p.size:
        raise unlike(np.shape(t), p.shape)
    return class_numbers(t, p.shape[1]), p


def scored(yes: Any, scores: Any) -> tuple[Array, Array]:
    """Which examples are of the class (N,), bool, and their scores (N,). Raises ShapeError, and
    DataError for a score that is no number."""
    of_it, sure = np.asarray(yes, bool), np.asarray(scores)
    if of_it.ndim != 1 or of_it.shape != sure.shape or not len(sure):
        raise unlike(of_it.shape, sure.shape)
    if np.isnan(sure).any():
        raise DataError(
            en=f"the score of example {int(np.argmax(np.isnan(sure)))} is not a number",
            ja=f"{int(np.argmax(np.isnan(sure)))} 番のデータ点のスコアが数ではありません",
        )
    return of_it, sure


def unlike(true: tuple[int, ...], answered: tuple[int, ...]) -> ShapeError:
    """The error for targets and answers of shapes that do not belong together."""
    return ShapeError(
        en=f"targets {true} and answers {answered} do not belong together; give one answer for "
        "each target, and at least one",
        ja=f"目標値 {true} と出力 {answered} の形状が対応していません。"
        "目標値 1 つに出力を 1 つずつ、1 件以上与えてください",
    )
