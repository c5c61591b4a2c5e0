"""A trace as a table for a terminal: one block a layer, every number of one example."""

from collections.abc import Iterator

import numpy as np

from mieru.nn.numbers_text import is_small, number_text, squeezed
from mieru.nn.shapes import shape_text
from mieru.nn.trace import Trace, TracedLayer
from mieru.words import GLOSSARY, say, term
from mieru.words.columns import padded, width

Cell = list[str]  # its lines


def table(trace: Trace) -> str:
    """Input, u, output, local derivative, δ and ∂E/∂W by layer, in the order of the forward pass.

    Vectors stand upright and matrices as they are; of an array with more than six entries along an
    axis (or more than two axes) the shape and the range are given. Of several examples the first
    is shown; ∂E/∂W is always that of all of them.
    """
    head = [
        [term("layer")],
        [term("input")],
        ["u"],
        [term("output")],
        ["f′(u)"],
        ["δ = ∂E/∂u"],
        ["∂E/∂W"],
    ]
    rows = [_row(layer) for layer in trace]
    widths = [
        max(width(line) for cell in column for line in cell)
        for column in zip(head, *rows, strict=True)
    ]
    first, *blocks = [list(_lines(row, widths)) for row in (head, *rows)]
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    # Blocks of several lines are set apart, single lines are not.
    between = "\n\n" if any(len(block) > 1 for block in blocks) else "\n"
    body = between.join("\n".join(block) for block in blocks)
    return "\n".join([_heading(trace), "", *first, rule, body])


def _heading(trace: Trace) -> str:
    kind = trace.loss.kind
    error = f"E = {number_text(trace.error)}  ({term(kind) if kind in GLOSSARY else kind})"
    n = len(trace.x)
    if n == 1:
        return error
    note = say(
        en=f"example 1 of {n} is shown; E is the mean over all {n}, and ∂E/∂W sums over them",
        ja=f"{n} 個のデータ点のうち 1 個目を表示しています。"
        f"E は {n} 個の平均で、∂E/∂W は {n} 個にわたる和です",
    )
    return f"{error}\n{note}"


def _row(layer: TracedLayer) -> list[Cell]:
    derivative = layer.local_derivative
    return [
        [layer.path],
        _upright(layer.input[0]),
        _upright(layer.u[0]),
        _upright(layer.output[0]),
        [""] if derivative is None else _upright(derivative[0]),
        _upright(layer.delta[0]),
        _named(layer.gradients),
    ]


def _lines(row: list[Cell], widths: list[int]) -> Iterator[str]:
    for i in range(max(map(len, row))):
        cells = [cell[i] if i < len(cell) else "" for cell in row]
        # Names and gradients begin at the left, numbers end at the right.
        sides = [False, *[True] * (len(row) - 2), False]
        filled = [padded(c, w, right=r) for c, w, r in zip(cells, widths, sides, strict=True)]
        yield "  ".join(filled).rstrip()


def _upright(array: np.ndarray) -> Cell:
    """A vector as a column, a matrix as it is."""
    array = squeezed(array)
    return _matrix(array[:, None] if array.ndim == 1 else array)


def _named(arrays: dict[str, np.ndarray]) -> Cell:
    """Each array behind its name; a vector lies down, to take one line only."""
    width = max(map(len, arrays), default=0)
    lines = []
    for name, array in arrays.items():
        flat = squeezed(array) if array.ndim > 2 else array
        first, *rest = _matrix(flat[None, :] if flat.ndim == 1 else flat)
        lines += [f"{name:<{width}}  {first}", *(" " * (width + 2) + line for line in rest)]
    return lines or [""]


def _matrix(array: np.ndarray) -> Cell:
    if not is_small(array):
        low, high = number_text(array.min()), number_text(array.max())
        return [shape_text(squeezed(array).shape), f"{low} … {high}"]
    rows = [[number_text(v) for v in row] for row in np.atleast_2d(array)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [" ".join(v.rjust(w) for v, w in zip(row, widths, strict=True)) for row in rows]
