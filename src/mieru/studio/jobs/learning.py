"""A network that learns in the background and becomes a recording among the runs."""

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mieru.studio.asking import told
from mieru.studio.describe import number
from mieru.studio.found import run_id
from mieru.studio.jobs.job import Job, State
from mieru.studio.messages import Text
from mieru.words import DivergenceError, MieruError

if TYPE_CHECKING:
    from mieru.files import Run
    from mieru.learn import Event

Row = tuple[int, float | None, float | None, float | None, float | None]
LOADED = "loaded"  # where a recording says how its data were loaded; `mieru evaluate` reads it
_COLUMNS = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")


class Learning(Job[State]):
    """A job whose ``State`` has epoch, seconds, seconds_left, ended and run too.

    ``folder`` is the runs folder; :meth:`fitted` puts where it records into ``recording``.
    """

    def __init__(self, state: State, name: str, folder: Path) -> None:
        super().__init__(state, name)
        self.folder = folder
        self.recording: Path | None = None
        self.rows: list[Row] = []

    @abstractmethod
    def fitted(self) -> "Run":
        """Learns, with :meth:`hear` among the listeners."""

    def work(self) -> None:
        try:
            self.finish(self.fitted())
        except DivergenceError as error:
            self.finish(error.run, told(error))

    def finish(self, run: "Run", trouble: Text | None = None) -> None:
        """Saves what was learned, and tells how it ended; ``trouble`` says why it is no good."""
        from mieru.files import save

        kept = None
        if self.recording is not None:
            try:
                save(self.recording, run)
                kept = run_id(self.recording.relative_to(self.folder))
            except MieruError as error:
                trouble = trouble or told(error)
        self.set(
            phase="failed" if trouble else "ended",
            ended=run.ended,
            problem=trouble,
            run=kept,
            seconds=run.seconds,
        )

    def hear(self, event: "Event") -> None:
        """The listener that learning tells how far it is."""
        from mieru.learn import Advanced, Compiled, EpochEnded, StopLearning

        match event:
            case Compiled():
                self.set(phase="learning")
            case Advanced():
                self.set(epoch=event.epochs, seconds_left=number(event.seconds_left))
            case EpochEnded():
                self.add_row(event.row)
        if self.stopping and isinstance(event, Compiled | Advanced):
            raise StopLearning

    def add_row(self, row: dict[str, Any]) -> None:
        """One epoch more."""
        a, b, c, d = (number(row.get(name)) for name in _COLUMNS)
        with self._lock:
            self.rows.append((int(row["epoch"]), a, b, c, d))
        self.set(seconds=float(row["seconds"]))
