"""What an estimator learns from: columns brought to one scale, and what each row counts for."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# No value of the training data lies farther from the mean than this many scales: a pixel that is
# hardly ever lit has so small a deviation that a single lit one would drown all other inputs.
FARTHEST = 20.0


class Weighted(NamedTuple):
    """Rows x (N, D), targets t (N,) or (N, K), weights (N,) that are 1 on average, or None: 1."""

    x: Array
    t: Array
    weights: Array | None = None

    def take(self, rows: Array) -> "Weighted":
        """Some of the rows, their weights as they are."""
        weights = None if self.weights is None else self.weights[rows]
        return Weighted(self.x[rows], self.t[rows], weights)


@dataclass(frozen=True, eq=False)
class Scaling:
    """(values − mean)/scale by column, and back. ``mean`` and ``scale`` are (D,) float64."""

    mean: Array
    scale: Array

    def apply(self, values: Array) -> Array:
        """Values (N, D) with mean 0 and deviation 1, in float64."""
        return np.asarray((values - self.mean) / self.scale)

    def undo(self, values: Array) -> Array:
        """Back to the values' own unit."""
        return np.asarray(values * self.scale + self.mean)


def scaling_of(values: Array, weights: Array | None, farthest: float | None = None) -> Scaling:
    """The weighted mean and standard deviation of each column of ``values`` (N, D).

    A constant column keeps its scale; with ``farthest``, the scale is at least the column's range
    divided by that.
    """
    values = np.asarray(values, np.float64)
    mean = np.average(values, axis=0, weights=weights)
    scale = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights))
    if farthest is not None:
        scale = np.maximum(scale, np.ptp(values, axis=0) / farthest)
    # Rounding leaves a constant column with a spread of some 1e-16 of its size, not with 0.
    constant = scale <= 1e-12 * np.maximum(np.abs(mean), 1e-288)
    return Scaling(mean, np.where(constant, 1.0, scale))
