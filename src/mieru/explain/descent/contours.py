"""Lines of equal height, as short straight pieces: marching squares."""

import numpy as np
from numpy.typing import NDArray

from mieru.explain.descent.surfaces import Array

# The sides of a cell: which two corners each joins, corners counted from the lower left, around.
_CORNERS = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])  # (column, row)
_SIDES = ((0, 1), (1, 2), (2, 3), (3, 0))


def contours(heights: Array, level: float) -> NDArray[np.float64]:
    """Where ``heights`` (rows, columns) pass ``level``: (pieces, 2, 2), each end as (column, row).

    Between two places the height is taken to change in a straight line. Cells with a height that
    is not finite have no pieces.
    """
    above = heights > level
    corners = np.stack([above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1]])
    at = np.stack([heights[:-1, :-1], heights[:-1, 1:], heights[1:, 1:], heights[1:, :-1]])
    crossed = np.stack([corners[a] != corners[b] for a, b in _SIDES])
    crossed &= np.isfinite(at).all(axis=0)
    pieces = []
    rows, columns = np.nonzero(crossed.any(axis=0))
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        ends = [
            _between(at[:, row, column], side, level) + np.array([column, row])
            for side in np.flatnonzero(crossed[:, row, column]).tolist()
        ]
        # Four ends: a saddle, of which either pairing is as good.
        pieces += [ends[i : i + 2] for i in range(0, len(ends), 2)]
    return np.array(pieces, np.float64).reshape(-1, 2, 2)


def _between(corners: Array, side: int, level: float) -> Array:
    a, b = _SIDES[side]
    share = (level - corners[a]) / (corners[b] - corners[a])
    return np.asarray(_CORNERS[a] + share * (_CORNERS[b] - _CORNERS[a]), np.float64)
