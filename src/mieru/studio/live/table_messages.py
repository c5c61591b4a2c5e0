"""What the server says of data: the sets that it knows, tables of one's own, and formulas."""

from typing import Literal

from msgspec import Struct

from mieru.studio.messages import Text

Task = Literal["classification", "regression"]


class NamedSet(Struct, frozen=True):
    """A set of the playground. ``columns``: of which two can be the axes, where there are more.

    ``kind``: drawn by rule, with noise and any size; or given, with columns. ``sample``: some
    points (x1, x2, class number or value) for a thumbnail. Columns and sample of a given set come
    when it is asked for by its name.
    """

    name: str
    kind: Literal["toy", "table"]
    problem: Task
    title: Text
    size: int
    classes: int | None
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[float, ...], ...] = ()


class NamedSets(Struct, frozen=True):
    """All sets of the playground, in order."""

    sets: tuple[NamedSet, ...]


class TableColumn(Struct, frozen=True):
    """One column of a table.

    ``axis``: it can be an axis. ``problems``: what it can be the target of, the likely one first.
    ``different``: how many different values it has. ``left_out`` says why it is no axis, where that
    is not plain.
    """

    name: str
    kind: Literal["number", "text"]
    missing: int
    different: int
    axis: bool
    problems: tuple[Task, ...]
    left_out: Text | None = None


class OwnTable(Struct, frozen=True):
    """A table of one's own, kept under ``digest``; ``preview`` holds its first rows as written."""

    digest: str
    rows: int
    columns: tuple[TableColumn, ...]
    target: str
    preview: tuple[tuple[str, ...], ...]


class Formula(Struct, frozen=True):
    """A formula that was understood: as plain text, and as LaTeX."""

    text: str
    label: str
    latex: str
