"""What is written as source text, and the parts that all four ways to write it share."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from mieru.nn import Layer, Loss, Network, Parameters, Shape, State
from mieru.words import SettingError, say

MOST_PARAMETERS = 50_000
# What may have no value somewhere: a division, a root, a logarithm, a power that is no whole one.
_UNDEFINED = re.compile(r"/|log|sqrt|tan\(|exp|\*\*(?!\d+(?![\d.]))")
LARGEST = 1e9
LONGEST_ROW = 76


class Axis(NamedTuple):
    """One column as it comes; x = (value − centre) / scale is what formulas see."""

    centre: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, eq=False)
class Model:
    """A trained network, and how its inputs come from the columns x1 and x2.

    ``features`` are Python expressions of ``x1`` and ``x2`` with the functions of ``np``; without
    any, x goes into the network as it comes. ``classes`` names the classes.
    """

    network: Network
    parameters: Parameters
    loss: Loss
    state: State = field(default_factory=dict)
    features: tuple[str, ...] = ()
    axes: tuple[Axis, ...] = ()
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.network.check_parameters(self.parameters)
        if self.network.parameter_count > MOST_PARAMETERS:
            raise SettingError(
                en=f"the network has {self.network.parameter_count:,} parameters; source text is "
                f"written up to {MOST_PARAMETERS:,}. Save it as a file instead",
                ja=f"パラメータが {self.network.parameter_count:,} 個あります。コードとして"
                f"書き出せるのは {MOST_PARAMETERS:,} 個までです。ファイルに保存してください",
            )


@dataclass(frozen=True, eq=False)
class Step:
    """One layer of the chain with its numbers, and the shapes that it takes and gives."""

    number: int  # counts the layers with parameters, from 1
    name: str
    layer: Layer
    arrays: dict[str, np.ndarray]
    state: dict[str, np.ndarray]
    takes: Shape
    gives: Shape


def steps(model: Model) -> Iterator[Step]:
    """The layers of the network in order."""
    network, number = model.network, 0
    shapes = (network.input_shape, *network.shapes)
    for place, (name, layer) in enumerate(zip(network.names, network.layers, strict=True)):
        arrays = _arrays(model.parameters.get(name, {}))
        number += bool(arrays)
        state = _arrays(model.state.get(name, {}))
        yield Step(number, name, layer, arrays, state, shapes[place], shapes[place + 1])


def array_text(array: np.ndarray, indent: int = 0) -> str:
    """The numbers as nested lists, with as many digits as bring them back.

    ``indent`` is that of the line which they stand in.
    """
    blanks = " " * indent
    if array.ndim == 1:
        numbers = ", ".join(map(str, array))
        if len(numbers) <= LONGEST_ROW - indent:
            return f"[{numbers}]"
        inner = textwrap.fill(
            numbers, 99, initial_indent=f"{blanks}    ", subsequent_indent=f"{blanks}    "
        )
        return f"[\n{inner}\n{blanks}]"
    rows = [f"{blanks}    {array_text(row, indent + 4)},\n" for row in array]
    return f"[\n{''.join(rows)}{blanks}]"


def heading(model: Model, needs: str) -> str:
    """The docstring of the file."""
    network = model.network
    return say(
        en=f'"""A network of {network.parameter_count:,} parameters, written by Mieru. '
        f'Needs {needs}."""',
        ja=f'"""Mieru が書き出した、パラメータ {network.parameter_count:,} 個のネットワーク。'
        f'必要なもの: {needs}"""',
    )


def feature_code(model: Model) -> str:
    """The function ``features``, empty where x goes into the network as it comes."""
    if not model.features:
        return ""
    moved = any(axis != Axis() for axis in model.axes)
    if not moved and model.features == ("x1", "x2"):
        return ""
    about = say(en="The network's inputs for x (N, 2).", ja="x (N, 2) に対するネットワークの入力")
    lines = ["def features(x):", f'    """{about}"""']
    if moved:
        centres = [float(axis.centre) for axis in model.axes]
        scales = [float(axis.scale) for axis in model.axes]
        lines.append(f"    x = (x - np.array({centres!r})) / np.array({scales!r})")
    columns = ",\n        ".join(map(_column, model.features))
    stacked = f"np.stack([\n        {columns},\n    ], axis=1)"
    lines.append("    x1, x2 = x[:, 0], x[:, 1]")
    if any(map(_UNDEFINED.search, model.features)):
        lines += [
            '    with np.errstate(all="ignore"):',
            "        values = " + stacked.replace("\n", "\n    "),
            f"    return np.where(np.abs(values) <= {LARGEST:g}, values, 0.0)",
        ]
    else:
        lines.append(f"    return {stacked}")
    return "\n".join(lines)


def inputs_text(model: Model) -> str:
    """What ``predict`` makes of its x before the network."""
    array = "np.asarray(x, float)"
    return f"features({array})" if feature_code(model) else array


def about_predict(model: Model) -> str:
    """The docstring of ``predict``."""
    columns = "(N, 2)" if model.features else f"(N, {', '.join(map(str, _shape(model)))})"
    given = f"(N, {', '.join(map(str, model.network.output_shape))})"
    return say(
        en=f"{_answers(model)[0]} {given} for x {columns}.",
        ja=f"x {columns} に対する{_answers(model)[1]} {given}",
    )


def example(model: Model) -> str:
    """What the file does when it is run by itself."""
    shape = (2,) if model.features else _shape(model)
    if len(shape) == 1 and shape[0] <= 16:
        row = [round(0.5 * (i + 1) * (-1) ** i, 1) for i in range(shape[0])]
        given = repr([row])
    else:
        given = f"np.zeros({(1, *shape)!r})"
    return f'if __name__ == "__main__":\n    print(predict({given}))'


def classes_code(model: Model) -> str:
    """The names of the classes, empty where there are none."""
    return f"CLASSES = {list(model.classes)!r}" if model.classes else ""


def joined(*parts: str) -> str:
    """The parts of a file, blank lines between them."""
    return "\n\n".join(part for part in parts if part) + "\n"


def cannot(step: Step, target: str, why: tuple[str, str] = ("", "")) -> SettingError:
    """There is no writer for this layer."""
    return SettingError(
        en=f"{step.name} cannot be written for {target} yet{why[0]}; save the recording instead",
        ja=f"{step.name} はまだ {target} のコードにできません{why[1]}。"
        "代わりに記録として保存してください",
    )


def _column(feature: str) -> str:
    """A constant needs as many rows as x."""
    return feature if re.search(r"\bx[12]\b", feature) else f"{feature} + 0 * x1"


def _shape(model: Model) -> Shape:
    return model.network.input_shape


def _answers(model: Model) -> tuple[str, str]:
    return ("Probabilities", "確率") if model.loss.classifies else ("Values", "値")


def _arrays(tree: dict[str, Any]) -> dict[str, np.ndarray]:
    return {name: finite(name, a) for name, a in tree.items() if not isinstance(a, dict)}


def finite(name: str, value: object) -> np.ndarray:
    """``value`` as an array. Raises SettingError where it is not finite."""
    array = np.asarray(value)
    if not np.isfinite(array).all():
        raise SettingError(
            en=f"the network's {name} is no longer a finite number; go back to a moment where it "
            "is",
            ja=f"ネットワークの {name} が有限の数ではなくなっています。有限だった時点に戻って"
            "ください",
        )
    return array
