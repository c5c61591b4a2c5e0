"""Convolution and its two gradients in plain XLA: everywhere, and the native ones' oracle.

Shapes as in :mod:`mieru.kernels.convolution`.
"""

from collections.abc import Sequence
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from mieru.kernels.geometry import Geometry, Pair, extent
from mieru.kernels.precision import precision

# A kernel of more places than this is a compiled loop over them: unrolled, one of 28×28 takes most
# of a minute to compile and runs no faster.
_UNROLLED = 25


def _cut(x: Array, padding: Sequence[Pair]) -> Array:
    """x without the rows and columns that negative padding takes away."""
    if min(min(sides) for sides in padding) >= 0:
        return x
    widths = [(0, 0, 0), *((min(0, a), min(0, b), 0) for a, b in padding), (0, 0, 0)]
    return lax.pad(x, jnp.zeros((), x.dtype), widths)


def _added(padding: Sequence[Pair]) -> list[Pair]:
    """What is left of the padding once :func:`_cut` has done its part.

    XLA's convolutions never see negative padding: on a CPU some of them get it wrong.
    """
    return [(max(0, a), max(0, b)) for a, b in padding]


def convolution(x: Array, kernel: Array, geometry: Geometry) -> Array:
    """y[n,i,j,o] = Σ x[n, i·s + a·d − p, …, c]·k[a,b,c,o]."""
    return lax.conv_general_dilated(
        _cut(x, geometry.padding),
        kernel,
        geometry.stride,
        _added(geometry.padding),
        rhs_dilation=geometry.dilation,
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
        feature_group_count=geometry.groups,
        precision=precision(),
    )


def convolution_input_gradient(
    delta: Array, kernel: Array, geometry: Geometry, input_size: Pair
) -> Array:
    """∂E/∂x from δ = ∂E/∂y: the adjoint of :func:`convolution`, and so transposed convolution.

    It is a convolution of δ, spread out by the stride, with the kernel turned half round and its
    input and output channels exchanged within each group.
    """
    height, width, ci_per_group, co = kernel.shape
    groups = geometry.groups
    turned = kernel[::-1, ::-1].reshape(height, width, ci_per_group, groups, co // groups)
    turned = turned.transpose(0, 1, 4, 3, 2).reshape(height, width, co // groups, -1)
    padding = []
    for axis in (0, 1):
        reach = extent(kernel.shape[axis], geometry.dilation[axis]) - 1
        spread = (delta.shape[1 + axis] - 1) * geometry.stride[axis] + 1
        before = reach - geometry.padding[axis][0]
        padding.append((before, input_size[axis] + reach - spread - before))
    d_x = lax.conv_general_dilated(
        delta,
        turned,
        (1, 1),
        _added(padding),
        lhs_dilation=geometry.stride,
        rhs_dilation=geometry.dilation,
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
        feature_group_count=groups,
        precision=precision(),
    )
    return _cut(d_x, padding)  # at stride 1, cutting after is cutting before


def convolution_weight_gradient(
    x: Array, delta: Array, geometry: Geometry, kernel_size: Pair
) -> Array:
    """∂E/∂k from δ = ∂E/∂y: for each place (a, b) of the kernel, the pixels it met times δ.

    On a CPU one matrix product for each place: inside a compiled loop that is several times faster
    than the convolution form, which XLA does not hand to its fast kernels there. A GPU takes the
    convolution form, for which it has a kernel of its own.
    """
    by_products, by_xla = (
        partial(form, geometry=geometry, kernel_size=kernel_size)
        for form in (_weight_gradient_by_products, _weight_gradient_by_xla)
    )
    found: Array = lax.platform_dependent(x, delta, cuda=by_xla, rocm=by_xla, default=by_products)
    return found


def _weight_gradient_by_xla(x: Array, delta: Array, geometry: Geometry, kernel_size: Pair) -> Array:
    shape = (*kernel_size, x.shape[3] // geometry.groups, delta.shape[3])
    adjoint = jax.linear_transpose(
        lambda kernel: convolution(x, kernel, geometry), jnp.empty(shape, x.dtype)
    )
    found: Array = adjoint(delta)[0]
    return found


def _weight_gradient_by_products(
    x: Array, delta: Array, geometry: Geometry, kernel_size: Pair
) -> Array:
    (rows, columns), (stride_y, stride_x) = delta.shape[1:3], geometry.stride
    groups, channels = geometry.groups, x.shape[3] // geometry.groups
    widths = [(0, 0, 0), *((*sides, 0) for sides in geometry.padding), (0, 0, 0)]
    padded = lax.pad(x, jnp.zeros((), x.dtype), widths)
    seen = (len(x), (rows - 1) * stride_y + 1, (columns - 1) * stride_x + 1, x.shape[3])
    by_group = delta.reshape(-1, groups, delta.shape[3] // groups)

    def met(corner: Sequence[Array]) -> Array:
        pixels = lax.dynamic_slice(padded, corner, seen)[:, ::stride_y, ::stride_x]
        products = jnp.einsum(
            "mgc,mgo->cgo",
            pixels.reshape(-1, groups, channels),
            by_group,
            precision=precision(),
        )
        return products.reshape(channels, delta.shape[3])

    steps = np.array([0, *geometry.dilation, 0], np.int32)
    corners = np.array([(0, a, b, 0) for a, b in np.ndindex(kernel_size)], np.int32) * steps
    if len(corners) <= _UNROLLED:
        found = jnp.stack([met(tuple(corner)) for corner in corners])
    else:
        found = lax.map(met, tuple(jnp.asarray(corners.T)))
    return found.reshape(*kernel_size, channels, delta.shape[3])
