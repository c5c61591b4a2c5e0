"""A network as PyTorch: a Sequential of modules, then their numbers."""

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
    Flatten,
    GlobalMeanPool,
    Layer,
    LayerNorm,
    MaxPool,
    MeanPool,
)
from mieru.words import say

MODULES = {
    "identity": "nn.Identity()",
    "heaviside": "Function(lambda u: (u >= 0).to(u.dtype))",
    "sign": "Function(torch.sign)",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU({a})",
    "elu": "nn.ELU({a})",
    "gelu": "nn.GELU()",
    "softplus": "nn.Softplus()",
    "square": "Function(torch.square)",
    "cube": "Function(lambda u: u**3)",
}

FUNCTION = '''class Function(nn.Module):
    """{about}"""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)'''

PICTURES = '''class Pictures(nn.Sequential):
    """{about}"""

    def forward(self, x):
        return super().forward(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)'''


def torch_code(model: Model) -> str:
    """The source text. Raises SettingError for a layer that it has no writer for."""
    modules, numbers = [], []
    for place, step in enumerate(steps(model)):
        writer = WRITERS.get(type(step.layer))
        if writer is None:
            raise cannot(step, "PyTorch")
        modules.append(f"    {writer(step)},")
        numbers += _numbers(step, place)
    network = "\n".join(["model = nn.Sequential(", *modules, ")"])
    predict = (
        f'def predict(x):\n    """{about_predict(model)}"""\n'
        f"    inputs = torch.tensor({inputs_text(model)}, dtype=torch.float32)\n"
        "    with torch.no_grad():\n"
        f"        return {_answer(model)}.numpy()"
    )
    return joined(
        heading(model, "PyTorch, NumPy"),
        "import numpy as np\nimport torch\nfrom torch import nn",
        classes_code(model),
        _function() if "Function(" in network else "",
        _pictures() if "Pictures(" in network else "",
        network,
        "with torch.no_grad():\n" + "\n".join(numbers) if numbers else "",
        "model.eval()",
        feature_code(model),
        predict,
        example(model),
    )


def _function() -> str:
    return FUNCTION.format(about=say(en="A function as a module.", ja="関数をモジュールにしたもの"))


def _pictures() -> str:
    return PICTURES.format(
        about=say(
            en="Layers for pictures whose channels come last.",
            ja="チャネルが最後に来る画像のための層",
        )
    )


def _answer(model: Model) -> str:
    if isinstance(model.loss, BinaryCrossEntropy):
        return "torch.sigmoid(model(inputs))"
    if isinstance(model.loss, CrossEntropy):
        return "torch.softmax(model(inputs), dim=1)"
    return "model(inputs)"


def _numbers(step: Step, place: int) -> list[str]:
    """The lines that fill the module's arrays."""
    module = f"model[{place}]"
    if isinstance(step.layer, Conv):
        module += "[-1]"
    elif isinstance(step.layer, BatchNorm) and len(step.takes) == 3:
        module += "[0]"
    lines = []
    for name, array in (*step.arrays.items(), *step.state.items()):
        numbers = array_text(_turned(step, name, array), 4)
        lines.append(f"    {module}.{NAMES.get(name, name)}[:] = torch.tensor({numbers})")
    return lines


NAMES = {
    "scale": "weight",
    "shift": "bias",
    "mean": "running_mean",
    "variance": "running_var",
}


def _turned(step: Step, name: str, array: np.ndarray) -> np.ndarray:
    """PyTorch keeps a dense layer's weights by unit, a kernel's by output channel."""
    if name != "weight":
        return array
    return array.T if isinstance(step.layer, Dense) else array.transpose(3, 2, 0, 1)


def _dense(step: Step) -> str:
    bias = "" if "bias" in step.arrays else ", bias=False"
    return f"nn.Linear({step.takes[-1]}, {step.gives[-1]}{bias})"


def _activation(step: Step) -> str:
    layer: Any = step.layer
    if layer.function not in MODULES:
        raise cannot(step, "PyTorch")
    return MODULES[layer.function].format(a=layer.parameter)


def _dropout(step: Step) -> str:
    layer: Any = step.layer
    return f"nn.Dropout({layer.rate!r})"


def _flatten(step: Step) -> str:
    return "nn.Flatten()"


def _batchnorm(step: Step) -> str:
    layer: Any = step.layer
    text = f"({step.takes[-1]}, eps={layer.epsilon!r}, momentum={1 - layer.momentum:.6g})"
    if len(step.takes) == 3:
        return f"Pictures(nn.BatchNorm2d{text})"
    if len(step.takes) == 2:
        raise cannot(step, "PyTorch")
    return f"nn.BatchNorm1d{text}"


def _layernorm(step: Step) -> str:
    layer: Any = step.layer
    return f"nn.LayerNorm({step.takes[-1]}, eps={layer.epsilon!r})"


def _conv(step: Step) -> str:
    layer: Any = step.layer
    words = [f"{step.takes[2]}, {layer.channels}, {layer.kernel}, stride={layer.stride}"]
    words += [f"dilation={layer.dilation}"] if layer.dilation != (1, 1) else []
    words += [f"groups={layer.groups}"] if layer.groups > 1 else []
    words += [] if layer.bias else ["bias=False"]
    pad = _padded(step, layer.kernel, "0.0")
    return f"Pictures({pad}nn.Conv2d({', '.join(words)}))"


def _maxpool(step: Step) -> str:
    layer: Any = step.layer
    pad = _padded(step, layer.window, 'float("-inf")')
    return f"Pictures({pad}nn.MaxPool2d({layer.window}, {layer.stride or layer.window}))"


def _meanpool(step: Step) -> str:
    layer: Any = step.layer
    (top, bottom), (left, right) = pads_of(layer, layer.window, step.takes)
    if (top, left) != (bottom, right):
        raise cannot(step, "PyTorch", (" with uneven padding", " (左右で異なるパディング)"))
    return (
        f"Pictures(nn.AvgPool2d({layer.window}, {layer.stride or layer.window}, "
        f"padding=({top}, {left}), count_include_pad=False))"
    )


def _padded(step: Step, size: tuple[int, int], value: str) -> str:
    (top, bottom), (left, right) = pads_of(step.layer, size, step.takes)
    sides = (left, right, top, bottom)
    return f"nn.ConstantPad2d({sides}, {value}), " if any(sides) else ""


def _global_meanpool(step: Step) -> str:
    return "Function(lambda x: x.mean(dim=(1, 2)))"


WRITERS: dict[type[Layer], Callable[[Step], str]] = {
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
