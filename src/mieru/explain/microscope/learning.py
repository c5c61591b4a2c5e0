"""How a batch changes the parameters: the optimizer's numbers on the way from ∂E/∂w to Δw."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.explain.microscope.passing import Passed
from mieru.kernels.small import Knobs
from mieru.kernels.small.numbers import Numbers
from mieru.kernels.small.update import Rule, clipped, regularized

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Learning:
    """How the next step learns, and what the optimizer remembers of the steps before.

    ``memory`` (2, P) has first and second moments (or V of momentum in the first row), None for
    none; ``updates`` counts the steps done. ``alive`` (W,) is 0 for a link that the original's L1
    rule has killed, None where all live.
    """

    knobs: Knobs = field(default_factory=Knobs)
    rate: float = 0.03
    memory: Array | None = None
    updates: int = 0
    alive: Array | None = None


@dataclass(frozen=True, eq=False)
class Update:
    """One step, flat (P,) as :attr:`Chain.flat`: ``before`` + all that is done = ``after``.

    ``mean`` is ∂E/∂w, ``penalized`` that with L2's part, ``gradient`` what the optimizer takes (cut
    to the norm ``clip``), ``memory`` (2, P) what it remembers afterwards, ``change`` what it does;
    ``after`` has L1's part as well.
    """

    learning: Learning
    before: Array
    mean: Array
    penalized: Array
    gradient: Array
    memory_before: Array
    memory: Array
    change: Array
    after: Array
    alive: Array

    @property
    def t(self) -> int:
        """Which update it is, from 1."""
        return self.learning.updates + 1


def update(found: Passed, learning: Learning) -> Update:
    """The step that learning takes after the batch ``found``."""
    knobs, before = learning.knobs, found.chain.flat
    weights = sum(level.weights.size for level in found.chain.levels)
    memory = np.zeros((2, len(before))) if learning.memory is None else learning.memory
    alive = np.ones(weights, np.uint8) if learning.alive is None else learning.alive
    numbers = Numbers(before, np.asarray(memory, np.float64), np.asarray(alive, np.uint8))
    with np.errstate(all="ignore"):
        mean = found.gradient
        penalized = mean.copy()
        penalized[:weights] += knobs.l2 * before[:weights]
        gradient = penalized if knobs.clip is None else clipped(penalized, knobs.clip)
        rule = Rule(knobs, learning.rate, learning.updates + 1)
        change, remembered = rule.apply(gradient, before, numbers.memory)
        after = before + change
        living = regularized(after, numbers, learning.rate * knobs.l1, knobs.l1_rule)
    return Update(
        learning,
        before,
        mean,
        penalized,
        gradient,
        numbers.memory,
        remembered,
        change,
        after,
        living,
    )
