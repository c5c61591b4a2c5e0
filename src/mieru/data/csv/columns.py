"""The columns of a CSV file, read chunk by chunk into as few bytes as what comes of them needs.

What each column is, is guessed from the first rows and then held against all of them: a column that
turns out to be something else is read once more.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from mieru.data.csv.form import Form
from mieru.data.csv.gather import Ladder, ladder
from mieru.data.csv.text import Again, Chunk, Layout, size_of_file, through
from mieru.data.csv.types import Typed, check_kinds, typed_from
from mieru.data.progress import Listener, Progress
from mieru.words import DataError

MOST_HELD = 12 * 2**30  # bytes of all columns, eight a cell
_QUIET = 1.0  # seconds of reading of which nobody need hear


@dataclass(frozen=True, eq=False)
class Sheet:
    """What a CSV file holds, column by column."""

    layout: Layout
    columns: tuple[Typed, ...]
    rows: int


def read_sheet(
    path: Path,
    form: Form = Form(),
    types: Mapping[str, str] | None = None,
    listener: Listener | None = None,
) -> Sheet:
    """The columns of the file; ``types`` overrules what they are, by name.

    ``listener`` hears how far a long reading has come. Raises DataError naming the line of what is
    wrong, SettingError for ``types`` that cannot be.
    """
    reading = _Reading(types or {}, _Meter(path, listener))
    found = through(path, form, reading.through)
    reading.meter.end()
    return found


class _Reading:
    """Passes through a file until every column is what it was taken for."""

    def __init__(self, told: Mapping[str, str], meter: "_Meter") -> None:
        self.meter = meter
        self._told = told
        self._layout: Layout | None = None
        self._ladders: list[Ladder] = []
        self._done: dict[int, Typed] = {}

    def through(self, layout: Layout, chunks: Iterator[Chunk]) -> Sheet:
        """The columns. Raises Again where some are to be read once more, as something else."""
        check_kinds(self._told, layout.names)
        first = next(chunks)
        if layout != self._layout:  # nothing holds that was found out by another one
            cells = zip(layout.names, zip(*first.rows, strict=True), strict=True)
            self._ladders = [ladder(column, self._told.get(name)) for name, column in cells]
            self._layout, self._done = layout, {}
        left = {i: self._ladders[i][0]() for i in range(layout.width) if i not in self._done}
        rows = 0
        for chunk in chain([first], chunks):
            cells_of = list(zip(*chunk.rows, strict=True))
            for i, column in left.items():
                if not column.refuted:
                    column.add(cells_of[i], chunk.lines)
            rows += len(chunk.rows)
            _check_held(layout, rows)
            self.meter.at(chunk.read)
            if all(column.refuted for column in left.values()):
                break
        for i, column in left.items():
            if column.holds() or len(self._ladders[i]) == 1:
                name = layout.names[i]
                self._done[i] = typed_from(name, column, self._told.get(name))
            else:
                self._ladders[i].pop(0)
        if len(self._done) < layout.width:
            raise Again
        return Sheet(layout, tuple(self._done[i] for i in range(layout.width)), rows)


def _check_held(layout: Layout, rows: int) -> None:
    if rows * layout.width * 8 > MOST_HELD:
        raise DataError(
            en=f"{layout.path} has more than {rows:,} rows of {layout.width} columns, too many to "
            "learn from at once; take a part of them",
            ja=f"{layout.path} は {layout.width} 列で {rows:,} 行を超え、一度に学習できる量を"
            "超えています。一部を取り出してください",
        )


class _Meter:
    """Tells how far the reading is, once it has taken long enough to be worth it."""

    def __init__(self, path: Path, listener: Listener | None) -> None:
        self._path, self._listener = path, listener
        self._total = size_of_file(path)
        self._began = time.monotonic()

    @property
    def _is_heard(self) -> bool:
        return self._listener is not None and time.monotonic() - self._began > _QUIET

    def at(self, read: int) -> None:
        """So many bytes are behind, of this pass."""
        if self._listener is not None and self._is_heard:
            self._listener(Progress(self._path.name, min(read, self._total - 1), self._total))

    def end(self) -> None:
        """All has been read."""
        if self._listener is not None and self._is_heard:
            self._listener(Progress(self._path.name, self._total, self._total))
