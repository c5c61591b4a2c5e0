"""Dense, Flatten and Embedding: the layers whose arithmetic is a matrix product or none."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import jax.numpy as jnp
from jax import Array, lax

from mieru.kernels.precision import precision
from mieru.nn.checks import finite, flag, rule, whole
from mieru.nn.initial import Glorot, Initial, Seed, Uniform, constant
from mieru.nn.layer import Context, Layer, Parameters, Passed
from mieru.nn.layers.broadcast import by_channel, over_batch
from mieru.nn.shapes import Shape, shape_text, size
from mieru.words import ShapeError


@dataclass(frozen=True)
class Dense(Layer):
    """u = x·W + b: every unit sums every input. W is (inputs, units), b is (units,).

    Acts on a vector (inputs,), or on each step of a sequence (steps, inputs).
    """

    kind: ClassVar[str] = "dense"
    positional: ClassVar[tuple[str, ...]] = ("units",)
    penalized: ClassVar[tuple[str, ...]] = ("weight",)

    units: int
    bias: bool = True
    initial: Initial = Glorot()
    initial_bias: float = 0.0

    def __post_init__(self) -> None:
        whole(self, "units")
        flag(self, "bias")
        rule(self, "initial", Initial)
        finite(self, "initial_bias")

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) not in (1, 2):
            raise ShapeError(
                en=f"a dense layer takes a vector, but its input is {shape_text(shape)}; "
                "put flatten (or global_meanpool) before it",
                ja=f"全結合層 (dense) はベクトルを受け取りますが、入力は {shape_text(shape)} です。"
                "手前に flatten (または global_meanpool) を入れてください",
            )
        return (*shape[:-1], self.units)

    def parameter_shapes(self, shape: Shape) -> Parameters:
        weight = {"weight": (shape[-1], self.units)}
        return weight | ({"bias": (self.units,)} if self.bias else {})

    def initial_parameters(self, seed: Seed, shape: Shape) -> Parameters:
        weight = self.initial(seed, (shape[-1], self.units), shape[-1], self.units)
        bias = {"bias": constant((self.units,), self.initial_bias)} if self.bias else {}
        return {"weight": weight} | bias

    def multiplications(self, shape: Shape) -> int:
        return size(shape) * self.units

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        weight = parameters["weight"]
        u = jnp.matmul(x, weight, precision=precision())
        if self.bias:
            u = u + by_channel(parameters["bias"], u)

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            # ∂E/∂W = xᵀδ, ∂E/∂b = Σδ, ∂E/∂x = δWᵀ. dot_general names the axes that are summed
            # (the batch, and the steps of a sequence), so that no transposed copy is made.
            summed = tuple(range(x.ndim - 1))
            over_examples, over_units = (summed, summed), ((x.ndim - 1,), (1,))
            product = partial(lax.dot_general, precision=precision())
            gradients = {"weight": product(x, delta, (over_examples, ((), ())))}
            if self.bias:
                gradients["bias"] = over_batch(delta)
            return product(delta, weight, (over_units, ((), ()))), gradients

        return Passed(u, pullback)

    def formula(self, x: str) -> str:
        return f"{x}·W + b" if self.bias else f"{x}·W"


@dataclass(frozen=True)
class Flatten(Layer):
    """A picture or sequence laid out as one vector, row by row."""

    kind: ClassVar[str] = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        return (size(shape),)

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        return Passed(x.reshape(x.shape[0], -1), lambda delta: (delta.reshape(x.shape), {}))

    def formula(self, x: str) -> str:
        return f"flatten({x})"


@dataclass(frozen=True)
class Embedding(Layer):
    """Row number x of a table: one learned vector for each of ``vocabulary`` tokens.

    Takes whole numbers from 0 to vocabulary − 1, of any shape, and adds one axis of ``units``.
    A token outside that range gives NaN, so that it cannot pass unseen. (0 flows back: a token
    has no derivative.)
    """

    kind: ClassVar[str] = "embedding"
    positional: ClassVar[tuple[str, ...]] = ("vocabulary", "units")

    vocabulary: int
    units: int
    initial: Initial = Uniform(0.05)

    def __post_init__(self) -> None:
        whole(self, "vocabulary")
        whole(self, "units")
        rule(self, "initial", Initial)

    def output_shape(self, shape: Shape) -> Shape:
        return (*shape, self.units)

    def parameter_shapes(self, shape: Shape) -> Parameters:
        return {"table": (self.vocabulary, self.units)}

    def initial_parameters(self, seed: Seed, shape: Shape) -> Parameters:
        rows = (self.vocabulary, self.units)
        return {"table": self.initial(seed, rows, self.vocabulary, self.units)}

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        table = jnp.asarray(parameters["table"])
        token = x.astype(jnp.int32)
        # A negative index would count from the end in NumPy's manner: send it out of range instead.
        token = jnp.where(token < 0, self.vocabulary, token)

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            d_table = jnp.zeros_like(table).at[token].add(delta, mode="drop")
            return jnp.zeros(x.shape, delta.dtype), {"table": d_table}

        return Passed(table.at[token].get(mode="fill", fill_value=jnp.nan), pullback)

    def formula(self, x: str) -> str:
        return f"table[{x}]"
