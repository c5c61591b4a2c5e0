"""A network as NumPy: each layer one line of arithmetic."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from mieru.files.code.geometry import pads_of
from mieru.files.code.model import (
    Model,
    about_predict,
    classes_code,
    example,
    feature_code,
    heading,
    imports_text,
    inputs_text,
    joined,
    weights_code,
)
from mieru.files.code.steps import Step, cannot, steps
from mieru.nn import (
    Activation,
    BatchNorm,
    BinaryCrossEntropy,
    Conv,
    ConvTranspose,
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
    Parallel,
    Residual,
)
from mieru.words import say

FUNCTIONS = {
    "identity": "x",
    "heaviside": "(x >= 0) * 1.0",
    "sign": "np.sign(x)",
    "sigmoid": "0.5 * (1 + np.tanh(0.5 * x))",
    "tanh": "np.tanh(x)",
    "relu": "np.maximum(x, 0)",
    "clipped_relu": "np.clip(x, 0, {a})",
    "leaky_relu": "np.where(x > 0, x, {a} * x)",
    "elu": "np.where(x > 0, x, {a} * np.expm1(np.minimum(x, 0)))",
    "gelu": "0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))",
    "softplus": "np.logaddexp(0, x)",
    "square": "x**2",
    "cube": "x**3",
}

ABOUT = {
    "windows": (
        "The window over each pixel: (N, rows, columns, channels, height, width).",
        "画素ごとの窓: (N, 行, 列, チャネル, 高さ, 幅)",
    ),
    "spread": (
        "Each pixel of x times the kernel, added where it falls; borders cut away.",
        "x の各画素にカーネルを掛けて足し重ね、縁を切り落とす",
    ),
}
HELPERS = {
    "windows": '''def windows(x, size, stride, pads, dilation=(1, 1), fill=0.0):
    """{about}"""
    x = np.pad(x, ((0, 0), *pads, (0, 0)), constant_values=fill)
    reach = tuple((k - 1) * d + 1 for k, d in zip(size, dilation))
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(1, 2))
    return view[:, :: stride[0], :: stride[1], :, :: dilation[0], :: dilation[1]]''',
    "spread": '''def spread(x, kernel, size, stride, before, dilation=(1, 1)):
    """{about}"""
    rows, columns = x.shape[1:3]
    full = [(n - 1) * s + (k - 1) * d + 1
            for n, s, k, d in zip((rows, columns), stride, kernel.shape, dilation)]
    full = [max(f, b + n) for f, b, n in zip(full, before, size)]
    y = np.zeros((len(x), *full, kernel.shape[2]))
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            top, left = i * dilation[0], j * dilation[1]
            y[
                :,
                top : top + (rows - 1) * stride[0] + 1 : stride[0],
                left : left + (columns - 1) * stride[1] + 1 : stride[1],
            ] += x @ kernel[i, j].T
    return y[:, before[0] : before[0] + size[0], before[1] : before[1] + size[1]]''',
}


def numpy_code(model: Model) -> str:
    """The source text. Raises SettingError for a layer that it has no writer for."""
    chain = list(steps(model))
    arrays = [
        f"{name} = np.array({model.numbers(name, array)})"
        for step in _all(chain)
        for name, array in named(step)
    ]
    body = "\n".join(f"    {line}" for line in [*_lines(chain), *_answer(model)])
    predict = (
        f'def predict(x):\n    """{about_predict(model)}"""\n'
        f"    x = {inputs_text(model)}\n{body}\n    return x"
    )
    return joined(
        heading(model, "NumPy"),
        imports_text(model, "import math" if "math." in predict else "", "import numpy as np"),
        classes_code(model),
        weights_code(model),
        "\n".join(arrays),
        *(_told(name, text) for name, text in HELPERS.items() if f"{name}(" in predict),
        feature_code(model),
        predict,
        example(model),
    )


def _all(chain: Iterable[Step]) -> Iterable[Step]:
    for step in chain:
        yield step
        for inner in step.chains:
            yield from _all(inner)


def _lines(chain: Iterable[Step]) -> list[str]:
    found: list[str] = []
    for step in chain:
        if isinstance(step.layer, Residual | Parallel):
            found += _branching(step, step.layer)
            continue
        writer = WRITERS.get(type(step.layer))
        if writer is None:
            raise cannot(step, "NumPy")
        found += writer(step)
    return found


def _branching(step: Step, layer: Residual | Parallel) -> list[str]:
    """Each chain begins with the same x; what they give is kept in a list."""
    found = [f"x{step.number}, given{step.number} = x, []"]
    for chain in step.chains:
        found += [f"x = x{step.number}", *_lines(chain), f"given{step.number}.append(x)"]
    if isinstance(layer, Residual) or layer.join == "add":
        return [*found, f"x = sum(given{step.number})"]
    return [*found, f"x = np.concatenate(given{step.number}, axis=-1)"]


LETTERS = {"weight": "W", "bias": "b", "table": "E", "scale": "scale", "shift": "shift"}


def named(step: Step) -> list[tuple[str, np.ndarray]]:
    """The step's arrays by the names that the source text gives them: W1, b1."""
    return [
        (f"{LETTERS.get(name, name)}{step.number}", array)
        for name, array in step.all_arrays.items()
    ]


def _told(name: str, text: str) -> str:
    en, ja = ABOUT[name]
    return text.format(about=say(en=en, ja=ja))


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


def _conv_transpose(step: Step) -> list[str]:
    layer, n = step.layer, step.number
    assert isinstance(layer, ConvTranspose)
    before = tuple(layer.size_and_pads(step.takes, i)[1][0] for i in (0, 1))
    where = f"{step.gives[:2]}, {layer.stride}, {before}, {layer.dilation}"
    if layer.groups == 1:
        return [f"x = spread(x, W{n}, {where}){_plus(step)}"]
    return [
        f"parts = np.split(x, {layer.groups}, axis=3)",
        f"kernels = np.split(W{n}, {layer.groups}, axis=3)",
        f"each = [spread(part, kernel, {where}) for part, kernel in zip(parts, kernels)]",
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
    ConvTranspose: _conv_transpose,
    MaxPool: _maxpool,
    MeanPool: _meanpool,
    GlobalMeanPool: _global_meanpool,
}
