"""The activation functions of small networks in NumPy: z = f(u), and dz/du beside it.

The formulas, and the derivatives at corners, are those of ``mieru.nn``.
"""

from collections.abc import Callable
from math import pi, sqrt

import numpy as np

Values = np.ndarray
Activated = tuple[Values, Values]


def sigmoid(u: Values) -> Values:
    """1/(1 + e⁻ᵘ); no u overflows."""
    return np.asarray(0.5 * (np.tanh(0.5 * u) + 1), u.dtype)


def softplus(u: Values) -> Values:
    """log(1 + eᵘ); no u overflows."""
    return np.asarray(np.maximum(u, 0) + np.log1p(np.exp(-np.abs(u))), u.dtype)


def softmax(u: Values) -> Values:
    """eᵘ/Σeᵘ over the last axis of u (N, K)."""
    grown = np.exp(u - u.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), u.dtype)


def _identity(u: Values) -> Activated:
    return u, np.ones_like(u)


def _heaviside(u: Values) -> Activated:
    return (u >= 0).astype(u.dtype), np.zeros_like(u)


def _sign(u: Values) -> Activated:
    return np.sign(u), np.zeros_like(u)


def _sigmoid(u: Values) -> Activated:
    z = sigmoid(u)
    return z, z * (1 - z)


def _tanh(u: Values) -> Activated:
    z = np.tanh(u)
    return z, 1 - z * z


def _relu(u: Values) -> Activated:
    return np.maximum(u, 0), (u > 0).astype(u.dtype)


def _leaky_relu(u: Values) -> Activated:
    slope = np.where(u > 0, u.dtype.type(1), u.dtype.type(0.01))
    return slope * u, slope


def _elu(u: Values) -> Activated:
    z = np.where(u > 0, u, np.expm1(np.minimum(u, 0)))
    return z, np.where(u > 0, u.dtype.type(1), z + 1)


def _gelu(u: Values) -> Activated:
    from scipy.special import ndtr

    normal = np.asarray(ndtr(u), u.dtype)
    density = sqrt(0.5 / pi) * np.exp(-0.5 * u * u)
    return u * normal, normal + u * density


def _softplus(u: Values) -> Activated:
    return softplus(u), sigmoid(u)


def _square(u: Values) -> Activated:
    return u * u, 2 * u


def _cube(u: Values) -> Activated:
    return u * u * u, 3 * u * u


FUNCTIONS: dict[str, Callable[[Values], Activated]] = {
    "identity": _identity,
    "heaviside": _heaviside,
    "sign": _sign,
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "gelu": _gelu,
    "softplus": _softplus,
    "square": _square,
    "cube": _cube,
}
