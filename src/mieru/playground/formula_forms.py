"""A formula in other forms: its values, a label (x₁²), LaTeX, and Python source."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.playground.formula import Apply, Node, Number, Variable

Array = npt.NDArray[np.float64]

CONSTANTS = {"pi": math.pi, "e": math.e}
RULES: dict[str, Callable[..., Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power,
    "neg": np.negative, "sin": np.sin, "cos": np.cos, "tan": np.tan, "tanh": np.tanh,
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign,
    "max": np.maximum, "min": np.minimum,
}  # fmt: skip
# How tightly a rule binds; functions and names bind tightest.
BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 1, "^": 4}
ATOM = 5
# Whole formulas of these do without parentheses: sin x₁.
BARE = ("sin", "cos", "tan", "tanh", "exp", "log")
LATEX_BRACKETS = (r"\left(", r"\right)")
LATEX_FUNCTIONS = {
    "abs": (r"\left|", r"\right|"),
    "sqrt": (r"\sqrt{", "}"),
    "sign": (r"\operatorname{sign}\left(", r"\right)"),
}
PYTHON_NAMES = {"max": "maximum", "min": "minimum"}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LOWERED = {1: "x₁", 2: "x₂"}


def values(tree: Node, xy: Array) -> Array:
    """Its values (N,) at the points ``xy`` (N, 2); NaN or infinite where it has none."""
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(_value(tree, xy), np.float64), (len(xy),))


def _value(tree: Node, xy: Array) -> Any:
    match tree:
        case Number():
            return np.float64(number(tree))
        case Variable(place):
            return xy[:, place - 1]
        case Apply(rule, parts):
            return RULES[rule](*(_value(part, xy) for part in parts))


def number(tree: Number) -> float:
    """The value of a constant."""
    return CONSTANTS[tree.text] if tree.text in CONSTANTS else float(tree.text)


def label(tree: Node) -> str:
    """As a reader knows it, in plain text: x₁², x₁x₂, sin x₁, sin(x₁)²."""
    if isinstance(tree, Apply) and tree.rule in BARE and isinstance(tree.parts[0], Variable):
        return f"{tree.rule} {_label(tree.parts[0])}"
    return _label(tree)


def _label(tree: Node) -> str:
    match tree:
        case Number(text):
            return "π" if text == "pi" else text
        case Variable(place):
            return _LOWERED[place]
        case Apply("^", (base, Number(text))) if text.lstrip("-").isdecimal():
            return _held(_label, base, ATOM) + text.translate(_RAISED)
        case Apply("*", (left, right)):
            second = _held(_label, right, 3)
            # Nothing would tell a digit, or a bar, apart from what is written before it.
            sign = "·" if second[0].isdecimal() or second[0] == "|" else ""
            return _held(_label, left, 2) + sign + second
        case Apply("abs", (inside,)):
            return f"|{_label(inside)}|"
        case Apply("sqrt", (inside,)):
            return f"√{_held(_label, inside, ATOM)}"
        case _:
            return _usual(_label, tree, {"neg": "−", "-": " − ", "+": " + ", "/": " / ", "^": "^"})


def latex(tree: Node) -> str:
    """As LaTeX, for KaTeX."""
    if isinstance(tree, Apply) and tree.rule in BARE and isinstance(tree.parts[0], Variable):
        return rf"\{tree.rule} {_latex(tree.parts[0])}"
    return _latex(tree)


def _latex(tree: Node) -> str:
    match tree:
        case Number(text):
            return r"\pi" if text == "pi" else text
        case Variable(place):
            return f"x_{place}"
        case Apply(rule, parts) if rule not in BINDING:
            opened, closed = LATEX_FUNCTIONS.get(rule, (rf"\{rule}\left(", r"\right)"))
            return opened + ", ".join(map(_latex, parts)) + closed
        case Apply("^", (base, exponent)):
            return f"{_held(_latex, base, ATOM, LATEX_BRACKETS)}^{{{_latex(exponent)}}}"
        case Apply("*", (left, right)):
            second = _held(_latex, right, 3, LATEX_BRACKETS)
            sign = r" \cdot " if second[0].isdecimal() else " "
            return _held(_latex, left, 2, LATEX_BRACKETS) + sign + second
        case Apply("/", (left, right)):
            return rf"\frac{{{_latex(left)}}}{{{_latex(right)}}}"
        case _:
            return _usual(_latex, tree, {"neg": "-", "-": " - ", "+": " + "}, LATEX_BRACKETS)


def python(tree: Node, module: str = "np") -> str:
    """As Python of ``x1`` and ``x2``, its functions taken from ``module``: ``np.sin(x1)``."""
    match tree:
        case Number(text):
            return f"{module}.{text}" if text in CONSTANTS else text
        case Variable(place):
            return f"x{place}"
        case Apply(rule) if rule not in ("+", "-", "*", "neg") and _is_constant(tree):
            # 2**-1 of whole numbers is no power to NumPy, and 1/0 stops Python.
            return _constant(float(values(tree, np.zeros((1, 2)))[0]), module)
        case Apply(rule, parts) if rule not in BINDING:
            inside = ", ".join(python(part, module) for part in parts)
            return f"{module}.{PYTHON_NAMES.get(rule, rule)}({inside})"
        case _:
            signs = {"neg": "-", "-": " - ", "+": " + ", "*": " * ", "/": " / ", "^": "**"}
            return _usual(lambda part: python(part, module), tree, signs)


def _constant(value: float, module: str) -> str:
    """A number in Python, which binds as tightly as the function call that it stands for."""
    text = repr(abs(value)) if math.isfinite(value) else f"{module}.{abs(value)!r}"
    return f"(-{text})" if math.copysign(1, value) < 0 and not math.isnan(value) else text


def _usual(
    write: Callable[[Node], str],
    tree: Node,
    signs: dict[str, str],
    brackets: tuple[str, str] = ("(", ")"),
) -> str:
    """A sign between its parts, or before its one part; or a function of parts in parentheses."""
    assert isinstance(tree, Apply)
    rule, parts = tree.rule, tree.parts
    if rule not in BINDING:
        return f"{rule}{brackets[0]}{', '.join(map(write, parts))}{brackets[1]}"
    need = BINDING[rule]
    if len(parts) == 1:
        return signs[rule] + _held(write, parts[0], 3, brackets)
    # a − (b − c), a / (b / c) and (a ^ b) ^ c keep their parentheses.
    left, right = (need + 1, need) if rule == "^" else (need, need + 1)
    return (
        _held(write, parts[0], left, brackets)
        + signs[rule]
        + _held(write, parts[1], right, brackets)
    )


def _held(
    write: Callable[[Node], str], tree: Node, need: int, brackets: tuple[str, str] = ("(", ")")
) -> str:
    """In parentheses where it binds less than what is around it needs."""
    text = write(tree)
    return text if _binding(tree) >= need else brackets[0] + text + brackets[1]


def _binding(tree: Node) -> int:
    if isinstance(tree, Number):
        return 1 if tree.text.startswith("-") else ATOM
    if isinstance(tree, Apply) and tree.rule == "sqrt":
        return 3  # √x₁² could be meant in two ways
    return BINDING.get(tree.rule, ATOM) if isinstance(tree, Apply) else ATOM


def _is_constant(tree: Node) -> bool:
    match tree:
        case Apply(_, parts):
            return all(map(_is_constant, parts))
        case _:
            return isinstance(tree, Number)
