"""What a command has to say: for a reader, and the same as one JSON object for a program."""

import json
import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """``text`` goes to standard output; with ``--json``, ``data`` goes there instead.

    ``failed`` where a part of what was asked for could not be done: exit code 1.
    """

    text: str
    data: dict[str, Any]
    asks_json: bool = False
    failed: bool = False

    def as_json(self) -> str:
        """One object on one line, in ASCII, so that any terminal and any program can take it."""
        return json.dumps(_plain(self.data), allow_nan=False)


def _plain(value: Any) -> Any:
    """Numbers that JSON does not have (NaN, infinities) as null, tuples as lists."""
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
