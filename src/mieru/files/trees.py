"""Trees of arrays (parameters, running state) as a file's flat list of names, and back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mieru.words import FileError

# Learning is in float32; what was computed otherwise may be in float64.
_KINDS = (np.float32, np.float64)


def flat(tree: dict[str, Any], path: str) -> Iterator[tuple[str, np.ndarray]]:
    """Each array of the tree with its full name: ``parameters/dense1/weight``."""
    for name, branch in tree.items():
        where = f"{path}/{name}"
        if isinstance(branch, dict):
            yield from flat(branch, where)
        else:
            yield where, np.asarray(branch)


def tree_of(tensors: dict[str, np.ndarray]) -> dict[str, Any]:
    """The tree that the names spell. Raises ValueError where one name is both array and branch."""
    root: dict[str, Any] = {}
    for path, array in tensors.items():
        *folders, name = path.split("/")
        tree = root
        for folder in folders:
            tree = tree.setdefault(folder, {})
            if not isinstance(tree, dict):
                raise ValueError(f"{folder} of {path} is an array")
        if name in tree:
            raise ValueError(f"{path} is there twice")
        tree[name] = array
    return root


def ordered(like: dict[str, Any], tree: dict[str, Any]) -> dict[str, Any]:
    """The tree, its names in the order of ``like``: a file keeps them in an order of its own."""
    return {
        name: ordered(branch, tree[name]) if isinstance(branch, dict) else tree[name]
        for name, branch in like.items()
    }


def check_numbers(path: Path, tensors: dict[str, np.ndarray]) -> None:
    """Raises FileError unless all arrays hold finite floating-point numbers."""
    for name, array in tensors.items():
        if array.dtype not in _KINDS:
            raise FileError(
                en=f"{path}: {name} holds {array.dtype}, but weights are float32",
                ja=f"{path}: {name} は {array.dtype} ですが、重みは float32 です",
            )
        if not np.all(np.isfinite(array)):
            raise FileError(
                en=f"{path}: {name} holds numbers that are not finite",
                ja=f"{path}: {name} に有限でない数があります",
            )
