"""A network as Keras: a Sequential of layers, then their numbers."""

from collections.abc import Callable, Iterable
from typing import Any

from mieru.files.code.geometry import pads_of
from mieru.files.code.keras_layers import layers_code
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
    Shape,
)

LAYERS = {
    "identity": 'layers.Activation("linear")',
    "heaviside": 'layers.Activation(lambda u: keras.ops.cast(u >= 0, "float32"))',
    "sign": "layers.Activation(keras.ops.sign)",
    "sigmoid": 'layers.Activation("sigmoid")',
    "tanh": 'layers.Activation("tanh")',
    "relu": 'layers.Activation("relu")',
    "clipped_relu": "layers.ReLU(max_value={a})",
    "leaky_relu": "layers.LeakyReLU(negative_slope={a})",
    "elu": "layers.ELU(alpha={a})",
    "gelu": 'layers.Activation("gelu")',
    "softplus": 'layers.Activation("softplus")',
    "square": "layers.Activation(keras.ops.square)",
    "cube": "layers.Activation(lambda u: u**3)",
}


def keras_code(model: Model) -> str:
    """The source text. Raises SettingError for a layer that it has no writer for."""
    chain = list(steps(model))
    network = f"model = {_sequential(chain, model.network.input_shape, 0)}"
    numbers = _numbers(model, chain, "model")
    predict = (
        f'def predict(x):\n    """{about_predict(model)}"""\n'
        f"    inputs = {inputs_text(model)}\n"
        f"    return keras.ops.convert_to_numpy({_answer(model)})"
    )
    return joined(
        heading(model, "Keras, NumPy"),
        imports_text(model, "", "import keras\nimport numpy as np\nfrom keras import layers"),
        classes_code(model),
        weights_code(model),
        *layers_code(network),
        network,
        "\n".join(numbers),
        feature_code(model),
        predict,
        example(model),
    )


def _sequential(chain: Iterable[Step], takes: Shape, indent: int) -> str:
    blanks = " " * indent
    lines = [f"keras.Input({takes!r})", *(line for step in chain for line in _layer(step, indent))]
    inner = "".join(f"{blanks}    {line},\n" for line in lines)
    return f"keras.Sequential([\n{inner}{blanks}])"


def _layer(step: Step, indent: int) -> list[str]:
    if isinstance(step.layer, Residual | Parallel):
        return [_branching(step, step.layer, indent + 4)]
    writer = WRITERS.get(type(step.layer))
    if writer is None:
        raise cannot(step, "Keras")
    return writer(step)


def _branching(step: Step, layer: Residual | Parallel, indent: int) -> str:
    blanks = " " * indent
    parts = [
        _sequential(chain, step.takes, indent + 4) if chain else "layers.Identity()"
        for chain in step.chains
    ]
    added = isinstance(layer, Residual) or layer.join == "add"
    lines = "".join(f"{blanks}    {part},\n" for part in parts)
    return f"{'Added' if added else 'Concatenated'}([\n{lines}{blanks}])"


def _numbers(model: Model, chain: Iterable[Step], within: str) -> list[str]:
    """The calls that fill the layers of ``within`` with their numbers."""
    found, place = [], 0
    for step in chain:
        place += 1 if step.chains else len(_layer(step, 0))
        for branch, inner in enumerate(step.chains):
            found += _numbers(model, inner, f"{within}.layers[{place - 1}].branches[{branch}]")
        if step.arrays:
            at = place - 1 - _is_cut(step)
            lines = [
                f"    np.array({model.numbers(f'{step.name}.{name}', array, 4)}),"
                for name, array in step.all_arrays.items()
            ]
            found.append("\n".join([f"{within}.layers[{at}].set_weights([", *lines, "])"]))
    return found


def _answer(model: Model) -> str:
    inputs = 'model(inputs.astype("float32"))'
    if isinstance(model.loss, BinaryCrossEntropy):
        return f"keras.ops.sigmoid({inputs})"
    if isinstance(model.loss, CrossEntropy):
        return f"keras.ops.softmax({inputs}, axis=1)"
    return inputs


def _dense(step: Step) -> list[str]:
    return [f"layers.Dense({step.gives[-1]}{_no_bias(step)})"]


def _no_bias(step: Step) -> str:
    return "" if "bias" in step.arrays else ", use_bias=False"


