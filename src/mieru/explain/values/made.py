"""What a value was made of, by kind of layer."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Place = tuple[int, ...]
# Rows or columns of the input under a window; None where there is none: beyond the edge.
Lines = tuple[int | None, ...]


@dataclass(frozen=True)
class Source:
    """A number that stands elsewhere: in the output of ``path`` (or in the input), at ``place``."""

    path: str
    place: Place
    value: float


@dataclass(frozen=True, eq=False)
class Channel:
    """One channel's part in a convolution: patch ⊙ kernel (both kh, kw), and their sum.

    Beyond the edge the patch holds 0.
    """

    channel: int
    patch: Array
    kernel: Array

    @property
    def total(self) -> float:
        """Σ patch·kernel."""
        return float(np.sum(self.patch * self.kernel))


@dataclass(frozen=True, eq=False)
class Scanned:
    """A convolution's value: Σ over channels of patch ⊙ kernel, plus the bias.

    ``channels`` are all, or those that matter most; ``rest`` is what the ``others`` sum to.
    ``rows`` and ``columns`` tell which of the input lie under the kernel.
    """

    source: str
    rows: Lines
    columns: Lines
    channels: tuple[Channel, ...]
    others: int
    rest: float
    bias: float | None
    value: float


@dataclass(frozen=True, eq=False)
class Pooled:
    """A pooling's value. ``window`` (h, w) has NaN beyond the edge, which does not count.

    ``chosen`` is where in the window the largest stands, the first of several alike; None for a
    mean.
    """

    source: str
    rows: Lines
    columns: Lines
    channel: int
    window: Array
    how: Literal["max", "mean"]
    chosen: tuple[int, int] | None
    value: float


@dataclass(frozen=True)
class Product:
    """One input of a unit times its weight."""

    source: Source
    weight: float

    @property
    def total(self) -> float:
        """x·w."""
        return self.source.value * self.weight


@dataclass(frozen=True)
class Summed:
    """A unit's value: Σ x·w + b. ``rest`` is what the ``others`` that are not told sum to."""

    products: tuple[Product, ...]
    others: int
    rest: float
    bias: float | None
    value: float


@dataclass(frozen=True)
class Applied:
    """An activation function's value, f(u); ``parameter`` is the function's number, if any."""

    source: Source
    function: str
    formula: str
    parameter: float | None
    value: float


@dataclass(frozen=True)
class Normalized:
    """(x − mean) / √(variance + ε) · scale + shift.

    ``over``: the running statistics of the channel, or those of the example's last axis.
    """

    source: Source
    over: Literal["running", "example"]
    mean: float
    variance: float
    epsilon: float
    scale: float
    shift: float
    value: float

    @property
    def normal(self) -> float:
        """(x − mean) / √(variance + ε)."""
        return (self.source.value - self.mean) / float(np.sqrt(self.variance + self.epsilon))


@dataclass(frozen=True)
class Joined:
    """Where branches meet: their values added, or one of them handed on."""

    parts: tuple[Source, ...]
    value: float


@dataclass(frozen=True)
class Given:
    """A number of the input: nothing made it."""

    value: float


@dataclass(frozen=True)
class Unexplained:
    """A layer that cannot be looked into value by value; its formula says what it does."""

    formula: str
    value: float


Made = Scanned | Pooled | Summed | Applied | Normalized | Joined | Given | Unexplained
