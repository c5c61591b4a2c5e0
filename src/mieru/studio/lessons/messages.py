"""What the page of learning asks, and what it is told."""

from typing import Literal

from msgspec import Struct

from mieru.studio.messages import Text


class SurfaceAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A surface by its name, or the reader's own ``formula`` (then ``name`` is ``own``)."""

    name: str
    formula: str = ""


class SurfaceTold(Struct, frozen=True):
    """How a surface looks. ``extent`` is left, right, bottom, top; ``start`` a place to begin.

    ``shades`` has ``columns`` × ``rows`` values of 0…255, the lowest x₂ first; ``contours`` are
    straight pieces, four numbers each (x, y, x, y), in thousandths of the extent.
    """

    name: str
    formula: str
    latex: str
    extent: tuple[float, float, float, float]
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    columns: int
    rows: int
    shades: tuple[int, ...]
    contours: tuple[int, ...]


class RacerAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """An optimizer, by its name, and its rate."""

    optimizer: str
    rate: float


class RaceAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Some optimizers from one start."""

    surface: SurfaceAsked
    start: tuple[float, float]
    racers: tuple[RacerAsked, ...]
    steps: int
    momentum: float = 0.9
    noise: float = 0.0
    seed: int = 0


class RacerTold(Struct, frozen=True):
    """Where a racer went: ``x``, ``y`` and the height ``f`` at each step, the start first.

    ``f`` is null where it is not a finite number; ``left`` tells whether it flew off. ``reached``
    is the step from which on it stays at a minimum that is known.
    """

    optimizer: str
    rate: float
    x: tuple[float, ...]
    y: tuple[float, ...]
    f: tuple[float | None, ...]
    left: bool
    reached: int | None


class RaceTold(Struct, frozen=True):
    """All racers, in the order in which they were asked for."""

    racers: tuple[RacerTold, ...]


class RegularizeAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A small network to be learned, held back by these strengths; 0 is none of it."""

    data: str
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    max_norm: float = 0.0
    label_smoothing: float = 0.0
    stopping: int = 0
    seed: int = 0


class RegularizeTold(Struct, frozen=True):
    """What came of it.

    ``counts`` of the weights between ``edges``; ``zeros`` of the ``weights`` are exactly zero.
    ``picture`` has size × size probabilities of class 1 as 0…255 over [−6, 6]², the lowest x₂
    first; ``points`` are the training points (x₁, x₂, class).
    """

    train_loss: tuple[float, ...]
    validation_loss: tuple[float, ...]
    train_accuracy: float
    validation_accuracy: float
    kept: int
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    zeros: int
    weights: int
    norm: float
    size: int
    picture: tuple[int, ...]
    points: tuple[tuple[float, float, int], ...]
    seconds: float


class LandscapeAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A slice of the loss of a network that learns; ``plane`` is ``path`` or ``random``."""

    data: str
    units: int
    optimizer: str
    rate: float
    epochs: int
    plane: str
    seed: int = 0


class LandscapeTold(Struct, frozen=True):
    """The map, as a surface's, with the loss at each place (null: not finite), the lowest first.

    ``path`` are the places (a, b) of the snapshots, ``losses`` the loss at each of them in the
    plane; ``explained`` the share of the path along each axis.
    """

    network: str
    extent: tuple[float, float, float, float]
    columns: int
    rows: int
    shades: tuple[int, ...]
    contours: tuple[int, ...]
    heights: tuple[float | None, ...]
    path: tuple[tuple[float, float], ...]
    steps: tuple[int, ...]
    losses: tuple[float | None, ...]
    explained: tuple[float, float] | None
    train_loss: float
    places: int
    seconds: float


class LabelsAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A network that learns digits of which a ``share`` of the labels is shuffled."""

    share: float
    units: int
    epochs: int
    seed: int = 0


class LabelsTold(Struct, frozen=True):
    """By epoch, the accuracy on the labels learned and on validation digits with true labels."""

    train_accuracy: tuple[float, ...]
    validation_accuracy: tuple[float, ...]
    parameters: int
    examples: int
    wrong: float
    chance: float
    seconds: float


class RateAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The range test of a network in one line (empty: a usual one) on data, by name."""

    data: str
    network: str
    optimizer: str
    seed: int = 0


class RateTold(Struct, frozen=True):
    """Losses and their running mean by rate, and the rates that they advise."""

    network: str
    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smooth: tuple[float, ...]
    steepest: float
    lowest: float
    suggested: float
    seconds: float


class SliceAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A slice of the loss around the weights of recording ``run``, along directions by chance.

    It reaches ``span`` times the weights' own length each way; ``seed`` draws the directions.
    """

    run: str
    span: float = 1.0
    seed: int = 0


class SliceState(Struct, frozen=True):
    """How far the slice is. ``job`` counts them; 0: there was none yet.

    ``examples`` of the training data are what the loss is the mean over.
    """

    job: int
    phase: Literal["idle", "loading", "slicing", "ended", "failed"]
    asked: SliceAsked | None = None
    done: float = 0.0
    seconds: float = 0.0
    seconds_left: float | None = None
    stopping: bool = False
    ended: Literal["finished", "interrupted"] | None = None
    problem: Text | None = None
    examples: int = 0
    found: LandscapeTold | None = None
