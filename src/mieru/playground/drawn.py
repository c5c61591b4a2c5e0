"""Points drawn by hand, and their form in a link: three bytes each, in base64url.

The first two bytes are the coordinates in steps of 0.05 from −6; the third is a class number
(below 20), or a value in steps of 0.01 about 128. A set of the one kind may be asked for as the
other, so that the reader can switch between classification and regression.
"""

import base64
import binascii
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.playground.points import MOST_CLASSES, Points
from mieru.words import DataError

Array = npt.NDArray[Any]

MOST_DRAWN = 2_000
REACH = 6.0
STEP = 0.05
STEPS = 240
ZERO = 128  # of a value
LETTERS = "ABCDEFGHIJKLMNOPQRST"


def drawn_points(text: str, problem: str) -> Points:
    """The points that ``text`` writes, as classes or as values. Raises DataError."""
    xy, marks = decoded(text)
    if len(xy) < 2:
        raise DataError(
            en="there are no points yet; draw at least two",
            ja="まだ点がありません。2 個以上描いてください",
        )
    is_value = marks >= MOST_CLASSES
    values = (marks.astype(np.float64) - ZERO) / 100
    if problem == "classification":
        t = np.where(is_value, values >= 0, marks).astype(np.int32)
        classes = tuple(LETTERS[: max(2, int(t.max()) + 1)])
        return Points(xy, t, len(xy), classes)
    classes_seen = np.where(is_value, 0, marks)
    highest = max(1, int(classes_seen.max()))
    t = np.where(is_value, values, 2.0 * classes_seen / highest - 1)
    return Points(xy, t, len(xy), None)


def encoded(xy: npt.ArrayLike, t: npt.ArrayLike, classes: bool) -> str:
    """The link's form of points (N, 2) with class numbers, or values −1…1, ``t`` (N,).

    >>> encoded([[0, 0], [6, -6]], [0, 1], True)
    'eHgA8AAB'
    """
    steps = np.rint((np.clip(np.asarray(xy, np.float64), -REACH, REACH) + REACH) / STEP)
    aims = np.asarray(t, np.float64)
    marks = aims if classes else np.rint(100 * np.clip(aims, -1, 1)) + ZERO
    rows = np.concatenate([steps.reshape(-1, 2), marks.reshape(-1, 1)], axis=1)
    return base64.urlsafe_b64encode(rows.astype(np.uint8).tobytes()).decode()


def decoded(text: str) -> tuple[Array, Array]:
    """Coordinates (N, 2) and marks (N,) of the link's form. Raises DataError."""
    if len(text) > 4 * MOST_DRAWN:
        raise DataError(
            en=f"there are more than {MOST_DRAWN} drawn points; bring them as a table instead",
            ja=f"描いた点が {MOST_DRAWN} 個を超えています。代わりに表として読み込んでください",
        )
    try:
        content = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError) as error:
        raise _damaged() from error
    if len(content) % 3:
        raise _damaged()
    rows = np.frombuffer(content, np.uint8).reshape(-1, 3)
    marks = rows[:, 2].astype(np.int64)
    off = (rows[:, :2] > STEPS).any() or (
        (marks >= MOST_CLASSES) & (np.abs(marks - ZERO) > 100)
    ).any()
    if off:
        raise _damaged()
    return rows[:, :2] * STEP - REACH, marks


def _damaged() -> DataError:
    return DataError(
        en="the drawn points in the link cannot be read; it was perhaps cut short",
        ja="リンクの中の描いた点を読み取れません。途中で切れている可能性があります",
    )
