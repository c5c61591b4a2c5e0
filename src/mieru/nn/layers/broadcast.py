"""One number for each channel, set against a batch: said openly, not left to broadcasting."""

import jax.numpy as jnp
from jax import Array


def by_channel(values: Array, like: Array) -> Array:
    """(C,) as (1, …, 1, C), to be added to or multiplied with ``like`` (N, …, C)."""
    return values.reshape((1,) * (like.ndim - 1) + values.shape)


def over_batch(values: Array) -> Array:
    """(N, …, C) summed to (C,): over the examples, and over steps or pixels."""
    return jnp.sum(values, axis=tuple(range(values.ndim - 1)))
