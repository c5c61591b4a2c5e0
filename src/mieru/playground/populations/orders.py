"""The orders of many networks: drawn once for all that share a seed, and no more than needed."""

import threading

import numpy as np
import numpy.typing as npt

from mieru.playground.orders import epochs_by_block

Order = npt.NDArray[np.int32]


class SharedOrders:
    """The orders that :func:`mieru.playground.orders.order_of` gives, a run of epochs at a time.

    Networks of one seed ask for the same runs, one after another from epoch 0 on; so only the last
    run is kept. Safe for several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: dict[tuple[int, int], _Stream] = {}

    def between(self, seed: int, examples: int, first: int, last: int) -> Order:
        """The orders of the epochs from ``first`` to before ``last``, one behind another."""
        with self._lock:
            stream = self._streams.setdefault((seed, examples), _Stream(seed, examples))
        return stream.between(first, last)

    def forget(self) -> None:
        """Frees all memory; who goes on asking gets the same orders."""
        with self._lock:
            self._streams.clear()


class _Stream:
    def __init__(self, seed: int, examples: int) -> None:
        self._seed, self._examples = seed, examples
        self._by_block = epochs_by_block(examples)
        self._lock = threading.Lock()
        self._first = self._last = 0
        self._run = np.empty(0, np.int32)
        self._generator = self._of_block(0)

    def between(self, first: int, last: int) -> Order:
        with self._lock:
            if (first, last) != (self._first, self._last):
                if first != self._last:
                    self._skip_to(first)
                self._run = self._drawn(first, last)
                self._first, self._last = first, last
            return self._run

    def _of_block(self, block: int) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(key=[self._seed, block]))

    def _skip_to(self, epoch: int) -> None:
        block, inside = divmod(epoch, self._by_block)
        self._generator = self._of_block(block)
        if inside:
            self._drawn(epoch - inside, epoch)

    def _drawn(self, first: int, last: int) -> Order:
        rows = np.empty((last - first, self._examples), np.int32)
        rows[:] = np.arange(self._examples, dtype=np.int32)
        done = first
        while done < last:
            block, inside = divmod(done, self._by_block)
            if inside == 0:
                self._generator = self._of_block(block)
            end = min(last, done + self._by_block - inside)
            part = rows[done - first : end - first]
            # Drawn row by row: some epochs now and some later are those of one block.
            self._generator.permuted(part, axis=1, out=part)
            done = end
        return rows.ravel()
