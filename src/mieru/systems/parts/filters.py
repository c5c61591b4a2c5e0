"""Filters with names, and filters as a person types them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.systems.report.text import Text
from mieru.words import SettingError

Array = NDArray[np.float64]
LARGEST = 11  # rows and columns of a typed filter


@dataclass(frozen=True, eq=False)
class Filter:
    """A kernel (kh, kw); a ``signed`` one answers with numbers of both signs."""

    title: Text
    kernel: Array
    signed: bool


_ROW = np.array([1.0, 2.0, 1.0])
_BINOMIAL = np.array([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
_LAPLACE = np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])
_CENTRE = np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])

FILTERS = (
    Filter(Text("blur", "ぼかし"), np.outer(_BINOMIAL, _BINOMIAL), signed=False),
    Filter(Text("sharpen", "鮮鋭化"), _CENTRE - _LAPLACE, signed=False),
    Filter(Text("vertical edges", "縦の輪郭"), np.outer(_ROW, [-1.0, 0.0, 1.0]), signed=True),
    Filter(Text("horizontal edges", "横の輪郭"), np.outer([-1.0, 0.0, 1.0], _ROW), signed=True),
    Filter(Text("edges of any direction", "あらゆる向きの輪郭"), _LAPLACE, signed=True),
)


def read_filter(text: str) -> Array:
    """``"2 0 -2, 0 2 0, -2 0 2"`` as an array (3, 3).

    Raises SettingError where a number is none, or rows differ in length.
    """
    try:
        rows = [[float(n) for n in row.split()] for row in text.split(",")]
    except ValueError as error:
        raise _refused(text) from error
    alike = len({len(row) for row in rows}) == 1
    if not (alike and 0 < len(rows[0]) <= LARGEST and len(rows) <= LARGEST):
        raise _refused(text)
    found = np.array(rows)
    if not np.isfinite(found).all():
        raise _refused(text)
    return found


def _refused(text: str) -> SettingError:
    shown = text if len(text) <= 60 else text[:60] + "…"
    return SettingError(
        en=f"filter cannot be {shown!r}; write rows of equally many numbers apart by commas, at "
        f"most {LARGEST}×{LARGEST}, such as '1 0 -1, 2 0 -2, 1 0 -1'",
        ja=f"filter を {shown!r} にはできません。同じ個数の数を並べた行をカンマで区切り、"
        f"最大 {LARGEST}×{LARGEST} で書いてください。例: '1 0 -1, 2 0 -2, 1 0 -1'",
    )
