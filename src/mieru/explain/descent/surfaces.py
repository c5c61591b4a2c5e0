"""Surfaces with what makes descent hard: a narrow valley, a bent one, a saddle, many minima."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Extent = tuple[float, float, float, float]  # left, right, bottom, top


@dataclass(frozen=True)
class Surface:
    """A function of two numbers, its gradient written out, and where to look at it.

    ``value`` takes x (2, …) and gives f (…); ``gradient`` gives (2, …). ``formula`` is f in plain
    text, as the studio reads formulas, ``latex`` the same set. ``minima`` are all the lowest places
    that there are inside ``extent``, as far as they can be told.
    """

    name: str
    formula: str
    latex: str
    value: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    extent: Extent
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...] = ()


def _valley(x: Array) -> Any:
    return 0.5 * x[0] ** 2 + 50 * x[1] ** 2


def _valley_slope(x: Array) -> Any:
    return np.stack([x[0], 100 * x[1]])


def _bent(x: Array) -> Any:
    return (1 - x[0]) ** 2 + 10 * (x[1] - x[0] ** 2) ** 2


def _bent_slope(x: Array) -> Any:
    off = x[1] - x[0] ** 2
    return np.stack([2 * (x[0] - 1) - 40 * x[0] * off, 20 * off])


def _saddle(x: Array) -> Any:
    return 0.5 * x[0] ** 2 - 0.5 * x[1] ** 2 + 0.25 * x[1] ** 4


def _saddle_slope(x: Array) -> Any:
    return np.stack([x[0], x[1] ** 3 - x[1]])


def _minima(x: Array) -> Any:
    bowl = 0.1 * (x[0] ** 2 + x[1] ** 2)
    return bowl + 2 - np.cos(3 * x[0]) - np.cos(3 * x[1])


def _minima_slope(x: Array) -> Any:
    return 0.2 * x + 3 * np.sin(3 * x)


def _himmelblau(x: Array) -> Any:
    return 0.1 * ((x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2)


def _himmelblau_slope(x: Array) -> Any:
    one, other = x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7
    return 0.1 * np.stack([4 * x[0] * one + 2 * other, 2 * one + 4 * x[1] * other])


SURFACES: dict[str, Surface] = {
    surface.name: surface
    for surface in (
        Surface(
            "valley",
            "x1^2/2 + 50 x2^2",
            r"f = \tfrac{1}{2} x_1^2 + 50\, x_2^2",
            _valley,
            _valley_slope,
            (-5.0, 5.0, -1.0, 1.0),
            (-4.5, 0.7),
            ((0.0, 0.0),),
        ),
        Surface(
            "bent",  # Rosenbrock's function, less steep than his
            "(1 - x1)^2 + 10 (x2 - x1^2)^2",
            r"f = (1 - x_1)^2 + 10\,(x_2 - x_1^2)^2",
            _bent,
            _bent_slope,
            (-2.0, 2.0, -1.0, 3.0),
            (-1.5, 2.5),
            ((1.0, 1.0),),
        ),
        Surface(
            "saddle",
            "x1^2/2 - x2^2/2 + x2^4/4",
            r"f = \tfrac{1}{2} x_1^2 - \tfrac{1}{2} x_2^2 + \tfrac{1}{4} x_2^4",
            _saddle,
            _saddle_slope,
            (-2.0, 2.0, -1.8, 1.8),
            (-1.8, 0.001),
            ((0.0, -1.0), (0.0, 1.0)),
        ),
        Surface(
            "minima",
            "(x1^2 + x2^2)/10 + 2 - cos(3x1) - cos(3x2)",
            r"f = \tfrac{1}{10}(x_1^2 + x_2^2) + 2 - \cos 3x_1 - \cos 3x_2",
            _minima,
            _minima_slope,
            (-5.5, 5.5, -5.5, 5.5),
            (-4.6, 3.2),
            ((0.0, 0.0),),
        ),
        Surface(
            "himmelblau",  # Himmelblau 1972, a tenth as high
            "((x1^2 + x2 - 11)^2 + (x1 + x2^2 - 7)^2)/10",
            r"f = \tfrac{1}{10}\left((x_1^2 + x_2 - 11)^2 + (x_1 + x_2^2 - 7)^2\right)",
            _himmelblau,
            _himmelblau_slope,
            (-5.0, 5.0, -5.0, 5.0),
            (-0.5, -1.0),
            (
                (3.0, 2.0),
                (-2.805118, 3.131313),
                (-3.77931, -3.283186),
                (3.584428, -1.848127),
            ),
        ),
    )
}


def heights(surface: Surface, columns: int, rows: int, extent: Extent | None = None) -> Array:
    """f over the extent, (rows, columns), the lowest x₂ first."""
    left, right, bottom, top = extent or surface.extent
    x, y = np.meshgrid(np.linspace(left, right, columns), np.linspace(bottom, top, rows))
    with np.errstate(all="ignore"):
        return np.asarray(surface.value(np.stack([x, y])), np.float64)
