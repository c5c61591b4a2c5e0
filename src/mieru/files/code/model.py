"""What is written as source text, and the parts that all four ways to write it share."""

import re
import textwrap
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from mieru.nn import Loss, Network, Parameters, Shape, State
from mieru.words import SettingError, say

MOST_PARAMETERS = 50_000
# What may have no value somewhere: a division, a root, a logarithm, a power that is no whole one.
_UNDEFINED = re.compile(r"/|log|sqrt|tan\(|exp|\*\*(?!\d+(?![\d.]))")
LARGEST = 1e9
LONGEST_ROW = 76


class Raw(NamedTuple):
    """How raw input becomes the network's: ``code`` defines ``features(x)``.

    ``about`` says what x is, in English and Japanese; ``example`` is such an x as source text.
    """

    code: str
    about: tuple[str, str]
    example: str


class Axis(NamedTuple):
    """One column as it comes; x = (value − centre) / scale is what formulas see."""

    centre: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, eq=False)
class Model:
    """A trained network, and how its inputs come from the columns x1 and x2.

    ``features`` are Python expressions of ``x1`` and ``x2`` with the functions of ``np``; without
    any, x goes into the network as it comes, or through ``raw``. ``classes`` names the classes.
    ``weights`` names an .npz file beside the text that holds the numbers; without it they stand in
    the text. ``arrays`` are what that file holds, once the text is written.
    """

    network: Network
    parameters: Parameters
    loss: Loss
    state: State = field(default_factory=dict)
    features: tuple[str, ...] = ()
    axes: tuple[Axis, ...] = ()
    classes: tuple[str, ...] = ()
    raw: Raw | None = None
    weights: str = ""
    arrays: dict[str, np.ndarray] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.network.check_parameters(self.parameters)
        if self.network.parameter_count > MOST_PARAMETERS and not self.weights:
            raise SettingError(
                en=f"the network has {self.network.parameter_count:,} parameters; source text is "
                f"written up to {MOST_PARAMETERS:,}. Save it as a file instead",
                ja=f"パラメータが {self.network.parameter_count:,} 個あります。コードとして"
                f"書き出せるのは {MOST_PARAMETERS:,} 個までです。ファイルに保存してください",
            )

    def numbers(self, name: str, array: np.ndarray, indent: int = 0) -> str:
        """The array as source text: its numbers, or where they stand in the file of weights."""
        if not self.weights:
            return array_text(array, indent)
        self.arrays[name] = array
        return f"WEIGHTS[{name!r}]"


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
    if model.raw:
        return model.raw.code
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
    if model.raw:
        return "features(x)"
    array = "np.asarray(x, float)"
    return f"features({array})" if feature_code(model) else array


def about_predict(model: Model) -> str:
    """The docstring of ``predict``."""
    given = f"(N, {', '.join(map(str, model.network.output_shape))})"
    if model.raw:
        about = model.raw.about
        return say(
            en=f"{_answers(model)[0]} {given} for x, {about[0]}.",
            ja=f"x ({about[1]}) に対する{_answers(model)[1]} {given}",
        )
    columns = "(N, 2)" if model.features else f"(N, {', '.join(map(str, _shape(model)))})"
    return say(
        en=f"{_answers(model)[0]} {given} for x {columns}.",
        ja=f"x {columns} に対する{_answers(model)[1]} {given}",
    )


def example(model: Model) -> str:
    """What the file does when it is run by itself."""
    if model.raw:
        return f'if __name__ == "__main__":\n    print(predict({model.raw.example}))'
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


def weights_code(model: Model) -> str:
    """Where the numbers stand, empty where they stand in the text."""
    if not model.weights:
        return ""
    return f"WEIGHTS = np.load(Path(__file__).with_name({model.weights!r}))"


def imports_text(model: Model, own: str, *more: str) -> str:
    """The lines of imports: those of Python itself, then ``more``."""
    own = "\n".join([*([own] if own else []), *_path(model)])
    return "\n\n".join(part for part in (own, "\n".join(more)) if part)


def _path(model: Model) -> list[str]:
    return ["from pathlib import Path"] if model.weights else []


def joined(*parts: str) -> str:
    """The parts of a file, blank lines between them."""
    return "\n\n".join(part for part in parts if part) + "\n"


def _column(feature: str) -> str:
    """A constant needs as many rows as x."""
    return feature if re.search(r"\bx[12]\b", feature) else f"{feature} + 0 * x1"


def _shape(model: Model) -> Shape:
    return model.network.input_shape


def _answers(model: Model) -> tuple[str, str]:
    return ("Probabilities", "確率") if model.loss.classifies else ("Values", "値")
