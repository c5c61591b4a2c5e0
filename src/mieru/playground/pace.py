"""How much to learn at a time: so many epochs a second, and never too long without a look."""

import math
import time

LONGEST_GAP = 0.25  # seconds; what was due before is not caught up with
CHUNK_SECONDS = 0.004
WINDOW_SECONDS = 0.5


class Pace:
    """The speed that was asked for, the speed that is, and how many batches fit in a chunk."""

    def __init__(self) -> None:
        self.asked: float | None = None
        self._owed, self._last = 0.0, time.monotonic()
        self._batches_per_second = 2_000.0
        self.speed = 0.0
        self._window = (self._last, 0)

    def begin(self, epochs_per_second: float | None) -> None:
        """From now on so many epochs a second, None for as many as can be."""
        self.asked = epochs_per_second
        self._owed, self._last = 1.0, time.monotonic()
        self._window, self.speed = (self._last, 0), 0.0

    def due(self) -> float:
        """How many epochs are due since the last time; infinity for as many as can be."""
        if self.asked is None:
            return math.inf
        now = time.monotonic()
        self._owed += self.asked * min(LONGEST_GAP, now - self._last)
        self._last = now
        whole = math.floor(self._owed)
        self._owed -= whole
        return whole

    def done(self, epochs: int) -> None:
        """Counts epochs that were done, for :attr:`speed`."""
        began, count = self._window
        passed = time.monotonic() - began
        count += epochs
        if passed >= WINDOW_SECONDS:
            self.speed, self._window = count / passed, (began + passed, 0)
        else:
            self._window = (began, count)
            if self.speed == 0:
                self.speed = count / max(passed, 0.03)

    def chunk(self, left: int) -> int:
        """How many of the ``left`` batches of an epoch to do before looking at the clock."""
        return max(1, min(left, int(self._batches_per_second * CHUNK_SECONDS)))

    def epochs(self, batches: int) -> int:
        """How many epochs of so many batches to do before looking at the clock; may be 0."""
        return int(self._batches_per_second * CHUNK_SECONDS / batches)

    def took(self, batches: int, seconds: float) -> None:
        """Learns from what a chunk took."""
        measured = batches / max(seconds, 1e-6)
        self._batches_per_second += 0.3 * (measured - self._batches_per_second)
