"""The preparation of raw input as ONNX nodes: columns of a table, or pixels, become x.

They compute what :mod:`mieru.data` computes, number for number: columns in float64, then float32.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mieru.data import AsIs, Columns, Photograph, Pixels, Preparation
from mieru.data.cells import MISSING
from mieru.data.columns import Category, Column, Date, Number
from mieru.data.dates import WEEK, YEAR
from mieru.files.onnx import Graph, Value, Writing
from mieru.nn import Network, Shape
from mieru.nn.inputs import vocabulary_of

FLOAT, DOUBLE = 1, 11  # ONNX's numbers for float32 and float64
MANY = "x"  # the one input of a table of numbers only


def raw_input(writing: Writing, network: Network, preparation: Preparation) -> Value:
    """The network's x, made of inputs of the model that take raw values."""
    graph = writing.graph
    graph.scope = "prepare"
    if isinstance(preparation, Columns):
        made = _columns(writing, preparation)
    elif isinstance(preparation, Pixels):
        made = _pixels(writing, preparation)
    elif isinstance(preparation, Photograph):
        made = _photograph(writing, preparation)
    else:
        made = prepared_input(writing, network)
    graph.scope = ""
    return made if made.shape == network.input_shape else _shaped(graph, made, network.input_shape)


def prepared_input(writing: Writing, network: Network) -> Value:
    """x as the network takes it: float32, or int64 tokens."""
    kind = np.int64 if vocabulary_of(network.layers) else np.float32
    return Value(writing.input("x", kind, network.input_shape), network.input_shape)


def takes_raw(preparation: Preparation) -> bool:
    """Whether there is anything to prepare."""
    return not isinstance(preparation, AsIs)


def _shaped(graph: Graph, x: Value, shape: Shape) -> Value:
    sizes = graph.constant("shape", [-1, *shape], np.int64)
    return Value(graph.node("Reshape", x.name, sizes), shape)


def _pixels(writing: Writing, pixels: Pixels) -> Value:
    graph = writing.graph
    raw = writing.input("pixels", np.uint8, pixels.shape)
    x = graph.node("Cast", raw, to=FLOAT)
    if pixels.background == "dark":
        x = _on_dark(graph, x, pixels.shape)
    return Value(graph.node("Mul", x, graph.constant("step", 1 / 255, np.float32)), pixels.shape)


def _photograph(writing: Writing, photograph: Photograph) -> Value:
    """(pixel − mean)/scale of photographs that are cut already, RGB."""
    graph, shape = writing.graph, photograph.input_shape
    x = graph.node("Cast", writing.input("pixels", np.uint8, shape), to=FLOAT)
    if photograph.order == "bgr":
        x = graph.node("Gather", x, graph.constant("order", [2, 1, 0], np.int64), axis=3)
    mean, scale = (
        graph.constant(name, getattr(photograph, name), np.float32) for name in ("mean", "scale")
    )
    return Value(graph.node("Div", graph.node("Sub", x, mean), scale), shape)


def _on_dark(graph: Graph, x: str, shape: Shape) -> str:
    """255 − x for each picture whose border is light, its median above 127."""
    edges = []
    for axis in (1, 2):
        for end in (0, -1):
            place = graph.constant("edge", [end], np.int64)
            edge = graph.node("Gather", x, place, axis=axis)
            edges.append(graph.node("Flatten", edge, axis=1))
    border = graph.node("Concat", *edges, axis=1)
    count = 2 * (shape[0] + shape[1]) * shape[2]
    # The median of an even count: the mean of the two in the middle, largest first.
    upper, lower = count // 2 - 1, count // 2
    k = graph.constant("k", [lower + 1], np.int64)
    largest = _largest(graph, border, k)
    middle = graph.node(
        "Gather", largest, graph.constant("middle", [upper, lower], np.int64), axis=1
    )
    across = graph.constant("axis", [1], np.int64)
    median = graph.node("ReduceMean", middle, across, keepdims=1)
    light = graph.node("Greater", median, graph.constant("half", 127, np.float32))
    light = graph.node("Reshape", light, graph.constant("one", [-1, 1, 1, 1], np.int64))
    inverted = graph.node("Sub", graph.constant("white", 255, np.float32), x)
    return graph.node("Where", light, inverted, x)


