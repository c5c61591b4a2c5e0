"""What a recording tells of its data, taken with care: whoever wrote the file wrote it."""

from typing import Any

from mieru.data import AsIs, Preparation
from mieru.files import Run


def texts(data: dict[str, Any], name: str) -> tuple[str, ...]:
    """The list under ``name`` as texts; empty where no list stands there."""
    told = data.get(name)
    return tuple(map(str, told)) if isinstance(told, list | tuple) else ()


def preparation_of(run: Run) -> Preparation:
    """How raw input becomes x; as it is, where the recording says nothing of it, or something that
    does not fit the network.

    Raises DataError where what it says cannot be read.
    """
    told = run.data.get("preparation")
    found = Preparation.from_json(told) if told is not None else None
    if found is None or _size(found.input_shape) != _size(run.network.input_shape):
        return AsIs(run.network.input_shape)
    return found


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for side in shape:
        size *= side
    return size
