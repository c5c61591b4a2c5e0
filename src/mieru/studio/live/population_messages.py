"""What the page and a population say to each other over the WebSocket ``/populations``.

AskedOfPopulation is what the page sends (JSON text), AnswerOfPopulation what it hears: JSON text,
and frames, which are binary: uint32 (little-endian) length of the head; the head, a
PopulationFrame as JSON, filled up with spaces to a multiple of four; then uint8 pictures of size ×
size, top row first: those of the networks that ``drawn`` numbers, then those of the band (mean,
share, deviation; as many as ``bands`` says). In a picture b means (b − 127.5) / 127.5, for the
output of a sigmoid b / 255, and with more than two classes the number of the likeliest.
"""

from typing import Literal

from msgspec import Struct

from mieru.playground.experiment import Experiment
from mieru.playground.populations.plan import Plan
from mieru.studio.live.messages import Axis, Points
from mieru.studio.messages import Text


class PopulationOpen(Struct, frozen=True, tag="open"):
    """Comes first: the plan of this page's link, or an ``address`` of the playground."""

    plan: str | None = None
    address: str | None = None


class PopulationStart(Struct, frozen=True, tag="start"):
    """Begin anew with this plan."""

    plan: Plan


class PopulationStop(Struct, frozen=True, tag="stop"):
    """Learn no further; what there is stays."""


class PopulationLook(Struct, frozen=True, tag="look"):
    """Tell more of one network."""

    number: int


class PopulationSeen(Struct, frozen=True, tag="seen"):
    """Frame ``frame`` has been drawn; the server sends no third one before."""

    frame: int


AskedOfPopulation = (
    PopulationOpen | PopulationStart | PopulationStop | PopulationLook | PopulationSeen
)


class Offered(Struct, frozen=True):
    """A setting that can be varied, its kind of values, and values to begin with."""

    setting: str
    kind: Literal["number", "whole", "choice"]
    values: tuple[float | str, ...]


class Planned(Struct, frozen=True, tag="planned"):
    """A population begins; ``link`` is the plan as text for the address.

    ``values``: of each network those of the choices, or its seed, or its fold. ``marks``: the
    epochs at which each is told. ``classes`` None for values. The points are those of the
    experiment itself (its seed).
    """

    plan: Plan
    link: str
    playground: str
    settings: tuple[Offered, ...]
    values: tuple[tuple[float | str, ...], ...]
    marks: tuple[int, ...]
    size: int
    output: Literal["tanh", "identity", "sigmoid", "softmax"]
    classes: tuple[str, ...] | None
    axes: tuple[Axis, Axis]
    train: Points
    test: Points
    notes: tuple[Text, ...] = ()


class NetworkTold(Struct, frozen=True, tag="network"):
    """One network of the population; ``address`` opens it in the playground."""

    number: int
    experiment: Experiment
    address: str | None


class PopulationProblem(Struct, frozen=True, tag="problem"):
    """What was asked cannot be done. ``field`` names the control."""

    text: Text
    field: str | None = None


class SpreadTold(Struct, frozen=True):
    """Mean, standard deviation (n − 1) and range of a number over the networks."""

    mean: float
    deviation: float
    least: float
    most: float


class PooledTold(Struct, frozen=True):
    """Cross-validation as one estimate over all training points; accuracy None for values."""

    loss: float
    accuracy: float | None
    confusion: tuple[tuple[int, ...], ...]


class PopulationFrame(Struct, frozen=True, tag="population"):
    """What is new, the head of a binary frame.

    A row is (network, epoch, train loss, test loss, train accuracy, test accuracy, 1 or 0 where it
    has diverged); of folds, test is the part that was left out. ``done`` goes from 0 to 1.
    """

    frame: int
    running: bool
    done: float
    seconds: float
    seconds_left: float | None
    rows: tuple[tuple[int, int, float | None, float | None, float | None, float | None, int], ...]
    drawn: tuple[int, ...]
    bands: int
    loss: SpreadTold | None = None
    accuracy: SpreadTold | None = None
    pooled: PooledTold | None = None


AnswerOfPopulation = Planned | NetworkTold | PopulationProblem | PopulationFrame
