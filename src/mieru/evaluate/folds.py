"""Cross-validation: examples cut into parts, each judged by what learned from the others."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mieru.data.split import check_seed, check_whole
from mieru.words import DataError, SettingError

Array = npt.NDArray[Any]
MOST_FOLDS = 1000


class Fold(NamedTuple):
    """Row numbers: those to learn from, and those to judge with. They do not overlap."""

    train: Array
    judged: Array


def k_folds(
    t: Array, folds: int = 5, *, repeats: int = 1, groups: Array | None = None, seed: int = 0
) -> tuple[Fold, ...]:
    """``folds`` parts of the examples with targets ``t``, ``repeats`` times with other cuts.

    In each repetition every example is judged exactly once. Class numbers (N,) are stratified: each
    part has of each class its share, to within one example. Values (N, K) are cut at random. With
    ``groups`` (N,), such as the patient that a picture is of, all examples of a group are in the
    same part, and parts are of about equal size (there, classes fall as the groups have them).

    Raises SettingError for more folds than examples or groups, DataError for groups of another
    number.

    >>> [fold.judged.tolist() for fold in k_folds(np.array([0, 0, 1, 1]), 2)]
    [[1, 2], [0, 3]]
    """
    t = np.asarray(t)
    check_seed(seed)
    check_whole("folds", folds, 2, MOST_FOLDS)
    check_whole("repeats", repeats, 1, MOST_FOLDS)
    most = len(t) if groups is None else len(np.unique(groups))
    if folds > most:
        en, ja = ("examples", "データ点") if groups is None else ("groups", "グループ")
        raise SettingError(
            en=f"{folds} folds cannot be made of {most} {en}; give fewer folds",
            ja=f"{most} 個の{ja}から {folds} 個の分割は作れません。folds を小さくしてください",
        )
    if groups is not None and len(groups) != len(t):
        raise DataError(
            en=f"there are {len(t)} examples but {len(groups)} groups; name one for each example",
            ja=f"データ点は {len(t)} 個、groups は {len(groups)} 個です。"
            "データ点ごとに 1 つずつ指定してください",
        )
    found: list[Fold] = []
    for repeat in range(repeats):
        random = np.random.default_rng([seed, 2, repeat])
        if groups is None:
            part = _stratified(t if t.ndim == 1 else np.zeros(len(t), np.int32), folds, random)
        else:
            part = _grouped(np.asarray(groups), folds, random)
        found += [Fold(np.flatnonzero(part != k), np.flatnonzero(part == k)) for k in range(folds)]
    return tuple(found)


def _stratified(labels: Array, folds: int, random: np.random.Generator) -> Array:
    """The part (N,) of each example: the classes dealt out one after another like cards."""
    order = random.permutation(len(labels))
    dealt = order[np.argsort(labels[order], kind="stable")]
    part = np.empty(len(labels), np.intp)
    part[dealt] = np.arange(len(labels)) % folds
    return part


def _grouped(groups: Array, folds: int, random: np.random.Generator) -> Array:
    """The largest groups first, each into the part that is smallest so far."""
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    order = random.permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    filled, of_group = np.zeros(folds), np.empty(len(sizes), np.intp)
    for one in order:
        of_group[one] = np.argmin(filled)
        filled[of_group[one]] += sizes[one]
    return np.asarray(of_group[group])
