"""The preparation of tables: rows of named columns become standardized, one-hot float32 rows."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

import numpy as np
import numpy.typing as npt

from mieru.data.cells import as_number, is_missing
from mieru.data.dates import ORDERS, WEEK, YEAR, Order, as_day
from mieru.data.preparation import Preparation, damaged, fields
from mieru.words import DataError

Array = npt.NDArray[Any]
MOST_COLUMNS = 10_000
MOST_VALUES = 10_000


@dataclass(frozen=True)
class Number:
    """A column of numbers: x = (value − mean) / std, a missing value being ``fill``."""

    name: str
    mean: float
    std: float
    fill: float

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the columns of x that it gives."""
        return (self.name,)


@dataclass(frozen=True)
class Category:
    """A column of names: one column of x for each of ``values``, 1 where it holds, else 0.

    A missing value is ``fill``; a value that training never saw gives all zeros.
    """

    name: str
    values: tuple[str, ...]
    fill: str

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the columns of x that it gives."""
        return tuple(f"{self.name}={value}" for value in self.values)


@dataclass(frozen=True)
class Date:
    """A column of dates: the day, (day − mean) / std, and where in the year and the week it lies.

    The last two are sines and cosines of the angle, so that December is beside January. ``order``
    is that of day, month and year where the year does not come first.
    """

    name: str
    order: Order
    mean: float
    std: float
    fill: float

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the columns of x that it gives."""
        waves = ("year sin", "year cos", "week sin", "week cos")
        return (self.name, *(f"{self.name} ({wave})" for wave in waves))


Column = Number | Category | Date


