"""A network of dense layers as a drawn graph: a column of vertices for each layer."""

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from mieru.nn import Activation, Dense, Network
from mieru.systems.report.drawings import Edge, Graph, Vertex
from mieru.systems.report.text import Words

MOST_IN_A_COLUMN = 8
_ABOVE = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_BELOW = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉‚")
# What stands in a vertex, for the activation functions that have a short sign.
_SIGNS = {
    "square": "( )²",
    "cube": "( )³",
    "sigmoid": "σ",
    "relu": "ReLU",
    "heaviside": "H",
    "identity": "",
    "softplus": "log(1+eᵘ)",
}


@dataclass(frozen=True)
class _Column:
    """One dense layer with the activation after it."""

    layer: Dense
    matrix: sp.Matrix
    sign: str


def network_graph(network: Network, matrices: Sequence[sp.Matrix], title: Words) -> Graph | None:
    """The network drawn, its weights on the edges, or None where it is no chain of small layers.

    ``matrices`` are those of :class:`mieru.systems.parts.symbolic.Written`.
    """
    columns = _columns(network, matrices)
    if columns is None:
        return None
    last = len(columns)
    before = [Vertex(0, y, f"x{_of(network.input_shape[0], i)}") for i, y in _places(network)]
    vertices, edges, start = list(before), [], 0
    for number, column in enumerate(columns, start=1):
        inputs = list(range(start, len(vertices)))
        if column.layer.bias:
            inputs.append(len(vertices))
            lowest = min(vertices[i].y for i in inputs[:-1])
            vertices.append(Vertex(number - 1, lowest - 1, "1"))
        start = len(vertices)
        for j in range(column.layer.units):
            y = (column.layer.units - 1) / 2 - j
            name = f"y{_of(column.layer.units, j)}" if number == last else ""
            vertices.append(Vertex(number, y, column.sign, above=name))
            # Near its start an edge keeps clear of those that cross it.
            edges += [
                Edge(i, start + j, on=plain(column.matrix[j, place]), place=0.3)
                for place, i in enumerate(inputs)
            ]
    stretched = [Vertex(v.x * 1.6, v.y, v.text, v.above, v.below) for v in vertices]
    return Graph(title, stretched, edges)


def _columns(network: Network, matrices: Sequence[sp.Matrix]) -> list[_Column] | None:
    columns: list[_Column] = []
    left = list(matrices)
    if len(network.input_shape) != 1 or network.input_shape[0] > MOST_IN_A_COLUMN:
        return None
    for layer in network.layers:
        if isinstance(layer, Dense) and layer.units <= MOST_IN_A_COLUMN:
            columns.append(_Column(layer, left.pop(0), ""))
        elif isinstance(layer, Activation) and columns and not columns[-1].sign:
            sign = _SIGNS.get(layer.function, layer.function)
            columns[-1] = _Column(columns[-1].layer, columns[-1].matrix, sign)
        else:
            return None
    return columns


def _places(network: Network) -> list[tuple[int, float]]:
    count = network.input_shape[0]
    return [(i, (count - 1) / 2 - i) for i in range(count)]


def _of(count: int, i: int) -> str:
    return "" if count == 1 else str(i + 1).translate(_BELOW)


def plain(weight: sp.Expr) -> str:
    """``w^{(2)}_{11}`` as w⁽²⁾₁₁; numbers as they are, and nothing for 1, as in the course."""
    if weight == 1:
        return ""
    if not isinstance(weight, sp.Symbol):
        return f"{float(weight):g}".replace("-", "−")
    head, _, below = str(weight.name).rpartition("_")
    letter, _, above = head.partition("^")
    return letter + above.strip("{}").translate(_ABOVE) + below.strip("{}").translate(_BELOW)
