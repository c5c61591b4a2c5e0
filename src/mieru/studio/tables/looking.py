"""A table as the page sees it: what it holds, what was guessed, and what may go wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mieru.studio.describe import clean, number
from mieru.studio.messages import Text
from mieru.studio.tables.messages import Sheet, SheetAsked, SheetColumn, SheetWarning
from mieru.words import DataError, MieruError

if TYPE_CHECKING:
    from mieru.data import Note
    from mieru.data.overview import ColumnLook, Overview

MOST_COLUMNS = 500
MOST_TOLD = 60  # notes and warnings
HIDDEN_UNITS = 16


def options_of(asked: SheetAsked) -> dict[str, Any]:
    """What ``mieru.data.load`` takes for the table that is asked for."""
    return {
        "target": asked.target,
        "task": asked.task,
        "types": dict(asked.types),
        "group": asked.group,
    }


def seen(path: Path, asked: SheetAsked) -> Sheet:
    """The table in ``path``. Raises DataError, SettingError where nothing can be learned from it,
    which speak of the table by the reader's name for it."""
    from mieru.data.overview import look

    with named(path, asked.name):
        found = look(path, seed=asked.seed, **options_of(asked))
    if len(found.columns) > MOST_COLUMNS:
        raise DataError(
            en=f"the table has {len(found.columns)} columns; this page shows {MOST_COLUMNS}: use "
            "`mieru data look`",
            ja=f"表に {len(found.columns)} 列あります。このページで扱えるのは {MOST_COLUMNS} 列まで"
            "です。`mieru data look` を使ってください",
        )
    return _told(found)


@contextmanager
def named(path: Path, name: str) -> Iterator[None]:
    """Errors speak of ``name``, not of where this machine keeps the table."""
    try:
        yield
    except MieruError as error:
        here, shown = str(path), clean(name, 100)
        raise type(error)(
            en=error.en.replace(here, shown), ja=error.ja.replace(here, shown)
        ) from error


def _told(found: "Overview") -> Sheet:
    outputs = len(found.classes) if found.classes else 1
    return Sheet(
        rows=found.rows,
        columns=tuple(map(_column, found.columns)),
        target=found.target,
        task=found.task,
        classes=tuple(clean(name, 100) for name in found.classes or ()),
        features=found.features,
        train=found.parts["train_data"],
        validation=found.parts["validation_data"],
        test=found.parts["test_data"],
        preview=tuple(tuple(clean(cell, 60) for cell in row) for row in found.preview),
        notes=tuple(text_of(note) for note in found.notes[:MOST_TOLD]),
        warnings=tuple(
            SheetWarning(w.kind, w.column, text_of(w.note)) for w in found.warnings[:MOST_TOLD]
        ),
        network=f"{found.features}, dense {HIDDEN_UNITS} initial=he, relu, dense {outputs}",
    )


def _column(column: "ColumnLook") -> SheetColumn:
    spread = column.histogram
    return SheetColumn(
        name=column.name,
        kind=column.kind,
        missing=column.missing,
        different=column.different,
        left_out=None if column.left_out is None else text_of(column.left_out),
        counts=spread.counts if spread else (),
        edges=tuple(number(edge) or 0.0 for edge in spread.edges) if spread else (),
        names=tuple(clean(name, 60) for name in spread.names) if spread else (),
    )


def text_of(note: "Note") -> Text:
    """A note of the data as the page says it."""
    return Text(clean(note.en, 600), clean(note.ja, 600))