@dataclass(frozen=True)
class Columns(Preparation):
    """Rows of a table as (N, D) float32, D counting one column for each category's value.

    ``header`` holds the names of all columns of the table that was learned from, in order, with
    ``target`` among them; ``columns`` are those that x is made of. ``named`` tells whether the
    names stood in the file.
    """

    kind: ClassVar[str] = "columns"
    columns: tuple[Column, ...]
    header: tuple[str, ...] = ()
    target: str | None = None
    named: bool = True

    @property
    def input_shape(self) -> tuple[int, ...]:
        return (len(self.features),)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the columns of x."""
        return tuple(name for column in self.columns for name in column.features)

    def apply(self, raw: Any) -> Array:
        """Rows as x (N, D).

        A row is an object by column name, whose other entries are ignored, or the values of
        ``columns`` in order; an array (N, columns) is rows of that kind. A value is a number, a
        text, or None for missing. Raises DataError naming the row and the column.
        """
        if isinstance(raw, Mapping):
            raw = [raw]
        if isinstance(raw, np.ndarray):
            raw = raw.tolist() if raw.ndim == 2 else [raw.tolist()]
        if not isinstance(raw, list | tuple):
            raise DataError(
                en="give rows: a list of objects by column name, or of lists of values",
                ja="行を与えてください (列名で引けるオブジェクト、または値のリストのリスト)",
            )
        rows = [self._values(row, number) for number, row in enumerate(raw, start=1)]
        values = [[row[i] for row in rows] for i in range(len(self.columns))]
        return self.prepare(values, len(rows))

    def prepare(self, values: "Sequence[Array | list[Any] | Coded]", rows: int) -> Array:
        """The values of each of ``columns``, ``rows`` in each, as x (rows, D).

        An array of floats, NaN where they are missing, is quicker than a list, and so are
        :class:`Coded` texts. Raises DataError.
        """
        x = np.empty((rows, len(self.features)), np.float32)
        begin = 0
        for column, given in zip(self.columns, values, strict=True):
            end = begin + len(column.features)
            x[:, begin:end] = _prepared(column, given)
            begin = end
        return x

    def named_rows(
        self, header: Sequence[str] | None, rows: Sequence[Sequence[str]]
    ) -> list[dict[str, str]]:
        """Rows read from a file of the same form, as objects by column name.

        ``header`` None means that the file names no columns: then it must have all columns of the
        table, or all but the target. Raises DataError for another number.
        """
        names = tuple(header) if header is not None else self.header
        if header is None and rows and len(rows[0]) == len(self.header) - 1:
            names = tuple(name for name in self.header if name != self.target)
        if rows and len(rows[0]) != len(names):
            raise DataError(
                en=f"the rows have {len(rows[0])} values, but the table that was learned from has "
                f"{len(self.header)} columns; give the same columns in the same order",
                ja=f"行の値は {len(rows[0])} 個ですが、学習に使った表は {len(self.header)} 列です。"
                "同じ列を同じ順に並べてください",
            )
        return [dict(zip(names, row, strict=True)) for row in rows]

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "columns": [_column_to_json(column) for column in self.columns],
            "header": list(self.header),
            "target": self.target,
            "named": self.named,
        }

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> "Columns":
        """From JSON. Raises DataError."""
        fields(value, {"columns", "header", "target", "named"})
        entries, target, named = value["columns"], value["target"], value["named"]
        if not isinstance(entries, list | tuple) or len(entries) > MOST_COLUMNS:
            raise damaged("its columns are not a list", "columns がリストではありません")
        if not isinstance(named, bool) or not (target is None or isinstance(target, str)):
            raise damaged("its target or named is wrong", "target か named が正しくありません")
        columns = tuple(_column_from_json(entry) for entry in entries)
        names = [column.name for column in columns]
        if len(set(names)) != len(names):
            raise damaged("two columns have one name", "同じ名前の列があります")
        return cls(columns, _texts(value["header"], MOST_COLUMNS), target, named)

    def _values(self, row: Any, number: int) -> list[Any]:
        if isinstance(row, Mapping):
            absent = [c.name for c in self.columns if c.name not in row]
            if absent:
                raise DataError(
                    en=f"row {number} lacks the column {absent[0]!r}"
                    + (f" and {len(absent) - 1} more" if len(absent) > 1 else ""),
                    ja=f"{number} 行目に列 {absent[0]!r} がありません"
                    + (f" (ほか {len(absent) - 1} 列)" if len(absent) > 1 else ""),
                )
            return [row[c.name] for c in self.columns]
        if not isinstance(row, list | tuple) or len(row) != len(self.columns):
            held = len(row) if isinstance(row, list | tuple) else 1
            names = ", ".join(c.name for c in self.columns[:8])
            names += ", …" if len(self.columns) > 8 else ""
            raise DataError(
                en=f"row {number} has {held} values, but x is made of {len(self.columns)} columns: "
                f"{names}",
                ja=f"{number} 行目の値は {held} 個ですが、入力は {len(self.columns)} 列です: "
                f"{names}",
            )
        return list(row)


@dataclass(frozen=True, eq=False)
class Coded:
    """Texts of a column, (N,): the place of each in ``names``, below 0 where it is missing."""

    codes: Array
    names: tuple[str, ...]


def _prepared(column: Column, values: Array | list[Any] | Coded) -> Array:
    if isinstance(column, Category):
        return _hot(column, values) if isinstance(values, Coded) else _one_hot(column, list(values))
    assert not isinstance(values, Coded)
    if isinstance(column, Date):
        return _in_time(column, values)
    numbers = values if isinstance(values, np.ndarray) else _numbers(column.name, values)
    scaled = (np.where(np.isnan(numbers), column.fill, numbers) - column.mean) / column.std
    # A value beyond float32 would be infinite in x; the largest float32 is as far as it goes.
    bound = float(np.finfo(np.float32).max)
    return scaled.clip(-bound, bound).astype(np.float32)[:, None]


def _in_time(column: Date, values: Array | list[Any]) -> Array:
    days = values if isinstance(values, np.ndarray) else _days(column, values)
    days = np.where(np.isnan(days), column.fill, days)
    angles = [2 * np.pi * days / period for period in (YEAR, WEEK)]
    waves = [wave(angle) for angle in angles for wave in (np.sin, np.cos)]
    return np.stack([(days - column.mean) / column.std, *waves], axis=1).astype(np.float32)


def _days(column: Date, values: list[Any]) -> Array:
    """Cells as days since 1970, NaN for missing."""
    days = np.full(len(values), np.nan)
    for i, value in enumerate(values):
        if not is_missing(value):
            day = as_day(value, column.order)
            if day is None:
                _not_a_date(column.name, i + 1, value)
            days[i] = day
    return days


def _numbers(name: str, values: list[Any]) -> Array:
    """Cells as floats, NaN for missing."""
    numbers = np.full(len(values), np.nan)
    for i, value in enumerate(values):
        if not is_missing(value):
            number = as_number(value)
            if number is None:
                _not_a_number(name, i + 1, value)
            numbers[i] = number
    return numbers


def _one_hot(column: Category, values: list[Any]) -> Array:
    place = {value: i for i, value in enumerate(column.values)}
    hot = np.zeros((len(values), len(column.values)), np.float32)
    for i, value in enumerate(values):
        at = place.get(column.fill if is_missing(value) else str(value).strip())
        if at is not None:
            hot[i, at] = 1
    return hot


def _hot(column: Category, values: Coded) -> Array:
    place = {value: i for i, value in enumerate(column.values)}
    # The last, which the code −1 finds, is for what is missing.
    places = np.array([place.get(name, -1) for name in (*values.names, column.fill)])
    at = places[values.codes]
    hot = np.zeros((len(at), len(column.values)), np.float32)
    rows = np.flatnonzero(at >= 0)
    hot[rows, at[rows]] = 1
    return hot


def _not_a_number(name: str, row: int, value: object) -> NoReturn:
    raise DataError(
        en=f"row {row}, column {name!r}: {str(value)[:40]!r} is not a number",
        ja=f"{row} 行目の列 {name!r} の {str(value)[:40]!r} は数ではありません",
    )


def _not_a_date(name: str, row: int, value: object) -> NoReturn:
    raise DataError(
        en=f"row {row}, column {name!r}: {str(value)[:40]!r} is not a date as in training",
        ja=f"{row} 行目の列 {name!r} の {str(value)[:40]!r} は学習時のような日付ではありません",
    )


def _column_to_json(column: Column) -> dict[str, Any]:
    if isinstance(column, Category):
        return {"category": column.name, "values": list(column.values), "fill": column.fill}
    if isinstance(column, Date):
        numbers = {"mean": column.mean, "std": column.std, "fill": column.fill}
        return {"date": column.name, "order": column.order, **numbers}
    return {"number": column.name, "mean": column.mean, "std": column.std, "fill": column.fill}


def _column_from_json(value: object) -> Column:
    if isinstance(value, Mapping) and set(value) == {"category", "values", "fill"}:
        name, fill = value["category"], value["fill"]
        values = _texts(value["values"], MOST_VALUES)
        if isinstance(name, str) and isinstance(fill, str) and len(set(values)) == len(values):
            return Category(name, values, fill)
    kind = "date" if isinstance(value, Mapping) and "date" in value else "number"
    wanted = {kind, "mean", "std", "fill"} | ({"order"} if kind == "date" else set())
    if isinstance(value, Mapping) and set(value) == wanted:
        name = value[kind]
        numbers = [value[key] for key in ("mean", "std", "fill")]
        finite = all(
            isinstance(n, int | float) and not isinstance(n, bool) and abs(n) < 1e300
            for n in numbers
        )
        if (
            isinstance(name, str)
            and finite
            and not any(map(math.isnan, numbers))
            and numbers[1] > 0
        ):
            if kind == "number":
                return Number(name, *map(float, numbers))
            if value["order"] in ORDERS:
                return Date(name, value["order"], *map(float, numbers))
    raise damaged(f"{str(value)[:80]} is not a column", f"{str(value)[:80]} は列ではありません")


def _texts(value: object, most: int) -> tuple[str, ...]:
    texts: list[Any] = list(value) if isinstance(value, list | tuple) else [None]
    if len(texts) > most or not all(isinstance(text, str) for text in texts):
        raise damaged(
            f"{str(value)[:80]} is not a list of texts",
            f"{str(value)[:80]} は文字列のリストではありません",
        )
    return tuple(texts)
