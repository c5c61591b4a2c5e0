"""Pixels as they go over the wire: a head that says what they are, then bytes."""

import msgspec
import numpy as np


def as_bytes(x: np.ndarray) -> np.ndarray:
    """Pixels as uint8: 0…255 for 0…1."""
    if x.dtype == np.uint8:
        return x
    found: np.ndarray = np.rint(np.clip(x, 0, 1) * 255).astype(np.uint8)
    return found


def headed(head: msgspec.Struct, content: bytes) -> bytes:
    """The length of the head, the head as JSON, the bytes."""
    told = msgspec.json.encode(head)
    return len(told).to_bytes(4, "little") + told + content
