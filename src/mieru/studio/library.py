"""The runs folder as a library: what stands in it, read once and kept while it does not change.

An id is looked up among what the folder holds; no path is ever built from what a request says.
Lists read headers alone, which takes no JAX and little time; a recording that is opened is loaded.
"""

import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mieru.files.header import Description, TooLarge, read_header
from mieru.files.live import is_silent, read_live
from mieru.studio.describe import clean, compared
from mieru.studio.entries import (
    damaged_entry,
    live_entry,
    recording_entry,
    report_entry,
    result_stamp,
    unread_entry,
)
from mieru.studio.found import RECORDING, Found, find
from mieru.studio.messages import Compared, Entry, RunCurves, Runs
from mieru.words import FileError, MieruError, SettingError

if TYPE_CHECKING:
    from mieru.files import Run

MOST_LISTED = 500
MOST_COMPARED = 24
LARGEST_HEADER = 8_000_000  # bytes; a longer one is read only when its recording is opened
LARGEST_OPENED = 2_000_000_000
PATIENCE = 1.5  # seconds of reading before a list is given out unfinished


class Library:
    """Finds and reads runs. Safe to ask from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._entries: dict[str, tuple[object, Entry]] = {}
        self._opened: tuple[object, Run] | None = None

    def runs(self) -> Runs:
        """The list, newest first. What was not yet read when patience ended is left out."""
        found = sorted(find(self.folder), key=lambda file: (-file.stat.st_mtime_ns, file.id))
        until = time.monotonic() + PATIENCE
        entries, complete = [], True
        with self._lock:
            for file in found[:MOST_LISTED]:
                if file.id not in self._entries and time.monotonic() > until:
                    complete = False
                    break
                entries.append(self._entry(file))
            for gone in self._entries.keys() - {file.id for file in found}:
                del self._entries[gone]
        return Runs(clean(self.folder), len(found), complete, tuple(entries))

    def compare(self, ids: Iterable[str]) -> Compared:
        """The histories and settings of some runs; those that cannot be read are left out."""
        wanted = list(dict.fromkeys(ids))[:MOST_COMPARED]
        found = {file.id: file for file in find(self.folder) if file.id in wanted}
        with self._lock:
            read = [_curves(found[run_id]) for run_id in wanted if run_id in found]
        return Compared(tuple(one for one in read if one is not None))

    def open(self, run_id: str) -> tuple[Entry, "Run", Path] | None:
        """The recording with that id; None where there is none. Raises FileError where damaged."""
        file = next((file for file in find(self.folder) if file.id == run_id), None)
        if file is None or file.path.suffix != RECORDING:
            return None
        with self._lock:
            # Kept until another is opened: the page of a recording asks for it several times.
            key = (file.id, file.stamp)
            if self._opened is None or self._opened[0] != key:
                self._opened = key, _loaded(file)
            run = self._opened[1]
        return recording_entry(file, _description(run)), run, file.path

    def opened(self, run_id: str) -> "tuple[Run, Path]":
        """The recording with that id and its file. Raises SettingError where there is none."""
        found = self.open(run_id)
        if found is None:
            raise SettingError(
                en="there is no such recording; it may have been moved or deleted",
                ja="その記録はありません。移動または削除された可能性があります",
            )
        return found[1:]

    def _entry(self, file: Found) -> Entry:
        # A run under way changes without its file: its process may go.
        stamp = None if file.is_live else (file.stamp, result_stamp(file))
        kept = self._entries.get(file.id)
        if kept is None or stamp is None or kept[0] != stamp:
            self._entries[file.id] = kept = (stamp, _read_entry(file))
        return kept[1]


def _read_entry(file: Found) -> Entry:
    try:
        if file.is_live:
            live = read_live(file.path)
            return live_entry(file, live, goes_on=live.goes_on and not is_silent(file.path))
        if file.path.suffix != RECORDING:
            return report_entry(file)
        return recording_entry(file, read_header(file.path, LARGEST_HEADER).run)
    except TooLarge:
        return unread_entry(file)
    except (MieruError, OSError) as error:
        return damaged_entry(file, _as_problem(file, error))


def _curves(file: Found) -> RunCurves | None:
    entry = _read_entry(file)
    try:
        if file.is_live:
            live = read_live(file.path)
            return compared(entry, live.history, live.settings)
        if file.path.suffix != RECORDING:
            return None
        run = read_header(file.path).run
        return compared(entry, run.history, run.settings)
    except (MieruError, OSError):
        return None


def _description(run: "Run") -> Description:
    """What the header of the loaded run said."""
    from mieru.files.recording import described

    return described(run)


def _as_problem(file: Found, error: Exception) -> MieruError:
    if isinstance(error, MieruError):
        return error
    return FileError(
        en=f"{file.name} cannot be read: {error!r}",
        ja=f"{file.name} を読み込めません: {error!r}",
    )


def _loaded(file: Found) -> "Run":
    """Raises FileError, whatever is wrong with the file."""
    if file.stat.st_size > LARGEST_OPENED:
        raise FileError(
            en=f"{file.name} is larger than {LARGEST_OPENED / 1e9:.0f} GB, too large to be shown "
            "here; use it from Python",
            ja=f"{file.name} は {LARGEST_OPENED / 1e9:.0f} GB を超えるため、"
            "ここでは表示できません。Python から使ってください",
        )
    from mieru.files import load

    try:
        return load(file.path)
    except MieruError:
        raise
    except Exception as error:  # whatever is in a file must not take down the server
        raise _as_problem(file, error) from error
