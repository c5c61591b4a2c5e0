"""Drawings as HTML: charts by Matplotlib as SVG, graphs as SVG, pictures as images.

One drawing serves light and dark paper (its colours are CSS variables) and both languages (each
word stands in it twice, and the page shows one). The same drawing always gives the same bytes.
"""

import io
import re
import xml.etree.ElementTree as ET
from itertools import cycle
from typing import TYPE_CHECKING, Any

from mieru.systems.report import palette
from mieru.systems.report.drawings import Axis, Chart
from mieru.systems.report.marks import draw
from mieru.systems.report.text import Text, Words, as_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# In a page the SVG needs no namespaces of its own.
_NAMESPACES = (
    ' xmlns="http://www.w3.org/2000/svg"',
    ' xmlns:xlink="http://www.w3.org/1999/xlink"',
)
# Inches of 72 points: a small chart is as wide as a telephone, a wide one as the page's column.
_SMALL, _WIDE, _HIGH, _HIGH_SQUARE = 4.7, 9.2, 3.3, 4.1
_THIRD = 3.1  # wide and high
_STYLE: dict[str, Any] = {
    "svg.fonttype": "none",  # words stay words: the browser's font draws them
    "svg.hashsalt": "mieru",
    "text.parse_math": False,
    "font.size": 10.5,
    "axes.titlesize": 10.5,
    "axes.edgecolor": palette.MUTED,
    "axes.labelcolor": palette.INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.formatter.useoffset": False,
    "grid.color": palette.GRID,
    "grid.linewidth": 0.7,
    "text.color": palette.INK,
    "xtick.color": palette.MUTED,
    "ytick.color": palette.MUTED,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "image.interpolation": "none",
}
_LARGE = 1e5
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Wording:
    """Remembers, for every word that Matplotlib draws, both of its forms."""

    def __init__(self) -> None:
        self.forms: dict[str, Text] = {}

    def __call__(self, words: Words) -> str:
        """What Matplotlib should draw: the English form, as wide as the wider of the two."""
        text = as_text(words)
        if not text.en:
            return ""
        missing = max(0, _width(text.ja) - _width(text.en))
        drawn = _drawable(text.en) + "\N{NO-BREAK SPACE}" * int(missing * 2)
        while self.forms.get(drawn, text) != text:  # another one with as many letters
            drawn += "\N{NO-BREAK SPACE}"
        self.forms[drawn] = text
        return drawn


