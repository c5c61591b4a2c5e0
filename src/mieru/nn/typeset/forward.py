"""The forward pass as LaTeX, level by level: the formula, the same with numbers, the result."""

import re
from collections.abc import Iterator

from mieru.nn.layer import Layer
from mieru.nn.layers import (
    Activation,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    Embedding,
    LayerNorm,
    MaxPool,
    MeanPool,
    Parallel,
    Residual,
)
from mieru.nn.trace import TracedLayer
from mieru.nn.typeset.arrays import as_matrix, matrix, number, of_first, product, summand
from mieru.nn.typeset.levels import Level


def forward_lines(level: Level) -> Iterator[str]:
    """u and z of one level, after those of the levels inside its layer."""
    for inside in level.inner:
        for inner in inside:
            yield from forward_lines(inner)
    if level.layer is None:
        yield line(level.u, level.source)
    else:
        yield line(level.u, _formula(level, level.layer), _numbers(level.layer), _output(level))
    if level.activation is None:
        yield line(level.z, level.u)
    else:
        yield line(level.z, _applied(level, level.activation), of_first(level.activation.output))


def line(left: str, *right: str | None) -> str:
    """One line of the display, aligned at its first equals sign; parts that are None left out."""
    return f"{left} &= " + " = ".join(part for part in right if part)


def _output(level: Level) -> str:
    assert level.layer is not None
    return of_first(level.layer.output)


def _applied(level: Level, traced: TracedLayer) -> str:
    """f(u) with the symbol of u, and the function's own number, in their places."""
    layer = traced.layer
    assert isinstance(layer, Activation)
    text = re.sub(
        r"(?<![A-Za-z\\])u(?![A-Za-z])(\s*\^)?",
        lambda found: rf"\left( {level.u} \right)^" if found[1] else level.u,
        layer.definition.latex,
    )
    if layer.parameter is None:
        return text
    a = number(layer.parameter)
    a = rf"\left( {a} \right)" if a.startswith("-") else a
    return re.sub(r"(?<![A-Za-z\\])a(?![A-Za-z])", lambda _: a, text)


def _numbers(traced: TracedLayer) -> str | None:
    """The formula of a dense layer or a convolution with its numbers; None for other layers."""
    layer, parameters = traced.layer, traced.parameters
    if isinstance(layer, Dense) and traced.input.ndim == 2:
        text = product(parameters["weight"].T, as_matrix(traced.input[0]))
    elif isinstance(layer, Conv):
        text = f"{matrix(parameters['weight'])} * {of_first(traced.input)}"
    else:
        return None
    return text + (f" + {summand(parameters['bias'])}" if layer.bias else "")


def _formula(level: Level, traced: TracedLayer) -> str:
    layer, z, label = traced.layer, level.source, level.label
    bias = f" + b^{{({label})}}" if getattr(layer, "bias", False) else ""
    match layer:
        case Dense():
            if traced.input.ndim == 2:
                return rf"W^{{({label}) \top}} {z}{bias}"
            return rf"{z} W^{{({label})}}" + (
                rf" + \mathbf{{1}} b^{{({label}) \top}}" if bias else ""
            )
        case Conv():
            return f"W^{{({label})}} * {z}{bias}"
        case ConvTranspose():
            return rf"W^{{({label}) \top}} * {z}{bias}"
        case Embedding():
            return f"T^{{({label})}}_{{{z}}}"
        case BatchNorm() | LayerNorm():
            over = r"\operatorname{mean}", r"\operatorname{variance}"
            normal = rf"\frac{{{z} - {over[0]}}}{{\sqrt{{{over[1]} + {number(layer.epsilon)}}}}}"
            return rf"\gamma^{{({label})}} \odot {normal} + \beta^{{({label})}}"
        case MaxPool() | MeanPool():
            rows, columns = layer.window
            return rf"\operatorname{{{layer.kind}}}_{{{rows} \times {columns}}} \left( {z} \right)"
        case Dropout():
            return z  # a trace is of the finished network, where nothing is dropped
        case Residual() | Parallel():
            return _joined(level, layer)
    return rf"\operatorname{{{layer.kind.replace('_', '')}}} \left( {z} \right)"


def _joined(level: Level, layer: Layer) -> str:
    ends = [inside[-1].z if inside else level.source for inside in level.inner]
    if isinstance(layer, Parallel) and layer.join == "concatenate":
        body = r" \\ ".join(ends)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
    return " + ".join(ends)
