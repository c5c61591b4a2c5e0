"""In which order each member takes its examples: the same as when it learns alone."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from mieru.learn.orders import epochs_by_block

_DRAWERS = ThreadPoolExecutor(os.cpu_count() or 1, "orders")


class OrderStream:
    """The orders of one seed, epoch after epoch: those of :func:`mieru.learn.orders`.

    There whole blocks of epochs are drawn; here only as many as the next chunk needs, since a
    population has many streams.
    """

    def __init__(self, seed: int, rows: np.ndarray) -> None:
        self._seed, self._rows = seed, rows
        self._epoch = 0
        self._generator = self._of_block(0)

    def _of_block(self, block: int) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(key=[self._seed, block]))

    def take(self, epochs: int) -> np.ndarray:
        """The next ``epochs`` orders of the stream's rows, int32 (epochs, examples)."""
        examples = len(self._rows)
        by_block = epochs_by_block(examples)
        orders = np.empty((epochs, examples), np.int32)
        orders[:] = np.arange(examples, dtype=np.int32)
        done = 0
        while done < epochs:
            block, inside = divmod(self._epoch, by_block)
            if inside == 0:
                self._generator = self._of_block(block)
            part = orders[done : done + by_block - inside]
            # Drawn row by row, so that some rows now and some later are the rows of one block.
            self._generator.permuted(part, axis=1, out=part)
            done += len(part)
            self._epoch += len(part)
        return self._rows[orders]


def orders_of(streams: list[OrderStream], of: np.ndarray, epochs: int, padded: int) -> np.ndarray:
    """The next orders of all members, int32 (epochs, members, padded), filled up with zeros.

    ``of`` (members,) says which stream is whose; one stream for all gives (epochs, 1, padded).
    """
    found = np.zeros((epochs, len(streams), padded), np.int32)

    def draw(place: int) -> None:
        orders = streams[place].take(epochs)
        found[:, place, : orders.shape[1]] = orders

    # NumPy draws without holding Python's lock.
    list(_DRAWERS.map(draw, range(len(streams))))
    return found if len(streams) == 1 else found[:, of]
