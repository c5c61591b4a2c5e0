"""How a system is run: settings read, numbers made, report written. All systems share this."""

import json
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mieru.files import save, versions, write_atomically
from mieru.systems.catalogue import System, find
from mieru.systems.options import read_settings, shown
from mieru.systems.report.text import Text, Words, as_text
from mieru.systems.report.values import Result
from mieru.words import DataError, FileError

if TYPE_CHECKING:
    from mieru.data import DataSet, Examples
    from mieru.learn import Listener

Item = TypeVar("Item")


@dataclass
class Stage:
    """What a system may ask of its surroundings.

    ``listeners`` are for :func:`mieru.learn.fit`; ``on_progress(share done, what is being done)``
    hears of everything else that takes time.
    """

    listeners: tuple["Listener", ...] = ()
    on_progress: Callable[[float, Text], object] | None = None
    loaded: list["DataSet"] = field(default_factory=list)
    seconds: dict[Text, float] = field(default_factory=dict)
    reasons: dict[str, Text] = field(default_factory=dict)

    def data(self, name: str, **options: Any) -> "DataSet":
        """:func:`mieru.data.load`; the report tells of what was loaded and of every opened test."""
        from mieru.data import load

        data = load(name, **options)
        self.loaded.append(data)
        return data

    def open(self, data: "DataSet", why: Words) -> "Examples":
        """The sealed test part of ``data``. The opening is counted, and the report tells why.

        Raises DataError for data without a test part.
        """
        if data.test is None:
            raise DataError(
                en=f"{data.name} has no test part; load it with test=0.2",
                ja=f"{data.name} にはテスト部分がありません。test=0.2 を付けて読み込んでください",
            )
        reason = as_text(why)
        self.reasons[reason.en] = reason
        return data.test.open(reason.en)

    def openings(self) -> list[tuple[str, list[Text]]]:
        """Of each data set with an opened test part, its name and the reason of every opening."""
        return [
            (data.name, [self.reasons.get(why, as_text(why)) for why in data.test.openings])
            for data in self.loaded
            if data.test is not None and data.test.openings
        ]

    @contextmanager
    def part(self, what: Words) -> Iterator[None]:
        """Times a part of the work; the report lists the seconds of each."""
        text, began = as_text(what), time.perf_counter()
        self._tell(0.0, text)
        try:
            yield
        finally:
            self.seconds[text] = self.seconds.get(text, 0) + time.perf_counter() - began

    def progress(self, items: Iterable[Item], what: Words) -> Iterator[Item]:
        """The items one by one, telling how far it is; for long loops that do not use fit."""
        listed, text = list(items), as_text(what)
        for i, item in enumerate(listed):
            self._tell(i / len(listed), text)
            yield item
        self._tell(1.0, text)

    def _tell(self, share: float, what: Text) -> None:
        if self.on_progress:
            self.on_progress(share, what)


@dataclass(frozen=True)
class Finished:
    """A system that has run: what it found, and where its report lies."""

    system: System
    settings: dict[str, Any]
    seed: int
    result: Result
    seconds: float
    files: tuple[Path, ...]

    @property
    def report(self) -> Path:
        """The HTML page."""
        return self.files[0]

    def to_json(self) -> dict[str, Any]:
        """Name, settings, seed, metrics (numbers or null), seconds and files, as plain JSON."""
        return {
            "name": self.system.name,
            "settings": self.settings,
            "seed": self.seed,
            "metrics": {k: _finite(v) for k, v in self.result.metrics.items()},
            "seconds": round(self.seconds, 3),
            "files": [str(path) for path in self.files],
        }


def run_system(
    name: str,
    settings: Mapping[str, Any] | None = None,
    *,
    seed: int = 0,
    out: str | Path | None = None,
    listeners: Iterable["Listener"] = (),
    on_progress: Callable[[float, Text], object] | None = None,
) -> Finished:
    """Runs the system called ``name`` and writes its report, ``result.json`` and recordings.

    ``settings`` are texts, as a command gives them, or plain values. They go into the folder
    ``out`` (``runs/NAME-TIME`` by default); while it learns, the studio lists it. Raises
    SettingError for an unknown system, setting or value, and whatever the system itself raises; the
    same seed gives the same numbers.
    """
    from mieru.learn import LiveFile
    from mieru.systems.report.page import Told, page

    began = time.perf_counter()
    system = find(name)
    module = import_module(system.module)
    chosen = read_settings(module.Settings, settings or {})
    with _folder(Path(out) if out else _new_folder(name)) as folder:
        stage = Stage((*listeners, LiveFile(folder / f"{name}.safetensors")), on_progress)
        result: Result = module.run(chosen, seed=seed, stage=stage)
    recordings = [
        save(folder / f"{key}.safetensors", run) for key, run in result.recordings.items()
    ]
    told = Told(
        system=system,
        settings={k: shown(v) for k, v in vars(chosen).items()},
        seed=seed,
        result=result,
        parts=stage.seconds,
        openings=stage.openings(),
        sources=list(dict.fromkeys((d.name, d.source) for d in stage.loaded)),
        files=[path.name for path in recordings],
        versions=versions(),
        began=began,
    )
    report, numbers = folder / "report.html", folder / "result.json"
    write_atomically(report, page(told).encode())
    finished = Finished(
        system=system,
        settings=dict(vars(chosen)),
        seed=seed,
        result=result,
        seconds=time.perf_counter() - began,
        files=(report, numbers, *recordings),
    )
    text = json.dumps(finished.to_json(), ensure_ascii=False, indent=2, allow_nan=False)
    write_atomically(numbers, (text + "\n").encode())
    return finished


@contextmanager
def _folder(folder: Path) -> Iterator[Path]:
    """Makes the folder before the work, which may take long, and takes it away if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(
            en=f"the folder {folder} cannot be made: {error.strerror or error}",
            ja=f"フォルダ {folder} を作れません: {error.strerror or error}",
        ) from error
    try:
        yield folder
    except BaseException:
        with suppress(OSError):  # it holds something already
            folder.rmdir()
        raise


def _new_folder(name: str) -> Path:
    """``runs/NAME-TIME``, with a number after it where that is taken."""
    stem = f"{name}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    folder, again = Path("runs") / stem, 1
    while folder.exists():
        again += 1
        folder = Path("runs") / f"{stem}-{again}"
    return folder


def _finite(value: float) -> float | int | None:
    number = value if isinstance(value, int) else float(value)
    return number if math.isfinite(number) else None
