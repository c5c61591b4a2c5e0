"""A network of the playground as an ONNX model: its columns, its formulas, then its layers."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from mieru.files.onnx import Graph, Value, Wanted, Writing, network_nodes, notes_of
from mieru.playground.address import write
from mieru.playground.features import LARGEST
from mieru.playground.formula import Apply, Node, Number, Variable
from mieru.playground.formula_forms import number
from mieru.playground.live import Live

FLOAT = 1  # ONNX's number for float32

# Formulas are computed in float64, for which onnxruntime has a sine but no cosine.
_PLAIN = {
    "+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "^": "Pow", "neg": "Neg", "sin": "Sin",
    "tanh": "Tanh", "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "abs": "Abs", "sign": "Sign",
    "max": "Max", "min": "Min",
}  # fmt: skip


def _cosine(graph: Graph, u: str) -> str:
    quarter = graph.constant("quarter", math.pi / 2, np.float64)
    return graph.node("Sin", graph.node("Add", u, quarter))


def _tangent(graph: Graph, u: str) -> str:
    return graph.node("Div", graph.node("Sin", u), _cosine(graph, u))


_OTHERS: dict[str, Callable[[Graph, str], str]] = {"cos": _cosine, "tan": _tangent}


def onnx_of_live(live: Live) -> Any:
    """The network as an ``onnx.ModelProto``: ``x`` (N, 2) float64 in the units of the columns.

    Raises SettingError where the package ``onnx`` is missing.
    """
    with live.lock:
        network, parameters, loss = live.network(), live.parameters_tree(), live.loss()
        trees, points = live.features.trees, live.points
        address = "#" + write(live.experiment)
    writing = Writing()
    graph = writing.graph
    x = writing.input("x", np.float64, (2,))
    graph.scope = "features"
    columns = _columns(graph, x, points.axes)
    features = graph.node("Concat", *(_feature(graph, t, columns) for t in trees), axis=1)
    graph.scope = ""
    wanted = Wanted(
        classes=points.classes or (),
        notes=notes_of(
            network=network.text,
            features=list(live.features.labels),
            columns=[axis.name for axis in points.axes],
            classes=list(points.classes or ()),
            playground=address,
        ),
        about=f"playground: {network.text}",
    )
    value = Value(features, network.input_shape)
    network_nodes(writing, network, parameters, {}, value, loss, wanted)
    return writing.model(wanted)


def _columns(graph: Graph, x: str, axes: Any) -> tuple[str, str]:
    """The two columns (N, 1) on the plane that formulas see."""
    centre = graph.constant("centre", [[axis.centre for axis in axes]], np.float64)
    scale = graph.constant("scale", [[axis.scale for axis in axes]], np.float64)
    moved = graph.node("Div", graph.node("Sub", x, centre), scale)
    first, second = (
        graph.node("Gather", moved, graph.constant("place", [i], np.int64), axis=1) for i in (0, 1)
    )
    return first, second


def _feature(graph: Graph, tree: Node, columns: tuple[str, str]) -> str:
    """One formula as float32 (N, 1), 0 where it has no value or one beyond 1e9."""
    found = _value(graph, tree, columns)
    if not _has_variable(tree):  # a constant needs as many rows as x
        nothing = graph.constant("nothing", 0, np.float64)
        found = graph.node("Add", graph.node("Mul", columns[0], nothing), found)
    bound = graph.constant("bound", LARGEST, np.float64)
    inside = graph.node("LessOrEqual", graph.node("Abs", found), bound)
    zero = graph.constant("zero", 0, np.float64)
    return graph.node("Cast", graph.node("Where", inside, found, zero), to=FLOAT)


def _value(graph: Graph, tree: Node, columns: tuple[str, str]) -> str:
    match tree:
        case Number():
            return graph.constant("number", number(tree), np.float64)
        case Variable(place):
            return columns[place - 1]
        case Apply(rule, parts):
            inside = [_value(graph, part, columns) for part in parts]
            if rule in _OTHERS:
                return _OTHERS[rule](graph, *inside)
            return graph.node(_PLAIN[rule], *inside)


def _has_variable(tree: Node) -> bool:
    if isinstance(tree, Apply):
        return any(map(_has_variable, tree.parts))
    return isinstance(tree, Variable)
