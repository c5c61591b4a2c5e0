"""Which column of a table is to be predicted, and whether by classes or by a value."""

import difflib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mieru.data.cells import as_number
from mieru.data.csv.types import Typed
from mieru.data.examples import Note
from mieru.words import DataError, SettingError

Array = npt.NDArray[Any]
Task = Literal["classification", "regression"]

USUAL_NAMES = frozenset(
    ["target", "label", "labels", "class", "y", "species", "category", "outcome", "output"]
).union(["目標", "目標値", "目的変数", "ラベル", "正解", "クラス", "分類", "種類", "カテゴリ"])
MOST_CLASSES = 1000
# Whole numbers are class numbers where they are few kinds, each of them often.
MOST_NUMBERED_CLASSES = 20
ROWS_BY_CLASS = 5


@dataclass(frozen=True)
class Target:
    """The target of each row: ``t`` is (N,) int32 with ``classes``, or (N, 1) without.

    ``known`` tells which rows have one; the others hold 0.
    """

    t: Array
    known: Array
    classes: tuple[str, ...] | None
    notes: tuple[Note, ...]


def target_column(names: tuple[str, ...], wanted: str | int | None) -> tuple[int, tuple[Note, ...]]:
    """The place of the target, and a note where it was guessed. Raises SettingError."""
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        if -len(names) <= wanted < len(names):
            return wanted % len(names), ()
    elif isinstance(wanted, str):
        for place, name in enumerate(names):
            if name == wanted:
                return place, ()
        alike = [i for i, name in enumerate(names) if name.lower() == wanted.strip().lower()]
        if len(alike) == 1:
            return alike[0], ()
    if wanted is not None:
        raise _no_such_column(names, wanted)
    usual = [i for i, name in enumerate(names) if name.lower() in USUAL_NAMES]
    place = usual[-1] if usual else len(names) - 1
    reason_en = "by its name" if usual else "as the last column"
    reason_ja = "列名から判断して" if usual else "最後の列なので"
    note = Note(
        en=f"the target is taken to be {names[place]!r}, {reason_en}; name another with target",
        ja=f"目標値は{reason_ja} {names[place]!r} としました。違う場合は target で指定してください",
    )
    return place, (note,)


def read_target(column: Typed, task: Task | None) -> Target:
    """The targets in ``column``. ``task`` None decides by what the values are.

    Raises DataError where there is nothing to learn, SettingError for a task that they do not fit.
    """
    if task not in (None, "classification", "regression"):
        raise SettingError(
            en=f"task must be classification or regression, not {task!r}",
            ja=f"task は classification か regression です ({task!r} ではなく)",
        )
    known = column.known
    decided: Task = task or ("classification" if _looks_like_classes(column) else "regression")
    if decided == "regression":
        if column.numbers is None:
            raise SettingError(
                en=f"the target {column.name!r} is not made of numbers, so it cannot be a "
                "regression; leave task out, or name another target",
                ja=f"目標値の列 {column.name!r} は数ではないため、回帰はできません。"
                "task を外すか、target で別の列を指定してください",
            )
        t = np.where(known, np.nan_to_num(column.numbers), 0)[:, None]
        return Target(t, known, None, _said(column, task, decided, 0))
    classes, places = _classes(column)
    t = np.zeros(len(known), np.int32)
    t[known] = places
    return Target(t, known, classes, _said(column, task, decided, len(classes)))


def _classes(column: Typed) -> tuple[tuple[str, ...], Array]:
    """The names of the classes, and of each row that has one, which it is."""
    if column.kinds < 2:
        raise DataError(
            en=f"the target {column.name!r} has only one value, so there is nothing to learn; name "
            "another with target",
            ja=f"目標値の列 {column.name!r} の値は 1 種類しかなく、学習するものがありません。"
            "target で別の列を指定してください",
        )
    known = len(column.keys) - column.missing
    if column.kinds > min(MOST_CLASSES, max(known // 2, 2)):
        raise DataError(
            en=f"the target {column.name!r} has {column.kinds} different values in "
            f"{known} rows, too many to be classes; name another with target",
            ja=f"目標値の列 {column.name!r} は {known} 行に {column.kinds} 種類の値があり、"
            "クラスとしては多すぎます。target で別の列を指定してください",
        )
    values, places = np.unique(column.keys[column.known], return_inverse=True)
    if column.numbers is not None:
        return tuple(map(_numbered, values.tolist())), places
    assert column.names is not None
    names = [column.names[code] for code in values.tolist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.argsort(order)
    return tuple(names[i] for i in order), rank[places]


def targets_of(cells: list[str], classes: tuple[str, ...] | None) -> Array:
    """Cells of a target column of which ``classes`` is known already, (N,) or (N, 1) without them.

    Raises DataError for a class that is not among them, or a value that is no number.
    """
    numbers = [as_number(cell) for cell in cells]
    if classes is None:
        wrong = [cell for cell, number in zip(cells, numbers, strict=True) if number is None]
        if wrong:
            raise DataError(
                en=f"the target {wrong[0][:40]!r} is not a number",
                ja=f"目標値 {wrong[0][:40]!r} は数ではありません",
            )
        return np.array(numbers, np.float64).reshape(-1, 1)
    place = {name: i for i, name in enumerate(classes)}
    found = [
        place.get(cell, place.get("" if number is None else _numbered(number)))
        for cell, number in zip(cells, numbers, strict=True)
    ]
    if None in found:
        raise DataError(
            en=f"the class {cells[found.index(None)][:40]!r} is not one of those learned: "
            f"{', '.join(classes[:12])}",
            ja=f"クラス {cells[found.index(None)][:40]!r} は学習したもの "
            f"({', '.join(classes[:12])}) の中にありません",
        )
    return np.array(found, np.int32)


def _numbered(number: float) -> str:
    """The class that a number names: 1 and 1.0 are one class."""
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def _looks_like_classes(column: Typed) -> bool:
    if column.numbers is None:
        return True
    known = column.numbers[~np.isnan(column.numbers)]
    kinds = len(np.unique(known))
    whole = bool((known == np.rint(known)).all())
    few = kinds <= MOST_NUMBERED_CLASSES and kinds * ROWS_BY_CLASS <= len(known)
    return kinds == 2 or (whole and few)


def _said(column: Typed, wanted: Task | None, task: Task, classes: int) -> tuple[Note, ...]:
    notes: list[Note] = []
    if wanted is None and column.numbers is not None:
        other = "regression" if task == "classification" else "classification"
        what_en = f"classification into {classes} classes" if classes else "regression"
        what_ja = f"{classes} クラスの分類" if classes else "回帰"
        notes.append(
            Note(
                en=f"{column.name!r} is taken for {what_en}; ask for the other with task={other!r}",
                ja=f"{column.name!r} は{what_ja}とみなしました。"
                f"違う場合は task={other!r} を指定してください",
            )
        )
    missing = column.missing
    if missing:
        notes.append(
            Note(
                en=f"{missing} rows without a target are left out",
                ja=f"目標値のない {missing} 行を除きました",
            )
        )
    return tuple(notes)


def _no_such_column(names: tuple[str, ...], wanted: object) -> SettingError:
    close = difflib.get_close_matches(str(wanted), names, n=1, cutoff=0.5)
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return SettingError(
        en=f"there is no column {wanted!r}"
        + (f"; did you mean {close[0]!r}?" if close else f"; there are {listed}"),
        ja=f"列 {wanted!r} はありません。"
        + (f"{close[0]!r} のことですか?" if close else f"ある列: {listed}"),
    )
