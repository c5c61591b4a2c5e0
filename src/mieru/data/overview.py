"""A table before anything is learned from it: its columns, what they were taken for, its faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.csv.table import Sorted, TableReader
from mieru.data.csv.target import Task
from mieru.data.csv.types import KINDS, Kind, Typed
from mieru.data.examples import Note
from mieru.data.faults import Warned
from mieru.data.progress import Listener
from mieru.words import DataError

Array = npt.NDArray[Any]

PREVIEW_ROWS = 8
LONGEST_CELL = 60
BINS = 20
MOST_NAMES = 12


@dataclass(frozen=True)
class Histogram:
    """How often what occurs: counts between ``edges`` (one more than counts), or of ``names``."""

    counts: tuple[int, ...]
    edges: tuple[float, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnLook:
    """One column. ``kind`` is what it was taken for; ``left_out`` why it is not learned from."""

    name: str
    kind: Kind
    missing: int
    different: int
    left_out: Note | None
    histogram: Histogram | None


@dataclass(frozen=True)
class Overview:
    """What :func:`look` finds. ``features`` counts the numbers that one row becomes."""

    path: Path
    rows: int
    columns: tuple[ColumnLook, ...]
    target: str
    classes: tuple[str, ...] | None
    features: int
    parts: Mapping[str, int]
    preview: tuple[tuple[str, ...], ...]
    notes: tuple[Note, ...]
    warnings: tuple[Warned, ...]

    @property
    def task(self) -> Task:
        """What the target asks for."""
        return "regression" if self.classes is None else "classification"


def look(path: str | Path, *, listener: Listener | None = None, **options: Any) -> Overview:
    """The table in the CSV file ``path``, looked at as :func:`mieru.data.load` would read it.

    ``options`` are those of a table: ``target``, ``task``, ``types`` and the others; ``listener``
    hears how far the reading of a large one has come. Raises
    DataError or SettingError where nothing could be learned from it.
    """
    found = TableReader(Path(path), listener).sorted_out(**options)
    return overview_of(found)


def overview_of(found: Sorted) -> Overview:
    """What was found of a table, told."""
    columns, train = found.columns, found.parts
    return Overview(
        path=found.sheet.layout.path,
        rows=found.sheet.rows,
        columns=tuple(_column(column, found.target.name) for column in columns),
        target=found.target.name,
        classes=found.aim.classes,
        features=len(found.preparation.features),
        parts={
            "train_data": len(train.train),
            "validation_data": len(train.validation),
            "test_data": len(train.test),
        },
        preview=_preview(columns),
        notes=found.notes,
        warnings=found.warnings,
    )


def _column(column: Typed, target: str) -> ColumnLook:
    left_out = None if column.name == target else column.left_out
    return ColumnLook(
        column.name, column.kind, column.missing, column.kinds, left_out, _histogram(column)
    )


def _histogram(column: Typed) -> Histogram | None:
    if column.numbers is not None:
        known = column.numbers[~np.isnan(column.numbers)]
        if not len(known):
            return None
        counts, edges = _binned(known, min(BINS, max(2, column.kinds)))
        return Histogram(tuple(counts.tolist()), edges=tuple(edges.tolist()))
    if not column.names or column.codes is None:
        return None
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.names))
    often = np.argsort(-counts, kind="stable")[:MOST_NAMES].tolist()
    names = tuple(column.names[code][:LONGEST_CELL] for code in often)
    return Histogram(tuple(int(counts[code]) for code in often), names=names)


def _binned(known: Array, bins: int) -> tuple[Array, Array]:
    """As many bins as float64 can tell apart: of large numbers that lie close, not many."""
    while bins > 1:
        try:
            return np.histogram(known, bins=bins)
        except ValueError:
            bins //= 2
    return np.histogram(known, bins=1)


def _preview(columns: tuple[Typed, ...]) -> tuple[tuple[str, ...], ...]:
    heads = (column.head[:PREVIEW_ROWS] for column in columns)
    return tuple(tuple(cell[:LONGEST_CELL] for cell in row) for row in zip(*heads, strict=True))


__all__ = ["KINDS", "ColumnLook", "DataError", "Histogram", "Overview", "look", "overview_of"]
