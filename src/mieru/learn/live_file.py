"""A listener that tells other processes how far learning is: the studio's list of runs reads it."""

import os
import platform
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from mieru.files import LIVE, Live, columns_of, write_atomically
from mieru.files.live import KIND
from mieru.learn.events import Advanced, Compiled, Ended, EpochEnded, Event, Started
from mieru.words import FileError

LONGEST_TEXT = 2_000  # characters of the network's one-line form
MOST_ROWS = 400  # of the history; a longer one is thinned


class LiveFile:
    """``fit(..., listeners=[LiveFile("runs/first.safetensors")])`` keeps ``runs/first.live.json``.

    The file beside the recording-to-be is written in one move, at most once in ``seconds``, and
    removed when learning ends, however it ends. Where it cannot be written, learning goes on
    without it.
    """

    def __init__(self, recording: str | Path, *, seconds: float = 1.0) -> None:
        self.path = Path(recording).with_suffix(LIVE)
        self._seconds = seconds
        self._last = self._began = 0.0
        self._told: Live | None = None
        self._rows: list[dict[str, Any]] = []
        self._step = 1  # only every so many epochs are kept

    def __call__(self, event: Event) -> None:
        if isinstance(event, Started):
            self._begin(event)
        told = self._told
        if told is None:
            return
        match event:
            case Compiled():
                told.compiled = True
            case Advanced():
                told.epoch, told.seconds_left = event.epochs, event.seconds_left
                told.loss = event.loss if event.loss == event.loss else None
            case EpochEnded():
                self._keep(event.row)
            case Ended():
                self._told = None
                with suppress(OSError):
                    self.path.unlink(missing_ok=True)
                return
        if time.monotonic() - self._last >= self._seconds:
            self._write(told)

    def _begin(self, event: Started) -> None:
        self._began, self._last = time.monotonic(), 0.0
        self._rows, self._step = [], 1
        name = event.data.get("name")
        self._told = Live(
            kind=KIND,
            network=event.network.text[:LONGEST_TEXT],
            data=None if name is None else str(name),
            settings=event.settings.to_json(),
            epochs=event.settings.epochs,
            epoch=float(event.epoch),
            history={},
            loss=None,
            seconds=0.0,
            seconds_left=None,
            compiled=False,
            process=os.getpid(),
            host=platform.node(),
            when=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self._write(self._told)

    def _keep(self, row: dict[str, Any]) -> None:
        if row["epoch"] % self._step == 0 or not self._rows:
            self._rows.append(row)
        if len(self._rows) > MOST_ROWS:
            self._step *= 2
            self._rows = [row for row in self._rows if row["epoch"] % self._step == 0]

    def _write(self, told: Live) -> None:
        told.seconds = round(time.monotonic() - self._began, 3)
        told.history = columns_of(self._rows)
        try:
            write_atomically(self.path, msgspec.json.encode(told))
        except FileError:
            self._told = None  # a full disk must not end a long run
        self._last = time.monotonic()
