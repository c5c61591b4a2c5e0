"""The time machine: the engine's state after every epoch, thinned when there are many."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

Moment = dict[str, npt.NDArray[Any]]

MOST_MOMENTS = 600
MOST_BYTES = 4_000_000


class Timeline:
    """States by epoch, in rising order; the first and the last are always there.

    When there are more than 600 (or 4 MB), every second one goes, and from then on only so many
    are kept.
    """

    def __init__(self) -> None:
        self._moments: dict[int, Moment] = {}
        self._every = 1
        self._epochs: tuple[int, ...] | None = ()

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs whose states are kept, rising."""
        if self._epochs is None:
            self._epochs = tuple(self._moments)
        return self._epochs

    def keep(self, epoch: int, state: Callable[[], Moment]) -> None:
        """Keeps what ``state`` gives where it is the turn of ``epoch``."""
        if epoch % self._every == 0 or not self._moments:
            self.put(epoch, state())

    def keep_all(self, first: int, count: int, state: Callable[[int], Moment]) -> None:
        """The same for ``first`` and those that follow it, which ``state`` counts from 0."""
        epoch = first
        while epoch < first + count:
            self.keep(epoch, partial(state, epoch - first))
            epoch += self._every - epoch % self._every

    def put(self, epoch: int, state: Moment) -> None:
        """Keeps ``state``, which is that of ``epoch``, the last one."""
        self._moments[epoch] = state
        if len(self._moments) > max(3, min(MOST_MOMENTS, MOST_BYTES // max(1, _bytes(state)))):
            self._thin()
        self._epochs = None

    def cut(self, epoch: int) -> None:
        """Drops all that came after ``epoch``."""
        if self._moments and next(reversed(self._moments)) > epoch:
            self._moments = {e: state for e, state in self._moments.items() if e <= epoch}
            self._epochs = None

    def nearest(self, epoch: int) -> tuple[int, Moment]:
        """The moment nearest to ``epoch``, the earlier one of two. There must be one."""
        found = min(self.epochs, key=lambda kept: (abs(kept - epoch), kept))
        return found, self._moments[found]

    def until(self, epoch: int) -> "Timeline":
        """The past up to ``epoch``, with the same states."""
        past = Timeline()
        past._every = self._every
        past._moments = {e: state for e, state in self._moments.items() if e <= epoch}
        past._epochs = None
        return past

    def stacked(self) -> Moment:
        """All states one after another, and "epochs"; for a file."""
        moments = list(self._moments.values())
        names = moments[0] if moments else ()
        arrays = {name: np.stack([moment[name] for moment in moments]) for name in names}
        return {**arrays, "epochs": np.array([self._every, *self.epochs], np.int64)}

    @classmethod
    def unstacked(cls, arrays: Moment) -> "Timeline":
        """From :meth:`stacked`'s form."""
        found = cls()
        every, *epochs = map(int, arrays["epochs"])
        found._every = every
        names = [name for name in arrays if name != "epochs"]
        found._moments = {
            epoch: {name: arrays[name][i] for name in names} for i, epoch in enumerate(epochs)
        }
        found._epochs = None
        return found

    def _thin(self) -> None:
        self._every *= 2
        first, last = min(self._moments), max(self._moments)
        self._moments = {
            e: state
            for e, state in self._moments.items()
            if e % self._every == 0 or e in (first, last)
        }


def _bytes(state: Moment) -> int:
    return sum(array.nbytes for array in state.values())
