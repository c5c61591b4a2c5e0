"""The slopes of a formula: ∂f/∂x₁ and ∂f/∂x₂, each rule's derivative beside the rule.

Forward mode: every part of the tree carries its value and its two derivatives along.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from mieru.playground.formula import Apply, Node, Number, Variable
from mieru.playground.formula_forms import RULES, Array, number


class Dual(NamedTuple):
    """A value with its derivatives by x₁ and x₂; each (N,) or a plain number."""

    value: Any
    by_1: Any
    by_2: Any


# ∂rule/∂part for each part, from the parts' values (a, b) and the rule's own value f. Where a slope
# jumps (|a| at 0, max where both are alike) the one taken is 0 or the first part's.
DERIVATIVES: dict[str, Callable[..., tuple[Any, ...]]] = {
    "+": lambda f, a, b: (1, 1),
    "-": lambda f, a, b: (1, -1),
    "*": lambda f, a, b: (b, a),
    "/": lambda f, a, b: (1 / b, -f / b),
    "^": lambda f, a, b: (_power_slope(a, b), f * np.log(a)),
    "neg": lambda f, a: (-1,),
    "sin": lambda f, a: (np.cos(a),),
    "cos": lambda f, a: (-np.sin(a),),
    "tan": lambda f, a: (1 + f * f,),
    "tanh": lambda f, a: (1 - f * f,),
    "exp": lambda f, a: (f,),
    "log": lambda f, a: (1 / a,),
    "sqrt": lambda f, a: (0.5 / f,),
    "abs": lambda f, a: (np.sign(a),),
    "sign": lambda f, a: (0 * a,),
    "max": lambda f, a, b: (np.where(a >= b, 1, 0), np.where(a >= b, 0, 1)),
    "min": lambda f, a, b: (np.where(a <= b, 1, 0), np.where(a <= b, 0, 1)),
}


def slopes(tree: Node, xy: Array) -> Array:
    """(∂f/∂x₁, ∂f/∂x₂) at the points ``xy`` (N, 2), as (N, 2); NaN or infinite where there is none.

    >>> from mieru.playground.formula import parse_formula
    >>> slopes(parse_formula("x1^2 x2"), np.array([[3.0, 5.0]])).tolist()
    [[30.0, 9.0]]
    """
    with np.errstate(all="ignore"):
        found = _dual(tree, xy)
    columns = [np.broadcast_to(np.asarray(d, np.float64), (len(xy),)) for d in found[1:]]
    return np.stack(columns, axis=1)


def _dual(tree: Node, xy: Array) -> Dual:
    match tree:
        case Number():
            return Dual(np.float64(number(tree)), 0, 0)
        case Variable(place):
            return Dual(xy[:, place - 1], int(place == 1), int(place == 2))
        case Apply(rule, parts):
            return _applied(rule, [_dual(part, xy) for part in parts])


def _applied(rule: str, parts: list[Dual]) -> Dual:
    values = [part.value for part in parts]
    value = RULES[rule](*values)
    derivatives = DERIVATIVES[rule](value, *values)
    by_each = []
    for which in ("by_1", "by_2"):
        terms = [
            derivative * getattr(part, which)
            for part, derivative in zip(parts, derivatives, strict=True)
            # A constant exponent brings no log of the base in, which may be negative.
            if not _is_zero(getattr(part, which))
        ]
        by_each.append(sum(terms) if terms else 0)
    return Dual(value, *by_each)


def _is_zero(derivative: Any) -> bool:
    return np.ndim(derivative) == 0 and derivative == 0


def _power_slope(a: Any, b: Any) -> Any:
    # 0 · 0⁻¹ is no number, but a⁰ is level everywhere.
    return np.where(b == 0, 0.0, b * np.power(a, b - 1))
