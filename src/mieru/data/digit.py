"""A drawn or photographed digit, made like those of MNIST: fitted into a box and centred.

LeCun, Cortes and Burges: each digit was fitted into a box of 20×20 pixels, its proportions kept,
and laid into a field of 28×28 with its centre of mass at pixel (14, 14), counted from 0.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
SMALLEST_WITH_BOX = 16  # pixels a side of the field
_FAINT = 0.12  # of the brightest: below is taken for the ground, where a box is looked for


def as_digit(grey: Array, size: int) -> Array:
    """Light strokes on dark (H, W), uint8, as uint8 (size, size), made like MNIST's.

    Fields smaller than 16×16 are made like scikit-learn's digits: as high as the field, at most
    three quarters as wide, in the middle. Nothing drawn gives a dark field.
    """
    rows, columns = _extent(grey)
    if rows is None or columns is None:
        return np.zeros((size, size), np.uint8)
    cut = grey[rows, columns]
    return _filling(cut, size) if size < SMALLEST_WITH_BOX else _boxed(cut, size)


def _boxed(cut: Array, size: int) -> Array:
    scale = size * 20 / 28 / max(cut.shape)
    height, width = (max(1, round(side * scale)) for side in cut.shape)
    fitted = _resized(cut, height, width)
    return _laid(fitted, _centred(fitted, size), size)


def _filling(cut: Array, size: int) -> Array:
    # Laid out in quarters of a pixel: in so small a field a whole one is too coarse.
    fine = 4 * size
    width = round(min(0.75 * fine, max(1, cut.shape[1] * fine / cut.shape[0])))
    laid = _laid(_resized(cut, fine, width), (0, (fine - width) // 2), fine)
    means = laid.reshape(size, 4, size, 4).mean(axis=(1, 3))
    found: Array = np.rint(means).astype(np.uint8)
    return found


def _laid(fitted: Array, place: tuple[int, int], size: int) -> Array:
    field = np.zeros((size, size), np.uint8)
    (top, left), (height, width) = place, fitted.shape
    field[top : top + height, left : left + width] = fitted
    return field


def _resized(cut: Array, height: int, width: int) -> Array:
    from PIL import Image

    return np.asarray(Image.fromarray(cut).resize((width, height), Image.Resampling.BOX))


def light_on_dark(grey: Array) -> Array:
    """A photograph's grey levels (H, W), uint8, as light strokes on black, from 0 to 255."""
    levels = grey.astype(np.float32)
    border = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    ground = float(np.median(border))
    levels = ground - levels if ground > 127 else levels - ground
    # Paper is never quite even: what differs little from it is paper.
    most = float(levels.max())
    if most <= 0:
        return np.zeros(grey.shape, np.uint8)
    lifted = np.clip((levels / most - 0.2) / 0.7, 0, 1)
    found: Array = np.rint(255 * lifted).astype(np.uint8)
    return found


def _extent(grey: Array) -> tuple[slice | None, slice | None]:
    ink = grey > max(_FAINT * float(grey.max(initial=0)), 1)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None, None
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _centred(fitted: Array, size: int) -> tuple[int, int]:
    """Where to lay the picture so that its centre of mass is in the middle, inside the field."""
    mass = fitted.astype(np.float64)
    total = mass.sum()
    places = []
    for axis, side in enumerate(fitted.shape):
        centre = float((mass.sum(axis=1 - axis) * np.arange(side)).sum() / total)
        place = round(size / 2 - centre)
        places.append(min(max(place, 0), size - side))
    return places[0], places[1]
