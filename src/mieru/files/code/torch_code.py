"""A network as PyTorch: a Sequential of modules, then their numbers."""

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
from mieru.files.code.torch_modules import modules_code
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

MODULES = {
    "identity": "nn.Identity()",
    "heaviside": "Function(lambda u: (u >= 0).to(u.dtype))",
    "sign": "Function(torch.sign)",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "clipped_relu": "nn.Hardtanh(0, {a})",
    "leaky_relu": "nn.LeakyReLU({a})",
    "elu": "nn.ELU({a})",
    "gelu": "nn.GELU()",
    "softplus": "nn.Softplus()",
    "square": "Function(torch.square)",
    "cube": "Function(lambda u: u**3)",
}


def torch_code(model: Model) -> str:
    """The source text. Raises SettingError for a layer that it has no writer for."""
    chain = list(steps(model))
    network = f"model = nn.Sequential(\n{_lines(chain, 4)})"
    numbers = _numbers(model, chain, "model")
    predict = (
        f'def predict(x):\n    """{about_predict(model)}"""\n'
        f"    inputs = torch.tensor({inputs_text(model)}, dtype=torch.float32)\n"
        "    with torch.no_grad():\n"
        f"        return {_answer(model)}.numpy()"
    )
    return joined(
        heading(model, "PyTorch, NumPy"),
        imports_text(model, "", "import numpy as np\nimport torch\nfrom torch import nn"),
        classes_code(model),
        weights_code(model),
        *modules_code(network),
        network,
        "with torch.no_grad():\n" + "\n".join(numbers) if numbers else "",
        "model.eval()",
        feature_code(model),
        predict,
        example(model),
    )


def _answer(model: Model) -> str:
    if isinstance(model.loss, BinaryCrossEntropy):
        return "torch.sigmoid(model(inputs))"
    if isinstance(model.loss, CrossEntropy):
        return "torch.softmax(model(inputs), dim=1)"
    return "model(inputs)"


def _lines(chain: Iterable[Step], indent: int) -> str:
    return "".join(f"{' ' * indent}{_module(step, indent)},\n" for step in chain)


def _module(step: Step, indent: int) -> str:
    if isinstance(step.layer, Residual | Parallel):
        return _branching(step, step.layer, indent)
    writer = WRITERS.get(type(step.layer))
    if writer is None:
        raise cannot(step, "PyTorch")
    return writer(step)


def _branching(step: Step, layer: Residual | Parallel, indent: int) -> str:
    blanks = " " * indent
    parts = [
        f"nn.Sequential(\n{_lines(chain, indent + 8)}{blanks}    )" if chain else "nn.Sequential()"
        for chain in step.chains
    ]
    added = isinstance(layer, Residual) or layer.join == "add"
    lines = "".join(f"{blanks}    {part},\n" for part in parts)
    return f"{'Added' if added else 'Concatenated'}(\n{lines}{blanks})"


def _numbers(model: Model, chain: Iterable[Step], within: str) -> list[str]:
    """The lines that fill the arrays of the modules in ``within``."""
    lines = []
    for place, step in enumerate(chain):
        module = f"{within}[{place}]"
        for branch, inner in enumerate(step.chains):
            lines += _numbers(model, inner, f"{module}.branches[{branch}]")
        if isinstance(step.layer, Conv):
            module += "[-1]"
        elif isinstance(step.layer, ConvTranspose) or (
            isinstance(step.layer, BatchNorm) and len(step.takes) > 1
        ):
            module += "[0]"
        for name, array in step.all_arrays.items():
            turned = _turned(step, name, array)
            numbers = model.numbers(f"{step.name}.{name}", turned, 4)
            lines.append(f"    {module}.{NAMES.get(name, name)}[:] = torch.tensor({numbers})")
    return lines


NAMES = {
    "scale": "weight",
    "shift": "bias",
    "mean": "running_mean",
    "variance": "running_var",
    "table": "weight",
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


def _embedding(step: Step) -> str:
    layer: Any = step.layer
    return f"Tokens({layer.vocabulary}, {layer.units})"


def _batchnorm(step: Step) -> str:
    layer: Any = step.layer
    text = f"({step.takes[-1]}, eps={layer.epsilon!r}, momentum={1 - layer.momentum:.6g})"
    if len(step.takes) == 3:
        return f"Pictures(nn.BatchNorm2d{text})"
    return f"Steps(nn.BatchNorm1d{text})" if len(step.takes) == 2 else f"nn.BatchNorm1d{text}"


def _layernorm(step: Step) -> str:
    layer: Any = step.layer
    return f"nn.LayerNorm({step.takes[-1]}, eps={layer.epsilon!r})"


def _scan(step: Step, name: str, *more: str) -> str:
    layer: Any = step.layer
    words = [f"{step.takes[2]}, {layer.channels}, {layer.kernel}, stride={layer.stride}", *more]
    words += [f"dilation={layer.dilation}"] if layer.dilation != (1, 1) else []
    words += [f"groups={layer.groups}"] if layer.groups > 1 else []
    words += [] if layer.bias else ["bias=False"]
    return f"nn.{name}({', '.join(words)})"


def _conv(step: Step) -> str:
    layer: Any = step.layer
    return f"Pictures({_padded(step, layer.kernel, '0.0')}{_scan(step, 'Conv2d')})"


def _conv_transpose(step: Step) -> str:
    layer: Any = step.layer
    cuts = [layer.size_and_pads(step.takes, i)[1] for i in (0, 1)]
    more = tuple(max(0, -after) for _, after in cuts)  # a border that no kernel reaches
    (top, bottom), (left, right) = ((before, max(0, after)) for before, after in cuts)
    words = [f"output_padding={more}"] if any(more) else []
    sides = (-left, -right, -top, -bottom)
    cut = f", nn.ConstantPad2d({sides}, 0.0)" if any(sides) else ""
    return f"Pictures({_scan(step, 'ConvTranspose2d', *words)}{cut})"


def _maxpool(step: Step) -> str:
    layer: Any = step.layer
    pad = _padded(step, layer.window, 'float("-inf")')
    return f"Pictures({pad}nn.MaxPool2d({layer.window}, {layer.stride or layer.window}))"


def _meanpool(step: Step) -> str:
    layer: Any = step.layer
    (top, bottom), (left, right) = pads_of(layer, layer.window, step.takes)
    window = f"{layer.window}, {layer.stride or layer.window}"
    if (top, left) == (bottom, right):
        return f"Pictures(nn.AvgPool2d({window}, padding=({top}, {left}), count_include_pad=False))"
    return f"Pictures(MeanOfPixels({(left, right, top, bottom)}, {window}))"


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
    Embedding: _embedding,
    BatchNorm: _batchnorm,
    LayerNorm: _layernorm,
    Conv: _conv,
    ConvTranspose: _conv_transpose,
    MaxPool: _maxpool,
    MeanPool: _meanpool,
    GlobalMeanPool: _global_meanpool,
}