def _activation(step: Step) -> list[str]:
    layer: Any = step.layer
    if layer.function not in LAYERS:
        raise cannot(step, "Keras")
    return [LAYERS[layer.function].format(a=layer.parameter)]


def _dropout(step: Step) -> list[str]:
    layer: Any = step.layer
    return [f"layers.Dropout({layer.rate!r})"]


def _flatten(step: Step) -> list[str]:
    return ["layers.Flatten()"]


def _embedding(step: Step) -> list[str]:
    layer: Any = step.layer
    return [f"layers.Embedding({layer.vocabulary}, {layer.units})"]


def _batchnorm(step: Step) -> list[str]:
    layer: Any = step.layer
    return [f"layers.BatchNormalization(momentum={layer.momentum!r}, epsilon={layer.epsilon!r})"]


def _layernorm(step: Step) -> list[str]:
    layer: Any = step.layer
    return [f"layers.LayerNormalization(epsilon={layer.epsilon!r})"]


def _conv(step: Step) -> list[str]:
    layer: Any = step.layer
    if layer.stride != (1, 1) and layer.dilation != (1, 1):
        raise cannot(step, "Keras", (" with both stride and dilation", " (ストライドと拡張の併用)"))
    words = [f"{layer.channels}, {layer.kernel}"]
    words += [f"strides={layer.stride}"] if layer.stride != (1, 1) else []
    words += [f"dilation_rate={layer.dilation}"] if layer.dilation != (1, 1) else []
    words += [f"groups={layer.groups}"] if layer.groups > 1 else []
    conv = f"layers.Conv2D({', '.join(words)}{_no_bias(step)})"
    pads = pads_of(layer, layer.kernel, step.takes)
    return [f"layers.ZeroPadding2D({pads})", conv] if pads != ((0, 0), (0, 0)) else [conv]


def _conv_transpose(step: Step) -> list[str]:
    layer: Any = step.layer
    if layer.groups > 1:
        raise cannot(step, "Keras", (" with groups", " (グループ付き)"))
    if layer.stride != (1, 1) and layer.dilation != (1, 1):
        raise cannot(step, "Keras", (" with both stride and dilation", " (ストライドと拡張の併用)"))
    words = [f"{layer.channels}, {layer.kernel}, strides={layer.stride}"]
    words += [f"dilation_rate={layer.dilation}"] if layer.dilation != (1, 1) else []
    conv = f"layers.Conv2DTranspose({', '.join(words)}{_no_bias(step)})"
    return [conv, f"layers.Cropping2D({_cuts(step)})"] if _is_cut(step) else [conv]


def _is_cut(step: Step) -> bool:
    return isinstance(step.layer, ConvTranspose) and any(map(any, _cuts(step)))


def _cuts(step: Step) -> tuple[tuple[int, int], ...]:
    """Pixels that Keras gives before and after those of Mieru."""
    layer: Any = step.layer
    found = []
    for i in (0, 1):
        before, after = layer.size_and_pads(step.takes, i)[1]
        extent = (layer.kernel[i] - 1) * layer.dilation[i] + 1
        # Keras adds the border that no kernel reaches by itself.
        found.append((before, after + max(0, layer.stride[i] - extent)))
    return tuple(found)


def _maxpool(step: Step) -> list[str]:
    return _pool(step, "MaxPooling2D", "-float('inf')")


def _meanpool(step: Step) -> list[str]:
    return _pool(step, "AveragePooling2D", None)


def _pool(step: Step, name: str, fill: str | None) -> list[str]:
    layer: Any = step.layer
    stride = layer.stride or layer.window
    if layer.padding in ("valid", "same"):
        return [f'layers.{name}({layer.window}, strides={stride}, padding="{layer.padding}")']
    height, width = pads_of(layer, layer.window, step.takes)
    sides = ((0, 0), height, width, (0, 0))
    if fill is None:
        return [f"MeanOfPixels({sides}, {layer.window}, {stride})"]
    pad = f"lambda u: keras.ops.pad(u, {sides}, constant_values={fill})"
    return [f"layers.Lambda({pad})", f"layers.{name}({layer.window}, strides={stride})"]


def _global_meanpool(step: Step) -> list[str]:
    return ["layers.GlobalAveragePooling2D()"]


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
