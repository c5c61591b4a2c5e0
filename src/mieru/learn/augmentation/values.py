"""The kinds of augmentation. Their numbers are turned without compiling anything anew."""

import dataclasses
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from mieru.learn.numbers import SHARE, Bounds, number, turnable, whole

MOST_PIXELS = 1024


class Motion(NamedTuple):
    """Where the pixel at p, from the picture's centre, comes from: A·p + b (rows, columns)."""

    turn: Array  # A, (2, 2)
    offset: Array  # b, (2,)


@dataclass(frozen=True)
class Augmentation(ABC):
    """Base of all kinds; a frozen dataclass of numbers, told as ``kind`` and its numbers in text.

    Raises SettingError for a number out of range.
    """

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            if field.type in (int, "int"):
                whole(self, field.name, 0, MOST_PIXELS)
            else:
                number(self, field.name, _BOUNDS[self.kind])


@dataclass(frozen=True)
class Move(Augmentation):
    """An augmentation that carries pixels elsewhere. What comes in from outside is 0 (black).

    ``whole_pixels``: every pixel comes from one pixel, so that bytes stay bytes.
    """

    whole_pixels: ClassVar[bool] = True

    @abstractmethod
    def motion(self, key: Array) -> Motion:
        """One motion, drawn with ``key``."""


@turnable
@dataclass(frozen=True)
class Shift(Move):
    """Up to ``pixels`` up or down and left or right, every whole number of them equally likely.

    The same as padding with that many zeros and cropping at random.
    """

    kind: ClassVar[str] = "shift"
    pixels: int = 2

    def motion(self, key: Array) -> Motion:
        drawn = jax.random.uniform(key, (2,))
        step = jnp.floor(drawn * (2 * self.pixels + 1)) - self.pixels
        return Motion(jnp.eye(2), jnp.minimum(step, self.pixels))


@turnable
@dataclass(frozen=True)
class Flip(Move):
    """Left and right exchanged, in a ``share`` of the examples."""

    kind: ClassVar[str] = "flip"
    share: float = 0.5

    def motion(self, key: Array) -> Motion:
        sign = jnp.where(jax.random.uniform(key) < self.share, -1.0, 1.0)
        return Motion(jnp.diag(jnp.stack([jnp.ones(()), sign])), jnp.zeros(2))


@turnable
@dataclass(frozen=True)
class Rotate(Move):
    """Turned about the centre by up to ``degrees`` either way."""

    kind: ClassVar[str] = "rotate"
    whole_pixels: ClassVar[bool] = False
    degrees: float = 10.0

    def motion(self, key: Array) -> Motion:
        angle = jnp.deg2rad(self.degrees) * jax.random.uniform(key, minval=-1.0)
        cos, sin = jnp.cos(angle), jnp.sin(angle)
        return Motion(jnp.stack([jnp.stack([cos, -sin]), jnp.stack([sin, cos])]), jnp.zeros(2))


@turnable
@dataclass(frozen=True)
class Zoom(Move):
    """Larger or smaller about the centre by up to ``share`` of the size."""

    kind: ClassVar[str] = "zoom"
    whole_pixels: ClassVar[bool] = False
    share: float = 0.1

    def motion(self, key: Array) -> Motion:
        size = 1 + self.share * jax.random.uniform(key, minval=-1.0)
        return Motion(jnp.eye(2) / size, jnp.zeros(2))


@turnable
@dataclass(frozen=True)
class Cutout(Augmentation):
    """A square of ``pixels`` a side blacked out, its centre anywhere. (DeVries & Taylor 2017)"""

    kind: ClassVar[str] = "cutout"
    pixels: int = 8

    def hidden(self, key: Array, height: int, width: int) -> Array:
        """Which pixels are blacked out: bool (height, width, 1)."""
        sides = jnp.array([height, width])
        first = jnp.floor(jax.random.uniform(key, (2,)) * sides) - self.pixels // 2
        rows = jnp.arange(height)[:, None] - first[0]
        columns = jnp.arange(width)[None, :] - first[1]
        inside = (rows >= 0) & (rows < self.pixels) & (columns >= 0) & (columns < self.pixels)
        return inside[:, :, None]


@turnable
@dataclass(frozen=True)
class Mixup(Augmentation):
    """Two examples laid over each other, λ of one and 1 − λ of the other, and their losses too.

    λ is drawn once a batch from Beta(``strength``, ``strength``); the partner of each example is
    another one of its batch. The training accuracy counts the class with the larger part.
    (Zhang et al. 2018)
    """

    kind: ClassVar[str] = "mixup"
    strength: float = 0.2


_BOUNDS = {
    "flip": SHARE,
    "rotate": Bounds(most=180.0),
    "zoom": Bounds(most=0.9),
    "mixup": Bounds(most=100.0),
}
AUGMENTATIONS: dict[str, type[Augmentation]] = {
    a.kind: a for a in (Shift, Flip, Rotate, Zoom, Cutout, Mixup)
}
