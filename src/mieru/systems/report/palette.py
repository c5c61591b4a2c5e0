"""Colours that a colour-blind reader can tell apart (Okabe and Ito 2008), on light and dark paper.

A drawing names colours by number; in a page they are CSS variables: one picture serves both.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

# blue, vermilion, green, purple, sky, amber; then grey
SERIES = ("#0072b2", "#d55e00", "#009e73", "#b5548a", "#3a9bd4", "#c68a00", "#7a7a7a")
SERIES_DARK = ("#58b4ea", "#ff8c42", "#34c79a", "#e59ac4", "#8fd0f5", "#f0c14b", "#a8a8a8")
INK, MUTED, GRID, PAGE = "#1b1f24", "#59626d", "#d9dee4", "#fefefe"
INK_DARK, MUTED_DARK, GRID_DARK, PAGE_DARK = "#e8eaed", "#a5adb8", "#3a4149", "#14171b"
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

# The playground's colours for negative and positive numbers, and what zero looks like.
_NEGATIVE, _ZERO, _POSITIVE = (245, 147, 34), (247, 248, 249), (8, 119, 189)
_DEEP = (6, 58, 108)


def colour(number: int) -> str:
    """The colour of a series; 7 is the text's own."""
    return INK if number == len(SERIES) else SERIES[number % len(SERIES)]


def css_variables() -> tuple[str, str]:
    """The declarations of the colours for light and for dark paper."""
    light = dict(zip(_variables(), (*SERIES, INK, MUTED, GRID, PAGE), strict=True))
    dark_values = (*SERIES_DARK, INK_DARK, MUTED_DARK, GRID_DARK, PAGE_DARK)
    dark = dict(zip(_variables(), dark_values, strict=True))
    return tuple(";".join(f"{k}:{v}" for k, v in table.items()) for table in (light, dark))  # type: ignore[return-value]


def _variables() -> tuple[str, ...]:
    numbered = tuple(f"--c{i}" for i in range(len(SERIES)))
    return (*numbered, "--ink", "--muted", "--grid", "--page")


# What a drawn colour is replaced by in a page.
VARIABLE_OF = dict(zip((*SERIES, INK, MUTED, GRID, PAGE), _variables(), strict=True))


def shades(values: ArrayLike, *, diverging: bool) -> NDArray[np.uint8]:
    """Colours (…, 3) for numbers: orange, white, blue around zero; else white to deep blue."""
    numbers = np.nan_to_num(np.asarray(values, dtype=np.float64))
    if diverging:
        most = np.max(np.abs(numbers), initial=0) or 1.0
        place, stops = (numbers / most + 1) / 2, [_NEGATIVE, _ZERO, _POSITIVE]
    else:
        low, high = np.min(numbers, initial=np.inf), np.max(numbers, initial=-np.inf)
        place = (numbers - low) / ((high - low) or 1.0)
        stops = [_ZERO, _POSITIVE, _DEEP]
    channels = np.array(stops, dtype=np.float64).T
    at = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(place, at, c) for c in channels], axis=-1).round().astype(np.uint8)


def ink_on(shade: NDArray[np.uint8]) -> str:
    """Black or white, whichever is read better on ``shade`` (3,)."""
    red, green, blue = (int(c) for c in shade)
    return "#111111" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
