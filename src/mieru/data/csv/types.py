"""What each column of a table is: numbers, names, or nothing to learn from; and what to fill in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from mieru.data.cells import is_missing
from mieru.data.columns import Category, Column, Date
from mieru.data.csv.gather import MISSING, Array, Dates, Gathered, Numbers, Odd, Texts, ladder
from mieru.data.dates import Order
from mieru.data.examples import Note
from mieru.data.tables import numbers_of
from mieru.words import SettingError

MOST_CATEGORIES = 50
# What a reader may say that a column is; the last leaves it out.
Kind = Literal["number", "category", "date", "skip"]
KINDS: tuple[Kind, ...] = ("number", "category", "date", "skip")
SKIPPED = Note("as asked", "指定により")
ID_NAMES = frozenset(
    ("id", "index", "no", "no.", "#", "row", "key", "uuid", "番号", "行番号", "連番", "通し番号")
)


@dataclass(frozen=True, eq=False)
class Typed:
    """One column of a table, and what it was found to be.

    ``numbers`` (N,) are its values where it is a column of numbers, or days since 1970 where it is
    one of dates in the order ``order`` (NaN for missing). Else ``codes`` (N,) has a number for each
    different text (−1 for missing), which stands in ``names`` at that place; ``names`` is None
    where there are too many. ``odd`` tells of what is no number among numbers, ``left_out`` why the
    column is not learned from, ``head`` how its first cells stand in the file.
    """

    name: str
    numbers: Array | None
    codes: Array | None = None
    names: tuple[str, ...] | None = ()
    odd: Odd | None = None
    left_out: Note | None = None
    order: Order | None = None
    head: tuple[str, ...] = ()

    @property
    def keys(self) -> Array:
        """A number for each row (N,), the same for the same value; see :attr:`known`."""
        if self.numbers is not None:
            return self.numbers
        assert self.codes is not None
        return self.codes

    @property
    def known(self) -> Array:
        """Which rows have something in this column, (N,)."""
        return ~np.isnan(self.keys) if self.numbers is not None else self.keys != MISSING

    @cached_property
    def missing(self) -> int:
        """How many rows have nothing in this column."""
        return len(self.keys) - int(self.known.sum())

    @property
    def kind(self) -> Kind:
        """Which of :data:`KINDS` it was taken for, whether or not it is learned from."""
        if self.order is not None:
            return "date"
        return "category" if self.numbers is None else "number"

    @cached_property
    def kinds(self) -> int:
        """How many different values it has."""
        if self.numbers is None and self.names is not None:
            return len(self.names)
        return len(np.unique(self.keys[self.known]))


def typed(name: str, cells: Sequence[str], kind: str | None = None) -> Typed:
    """What the column ``name`` with these cells is; ``kind``, one of :data:`KINDS`, overrules.

    Raises SettingError where the cells are not of that kind.
    """
    steps = ladder(cells, kind)
    for place, begin in enumerate(steps):
        column = begin()
        column.add(cells, range(1, len(cells) + 1))
        if column.holds() or place == len(steps) - 1:
            break
    return typed_from(name, column, kind)


def typed_from(name: str, column: Gathered, kind: str | None) -> Typed:
    """The same of a column that has been gathered as what it is. Raises SettingError."""
    head = tuple("" if is_missing(cell) else cell for cell in column.head)
    if isinstance(column, Texts):
        found = _of_texts(name, column, head, kind)
    else:
        found = _of_measures(name, column, head, kind)
    return replace(found, left_out=SKIPPED, odd=None) if kind == "skip" else found


def _of_texts(name: str, column: Texts, head: tuple[str, ...], kind: str | None) -> Typed:
    names = None if column.names is None else tuple(column.names)
    found = Typed(name, None, column.whole(), names, head=head)
    distinct, present = found.kinds, len(found.keys) - found.missing
    if distinct <= 1:
        return replace(found, left_out=_CONSTANT if present else _EMPTY)
    if kind == "category":
        if names is None:
            raise SettingError(
                en=f"the column {name!r} has {distinct} different values, too many for a category; "
                "leave its kind out",
                ja=f"列 {name!r} には {distinct} 種類の値があり、カテゴリとしては多すぎます。"
                "種類の指定を外してください",
            )
        return found
    if distinct == present and named_as_id(name):
        return replace(found, left_out=_IDENTIFIER)
    if distinct > max(10, min(MOST_CATEGORIES, present // 2)):
        told = Note(f"text of {distinct} kinds", f"{distinct} 種類の文字列")
        return replace(found, left_out=told)
    return found


def _of_measures(name: str, column: Gathered, head: tuple[str, ...], kind: str | None) -> Typed:
    numbers = column.whole()
    known = numbers[~np.isnan(numbers)]
    odd = column.odd if isinstance(column, Numbers) else None
    if column.refuted:
        raise _not_of_the_kind(name, "dates such as 2024-05-03", "2024-05-03 のような日付")
    if odd is not None and not len(known):
        raise _not_of_the_kind(name, "numbers", "数")
    if odd is None and (not len(known) or known.min() == known.max()):
        codes = np.where(np.isnan(numbers), MISSING, 0)
        shown = next(filter(None, head), f"{known[0]:g}" if len(known) else "")
        left_out = _CONSTANT if len(known) else _EMPTY
        names = (shown,) if len(known) else ()
        return Typed(name, None, codes, names, left_out=left_out, head=head)
    order = column.order if isinstance(column, Dates) else None
    found = Typed(name, numbers, None, (), odd, None, order, head)
    asked = kind in (None, "skip") and order is None and odd is None
    if asked and named_as_id(name) and found.kinds == len(known) and _whole(numbers):
        return replace(found, left_out=_IDENTIFIER)
    return found


_CONSTANT, _EMPTY = Note("always the same", "値が 1 種類"), Note("empty", "空")
_IDENTIFIER = Note("an identifier", "識別子")


def check_kinds(types: Mapping[str, str], names: tuple[str, ...]) -> None:
    """Raises SettingError for a column that is not there, or a kind that does not exist."""
    if not isinstance(types, Mapping):
        raise SettingError(
            en='types tells the kind of columns by name, such as {"id": "skip"}, '
            f"not {types!r:.40}",
            ja='types には {"id": "skip"} のように列名と種類の対応を与えてください '
            f"({types!r:.40} ではなく)",
        )
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
    assert column.codes is not None
    assert column.names is not None
    codes = column.codes[train]
    counts = np.bincount(codes[codes >= 0], minlength=len(column.names)).tolist()
    often = {name: n for name, n in sorted(zip(column.names, counts, strict=True)) if n}
    return Category(column.name, tuple(often), max(often, key=lambda n: often[n], default=""))


def column_notes(columns: Sequence[Typed], target: str) -> tuple[Note, ...]:
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
            line, count = column.odd.line, column.odd.count
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
