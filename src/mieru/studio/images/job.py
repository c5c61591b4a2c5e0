"""One training of pictures: what is known of it at any moment, its weights and its data too."""

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace as replaced

from mieru.studio.describe import number
from mieru.studio.images.asked import (
    check_memory,
    check_pictures,
    limited,
    network_for,
    settings_for,
    source_of,
)
from mieru.studio.images.choices import DIGITS
from mieru.studio.images.kept import checkpoint_path, forget, keep
from mieru.studio.images.looking import looked
from mieru.studio.images.messages import ImagesState, TrainAsked
from mieru.studio.images.telling import described
from mieru.studio.jobs.kept import Kept
from mieru.studio.jobs.learning import LOADED, Learning
from mieru.studio.jobs.telling import new_recording
from mieru.studio.messages import Text

if TYPE_CHECKING:
    from mieru.data import DataSet, Examples
    from mieru.files import Run
    from mieru.learn import Event, Settings, Started
    from mieru.nn import Network

BETWEEN_COPIES = 0.25  # seconds between two copies of the weights, at least
COPYING_SHARE = 0.05  # of the time may go into copying them
BETWEEN_CHECKPOINTS = 10.0  # seconds
MOST_CHECKPOINTED = 2_000_000  # parameters: writing more down would hold learning up
MOST_MOMENTS = 200  # of the curve within epochs; then every other one goes


@dataclass(frozen=True, eq=False)
class Copy:
    """The weights of one moment. ``stamp`` differs from those of all other moments."""

    stamp: int
    run: "Run"


class Job(Learning[ImagesState]):
    """A training. ``folder`` is the runs folder; ``folders``: a path of data may be named.

    ``left`` is one that an earlier server did not end: this one goes on with it.
    """

    def __init__(
        self,
        number_: int,
        asked: TrainAsked,
        folder: Path,
        *,
        folders: bool,
        left: Kept[TrainAsked] | None = None,
    ) -> None:
        state = ImagesState(number_, "loading", asked, epochs=asked.epochs)
        super().__init__(state, "images", folder)
        self.number = number_
        self.asked = asked
        self._left = left
        self.data: DataSet | None = None
        self.copy: Copy | None = None
        self._folders = folders
        self._moments: list[tuple[float, float]] = []
        self._now: Any = None  # of the Started event: the recording as of now
        self._next_copy = 0.0
        self._test: Examples | None = None

    @property
    def digits(self) -> bool:
        """Whether it learns digits, so that a drawing is one."""
        return self.asked.folder is None and self.asked.data in DIGITS

    def state(self, since: int = 0) -> ImagesState:
        """How it stands, with the rows of the history from ``since`` on."""
        with self._lock:
            since = min(max(since, 0), len(self.rows))
            return replaced(
                self._state,
                stamp=self.copy.stamp if self.copy else 0,
                history_from=since,
                history=tuple(self.rows[since:]),
                running=tuple(self._moments),
            )

    def part(self, name: str) -> "Examples | None":
        """The examples of a part: of the test only once it was opened."""
        if name == "test":
            return self._test
        return self.data.validation if self.data else None

    def open_test(self) -> None:
        """Opens the sealed test part, which is counted, and keeps what it says in the recording."""
        with self._lock:
            opened = self._test is not None
        if opened or self.data is None or self.data.test is None:
            return
        self._test = self.data.test.open("asked for on the page of images")
        self.set(data=described(self.data, digits=self.digits))

    def keep_metrics(self, metrics: dict[str, float]) -> None:
        """Writes what was measured into the recording. Raises FileError."""
        from mieru.files import save

        if self.copy is None or self.recording is None:
            return
        run = replace(self.copy.run, metrics=self.copy.run.metrics | metrics)
        save(self.recording, run)
        self.copy = Copy(self.copy.stamp, run)

    def over(self) -> None:
        forget(self.folder)

    def fitted(self) -> "Run":
        from mieru.data import load

        settings = settings_for(self.asked)
        name, options = source_of(self.asked, folders=self._folders)
        data = limited(load(name, seed=settings.seed, fetch=False, **options), self.asked.examples)
        check_pictures(data)
        network = network_for(self.asked.network, data.input_shape, data.outputs)
        check_memory(network, min(settings.batch_size, len(data.train)))
        self.data = data
        self.set(data=described(data, digits=self.digits))
        run = self._trained(network, data, settings)
        loaded = {
            "name": name,
            "target": None,
            "validation": None,
            "options": options,
            "seed": settings.seed,
        }
        return replace(run, data=run.data | {LOADED: loaded})

    def _trained(self, network: "Network", data: "DataSet", settings: "Settings") -> "Run":
        from mieru.learn import Checkpoint, LiveFile, fit, resume

        if self._left is not None:
            recording = self.folder / self._left.recording
        else:
            recording = new_recording(self.folder, data.name)
        self.recording = recording
        listeners = (self.hear, LiveFile(recording))
        if network.parameter_count > MOST_CHECKPOINTED:
            return fit(network, data, settings, listeners=listeners)
        checkpoint = Checkpoint(checkpoint_path(self.folder), BETWEEN_CHECKPOINTS)
        if self._left is not None:
            return resume(checkpoint, data, listeners=listeners)
        inside = recording.relative_to(self.folder).as_posix()
        keep(self.folder, Kept(self.asked, inside))
        return fit(network, data, settings, listeners=listeners, checkpoint=checkpoint)

    def finish(self, run: "Run", trouble: Text | None = None) -> None:
        self._put(run)
        super().finish(run, trouble)

    def hear(self, event: "Event") -> None:
        from mieru.learn import Advanced, Compiled, Started

        match event:
            case Started():
                self._begin(event)
            case Compiled():
                self.set(compile_seconds=event.seconds)
                self._copy()
                threading.Thread(target=self._warm_answers, name="mieru-warm", daemon=True).start()
            case Advanced():
                self.set(
                    loss=number(event.loss),
                    examples_per_second=number(event.examples_per_second),
                )
                self._add_moment(event.epochs, event.loss)
                if time.monotonic() >= self._next_copy:
                    self._copy()
        super().hear(event)

    def _begin(self, event: "Started") -> None:
        self._now = event.now
        self.set(phase="compiling")
        if event.epoch and event.now is not None:  # it goes on: what there is already
            for row in event.now().history:
                self.add_row(row)

    def _warm_answers(self) -> None:
        """Compiles what answers a drawing, so that the first stroke need not wait for it."""
        import numpy as np

        if self.copy is not None and self.data is not None:
            pixels = np.zeros(self.data.input_shape, np.uint8)
            looked(self.copy, pixels, self.data.train.x.dtype, layers=True)

    def _copy(self) -> None:
        began = time.monotonic()
        self._put(self._now())
        took = time.monotonic() - began
        self._next_copy = began + max(BETWEEN_COPIES, took / COPYING_SHARE)

    def _put(self, run: "Run") -> None:
        from mieru.studio.weights import pictured

        with self._lock:
            self.copy = Copy(self.copy.stamp + 1 if self.copy else 1, run)
            self._state = replaced(self._state, weights=tuple(pictured(run)))

    def _add_moment(self, epoch: float, loss: float) -> None:
        if number(loss) is None:
            return
        with self._lock:
            self._moments.append((round(epoch, 4), loss))
            if len(self._moments) > MOST_MOMENTS:
                del self._moments[:-1:2]
