"""The table from each kind of layer to ONNX: a small row for each, and nothing else to know."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from mieru.files.code.geometry import pads_of
from mieru.files.onnx.functions import FUNCTIONS
from mieru.files.onnx.graph import Graph, Value
from mieru.nn import (
    Activation,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalMeanPool,
    Layer,
    LayerNorm,
    MaxPool,
    MeanPool,
    Parallel,
    Residual,
    chain,
)
from mieru.words import SettingError

Tree = dict[str, Any]
# (graph, layer, its parameters, its running state, its input) → its output
Row = Callable[[Graph, Any, Tree, Tree, Value], Value]


def chain_nodes(graph: Graph, layers: Any, parameters: Tree, state: Tree, x: Value) -> Value:
    """The nodes of a chain of layers, one layer after another. Raises SettingError."""
    outer = graph.scope
    for name, layer in zip(chain.names(layers), layers, strict=True):
        graph.scope = f"{outer}/{name}" if outer else name
        row = ROWS.get(type(layer))
        if row is None:
            raise no_row(name, layer.kind)
        x = row(graph, layer, parameters.get(name, {}), state.get(name, {}), x)
    graph.scope = outer
    return x


def no_row(name: str, kind: str) -> SettingError:
    """There is no row for this kind of layer."""
    return SettingError(
        en=f"{name} cannot be written as ONNX: there is no row for {kind!r} in "
        "mieru.files.onnx.rows.ROWS yet; save the recording instead, or add the row",
        ja=f"{name} は ONNX に書き出せません。mieru.files.onnx.rows.ROWS に {kind!r} の行が"
        "まだありません。記録として保存するか、行を追加してください",
    )


def _float(array: Any) -> np.ndarray:
    return np.asarray(array, np.float32)


def _dense(graph: Graph, layer: Dense, p: Tree, state: Tree, x: Value) -> Value:
    weight = graph.constant("weight", _float(p["weight"]))
    shape = (*x.shape[:-1], layer.units)
    bias = [graph.constant("bias", _float(p["bias"]))] if layer.bias else []
    if len(x.shape) == 1:
        return Value(graph.node("Gemm", x.name, weight, *bias), shape)
    product = graph.node("MatMul", x.name, weight)
    return Value(graph.node("Add", product, *bias) if bias else product, shape)


def _activation(graph: Graph, layer: Activation, p: Tree, state: Tree, x: Value) -> Value:
    row = FUNCTIONS.get(layer.function)
    if row is None:
        raise SettingError(
            en=f"the activation function {layer.function!r} cannot be written as ONNX: there is no "
            "row for it in mieru.files.onnx.functions.FUNCTIONS; save the recording instead",
            ja=f"活性化関数 {layer.function!r} は ONNX に書き出せません。"
            "mieru.files.onnx.functions.FUNCTIONS に行がありません。記録として保存してください",
        )
    return x._replace(name=row(graph, x.name, layer.parameter or 0.0))


def _dropout(graph: Graph, layer: Dropout, p: Tree, state: Tree, x: Value) -> Value:
    return x  # acts while learning only


def _flatten(graph: Graph, layer: Flatten, p: Tree, state: Tree, x: Value) -> Value:
    name = graph.node("Flatten", graph.last(x).name, axis=1)
    return Value(name, layer.output_shape(x.shape))


def _embedding(graph: Graph, layer: Embedding, p: Tree, state: Tree, x: Value) -> Value:
    # One row more, of NaN, for tokens that are not in the table: as Mieru does.
    nowhere = np.full((1, layer.units), np.nan, np.float32)
    table = graph.constant("table", np.concatenate([_float(p["table"]), nowhere]))
    outside = graph.constant("outside", layer.vocabulary, np.int64)
    below = graph.constant("below", -1, np.int64)
    token = graph.node("Cast", graph.last(x).name, to=7)
    inside = graph.node(
        "And", graph.node("Greater", token, below), graph.node("Less", token, outside)
    )
    found = graph.node("Gather", table, graph.node("Where", inside, token, outside), axis=0)
    return Value(found, layer.output_shape(x.shape))


def _batchnorm(graph: Graph, layer: BatchNorm, p: Tree, state: Tree, x: Value) -> Value:
    numbers = [
        graph.constant(name, _float(tree[name]))
        for tree, name in ((p, "scale"), (p, "shift"), (state, "mean"), (state, "variance"))
    ]
    if len(x.shape) == 2:  # of a sequence, the channels stand last: ONNX looks for them second
        turned = graph.node("Transpose", x.name, perm=[0, 2, 1])
        normal = graph.node("BatchNormalization", turned, *numbers, epsilon=layer.epsilon)
        return x._replace(name=graph.node("Transpose", normal, perm=[0, 2, 1]))
    x = graph.first(x) if len(x.shape) == 3 else x
    normal = graph.node("BatchNormalization", x.name, *numbers, epsilon=layer.epsilon)
    return x._replace(name=normal)


def _layernorm(graph: Graph, layer: LayerNorm, p: Tree, state: Tree, x: Value) -> Value:
    x = graph.last(x)
    numbers = [graph.constant(name, _float(p[name])) for name in ("scale", "shift")]
    normal = graph.node("LayerNormalization", x.name, *numbers, axis=-1, epsilon=layer.epsilon)
    return x._replace(name=normal)


def _flat_pads(pads: Any) -> list[int]:
    (top, bottom), (left, right) = pads
    return [top, left, bottom, right]


def _kernel(graph: Graph, layer: Any, p: Tree) -> list[str]:
    """(height, width, in, out) as (out, in, height, width), and the bias where there is one."""
    weight = graph.constant("weight", _float(p["weight"]).transpose(3, 2, 0, 1))
    return [weight, graph.constant("bias", _float(p["bias"]))] if layer.bias else [weight]


def _scan(layer: Any) -> Tree:
    return {
        "kernel_shape": list(layer.kernel),
        "strides": list(layer.stride),
        "dilations": list(layer.dilation),
        "group": layer.groups,
    }


def _conv(graph: Graph, layer: Conv, p: Tree, state: Tree, x: Value) -> Value:
    pads = _flat_pads(pads_of(layer, layer.kernel, x.shape))
    inputs = graph.first(x).name, *_kernel(graph, layer, p)
    made = graph.node("Conv", *inputs, pads=pads, **_scan(layer))
    return Value(made, layer.output_shape(x.shape), True)


def _conv_transpose(graph: Graph, layer: ConvTranspose, p: Tree, state: Tree, x: Value) -> Value:
    cuts = [layer.size_and_pads(x.shape, i)[1] for i in (0, 1)]
    # A stride longer than the kernel leaves a border that nothing reaches: a cut below nothing.
    more = [max(0, -after) for _, after in cuts]
    pads = _flat_pads([(before, max(0, after)) for before, after in cuts])
    inputs = graph.first(x).name, *_kernel(graph, layer, p)
    made = graph.node("ConvTranspose", *inputs, pads=pads, output_padding=more, **_scan(layer))
    return Value(made, layer.output_shape(x.shape), True)


def _pool(graph: Graph, layer: Any, x: Value, kind: str, **more: Any) -> Value:
    made = graph.node(
        kind,
        graph.first(x).name,
        kernel_shape=list(layer.window),
        strides=list(layer.stride or layer.window),
        pads=_flat_pads(pads_of(layer, layer.window, x.shape)),
        **more,
    )
    return Value(made, layer.output_shape(x.shape), True)


def _maxpool(graph: Graph, layer: MaxPool, p: Tree, state: Tree, x: Value) -> Value:
    return _pool(graph, layer, x, "MaxPool")


def _meanpool(graph: Graph, layer: MeanPool, p: Tree, state: Tree, x: Value) -> Value:
    return _pool(graph, layer, x, "AveragePool", count_include_pad=0)


def _global_meanpool(graph: Graph, layer: GlobalMeanPool, p: Tree, state: Tree, x: Value) -> Value:
    pooled = graph.node("GlobalAveragePool", graph.first(x).name)
    return Value(graph.node("Flatten", pooled, axis=1), x.shape[2:])


def _branches(graph: Graph, layer: Any, p: Tree, state: Tree, x: Value) -> list[Value]:
    """What each chain of the layer makes of ``x``, all in the same way round."""
    outer, found = graph.scope, []
    for name, layers in layer.chains.items():
        graph.scope = f"{outer}/{name}"
        found.append(chain_nodes(graph, layers, p.get(name, {}), state.get(name, {}), x))
    graph.scope = outer
    turned = graph.first if any(value.first for value in found) else graph.last
    return [turned(value) for value in found]


def _sum(graph: Graph, values: list[Value]) -> Value:
    total = reduce(lambda a, b: graph.node("Add", a, b), (value.name for value in values))
    return values[0]._replace(name=total)


def _residual(graph: Graph, layer: Residual, p: Tree, state: Tree, x: Value) -> Value:
    return _sum(graph, _branches(graph, layer, p, state, x))


def _parallel(graph: Graph, layer: Parallel, p: Tree, state: Tree, x: Value) -> Value:
    values = _branches(graph, layer, p, state, x)
    if layer.join == "add":
        return _sum(graph, values)
    axis = 1 if values[0].first else -1
    joined = graph.node("Concat", *(value.name for value in values), axis=axis)
    return Value(joined, layer.output_shape(x.shape), values[0].first)


ROWS: dict[type[Layer], Row] = {
    Dense: _dense,
    Activation: _activation,
    Dropout: _dropout,
    Flatten: _flatten,
    Conv: _conv,
    ConvTranspose: _conv_transpose,
    MaxPool: _maxpool,
    MeanPool: _meanpool,
    GlobalMeanPool: _global_meanpool,
    BatchNorm: _batchnorm,
    LayerNorm: _layernorm,
    Residual: _residual,
    Parallel: _parallel,
    Embedding: _embedding,
}
