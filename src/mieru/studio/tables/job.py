"""One training on a table, and what is checked before it begins."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace as replaced

from mieru.studio.images.asked import (
    LARGEST_BATCH,
    LONGEST_NETWORK,
    check_cost,
    check_memory,
)
from mieru.studio.jobs.learning import LOADED, Learning
from mieru.studio.jobs.telling import new_recording
from mieru.studio.tables.looking import named, options_of
from mieru.studio.tables.messages import SheetState, SheetTrain
from mieru.words import SettingError, ShapeError

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.files import Run
    from mieru.learn import Event, Settings
    from mieru.nn import Network

MOST_ROWS_TOLD = 1_000
MOST_EPOCHS = 100_000


class Job(Learning[SheetState]):
    """A training of the table in ``path``; ``folder`` is the runs folder."""

    def __init__(self, count: int, asked: SheetTrain, path: Path, folder: Path) -> None:
        state = SheetState(count, "loading", epochs=asked.epochs, asked=asked)
        super().__init__(state, "table", folder)
        self._asked, self._path = asked, path

    def now(self) -> SheetState:
        with self._lock:
            every = -(-len(self.rows) // MOST_ROWS_TOLD) or 1
            rows = self.rows[::every]
            if self.rows and rows[-1] is not self.rows[-1]:
                rows.append(self.rows[-1])
            return replaced(self._state, history=tuple(rows))

    def fitted(self) -> "Run":
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
        self.recording = new_recording(self.folder, data.name)
        run = fit(network, data, settings, listeners=(self.hear, LiveFile(self.recording)))
        loaded = {
            "name": str(self._path),
            "target": asked.asked.target,
            "validation": None,
            "options": {k: v for k, v in options.items() if k != "target" and v},
            "seed": settings.seed,
        }
        return replace(run, data=run.data | {LOADED: loaded})

    def hear(self, event: "Event") -> None:
        from mieru.learn import Started
        from mieru.learn.target_scale import told_scale

        if isinstance(event, Started):
            self.set(scaled=bool(told_scale(event.data)))
        super().hear(event)


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
