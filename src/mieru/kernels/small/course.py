"""Learning whole epochs in one call, with a look at the network after each."""

from typing import NamedTuple, Self

import numpy as np

from mieru.kernels.small.shape import SmallShape


class Pair(NamedTuple):
    """Examples: x (N, F) with t (N,), or (N, K) values for several outputs."""

    x: np.ndarray
    t: np.ndarray


class Plan(NamedTuple):
    """E epochs of S steps each.

    Step s of epoch e learns from the examples ``orders[e, offsets[s]:offsets[s + 1]]`` at the
    learning rate ``rates[e, s]``.
    """

    orders: np.ndarray  # (E, M) int32
    offsets: np.ndarray  # (S + 1,) int32
    rates: np.ndarray  # (E, S) float64


class Course(NamedTuple):
    """What each of E epochs gave, written while it is learned.

    ``losses`` and ``correct`` are of the training and of the test examples: the mean of e_n, NaN
    without any, and the right answers. The others are the numbers of the network after the epoch.
    """

    losses: np.ndarray  # (E, 2) float64
    correct: np.ndarray  # (E, 2) int32
    parameters: np.ndarray  # (E, P)
    memory: np.ndarray  # (E, 2, P)
    alive: np.ndarray  # (E, W) uint8
    updates: np.ndarray  # (E,) int64

    @classmethod
    def empty(cls, shape: SmallShape, dtype: np.dtype, epochs: int) -> Self:
        """Room for ``epochs`` epochs."""
        return cls(
            np.empty((epochs, 2)),
            np.empty((epochs, 2), np.int32),
            np.empty((epochs, shape.parameters), dtype),
            np.empty((epochs, 2, shape.parameters), dtype),
            np.empty((epochs, shape.weights), np.uint8),
            np.empty(epochs, np.int64),
        )

    def first(self, epochs: int) -> Self:
        """The first ``epochs`` of them, views."""
        return type(self)(*(array[:epochs] for array in self))
