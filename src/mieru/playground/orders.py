"""In which order an epoch takes its examples: a function of seed and epoch, made some at a time.

The orders are those of :mod:`mieru.learn.orders`, without JAX.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

# The orders of as many epochs as fit in this many numbers are made together.
_NUMBERS = 2**18
_MOST_EPOCHS = 512


def order_of(seed: int, epoch: int, examples: int) -> npt.NDArray[np.int32]:
    """The order of ``examples`` examples in ``epoch``, (examples,) int32."""
    found: npt.NDArray[np.int32] = orders_of(seed, epoch, 1, examples)[0]
    return found


def orders_of(seed: int, epoch: int, most: int, examples: int) -> npt.NDArray[np.int32]:
    """The orders of ``epoch`` and some that follow it, at most ``most`` in all: (E, examples)."""
    by_block = epochs_by_block(examples)
    block, row = divmod(epoch, by_block)
    return _block(seed, block, by_block, examples)[row : row + most]


def epochs_by_block(examples: int) -> int:
    """How many epochs of ``examples`` examples are drawn from one generator."""
    return max(1, min(_MOST_EPOCHS, _NUMBERS // examples))


@lru_cache(maxsize=32)  # sessions of the same seed share them
def _block(seed: int, block: int, epochs: int, examples: int) -> npt.NDArray[np.int32]:
    wide = np.empty((epochs, examples), np.intp)  # which NumPy shuffles just alike, and faster
    wide[:] = np.arange(examples)
    generator = np.random.Generator(np.random.Philox(key=[seed, block]))
    generator.permuted(wide, axis=1, out=wide)
    orders = wide.astype(np.int32)
    orders.flags.writeable = False
    return orders
