"""The losses of all epochs, thinned when there are many; a page is told what it has not heard."""

import numpy as np
import numpy.typing as npt

from mieru.playground.engines.engine import Judgement

Row = tuple[int, float | None, float | None, float | None, float | None]
MOST_ROWS = 10_000


class History:
    """Rows of (epoch, train loss, test loss, train accuracy, test accuracy), NaN for none."""

    def __init__(self) -> None:
        self._rows = np.empty((64, 5))
        self._every = 1
        self._count = 0
        # From which row on something changed, and when: both rise from entry to entry.
        self._changes: list[tuple[int, int]] = []
        self.now = 0

    def __len__(self) -> int:
        return self._count

    @property
    def rows(self) -> npt.NDArray[np.float64]:
        """All rows (N, 5), a view."""
        return self._rows[: self._count]

    @property
    def last_epoch(self) -> int:
        """The epoch of the last row; −1 without any."""
        return int(self._rows[self._count - 1, 0]) if self._count else -1

    def add(self, epoch: int, judged: Judgement) -> None:
        """The row of ``epoch``, after those before it; what stood there or later goes."""
        self.cut(epoch - 1)
        losses = judged.train_loss, judged.test_loss
        row = (epoch, *losses, judged.train_accuracy, judged.test_accuracy)
        self._append(np.array([row]))

    def extend(self, first: int, judged: npt.NDArray[np.float64]) -> None:
        """The rows of ``first`` and the epochs after it, (N, 4) without the epochs; as ``add``."""
        self.cut(first - 1)
        count = len(judged)
        rows = np.empty((count, 5))
        rows[:, 0], rows[:, 1:] = np.arange(first, first + count), judged
        if self._count == 0 or self._count + count >= MOST_ROWS:
            for row in rows:
                self._append(row[None])
        elif count and self._every == 1:
            self._append(rows)
        elif count:
            # The last one stands there until another does.
            lasting = [*range(-first % self._every, count - 1, self._every), count - 1]
            self._append(rows[lasting])

    def cut(self, epoch: int) -> None:
        """Drops all rows after ``epoch``."""
        if self.last_epoch > epoch:
            self._count = int(np.searchsorted(self.rows[:, 0], epoch, side="right"))
            self._changed(self._count)

    def since(self, told: int, when: int) -> tuple[int, tuple[Row, ...]]:
        """What a page needs that had ``told`` rows when ``now`` was ``when``: from which row on
        they replace its own, and the rows.
        """
        changed = next((row for moment, row in self._changes if moment > when), self._count)
        start = min(told, changed, self._count)
        return start, tuple((int(row[0]), *row[1:]) for row in self.rows[start:].tolist())

    def until(self, epoch: int) -> "History":
        """The past up to ``epoch``."""
        return History.of(self.rows[: np.searchsorted(self.rows[:, 0], epoch, side="right")])

    @classmethod
    def of(cls, rows: npt.NDArray[np.float64]) -> "History":
        """A history of the rows (N, 5), thinned as they are."""
        found = cls()
        found._rows = np.concatenate([rows, np.empty((64, 5))])
        found._count = len(rows)
        steps = np.diff(rows[:-1, 0])
        found._every = int(steps.max()) if len(steps) else 1
        return found

    def _append(self, rows: npt.NDArray[np.float64]) -> None:
        """Rows that may all stand behind each other, if only the last one for a while."""
        last = self._count - 1
        if last > 0 and self._rows[last, 0] % self._every:
            self._changed(last)  # it stood there only for as long as it was the last
            self._count = last
        if self._count >= MOST_ROWS:
            self._thin()
        end = self._count + len(rows)
        while end > len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count : end] = rows
        self._count = end

    def _thin(self) -> None:
        self._every *= 2
        kept = self.rows[self.rows[:, 0] % self._every == 0]
        self._rows[: len(kept)] = kept
        self._count = len(kept)
        self._changed(0)

    def _changed(self, row: int) -> None:
        self.now += 1
        while self._changes and self._changes[-1][1] >= row:
            self._changes.pop()
        self._changes.append((self.now, row))
