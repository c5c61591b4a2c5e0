"""Learning-rate schedules: the rate as a function of the epochs passed (3.25 is possible).

Each can stand wherever a rate can: ``Adam(rate=Cosine(0.001, epochs=20))``.
"""

import dataclasses
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from mieru.learn.numbers import POSITIVE, Bounds, number, turnable
from mieru.words import SettingError


@dataclass(frozen=True)
class Schedule(ABC):
    """A rate that changes by itself. ``initial`` is the rate that it starts from.

    Raises SettingError for a number out of range.
    """

    kind: ClassVar[str]
    initial: float

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            number(self, field.name, POSITIVE if field.name in _POSITIVE else Bounds())

    @abstractmethod
    def at(self, epochs: Array) -> Array:
        """The rate after ``epochs`` epochs."""


_POSITIVE = {"initial", "every", "epochs"}


@turnable
@dataclass(frozen=True)
class StepDecay(Schedule):
    """The rate times ``factor`` each ``every`` epochs."""

    kind: ClassVar[str] = "step_decay"
    factor: float = 0.1
    every: float = 10

    def at(self, epochs: Array) -> Array:
        return self.initial * self.factor ** jnp.floor(epochs / self.every)


@turnable
@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """The rate times ``factor`` each epoch, smoothly."""

    kind: ClassVar[str] = "exponential_decay"
    factor: float = 0.95

    def at(self, epochs: Array) -> Array:
        return self.initial * self.factor**epochs


@turnable
@dataclass(frozen=True)
class Cosine(Schedule):
    """Half a cosine from ``initial`` down to ``final`` over ``epochs``, after ``warmup`` epochs in
    which it rises in a straight line. (Loshchilov & Hutter 2017)
    """

    kind: ClassVar[str] = "cosine"
    epochs: float = 10
    warmup: float = 0
    final: float = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.warmup >= self.epochs:
            raise SettingError(
                en=f"Cosine: warmup ({self.warmup:g}) must be shorter than epochs "
                f"({self.epochs:g}), of which it is a part",
                ja=f"Cosine: warmup ({self.warmup:g}) は全体の epochs ({self.epochs:g}) より"
                "短くなければなりません",
            )

    def at(self, epochs: Array) -> Array:
        rising = self.initial * epochs / jnp.maximum(self.warmup, 1e-9)
        share = jnp.clip((epochs - self.warmup) / (self.epochs - self.warmup), 0, 1)
        falling = self.final + (self.initial - self.final) * 0.5 * (1 + jnp.cos(jnp.pi * share))
        return jnp.where(epochs < self.warmup, rising, falling)


SCHEDULES: dict[str, type[Schedule]] = {s.kind: s for s in (StepDecay, ExponentialDecay, Cosine)}


def rate_at(rate: float | Array | Schedule, epochs: Array) -> Array:
    """The rate in force after ``epochs`` epochs, whether it is a number or a schedule."""
    return rate.at(epochs) if isinstance(rate, Schedule) else jnp.asarray(rate)
