"""What a system gives back: numbers, and a report as a value that can be told in both languages.

A report is sections, a section is blocks in reading order: paragraphs, formulas, tables, figures.
Nothing here draws; :mod:`mieru.systems.report.figures` and :mod:`mieru.systems.report` do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mieru.files import Run
from mieru.systems.report.drawings import Chart, Graph, Pictures
from mieru.systems.report.text import Text, Words

Drawing = Chart | Graph | Pictures


@dataclass(frozen=True)
class Formula:
    """LaTeX set on a line of its own; ``label`` says what it is, for who cannot see it."""

    latex: str
    label: Words = ""


Cell = Words | int | float | Formula | None


@dataclass(frozen=True)
class Table:
    """Rows under a head; numbers stand right. A cell may be a formula; None is an empty one."""

    head: Sequence[Words]
    rows: Sequence[Sequence[Cell]]
    caption: Words = ""


@dataclass(frozen=True)
class Code:
    """Preformatted text: a network's forward pass, a summary, a line to type."""

    text: Words


@dataclass(frozen=True)
class Fold:
    """Blocks behind a line that the reader opens: the answer to an exercise."""

    title: Words
    body: Sequence["Block"]


Block = Words | Formula | Table | Code | Fold | Drawing


@dataclass(frozen=True)
class Section:
    """One heading of a report and what stands under it, in reading order."""

    title: Words
    body: Sequence[Block]


@dataclass(frozen=True)
class Result:
    """What :func:`run` of a system returns.

    ``metrics`` are plain numbers under plain names (``test_accuracy``); ``names`` tells what to
    call those that the glossary does not know, and ``headline`` which stand large at the top of
    the report (all, if empty; the others follow in a table at its end). ``recordings`` are saved
    beside the report, each under its key. ``summary`` is the one sentence to remember.
    """

    metrics: dict[str, float]
    sections: Sequence[Section]
    summary: Words = ""
    names: dict[str, Text] = field(default_factory=dict)
    headline: Sequence[str] = ()
    recordings: dict[str, Run] = field(default_factory=dict)
