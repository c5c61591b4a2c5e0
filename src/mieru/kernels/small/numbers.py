"""The numbers of a small network: what learning changes, in memory that native code can walk."""

from dataclasses import dataclass

import numpy as np

from mieru.kernels.small.shape import SmallShape

_LINE = 64  # bytes: the widest vector, and a line of the cache


@dataclass
class Numbers:
    """Weights and biases, what the optimizer remembers, and which links live.

    Each row begins at a multiple of 64 bytes and is followed by zeros up to the next one.
    """

    parameters: np.ndarray  # (P,)
    memory: np.ndarray  # (2, P): first moments (or ΔW), second moments
    alive: np.ndarray  # (W,) uint8
    updates: int = 0
    optimizer: int = -1  # which one the memory belongs to


def empty_numbers(shape: SmallShape, dtype: np.dtype) -> Numbers:
    """All zero, and every link alive."""
    row = -(-shape.parameters * dtype.itemsize // _LINE) * _LINE
    raw = np.zeros(3 * row + _LINE, np.uint8)
    start = -raw.ctypes.data % _LINE
    rows = raw[start : start + 3 * row].view(dtype).reshape(3, -1)
    return Numbers(
        parameters=rows[0, : shape.parameters],
        memory=rows[1:, : shape.parameters],
        alive=np.ones(shape.weights, np.uint8),
    )
