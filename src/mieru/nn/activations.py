"""Activation functions: each a formula z = f(u) with its derivative written beside it.

The derivative is a function of both u and z = f(u), because the cheapest form uses z where it can
(sigmoid: z(1 − z)). Where f has a corner (ReLU at 0) the derivative there is the one from the left,
0 for ReLU; Heaviside and sign are flat, so nothing learns through them.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.special import erfc

from mieru.nn.checks import shown
from mieru.words import SettingError


@dataclass(frozen=True)
class ActivationFunction:
    """One activation function.

    ``f(u, a)`` is the value and ``derivative(u, z, a)`` is dz/du, elementwise; ``a`` is the
    function's one number (the slope of leaky ReLU) and ``default`` its usual value, None for a
    function without one. ``formula`` is how it prints, ``latex`` how it is typeset, with ``u`` for
    the input.
    """

    name: str
    f: Callable[[Array, float], Array]
    derivative: Callable[[Array, Array, float], Array]
    formula: str
    latex: str
    default: float | None = None


def _normal_distribution(u: Array) -> Array:
    # Φ(u) by erfc: near 0 for a very negative u, where ½(1 + erf) would round to nothing.
    return 0.5 * erfc(-math.sqrt(0.5) * u)


def _gelu_derivative(u: Array) -> Array:
    # d(uΦ(u))/du = Φ(u) + uφ(u), with the normal distribution Φ and its density φ.
    density = math.sqrt(0.5 / math.pi) * jnp.exp(-0.5 * u * u)
    return _normal_distribution(u) + u * density


_TABLE = [
    ActivationFunction("identity", lambda u, _: u, lambda u, z, _: jnp.ones_like(u), "u", "u"),
    ActivationFunction(
        "heaviside",
        lambda u, _: (u >= 0).astype(u.dtype),
        lambda u, z, _: jnp.zeros_like(u),
        "H(u)",
        r"H(u)",
    ),
    ActivationFunction(
        "sign",
        lambda u, _: jnp.sign(u),
        lambda u, z, _: jnp.zeros_like(u),
        "sign(u)",
        r"\operatorname{sign}(u)",
    ),
    ActivationFunction(
        "sigmoid",
        lambda u, _: jax.nn.sigmoid(u),
        lambda u, z, _: z * (1 - z),
        "σ(u)",
        r"\sigma(u)",
    ),
    ActivationFunction(
        "tanh", lambda u, _: jnp.tanh(u), lambda u, z, _: 1 - z * z, "tanh(u)", r"\tanh(u)"
    ),
    ActivationFunction(
        "relu",
        lambda u, _: jnp.maximum(u, 0),
        lambda u, z, _: (u > 0).astype(u.dtype),
        "max(0, u)",
        r"\max(0, u)",
    ),
    ActivationFunction(
        "clipped_relu",
        lambda u, a: jnp.clip(u, 0, a),
        lambda u, z, a: ((u > 0) & (u <= a)).astype(u.dtype),
        "min(max(0, u), a)",
        r"\min(\max(0, u), a)",
        default=6.0,
    ),
    ActivationFunction(
        "leaky_relu",
        lambda u, a: jnp.where(u > 0, u, a * u),
        lambda u, z, a: jnp.where(u > 0, 1.0, a).astype(u.dtype),
        "u or a·u",
        r"\begin{cases} u & u > 0 \\ a u & u \le 0 \end{cases}",
        default=0.01,
    ),
    ActivationFunction(
        "elu",
        # expm1 of a large u would overflow in the branch that is not taken, hence the minimum.
        lambda u, a: jnp.where(u > 0, u, a * jnp.expm1(jnp.minimum(u, 0))),
        lambda u, z, a: jnp.where(u > 0, 1.0, z + a),
        "u or a(eᵘ−1)",
        r"\begin{cases} u & u > 0 \\ a(e^{u}-1) & u \le 0 \end{cases}",
        default=1.0,
    ),
    ActivationFunction(
        "gelu",
        lambda u, _: u * _normal_distribution(u),
        lambda u, z, _: _gelu_derivative(u),
        "u·Φ(u)",
        r"u\,\Phi(u)",
    ),
    ActivationFunction(
        "softplus",
        lambda u, _: jax.nn.softplus(u),
        lambda u, z, _: jax.nn.sigmoid(u),
        "log(1+eᵘ)",
        r"\log(1+e^{u})",
    ),
    ActivationFunction("square", lambda u, _: u * u, lambda u, z, _: 2 * u, "u²", "u^2"),
    ActivationFunction("cube", lambda u, _: u * u * u, lambda u, z, _: 3 * u * u, "u³", "u^3"),
]

_FUNCTIONS = {function.name: function for function in _TABLE}


def activation_names() -> tuple[str, ...]:
    """Every activation function that a network may name."""
    return tuple(_FUNCTIONS)


def activation_function(name: str) -> ActivationFunction:
    """The function called ``name``; raises SettingError that lists the known ones."""
    if name == "softmax":
        raise SettingError(
            en="softmax is not a layer here: the cross-entropy loss applies it to the logits that "
            "the last layer gives, and a second one would flatten the answer; leave it out",
            ja="softmax は層ではありません。交差エントロピー損失が最後の層のロジットに適用します。"
            "二重に適用すると答えがぼやけるため、取り除いてください",
        )
    if not isinstance(name, str) or name not in _FUNCTIONS:
        known = ", ".join(_FUNCTIONS)
        raise SettingError(
            en=f"there is no activation function {shown(name)}; known: {known}",
            ja=f"活性化関数 {shown(name)} はありません。使えるもの: {known}",
        )
    return _FUNCTIONS[name]


def add_activation(function: ActivationFunction) -> None:
    r"""Make one more activation function known by its name, in text, in JSON and in Python.

    Raises SettingError when the name is taken: a name must keep its meaning, or a saved network
    would change.

    >>> import jax.numpy as jnp
    >>> from mieru.nn import ActivationFunction, add_activation
    >>> add_activation(ActivationFunction(
    ...     "sine", lambda u, _: jnp.sin(u), lambda u, z, _: jnp.cos(u), "sin(u)", r"\sin(u)"))
    """
    from mieru.nn.layers import LAYERS

    name = function.name
    # A digit at the end would clash with the numbers of layers: relu1 the first, relu11 the 11th.
    if not re.fullmatch(r"[a-z]([a-z0-9_]*[a-z_])?", name):
        raise SettingError(
            en=f"{shown(name)} cannot name an activation function: use a-z, 0-9 and _, beginning "
            "with a letter and not ending with a digit",
            ja=f"{shown(name)} は活性化関数の名前にできません。a-z, 0-9, _ を使い、"
            "英字で始め、数字で終わらないようにしてください",
        )
    if name in _FUNCTIONS or name in LAYERS or name == "softmax":
        raise SettingError(
            en=f"the name {name!r} is taken already; choose another one",
            ja=f"{name!r} という名前は既に使われています。別の名前を付けてください",
        )
    _FUNCTIONS[name] = function
