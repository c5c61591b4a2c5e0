"""The past of a network that learns: its losses and the moments one can go back to."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.playground.engines.engine import Engine, Judgement, State
from mieru.playground.engines.stretch import Stretch
from mieru.playground.history import History
from mieru.playground.timeline import Timeline

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Past:
    """Where a network stood and how it came there; another one can go on from it."""

    sizes: tuple[int, ...]
    kind: str
    epoch: int
    parameters: Array
    state: State
    history: History
    timeline: Timeline


class Record:
    """What ``engine`` was at each epoch; it is written down as it is now."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.history, self.timeline = History(), Timeline()
        self.edited_from: int | None = None  # the epoch of a change by hand that no link holds
        self._judged: Judgement | None = None
        self.mark()

    @property
    def judged(self) -> Judgement:
        """The losses and accuracies of the network as it is now."""
        if self._judged is None:
            self._judged = self.engine.judge()
        return self._judged

    @property
    def unlinked(self) -> bool:
        """Whether the network has weights set by hand that a link does not bring back."""
        return self.edited_from is not None and self.engine.epochs >= self.edited_from

    def changed(self) -> None:
        """The network is not what was judged."""
        self._judged = None

    def mark(self) -> None:
        """The network as it is now is that of its epoch; what came after goes."""
        self.cut()
        self.history.add(self.engine.epochs, self.judged)
        self.timeline.put(self.engine.epochs, self.engine.state())

    def epoch_ended(self) -> None:
        """One epoch more."""
        self.history.add(self.engine.epochs, self.judged)
        self.timeline.keep(self.engine.epochs, self.engine.state)

    def epochs_ended(self, stretch: Stretch, count: int) -> None:
        """The first ``count`` epochs of ``stretch``, of which the last is where it stands now."""
        self.history.extend(stretch.first, stretch.judged[:count])
        self.timeline.keep_all(stretch.first, count, stretch.state)

    def hold(self) -> None:
        """Keeps the present among the moments where it is the end of all that was learned."""
        if self.engine.epochs >= self.history.last_epoch:
            self.timeline.put(self.engine.epochs, self.engine.state())

    def cut(self) -> None:
        """Drops what came after the epoch at which the engine stands."""
        if self.history.last_epoch > self.engine.epochs:
            self.history.cut(self.engine.epochs)
        if not self.unlinked:
            self.edited_from = None
        self.timeline.cut(self.engine.epochs)

    def go_to(self, epoch: int) -> int:
        """Stands at the kept moment nearest to ``epoch``, and says which that is."""
        found, state = self.timeline.nearest(epoch)
        self.engine.restore(state)
        self.changed()
        return found

    def past(self, epoch: int, sizes: tuple[int, ...]) -> Past:
        """All that another network needs to go on from the kept moment nearest to ``epoch``."""
        self.hold()
        found, state = self.timeline.nearest(epoch)
        now = self.engine.state()
        self.engine.restore(state)
        parameters = np.array(self.engine.parameters)
        self.engine.restore(now)
        history, timeline = self.history.until(found), self.timeline.until(found)
        return Past(sizes, self.engine.kind, found, parameters, state, history, timeline)

    def take(self, past: Past) -> None:
        """The engine, of the same sizes, goes on from ``past``."""
        if past.kind == self.engine.kind:
            self.engine.restore(past.state)
            self.timeline = past.timeline.until(past.epoch)
        else:
            self.engine.take(past.parameters, past.epoch)
            self.timeline = Timeline()
        self.history = past.history.until(past.epoch - 1)
        self.changed()
        self.mark()
