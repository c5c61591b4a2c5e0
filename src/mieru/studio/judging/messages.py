"""What the page of a recording and its server say to each other of what it is worth."""

from typing import Literal

from msgspec import Struct

from mieru.studio.messages import Text


class RocLine(Struct, frozen=True):
    """The ROC curve of one class; ``area`` lies under it."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    area: float | None = None


class Verdict(Struct, frozen=True):
    """What a network is worth on examples that it has not learned from.

    ``metrics`` by name. Of classes: ``confusion`` (rows true, columns told), ``roc`` curves, and
    ``calibration``: (probability said, share that was so, examples) by bin. Of values: ``answers``,
    pairs (true, told).
    """

    examples: int
    metrics: dict[str, float | None]
    classes: tuple[str, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    by_class: tuple[tuple[float, float, float], ...] = ()
    roc: tuple[RocLine, ...] = ()
    calibration: tuple[tuple[float, float, int], ...] = ()
    answers: tuple[tuple[float, float], ...] = ()


class JudgeAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Judge recording ``run`` on a part of its data. The test part is sealed: to ask opens it."""

    run: str
    part: Literal["validation", "test"]


class JudgeState(Struct, frozen=True):
    """How far it is. ``job`` counts them; 0: there was none yet.

    ``openings``: how often the test part was opened in all, as the recording says. ``report`` is
    the path of the page with everything, the worst mistakes too.
    """

    job: int
    phase: Literal["idle", "loading", "judging", "reporting", "ended", "failed"]
    asked: JudgeAsked | None = None
    done: float = 0.0
    seconds_left: float | None = None
    stopping: bool = False
    ended: Literal["finished", "interrupted"] | None = None
    problem: Text | None = None
    openings: int = 0
    judged: Verdict | None = None
    report: str | None = None
