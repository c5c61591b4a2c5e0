"""A network as Python for Mieru itself: the network in one line, its numbers as a tree."""

from typing import Any

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
from mieru.files.code.steps import finite
from mieru.words import say


def mieru_code(model: Model) -> str:
    """The source text."""
    state = ", state=state" if model.state else ""
    predict = (
        f'def predict(x):\n    """{about_predict(model)}"""\n'
        f"    inputs = {inputs_text(model)}\n"
        f"    return mieru.nn.predict(network, parameters, inputs, loss=loss{state})"
    )
    return joined(
        heading(model, "Mieru"),
        imports_text(
            model,
            "",
            "import numpy as np\n\nimport mieru.nn\n"
            f"from mieru.nn import {', '.join(sorted(['Network', type(model.loss).__name__]))}",
        ),
        classes_code(model),
        weights_code(model),
        f"network = Network.parse({model.network.text!r})\nloss = {model.loss!r}",
        _tree(model, "parameters", model.parameters),
        _tree(model, "state", model.state) if model.state else "",
        feature_code(model),
        predict,
        _onward(),
        example(model),
    )


def _onward() -> str:
    return say(
        en="# To go on learning from here:\n"
        "# mieru.learn.fit(network, (x, t), loss=loss, parameters=parameters)",
        ja="# ここから学習を続けるには:\n"
        "# mieru.learn.fit(network, (x, t), loss=loss, parameters=parameters)",
    )


def _tree(model: Model, name: str, tree: dict[str, Any]) -> str:
    return "\n".join([f"{name} = {{", *_branches(model, tree, name, 4), "}"])


def _branches(model: Model, tree: dict[str, Any], within: str, indent: int) -> list[str]:
    blanks, lines = " " * indent, []
    for key, value in tree.items():
        where = f"{within}.{key}"
        if isinstance(value, dict):
            inner = _branches(model, value, where, indent + 4)
            lines += [f"{blanks}{key!r}: {{", *inner, f"{blanks}}},"]
            continue
        array = finite(key, value)
        numbers = model.numbers(where, array, indent)
        lines.append(f"{blanks}{key!r}: np.array({numbers}, np.{array.dtype}),")
    return lines
