"""Residual and Parallel: layers that hold layers."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, ClassVar, Literal

import jax.numpy as jnp
from jax import Array

from mieru.nn import chain
from mieru.nn.checks import keep, one_of
from mieru.nn.initial import Seed, seed_of
from mieru.nn.layer import Context, Layer, Parameters, Passed, State
from mieru.nn.layers.activation import as_layers
from mieru.nn.shapes import Shape, shape_text
from mieru.words import SettingError, ShapeError

# What a person may write for a chain of layers.
Chain = Layer | str | Iterable[Layer | str]


@dataclass(frozen=True)
class _Branching(Layer):
    """A layer whose input goes down several chains, each with parameters under its own name."""

    def parameter_shapes(self, shape: Shape) -> Parameters:
        return _filled({n: chain.parameter_shapes(c, shape) for n, c in self.chains.items()})

    def initial_parameters(self, seed: Seed, shape: Shape) -> Parameters:
        trees = {
            name: chain.initial_parameters(layers, seed_of(seed, i), shape)
            for i, (name, layers) in enumerate(self.chains.items())
        }
        return _filled(trees)

    def initial_state(self, shape: Shape) -> State:
        return _filled({n: chain.initial_state(c, shape) for n, c in self.chains.items()})

    def penalties(self, shape: Shape) -> Parameters:
        return _filled({n: chain.penalties(c, shape) for n, c in self.chains.items()})

    def multiplications(self, shape: Shape) -> int:
        return sum(chain.multiplications(layers, shape) for layers in self.chains.values())

    def _pass_all(self, parameters: Parameters, x: Array, context: Context) -> dict[str, Passed]:
        return {
            name: chain.passed_through(layers, parameters.get(name, {}), x, context.inside(name, i))
            for i, (name, layers) in enumerate(self.chains.items())
        }


def _filled(trees: Parameters) -> Parameters:
    return {name: tree for name, tree in trees.items() if tree}


def _gathered(passed: dict[str, Passed], deltas: list[Array]) -> tuple[Array, Parameters]:
    """δ of each branch carried back; what arrives at the common input is summed."""
    back = {n: p.pullback(d) for (n, p), d in zip(passed.items(), deltas, strict=True)}
    total = reduce(jnp.add, (delta_x for delta_x, _ in back.values()))
    return total, {name: found for name, (_, found) in back.items() if found}


def _states(passed: dict[str, Passed]) -> State:
    return {name: p.state for name, p in passed.items() if p.state}


@dataclass(frozen=True)
class Residual(_Branching):
    """y = f(x) + x: the layers only learn what to add. (He et al. 2015)

    Where f changes the shape, ``shortcut`` brings x to it (a 1×1 convolution, usually).
    """

    kind: ClassVar[str] = "residual"

    layers: tuple[Layer, ...]
    shortcut: tuple[Layer, ...] = ()

    if TYPE_CHECKING:  # the forms that __post_init__ takes

        def __init__(self, layers: Chain, shortcut: Chain = ...) -> None: ...

    def __post_init__(self) -> None:
        keep(self, "layers", as_layers(self.layers, "residual", "residual "))
        keep(self, "shortcut", as_layers(self.shortcut, "residual", "residual "))
        if not self.layers:
            raise SettingError(
                en="residual needs at least one layer, such as residual(dense 8, relu)",
                ja="residual には少なくとも 1 つの層が必要です (例: residual(dense 8, relu))",
            )

    @property
    def chains(self) -> dict[str, tuple[Layer, ...]]:
        return {"layers": self.layers, "shortcut": self.shortcut}

    def output_shape(self, shape: Shape) -> Shape:
        out = chain.output_shape(self.layers, shape)
        around = chain.output_shape(self.shortcut, shape)
        if out != around:
            last, given, wanted = chain.names(self.layers)[-1], shape_text(out), shape_text(around)
            other_en, other_ja = ("shortcut", "バイパス") if self.shortcut else ("input", "入力")
            raise ShapeError(
                en=f"its last layer {last} gives {given}, but its {other_en} of {wanted} is to be "
                f"added; make {last} give {wanted}, or put a layer that gives {given} on the "
                "shortcut: residual(…; …)",
                ja=f"内側の最後の層 {last} の出力は {given} ですが、足し合わせる{other_ja}は "
                f"{wanted} です。{last} の出力を {wanted} にするか、{given} を出力する層を"
                "バイパスに入れてください: residual(…; …)",
            )
        return out

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        passed = self._pass_all(parameters, x, context)
        total = passed["layers"].output + passed["shortcut"].output
        return Passed(total, lambda delta: _gathered(passed, [delta, delta]), _states(passed))

    def formula(self, x: str) -> str:
        return f"f({x}) + {'g(' + x + ')' if self.shortcut else x}"


_MUST = {
    "add": ("to be added they must be alike", "足し合わせるには、形状がすべて同じ必要があります"),
    "concatenate": (
        "to be concatenated they may differ in the last axis only",
        "連結するには、最後の軸以外の形状が同じ必要があります",
    ),
}


@dataclass(frozen=True)
class Parallel(_Branching):
    """Several chains side by side on the same input, concatenated on the last axis or added."""

    kind: ClassVar[str] = "parallel"

    branches: tuple[tuple[Layer, ...], ...]
    join: Literal["concatenate", "add"] = "concatenate"

    if TYPE_CHECKING:  # the forms that __post_init__ takes

        def __init__(
            self, branches: Iterable[Chain], join: Literal["concatenate", "add"] = ...
        ) -> None: ...

    def __post_init__(self) -> None:
        one_of(self, "join", ("concatenate", "add"))
        given = self.branches if isinstance(self.branches, Iterable) else (self.branches,)
        keep(self, "branches", tuple(as_layers(b, "parallel", "parallel ") for b in given))
        if not self.branches:
            raise SettingError(
                en="parallel needs at least one branch, such as parallel(dense 8; dense 4, relu)",
                ja="parallel には少なくとも 1 つの枝が必要です "
                "(例: parallel(dense 8; dense 4, relu))",
            )

    @property
    def chains(self) -> dict[str, tuple[Layer, ...]]:
        return {f"branch{i + 1}": branch for i, branch in enumerate(self.branches)}

    def output_shape(self, shape: Shape) -> Shape:
        given = [chain.output_shape(branch, shape) for branch in self.branches]
        parts = given if self.join == "add" else [s[:-1] for s in given]
        if len(set(parts)) > 1:
            listed = ", ".join(f"branch{i + 1}: {shape_text(s)}" for i, s in enumerate(given))
            must_en, must_ja = _MUST[self.join]
            raise ShapeError(
                en=f"its branches give {listed}; {must_en}: change the stride, padding or units of "
                "one",
                ja=f"枝の出力は {listed} です。{must_ja}。いずれかの枝の stride, padding, "
                "ユニット数を変えてください",
            )
        return given[0] if self.join == "add" else (*parts[0], sum(s[-1] for s in given))

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        passed = self._pass_all(parameters, x, context)
        outputs = [p.output for p in passed.values()]
        if self.join == "add":
            total = reduce(jnp.add, outputs)
            return Passed(
                total, lambda delta: _gathered(passed, [delta] * len(outputs)), _states(passed)
            )
        ends = [sum(o.shape[-1] for o in outputs[: i + 1]) for i in range(len(outputs) - 1)]

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            return _gathered(passed, jnp.split(delta, ends, axis=-1))

        return Passed(jnp.concatenate(outputs, axis=-1), pullback, _states(passed))

    def formula(self, x: str) -> str:
        parts = [f"f{i + 1}({x})" for i in range(len(self.branches))]
        return " + ".join(parts) if self.join == "add" else f"[{', '.join(parts)}]"
