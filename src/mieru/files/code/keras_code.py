"""A network as Keras: a Sequential of layers, then their numbers."""

from collections.abc import Callable
from typing import Any

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
    Flatten,
    GlobalMeanPool,
    Layer,
    LayerNorm,
    MaxPool,
    MeanPool,
)

LAYERS = {
    "identity": 'layers.Activation("linear")',
    "heaviside": 'layers.Activation(lambda u: keras.ops.cast(u >= 0, "float32"))',
    "sign": "layers.Activation(keras.ops.sign)",
    "sigmoid": 'layers.Activation("sigmoid")',
    "tanh": 'layers.Activation("tanh")',
    "relu": 'layers.Activation("relu")',
    "leaky_relu": "layers.LeakyReLU(negative_slope={a})",
    "elu": "layers.ELU(alpha={a})",
    "gelu": 'layers.Activation("gelu")',
    "softplus": 'layers.Activation("softplus")',
    "square": "layers.Activation(keras.ops.square)",
    "cube": "layers.Activation(lambda u: u**3)",
}


def keras_code(model: Model) -> str:
    """The source text. Raises SettingError for a layer that it has no writer for."""
    written, numbers, place = [], [], 0
    for step in steps(model):
        writer = WRITERS.get(type(step.layer))
        if writer is None:
            raise cannot(step, "Keras")
        made = writer(step)
        written += made
        place += len(made)
        if step.arrays:
            numbers.append(_numbers(step, place - 1))
    network = "\n".join(
        [
            "model = keras.Sequential([",
            f"    keras.Input({model.network.input_shape!r}),",
            *(f"    {line}," for line in written),
            "])",
        ]
    )
    predict = (
        f'def predict(x):\n    """{about_predict(model)}"""\n'
        f"    inputs = {inputs_text(model)}\n"
        f"    return keras.ops.convert_to_numpy({_answer(model)})"
    )
    return joined(
        heading(model, "Keras, NumPy"),
        "import keras\nimport numpy as np\nfrom keras import layers",
        classes_code(model),
        network,
        "\n".join(numbers),
        feature_code(model),
        predict,
        example(model),
    )


def _numbers(step: Step, place: int) -> str:
    arrays = [*step.arrays.values(), *step.state.values()]
    lines = [f"    np.array({array_text(array, 4)})," for array in arrays]
    return "\n".join([f"model.layers[{place}].set_weights([", *lines, "])"])


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
    pads = pads_of(layer, layer.kernel, step.takes)
    words = [f"{layer.channels}, {layer.kernel}"]
    words += [f"strides={layer.stride}"] if layer.stride != (1, 1) else []
    words += [f"dilation_rate={layer.dilation}"] if layer.dilation != (1, 1) else []
    words += [f"groups={layer.groups}"] if layer.groups > 1 else []
    conv = f"layers.Conv2D({', '.join(words)}{_no_bias(step)})"
    return [f"layers.ZeroPadding2D({pads})", conv] if pads != ((0, 0), (0, 0)) else [conv]


def _maxpool(step: Step) -> list[str]:
    return [_pool(step, "MaxPooling2D")]


def _meanpool(step: Step) -> list[str]:
    return [_pool(step, "AveragePooling2D")]


def _pool(step: Step, name: str) -> str:
    layer: Any = step.layer
    if layer.padding not in ("valid", "same"):
        raise cannot(step, "Keras", (" with padding in pixels", " (画素数で指定したパディング)"))
    stride = layer.stride or layer.window
    return f'layers.{name}({layer.window}, strides={stride}, padding="{layer.padding}")'


def _global_meanpool(step: Step) -> list[str]:
    return ["layers.GlobalAveragePooling2D()"]


WRITERS: dict[type[Layer], Callable[[Step], list[str]]] = {
    Dense: _dense,
    Activation: _activation,
    Dropout: _dropout,
    Flatten: _flatten,
    BatchNorm: _batchnorm,
    LayerNorm: _layernorm,
    Conv: _conv,
    MaxPool: _maxpool,
    MeanPool: _meanpool,
    GlobalMeanPool: _global_meanpool,
}
