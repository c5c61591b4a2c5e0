"""Sessions on disk: each in a file that is written in one move, and read with suspicion."""

import contextlib
import json
import os
import tempfile
from pathlib import Path

import msgspec
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from mieru.playground.kept import Kept, kept, revived
from mieru.playground.live import Live
from mieru.playground.tables import Tables
from mieru.words import MieruError

MOST_FILES = 1_000
MOST_BYTES = 1_000_000_000
_KEY = "mieru-session"
_DAMAGED = (
    MieruError,
    SafetensorError,
    msgspec.MsgspecError,
    json.JSONDecodeError,
    OSError,
    LookupError,
    TypeError,
    ValueError,
    OverflowError,
)


class Keeper:
    """The folder of sessions."""

    def __init__(self, folder: Path, tables: Tables) -> None:
        self._folder, self._tables = folder, tables
        self._writes = 0

    def write(self, name: str, live: Live) -> None:
        """Keeps ``live`` as it is now. A disk that is full or closed keeps the old one."""
        description, arrays = kept(live)
        content = save(arrays, {_KEY: msgspec.json.encode(description).decode()})
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(part).replace(self._path(name))
            self._writes += 1
            if self._writes % 100 == 1:
                self._prune()

    def read(self, name: str) -> Live | None:
        """The network of that name as it was kept; None where there is none to go on with."""
        path = self._path(name)
        if not path.is_file():
            return None
        try:
            with safe_open(path, framework="numpy") as file:
                text = (file.metadata() or {})[_KEY]
                arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
            return revived(msgspec.json.decode(text, type=Kept), arrays, self._tables)
        except _DAMAGED:
            return None

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.safetensors"

    def _prune(self) -> None:
        """Away with what was written longest ago, down to what may be kept."""
        files = sorted(
            ((p.stat().st_mtime, p.stat().st_size, p) for p in self._folder.iterdir()),
            reverse=True,
        )
        total = 0
        for place, (_, size, path) in enumerate(files):
            total += size
            if place >= MOST_FILES or total > MOST_BYTES:
                path.unlink(missing_ok=True)
