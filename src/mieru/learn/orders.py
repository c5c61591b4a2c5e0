"""In which order an epoch takes its examples: a function of seed and epoch, made some at a time."""

import jax
import jax.numpy as jnp
import numpy as np

# The orders of as many epochs as fit in this many numbers are made together.
_NUMBERS = 2**18
_MOST_EPOCHS = 512


def epochs_by_block(examples: int) -> int:
    """How many epochs of ``examples`` examples make one block."""
    return max(1, min(_MOST_EPOCHS, _NUMBERS // examples))


def block_of_orders(seed: int, block: int, examples: int, padding: int) -> np.ndarray:
    """The orders of a block's epochs, int32 (epochs, examples + padding), filled up with zeros.

    The padding lets the last batch of an epoch be read as a whole one.
    """
    orders = np.zeros((epochs_by_block(examples), examples + padding), np.int32)
    shuffled = orders[:, :examples]
    shuffled[:] = np.arange(examples, dtype=np.int32)
    generator = np.random.Generator(np.random.Philox(key=[seed, block]))
    generator.permuted(shuffled, axis=1, out=shuffled)
    return orders


class Orders:
    """The block of orders in use, on the device, and the next one, made while the device works."""

    def __init__(self, examples: int, padding: int) -> None:
        self._examples, self._padding = examples, padding
        self._used: tuple[tuple[int, int], jax.Array] | None = None
        self._next: tuple[tuple[int, int], np.ndarray] | None = None

    def at(self, seed: int, epoch: int) -> tuple[jax.Array, int]:
        """The block that ``epoch`` is in, and the epoch that the block begins with."""
        by_block = epochs_by_block(self._examples)
        wanted = (seed, epoch // by_block)
        if self._used is None or self._used[0] != wanted:
            prepared = self._next is not None and self._next[0] == wanted
            block = self._next[1] if self._next and prepared else self._made(*wanted)
            self._used, self._next = (wanted, jnp.asarray(block)), None
        return self._used[1], wanted[1] * by_block

    def of(self, seed: int, epoch: int) -> np.ndarray:
        """The order of one epoch, on the host, (examples,)."""
        by_block = epochs_by_block(self._examples)
        block = seed, epoch // by_block
        if self._used and self._used[0] == block:
            orders = np.asarray(self._used[1])
        else:
            if self._next is None or self._next[0] != block:
                self._next = block, self._made(*block)
            orders = self._next[1]
        return orders[epoch % by_block, : self._examples]

    def prepare(self) -> None:
        """Makes the block after the one in use; for moments when the host would only wait."""
        if self._used and not self._next:
            seed, block = self._used[0]
            self._next = (seed, block + 1), self._made(seed, block + 1)

    def _made(self, seed: int, block: int) -> np.ndarray:
        return block_of_orders(seed, block, self._examples, self._padding)
