"""The backward pass as LaTeX: δ from the loss to the input, and ∂E/∂parameter on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mieru.nn.layers import Dense, Parallel
from mieru.nn.trace import TracedLayer
from mieru.nn.typeset.arrays import as_matrix, elementwise, matrix, of_first, product
from mieru.nn.typeset.forward import line
from mieru.nn.typeset.levels import Level

_SYMBOLS = {"weight": "W", "bias": "b", "scale": r"\gamma", "shift": r"\beta", "table": "T"}


class Arriving(NamedTuple):
    """∂E/∂z at the end of a chain: its symbol, and arrays whose product it is (first example)."""

    symbol: str
    factors: tuple[np.ndarray, ...]
    is_product: bool = False  # whether the symbol is one, to be put in parentheses as a factor


@dataclass(frozen=True)
class Backward:
    """Writes the way back for ``examples`` examples."""

    examples: int

    def lines(self, chain: tuple[Level, ...], arriving: Arriving) -> Iterator[str]:
        """From the last level of a chain to its first."""
        for level in reversed(chain):
            yield _delta_line(level, arriving)
            if level.layer is None:
                arriving = Arriving(level.delta, (as_matrix(level.last.delta_input[0]),))
                continue
            for inside, part in zip(level.inner, _parts(level, level.layer), strict=True):
                if inside:
                    end = as_matrix(inside[-1].last.delta_output[0])
                    yield from self.lines(inside, Arriving(part, (end,)))
            for name in level.layer.gradients:
                yield self._gradient_line(level, level.layer, name)
            arriving = below(level, level.layer)

    def _gradient_line(self, level: Level, traced: TracedLayer, name: str) -> str:
        several = self.examples > 1
        each = "_n" if several else ""
        total = rf"\sum_{{n=1}}^{{{self.examples}}} " if several else ""
        symbol = f"{_SYMBOLS.get(name, name[0])}^{{({level.label})}}"
        numbers = None
        if not _is_plain_dense(traced):
            slope = rf"\frac{{\partial {level.u}}}{{\partial {symbol}}}"
            formula = rf"\left( {slope} \right)^{{\top}}{each} {level.delta}{each}"
        elif name == "bias":
            formula = f"{level.delta}{each}"
        else:
            formula = rf"{level.source}{each} \delta^{{({level.label}) \top}}{each}"
            if not several:
                numbers = product(as_matrix(traced.input[0]), traced.delta_output)
        found = matrix(traced.gradients[name])
        return line(rf"\frac{{\partial E}}{{\partial {symbol}}}", total + formula, numbers, found)


def below(level: Level, traced: TracedLayer) -> Arriving:
    """What leaves a level at its input, ∂E/∂source."""
    if _is_plain_dense(traced):
        factors = traced.parameters["weight"], as_matrix(traced.delta_output[0])
        return Arriving(f"W^{{({level.label})}} {level.delta}", factors, True)
    slope = rf"\left( \frac{{\partial {level.u}}}{{\partial {level.source}}} \right)^{{\top}}"
    return Arriving(f"{slope} {level.delta}", (as_matrix(traced.delta_input[0]),), True)


def _delta_line(level: Level, arriving: Arriving) -> str:
    symbol, factors, is_product = arriving
    several = len(factors) > 1
    if level.activation is None or level.activation.local_derivative is None:
        numbers = product(*factors) if several else None
        return line(level.delta, symbol, numbers, of_first(level.last.delta_output))
    slope = as_matrix(level.activation.local_derivative[0])
    numbers = elementwise(*factors, slope)
    if several and slope.size > 1:
        numbers = rf"\left( {product(*factors)} \right) \odot {matrix(slope)}"
    shown = rf"\left( {symbol} \right)" if is_product else symbol
    formula = rf"{shown} \odot f' \left( {level.u} \right)"
    return line(level.delta, formula, numbers, of_first(level.activation.delta_input))


def _is_plain_dense(traced: TracedLayer) -> bool:
    return isinstance(traced.layer, Dense) and traced.input.ndim == 2


def _parts(level: Level, traced: TracedLayer) -> list[str]:
    """The symbol of the δ that each chain inside a layer gets: all of it, or its own entries."""
    layer = traced.layer
    if not isinstance(layer, Parallel) or layer.join == "add":
        return [level.delta] * len(level.inner)
    found, last = [], 0
    for inside in level.inner:
        first, last = (
            last + 1,
            last + (inside[-1].last.output if inside else traced.input).shape[-1],
        )
        entries = f"{first}" if first == last else rf"{first} \ldots {last}"
        found.append(f"{level.delta}_{{{entries}}}")
    return found
