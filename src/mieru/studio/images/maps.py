"""Feature maps as they go over the wire: a byte a number, with the range that bytes stand for."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from mieru.studio.describe import clean
from mieru.studio.images.messages import FeatureMaps

MOST_MAPS = 64  # of one layer
MOST_UNITS = 1_024
LONGEST_MAP = 128  # pixels a side; a larger map is thinned


@dataclass(frozen=True)
class Section:
    """Which of a layer's maps are wanted: ``most`` from ``first`` on, at most so long a side."""

    first: int = 0
    most: int = MOST_MAPS
    longest: int = LONGEST_MAP


def as_maps(
    path: str, output: np.ndarray, section: Section = Section()
) -> tuple[FeatureMaps, bytes]:
    """What the layer called ``path`` says, (height, width, channels) or units, and its bytes."""
    if output.ndim == 3:
        first, total, units = section.first, output.shape[2], 0
        step = ceil(max(output.shape[:2]) / section.longest)
        shown = output[::step, ::step, first : first + section.most].transpose(2, 0, 1)
    else:
        numbers = output.reshape(-1)[:MOST_UNITS]
        first, step, total, units = 0, 1, output.size, len(numbers)
        width = units if units <= 32 else ceil(sqrt(2 * units))
        filled = np.zeros(ceil(units / width) * width, np.float32)
        filled[:units] = numbers
        shown = filled.reshape(1, -1, width)
    finite = np.isfinite(output)
    scale = float(np.max(np.abs(output), where=finite, initial=0.0))
    name = path.rpartition(".")[2]
    head = FeatureMaps(
        name=clean(path.replace(".", "/"), 200),
        kind=name.rstrip("0123456789"),
        count=shown.shape[0],
        total=total,
        height=shown.shape[1],
        width=shown.shape[2],
        units=units,
        scale=scale,
        first=first,
        step=step,
    )
    return head, _as_bytes(shown, scale)


def _as_bytes(shown: np.ndarray, scale: float) -> bytes:
    finite = np.isfinite(shown)
    parts = np.divide(shown, scale or 1.0, where=finite, out=np.zeros(shown.shape, np.float32))
    return np.where(finite, np.rint(parts * 127) + 128, 0).astype(np.uint8).tobytes()
