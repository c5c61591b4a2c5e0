"""Optimizers: how a gradient becomes a change of the weights. The rules themselves are Optax's.

η is the rate, g the gradient. Every number can be turned without compiling anything anew.
"""

import dataclasses
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import optax
from jax import Array

from mieru.learn.numbers import BELOW_ONE, POSITIVE, SHARE, Bounds, number, turnable
from mieru.learn.schedules import Schedule

Rate = float | Schedule

_BOUNDS = {
    "momentum": SHARE,
    "decay": BELOW_ONE,
    "decay1": BELOW_ONE,  # 1 would divide by 1 − 1ᵗ = 0
    "decay2": BELOW_ONE,
    "epsilon": POSITIVE,  # 0 would divide 0 by 0 where a weight has no gradient
}


@dataclass(frozen=True)
class Optimizer(ABC):
    """Base of all optimizers; ``rate`` is η, a number or a schedule.

    Raises SettingError for a number out of range.
    """

    kind: ClassVar[str]
    rate: Rate = 0.01

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            if not isinstance(getattr(self, field.name), Schedule) or field.name != "rate":
                number(self, field.name, _BOUNDS.get(field.name, Bounds()))

    @abstractmethod
    def rule(self, rate: Array) -> optax.GradientTransformation:
        """Optax's rule with the rate in force at this step."""


@turnable
@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """ΔW = −ηg."""

    kind: ClassVar[str] = "gradient_descent"
    rate: Rate = 0.1

    def rule(self, rate: Array) -> optax.GradientTransformation:
        return optax.scale(-rate)


@turnable
@dataclass(frozen=True)
class Momentum(Optimizer):
    """ΔW = −ηg + μΔW of the step before: it rolls on through flat places. (Polyak 1964)

    Where the rate changes, Optax's own ``sgd`` would rescale the whole of ΔW; here only what is
    new is scaled, as the formula says.
    """

    kind: ClassVar[str] = "momentum"
    rate: Rate = 0.01
    momentum: float = 0.9

    def rule(self, rate: Array) -> optax.GradientTransformation:
        return optax.chain(optax.scale(-rate), optax.trace(self.momentum))


@turnable
@dataclass(frozen=True)
class Nesterov(Optimizer):
    """V = −ηg + μV, ΔW = −ηg + μV: momentum that looks ahead to where it is going.

    (Nesterov 1983, in the form of Sutskever et al. 2013)
    """

    kind: ClassVar[str] = "nesterov"
    rate: Rate = 0.01
    momentum: float = 0.9

    def rule(self, rate: Array) -> optax.GradientTransformation:
        return optax.chain(optax.scale(-rate), optax.trace(self.momentum, nesterov=True))


@turnable
@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """ΔW = −ηg/√(Σg² + ε): each weight slows down by what it has moved. (Duchi et al. 2011)"""

    kind: ClassVar[str] = "adagrad"
    rate: Rate = 0.05
    epsilon: float = 1e-7

    def rule(self, rate: Array) -> optax.GradientTransformation:
        return optax.adagrad(rate, initial_accumulator_value=0.0, eps=self.epsilon)


@turnable
@dataclass(frozen=True)
class RMSProp(Optimizer):
    """ΔW = −ηg/√(v + ε), v a running mean of g²: v ← decay·v + (1 − decay)·g². (Hinton 2012)"""

    kind: ClassVar[str] = "rmsprop"
    rate: Rate = 0.001
    decay: float = 0.9
    epsilon: float = 1e-8

    def rule(self, rate: Array) -> optax.GradientTransformation:
        return optax.rmsprop(rate, decay=self.decay, eps=self.epsilon)


@turnable
@dataclass(frozen=True)
class Adam(Optimizer):
    """ΔW = −ηm̂/(√v̂ + ε): running means of g and g², both freed of their start. (Kingma & Ba 2015)

    m ← β₁m + (1 − β₁)g and m̂ = m/(1 − β₁ᵗ) after t steps; v likewise with g² and β₂. ``decay1`` is
    β₁, ``decay2`` is β₂.
    """

    kind: ClassVar[str] = "adam"
    rate: Rate = 0.001
    decay1: float = 0.9
    decay2: float = 0.999
    epsilon: float = 1e-8

    def rule(self, rate: Array) -> optax.GradientTransformation:
        return optax.adam(rate, b1=self.decay1, b2=self.decay2, eps=self.epsilon)


@turnable
@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam, every parameter also shrunk by η·weight_decay a step. (Loshchilov & Hutter 2019)"""

    kind: ClassVar[str] = "adamw"
    rate: Rate = 0.001
    weight_decay: float = 0.01
    decay1: float = 0.9
    decay2: float = 0.999
    epsilon: float = 1e-8

    def rule(self, rate: Array) -> optax.GradientTransformation:
        return optax.adamw(
            rate,
            b1=self.decay1,
            b2=self.decay2,
            eps=self.epsilon,
            weight_decay=self.weight_decay,
        )


OPTIMIZERS: dict[str, type[Optimizer]] = {
    o.kind: o for o in (GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW)
}
