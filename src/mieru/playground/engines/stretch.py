"""Several epochs that an engine learned in one go, with what each of them gave."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.kernels.small import Learned
from mieru.playground.engines.engine import Judgement
from mieru.words import DivergenceError

State = dict[str, npt.NDArray[Any]]

MOST_BYTES = 1_000_000


@dataclass(frozen=True, eq=False)
class Stretch:
    """The epochs that ended one after another, the first of them number ``first``.

    ``judged`` (E, 4) has train loss, test loss, train accuracy and test accuracy by epoch, as
    Judgement has them; ``state`` gives the engine's state after one of them, counted from 0.
    ``diverged`` tells that a number stopped being finite in the epoch that came next.
    """

    first: int
    judged: npt.NDArray[np.float64]
    state: Callable[[int], State]
    diverged: DivergenceError | None = None

    @property
    def well(self) -> int:
        """How many ended well: all, but for a last one whose training loss is not finite."""
        return int(np.isfinite(self.judged[:, 0]).sum())

    def judgement(self, place: int) -> Judgement:
        """What the network was worth after one of them, without the confusion matrix."""
        train_loss, test_loss, train_accuracy, test_accuracy = self.judged[place].tolist()
        return Judgement(train_loss, test_loss, train_accuracy, test_accuracy)


def judged(learned: Learned, points: tuple[int, int], classified: bool) -> npt.NDArray[np.float64]:
    """``Stretch.judged`` where there are so many training and test points."""
    losses, correct = learned.course.losses, learned.course.correct
    found = np.full((len(losses), 4), np.nan)
    found[:, :2] = losses
    for side, count in enumerate(points):
        if classified and count:
            np.divide(correct[:, side], count, out=found[:, 2 + side])
    return found


def most_epochs(state: State) -> int:
    """How many epochs may be learned in one go where one state takes as much as ``state``."""
    return max(1, MOST_BYTES // sum(array.nbytes for array in state.values()))
