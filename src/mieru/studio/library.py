"""The runs folder as a library: what stands in it, read once and kept while it does not change.

An id is looked up among what the folder holds; no path is ever built from what a request says.
"""

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from mieru.studio.describe import clean
from mieru.studio.entries import (
    damaged_entry,
    recording_entry,
    report_entry,
    result_stamp,
    unread_entry,
)
from mieru.studio.found import RECORDING, Found, find
from mieru.studio.messages import Entry, Runs
from mieru.words import FileError, MieruError

if TYPE_CHECKING:
    from mieru.files import Run

MOST_LISTED = 500
LARGEST_LISTED = 64_000_000  # bytes; a larger recording is read only when it is opened
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
        return recording_entry(file, run), run, file.path

    def _entry(self, file: Found) -> Entry:
        stamp = (file.stamp, result_stamp(file))
        kept = self._entries.get(file.id)
        if kept is None or kept[0] != stamp:
            self._entries[file.id] = kept = (stamp, _read_entry(file))
        return kept[1]


def _read_entry(file: Found) -> Entry:
    if file.path.suffix != RECORDING:
        return report_entry(file)
    if file.stat.st_size > LARGEST_LISTED:
        return unread_entry(file)
    try:
        return recording_entry(file, _loaded(file))
    except MieruError as error:
        return damaged_entry(file, error)


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
    except Exception as error:  # one file must not take down the list of all
        raise FileError(
            en=f"{file.name} cannot be read: {error!r}",
            ja=f"{file.name} を読み込めません: {error!r}",
        ) from error
