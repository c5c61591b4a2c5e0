"""Trees of arrays checked against the shapes that a network expects."""

from typing import Any

import numpy as np

from mieru.nn.layer import Parameters
from mieru.nn.shapes import shape_text
from mieru.words import ShapeError

Called = tuple[str, str]
PARAMETERS: Called = ("parameters", "パラメータ")
STATE: Called = ("running state", "移動統計量")


def check_tree(expected: Parameters, given: Any, called: Called, path: str = "") -> None:
    """Raises ShapeError unless ``given`` has the names and shapes of ``expected``.

    ``expected`` is a tree of shapes; ``called`` what the tree is for the reader.
    """
    if not isinstance(given, dict) or set(given) != set(expected):
        raise _other_names(expected, given, called, path)
    for name, shape in expected.items():
        where = f"{path}.{name}" if path else name
        if isinstance(shape, dict):
            check_tree(shape, given[name], called, where)
        elif np.shape(given[name]) != shape:
            wanted, found = shape_text(shape), shape_text(np.shape(given[name]))
            raise ShapeError(
                en=f"{where} should be {wanted} but is {found}; these are the {called[0]} of "
                "another network",
                ja=f"{where} は {wanted} のはずですが、{found} です。"
                f"別のネットワークの{called[1]}のようです",
            )


def _other_names(expected: Parameters, given: Any, called: Called, path: str) -> ShapeError:
    wanted = ", ".join(sorted(expected)) or "—"
    found = (
        ", ".join(sorted(map(str, given))) or "—"
        if isinstance(given, dict)
        else type(given).__name__
    )
    where_ja = f"{path} " if path else "ネットワーク"
    return ShapeError(
        en=f"the {called[0]} of {path or 'the network'} should be {wanted}, but are {found}",
        ja=f"{where_ja}の{called[1]}は {wanted} のはずですが、{found} です",
    )
