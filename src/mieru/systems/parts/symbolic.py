"""The formula that a small network stands for, written out with SymPy.

Weights without given numbers become symbols. A unit's bias is the weight of a vertex that is always
1, as in the course, so it stands last in its row: u₁ = w₁₁x₁ + w₁₂x₂ + w₁₃.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from mieru.nn import (
    Activation,
    Dense,
    Dropout,
    Flatten,
    Given,
    Layer,
    Network,
    Parallel,
    Parameters,
    Residual,
)
from mieru.words import SettingError

# Beyond this nobody reads a formula.
MOST_UNITS = 12
MOST_OPERATIONS = 4000

_SIGMOID, _HEAVISIDE, _GELU = (sp.Function(name) for name in ("sigma", "H", "GELU"))
_FUNCTIONS: dict[str, Callable[[Any, Any], Any]] = {
    "identity": lambda u, _: u,
    "heaviside": lambda u, _: _HEAVISIDE(u),
    "sign": lambda u, _: sp.sign(u),
    "sigmoid": lambda u, _: _SIGMOID(u),
    "tanh": lambda u, _: sp.tanh(u),
    "relu": lambda u, _: sp.Max(0, u),
    "clipped_relu": lambda u, a: sp.Min(sp.Max(0, u), a),
    "leaky_relu": lambda u, a: sp.Max(u, a * u) if a <= 1 else sp.Min(u, a * u),
    "elu": lambda u, a: sp.Piecewise((u, u > 0), (a * (sp.exp(u) - 1), True)),
    "gelu": lambda u, _: _GELU(u),
    "softplus": lambda u, _: sp.log(1 + sp.exp(u)),
    # Kept as powers of the sum, as the drawing has them: (w₁x)² rather than w₁²x².
    "square": lambda u, _: sp.Pow(u, 2, evaluate=False),
    "cube": lambda u, _: sp.Pow(u, 3, evaluate=False),
}


@dataclass(frozen=True, eq=False)
class Written:
    """A network as formulas: one of ``outputs`` for each output, in the symbols ``inputs``.

    ``matrices`` holds each dense layer's W with its biases as the last column, (units, inputs + 1),
    in the order of the layers.
    """

    network: Network
    inputs: list[sp.Symbol]
    outputs: list[sp.Expr]
    matrices: list[sp.Matrix]

    def values(self, parameters: Parameters, x: NDArray[np.floating]) -> NDArray[np.float64]:
        """The formulas' values (N, outputs) for x (N, inputs) with these weights put in."""
        numbers: dict[Any, float] = {}
        for matrix, layer in zip(self.matrices, _dense_parameters(parameters), strict=True):
            rows = [*layer["weight"], *([layer["bias"]] if "bias" in layer else [])]
            numbers |= dict(zip(matrix, np.stack(rows, axis=1).ravel(), strict=True))
        plain = [sp.sympify(output).subs(numbers) for output in self.outputs]
        f = sp.lambdify(self.inputs, plain, [_numeric(), "scipy"])
        found = [np.broadcast_to(value, len(x)) for value in f(*np.asarray(x, np.float64).T)]
        return np.stack(found, axis=1).astype(np.float64)


def _numeric() -> dict[str, Callable[[Any], Any]]:
    """What the functions that SymPy only names do with numbers."""
    from scipy.special import expit, ndtr

    return {
        "sigma": expit,
        "H": lambda u: np.heaviside(u, 1),
        "GELU": lambda u: u * ndtr(u),
    }


def written(network: Network) -> Written:
    """The network's formulas. Raises SettingError where it is not a small one of dense layers."""
    if len(network.input_shape) != 1 or network.input_shape[0] > MOST_UNITS:
        raise _refused(
            f"an input that is no vector of at most {MOST_UNITS}",
            f"{MOST_UNITS} 個以下のベクトルでない入力",
        )
    inputs = numbered("x", network.input_shape[0])
    walk = _Walk(network)
    outputs = walk.chain(network.layers, list(inputs))
    return Written(network, inputs, outputs, walk.matrices)


def numbered(letter: str, count: int) -> list[sp.Symbol]:
    """``x``, or ``x₁``, ``x₂``, …"""
    if count == 1:
        return [sp.Symbol(letter, real=True)]
    return [sp.Symbol(f"{letter}_{{{i + 1}}}", real=True) for i in range(count)]


