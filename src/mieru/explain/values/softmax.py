"""The end of a classifier: logits become probabilities."""

from dataclasses import dataclass

import numpy as np

from mieru.explain.values.made import Array


@dataclass(frozen=True, eq=False)
class Softmax:
    """p = exp(u − max u) / Σ exp(u − max u), for logits u (K,)."""

    logits: Array

    @property
    def largest(self) -> float:
        """max u, which is taken off so that no exponential overflows."""
        return float(self.logits.max())

    @property
    def exponentials(self) -> Array:
        """exp(u − max u), (K,): 1 for the likeliest class."""
        found: Array = np.exp(self.logits - self.largest)
        return found

    @property
    def total(self) -> float:
        """Σ exp(u − max u)."""
        return float(self.exponentials.sum())

    @property
    def probabilities(self) -> Array:
        """(K,), which sum to 1."""
        found: Array = self.exponentials / self.total
        return found


def softmax(logits: object) -> Softmax:
    """The softmax of logits (K,), in float64."""
    return Softmax(np.asarray(logits, np.float64).reshape(-1))
