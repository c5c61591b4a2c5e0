"""Convolution whose kernel meets the picture at one place alone: a matrix product, and no more.

So a fully connected layer may be written as a convolution, and a generator makes its first picture
from one pixel by a transposed one. Shapes as in :mod:`mieru.kernels.convolution`.
"""

import jax.numpy as jnp
from jax import Array, lax

from mieru.kernels.geometry import Geometry, Pair
from mieru.kernels.precision import precision


def meets_once(outputs: tuple[int, ...], geometry: Geometry) -> bool:
    """Whether outputs of this height and width are one place, of a kernel without holes."""
    return outputs == (1, 1) and geometry.groups == 1 and geometry.dilation == (1, 1)


def _framed(x: Array, size: Pair, corner: Pair) -> Array:
    """``size`` pixels of x, the first of them ``corner`` before its own; zeros beyond its edges."""
    widths = [
        (before, wanted - before - own, 0)
        for own, wanted, before in zip(x.shape[1:3], size, corner, strict=True)
    ]
    return lax.pad(x, jnp.zeros((), x.dtype), [(0, 0, 0), *widths, (0, 0, 0)])


def _corner(geometry: Geometry) -> Pair:
    return geometry.padding[0][0], geometry.padding[1][0]


def _product(a: Array, b: Array) -> Array:
    return jnp.matmul(a, b, precision=precision())


def convolution(x: Array, kernel: Array, geometry: Geometry) -> Array:
    """The patch under the kernel times it."""
    patch = _framed(x, (kernel.shape[0], kernel.shape[1]), _corner(geometry))
    y = _product(patch.reshape(len(x), -1), kernel.reshape(-1, kernel.shape[3]))
    return y[:, None, None, :]


def convolution_input_gradient(
    delta: Array, kernel: Array, geometry: Geometry, input_size: Pair
) -> Array:
    """∂E/∂x: δ times the kernel, put where the patch lay."""
    top, left = _corner(geometry)
    patch = _product(delta.reshape(len(delta), -1), kernel.reshape(-1, kernel.shape[3]).T)
    return _framed(patch.reshape(-1, *kernel.shape[:3]), input_size, (-top, -left))


def convolution_weight_gradient(
    x: Array, delta: Array, geometry: Geometry, kernel_size: Pair
) -> Array:
    """∂E/∂k: the patch times δ."""
    patch = _framed(x, kernel_size, _corner(geometry)).reshape(len(x), -1)
    found = _product(patch.T, delta.reshape(len(delta), -1))
    return found.reshape(*kernel_size, x.shape[3], delta.shape[3])
