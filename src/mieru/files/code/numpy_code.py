"""A network as NumPy: each layer one line of arithmetic."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mieru.files.code.geometry import pads_of
from mieru.files.code.model import (
    Model,
    Step,
    about_predict,
    array_text,
    cannot,
    classes_code,
    example,
    feature_code,
    heading,
    inputs_text,
    joined,
    steps,
)
from mieru.nn import (
    Activation,
    BatchNorm,
    BinaryCrossEntropy,
    Conv,
    CrossEntropy,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalMeanPool,
    Layer,
    LayerNorm,
    MaxPool,
    MeanPool,
)
from mieru.words import say

FUNCTIONS = {
    "identity": "x",
    "heaviside": "(x >= 0) * 1.0",
    "sign": "np.sign(x)",
    "sigmoid": "0.5 * (1 + np.tanh(0.5 * x))",
    "tanh": "np.tanh(x)",
    "relu": "np.maximum(x, 0)",
    "leaky_relu": "np.where(x > 0, x, {a} * x)",
    "elu": "np.where(x > 0, x, {a} * np.expm1(np.minimum(x, 0)))",
    "gelu": "0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))",
    "softplus": "np.logaddexp(0, x)",
    "square": "x**2",
    "cube": "x**3",
}

WINDOWS = '''def windows(x, size, stride, pads, dilation=(1, 1), fill=0.0):
    """{about}"""
    x = np.pad(x, ((0, 0), *pads, (0, 0)), constant_values=fill)
    reach = tuple((k - 1) * d + 1 for k, d in zip(size, dilation))
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(1, 2))
    return view[:, :: stride[0], :: stride[1], :, :: dilation[0], :: dilation[1]]'''


def numpy_code(model: Model) -> str:
    """The source text. Raises SettingError for a layer that it has no writer for."""
    arrays, lines = [], []
    for step in steps(model):
        writer = WRITERS.get(type(step.layer))
        if writer is None:
            raise cannot(step, "NumPy")
        arrays += [f"{name} = np.array({array_text(array)})" for name, array in named(step)]
        lines += writer(step)
    body = "\n".join(f"    {line}" for line in [*lines, *_answer(model)])
    predict = (
        f'def predict(x):\n    """{about_predict(model)}"""\n'
        f"    x = {inputs_text(model)}\n{body}\n    return x"
    )
    written = [*arrays, predict]
    imports = "import numpy as np"
    if "math." in predict:
        imports = "import math\n\n" + imports
    return joined(
        heading(model, "NumPy"),
        imports,
        classes_code(model),
        "\n".join(arrays),
        _windows() if any("windows(" in part for part in written) else "",
        feature_code(model),
        predict,
        example(model),
    )


LETTERS = {"weight": "W", "bias": "b", "table": "E", "scale": "scale", "shift": "shift"}


def named(step: Step) -> list[tuple[str, np.ndarray]]:
    """The step's arrays by the names that the source text gives them: W1, b1."""
    return [
        (f"{LETTERS.get(name, name)}{step.number}", array)
        for name, array in (*step.arrays.items(), *step.state.items())
    ]


def _windows() -> str:
    return WINDOWS.format(
        about=say(
            en="The window over each pixel: (N, rows, columns, channels, height, width).",
            ja="画素ごとの窓: (N, 行, 列, チャネル, 高さ, 幅)",
        )
    )


def _answer(model: Model) -> list[str]:
    if isinstance(model.loss, BinaryCrossEntropy):
        return [f"x = {FUNCTIONS['sigmoid']}"]
    if isinstance(model.loss, CrossEntropy):
        return [
            "x = np.exp(x - x.max(axis=1, keepdims=True))",
            "x = x / x.sum(axis=1, keepdims=True)",
        ]
    return []


def _plus(step: Step) -> str:
    return f" + b{step.number}" if "bias" in step.arrays else ""


def _dense(step: Step) -> list[str]:
    return [f"x = x @ W{step.number}{_plus(step)}"]


def _activation(step: Step) -> list[str]:
    layer: Any = step.layer
    if layer.function not in FUNCTIONS:
        raise cannot(step, "NumPy")
    return [f"x = {FUNCTIONS[layer.function].format(a=layer.parameter)}"]


def _dropout(step: Step) -> list[str]:
    layer: Any = step.layer
    told = say(en="acts while learning only", ja="学習中だけ働く")
    return [f"# dropout {layer.rate:g}: {told}"]


def _flatten(step: Step) -> list[str]:
    return ["x = x.reshape(len(x), -1)"]


def _embedding(step: Step) -> list[str]:
    return [f"x = E{step.number}[x.astype(int)]"]


def _batchnorm(step: Step) -> list[str]:
    layer, n = step.layer, step.number
    assert isinstance(layer, BatchNorm)
    return [
        f"x = (x - mean{n}) / np.sqrt(variance{n} + {layer.epsilon!r}) * scale{n} + shift{n}",
    ]


def _layernorm(step: Step) -> list[str]:
    layer, n = step.layer, step.number
    assert isinstance(layer, LayerNorm)
    return [
        "x = x - x.mean(axis=-1, keepdims=True)",
        f"x = x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + {layer.epsilon!r})",
        f"x = x * scale{n} + shift{n}",
    ]


def _conv(step: Step) -> list[str]:
    layer, n = step.layer, step.number
    assert isinstance(layer, Conv)
    view = (
        f"windows(x, {layer.kernel}, {layer.stride}, "
        f"{pads_of(layer, layer.kernel, step.takes)}, {layer.dilation})"
    )
    product = 'np.einsum("nrcihw,hwio->nrco", {}, {})'
    if layer.groups == 1:
        return [f"x = {product.format(view, f'W{n}')}{_plus(step)}"]
    each = product.format("part", "kernel")
    return [
        f"parts = np.split({view}, {layer.groups}, axis=3)",
        f"kernels = np.split(W{n}, {layer.groups}, axis=3)",
        f"each = [{each} for part, kernel in zip(parts, kernels)]",
        f"x = np.concatenate(each, axis=3){_plus(step)}",
    ]


def _maxpool(step: Step) -> list[str]:
    return [f"x = windows(x, {_pooling(step)}, fill=-np.inf).max(axis=(4, 5))"]


def _meanpool(step: Step) -> list[str]:
    pooling = _pooling(step)
    return [
        f"counts = windows(np.ones_like(x), {pooling}).sum(axis=(4, 5))",
        f"x = windows(x, {pooling}).sum(axis=(4, 5)) / counts",
    ]


def _pooling(step: Step) -> str:
    layer: Any = step.layer
    return f"{layer.window}, {layer.stride or layer.window}, " + str(
        pads_of(layer, layer.window, step.takes)
    )


def _global_meanpool(step: Step) -> list[str]:
    return ["x = x.mean(axis=(1, 2))"]


WRITERS: dict[type[Layer], Callable[[Step], list[str]]] = {
    Dense: _dense,
    Activation: _activation,
    Dropout: _dropout,
    Flatten: _flatten,
    Embedding: _embedding,
    BatchNorm: _batchnorm,
    LayerNorm: _layernorm,
    Conv: _conv,
    MaxPool: _maxpool,
    MeanPool: _meanpool,
    GlobalMeanPool: _global_meanpool,
}
