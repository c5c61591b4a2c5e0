"""Max and mean pooling with their gradients: native on a CPU where it was built, else plain XLA.

Pictures are (N, H, W, C). The derivatives that JAX takes of these are those of the plain forms.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import numpy as np
from jax import Array, lax

from mieru.kernels import plain_pooling as plain
from mieru.kernels.geometry import output_size
from mieru.kernels.native_calls import native_call, widest
from mieru.kernels.plain_pooling import Walk

__all__ = ["Walk", "max_pool", "max_pool_gradient", "mean_pool", "mean_pool_gradient"]

Form = Callable[..., Array]


def _chosen(name: str, shape: tuple[int, ...], walk: Walk, form: Form, *arrays: Array) -> Array:
    """The native form on a CPU, ``form`` elsewhere and for its derivatives."""
    build = widest()
    if build < 0 or 0 in shape or any(a.dtype != np.float32 or not a.size for a in arrays):
        return form(*arrays)
    numbers = (*walk.window, *walk.stride, walk.padding[0][0], walk.padding[1][0])
    native = partial(native_call, name, shape, instructions=build, walk=numbers)

    @jax.custom_jvp
    def pooled(*arrays: Array) -> Array:
        found: Array = lax.platform_dependent(*arrays, cpu=native, default=form)
        return found

    @pooled.defjvp
    def derived(primals: tuple[Array, ...], tangents: tuple[Any, ...]) -> tuple[Array, Any]:
        return pooled(*primals), jax.jvp(form, primals, tangents)[1]

    found: Array = pooled(*arrays)
    return found


def _pooled_shape(x: Array, walk: Walk) -> tuple[int, ...]:
    rows, columns = (
        output_size(x.shape[1 + i], walk.window[i], walk.stride[i], walk.padding[i]) for i in (0, 1)
    )
    return len(x), rows, columns, x.shape[3]


def max_pool(x: Array, walk: Walk) -> Array:
    """The largest of each window; x (N, H, W, C), padding counts as −∞."""
    form = partial(plain.max_pool, walk=walk)
    return _chosen("max_pool", _pooled_shape(x, walk), walk, form, x)


def max_pool_gradient(x: Array, y: Array, delta: Array, walk: Walk) -> Array:
    """∂E/∂x: δ goes to the pixel that was the largest, to the first of several alike."""
    form = partial(plain.max_pool_gradient, walk=walk)
    return _chosen("max_pool_gradient", x.shape, walk, form, x, y, delta)


def mean_pool(x: Array, walk: Walk) -> Array:
    """The mean of the real pixels of each window; x (N, H, W, C)."""
    form = partial(plain.mean_pool, walk=walk)
    return _chosen("mean_pool", _pooled_shape(x, walk), walk, form, x)


def mean_pool_gradient(shape: tuple[int, ...], delta: Array, walk: Walk) -> Array:
    """∂E/∂x for x of ``shape``: each pixel gets its share of the δ of every window it was in."""

    def form(delta: Array) -> Array:
        return plain.mean_pool_gradient(shape, delta, walk)

    return _chosen("mean_pool_gradient", shape, walk, form, delta)
