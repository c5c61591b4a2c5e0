"""Batch normalization of pictures, with ReLU or without: one pass for the statistics, one to write.

With x̂ = (x − mean)/√(variance + ε), y = γx̂ + β, channel by channel.
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from mieru.kernels.either import Shaped, either


class Batch(NamedTuple):
    """What is normalized, and by which numbers."""

    x: Array  # (N, H, W, C)
    present: Array  # (N,): 1 for each picture that counts, 0 for the others
    scale: Array  # (C,): γ
    shift: Array  # (C,): β


class Statistics(NamedTuple):
    """Of each channel, over the pictures that count: (C,)."""

    mean: Array
    variance: Array  # biased


class Form(NamedTuple):
    """ε, and whether ReLU follows."""

    epsilon: float
    relu: bool

    @property
    def numbers(self) -> dict[str, np.generic]:
        """As the native handlers take them."""
        return {"epsilon": np.float32(self.epsilon), "relu": np.int64(self.relu)}


def _wide(values: Array) -> Array:
    return values.reshape(1, 1, 1, -1)


def _over_pictures(values: Array) -> Array:
    return jnp.sum(values, axis=(0, 1, 2))


def _counted(x: Array, present: Array) -> tuple[Array, Array]:
    return present.reshape(-1, 1, 1, 1), jnp.sum(present) * (x.shape[1] * x.shape[2])


@partial(jax.jit, static_argnames="form")
def normalized(batch: Batch, form: Form) -> tuple[Array, Statistics]:
    """y, after ReLU where the form says so, and what was found in the batch."""

    def plain(x: Array, present: Array, scale: Array, shift: Array) -> Shaped:
        counted, n = _counted(x, present)
        mean = _over_pictures(counted * x) / n
        centred = x - _wide(mean)
        variance = _over_pictures(counted * centred**2) / n
        inverse = _wide(lax.rsqrt(variance + form.epsilon))
        y = centred * inverse * _wide(scale) + _wide(shift)
        return (jnp.maximum(y, 0) if form.relu else y), mean, variance

    y, mean, variance = either("norm", plain, batch, numbers=form.numbers)
    return y, Statistics(mean, variance)


@partial(jax.jit, static_argnames="form")
def normalized_gradient(
    batch: Batch, statistics: Statistics, delta: Array, form: Form
) -> tuple[Array, Array, Array]:
    """(∂E/∂x, ∂E/∂γ, ∂E/∂β) from δ = ∂E/∂y; δ of a picture that does not count is 0."""

    def plain(*arrays: Array) -> Shaped:
        (x, present, scale, shift), (mean, variance, delta) = arrays[:4], arrays[4:]
        counted, n = _counted(x, present)
        inverse = _wide(lax.rsqrt(variance + form.epsilon))
        normal = (x - _wide(mean)) * inverse
        if form.relu:
            delta = jnp.where(normal * _wide(scale) + _wide(shift) > 0, delta, 0)
        d_scale, d_shift = _over_pictures(delta * normal), _over_pictures(delta)
        # With x̂ = (x − m)/s:  ∂E/∂x = (γ/s)·(δ − (Σδ + x̂·Σδx̂)/n) for each real number.
        through_statistics = counted * (_wide(d_shift) + normal * _wide(d_scale)) / n
        return _wide(scale) * inverse * (delta - through_statistics), d_scale, d_shift

    arrays = *batch, *statistics, delta
    d_x, d_scale, d_shift = either("norm_gradient", plain, arrays, numbers=form.numbers)
    return d_x, d_scale, d_shift
