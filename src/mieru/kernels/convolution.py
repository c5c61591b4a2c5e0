"""Convolution and its two gradients: native on a CPU where it was built, plain XLA elsewhere.

Shapes: pictures x (N, H, W, Ci), kernels k (kh, kw, Ci/groups, Co), outputs y (N, OH, OW, Co).
As in all of deep learning the kernel is not flipped: y is a cross-correlation.

Each of the three is linear in both its arguments, and the derivatives of each are the other two. So
they are primitives of JAX, which derives, batches and compiles with them to any order.
"""

from jax import Array

from mieru.kernels import one_place, plain_convolution as plain
from mieru.kernels.bilinear import Bilinear, NativeForm, Settings
from mieru.kernels.geometry import Geometry, Pair, output_size
from mieru.kernels.native_calls import native_call, widest

__all__ = [
    "Geometry",
    "Pair",
    "convolution",
    "convolution_input_gradient",
    "convolution_weight_gradient",
    "numbers_of",
    "output_size",
]


def numbers_of(g: Geometry) -> tuple[int, ...]:
    """The geometry as the native handlers take it."""
    return (*g.stride, *g.dilation, g.padding[0][0], g.padding[1][0], g.groups)


def _output_shape(x: tuple[int, ...], k: tuple[int, ...], g: Geometry) -> tuple[int, ...]:
    rows, columns = (
        output_size(x[1 + i], k[i], g.stride[i], g.padding[i], g.dilation[i]) for i in (0, 1)
    )
    return x[0], rows, columns, k[3]


def _native(name: str) -> NativeForm:
    def call(a: Array, b: Array, settings: Settings, shape: tuple[int, ...]) -> Array:
        numbers = numbers_of(settings.geometry)
        found: Array = native_call(name, shape, a, b, geometry=numbers, instructions=settings.build)
        return found

    return call


_forward = Bilinear(
    "convolution",
    lambda x, k, s: _output_shape(x, k, s.geometry),
    lambda x, k, s: plain.convolution(x, k, s.geometry),
    _native("conv_forward"),
    folds=True,
)
_input_gradient = Bilinear(
    "convolution_input_gradient",
    lambda delta, k, s: (delta[0], *s.size, k[2] * s.geometry.groups),
    lambda delta, k, s: plain.convolution_input_gradient(delta, k, s.geometry, s.size),
    _native("conv_input_gradient"),
    folds=True,
)
_weight_gradient = Bilinear(
    "convolution_weight_gradient",
    lambda x, delta, s: (*s.size, x[3] // s.geometry.groups, delta[3]),
    lambda x, delta, s: plain.convolution_weight_gradient(x, delta, s.geometry, s.size),
    _native("conv_weight_gradient"),
    folds=False,
)
# Where y = C(x, k), d = I(δ, k) and w = W(x, δ): what each gives back for its first argument, and
# for its second, from that which came for its result.
_forward.derivatives(
    lambda came, x, k, s: _input_gradient(came, k, s.sized(x[1:3])),
    lambda came, x, k, s: _weight_gradient(x, came, s.sized(k[:2])),
)
_input_gradient.derivatives(
    lambda came, delta, k, s: _forward(came, k, s),
    lambda came, delta, k, s: _weight_gradient(came, delta, s.sized(k[:2])),
)
_weight_gradient.derivatives(
    lambda came, x, delta, s: _input_gradient(delta, came, s.sized(x[1:3])),
    lambda came, x, delta, s: _forward(x, came, s),
)


def convolution(x: Array, kernel: Array, geometry: Geometry) -> Array:
    """y[n,i,j,o] = Σ x[n, i·s + a·d − p, …, c]·k[a,b,c,o]."""
    if one_place.meets_once(_output_shape(x.shape, kernel.shape, geometry)[1:3], geometry):
        return one_place.convolution(x, kernel, geometry)
    return _forward(x, kernel, Settings(geometry, widest()))


def convolution_input_gradient(
    delta: Array, kernel: Array, geometry: Geometry, input_size: Pair
) -> Array:
    """∂E/∂x from δ = ∂E/∂y: the adjoint of :func:`convolution`, and so transposed convolution."""
    if one_place.meets_once(delta.shape[1:3], geometry):
        return one_place.convolution_input_gradient(delta, kernel, geometry, input_size)
    return _input_gradient(delta, kernel, Settings(geometry, widest(), input_size))


def convolution_weight_gradient(
    x: Array, delta: Array, geometry: Geometry, kernel_size: Pair
) -> Array:
    """∂E/∂k from δ = ∂E/∂y: for each place (a, b) of the kernel, the pixels it met times δ."""
    if one_place.meets_once(delta.shape[1:3], geometry):
        return one_place.convolution_weight_gradient(x, delta, geometry, kernel_size)
    return _weight_gradient(x, delta, Settings(geometry, widest(), kernel_size))