def _largest(graph: Graph, values: str, k: str) -> str:
    """The ``k`` largest of each row, in order. (TopK has two outputs; the places are not used.)"""
    return graph.node("TopK", values, k, axis=1, more=("places",))


def _columns(writing: Writing, columns: Columns) -> Value:
    shape = columns.input_shape
    used = [column for column in columns.columns if column.features]
    if all(isinstance(column, Number) for column in used):
        raw = writing.input(MANY, np.float64, shape)
        return Value(_scaled(writing.graph, raw, used), shape)
    parts = [_column(writing, column) for column in used]
    return Value(writing.graph.node("Concat", *parts, axis=1), shape)


def _column(writing: Writing, column: Column) -> str:
    if isinstance(column, Number):
        raw = writing.input(column.name, np.float64, (1,))
        return _scaled(writing.graph, raw, [column])
    if isinstance(column, Date):
        return _in_time(writing.graph, writing.input(column.name, np.float64, (1,)), column)
    raw = writing.input(column.name, str, (1,))
    return _one_hot(writing.graph, raw, column)


def _scaled(graph: Graph, raw: str, columns: Sequence[Any]) -> str:
    """(value − mean) / std as float32, ``fill`` where the value is NaN."""
    fill, mean, std = (
        graph.constant(name, [[getattr(column, name) for column in columns]], np.float64)
        for name in ("fill", "mean", "std")
    )
    known = graph.node("Where", graph.node("IsNaN", raw), fill, raw)
    scaled = graph.node("Div", graph.node("Sub", known, mean), std)
    bound = float(np.finfo(np.float32).max)
    low, high = (graph.constant("bound", b, np.float64) for b in (-bound, bound))
    return graph.node("Cast", graph.node("Clip", scaled, low, high), to=FLOAT)


def _in_time(graph: Graph, raw: str, column: Date) -> str:
    """Days since 1970, and sine and cosine of where in the year and the week they lie."""
    fill = graph.constant("fill", [[column.fill]], np.float64)
    days = graph.node("Where", graph.node("IsNaN", raw), fill, raw)
    parts = [_scaled(graph, raw, [column])]
    for period in (YEAR, WEEK):
        turns = graph.node("Div", days, graph.constant("period", period, np.float64))
        # The part of a turn in float64; its angle is small enough for float32.
        part = graph.node("Cast", graph.node("Sub", turns, graph.node("Floor", turns)), to=FLOAT)
        angle = graph.node("Mul", part, graph.constant("turn", 2 * np.pi, np.float32))
        parts += [graph.node("Sin", angle), graph.node("Cos", angle)]
    return graph.node("Concat", *parts, axis=1)


def _one_hot(graph: Graph, raw: str, column: Category) -> str:
    """1 for the value that stands there; ``fill`` for what means that it is missing."""
    known = raw
    if column.fill:
        words = graph.constant("missing", [list(_missing_words())])
        found = graph.node("Cast", graph.node("Equal", raw, words), to=FLOAT)
        axis = graph.constant("axis", [1], np.int64)
        most = graph.node("ReduceMax", found, axis, keepdims=1)
        gone = graph.node("Greater", most, graph.constant("zero", 0, np.float32))
        known = graph.node("Where", gone, graph.constant("fill", [[column.fill]]), raw)
    values = graph.constant("values", [list(column.values)])
    return graph.node("Cast", graph.node("Equal", known, values), to=FLOAT)


def _missing_words() -> tuple[str, ...]:
    """The words for a missing value in the cases that they come in."""
    words = {form for word in MISSING for form in (word, word.upper(), word.capitalize())}
    return tuple(sorted(words | {"NaN"}))
