"""What can be seen of a network that learns, at any moment."""

import numpy as np
import numpy.typing as npt

from mieru.data import Note
from mieru.playground.described import Described
from mieru.playground.engines.engine import Judgement
from mieru.playground.history import History
from mieru.playground.pace import Pace
from mieru.playground.pictures import Drawn, Painter
from mieru.playground.rates import rate_now
from mieru.playground.record import Record
from mieru.playground.timeline import Timeline


class Watched(Described):
    """A network with its past. All may be asked from any thread."""

    record: Record
    playing: bool
    _pace: Pace
    _painter: Painter

    @property
    def history(self) -> History:
        """The losses of all epochs."""
        return self.record.history

    @property
    def timeline(self) -> Timeline:
        """The moments that :meth:`seek` can go to."""
        return self.record.timeline

    @property
    def busy(self) -> Note | None:
        """What learning waits for: a compiler. None when it can go on."""
        return self.engine.busy

    @property
    def judged(self) -> Judgement:
        """The losses and accuracies of the network as it is now."""
        with self.lock:
            return self.record.judged

    @property
    def unlinked(self) -> bool:
        """Whether it has weights set by hand that the link does not bring back."""
        return self.record.unlinked

    @property
    def rate(self) -> float:
        """The learning rate in force."""
        share = self.engine.batches / (self.engine.batches + self.engine.batches_left)
        return rate_now(self.experiment, self.engine.epochs + share)

    @property
    def speed(self) -> float | None:
        """How many epochs a second were asked for; None for as many as can be."""
        return self._pace.asked

    @property
    def epochs_per_second(self) -> float:
        """How fast it has been learning of late; 0 when it does not play."""
        return self._pace.speed if self.playing else 0.0

    def current_batch(self) -> npt.NDArray[np.intp]:
        """The places among the training points of the examples that the next batch has."""
        with self.lock:
            return self.engine.batch_examples()

    def draw(self, which: str = "all", size: int = 50, output_size: int = 100) -> Drawn:
        """Pictures of the units; see Painter."""
        with self.lock:
            return self._painter.draw(self.engine, which, size, output_size)
