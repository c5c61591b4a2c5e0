"""Mixup: two examples laid over each other, and a loss that is shared between their targets."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from mieru.learn.augmentation.values import Mixup
from mieru.nn import Loss, as_numbers


class Shared(NamedTuple):
    """The targets of mixed examples: ``part`` of the one, 1 − ``part`` of the other."""

    one: Array
    other: Array
    part: Array  # ()


@dataclass(frozen=True)
class MixedLoss(Loss):
    """λ·e(y, t) + (1 − λ)·e(y, t′): for cross-entropy the same as mixed one-hot targets."""

    of_one: Loss

    def by_example(self, outputs: Array, t: Any) -> Array:
        one, other = (self.of_one.by_example(outputs, targets) for targets in t[:2])
        part: Array = t.part
        return part * one + (1 - part) * other

    def delta(self, outputs: Array, t: Any) -> Array:
        one, other = (self.of_one.delta(outputs, targets) for targets in t[:2])
        part: Array = t.part
        return part * one + (1 - part) * other

    def correct(self, outputs: Array, t: Any) -> Array:
        return self.of_one.correct(outputs, jnp.where(t.part >= 0.5, t.one, t.other))


def mixed(mixup: Mixup, key: Array, x: Array, t: Array, present: Array) -> tuple[Array, Shared]:
    """x (N, …) mixed with itself in another order; only examples that are present are partners.

    ``present`` (N,) holds for the first of the batch, as padding comes last.
    """
    beta, turn = jax.random.split(key)
    strength = jnp.maximum(mixup.strength, 1e-6)  # Beta(0, 0) is a coin; no strength: no mixing
    part = jax.random.beta(beta, strength, strength)
    part = jnp.where(mixup.strength > 0, part, 1.0).astype(jnp.float32)
    count = jnp.maximum(jnp.sum(present, dtype=jnp.int32), 1)
    steps = jnp.floor(jax.random.uniform(turn) * (count - 1)).astype(jnp.int32) + 1
    partner = (jnp.arange(len(x), dtype=jnp.int32) + steps) % count
    x = as_numbers(x)
    return part * x + (1 - part) * x[partner], Shared(t, t[partner], part)
