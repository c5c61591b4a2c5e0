"""Each kind of mark, drawn on Matplotlib's axes."""

from collections.abc import Callable, Iterator
from functools import singledispatch
from typing import TYPE_CHECKING, Any

import numpy as np

from mieru.systems.report import palette
from mieru.systems.report.drawings import (
    Band,
    Bars,
    Contours,
    Heat,
    Histogram,
    Label,
    Level,
    Line,
    Mark,
    Points,
    Regions,
)
from mieru.systems.report.text import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    Wording = Callable[[Words], str]
    Colours = Iterator[int]


@singledispatch
def draw(mark: Mark, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    """Draws ``mark``."""
    raise TypeError(f"{mark!r} is no mark")


def _number(chosen: int | None, colours: "Colours") -> int:
    return next(colours) if chosen is None else chosen


@draw.register(Line)
def _line(mark: Line, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    number = _number(mark.colour, colours)
    axes.plot(
        np.asarray(mark.x),
        np.asarray(mark.y),
        linestyle=mark.dash,
        linewidth=mark.width,
        color=palette.colour(number),
        marker=palette.MARKERS[number % len(palette.MARKERS)] if mark.markers else None,
        markersize=4,
        label=wording(mark.label) or None,
    )


@draw.register(Points)
def _points(mark: Points, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    number = _number(mark.colour, colours)
    colour = palette.colour(number)
    axes.plot(
        np.asarray(mark.x),
        np.asarray(mark.y),
        linestyle="none",
        marker=mark.marker or palette.MARKERS[number % len(palette.MARKERS)],
        markersize=mark.size,
        markerfacecolor="none" if mark.hollow else colour,
        markeredgecolor=colour if mark.hollow else palette.PAGE,
        markeredgewidth=1.1 if mark.hollow else 0.5,
        label=wording(mark.label) or None,
    )


@draw.register(Bars)
def _bars(mark: Bars, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    colour = palette.colour(_number(mark.colour, colours))
    places, values = np.arange(len(mark.names)), np.asarray(mark.values, dtype=float)
    names = [wording(name) for name in mark.names]
    label = wording(mark.label) or None
    if mark.horizontal:
        drawn = axes.barh(places, values, color=colour, label=label, height=0.7)
        axes.set_yticks(places, names)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
    else:
        drawn = axes.bar(places, values, color=colour, label=label, width=0.7)
        axes.set_xticks(places, names)
        axes.grid(visible=False, axis="x")
    if mark.texts:
        axes.bar_label(drawn, [wording(t) for t in mark.texts], padding=3)
        axes.margins(x=0.18 if mark.horizontal else None, y=None if mark.horizontal else 0.12)


@draw.register(Histogram)
def _histogram(mark: Histogram, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    colour = palette.colour(_number(mark.colour, colours))
    counts, edges = np.histogram(np.asarray(mark.values, dtype=float).ravel(), mark.bins)
    axes.stairs(
        counts, edges, fill=True, color=colour, alpha=0.55, label=wording(mark.label) or None
    )


@draw.register(Heat)
def _heat(mark: Heat, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    values = np.asarray(mark.values, dtype=float)
    shades = palette.shades(values, diverging=mark.diverging)
    axes.grid(visible=False)
    if mark.extent:
        axes.imshow(shades, origin="lower", extent=mark.extent, aspect="auto")
    else:
        axes.imshow(shades, aspect="auto")
        axes.set_xticks(range(len(mark.columns)), [wording(name) for name in mark.columns])
        axes.set_yticks(range(len(mark.rows)), [wording(name) for name in mark.rows])
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    for i, row in enumerate(mark.texts):
        for j, text in enumerate(row):
            ink = palette.ink_on(shades[i, j])
            axes.text(j, i, wording(text), ha="center", va="center", color=ink, fontsize=9)
    if mark.legend is not None:
        _colour_bar(axes, mark, values, wording)


def _colour_bar(axes: "Axes", mark: Heat, values: Any, wording: "Wording") -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import ListedColormap, Normalize

    span = np.linspace(-1 if mark.diverging else 0, 1, 256)
    most = float(np.nanmax(np.abs(values), initial=0)) or 1.0
    low = -most if mark.diverging else float(np.nanmin(values))
    high = most if mark.diverging else float(np.nanmax(values))
    shades = ListedColormap(palette.shades(span, diverging=mark.diverging) / 255)
    bar = axes.figure.colorbar(ScalarMappable(Normalize(low, high), shades), ax=axes)
    bar.set_label(wording(mark.legend or ""))
    bar.outline.set_visible(False)


@draw.register(Contours)
def _contours(mark: Contours, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    values = np.asarray(mark.values, dtype=float)
    left, right, bottom, top = mark.extent
    x = np.linspace(left, right, values.shape[1])
    y = np.linspace(bottom, top, values.shape[0])
    axes.grid(visible=False)
    axes.contour(x, y, values, mark.levels, colors=palette.MUTED, linewidths=0.6, alpha=0.7)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)


@draw.register(Regions)
def _regions(mark: Regions, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    classes = np.asarray(mark.classes).astype(int)
    series = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in palette.SERIES]
    paint = np.array([[*rgb, 46] for rgb in series], dtype=np.uint8)  # pale on any paper
    axes.imshow(
        paint[classes % len(paint)], origin="lower", extent=mark.extent, aspect="auto", zorder=0
    )
    axes.set_xlim(*mark.extent[:2])
    axes.set_ylim(*mark.extent[2:])


@draw.register(Band)
def _band(mark: Band, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    axes.fill_between(
        np.asarray(mark.x, dtype=float),
        np.asarray(mark.low, dtype=float),
        np.asarray(mark.high, dtype=float),
        color=palette.colour(_number(mark.colour, colours)),
        alpha=0.22,
        linewidth=0,
        label=wording(mark.label) or None,
    )


@draw.register(Level)
def _level(mark: Level, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    straight = axes.axvline if mark.upright else axes.axhline
    label = wording(mark.label) or None
    straight(mark.at, color=palette.MUTED, linestyle="dashed", linewidth=1, label=label)


@draw.register(Label)
def _label(mark: Label, axes: "Axes", wording: "Wording", colours: "Colours") -> None:
    colour = palette.colour(mark.colour)
    axes.annotate(
        wording(mark.text), (mark.x, mark.y), (4, 4), textcoords="offset points", color=colour
    )
