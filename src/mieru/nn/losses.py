"""Losses: how far the network's output is from the target.

The last layer gives logits or plain values; the loss owns the output activation (softmax, sigmoid
or none), because the two together have a simple and stable derivative.

``by_example`` is e_n for each example, ``delta`` is ∂e_n/∂output. The error that learning minimises
is the mean E = (1/N)Σ e_n. Shapes: outputs y (N, K), targets t (N,) class numbers or (N, K) values.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import jax
import jax.numpy as jnp
from jax import Array

from mieru.nn.checks import positive
from mieru.nn.shapes import size
from mieru.words import SettingError


@dataclass(frozen=True)
class Loss(ABC):
    """Base of all losses; a frozen dataclass, so that it can stand beside a network as a value."""

    kind: ClassVar[str]
    # Whether targets are classes, so that accuracy means something.
    classifies: ClassVar[bool] = False

    @abstractmethod
    def by_example(self, outputs: Array, t: Array) -> Array:
        """e_n for each example, (N,)."""

    @abstractmethod
    def delta(self, outputs: Array, t: Array) -> Array:
        """∂e_n/∂outputs, the shape of outputs: the δ that backpropagation starts from."""

    def smoothing_delta(self, outputs: Array, t: Array) -> Array:
        """What label smoothing adds to δ for each unit of ε: the target less all classes alike.

        Targets (1 − ε)t + ε·u, u the same for every class, make δ into δ + ε(t − u). Only of losses
        that classify.
        """
        raise NotImplementedError

    def predict(self, outputs: Array) -> Array:
        """What the network says to a reader: probabilities or values."""
        return outputs

    def correct(self, outputs: Array, t: Array) -> Array:
        """1 where the predicted class is the target, else 0, (N,); zeros for a regression."""
        return jnp.zeros(outputs.shape[0], outputs.dtype)


def _over_outputs(values: Array) -> Array:
    return jnp.sum(values, axis=tuple(range(1, values.ndim)))


@dataclass(frozen=True)
class SquaredError(Loss):
    """e = ½Σₖ(yₖ − tₖ)², so that δ = y − t."""

    kind: ClassVar[str] = "squared_error"

    def by_example(self, outputs: Array, t: Array) -> Array:
        return 0.5 * _over_outputs((outputs - t) ** 2)

    def delta(self, outputs: Array, t: Array) -> Array:
        return outputs - t


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """e = (1/K)Σₖ(yₖ − tₖ)²: outputs (2, 4, 6) against targets (3, 5, 8) give 2."""

    kind: ClassVar[str] = "mean_squared_error"

    def by_example(self, outputs: Array, t: Array) -> Array:
        return _over_outputs((outputs - t) ** 2) / size(outputs.shape[1:])

    def delta(self, outputs: Array, t: Array) -> Array:
        return (outputs - t) * (2 / size(outputs.shape[1:]))


@dataclass(frozen=True)
class Huber(Loss):
    """Squared error near the target, absolute error beyond ``threshold``. (Huber 1964)

    e = (1/K)Σₖ h(yₖ − tₖ), h(d) = ½d² for |d| ≤ c, else c(|d| − ½c).
    """

    kind: ClassVar[str] = "huber"
    threshold: float = 1.0

    def __post_init__(self) -> None:
        positive(self, "threshold")

    def by_example(self, outputs: Array, t: Array) -> Array:
        distance, c = jnp.abs(outputs - t), self.threshold
        h = jnp.where(distance <= c, 0.5 * distance**2, c * (distance - 0.5 * c))
        return _over_outputs(h) / size(outputs.shape[1:])

    def delta(self, outputs: Array, t: Array) -> Array:
        h_slope = jnp.clip(outputs - t, -self.threshold, self.threshold)
        return h_slope / size(outputs.shape[1:])


@dataclass(frozen=True)
class CrossEntropy(Loss):
    """Softmax cross-entropy from logits u (N, K) against class numbers t (N,).

    e = −log softmax(u)ₜ = log Σₖ exp(uₖ) − uₜ, and δ = softmax(u) − one_hot(t). The largest logit
    is taken off first, so that logits of ±10⁴ neither overflow nor cost digits.
    """

    kind: ClassVar[str] = "cross_entropy"
    classifies: ClassVar[bool] = True

    def by_example(self, outputs: Array, t: Array) -> Array:
        log_probabilities = jax.nn.log_softmax(outputs, axis=1)
        return -jnp.take_along_axis(log_probabilities, t[:, None], axis=1)[:, 0]

    def delta(self, outputs: Array, t: Array) -> Array:
        return self.predict(outputs) - self._one_hot(outputs, t)

    def smoothing_delta(self, outputs: Array, t: Array) -> Array:
        return self._one_hot(outputs, t) - 1 / outputs.shape[1]

    @staticmethod
    def _one_hot(outputs: Array, t: Array) -> Array:
        classes = jnp.arange(outputs.shape[1], dtype=t.dtype)
        return (t[:, None] == classes[None, :]).astype(outputs.dtype)

    def predict(self, outputs: Array) -> Array:
        return jax.nn.softmax(outputs, axis=1)

    def correct(self, outputs: Array, t: Array) -> Array:
        return (jnp.argmax(outputs, axis=1).astype(t.dtype) == t).astype(outputs.dtype)


@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """Cross-entropy of yes-or-no answers from logits u (N, K) against t (N, K) of 0 and 1.

    e = Σₖ [log(1 + exp(uₖ)) − tₖuₖ], and δ = σ(u) − t. One output is logistic regression. The
    logarithm is written max(u, 0) + log(1 + exp(−|u|)), so that no logit overflows or costs digits.
    """

    kind: ClassVar[str] = "binary_cross_entropy"
    classifies: ClassVar[bool] = True

    def by_example(self, outputs: Array, t: Array) -> Array:
        linear = jnp.maximum(outputs, 0) - t * outputs
        return _over_outputs(linear + jnp.log1p(jnp.exp(-jnp.abs(outputs))))

    def delta(self, outputs: Array, t: Array) -> Array:
        return jax.nn.sigmoid(outputs) - t

    def smoothing_delta(self, outputs: Array, t: Array) -> Array:
        return t - 0.5

    def predict(self, outputs: Array) -> Array:
        return jax.nn.sigmoid(outputs)

    def correct(self, outputs: Array, t: Array) -> Array:
        right = (outputs > 0) == (t > 0.5)
        return jnp.all(right, axis=1).astype(outputs.dtype)


@dataclass(frozen=True, eq=False)
class Smoothed(Loss):
    """A loss whose δ is that of smoothed targets (Szegedy et al. 2016), for one step of learning.

    Targets t of classes count as (1 − ε)t + ε·(all classes alike), ε being ``share``, which may be
    traced. The losses told are those of the targets as they are.
    """

    kind: ClassVar[str] = "smoothed"
    classifies: ClassVar[bool] = True
    loss: Loss
    share: float | Array

    def by_example(self, outputs: Array, t: Array) -> Array:
        return self.loss.by_example(outputs, t)

    def delta(self, outputs: Array, t: Array) -> Array:
        return self.loss.delta(outputs, t) + self.share * self.loss.smoothing_delta(outputs, t)

    def predict(self, outputs: Array) -> Array:
        return self.loss.predict(outputs)

    def correct(self, outputs: Array, t: Array) -> Array:
        return self.loss.correct(outputs, t)


LOSSES: dict[str, type[Loss]] = {
    loss.kind: loss
    for loss in (SquaredError, MeanSquaredError, Huber, CrossEntropy, BinaryCrossEntropy)
}


def loss_named(name: str) -> Loss:
    """The loss called ``name`` with its usual settings; raises SettingError with the known ones."""
    if name not in LOSSES:
        raise SettingError(
            en=f"there is no loss {name!r}; known: {', '.join(LOSSES)}",
            ja=f"損失関数 {name!r} はありません。使えるもの: {', '.join(LOSSES)}",
        )
    return LOSSES[name]()
