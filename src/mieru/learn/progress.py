"""The progress bar: a listener for people. Where there is no terminal, one line an epoch."""

import math
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

from mieru.learn.events import Advanced, Compiled, Ended, EpochEnded, Event, Started
from mieru.words import say, term

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_SECONDS_BETWEEN_LINES = 0.5


class Progress:
    """``fit(..., listeners=[Progress()])`` shows losses, speed and the time left on ``stream``
    (standard error by default, so that standard output stays clean).
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._bar: Bar | None = None
        self._task: Any = None
        self._epochs = 0
        self._row: dict[str, Any] = {}
        self._last_line = -math.inf

    def __call__(self, event: Event) -> None:
        match event:
            case Started():
                self._begin(event)
            case Compiled():
                self._line(
                    say(
                        en=f"compiled in {duration(event.seconds)}",
                        ja=f"コンパイル {duration(event.seconds)}",
                    )
                )
            case Advanced():
                self._show(event)
            case EpochEnded():
                self._row = event.row
                if not self._bar and self._due(event.row["epoch"]):
                    self._line(
                        f"{term('epoch')} {event.row['epoch']}/{self._epochs}  {self._losses()}"
                    )
            case Ended():
                self._end(event)

    def _begin(self, event: Started) -> None:
        self._epochs = event.settings.epochs
        self._row, self._last_line = {}, -math.inf
        if not self._stream.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress as RichProgress, TextColumn

        self._bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[told]}"),
            console=Console(file=self._stream),
        )
        self._bar.start()
        self._task = self._bar.add_task(
            say(en="compiling…", ja="コンパイル中…"),
            total=max(event.settings.epochs, 1),
            completed=event.epoch,
            told="",
        )

    def _show(self, event: Advanced) -> None:
        if not self._bar:
            return
        running = f"{term('loss')} {event.loss:.4f}" if event.loss == event.loss else ""
        time_left = duration(event.seconds_left)
        left = say(en=f"{time_left} left", ja=f"残り {time_left}")
        speed = say(
            en=f"{event.examples_per_second:,.0f} examples/s",
            ja=f"{event.examples_per_second:,.0f} 点/秒",
        )
        told = "  ".join(part for part in (self._losses() or running, speed, left) if part)
        described = f"{term('epoch')} {event.epochs:.1f}/{self._epochs}"
        self._bar.update(self._task, completed=event.epochs, description=described, told=told)

    def _due(self, epoch: int) -> bool:
        """A line for every epoch, but for at most two a second: tiny networks do thousands."""
        now = time.monotonic()
        if now - self._last_line < _SECONDS_BETWEEN_LINES and epoch < self._epochs:
            return False
        self._last_line = now
        return True

    def _losses(self) -> str:
        parts = []
        for name in ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy"):
            if name in self._row:
                value = self._row[name]
                shown = f"{value:.2%}" if name.endswith("accuracy") else f"{value:.4g}"
                parts.append(f"{term(name)} {shown}")
        return "  ".join(parts)

    def _end(self, event: Ended) -> None:
        if self._bar:
            self._bar.stop()
            self._bar = None
        told = {
            "finished": say(en="finished", ja="終了"),
            "stopped": say(en="stopped early", ja="早期終了"),
            "interrupted": say(en="stopped by you", ja="中断"),
            "diverged": say(en="diverged", ja="発散"),
            "failed": say(en="broken off", ja="異常終了"),
        }.get(event.reason, event.reason)
        kept = say(
            en=f", weights of epoch {event.kept_epoch} kept",
            ja=f"、エポック {event.kept_epoch} の重みを保持",
        )
        parts = duration(event.seconds) + ("" if event.reason == "failed" else kept)
        self._line(f"{told}: {self._losses()}  ({parts})" if self._row else f"{told} ({parts})")

    def _line(self, text: str) -> None:
        if not self._bar:
            print(text, file=self._stream, flush=True)


def duration(seconds: float) -> str:
    """Seconds for a reader: ``4.2 s``, ``90 s``, then hours:minutes:seconds.

    >>> duration(4.21), duration(7325)
    ('4.2 s', '2:02:05')
    """
    if seconds < 100:
        shown = f"{seconds:.1f}" if seconds < 9.95 else f"{seconds:.0f}"
        return say(en=f"{shown} s", ja=f"{shown} 秒")
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
