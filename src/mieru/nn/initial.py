"""Initial weights: how a weight array is filled before learning.

``fan_in`` is how many inputs one unit sums and ``fan_out`` how many units one input feeds. Weights
are drawn by NumPy: nothing is compiled for it, and a seed means the same on every device.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from mieru.nn.checks import as_finite, keep, positive, shown
from mieru.nn.shapes import Shape, shape_text, size
from mieru.words import SettingError, ShapeError

# Where random numbers come from: a seed, and the path of indices to the layer that draws them.
Seed = np.random.SeedSequence


def seed_of(seed: Seed, index: int) -> Seed:
    """The seed of the ``index``-th part of what ``seed`` is for."""
    return Seed(seed.entropy, spawn_key=(*seed.spawn_key, index))


def constant(shape: Shape, value: float) -> Array:
    """A float32 array of one number."""
    return jnp.asarray(np.full(shape, value, np.float32))


@dataclass(frozen=True)
class Initial(ABC):
    """A rule that fills a weight array of any shape."""

    kind: ClassVar[str]

    @abstractmethod
    def __call__(self, seed: Seed, shape: Shape, fan_in: int, fan_out: int) -> Array:
        """A float32 array of ``shape`` drawn with ``seed``."""


def _uniform(seed: Seed, shape: Shape, limit: float) -> Array:
    drawn = np.random.default_rng(seed).random(shape, dtype=np.float32)
    return jnp.asarray((2 * drawn - 1) * np.float32(limit))


def _normal(seed: Seed, shape: Shape, variance: float) -> Array:
    drawn = np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)
    return jnp.asarray(drawn * np.float32(variance**0.5))


@dataclass(frozen=True)
class Glorot(Initial):
    """U(−a, a), a = √(6/(fan_in+fan_out)): keeps the variance both ways (Glorot & Bengio 2010)."""

    kind: ClassVar[str] = "glorot"

    def __call__(self, seed: Seed, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return _uniform(seed, shape, (6 / (fan_in + fan_out)) ** 0.5)


@dataclass(frozen=True)
class He(Initial):
    """Normal with variance 2/fan_in: made for ReLU, which halves the variance (He et al. 2015)."""

    kind: ClassVar[str] = "he"

    def __call__(self, seed: Seed, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return _normal(seed, shape, 2 / fan_in)


@dataclass(frozen=True)
class LeCun(Initial):
    """Normal with variance 1/fan_in (LeCun et al. 1998)."""

    kind: ClassVar[str] = "lecun"

    def __call__(self, seed: Seed, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return _normal(seed, shape, 1 / fan_in)


@dataclass(frozen=True)
class Uniform(Initial):
    """U(−limit, limit); the original playground draws with limit 0.5."""

    kind: ClassVar[str] = "uniform"
    limit: float = 0.5

    def __post_init__(self) -> None:
        positive(self, "limit")

    def __call__(self, seed: Seed, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return _uniform(seed, shape, self.limit)


@dataclass(frozen=True)
class Zeros(Initial):
    """All zero: every unit of a layer then learns the same thing, which is worth seeing once."""

    kind: ClassVar[str] = "zeros"

    def __call__(self, seed: Seed, shape: Shape, fan_in: int, fan_out: int) -> Array:
        return constant(shape, 0)


@dataclass(frozen=True)
class Given(Initial):
    """These very numbers, row by row (input by input), for networks small enough to write down.

    ``values`` holds every weight, in any nesting, in the order of the array: for a dense layer the
    weights leaving input 1, then those leaving input 2, and so on.
    """

    kind: ClassVar[str] = "given"
    values: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        keep(self, "values", tuple(_flat(self.values)))

    def __call__(self, seed: Seed, shape: Shape, fan_in: int, fan_out: int) -> Array:
        needed = size(shape)
        if len(self.values) != needed:
            raise ShapeError(
                en=f"{len(self.values)} initial weights are given where the layer's weights, "
                f"{shape_text(shape)}, are {needed} numbers; give {needed}",
                ja=f"初期重みが {len(self.values)} 個与えられましたが、層の重み "
                f"{shape_text(shape)} には {needed} 個必要です。{needed} 個与えてください",
            )
        return jnp.asarray(np.array(self.values, np.float32).reshape(shape))


def _flat(values: Any, depth: int = 0) -> list[float]:
    """Every number of nested lists, tuples or arrays, in order; raises where one is no number."""
    if isinstance(values, np.ndarray | jax.Array):
        values = values.tolist()
    if isinstance(values, tuple | list) and depth < 8:
        return [number for value in values for number in _flat(value, depth + 1)]
    number = as_finite(values)
    if number is None:
        raise SettingError(
            en=f"given initial weights must be finite numbers, not {shown(values)}",
            ja=f"与える初期重みは有限の数でなければなりません ({shown(values)} ではなく)",
        )
    return [number]


INITIALS: dict[str, type[Initial]] = {
    rule.kind: rule for rule in (Glorot, He, LeCun, Uniform, Zeros, Given)
}
