"""What a recording tells of its data: written by whoever wrote the file, so taken with care."""

from typing import Any


def texts(data: dict[str, Any], name: str) -> list[str]:
    """The list under ``name`` as texts; empty where no list stands there."""
    told = data.get(name)
    return [str(item) for item in told] if isinstance(told, list | tuple) else []
