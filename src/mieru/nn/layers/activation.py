"""Activation and Dropout: the layers that act on each number by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import jax
import jax.numpy as jnp
from jax import Array

from mieru.nn.activations import ActivationFunction, activation_function
from mieru.nn.checks import finite, keep, share, shown
from mieru.nn.layer import Context, Layer, Parameters, Passed
from mieru.nn.shapes import Shape
from mieru.words import SettingError


@dataclass(frozen=True)
class Activation(Layer):
    """z = f(u), elementwise; ``function`` names one of :func:`mieru.nn.activation_names`.

    ``parameter`` is the function's one number where it has one (leaky ReLU's slope, ELU's a).
    """

    kind: ClassVar[str] = "activation"
    positional: ClassVar[tuple[str, ...]] = ("function", "parameter")

    function: str
    parameter: float | None = None

    def __post_init__(self) -> None:
        default = activation_function(self.function).default
        if self.parameter is None:
            keep(self, "parameter", default)
        elif default is None:
            raise SettingError(
                en=f"{self.function} takes no number, but {shown(self.parameter)} was given",
                ja=f"{self.function} に数値は不要ですが、{shown(self.parameter)} が与えられました",
            )
        else:
            finite(self, "parameter")

    @property
    def stem(self) -> str:
        return self.function

    @property
    def definition(self) -> ActivationFunction:
        """The formula and derivative behind the name."""
        return activation_function(self.function)

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def local_derivative(self, u: Array) -> Array:
        """f′(u), elementwise."""
        a = self.parameter or 0.0
        return self.definition.derivative(u, self.definition.f(u, a), a)

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        a = self.parameter or 0.0
        z = self.definition.f(x, a)

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            return delta * self.definition.derivative(x, z, a), {}

        return Passed(z, pullback)

    def formula(self, x: str) -> str:
        number = "" if self.parameter is None else f", {self.parameter:g}"
        return f"{self.function}({x}{number})"


RELU = Activation("relu")


@dataclass(frozen=True)
class Dropout(Layer):
    """While learning, each number is dropped with probability ``rate`` and the kept ones are scaled
    by 1/(1−rate), so that the expected value stays; otherwise nothing happens. (Srivastava 2014)
    """

    kind: ClassVar[str] = "dropout"
    positional: ClassVar[tuple[str, ...]] = ("rate",)

    rate: float

    def __post_init__(self) -> None:
        share(self, "rate")

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        if not context.training or self.rate == 0:
            return Passed(x, lambda delta: (delta, {}))
        if context.key is None:
            raise SettingError(
                en=f"{context.path}: dropout in training needs a random key; give one: "
                "Context(training=True, key=jax.random.key(0))",
                ja=f"{context.path}: 学習時のドロップアウトには乱数キーが必要です。"
                "Context(training=True, key=jax.random.key(0)) のように与えてください",
            )
        # 16 random bits decide for each number: the rate is met to 1/65536 at half the cost of 32.
        bits = jax.random.bits(context.key, x.shape, jnp.uint16)
        kept = bits >= jnp.uint16(min(round(self.rate * 65536), 65535))
        factor = kept.astype(x.dtype) / (1 - self.rate)
        return Passed(x * factor, lambda delta: (delta * factor, {}))

    def formula(self, x: str) -> str:
        return f"dropout({x}, {self.rate:g})"


def as_layers(given: object, where: str, where_ja: str) -> tuple[Layer, ...]:
    """One layer or several as a tuple of layers; the name of an activation function is one too."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        given = (given,)
    return tuple(_as_layer(layer, where, where_ja) for layer in given)


def _as_layer(layer: object, where: str, where_ja: str) -> Layer:
    if isinstance(layer, str):
        return Activation(layer)
    if not isinstance(layer, Layer):
        raise SettingError(
            en=f"{where} is made of layers, but {shown(layer)} is not one",
            ja=f"{where_ja}は層からできていますが、{shown(layer)} は層ではありません",
        )
    return layer
