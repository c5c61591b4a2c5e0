"""What every engine of the playground can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from mieru.data import Note
from mieru.playground.experiment import Experiment
from mieru.playground.setup import Setup

if TYPE_CHECKING:
    from mieru.playground.engines.stretch import Stretch

Array = npt.NDArray[Any]
State = Mapping[str, Array]
Kind = Literal["native", "plain", "scanned", "original"]


@dataclass(frozen=True)
class Judgement:
    """What a network is worth now. NaN where there are no points, or nothing to be right about.

    ``confusion`` (K, K) counts test points: rows true, columns predicted; None for values.
    """

    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    confusion: npt.NDArray[np.int32] | None = None

    @property
    def finite(self) -> bool:
        """Whether the training loss is a number that one can go on with."""
        return bool(np.isfinite(self.train_loss))


class Engine(Protocol):
    """One network that learns, batch by batch. Not safe for several threads by itself."""

    kind: Kind

    @property
    def setup(self) -> Setup:
        """What it was made of."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the numbers that it computes with."""
        ...

    @property
    def epochs(self) -> int:
        """How many have ended."""
        ...

    @property
    def batches(self) -> int:
        """How many batches are done of the epoch under way."""
        ...

    @property
    def parameters(self) -> Array:
        """(P,): all weights layer by layer, unit by unit, incoming links in order; all biases."""
        ...

    @property
    def busy(self) -> Note | None:
        """What it waits for before it can learn; None when it can."""
        ...

    @property
    def batches_left(self) -> int:
        """How many batches the epoch under way still has."""
        ...

    def learn(self, batches: int) -> None:
        """Does so many batches, at most to the end of the epoch. Raises DivergenceError."""
        ...

    def learn_stretch(self, most: int) -> "Stretch | None":
        """Does some whole epochs in one go, at most ``most``, and judges the network after each.

        To the bit what :meth:`learn` and :meth:`judge` do one by one. Where a number stops being
        finite it ends, and tells so. None, and nothing done, where an epoch is under way, or the
        engine learns batch by batch only.
        """
        ...

    def turn(self, experiment: Experiment) -> None:
        """Takes new numbers without a new beginning."""
        ...

    def reset(self) -> None:
        """Begins anew, from the same initial weights."""
        ...

    def judge(self) -> Judgement:
        """The losses and accuracies now."""
        ...

    def pictures(self, grid: Array) -> npt.NDArray[np.uint8]:
        """What every unit but the inputs gives at the places grid (G, F), (U, G) as bytes."""
        ...

    def output_pictures(self, grid: Array) -> npt.NDArray[np.uint8]:
        """The same of the outputs alone, (K, G)."""
        ...

    def edit(self, layer: int, unit: int, source: int | None, value: float) -> None:
        """Sets one weight, or a bias where ``source`` is None. Raises SettingError."""
        ...

    def batch_examples(self) -> npt.NDArray[np.intp]:
        """The training examples of the next batch, in order."""
        ...

    def state(self) -> dict[str, Array]:
        """Copies of all that changes in learning; always the same names and shapes."""
        ...

    def restore(self, state: State) -> None:
        """Stands again where ``state`` was taken."""
        ...

    def take(self, parameters: Array, epochs: int) -> None:
        """Goes on from another engine's weights, with an empty memory."""
        ...
