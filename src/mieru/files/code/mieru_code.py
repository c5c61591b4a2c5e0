"""A network as Python for Mieru itself: the network in one line, its numbers as a tree."""

from typing import Any

from mieru.files.code.model import (
    Model,
    about_predict,
    array_text,
    classes_code,
    example,
    feature_code,
    finite,
    heading,
    inputs_text,
    joined,
)
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
        "import numpy as np\n\nimport mieru.nn\n"
        f"from mieru.nn import {', '.join(sorted(['Network', type(model.loss).__name__]))}",
        classes_code(model),
        f"network = Network.parse({model.network.text!r})\nloss = {model.loss!r}",
        _tree("parameters", model.parameters),
        _tree("state", model.state) if model.state else "",
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


def _tree(name: str, tree: dict[str, Any]) -> str:
    return "\n".join([f"{name} = {{", *_branches(tree, 4), "}"])


def _branches(tree: dict[str, Any], indent: int) -> list[str]:
    blanks, lines = " " * indent, []
    for key, value in tree.items():
        if isinstance(value, dict):
            lines += [f"{blanks}{key!r}: {{", *_branches(value, indent + 4), f"{blanks}}},"]
            continue
        array = finite(key, value)
        numbers = array_text(array, indent)
        lines.append(f"{blanks}{key!r}: np.array({numbers}, np.{array.dtype}),")
    return lines
