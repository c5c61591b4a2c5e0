"""What the Selection page and its server say to each other, over HTTP."""

from typing import Literal

from msgspec import Struct

from mieru.studio.judging.messages import Verdict
from mieru.studio.messages import Text
from mieru.studio.tables.messages import Aim, SheetAsked

Tried = Literal["rate", "batch_size", "epochs", "l1", "l2"]
Measure = Literal["accuracy", "loss"]


class SelectValues(Struct, frozen=True, forbid_unknown_fields=True):
    """A setting and the values to choose from.

    With ``between`` the two values are the ends of a range to draw from.
    """

    name: Tried
    values: tuple[float, ...]
    between: bool = False


class SelectAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Which networks are compared, with which settings, and how.

    ``random`` None: every combination; else so many by chance. ``measure`` None: the usual one.
    ``patience`` 0: no early stopping.
    """

    asked: SheetAsked
    networks: tuple[str, ...]
    values: tuple[SelectValues, ...] = ()
    random: int | None = None
    folds: int = 5
    repeats: int = 1
    seeds: int = 1
    epochs: int = 50
    batch_size: int = 32
    rate: float = 0.01
    patience: int = 0
    measure: Measure | None = None


class SelectScore(Struct, frozen=True):
    """A measure over folds and seeds: the mean and the standard deviation."""

    mean: float | None
    deviation: float | None


class SelectRow(Struct, frozen=True):
    """A candidate. ``values`` tell it from the others, beside the columns of the state.

    ``folds`` has what decides, fold by fold. Without scores it is not finished, or ``reason`` says
    what went wrong.
    """

    place: int
    values: tuple[str | float | None, ...]
    accuracy: SelectScore | None = None
    loss: SelectScore | None = None
    train_loss: SelectScore | None = None
    folds: tuple[float, ...] = ()
    seconds: float | None = None
    reason: Text | None = None


class SelectCurve(Struct, frozen=True):
    """The winner cross-validated with more rows, or with each value of the setting ``over``.

    ``train`` and ``validation`` are (mean, standard deviation) of the measure at each point.
    """

    over: Tried | Literal["rows"]
    measure: Measure
    points: tuple[float, ...]
    train: tuple[SelectScore, ...]
    validation: tuple[SelectScore, ...]


class SelectState(Struct, frozen=True):
    """How far the comparison is. ``job`` counts them; 0: there was none yet.

    ``rows`` stand from the best to the worst, at most 200 of ``candidates``; ``columns`` names what
    tells them apart. ``winner`` is the place of the best, ``run`` its recording, ``report`` the
    path of the page with everything. ``openings`` counts how often the test part was opened.
    """

    job: int
    phase: Literal["idle", "loading", "searching", "refitting", "curves", "ended", "failed"]
    asked: SelectAsked | None = None
    task: Aim | None = None
    measure: Measure | None = None
    done: float = 0.0
    finished: int = 0
    candidates: int = 0
    networks: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    stopping: bool = False
    ended: Literal["finished", "interrupted"] | None = None
    problem: Text | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[SelectRow, ...] = ()
    winner: int | None = None
    network: str | None = None
    run: str | None = None
    report: str | None = None
    openings: int = 0
    judged: Verdict | None = None
    curves: tuple[SelectCurve, ...] = ()