def _drawable(text: str) -> str:
    """As wide, in letters that Matplotlib's font has: it only measures, the browser draws."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    has = get_font(findfont(FontProperties())).get_char_index
    return "".join(c if has(ord(c)) else "M" if _width(c) == 1 else "n" for c in text)


def _width(text: str) -> float:
    """About how wide, in ems: a full-width character is one, a Latin one about half."""
    return sum(1.0 if ord(c) > 0x2E80 else 0.55 for c in text)


def chart_svg(chart: Chart, mark: str) -> str:
    """The chart as one ``<svg>``; ``mark`` keeps its identifiers apart from others on the page."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    wording = Wording()
    size = _size(chart)
    with mpl.rc_context(_STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        colours = cycle(range(len(palette.SERIES)))
        for m in chart.marks:
            draw(m, axes, wording, colours)
        if chart.square:
            axes.set_aspect("equal", adjustable="box")
        for axis, upright in ((chart.x, False), (chart.y, True)):
            _set_axis(axes, axis, upright, wording)
        _legend(figure, axes, chart.wide)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return _for_page(stream.getvalue(), wording.forms, mark)


def _size(chart: Chart) -> tuple[float, float]:
    if chart.third:
        return _THIRD, _THIRD * chart.height
    high = (_HIGH_SQUARE if chart.square else _HIGH) * chart.height
    return _WIDE if chart.wide else _SMALL, high


def _set_axis(axes: "Axes", axis: Axis, upright: bool, wording: Wording) -> None:
    from matplotlib.ticker import (
        EngFormatter,
        FuncFormatter,
        LogLocator,
        MaxNLocator,
        NullFormatter,
    )

    drawn: Any = axes.yaxis if upright else axes.xaxis
    drawn.set_label_text(wording(axis.label))
    if axis.log:
        (axes.set_yscale if upright else axes.set_xscale)("log")
        low, high = drawn.get_view_interval()
        if low > 0 and high < 200 * low:  # powers of ten alone would be too few marks
            drawn.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        drawn.set_major_formatter(FuncFormatter(lambda value, _: _power(value)))
        drawn.set_minor_formatter(NullFormatter())
    elif axis.whole:
        drawn.set_major_locator(MaxNLocator(integer=True, nbins=8))
        drawn.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    elif not axis.ticks and max(map(abs, drawn.get_view_interval())) >= _LARGE:
        drawn.set_major_formatter(EngFormatter())  # 100 M rather than 1.0 and, far away, 1e8
    if axis.limits:
        (axes.set_ylim if upright else axes.set_xlim)(*axis.limits)
    if axis.ticks:
        drawn.set_ticks([at for at, _ in axis.ticks], [wording(name) for _, name in axis.ticks])


def _power(value: float) -> str:
    """0.001 … 1,000 written out, other powers of ten as 10⁻⁴."""
    text = f"{value:.0e}"
    digit, exponent = text.split("e")
    if -3 <= int(exponent) <= 3:
        return f"{value:g}"
    power = "10" + str(int(exponent)).translate(_SUPERSCRIPT)
    return power if digit == "1" else f"{digit}·{power}"


def _legend(figure: Any, axes: "Axes", wide: bool) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if not handles:
        return
    room, longest = (62 if wide else 30), max(len(label) for label in labels) + 4
    columns = max(1, min(len(labels), room // longest))
    figure.legend(
        handles,
        labels,
        loc="outside upper left",
        ncols=columns,
        frameon=False,
        handlelength=1.6,
        columnspacing=1.4,
        borderpad=0,
    )


def _for_page(svg: str, forms: dict[str, Text], mark: str) -> str:
    """Matplotlib's file made part of a page: both languages, CSS colours, its own identifiers."""
    plain = svg[svg.index("<svg") :].replace("xlink:href", "href")
    for namespace in _NAMESPACES:
        plain = plain.replace(namespace, "", 1)
    root = ET.fromstring(re.sub(r"<metadata>.*?</metadata>", "", plain, flags=re.DOTALL))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "text":
                _in_both_languages(parent, child, forms)
    _own_identifiers(root, mark)
    drawn = ET.tostring(root, encoding="unicode")
    for colour, variable in palette.VARIABLE_OF.items():
        drawn = drawn.replace(colour, f"var({variable})")
    return re.sub(r">\s+<", "><", drawn)


def _in_both_languages(parent: Any, drawn: Any, forms: dict[str, Text]) -> None:
    text = forms.get(drawn.text or "")
    drawn.set("style", re.sub(r"font-family:[^;]*;?|font: ", "", drawn.get("style", "")))
    if text is None:
        return
    drawn.text = text.en
    if text.en == text.ja:
        return
    other = ET.Element(drawn.tag, dict(drawn.attrib))
    other.text = text.ja
    drawn.set("lang", "en")
    other.set("lang", "ja")
    parent.insert(list(parent).index(drawn) + 1, other)


def _own_identifiers(root: Any, mark: str) -> None:
    """Keeps the identifiers that are referred to, each made the drawing's own; drops the others."""
    used = set(re.findall(r"#([\w-]+)", ET.tostring(root, encoding="unicode")))
    for element in root.iter():
        if (own := element.get("id")) is not None:
            if own in used:
                element.set("id", f"{mark}-{own}")
            else:
                del element.attrib["id"]
        for name, value in list(element.attrib.items()):
            if "#" in value and (name == "href" or "url(" in value):
                element.set(name, re.sub(r"#(?=[\w-])", f"#{mark}-", value))