class _Walk:
    """The forward pass on symbols."""

    def __init__(self, network: Network) -> None:
        dense = [layer for layer in _all_layers(network.layers) if isinstance(layer, Dense)]
        self._several = sum(not isinstance(layer.initial, Given) for layer in dense) > 1
        self.matrices: list[sp.Matrix] = []

    def chain(self, layers: Sequence[Layer], values: list[sp.Expr]) -> list[sp.Expr]:
        for layer in layers:
            values = self._through(layer, values)
            if sum(int(sp.count_ops(value)) for value in values) > MOST_OPERATIONS:
                raise _refused("too many operations", "多すぎる演算")
        return values

    def _through(self, layer: Layer, values: list[sp.Expr]) -> list[sp.Expr]:
        match layer:
            case Dense():
                matrix = self._matrix(layer, len(values))
                return list(matrix * sp.Matrix([*values, *[1] * layer.bias]))
            case Activation():
                return _applied(layer, values)
            case Flatten() | Dropout():
                return values
            case Residual():
                inside = self.chain(layer.layers, values)
                around = self.chain(layer.shortcut, values)
                return [a + b for a, b in zip(inside, around, strict=True)]
            case Parallel():
                branches = [self.chain(branch, values) for branch in layer.branches]
                if layer.join == "concatenate":
                    return [value for branch in branches for value in branch]
                return [sp.Add(*parts) for parts in zip(*branches, strict=True)]
        raise _refused(f"the layer {layer.kind}", f"層 {layer.kind} ")

    def _matrix(self, layer: Dense, inputs: int) -> sp.Matrix:
        if layer.units > MOST_UNITS:
            raise _refused(f"more than {MOST_UNITS} units", f"{MOST_UNITS} を超えるユニット")
        if isinstance(layer.initial, Given):
            weights = np.reshape(layer.initial.values, (inputs, layer.units)).T
            rows = [[*row, *[layer.initial_bias] * layer.bias] for row in weights.tolist()]
            matrix = sp.Matrix(rows).applyfunc(lambda n: sp.nsimplify(n, rational=True))
        else:
            shape = (layer.units, inputs + layer.bias)
            matrix = sp.Matrix(*shape, lambda j, i: self._symbol(layer.units, int(j), int(i)))
        self.matrices.append(matrix)
        return matrix

    def _symbol(self, units: int, unit: int, column: int) -> sp.Symbol:
        """w₁ where there is one unit, w₁₂ with several, w⁽²⁾₁₂ with several layers."""
        place = f"{unit + 1}{column + 1}" if units > 1 else f"{column + 1}"
        if units > 9 or column > 8:
            place = f"{unit + 1},{column + 1}"
        above = f"^{{({len(self.matrices) + 1})}}" if self._several else ""
        return sp.Symbol(f"w{above}_{{{place}}}", real=True)


def _applied(layer: Activation, values: list[sp.Expr]) -> list[sp.Expr]:
    if layer.function not in _FUNCTIONS:
        raise _refused(f"the function {layer.function}", f"関数 {layer.function} ")
    parameter = sp.nsimplify(layer.parameter or 0.0, rational=True)
    return [_FUNCTIONS[layer.function](u, parameter) for u in values]


def _all_layers(layers: Sequence[Layer]) -> Iterator[Layer]:
    for layer in layers:
        yield layer
        if isinstance(layer, Residual):
            yield from _all_layers([*layer.layers, *layer.shortcut])
        elif isinstance(layer, Parallel):
            yield from _all_layers([inner for branch in layer.branches for inner in branch])


def _dense_parameters(tree: Parameters) -> Iterator[Parameters]:
    """Each dense layer's arrays, in the order of the layers."""
    for branch in tree.values():
        if isinstance(branch, dict):
            if "weight" in branch:
                yield {name: np.asarray(array, np.float64) for name, array in branch.items()}
            else:
                yield from _dense_parameters(branch)


def _refused(en: str, ja: str) -> SettingError:
    return SettingError(
        en="a formula is written out for small networks of dense layers and activation functions, "
        f"but this one has {en}; try for example 2, dense 2, square",
        ja="式に書き下せるのは全結合層と活性化関数からなる小さなネットワークですが、"
        f"このネットワークには{ja}があります。2, dense 2, square などを試してください",
    )
