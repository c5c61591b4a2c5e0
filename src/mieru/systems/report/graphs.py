"""A network drawn as the course draws it: vertices are functions, edges are weights."""

import math
from collections.abc import Iterator
from html import escape

from mieru.systems.report import palette
from mieru.systems.report.drawings import Edge, Graph, Vertex
from mieru.systems.report.text import Words, as_text

# Points between neighbours, and a vertex's least radius.
_STEP_X, _STEP_Y, _RADIUS = 118.0, 84.0, 19.0
_POSITIVE, _NEGATIVE = 0, 1  # colours of a weight's sign


def graph_svg(graph: Graph, mark: str) -> str:
    """The graph as one ``<svg>``, words in both languages; ``mark`` keeps its arrow head apart."""
    low_x, high_x = _range([v.x for v in graph.vertices])
    low_y, high_y = _range([v.y for v in graph.vertices])
    radii = [_radius(v) for v in graph.vertices]
    side, top, bottom = max(radii) + 34, _margin(graph, "above"), _margin(graph, "below")
    step_y = _STEP_Y * graph.height
    wide = (high_x - low_x) * _STEP_X + 2 * side
    high = (high_y - low_y) * step_y + top + bottom
    at = [(side + (v.x - low_x) * _STEP_X, top + (high_y - v.y) * step_y) for v in graph.vertices]
    parts = [_arrow_head(mark)]
    for edge in graph.edges:
        parts += _edge(edge, at, radii, mark)
    for vertex, place, radius in zip(graph.vertices, at, radii, strict=True):
        parts += _vertex(vertex, place, radius)
    drawn = "".join(parts)
    box = f'viewBox="0 0 {wide:.0f} {high:.0f}" style="--wide:{wide:.0f}px"'
    return f'<svg class="graph" {box}>{drawn}</svg>'


def _range(numbers: list[float]) -> tuple[float, float]:
    return min(numbers), max(numbers)


def _margin(graph: Graph, place: str) -> float:
    """Room over the highest vertex, or under the lowest, for the words that stand there."""
    worded = any(getattr(vertex, place) for vertex in graph.vertices)
    return max(map(_radius, graph.vertices)) + (26 if worded else 8)


def _radius(vertex: Vertex) -> float:
    letters = max(len(as_text(vertex.text).en), 1)
    return max(_RADIUS, 5 + 4.1 * letters)


def _arrow_head(mark: str) -> str:
    return (
        f'<defs><marker id="{mark}-head" viewBox="0 0 8 8" refX="7" refY="4" '
        'markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" orient="auto">'
        '<path d="M0 0.8 8 4 0 7.2z" '
        'fill="var(--muted)"/></marker></defs>'
    )


def _variable(colour: int) -> str:
    return f"var({palette.VARIABLE_OF[palette.colour(colour)]})"


def _edge(
    edge: Edge, at: list[tuple[float, float]], radii: list[float], mark: str
) -> Iterator[str]:
    (x0, y0), (x1, y1) = at[edge.start], at[edge.end]
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    x0, y0 = x0 + dx * radii[edge.start], y0 + dy * radii[edge.start]
    x1, y1 = x1 - dx * (radii[edge.end] + 2), y1 - dy * (radii[edge.end] + 2)
    stroke, width = "var(--muted)", 1.3
    if edge.strength is not None:
        stroke = _variable(_NEGATIVE if edge.strength < 0 else _POSITIVE)
        width = 0.8 + 4 * min(1.0, abs(edge.strength))
    yield (
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{stroke}" '
        f'stroke-width="{width:.2f}" marker-end="url(#{mark}-head)"/>'
    )
    x, y = x0 + (x1 - x0) * edge.place, y0 + (y1 - y0) * edge.place
    yield from _words(x, y + 4.5, edge.on, edge.colour)
    yield from _words(x, y - 7, edge.above, edge.colour)
    yield from _words(x, y + 17, edge.below, edge.colour)


def _vertex(vertex: Vertex, place: tuple[float, float], radius: float) -> Iterator[str]:
    x, y = place
    yield (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="var(--page)" '
        f'stroke="{_variable(vertex.colour)}" stroke-width="1.5"/>'
    )
    yield from _words(x, y + 4.5, vertex.text, vertex.colour, halo=False)
    yield from _words(x, y - radius - 6, vertex.above, vertex.colour)
    yield from _words(x, y + radius + 16, vertex.below, vertex.colour)


def _words(x: float, y: float, words: Words, colour: int, *, halo: bool = True) -> Iterator[str]:
    """Text centred at (x, y), in both languages; a halo of paper keeps lines from crossing it."""
    text = as_text(words)
    forms = {"": text.en} if text.en == text.ja else {"en": text.en, "ja": text.ja}
    fill = _variable(colour)
    for language, form in forms.items():
        if form:
            lang = f' lang="{language}"' if language else ""
            around = ' class="halo"' if halo else ""
            yield (
                f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" fill="{fill}"{lang}{around}>'
                f"{escape(form)}</text>"
            )
