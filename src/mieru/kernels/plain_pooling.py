"""Max and mean pooling with their gradients in plain XLA: everywhere, the native ones' oracle.

A window of (h, w) pixels is seen as h·w strided slices of the padded picture: the maximum or sum of
those slices runs much faster on a CPU than XLA's reduce_window and its scatter.
"""

from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from mieru.kernels.geometry import Pair, output_size


class Walk(NamedTuple):
    """How a window walks over a picture. ``padding`` is ((top, bottom), (left, right))."""

    window: Pair
    stride: Pair
    padding: tuple[Pair, Pair] = ((0, 0), (0, 0))


def _output_sizes(shape: tuple[int, ...], walk: Walk) -> Pair:
    rows, columns = (
        output_size(shape[1 + i], walk.window[i], walk.stride[i], walk.padding[i]) for i in (0, 1)
    )
    return rows, columns


def _slices(x: Array, walk: Walk, filling: float) -> Iterator[tuple[Pair, Array]]:
    """For each place (a, b) of the window, the pixels that it meets: (N, OH, OW, C)."""
    rows, columns = _output_sizes(x.shape, walk)
    widths = [(0, 0, 0), *((*sides, 0) for sides in walk.padding), (0, 0, 0)]
    padded = lax.pad(x, jnp.asarray(filling, x.dtype), widths)
    for a, b in np.ndindex(walk.window):
        down = slice(a, a + (rows - 1) * walk.stride[0] + 1, walk.stride[0])
        across = slice(b, b + (columns - 1) * walk.stride[1] + 1, walk.stride[1])
        yield (a, b), padded[:, down, across]


def _spread(part: Array, place: Pair, shape: tuple[int, ...], walk: Walk) -> Array:
    """Puts each number of ``part`` back on the pixel of the picture that it came from."""
    widths = [(0, 0, 0)]
    for i in (0, 1):
        length = (part.shape[1 + i] - 1) * walk.stride[i] + 1
        before = place[i] - walk.padding[i][0]
        widths.append((before, shape[1 + i] - before - length, walk.stride[i] - 1))
    return lax.pad(part, jnp.zeros((), part.dtype), [*widths, (0, 0, 0)])


def max_pool(x: Array, walk: Walk) -> Array:
    """The largest of each window; x (N, H, W, C), padding counts as −∞."""
    return reduce(jnp.maximum, (pixels for _, pixels in _slices(x, walk, -jnp.inf)))


def max_pool_gradient(x: Array, y: Array, delta: Array, walk: Walk) -> Array:
    """∂E/∂x: δ goes to the pixel that was the largest, to the first of several alike."""
    free = jnp.ones(y.shape, bool)
    d_x = jnp.zeros_like(x)
    for place, pixels in _slices(x, walk, -jnp.inf):
        here = (pixels == y) & free
        free = free & ~here
        d_x = d_x + _spread(jnp.where(here, delta, 0), place, x.shape, walk)
    return d_x


def _pixels_met(shape: tuple[int, ...], walk: Walk) -> np.ndarray:
    """How many real pixels each window holds, (1, OH, OW, 1): padding does not count in a mean."""
    by_axis = []
    for i, outputs in enumerate(_output_sizes(shape, walk)):
        first = np.arange(outputs) * walk.stride[i] - walk.padding[i][0]
        by_axis.append(np.minimum(first + walk.window[i], shape[1 + i]) - np.maximum(first, 0))
    return np.outer(*by_axis)[None, :, :, None]


def mean_pool(x: Array, walk: Walk) -> Array:
    """The mean of the real pixels of each window; x (N, H, W, C)."""
    total = reduce(jnp.add, (pixels for _, pixels in _slices(x, walk, 0)))
    return total / jnp.asarray(_pixels_met(x.shape, walk), x.dtype)


def mean_pool_gradient(shape: tuple[int, ...], delta: Array, walk: Walk) -> Array:
    """∂E/∂x for x of ``shape``: each pixel gets its share of the δ of every window it was in."""
    share = delta / jnp.asarray(_pixels_met(shape, walk), delta.dtype)
    return reduce(
        jnp.add, (_spread(share, place, shape, walk) for place in np.ndindex(walk.window))
    )
