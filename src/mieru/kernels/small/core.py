"""What NumPy and native code both give: one way to learn, to judge and to look."""

from enum import IntEnum
from typing import NamedTuple, Protocol

import numpy as np

from mieru.kernels.small.course import Course, Pair, Plan
from mieru.kernels.small.knobs import Knobs


class Status(IntEnum):
    """How a call ended; the numbers are those of the native code (native/small.h)."""

    DONE = 0
    NOT_FINITE = 1
    BAD_ORDER = 2
    BAD_OFFSETS = 3
    BAD_TARGET = 4
    NO_MEMORY = 5


class Steps(NamedTuple):
    """Batches: step s learns from examples ``order[offsets[s]:offsets[s + 1]]``."""

    order: np.ndarray  # (M,) int32
    offsets: np.ndarray  # (S + 1,) int32
    rates: np.ndarray  # (S,) float64
    weights: np.ndarray | None = None  # (M,): what each loss is multiplied with; None: 1


class Chance(NamedTuple):
    """What decides which units dropout leaves out: the seed, and how many steps went before."""

    seed: int
    step: int


class Trained(NamedTuple):
    """The summed loss of the steps done, how it ended, and in which step."""

    loss: float
    status: Status
    step: int


class Tallied(NamedTuple):
    """Summed loss, right answers and their table (K, K) of a network that was judged."""

    loss: float
    correct: int
    confusion: np.ndarray | None
    status: Status


class Went(NamedTuple):
    """How many epochs were done, how the call ended, and in which step of the next epoch."""

    epochs: int
    status: Status
    step: int


class Core(Protocol):
    """The computing behind a small network.

    Arrays x (N, F) and t (N,) or (N, targets) are C-ordered and of the network's dtype.
    """

    def train(
        self, x: np.ndarray, t: np.ndarray, steps: Steps, knobs: Knobs, chance: Chance
    ) -> Trained: ...

    def judge(self, x: np.ndarray, t: np.ndarray) -> Tallied: ...

    def epochs(
        self, sides: tuple[Pair, Pair], plan: Plan, knobs: Knobs, chance: Chance, course: Course
    ) -> Went:
        """Learns from the first of ``sides`` and judges both after each epoch; ``course`` gets
        their summed losses.
        """
        ...

    def outputs(self, x: np.ndarray) -> np.ndarray: ...

    def units(self, x: np.ndarray) -> np.ndarray: ...

    def pictures(self, x: np.ndarray, first: int) -> np.ndarray:
        """Of the units from ``first`` on, counted without the inputs."""
        ...
