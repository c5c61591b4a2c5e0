"""One experiment that learns while somebody watches, turns it, edits it and moves through its past.

The same experiment gives the same numbers in Python, in the command and in the studio, however
learning was cut into pieces.
"""

import math
import threading
import time
from dataclasses import replace as replaced
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mieru.data import Note
from mieru.playground.by_hand import check_value, lay, with_one_more
from mieru.playground.changes import Kind, kind_of_change
from mieru.playground.engines.engine import Engine
from mieru.playground.engines.made import made
from mieru.playground.experiment import Edited, Experiment
from mieru.playground.limits import check_limits
from mieru.playground.pace import Pace
from mieru.playground.pictures import Painter
from mieru.playground.record import Past, Record
from mieru.playground.seeds import new_seed
from mieru.playground.setup import Setup
from mieru.playground.stops import StopWatch
from mieru.playground.told import diverged, other_sizes
from mieru.playground.watched import Watched
from mieru.words import DivergenceError

if TYPE_CHECKING:
    from mieru.playground.tables import Tables

__all__ = ["Live", "Past"]

FOREVER = math.inf
AT_ONCE = 0.1  # seconds that a step may take before it goes on in the background


class Live(Watched):
    """A network of ``experiment`` that learns. All methods may be called from any thread.

    ``tables`` has the reader's own tables. ``version`` rises with every change of the experiment,
    ``moment`` with everything that changes what is to be seen. ``ended`` says why playing ended.
    Raises FieldError for an experiment that cannot be.
    """

    def __init__(self, experiment: Experiment, tables: "Tables | None" = None) -> None:
        self.lock = threading.RLock()
        self._tables = tables
        self.version = 0
        self.moment = 0
        self.playing = False
        self.ended: Note | None = None
        self._pace = Pace()
        self._goal: int | None = None  # the epoch at which playing ends without a word
        self._take(*made(experiment, tables))

    # --- Learning ---

    def play(self, epochs_per_second: float | None = None) -> None:
        """Learns from now on whenever :meth:`advance` is called, at that speed or as it can."""
        with self.lock:
            self._begin_playing(epochs_per_second, None)

    def pause(self) -> None:
        """Stands still."""
        with self.lock:
            self.playing = False
            self.moment += 1

    def advance(self, seconds: float) -> None:
        """Where it plays, learns what is due, for at most about ``seconds``."""
        with self.lock:
            if not self.playing or self.busy:
                return
            epochs, due = self.engine.epochs, self._pace.due()
            if self._goal is not None:
                due = min(due, self._goal - epochs)
            self._learn(due, time.monotonic() + seconds)
            self._pace.done(self.engine.epochs - epochs)
            if self._goal is not None and self.engine.epochs >= self._goal:
                self.playing = False

    def advance_epochs(self, epochs: int) -> None:
        """Learns to the end of the epoch under way, and on, ``epochs`` in all. Stops for nothing
        but a number that is not finite; ``ended`` then says so.
        """
        with self.lock:
            self.wait()
            self.playing, self.ended = False, None
            self._learn(epochs, FOREVER)

    def step(self, by: str = "epoch", count: int = 1) -> None:
        """Pauses, and does ``count`` epochs or batches.

        Epochs that take longer than a moment go on as playing does, to their end; what is asked for
        meanwhile comes after them.
        """
        with self.lock:
            if self.playing and self._goal is not None and by == "epoch":
                count += max(0, self._goal - self.engine.epochs)
            self.playing, self.ended = False, None
            self.moment += 1
            if by == "epoch":
                goal = self.engine.epochs + count
                if not self.busy:
                    self._learn(count, time.monotonic() + AT_ONCE)
                if self.engine.epochs < goal and not self.ended:
                    self._begin_playing(None, goal)
                return
            for _ in range(0 if self.busy else count):
                if self.ended:
                    break
                self.record.cut()
                self._batches(1)

    def wait(self) -> None:
        """Waits until it can learn."""
        while self.busy:
            time.sleep(0.01)

    # --- Changing ---

    def change(self, experiment: Experiment, *, keep_edited: bool = False) -> None:
        """The experiment is now this one: what can be turned is, anything else begins anew.

        With ``keep_edited`` the weights set by hand stay, whatever it has, as long as they are of
        the same network. Raises FieldError for one that cannot be; everything is then as it was.
        """
        check_limits(experiment)
        with self.lock:
            if keep_edited:
                experiment = replace(experiment, edited=self._edited_in(experiment))
            kind = kind_of_change(self.experiment, experiment)
            if kind is Kind.ANEW:
                self._take(*made(experiment, self._tables))
                if experiment.mode == "original":
                    self.playing = False
            elif kind is Kind.DATA:
                self._change_data(experiment)
            elif kind is Kind.TURN:
                self._turn(experiment)
            self.version += 1
            self.moment += 1

    def reset(self, seed: str = "same") -> None:
        """Begins anew: from the same initial weights, or with a new seed ("new")."""
        with self.lock:
            self.playing = False
            if seed == "new":
                anew = replace(self.experiment, seed=new_seed(), edited=())
                self._take(*made(anew, self._tables))
                self.version += 1
            else:
                self.engine.reset()
                if self.experiment.mode == "original":  # where a reset draws other weights
                    self._edited_are(())
                lay(self.engine, self.experiment.edited)
                self._begin()
                self._watch = StopWatch(self.experiment.stop)
            self.moment += 1

    def edit(self, layer: int, unit: int, source: int | None, value: float) -> None:
        """Sets the weight of ``unit`` from ``source``, or its bias; layer 0 is the first hidden.

        Before learning it becomes part of the experiment, and so of its link. Raises FieldError for
        a value that is not finite, SettingError where there is no such link.
        """
        check_value(value)
        with self.lock:
            self.engine.edit(layer, unit, source, value)
            self._edited(Edited(layer, unit, source, value))
            self.record.changed()
            if self.engine.batches == 0:
                self.record.mark()
            else:
                self.record.cut()
            self.ended = None
            self.moment += 1

    def seek(self, epoch: int) -> None:
        """Stands at the kept moment nearest to ``epoch``."""
        with self.lock:
            self.playing, self.ended = False, None
            self.record.hold()
            self.record.go_to(epoch)
            self.moment += 1

    def past(self, epoch: int) -> Past:
        """All that another network needs to go on from the kept moment nearest to ``epoch``."""
        with self.lock:
            return self.record.past(epoch, self.setup.sizes)

    def go_on_from(self, past: Past) -> None:
        """Takes the weights, and the state of learning, of another network of the same sizes.

        Raises FieldError for other sizes.
        """
        if past.sizes != self.setup.sizes:
            raise other_sizes(past.sizes, self.setup.sizes)
        with self.lock:
            self.record.take(past)
            self.moment += 1

    # --- Inside ---

    def _take(self, setup: Setup, engine: Engine) -> None:
        self.setup, self.engine = setup, engine
        self._painter = Painter(setup)
        self._watch = StopWatch(setup.experiment.stop)
        self._begin()

    def _begin(self) -> None:
        self.record = Record(self.engine)
        self.ended = None

    def _begin_playing(self, speed: float | None, goal: int | None) -> None:
        self._pace.begin(speed)
        self._watch = StopWatch(self.experiment.stop)
        self._goal = goal
        self.playing, self.ended = True, None
        self.moment += 1

    def _edited(self, one: Edited) -> None:
        at_first = self.engine.epochs == self.engine.batches == 0
        found = with_one_more(self.experiment.edited, one) if at_first else None
        if found is not None:
            self._edited_are(found)
        elif not self.unlinked:
            self.record.edited_from = self.engine.epochs

    def _edited_are(self, edited: tuple[Edited, ...]) -> None:
        if edited != self.experiment.edited:
            self.setup = replaced(self.setup, experiment=replace(self.experiment, edited=edited))
            self.version += 1

    def _edited_in(self, experiment: Experiment) -> tuple[Edited, ...]:
        """The weights set by hand, where ``experiment`` has the network that they are of."""
        edited, plain = self.experiment.edited, replace(experiment, edited=())
        if not edited:
            return ()
        # The original keeps its weights when data are drawn from another seed.
        drawn_anew = experiment.seed != self.experiment.seed and experiment.mode != "original"
        same = made(plain, self._tables)[0].sizes == self.setup.sizes
        return edited if same and not drawn_anew else ()

    def _change_data(self, experiment: Experiment) -> None:
        """New points for the same network: what the original does when data are drawn again."""
        state, record = self.engine.state(), self.record
        self._take(*made(experiment, self._tables))
        self.engine.restore(state)
        record.engine, self.record = self.engine, record
        record.changed()
        record.mark()

    def _turn(self, experiment: Experiment) -> None:
        self.engine.turn(experiment)
        self.setup = self.setup.turned(experiment)
        self._watch = StopWatch(experiment.stop)

    def _learn(self, epochs: float, until: float) -> None:
        if epochs < 1:
            return
        self.record.cut()
        last = self.engine.epochs + epochs
        while self.engine.epochs < last and not self.ended:
            left = self.engine.batches_left
            whole = min(self._pace.epochs(left), last - self.engine.epochs)
            if whole < 2 or not self._stretch(int(whole)):
                self._batches(self._pace.chunk(left))
            if time.monotonic() >= until:
                break

    def _stretch(self, most: int) -> bool:
        """Some whole epochs in one go; False, and nothing done, where that cannot be."""
        began, batches = time.perf_counter(), self.engine.batches_left
        stretch = self.engine.learn_stretch(most)
        if stretch is None:
            return False
        self.record.changed()
        self.moment += 1
        count, reason = self._watch.ends(stretch) if self.playing else (stretch.well, None)
        self.record.epochs_ended(stretch, count)
        self._pace.took(batches * len(stretch.judged), time.perf_counter() - began)
        if reason:
            self.engine.restore(stretch.state(count - 1))
            self.playing, self.ended = False, reason
        elif stretch.diverged or count < len(stretch.judged):
            self._diverged()
        return True

    def _batches(self, count: int) -> None:
        began, epoch = time.perf_counter(), self.engine.epochs
        self.record.changed()
        self.moment += 1
        try:
            self.engine.learn(count)
        except DivergenceError:
            self._diverged()
            return
        self._pace.took(count, time.perf_counter() - began)
        if self.engine.epochs > epoch:
            self._epoch_ended()

    def _epoch_ended(self) -> None:
        judged = self.record.judged
        if not judged.finite:
            self._diverged()
            return
        self.record.epoch_ended()
        reason = self._watch.reason(self.engine.epochs, judged) if self.playing else None
        if reason:
            self.playing, self.ended = False, reason

    def _diverged(self) -> None:
        """Back to the last moment at which all was finite."""
        wrong = self.engine.epochs
        back = self.record.go_to(min(wrong, self.history.last_epoch))
        self.record.cut()
        self.playing, self.ended = False, diverged(wrong, back, self.rate)
