"""How far a file has come, on its way here or into memory."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """``received`` of ``total`` bytes of the file ``name`` (total 0 where nobody said)."""

    name: str
    received: int
    total: int


Listener = Callable[[Progress], None]
