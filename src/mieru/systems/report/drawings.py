"""Figures as values: what is to be seen, in numbers and words. How it looks is figures.py's matter.

A :class:`Chart` has axes and marks on them; :class:`Pictures` are images side by side, and a
:class:`Graph` is a network drawn as vertices and edges.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mieru.systems.report.text import Words

# Colours by number, as figures.py and the report's style sheet number them: blue, orange, green,
# purple, sky, yellow, and the colour of the text.
Colour = int
INK: Colour = 7


@dataclass(frozen=True, eq=False)
class Line:
    """A curve through (x, y), each (N,). ``colour`` None takes the next one."""

    x: ArrayLike
    y: ArrayLike
    label: Words = ""
    dash: str = "solid"  # solid, dashed, dotted
    colour: Colour | None = None
    markers: bool = False
    width: float = 1.8


@dataclass(frozen=True, eq=False)
class Points:
    """Points at (x, y), each (N,). The marker's shape goes with the colour, for who sees none."""

    x: ArrayLike
    y: ArrayLike
    label: Words = ""
    colour: Colour | None = None
    hollow: bool = False
    size: float = 4.5
    marker: str | None = None  # o, s, ^, D, v; None takes that of the colour


@dataclass(frozen=True, eq=False)
class Bars:
    """A bar for each name. ``texts`` are written at the bars' ends (the values, usually)."""

    names: Sequence[Words]
    values: ArrayLike
    label: Words = ""
    texts: Sequence[str] = ()
    horizontal: bool = False
    colour: Colour | None = None


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many of ``values`` fall in each bin (a number of bins, or their edges)."""

    values: ArrayLike
    bins: int | Sequence[float] = 30
    label: Words = ""
    colour: Colour | None = None


@dataclass(frozen=True, eq=False)
class Heat:
    """An array (R, C) as colours, its first row on top.

    ``rows`` and ``columns`` name its lines, ``texts`` (R, C) are written into the cells. Diverging:
    zero is white, positive blue, negative orange, as in the playground. With ``extent`` (left,
    right, bottom, top) it lies on number axes instead, the last row on top.
    """

    values: ArrayLike
    rows: Sequence[Words] = ()
    columns: Sequence[Words] = ()
    texts: Sequence[Sequence[str]] = ()
    diverging: bool = False
    extent: tuple[float, float, float, float] | None = None
    legend: Words | None = None  # what the colour means; None draws no colour bar


@dataclass(frozen=True, eq=False)
class Contours:
    """Lines of equal height of an array (R, C) on number axes, the last row on top."""

    values: ArrayLike
    extent: tuple[float, float, float, float]  # left, right, bottom, top
    levels: int = 12


@dataclass(frozen=True, eq=False)
class Regions:
    """The class decided at each point of a grid (R, C), row 0 at the bottom, as pale colours."""

    classes: ArrayLike
    extent: tuple[float, float, float, float]  # left, right, bottom, top


@dataclass(frozen=True, eq=False)
class Band:
    """The area between two curves over x."""

    x: ArrayLike
    low: ArrayLike
    high: ArrayLike
    label: Words = ""
    colour: Colour | None = None


@dataclass(frozen=True)
class Level:
    """A straight line across the whole chart at y = ``at`` (or x, upright)."""

    at: float
    label: Words = ""
    upright: bool = False


@dataclass(frozen=True)
class Label:
    """Words written at (x, y) inside the chart."""

    x: float
    y: float
    text: Words
    colour: Colour = INK


Mark = Line | Points | Bars | Histogram | Heat | Contours | Regions | Band | Level | Label


@dataclass(frozen=True)
class Axis:
    """``label`` with its unit, if any; ``limits`` None fits the marks; ``ticks`` name places."""

    label: Words = ""
    log: bool = False
    limits: tuple[float, float] | None = None
    ticks: Sequence[tuple[float, Words]] = ()
    whole: bool = False  # only whole numbers are marked: epochs, degrees, counts


@dataclass(frozen=True, eq=False)
class Chart:
    """Marks on two axes. ``wide`` takes a whole row of the report; two small ones share one.

    Of charts that are ``third``, three share one.
    """

    title: Words
    marks: Sequence[Mark]
    x: Axis = Axis()
    y: Axis = Axis()
    caption: Words = ""
    wide: bool = False
    square: bool = False  # one unit is as long on both axes
    height: float = 1.0  # of the usual height
    third: bool = False


@dataclass(frozen=True, eq=False)
class Pictures:
    """Images (N, H, W) or (N, H, W, C): bytes, numbers in 0…1, or any numbers where diverging."""

    title: Words
    pictures: np.ndarray
    captions: Sequence[Words] = ()
    columns: int = 8
    diverging: bool = False
    caption: Words = ""
    wide: bool = True


@dataclass(frozen=True)
class Vertex:
    """A vertex at (x, y), y upward; ``text`` in the circle, ``above`` and ``below`` outside."""

    x: float
    y: float
    text: Words
    above: Words = ""
    below: Words = ""
    colour: Colour = INK


@dataclass(frozen=True)
class Edge:
    """An arrow between two vertices, by number, with words ``above`` it, ``below`` it or ``on`` it.

    ``strength``, if given, decides the thickness, and its sign the colour (blue +, orange −).
    """

    start: int
    end: int
    above: Words = ""
    below: Words = ""
    on: Words = ""
    strength: float | None = None
    colour: Colour = INK
    place: float = 0.5  # where along the edge its words stand


@dataclass(frozen=True)
class Graph:
    """A network as the course draws it: vertices are functions, edges are weights."""

    title: Words
    vertices: Sequence[Vertex]
    edges: Sequence[Edge]
    caption: Words = ""
    wide: bool = True
    height: float = 1.0
