"""What each column of a table is: numbers, names, or nothing to learn from; and what to fill in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mieru.data.cells import as_number, is_missing
from mieru.data.columns import Category, Column, Date
from mieru.data.dates import Order, as_day, order_of
from mieru.data.examples import Note
from mieru.data.tables import numbers_of
from mieru.words import SettingError

Array = npt.NDArray[Any]

# Of a column of numbers, so much may be something else, which counts as missing and is said.
MOST_ODD = 0.05
MOST_CATEGORIES = 50
# What a reader may say that a column is; the last leaves it out.
Kind = Literal["number", "category", "date", "skip"]
KINDS: tuple[Kind, ...] = ("number", "category", "date", "skip")
SKIPPED = Note("as asked", "指定により")
ID_NAMES = frozenset(
    ("id", "index", "no", "no.", "#", "row", "key", "uuid", "番号", "行番号", "連番", "通し番号")
)


@dataclass(frozen=True)
class Typed:
    """One column of a table: its texts, None for missing, and what it was found to be.

    ``numbers`` are its values where it is a column of numbers, or days since 1970 where it is one
    of dates in the order ``order`` (NaN for missing), else None. ``left_out`` says why it is not
    learned from.
    """

    name: str
    texts: list[str | None]
    numbers: Array | None
    odd: tuple[int, ...] = ()
    left_out: Note | None = None
    order: Order | None = None

    @property
    def missing(self) -> int:
        """How many rows have nothing in this column."""
        return self.texts.count(None)

    @property
    def kind(self) -> Kind:
        """Which of :data:`KINDS` it was taken for, whether or not it is learned from."""
        if self.order is not None:
            return "date"
        return "category" if self.numbers is None else "number"

    def shown(self, row: int) -> str:
        """What stands in the row, as a text; empty where nothing does."""
        return self.texts[row] or ""

    @cached_property
    def kinds(self) -> int:
        """How many different values it has."""
        if self.numbers is not None:
            return len(np.unique(self.numbers[~np.isnan(self.numbers)]))
        return len({text for text in self.texts if text is not None})


def typed(name: str, cells: list[str], kind: str | None = None) -> Typed:
    """What the column ``name`` with these cells is; ``kind``, one of :data:`KINDS`, overrules.

    Raises SettingError where the cells are not of that kind.
    """
    if kind is not None:
        return _as_told(name, cells, kind)
    texts: list[str | None] = [None if is_missing(cell) else cell for cell in cells]
    present = [text for text in texts if text is not None]
    distinct = len(set(present))
    if distinct <= 1:
        reason = Note("always the same", "値が 1 種類") if present else Note("empty", "空")
        return Typed(name, texts, None, left_out=reason)
    parsed = [None if text is None else as_number(text) for text in texts]
    odd = tuple(i for i, text in enumerate(texts) if text is not None and parsed[i] is None)
    is_number = len(odd) <= MOST_ODD * len(present)
    if not is_number and (order := order_of(present)) is not None:
        return _dated(name, texts, order)
    if is_number:
        for i in odd:
            texts[i] = None
    numbers = np.array([np.nan if n is None else n for n in parsed]) if is_number else None
    left_out = None
    if distinct == len(present) and named_as_id(name) and (numbers is None or _whole(numbers)):
        left_out = Note("an identifier", "識別子")
    elif not is_number and distinct > max(10, min(MOST_CATEGORIES, len(present) // 2)):
        left_out = Note(f"text of {distinct} kinds", f"{distinct} 種類の文字列")
    return Typed(name, texts, numbers, odd if is_number else (), left_out)


def check_kinds(types: Mapping[str, str], names: tuple[str, ...]) -> None:
    """Raises SettingError for a column that is not there, or a kind that does not exist."""
    for name, kind in types.items():
        if name not in names:
            raise SettingError(
                en=f"there is no column {name!r}; there are {', '.join(names[:12])}",
                ja=f"列 {name!r} はありません。あるのは {', '.join(names[:12])} です",
            )
        if kind not in KINDS:
            raise SettingError(
                en=f"the column {name!r} can be {', '.join(KINDS)}, not {kind!r}",
                ja=f"列 {name!r} の種類は {', '.join(KINDS)} のいずれかです ({kind!r} ではなく)",
            )


def _as_told(name: str, cells: list[str], kind: str) -> Typed:
    texts: list[str | None] = [None if is_missing(cell) else cell for cell in cells]
    if kind == "skip":
        found = typed(name, cells)
        return Typed(name, found.texts, found.numbers, (), SKIPPED, found.order)
    if len(set(texts) - {None}) <= 1:
        return typed(name, cells)  # nothing can be learned from it, whatever it is
    if kind == "category":
        return Typed(name, texts, None)
    if kind == "date":
        order = order_of(text for text in texts if text is not None)
        if order is None:
            raise _not_of_the_kind(name, "dates such as 2024-05-03", "2024-05-03 のような日付")
        return _dated(name, texts, order)
    parsed = [None if text is None else as_number(text) for text in texts]
    if all(number is None for number in parsed):
        raise _not_of_the_kind(name, "numbers", "数")
    odd = tuple(i for i, text in enumerate(texts) if text is not None and parsed[i] is None)
    for i in odd:
        texts[i] = None
    return Typed(name, texts, np.array([np.nan if n is None else n for n in parsed]), odd)


def _dated(name: str, texts: list[str | None], order: Order) -> Typed:
    days = [np.nan if text is None else as_day(text, order) for text in texts]
    return Typed(name, texts, np.array(days, float), order=order)


def _not_of_the_kind(name: str, en: str, ja: str) -> SettingError:
    return SettingError(
        en=f"the column {name!r} does not hold {en}; leave its kind out, or choose another",
        ja=f"列 {name!r} は{ja}ではありません。種類の指定を外すか、別の種類にしてください",
    )


def fitted_column(column: Typed, train: Array) -> Column:
    """The preparation of ``column``, learned from its rows ``train`` alone."""
    if column.numbers is not None:
        values = column.numbers[train]
        known = values[~np.isnan(values)]
        if not len(known):
            known = np.zeros(1)
        fill = float(np.median(known))
        filled = np.where(np.isnan(values), fill, values)
        number = numbers_of((column.name,), filled[:, None])[0]
        if column.order is None:
            return number
        return Date(number.name, column.order, number.mean, number.std, fill)
    present = [text for i in train if (text := column.texts[i]) is not None]
    if not present:
        return Category(column.name, (), "")
    counts = Counter(present)
    most = max(sorted(counts), key=lambda text: counts[text])
    return Category(column.name, tuple(sorted(counts)), most)


def column_notes(columns: Sequence[Typed], lines: list[int], target: str) -> tuple[Note, ...]:
    """What the reader should know: columns left out, values missing, values that are odd."""
    notes: list[Note] = []
    left_out = [(c.name, c.left_out) for c in columns if c.left_out and c.name != target]
    if left_out:
        notes.append(
            Note(
                en="left out: " + ", ".join(f"{name} ({why.en})" for name, why in left_out),
                ja="除いた列: " + "、".join(f"{name} ({why.ja})" for name, why in left_out),
            )
        )
    used = [c for c in columns if not c.left_out and c.name != target]
    missing = [(c.name, c.missing, c.numbers is not None) for c in used if c.missing]
    if missing:
        kinds_en = {True: "median", False: "most frequent"}
        kinds_ja = {True: "中央値", False: "最頻値"}
        notes.append(
            Note(
                en="missing values, filled in from the training part: "
                + ", ".join(f"{name} {count} ({kinds_en[k]})" for name, count, k in missing),
                ja="欠損値を訓練部分の値で補いました: "
                + "、".join(f"{name} {count} 個 ({kinds_ja[k]})" for name, count, k in missing),
            )
        )
    for column in used:
        if column.odd:
            line, count = lines[column.odd[0]], len(column.odd)
            notes.append(
                Note(
                    en=f"{count} values of {column.name} are not numbers and count as missing, "
                    f"the first on line {line}",
                    ja=f"{column.name} の {count} 個の値は数でないため欠損値とみなしました "
                    f"(最初は {line} 行目)",
                )
            )
    return tuple(notes)


def named_as_id(name: str) -> bool:
    """Whether a column is called as identifiers are.

    >>> named_as_id("customer_id"), named_as_id("idea")
    (True, False)
    """
    lower = name.lower()
    return (
        lower in ID_NAMES
        or name.endswith(("ID", "Id", "_id", " id", "-id"))
        or lower.startswith("unnamed")
    )


def _whole(numbers: Array) -> bool:
    known = numbers[~np.isnan(numbers)]
    return bool((known == np.rint(known)).all())
