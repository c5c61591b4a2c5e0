"""Least squares two ways: the lowest point in closed form, and the walk down to it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.files import Run
from mieru.learn import GradientDescent, Listener, fit
from mieru.nn import Dense, Network, SquaredError, Zeros

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plane:
    """A fitted plane y = w·x + b, with its way there: ``weights`` ends in b, (features + 1,)."""

    closed: Array  # (features + 1,): the lowest point itself
    epochs: tuple[int, ...]
    path: Array  # (len(epochs), features + 1): where the walk was after so many epochs
    run: Run

    @property
    def weights(self) -> Array:
        """Where the walk ended."""
        last: Array = self.path[-1]
        return last

    @property
    def difference(self) -> float:
        """The largest distance between the two ways, relative to the largest coefficient."""
        return float(np.abs(self.weights - self.closed).max() / np.abs(self.closed).max())


def with_ones(x: Any) -> Array:
    """X: the inputs (N, features) and a column of ones, in double precision."""
    x = np.asarray(x, dtype=np.float64)
    return np.column_stack([x, np.ones(len(x))])


def closed_form(examples: Examples) -> Array:
    """The w that minimises |Xw − t|². Not through XᵀX, whose condition is that of X squared."""
    solution = np.linalg.lstsq(with_ones(examples.x), examples.t[:, 0].astype(np.float64))[0]
    return np.asarray(solution, np.float64)


def curvatures(examples: Examples) -> Array:
    """The eigenvalues of ∂²E/∂w² = XᵀX/N, rising."""
    x = with_ones(examples.x)
    return np.asarray(np.linalg.eigvalsh(x.T @ x / len(x)), np.float64)


def fitted(
    examples: Examples, *, epochs: int, rate: float, seed: int, listeners: tuple[Listener, ...]
) -> Plane:
    """Both ways to the lowest point. The walk starts at zero and takes all examples each step."""
    network = Network(examples.x.shape[1], [Dense(1, initial=Zeros())])
    stops = tuple(waypoints(epochs))
    runs = [
        fit(
            network,
            examples,
            loss=SquaredError(),
            epochs=k,
            batch_size=len(examples),
            optimizer=GradientDescent(rate),
            seed=seed,
            listeners=listeners if k == epochs else (),
        )
        for k in stops
    ]
    path = np.array([weights_of(run) for run in runs])
    return Plane(closed_form(examples), stops, path, runs[-1])


def waypoints(last: int) -> list[int]:
    """1, 2, 5, 10, 20, 50, … up to ``last``."""
    series = [m * 10**k for k in range(6) for m in (1, 2, 5)]
    return [k for k in series if k < last] + [last]


def weights_of(run: Run) -> Array:
    """The weights and, at the end, the bias."""
    dense = run.parameters["dense1"]
    return np.append(dense["weight"][:, 0], dense["bias"]).astype(np.float64)


def residuals(weights: Array, examples: Examples) -> Array:
    """t − y for each example."""
    difference: Array = examples.t[:, 0] - with_ones(examples.x) @ weights
    return difference


def r_squared(weights: Array, examples: Examples) -> float:
    """R² = 1 − Σ(t − y)²/Σ(t − t̄)²."""
    t = examples.t[:, 0].astype(np.float64)
    return float(1 - np.sum(residuals(weights, examples) ** 2) / np.sum((t - t.mean()) ** 2))


def most_telling(examples: Examples) -> int:
    """The feature that is most strongly correlated with the target."""
    both = np.corrcoef(examples.x, examples.t[:, 0], rowvar=False)
    return int(np.argmax(np.abs(both[-1, :-1])))


def one_feature(examples: Examples, feature: int) -> Examples:
    """The examples with that feature only."""
    return Examples(examples.x[:, [feature]], examples.t)
