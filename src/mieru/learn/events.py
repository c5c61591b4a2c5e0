"""What learning says while it goes on: one stream of events, heard by any number of listeners.

A listener is anything that can be called with an event; the progress bar, TensorBoard and MLflow
are listeners, and the studio is one. They are called one after another in the thread that learns;
what one raises ends learning. :class:`StopLearning` ends it well: as Ctrl-C does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mieru.files import Run
from mieru.learn.settings import Settings
from mieru.nn import Network


@dataclass(frozen=True)
class Started:
    """Learning begins (or goes on, ``epoch`` > 0, from a checkpoint).

    ``data`` tells what is known of the data (name, classes, features, preparation).
    ``now()`` gives the recording as of that moment, with a copy of the weights. It is for the
    thread that learns: call it when an event comes.
    """

    network: Network
    settings: Settings
    examples: int
    steps_by_epoch: int
    epoch: int
    data: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    now: Callable[[], Run] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Compiled:
    """The step has been compiled (or found in the cache) and has run once."""

    seconds: float


@dataclass(frozen=True)
class Advanced:
    """Some steps have been done; comes at display rate. ``epochs`` counts parts: 2.5."""

    step: int
    epochs: float
    loss: float  # mean over the epoch so far
    examples_per_second: float
    seconds_left: float


@dataclass(frozen=True)
class EpochEnded:
    """``row`` is the new line of the history."""

    row: dict[str, Any]


@dataclass(frozen=True)
class Ended:
    """Learning is over; always the last event, so that a listener can close what it holds.

    ``reason`` is finished, stopped (early), interrupted, diverged, or failed: something was raised.
    """

    reason: str
    epoch: int
    kept_epoch: int  # the epoch whose weights were kept
    seconds: float


class StopLearning(Exception):
    """What a listener raises to end learning after this chunk of steps: the recording is kept."""


Event = Started | Compiled | Advanced | EpochEnded | Ended
Listener = Callable[[Event], object]
