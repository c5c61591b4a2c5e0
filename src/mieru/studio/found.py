"""Which files of the runs folder are runs, and what each is called in an address."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from mieru.files.live import LIVE
from mieru.studio.describe import clean

RECORDING = ".safetensors"
REPORT = "report.html"
MOST_FILES = 10_000  # looked at in one folder


@dataclass(frozen=True)
class Found:
    """A file in the runs folder: a recording, what tells of a run under way, or a lone report."""

    id: str
    path: Path
    name: str
    stat: os.stat_result
    folder: Path | None  # of the run, where the file is in one

    @property
    def is_live(self) -> bool:
        """Whether it tells of a run under way."""
        return self.path.name.endswith(LIVE)

    @property
    def stamp(self) -> tuple[int, int, int]:
        """Changes when the file does."""
        return self.stat.st_ino, self.stat.st_mtime_ns, self.stat.st_size

    @property
    def changed(self) -> str:
        """When the file was written, as ISO 8601."""
        seconds = min(max(self.stat.st_mtime, 0.0), 4e9)
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def find(folder: Path) -> Iterator[Found]:
    """Recordings and runs under way in ``folder`` and in the folders in it; reports without either.

    A run under way stands for the recording that it will become: both have the same id.
    """
    try:
        root = folder.resolve(strict=True)
    except (OSError, RuntimeError):
        return
    loose = _visible(folder)
    for path in _runs_among(loose):
        yield from _looked_at(folder, root, path, None)
    for path in loose:
        if path.suffix != RECORDING and path.is_dir():
            inside = _visible(path)
            for file in _runs_among(inside) or [file for file in inside if file.name == REPORT]:
                yield from _looked_at(folder, root, file, path)


def run_id(inside: Path) -> str:
    """A file's path as one part of an address: ``mlp-20261121:mlp``.

    Different paths have different ids: signs other than letters and digits (``~`` and ``:`` too)
    are written as codes, such as ``~3A``.
    """
    name = inside.with_name(_stem(inside))
    return ":".join("".join(map(_coded, part)) for part in name.parts)


def _stem(path: Path) -> str:
    """The name without what says of which kind the file is."""
    for ending in (RECORDING, LIVE):
        if path.name.endswith(ending) and path.name != ending:
            return path.name.removesuffix(ending)
    return path.name


def _runs_among(paths: list[Path]) -> list[Path]:
    live = [path for path in paths if path.name.endswith(LIVE)]
    becoming = {_stem(path) for path in live}
    recordings = [path for path in paths if path.suffix == RECORDING]
    return live + [path for path in recordings if _stem(path) not in becoming]


def _coded(sign: str) -> str:
    if sign.isalnum() or sign in "-_.":
        return sign
    return "".join(f"~{byte:02X}" for byte in os.fsencode(sign))


def _visible(folder: Path) -> list[Path]:
    try:
        return [path for path in islice(folder.iterdir(), MOST_FILES) if path.name[0] != "."]
    except OSError:
        return []


def _looked_at(base: Path, root: Path, path: Path, folder: Path | None) -> Iterator[Found]:
    """The file, unless it is none, has gone, or is a link that leads out of the runs folder."""
    with suppress(OSError, RuntimeError):
        if path.is_file() and path.resolve(strict=True).is_relative_to(root):
            inside = path.relative_to(base)
            name = inside.parent if path.name == REPORT else inside.with_name(_stem(inside))
            yield Found(run_id(inside), path, clean(name.as_posix()), path.stat(), folder)
