"""One table of one's own: what its columns are, and its rows as points of the plane."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from mieru.data import Note
from mieru.data.csv.target import Target, read_target, target_column
from mieru.data.csv.text import Table, read_table
from mieru.data.csv.types import Typed, typed
from mieru.playground.named import chosen, place_of, scaled_target
from mieru.playground.points import MOST_CLASSES, MOST_POINTS, Array, Points
from mieru.words import DataError, SettingError

Problem = Literal["classification", "regression"]

MOST_COLUMNS = 500
MOST_CELLS = 2_000_000
MOST_COMPONENTS = 200
PREVIEW = 8


@dataclass(frozen=True, eq=False)
class OwnTable:
    """A table that has been read: its typed columns, and the line on which each row began."""

    columns: tuple[Typed, ...]
    kinds: tuple[int, ...]  # how many different values each column has
    preview: tuple[tuple[str, ...], ...]
    rows: int

    @classmethod
    def read(cls, path: Path) -> "OwnTable":
        """The table in the file ``path``. Raises DataError, which names the line."""
        table = read_table(path)
        _check_size(table)
        cells = zip(*table.rows, strict=True)
        columns = tuple(typed(n, list(c)) for n, c in zip(table.names, cells, strict=True))
        preview = tuple(tuple(cell[:40] for cell in row) for row in table.rows[:PREVIEW])
        return cls(columns, tuple(map(_kinds, columns)), preview, len(table.rows))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(column.name for column in self.columns)

    @property
    def guessed_target(self) -> int:
        """The place of the column that is taken for the target: by its name, else the last."""
        return target_column(self.names, None)[0]

    def problems(self, target: int) -> tuple[Problem, ...]:
        """What the column in place ``target`` can be the target of, the likely one first."""
        column, kinds = self.columns[target], self.kinds[target]
        if kinds < 2:
            return ()
        classes = kinds <= min(MOST_CLASSES, max((self.rows - column.missing) // 2, 2))
        if column.numbers is None:
            return ("classification",) if classes else ()
        if not classes:
            return ("regression",)
        likely = read_target(column, None).classes is not None
        return ("classification", "regression") if likely else ("regression", "classification")

    def numeric(self, target: int) -> tuple[int, ...]:
        """The places of the columns that can be an axis."""
        return tuple(
            i
            for i, column in enumerate(self.columns)
            if i != target and column.numbers is not None and column.left_out is None
        )

    def points(self, columns: Sequence[str], problem: str) -> Points:
        """The rows in the plane.

        ``columns`` is (axis, axis, target), (axis, axis), (target,) or nothing: the target is then
        guessed, and the axes are the only two columns of numbers or the principal components. Rows
        that lack the target, or a value on a chosen axis, are left out, and said. Raises DataError,
        SettingError.
        """
        if len(columns) > 3:
            raise SettingError(
                en=f"choose two columns for the axes and one target, not {len(columns)} columns",
                ja=f"軸の 2 列と目標値の 1 列を選んでください ({len(columns)} 列ではなく)",
            )
        wanted = columns[-1] if len(columns) in (1, 3) else None
        target, _ = target_column(self.names, wanted)
        aim = _aim(self.columns[target], problem)
        inputs = _axes(self, target, columns[:2] if len(columns) > 1 else ())
        known = aim.known & ~np.isnan(inputs.values).any(axis=1)
        rows = np.flatnonzero(known)
        if len(rows) < 2:
            raise DataError(
                en="fewer than two rows have a value in each chosen column; choose other columns",
                ja="選んだ列の値がすべてそろった行が 2 行未満です。別の列を選んでください",
            )
        notes = (
            *(() if wanted else (_guessed(self.names[target]),)),
            *inputs.notes,
            *_left_out(len(known) - len(rows), len(rows)),
        )
        rows = _sample(rows)
        found = _placed(inputs.values[rows], inputs.names, aim, rows, self.names[target])
        return replace(found, notes=(*notes, *found.notes))


@dataclass(frozen=True, eq=False)
class _Inputs:
    """What makes the axes: values (N, D), NaN where a row lacks one."""

    values: Array
    names: tuple[str, ...]
    notes: tuple[Note, ...] = ()


def _axes(table: OwnTable, target: int, axes: Sequence[str]) -> _Inputs:
    places = table.numeric(target)
    names = tuple(table.names[i] for i in places)
    if not places:
        raise DataError(
            en="besides the target no column of the table holds numbers that differ",
            ja="目標値のほかに、異なる数が並ぶ列が表にありません",
        )
    if axes:
        places = tuple(places[place_of(names, axis)] for axis in axes)
        return _Inputs(_numbers(table, places), tuple(axes))
    values = _numbers(table, places[:MOST_COMPONENTS])
    if len(places) <= 2:
        return _Inputs(values, names)
    return _Inputs(*_filled(values, names[:MOST_COMPONENTS]))


def _numbers(table: OwnTable, places: Sequence[int]) -> Array:
    return np.stack([np.asarray(table.columns[i].numbers, np.float64) for i in places], axis=1)


def _filled(
    values: Array, names: tuple[str, ...]
) -> tuple[Array, tuple[str, ...], tuple[Note, ...]]:
    """Principal components need every value: the median where one is missing, and that is said."""
    gaps = np.isnan(values)
    count = int(gaps.sum())
    if not count:
        return values, names, ()
    note = Note(
        en=f"Missing values are filled in with the median of their column: {count}.",
        ja=f"{count} 個の欠損値を列の中央値で補いました。",
    )
    return np.where(gaps, np.nanmedian(values, axis=0), values), names, (note,)


def _aim(column: Typed, problem: str) -> Target:
    if problem == "regression" and column.numbers is None:
        raise SettingError(
            en=f"the target {column.name!r} is not made of numbers; choose classification, or "
            "another target",
            ja=f"目標値の列 {column.name!r} は数ではありません。分類を選ぶか、別の目標値を"
            "選んでください",
        )
    aim = read_target(column, "regression" if problem == "regression" else "classification")
    if aim.classes is not None and len(aim.classes) > MOST_CLASSES:
        raise DataError(
            en=f"the target {column.name!r} has {len(aim.classes)} classes; the playground shows "
            f"{MOST_CLASSES} at most: choose regression, or another target",
            ja=f"目標値の列 {column.name!r} には {len(aim.classes)} クラスあります。"
            f"プレイグラウンドで扱えるのは {MOST_CLASSES} クラスまでです。"
            "回帰か、別の目標値を選んでください",
        )
    return aim


def _placed(values: Array, names: Sequence[str], aim: Target, rows: Array, target: str) -> Points:
    xy, axes, notes = chosen(values, names, ())
    t = aim.t[rows]
    if aim.classes is not None:
        return Points(xy, t.astype(np.int32), len(xy), aim.classes, axes, notes=notes)
    scaled, axis, note = scaled_target(t[:, 0].astype(np.float64), target)
    return Points(xy, scaled, len(xy), None, axes, axis, (*notes, note))


def _sample(rows: Array) -> Array:
    """So many as are shown, from everywhere in the table, in its order."""
    if len(rows) <= MOST_POINTS:
        return rows
    return np.sort(np.random.default_rng(0).choice(rows, MOST_POINTS, replace=False))


def _guessed(name: str) -> Note:
    return Note(
        en=f"The column {name!r} is taken for the target; choose another where it is not.",
        ja=f"列 {name!r} を目標値としました。違う場合は別の列を選んでください。",
    )


def _left_out(missing: int, rows: int) -> tuple[Note, ...]:
    notes: list[Note] = []
    if missing:
        notes.append(
            Note(
                en=f"Rows that lack a value are left out: {missing}.",
                ja=f"値が欠けている {missing} 行を除きました。",
            )
        )
    if rows > MOST_POINTS:
        notes.append(
            Note(
                en=f"{MOST_POINTS} of the {rows} rows are taken, drawn at random.",
                ja=f"{rows} 行のうち {MOST_POINTS} 行を無作為に選びました。",
            )
        )
    return tuple(notes)


def _kinds(column: Typed) -> int:
    if column.numbers is not None:
        return len(np.unique(column.numbers[~np.isnan(column.numbers)]))
    return column.kinds


def _check_size(table: Table) -> None:
    width = len(table.names)
    if width > MOST_COLUMNS or width * len(table.rows) > MOST_CELLS:
        raise DataError(
            en=f"the table has {len(table.rows)} rows of {width} columns, more than the playground "
            f"reads ({MOST_COLUMNS} columns, {MOST_CELLS} cells); take a part of it",
            ja=f"表が {len(table.rows)} 行 × {width} 列あり、プレイグラウンドで読める大きさ "
            f"({MOST_COLUMNS} 列、{MOST_CELLS} セル) を超えています。一部を取り出してください",
        )
