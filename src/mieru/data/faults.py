"""What may go wrong with a table that is learned from, found before anything is learned.

Each fault says what was seen and what to do about it. They are guesses from the numbers alone, so
they are told, and nothing is changed by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mieru.data.csv.types import Typed, named_as_id
from mieru.data.examples import Note
from mieru.data.split import Parts

Array = npt.NDArray[Any]
Fault = Literal["leak", "identifier", "duplicates", "constant", "imbalance", "missing", "few"]

FEWEST_ROWS = 20  # fewer prove nothing of a leak
ALMOST_ALL = 0.999
MUCH_MISSING = 0.5
UNBALANCED = 10  # times that the largest class is larger than the smallest
SMALL_CLASS = 5


@dataclass(frozen=True)
class Warned:
    """One fault: of the column ``column``, or of the table (None)."""

    kind: Fault
    column: str | None
    note: Note


def faults_of(
    columns: Sequence[Typed], target: str, t: Array, classes: tuple[str, ...] | None, rows: Array
) -> tuple[Warned, ...]:
    """The faults of a table's columns, seen over its rows ``rows`` that have a target.

    ``t`` (N,) class numbers or (N, 1) values of all rows.
    """
    aim = t[rows]
    found: list[Warned] = []
    for column in columns:
        if column.name != target:
            found += _of_column(column, aim, classes, rows)
    found += _imbalance(target, aim, classes)
    if len(rows) < FEWEST_ROWS:
        found.append(_few(len(rows)))
    return tuple(found)


def split_faults(
    columns: Sequence[Typed], x: Array, rows: Array, parts: Parts
) -> tuple[Warned, ...]:
    """What joins the parts that should know nothing of each other.

    ``x`` (N, D) is the prepared input of ``rows``; ``parts`` divides these.
    """
    found = [*_duplicates(x, parts)]
    for column in columns:
        found += _shared(column, rows, parts)
    return tuple(found)


def _of_column(
    column: Typed, aim: Array, classes: tuple[str, ...] | None, rows: Array
) -> list[Warned]:
    name, share = column.name, column.missing / max(len(column.keys), 1)
    if column.left_out is not None and column.kinds <= 1:
        return [_constant(name, empty=column.kinds == 0)]
    if column.left_out is not None:
        return []
    found: list[Warned] = []
    if share > MUCH_MISSING:
        found.append(_missing(name, share))
    if _counts_rows(column):
        found.append(_row_number(name))
    elif len(rows) >= FEWEST_ROWS and _tells_all(column, aim, classes, rows):
        found.append(_leak(name))
    return found


def _counts_rows(column: Typed) -> bool:
    """Whether the column numbers the rows: whole numbers, each one more than the last."""
    numbers = column.numbers
    if numbers is None or len(numbers) < FEWEST_ROWS:
        return False
    steps = np.diff(numbers)
    return bool((steps == 1).all())


def _tells_all(column: Typed, aim: Array, classes: tuple[str, ...] | None, rows: Array) -> bool:
    """Whether this column alone gives the target away."""
    if column.numbers is None:
        return classes is not None and _pure(column.keys[rows], aim)
    numbers = column.numbers[rows]
    known = ~np.isnan(numbers)
    if known.sum() < FEWEST_ROWS or numbers[known].std() == 0:
        return False
    if classes is None:
        return _follows(numbers[known], aim[known, 0])
    return _apart(numbers[known], aim[known])


def _follows(numbers: Array, values: Array) -> bool:
    if values.std() == 0:
        return False
    return bool(abs(float(np.corrcoef(numbers, values)[0, 1])) > ALMOST_ALL)


def _apart(numbers: Array, aim: Array) -> bool:
    """Whether the classes lie in intervals that do not touch, each with a few rows."""
    present = np.unique(aim)
    if len(present) < 2:
        return False
    ends = sorted((numbers[aim == c].min(), numbers[aim == c].max()) for c in present)
    few = min(int((aim == c).sum()) for c in present) < SMALL_CLASS
    return not few and all(a[1] < b[0] for a, b in pairwise(ends))


def _pure(codes: Array, aim: Array) -> bool:
    """Whether almost every text always stands beside one class, several times each."""
    groups, group = np.unique(codes, return_inverse=True)
    if len(groups) < 2 or len(codes) / len(groups) < SMALL_CLASS:
        return False
    classes = int(aim.max()) + 1
    pairs, counts = np.unique(group.astype(np.int64) * classes + aim, return_counts=True)
    largest = np.zeros(len(groups), np.int64)
    np.maximum.at(largest, pairs // classes, counts)
    plain = int(np.bincount(aim).max())
    return bool(largest.sum() >= ALMOST_ALL * len(codes) and plain < 0.95 * len(codes))


def _duplicates(x: Array, parts: Parts) -> list[Warned]:
    keys = _keys(x)
    away = np.concatenate([parts.validation, parts.test])
    twice = int(np.isin(keys[away], keys[parts.train]).sum())
    return [_twice(twice, len(away))] if twice else []


def _keys(x: Array) -> Array:
    """A number for each row of x (N, D) float32, the same for the same row: (N,) uint64."""
    keys = np.zeros(len(x), np.uint64)
    for column in np.ascontiguousarray(x, np.float32).view(np.uint32).T:
        keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)  # wraps around, as is meant
        keys ^= keys >> np.uint64(29)
    return keys


def _shared(column: Typed, rows: Array, parts: Parts) -> list[Warned]:
    """An identifier that stands on several rows ties the parts together."""
    if not named_as_id(column.name) or column.kinds in (0, 1, len(column.keys) - column.missing):
        return []
    keys, known = column.keys[rows], column.known[rows]
    away = np.concatenate([parts.validation, parts.test])
    learned, others = (np.unique(keys[p][known[p]]) for p in (parts.train, away))
    shared = len(np.intersect1d(learned, others, assume_unique=True))
    return [_tied(column.name, shared)] if shared else []


def _imbalance(target: str, aim: Array, classes: tuple[str, ...] | None) -> list[Warned]:
    if classes is None:
        return []
    counts = np.bincount(aim, minlength=len(classes))
    largest, smallest = int(counts.argmax()), int(counts.argmin())
    most, least = int(counts[largest]), int(counts[smallest])
    if least and most < UNBALANCED * least:
        return []
    share = most / max(int(counts.sum()), 1)
    return [
        Warned(
            "imbalance",
            target,
            Note(
                en=f"the classes are unbalanced: {classes[largest]} {most}, {classes[smallest]} "
                f"{least}; who always answers {classes[largest]} is right in {share:.1%}, so look "
                "at more than the accuracy",
                ja=f"クラスの数が偏っています ({classes[largest]} {most}、{classes[smallest]} "
                f"{least})。常に {classes[largest]} と答えても正解率 {share:.1%} になるので、"
                "正解率以外の指標も見てください",
            ),
        )
    ]


def _constant(name: str, *, empty: bool) -> Warned:
    what_en, what_ja = ("is empty", "空") if empty else ("is the same in every row", "全行同じ値")
    note = Note(f"{name} {what_en} and is left out", f"{name} は{what_ja}なので除きました")
    return Warned("constant", name, note)


def _missing(name: str, share: float) -> Warned:
    note = Note(
        en=f"{name} is missing in {share:.0%} of the rows; what fills it in is mostly made up",
        ja=f"{name} は {share:.0%} の行で欠けています。補った値がほとんどになります",
    )
    return Warned("missing", name, note)


def _row_number(name: str) -> Warned:
    note = Note(
        en=f"{name} numbers the rows; leave it out, or the network may learn the order of the file",
        ja=f"{name} は行の通し番号のようです。ファイルの並び順を学習しないよう、除いてください",
    )
    return Warned("identifier", name, note)


def _leak(name: str) -> Warned:
    note = Note(
        en=f"{name} alone gives the target away; if it is not known before the target is, leave it "
        "out",
        ja=f"{name} だけで目標値が決まってしまいます。目標値より先に分かる値でなければ、"
        "除いてください",
    )
    return Warned("leak", name, note)


def _twice(count: int, away: int) -> Warned:
    note = Note(
        en=f"{count} of the {away} rows for validation and test are also in the training part, "
        "input for input; the figures may look better than they are",
        ja=f"検証とテストの {away} 行のうち {count} 行は、同じ入力の行が訓練部分にもあります。"
        "成績が実際より良く見えることがあります",
    )
    return Warned("duplicates", None, note)


def _tied(name: str, count: int) -> Warned:
    note = Note(
        en=f"{count} values of {name} stand both in the training part and in validation or test: "
        f"rows of the same one are no independent test; divide by it with group={name!r} (--group)",
        ja=f"{name} の {count} 個の値が、訓練部分と検証・テスト部分の両方にあります。"
        f"同じものの行どうしは独立なテストになりません。group={name!r} (--group) として"
        "この列ごとに分けてください",
    )
    return Warned("leak", name, note)


def _few(rows: int) -> Warned:
    note = Note(
        en=f"there are only {rows} rows; figures measured on a few of them say little",
        ja=f"行が {rows} 行しかなく、その一部で測った成績はあまり当てになりません",
    )
    return Warned("few", None, note)
