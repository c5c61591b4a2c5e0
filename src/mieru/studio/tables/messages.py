"""What the Data page and its server say to each other, over HTTP."""

from typing import Literal

from msgspec import Struct

from mieru.studio.messages import Text

Kind = Literal["number", "category", "date", "skip"]
Aim = Literal["classification", "regression"]


class SheetName(Struct, frozen=True):
    """A table that comes with Mieru."""

    name: str
    title: Text
    task: Aim


class SheetSets(Struct, frozen=True):
    """The tables that can be chosen by name, and the kinds that a column can be."""

    sets: tuple[SheetName, ...]
    kinds: tuple[Kind, ...]


class SheetKept(Struct, frozen=True):
    """A table that was brought: its name, and what it is called by from then on."""

    name: str
    digest: str


class SheetAsked(Struct, frozen=True):
    """How a table is to be looked at. ``target`` None: guessed. ``types`` overrules, by column.

    ``group`` is a column of which no value may stand in two parts.
    """

    digest: str
    name: str = "table"
    target: str | None = None
    task: Aim | None = None
    types: dict[str, Kind] = {}
    group: str | None = None
    seed: int = 0


class SheetColumn(Struct, frozen=True):
    """One column. ``counts`` lie between ``edges`` (one more of these), or belong to ``names``."""

    name: str
    kind: Kind
    missing: int
    different: int
    left_out: Text | None
    counts: tuple[int, ...] = ()
    edges: tuple[float, ...] = ()
    names: tuple[str, ...] = ()


class SheetWarning(Struct, frozen=True):
    """What may go wrong; ``column`` None: with the table."""

    kind: str
    column: str | None
    text: Text


class Sheet(Struct, frozen=True):
    """A table looked at. ``features``: the numbers that a row becomes. ``network``: a suggestion.

    ``train``, ``validation`` and ``test`` count the examples of the parts.
    """

    rows: int
    columns: tuple[SheetColumn, ...]
    target: str
    task: Aim
    classes: tuple[str, ...]
    features: int
    train: int
    validation: int
    test: int
    preview: tuple[tuple[str, ...], ...]
    notes: tuple[Text, ...]
    warnings: tuple[SheetWarning, ...]
    network: str


class SheetTrain(Struct, frozen=True):
    """What is to be learned from a table, and how."""

    asked: SheetAsked
    network: str
    epochs: int = 100
    batch_size: int = 32
    rate: float = 0.01


class SheetState(Struct, frozen=True):
    """How far the training is. ``job`` counts trainings; 0: there was none yet.

    ``history`` has (epoch, train loss, validation loss, train accuracy, validation accuracy).
    ``scaled`` tells that the losses are of targets brought to deviation 1. ``run`` is the recording
    that it became; ``asked`` what was asked for.
    """

    job: int
    phase: Literal["idle", "loading", "learning", "ended", "failed"]
    epoch: float = 0.0
    epochs: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    stopping: bool = False
    ended: str | None = None
    problem: Text | None = None
    scaled: bool = False
    run: str | None = None
    history: tuple[tuple[int, float | None, float | None, float | None, float | None], ...] = ()
    asked: SheetTrain | None = None
