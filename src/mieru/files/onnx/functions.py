"""Activation functions in ONNX: a small row for each."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from mieru.files.onnx.graph import Graph

Row = Callable[[Graph, str, float], str]


def _one(kind: str, graph: Graph, u: str, a: float) -> str:
    return graph.node(kind, u)


def _with_alpha(kind: str, graph: Graph, u: str, a: float) -> str:
    return graph.node(kind, u, alpha=a)


def _heaviside(graph: Graph, u: str, a: float) -> str:
    zero = graph.constant("zero", 0, np.float32)
    return graph.node("Cast", graph.node("GreaterOrEqual", u, zero), to=1)


def _clipped_relu(graph: Graph, u: str, a: float) -> str:
    zero, most = (graph.constant(n, v, np.float32) for n, v in (("zero", 0), ("most", a)))
    return graph.node("Min", graph.node("Max", u, zero), most)


def _gelu(graph: Graph, u: str, a: float) -> str:
    # u·Φ(u) with Φ(u) = ½(1 + erf(u/√2)); ONNX has no erfc.
    root, one, half = (
        graph.constant(name, number, np.float32)
        for name, number in (("root", math.sqrt(0.5)), ("one", 1), ("half", 0.5))
    )
    erf = graph.node("Erf", graph.node("Mul", u, root))
    return graph.node("Mul", graph.node("Mul", u, half), graph.node("Add", erf, one))


def _square(graph: Graph, u: str, a: float) -> str:
    return graph.node("Mul", u, u)


def _cube(graph: Graph, u: str, a: float) -> str:
    return graph.node("Mul", graph.node("Mul", u, u), u)


FUNCTIONS: dict[str, Row] = {
    "identity": lambda graph, u, a: u,
    "heaviside": _heaviside,
    "sign": partial(_one, "Sign"),
    "sigmoid": partial(_one, "Sigmoid"),
    "tanh": partial(_one, "Tanh"),
    "relu": partial(_one, "Relu"),
    "clipped_relu": _clipped_relu,
    "leaky_relu": partial(_with_alpha, "LeakyRelu"),
    "elu": partial(_with_alpha, "Elu"),
    "gelu": _gelu,
    "softplus": partial(_one, "Softplus"),
    "square": _square,
    "cube": _cube,
}
