"""Dividing examples into training, validation and test parts: seeded, stratified by class."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.grouped import part_of_groups
from mieru.words import SettingError

Size = int | float
Array = npt.NDArray[Any]

# Of sets that come in one piece: SYSTEMS of the course call for 60-80 / 10-20 / 10-20 percent.
VALIDATION_SHARE = 0.1
TEST_SHARE = 0.2
LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True, eq=False)
class Parts:
    """Which examples go where: index arrays that do not overlap and cover everything."""

    train: Array
    validation: Array
    test: Array


def split(
    t: Array,
    *,
    validation: Size = VALIDATION_SHARE,
    test: Size = TEST_SHARE,
    seed: int = 0,
    groups: npt.ArrayLike | None = None,
) -> Parts:
    """Divide the examples with targets ``t``, (N,) class numbers or (N, K) values.

    A size is a share (a float in [0, 1)) or a count (an int). Class numbers are stratified: each
    part holds each class in the proportion of the whole, to within one example, and the training
    part keeps at least one example of each class. The parts come in random order; with neither
    validation nor test the order stays. With ``groups`` (N,), such as the patient that each example
    is of, no group stands in two parts, and sizes and classes come as near as the groups let them.
    Raises SettingError for sizes that leave nothing to train, or too few groups.

    >>> parts = split(np.array([0] * 8 + [1] * 2), validation=0, test=0.5)
    >>> len(parts.train), len(parts.test)
    (5, 5)
    """
    check_seed(seed)
    total = len(t)
    n_validation = size_of("validation", validation, total)
    n_test = size_of("test", test, total)
    classes = int(t.max()) + 1 if t.ndim == 1 and total else 1
    present = len(np.unique(t)) if t.ndim == 1 else 1
    if total - n_validation - n_test < max(present, 1):
        raise _too_few(total, n_validation, n_test, present)
    if n_validation == n_test == 0:
        everything, nothing = np.arange(total), np.arange(0)
        return Parts(everything, nothing, nothing)
    random = np.random.default_rng([seed, 1])
    labels = t if t.ndim == 1 else np.zeros(total, np.int32)
    if groups is not None:
        part = part_of_groups(labels, groups, (n_validation, n_test), seed)
        return Parts(*(random.permutation(np.flatnonzero(part == which)) for which in range(3)))
    order = random.permutation(total)
    by_class = [order[labels[order] == c] for c in range(classes)]
    left = np.array([len(members) for members in by_class])
    take_test = _apportion(left, n_test)
    take_validation = _apportion(left - take_test, n_validation)
    pieces: tuple[list[Array], list[Array], list[Array]] = ([], [], [])
    for members, a, b in zip(by_class, take_test, take_validation, strict=True):
        for piece, part in zip(pieces, np.split(members, [a, a + b]), strict=True):
            piece.append(part)
    test_part, validation_part, train_part = (random.permutation(np.concatenate(p)) for p in pieces)
    return Parts(train_part, validation_part, test_part)


def size_of(part: str, size: Size, total: int) -> int:
    """How many of ``total`` examples a share or a count is. Raises SettingError."""
    if isinstance(size, bool) or not isinstance(size, int | float | np.integer | np.floating):
        raise _not_a_size(part, size)
    if isinstance(size, int | np.integer):
        if size < 0:
            raise _not_a_size(part, size)
        return int(size)
    if not 0 <= size < 1:
        raise _not_a_size(part, size)
    return max(1, round(total * float(size))) if size > 0 else 0


def check_seed(seed: int) -> None:
    """Raises SettingError where ``seed`` is not a whole number from 0 to 2³²−1."""
    check_whole("seed", seed, 0, LARGEST_SEED)


def check_whole(name: str, value: object, least: int, most: int) -> None:
    """Raises SettingError unless ``value`` is a whole number from ``least`` to ``most``."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise SettingError(
            en=f"{name} must be a whole number from {least} to {most}, not {value!r}",
            ja=f"{name} は {least} から {most} までの整数でなければなりません ({value!r} ではなく)",
        )


def _apportion(available: Array, wanted: int) -> Array:
    """``wanted`` seats among classes of these sizes, by largest remainder, leaving one of each."""
    quota = available * (wanted / max(int(available.sum()), 1))
    most = np.maximum(available - 1, 0)
    seats = np.minimum(np.floor(quota).astype(np.int64), most)
    while (missing := wanted - int(seats.sum())) > 0:
        remainder = np.where(seats < most, quota - seats, -np.inf)
        # Stable, so that ties go to the lower class number whatever the platform's sort.
        for c in np.argsort(-remainder, kind="stable")[:missing]:
            seats[c] += seats[c] < most[c]
    return np.asarray(seats)


def _not_a_size(part: str, size: object) -> SettingError:
    return SettingError(
        en=f"{part} must be a share from 0 to less than 1 (such as 0.1) or a whole number of "
        f"examples, not {size!r}",
        ja=f"{part} は 0 以上 1 未満の割合 (例: 0.1) かデータ点の個数 (整数) で指定してください "
        f"({size!r} ではなく)",
    )


def _too_few(total: int, validation: int, test: int, classes: int) -> SettingError:
    need_en = f"one of each of the {classes} classes" if classes > 1 else "one"
    need_ja = f"{classes} クラスそれぞれ 1 個" if classes > 1 else "1 個"
    return SettingError(
        en=f"of {total} examples, {validation} for validation and {test} for test leave "
        f"{max(total - validation - test, 0)} to train on, which must be at least {need_en}; "
        "make validation or test smaller, or bring more examples",
        ja=f"{total} 個のデータ点から検証に {validation} 個、テストに "
        f"{test} 個"
        f"取ると、訓練には {max(total - validation - test, 0)} 個しか残りません "
        f"(少なくとも {need_ja}必要です)。validation か test を小さくするか、"
        "データを増やしてください",
    )
