"""Curves for a terminal, in letters that every terminal and every log can show."""

import math
from collections.abc import Mapping, Sequence

from mieru.words import say, term
from mieru.words.columns import padded

# The dots of a braille letter, left and right column, filled from below. Braille takes one place in
# every terminal; block letters take two in many Japanese ones.
_LEFT, _RIGHT = (0x00, 0x40, 0x44, 0x46, 0x47), (0x00, 0x80, 0xA0, 0xB0, 0xB8)
_MARKS = "*o+x"
_LOGARITHMIC_FROM = 30


def sparkline(values: Sequence[float | None], places: int = 40) -> str:
    """One line of at most ``places`` letters, two values in each; no dots for a gap."""
    shown = thinned(values, 2 * places)
    known = [v for v in shown if v is not None and math.isfinite(v)]
    if not known:
        return ""
    low, high = min(known), max(known)

    def dots(value: float | None) -> int:
        if value is None or not math.isfinite(value):
            return 0
        return 1 + round(3 * _share(value, low, high))

    heights = [*map(dots, shown), *[0] * (len(shown) % 2)]
    pairs = zip(heights[::2], heights[1::2], strict=True)
    return "".join(chr(0x2800 + _LEFT[a] + _RIGHT[b]) for a, b in pairs)


def thinned(values: Sequence[float | None], places: int) -> list[float | None]:
    """At most ``places`` of the values, evenly spread, the first and the last among them."""
    if len(values) <= places:
        return list(values)
    step = (len(values) - 1) / (places - 1)
    return [values[round(i * step)] for i in range(places)]


def chart(curves: Mapping[str, Sequence[float | None]], places: int = 64, rows: int = 12) -> str:
    """Curves over the epochs from 1 on, each with its own mark; on a log axis where they span much.

    ``curves`` are values by name, all as long; a value that is no number leaves a gap.
    """
    numbers = [v for curve in curves.values() for v in curve if v is not None and math.isfinite(v)]
    if not numbers:
        return ""
    low, high = min(numbers), max(numbers)
    logarithmic = low > 0 and high / low > _LOGARITHMIC_FROM
    scale = math.log10 if logarithmic else float
    longest = max(map(len, curves.values()))
    grid = [[" "] * places for _ in range(rows)]
    for mark, curve in zip(_MARKS, curves.values(), strict=False):
        for i, value in enumerate(curve):
            if value is not None and math.isfinite(value):
                share = _share(scale(value), scale(low), scale(high))
                across = round(i * (places - 1) / max(longest - 1, 1))
                grid[rows - 1 - round(share * (rows - 1))][across] = mark
    legend = "   ".join(f"{mark} {name}" for mark, name in zip(_MARKS, curves, strict=False))
    if logarithmic:
        legend += say(en=" (log axis)", ja=" (対数軸)")
    return _framed(["".join(row) for row in grid], f"{high:.4g}", f"{low:.4g}", longest, legend)


def _share(value: float, low: float, high: float) -> float:
    """Where ``value`` is between the two; halved first, as the largest numbers are far apart."""
    return (value / 2 - low / 2) / (high / 2 - low / 2) if high / 2 > low / 2 else 0.5


def _framed(lines: list[str], high: str, low: str, epochs: int, legend: str) -> str:
    wide, places = max(len(high), len(low)), len(lines[0])
    labels = [high, *[""] * (len(lines) - 2), low]
    framed = [f"{n:>{wide}} |{line}".rstrip() for n, line in zip(labels, lines, strict=True)]
    last = f"{term('epoch')} {epochs}"
    left = " " * (wide + 2)
    rule = f"{' ' * wide} +{'-' * places}"
    return "\n".join(
        [*framed, rule, f"{left}1{padded(last, places - 1, right=True)}", left + legend]
    )
