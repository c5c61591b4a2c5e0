"""Weights as pictures: which there are, how each is laid out, and its numbers as bytes."""

from collections.abc import Iterator
from math import isqrt
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from mieru.studio.messages import Weights

if TYPE_CHECKING:
    from mieru.files import Run

Kind = Literal["matrix", "units", "kernels"]

MOST_PICTURES = 256
LONGEST_SIDE = 1_024
MOST_BYTES = 4_000_000
SMALLEST_PICTURE = 5  # pixels a side, for a vector to be taken for a picture laid out in one row
# Layers that leave each unit of the first dense layer looking at every pixel in its place.
LEAVES_PIXELS = {"flatten", "dropout"}


def pictured(run: "Run") -> dict[str, np.ndarray]:
    """The arrays that have a picture, under their names: ``dense1/weight``."""
    return dict(_leaves(run.parameters, ""))


def picture(run: "Run", name: str) -> bytes:
    """One picture: the size of the header (4 bytes, little-endian), the header as JSON, the bytes.

    The header is a :class:`~mieru.studio.messages.Weights`. Raises KeyError for an unknown name.
    """
    kind, pictures = _laid_out(run, name, pictured(run)[name])
    total, height, width, channels = pictures.shape
    step = -(-max(height, width) // LONGEST_SIDE)
    count = max(1, min(total, MOST_PICTURES, MOST_BYTES // (height * width * channels)))
    shown = np.asarray(pictures[:count, ::step, ::step], np.float32)
    finite = np.isfinite(shown)
    scale = float(np.max(np.abs(shown), where=finite, initial=0.0))
    header = Weights(
        name=name,
        kind=kind,
        count=count,
        height=shown.shape[1],
        width=shown.shape[2],
        channels=channels,
        scale=scale,
        total=total,
        step=step,
    )
    head = msgspec.json.encode(header)
    return len(head).to_bytes(4, "little") + head + _as_bytes(shown, finite, scale)


def _as_bytes(shown: np.ndarray, finite: np.ndarray, scale: float) -> bytes:
    parts = np.divide(shown, scale or 1.0, where=finite, out=np.zeros_like(shown))
    return np.where(finite, np.rint(parts * 127) + 128, 0).astype(np.uint8).tobytes()


def _laid_out(run: "Run", name: str, weight: np.ndarray) -> tuple[Kind, np.ndarray]:
    """(kind, pictures (count, height, width, channels))."""
    size = picture_shape(run)
    if size and weight.ndim == 2 and len(weight) == np.prod(size) and _sees_pixels(run, name):
        return "units", weight.T.reshape(-1, *size)
    if weight.ndim == 4 and max(weight.shape[:2]) > 1:
        kernels = weight.transpose(3, 0, 1, 2)  # unit first, then the picture that it looks for
        if weight.shape[2] in (1, 3):
            return "kernels", kernels
        return "kernels", kernels.transpose(0, 3, 1, 2).reshape(-1, *weight.shape[:2], 1)
    return "matrix", weight.reshape(-1, weight.shape[-1]).T[None, :, :, None]


def picture_shape(run: "Run") -> tuple[int, int, int] | None:
    """Height, width and channels of the input, where it is a picture."""
    match run.network.input_shape:
        case (height, width):
            return height, width, 1
        case (height, width, 1 | 3 as channels):
            return height, width, channels
        # Examples with a name and without columns are pictures, laid out in one row.
        case (size,) if run.data.get("name") and not run.data.get("features"):
            side = isqrt(size)
            return (side, side, 1) if side * side == size and side >= SMALLEST_PICTURE else None
    return None


def _sees_pixels(run: "Run", name: str) -> bool:
    for layer_name, layer in zip(run.network.names, run.network.layers, strict=True):
        if name.startswith(f"{layer_name}/"):
            return layer.kind == "dense"
        if layer.kind not in LEAVES_PIXELS:
            return False
    return False


def _leaves(tree: dict[str, object], path: str) -> Iterator[tuple[str, np.ndarray]]:
    for name, branch in tree.items():
        where = f"{path}/{name}" if path else name
        if isinstance(branch, dict):
            yield from _leaves(branch, where)
        elif isinstance(branch, np.ndarray) and branch.ndim >= 2 and branch.size:
            yield where, branch
