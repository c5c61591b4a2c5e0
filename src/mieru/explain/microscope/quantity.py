"""One number under the microscope: what it is, where, how it came about, and out of what."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "u", "factor", "z", "answer", "error", "mean_error", "slope", "delta",
    "gradient", "mean_gradient", "penalized", "clipped", "moment1", "moment2", "mean1", "mean2",
    "change", "after", "parameter",
]  # fmt: skip
_MOST_TERMS = 8
_FIRST = 5  # of a sum that is cut
_LAST = 2


@dataclass(frozen=True)
class Place:
    """A unit, or its link from ``source`` in the level below; level 0 is the inputs."""

    level: int
    unit: int
    source: int | None = None


@dataclass(frozen=True)
class Used:
    """A number that another one is made of, and where it stands in the network."""

    kind: Kind
    place: Place
    value: float


@dataclass(frozen=True)
class Quantity:
    r"""``symbol = formula = numbers = value``, the first three as LaTeX.

    Parentheses are plain ones, so that a long formula can be broken into lines.

    ``place`` None: it belongs to the network as a whole. A bias stands at its unit.
    """

    kind: Kind
    place: Place | None
    symbol: str
    formula: str
    numbers: str
    value: float
    uses: tuple[Used, ...] = ()
    of_bias: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """``symbol = formula``, then ``= numbers`` and ``= value`` where they tell more."""
        steps = [self.formula]
        for step in (self.numbers, number(self.value)):
            if step and step != steps[-1]:
                steps.append(step)
        return (f"{self.symbol} = {steps[0]}", *(f"= {step}" for step in steps[1:]))

    @property
    def latex(self) -> str:
        """As one ``aligned`` environment, a line for each step."""
        first, *others = self.lines
        lines = [first.replace("=", "&=", 1), *(f"&{line}" for line in others)]
        return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def number(value: float, digits: int = 4) -> str:
    r"""``digits`` significant digits, such as ``-0.1235`` or ``1.2 \times 10^{-5}``."""
    if not math.isfinite(value):
        return r"\mathrm{NaN}" if math.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    text, _, exponent = f"{value:.{digits}g}".partition("e")
    text = "0" if text == "-0" else text
    return rf"{text} \times 10^{{{int(exponent)}}}" if exponent else text


def factor(value: float, digits: int = 4) -> str:
    """A number within a product: in parentheses where its sign or power would be misread."""
    text = number(value, digits)
    return rf"({text})" if text.startswith("-") or "times" in text else text


def summed(terms: Sequence[str], *, cut: bool = True) -> str:
    """Terms with plus signs between; a leading minus subtracts. A long sum is cut in its middle."""
    if not terms:
        return "0"
    shown = list(terms)
    if cut and len(terms) > _MOST_TERMS:
        shown = [*terms[:_FIRST], r"\cdots", *terms[-_LAST:]]
    text = shown[0]
    for term in shown[1:]:
        text += f" - {term[1:].lstrip()}" if term.startswith("-") else f" + {term}"
    return text


def times(*factors: str) -> str:
    """A product of texts."""
    return r" \cdot ".join(factors)
