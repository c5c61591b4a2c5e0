"""What the doctor says, and what it looks at to say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from mieru.data import Examples

Kind = Literal[
    "not_finite",
    "dead_units",
    "saturated_units",
    "identical_units",
    "vanishing_gradient",
    "exploding_gradient",
    "dead_links",
    "rate_too_high",
    "rate_too_low",
    "too_few_units",
    "overfitting",
    "leakage",
    "imbalance",
]
Row = Mapping[str, float | None]


@dataclass(frozen=True)
class Place:
    """Where it is seen: a layer by its path, and units in it (from 0); () for all of it.

    ``level`` is the number, from 0, of the dense layer that it is or follows. Where single weights
    are meant, ``links`` has them as (unit, input), both from 0; the first 500.
    """

    layer: str
    units: tuple[int, ...] = ()
    level: int = 0
    links: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that the doctor found: what was seen, what it means, and what would show it.

    ``severity`` is "note" (worth knowing), "warning" (learning suffers) or "serious" (it cannot
    work). ``remedies`` name what to change, best first: rate_lower, rate_higher, leaky_relu, tanh,
    fewer_layers, more_units, l1_off, l2, dropout, more_data, random_weights, features,
    without_inputs, each_once (examples that stand there twice), equal_classes. ``inputs`` are
    those of the network, from 0, that it is about.
    """

    kind: Kind
    severity: Literal["note", "warning", "serious"]
    en: str
    ja: str
    places: tuple[Place, ...] = ()
    remedies: tuple[str, ...] = ()
    inputs: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class SeenLayer:
    """What one layer did with N training examples.

    ``function`` names an activation; ``weight`` (inputs, units) is a dense layer's. ``output`` is
    (N, units), ``slope`` f′(u) of an activation, ``delta`` ∂E/∂u up to a factor that all layers
    share.
    """

    path: str
    level: int
    output: np.ndarray
    delta: np.ndarray
    function: str | None = None
    slope: np.ndarray | None = None
    weight: np.ndarray | None = None

    def place(self, units: tuple[int, ...] = ()) -> Place:
        """The layer, or ``units`` of it."""
        return Place(self.path, units, self.level)


@dataclass(frozen=True, eq=False)
class Case:
    """A run as the doctor sees it.

    ``layers`` tell of one pass over (some of) the training data; ``history`` has a row for each
    epoch with ``train_loss`` and, where there are other data, ``validation_loss`` or ``test_loss``.
    """

    layers: tuple[SeenLayer, ...]
    train: Examples
    test: Examples | None
    history: Sequence[Row]
    l1: float = 0.0

    @cached_property
    def train_losses(self) -> np.ndarray:
        """Training loss by epoch, NaN where there is none, (E,)."""
        return self._column("train_loss")

    @cached_property
    def test_losses(self) -> np.ndarray:
        """Test or validation loss by epoch, NaN where there is none, (E,)."""
        tested = self._column("test_loss")
        return tested if np.isfinite(tested).any() else self._column("validation_loss")

    def _column(self, name: str) -> np.ndarray:
        values = [row.get(name) for row in self.history]
        return np.array([np.nan if value is None else value for value in values], np.float64)
