"""One training on a table: a thread that learns, and what is known of it at any moment."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace as replaced

from mieru.studio.describe import number
from mieru.studio.found import run_id
from mieru.studio.images.asked import (
    LARGEST_BATCH,
    LONGEST_NETWORK,
    check_cost,
    check_memory,
)
from mieru.studio.images.asking import told
from mieru.studio.images.telling import new_recording, unforeseen
from mieru.studio.messages import Text
from mieru.studio.tables.looking import named, options_of
from mieru.studio.tables.messages import SheetState, SheetTrain
from mieru.words import DivergenceError, MieruError, SettingError, ShapeError

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.files import Run
    from mieru.learn import Event, Settings
    from mieru.nn import Network

Row = tuple[int, float | None, float | None, float | None, float | None]
MOST_ROWS_TOLD = 1_000
MOST_EPOCHS = 100_000


class Job:
    """A training of the table in ``path``; ``folder`` is the runs folder."""

    def __init__(self, count: int, asked: SheetTrain, path: Path, folder: Path) -> None:
        self._asked, self._path, self._folder = asked, path, folder
        self._lock = threading.Lock()
        self._state = SheetState(count, "loading", epochs=asked.epochs, asked=asked)
        self._rows: list[Row] = []
        self._stop = threading.Event()
        self._recording: Path | None = None
        self._thread = threading.Thread(target=self._learn, name="mieru-table", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    @property
    def goes_on(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Asks it to end as Ctrl-C would; what was learned is kept."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Waits for the end, at most so long; whether it has come."""
        self._thread.join(seconds)
        return not self.goes_on

    def state(self) -> SheetState:
        """How it stands."""
        with self._lock:
            every = -(-len(self._rows) // MOST_ROWS_TOLD) or 1
            rows = self._rows[::every]
            if self._rows and rows[-1] is not self._rows[-1]:
                rows.append(self._rows[-1])
            return replaced(self._state, history=tuple(rows))

    def _learn(self) -> None:
        try:
            self._finish(self._fitted())
        except DivergenceError as error:
            self._finish(error.run, told(error))
        except MieruError as error:
            self._set(phase="failed", problem=told(error))
        except Exception as error:  # noqa: BLE001 (the page must hear of whatever went wrong)
            self._set(phase="failed", problem=unforeseen(error))

    def _fitted(self) -> "Run":
        from mieru.data import load
        from mieru.learn import LiveFile, fit

        asked = self._asked
        settings = settings_for(asked)
        options = options_of(asked.asked)
        with named(self._path, asked.asked.name):
            data = load(self._path, seed=settings.seed, **options)
        data = replace(data, name=Path(asked.asked.name).stem or "table", source=asked.asked.name)
        network = checked_network(asked.network, data)
        check_memory(network, min(settings.batch_size, len(data.train)))
        self._recording = new_recording(self._folder, data.name)
        run = fit(network, data, settings, listeners=(self._hear, LiveFile(self._recording)))
        loaded = {
            "name": str(self._path),
            "target": asked.asked.target,
            "validation": None,
            "options": {k: v for k, v in options.items() if k != "target" and v},
            "seed": settings.seed,
        }
        return replace(run, data=run.data | {"loaded": loaded})

    def _finish(self, run: "Run", trouble: Text | None = None) -> None:
        from mieru.files import save

        kept = None
        if self._recording is not None:
            try:
                save(self._recording, run)
                kept = run_id(self._recording.relative_to(self._folder))
            except MieruError as error:
                trouble = trouble or told(error)
        self._set(
            phase="failed" if trouble else "ended",
            ended=run.ended,
            problem=trouble,
            run=kept,
            seconds=run.seconds,
            seconds_left=None,
        )

    def _hear(self, event: "Event") -> None:
        from mieru.learn import Advanced, Compiled, EpochEnded, Started, StopLearning
        from mieru.learn.target_scale import told_scale

        match event:
            case Started():
                self._set(scaled=bool(told_scale(event.data)))
            case Compiled():
                self._set(phase="learning")
            case Advanced():
                self._set(epoch=event.epochs, seconds_left=number(event.seconds_left))
            case EpochEnded():
                self._add_row(event.row)
        if self._stop.is_set() and isinstance(event, Compiled | Advanced):
            raise StopLearning

    def _add_row(self, row: dict[str, Any]) -> None:
        names = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
        a, b, c, d = (number(row.get(name)) for name in names)
        with self._lock:
            self._rows.append((int(row["epoch"]), a, b, c, d))
            self._state = replaced(self._state, seconds=float(row["seconds"]))

    def _set(self, **changes: Any) -> None:
        with self._lock:
            self._state = replaced(self._state, **changes)


def settings_for(asked: SheetTrain) -> "Settings":
    """How to learn. Raises SettingError, naming what is out of its range."""
    from mieru.learn import Settings

    for name, most in (("epochs", MOST_EPOCHS), ("batch_size", LARGEST_BATCH)):
        value = getattr(asked, name)
        if not 1 <= value <= most:
            raise SettingError(
                en=f"{name} must lie between 1 and {most:,} here, not {value:,}",
                ja=f"{name} は 1 から {most:,} の範囲で指定してください ({value:,} ではなく)",
            )
    return Settings.from_json(
        {
            "epochs": asked.epochs,
            "batch_size": asked.batch_size,
            "optimizer": {"kind": "adam", "rate": asked.rate},
            "seed": asked.asked.seed,
        }
    )


def checked_network(text: str, data: "DataSet") -> "Network":
    """The network that the line says, if it takes such rows. Raises SettingError, ShapeError."""
    from mieru.nn import Network

    if len(text) > LONGEST_NETWORK:
        raise SettingError(
            en=f"the network's line is longer than {LONGEST_NETWORK:,} characters",
            ja=f"ネットワークの記述が {LONGEST_NETWORK:,} 文字を超えています",
        )
    network = Network.parse(text)
    (given,), wanted = data.input_shape, network.input_shape
    if wanted != data.input_shape:
        raise ShapeError(
            en=f"a row of this table becomes {given} numbers, but the network takes "
            f"{shape_text(wanted)}; begin its line with {given}",
            ja=f"この表の 1 行は {given} 個の数になりますが、ネットワークの入力は "
            f"{shape_text(wanted)} です。記述を {given} で始めてください",
        )
    if network.output_shape != (data.outputs,):
        raise ShapeError(
            en=f"the target needs {data.outputs} outputs, but the network gives "
            f"{shape_text(network.output_shape)}; end its line with dense {data.outputs}",
            ja=f"目標値には {data.outputs} 個の出力が必要ですが、ネットワークの出力は "
            f"{shape_text(network.output_shape)} です。"
            f"記述を dense {data.outputs} で終えてください",
        )
    check_cost(network)
    return network


def shape_text(shape: tuple[int, ...]) -> str:
    """Sides with × between."""
    return "×".join(map(str, shape))
