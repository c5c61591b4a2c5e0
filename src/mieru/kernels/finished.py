"""Convolution, bias and ReLU in one pass, with 2×2 max pooling or without; and the way back.

What comes between them is then never written to memory, which on a CPU costs as much as computing
it. Shapes as in :mod:`mieru.kernels.convolution`; b (Co,). What a convolution leaves for its way
back is its output y, or, where it was pooled, for each place which of the four it was, row by row,
and 4 where none was above 0 (uint8).
"""

from functools import partial

import jax
import jax.numpy as jnp
from jax import Array

from mieru.kernels.convolution import (
    Geometry,
    Pair,
    convolution,
    convolution_input_gradient,
    convolution_weight_gradient,
    numbers_of,
    output_size,
)
from mieru.kernels.either import Shaped, either

_NOTHING = 4


def _outputs(size: tuple[int, ...], kernel: tuple[int, ...], geometry: Geometry) -> Pair:
    g = geometry
    rows, columns = (
        output_size(size[i], kernel[i], g.stride[i], g.padding[i], g.dilation[i]) for i in (0, 1)
    )
    return rows, columns


def _four(u: Array) -> Array:
    """The four places of each 2×2 window, row by row: (4, N, H/2, W/2, C)."""
    rows, columns = (size // 2 * 2 for size in u.shape[1:3])
    return jnp.stack([u[:, a:rows:2, b:columns:2] for a in (0, 1) for b in (0, 1)])


@partial(jax.jit, static_argnames=("geometry", "pooled"))
def finished(x: Array, kernel: Array, bias: Array, geometry: Geometry, *, pooled: bool) -> Shaped:
    """(max(C(x, k) + b, 0), what it leaves); ``pooled``: the largest of each 2×2 window of it."""

    def plain(x: Array, kernel: Array, bias: Array) -> Shaped:
        u = convolution(x, kernel, geometry)
        y = jnp.maximum(u + bias.reshape(1, 1, 1, -1), 0)
        if not pooled:
            return y, jnp.zeros((0,), jnp.uint8)
        four = _four(y)
        largest = jnp.max(four, axis=0)
        spot = jnp.argmax(four, axis=0).astype(jnp.uint8)
        return largest, jnp.where(largest > 0, spot, jnp.uint8(_NOTHING))

    rows, columns = _outputs(x.shape[1:3], kernel.shape, geometry)
    call = {"geometry": numbers_of(geometry), "outputs": (rows, columns)}
    y, spot = either("conv_forward_finished", plain, (x, kernel, bias), numbers=call, folded=(0,))
    return y, (spot if pooled else y)


def _opened(delta: Array, left: Array, outputs: Pair) -> Array:
    """∂E/∂u from ∂E/∂y: through the pooling, and 0 where ReLU was 0."""
    if left.dtype != jnp.uint8:
        return jnp.where(left > 0, delta, 0)
    four = [jnp.where(left == place, delta, 0) for place in range(_NOTHING)]
    n, rows, columns, channels = delta.shape
    pairs = jnp.stack(four).reshape(2, 2, n, rows, columns, channels)
    whole = pairs.transpose(2, 3, 0, 4, 1, 5).reshape(n, 2 * rows, 2 * columns, channels)
    odd = [(0, outputs[0] - 2 * rows), (0, outputs[1] - 2 * columns)]
    return jnp.pad(whole, [(0, 0), *odd, (0, 0)])


@partial(jax.jit, static_argnames=("geometry", "input_size"))
def finished_input_gradient(
    delta: Array, left: Array, kernel: Array, geometry: Geometry, input_size: Pair
) -> Array:
    """∂E/∂x from δ = ∂E/∂y and from what the forward pass left."""
    outputs = _outputs(input_size, kernel.shape, geometry)

    def plain(delta: Array, left: Array, kernel: Array) -> Shaped:
        opened = _opened(delta, left, outputs)
        return (convolution_input_gradient(opened, kernel, geometry, input_size),)

    call = {"geometry": numbers_of(geometry), "outputs": outputs}
    arrays = delta, left, kernel
    return either("conv_input_gradient_finished", plain, arrays, numbers=call, folded=(0, 1))[0]


@partial(jax.jit, static_argnames=("geometry", "kernel_size"))
def finished_weight_gradient(
    x: Array, delta: Array, left: Array, geometry: Geometry, kernel_size: Pair
) -> tuple[Array, Array]:
    """(∂E/∂k, ∂E/∂b) from δ = ∂E/∂y and from what the forward pass left."""
    outputs = _outputs(x.shape[1:3], kernel_size, geometry)

    def plain(x: Array, delta: Array, left: Array) -> Shaped:
        opened = _opened(delta, left, outputs)
        d_kernel = convolution_weight_gradient(x, opened, geometry, kernel_size)
        return d_kernel, jnp.sum(opened, axis=(0, 1, 2))

    call = {"geometry": numbers_of(geometry), "outputs": outputs}
    d_kernel, d_bias = either(
        "conv_weight_gradient_finished", plain, (x, delta, left), numbers=call
    )
    return d_kernel, d_bias
