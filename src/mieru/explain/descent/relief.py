"""A surface as a map: shades and lines of equal height, however different the heights are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.explain.descent.contours import contours
from mieru.explain.descent.surfaces import Array

_LINES = 14


@dataclass(frozen=True, eq=False)
class Relief:
    """``shades`` (rows, columns) uint8, and the pieces (n, 2, 2) of all lines as (column, row)."""

    shades: NDArray[np.uint8]
    lines: NDArray[np.float64]


def relief(heights: Array) -> Relief:
    """The map of ``heights`` (rows, columns); what is not finite is as high as the highest.

    Shades and lines go by log(1 + h/s), h the height above the lowest place and s a tenth of the
    median h: a valley's floor keeps its detail where its walls are a thousand times as high.
    """
    finite = np.isfinite(heights)
    if not finite.any():
        return Relief(np.full(heights.shape, 255, np.uint8), np.zeros((0, 2, 2)))
    above = heights - heights[finite].min()
    unit = 0.1 * float(np.median(above[finite])) or float(above[finite].max()) or 1.0
    scaled = np.log1p(np.where(finite, above, np.nan) / unit)
    # A handful of places next to a pole must not take all the shades.
    most = float(np.nanpercentile(scaled, 99.5)) or 1.0
    shades = np.where(finite, np.clip(scaled / most, 0, 1), 1.0)
    levels = most * (np.arange(_LINES) + 0.5) / _LINES
    lines = [contours(scaled, float(level)) for level in levels]
    return Relief(np.rint(255 * shades).astype(np.uint8), np.concatenate(lines))
