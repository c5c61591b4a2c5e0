"""What the doctor tells the page: findings, where in the graph, and trials that show the cause."""

from typing import Literal

from msgspec import Struct

from mieru.playground.experiment import Experiment
from mieru.studio.messages import Text


class Spot(Struct, frozen=True):
    """A place in the graph. ``layer`` 0 is the first hidden one; no ``units`` means all of it.

    Where there are ``links``, each (unit, source), it is these and not the units.
    """

    layer: int
    units: tuple[int, ...] = ()
    links: tuple[tuple[int, int], ...] = ()


class Trial(Struct, frozen=True):
    """The experiment with one thing changed; ``link`` opens it, ``name`` is for the button."""

    name: Text
    experiment: Experiment
    link: str


class Finding(Struct, frozen=True):
    """One thing that the doctor found."""

    kind: str
    severity: Literal["note", "warning", "serious"]
    text: Text
    spots: tuple[Spot, ...]
    trials: tuple[Trial, ...]


class Diagnosis(Struct, frozen=True):
    """All that was found at ``epoch``, the worst first."""

    epoch: int
    findings: tuple[Finding, ...]
