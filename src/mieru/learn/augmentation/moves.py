"""Pictures with their pixels carried elsewhere: several moves are one, so nothing blurs twice."""

from collections.abc import Sequence

import jax
import jax.numpy as jnp
from jax import Array

from mieru.learn.augmentation.values import Motion, Move
from mieru.nn import as_numbers


def moved(moves: Sequence[tuple[Move, Array]], x: Array) -> Array:
    """Pictures x (N, height, width, channels), each moved as drawn with its key of each (N,) keys.

    Whole pixels stay what they are, bytes too; else the four pixels around are mixed in proportion
    to how near they are (bilinear), in float32.
    """
    if not moves:
        return x
    motion = _one_after_another([jax.vmap(move.motion)(keys) for move, keys in moves])
    if all(move.whole_pixels for move, _ in moves):
        return jax.vmap(_picked)(motion, x)
    return jax.vmap(_between)(motion, as_numbers(x))


def _one_after_another(motions: Sequence[Motion]) -> Motion:
    """What was moved last is looked up first: A₁(A₂·p + b₂) + b₁."""
    found, *rest = motions
    for after in rest:
        offset = jnp.einsum("nij,nj->ni", found.turn, after.offset) + found.offset
        found = Motion(jnp.einsum("nij,njk->nik", found.turn, after.turn), offset)
    return found


def _picked(motion: Motion, picture: Array) -> Array:
    """Each pixel from one pixel, rows and columns apart: A is diagonal with ±1."""
    for axis in (0, 1):
        size = picture.shape[axis]
        centre = (size - 1) / 2
        at = motion.turn[axis, axis] * (jnp.arange(size) - centre) + motion.offset[axis] + centre
        places = at.astype(jnp.int32)
        # Beyond the border there is nothing to take: fill means 0, also for bytes.
        picture = jnp.take(picture, places, axis=axis, mode="clip")
        inside = (places >= 0) & (places < size)
        shape = [1, 1, 1]
        shape[axis] = size
        picture = jnp.where(inside.reshape(shape), picture, jnp.zeros((), picture.dtype))
    return picture


def _between(motion: Motion, picture: Array) -> Array:
    """Each pixel from between four."""
    height, width, _ = picture.shape
    centre = jnp.array([(height - 1) / 2, (width - 1) / 2])
    rows, columns = jnp.meshgrid(jnp.arange(height), jnp.arange(width), indexing="ij")
    places = jnp.stack([rows, columns], axis=-1) - centre
    at = places @ motion.turn.T + motion.offset + centre
    # A border of zeros around the picture, and nothing further out than that.
    padded = jnp.pad(picture, ((1, 1), (1, 1), (0, 0)))
    at = jnp.clip(at, -1, jnp.array([height, width])) + 1
    low = jnp.floor(at)
    part = at - low
    first = low.astype(jnp.int32)
    second = jnp.minimum(first + 1, jnp.array([height + 1, width + 1]))
    top, left = first[..., 0], first[..., 1]
    bottom, right = second[..., 0], second[..., 1]
    down, across = part[..., :1], part[..., 1:]
    upper = padded[top, left] * (1 - across) + padded[top, right] * across
    lower = padded[bottom, left] * (1 - across) + padded[bottom, right] * across
    return upper * (1 - down) + lower * down
