"""The activation functions as LaTeX: f(u), and f′(u) in the form in which it is computed."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Formula:
    r"""``f`` and ``slope`` of {u}, and of {z} = f(u); each is filled with a symbol or a number.

    Where {U} and {Z} stand, a sum or a negative number comes in parentheses.
    """

    f: str
    slope: str

    def value(self, u: str) -> str:
        """f(u) of a symbol, a number or a whole expression."""
        return _filled(self.f, "u", u)

    def derivative(self, u: str, z: str) -> str:
        """f′(u)."""
        return _filled(_filled(self.slope, "u", u), "z", z)


def set_apart(text: str, *, power: bool = False) -> str:
    """``text`` as a factor; with ``power``, as what an exponent stands on."""
    plain = re.fullmatch(r"[\d.]+", text)
    symbol = re.fullmatch(r"[a-z](\^\{\(\d+\)\})?(_(\d|\{[\d,]+\}))?", text)
    alone = plain or (symbol and not (power and symbol[1]))
    return text if alone else f"({text})"


def is_sum(text: str) -> bool:
    """Whether a plus or minus stands outside all parentheses, so that a factor would misread it."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter in "({") - (letter in ")}")
        if depth == 0 and letter in "+-" and (at == 0 or text[at - 1] == " "):
            return True
    return False


def _filled(pattern: str, name: str, text: str) -> str:
    apart = "{" + name.upper() + "}"
    pattern = pattern.replace(apart + "^", set_apart(text, power=True) + "^")
    return pattern.replace(apart, set_apart(text)).replace("{" + name + "}", text)


FORMULAS: dict[str, Formula] = {
    "identity": Formula("{u}", "1"),
    "heaviside": Formula(r"H({u})", "0"),
    "sign": Formula(r"\operatorname{sign}({u})", "0"),
    "sigmoid": Formula(r"\sigma({u})", r"{Z} (1 - {Z})"),
    "tanh": Formula(r"\tanh({u})", "1 - {Z}^2"),
    "relu": Formula(r"\max(0,\, {u})", r"\left[\, {u} > 0 \,\right]"),
    "leaky_relu": Formula(
        r"\max(0.01 \cdot {U},\, {u})",
        r"\begin{cases} 1 & {u} > 0 \\ 0.01 & {u} \le 0 \end{cases}",
    ),
    "elu": Formula(
        r"\begin{cases} {u} & {u} > 0 \\ e^{{u}} - 1 & {u} \le 0 \end{cases}",
        r"\begin{cases} 1 & {u} > 0 \\ {z} + 1 & {u} \le 0 \end{cases}",
    ),
    "gelu": Formula(
        r"{U} \cdot \Phi({u})",
        r"\Phi({u}) + {U} \cdot \varphi({u})",
    ),
    "softplus": Formula(r"\log(1 + e^{{u}})", r"\sigma({u})"),
    "square": Formula("{U}^2", r"2 \cdot {U}"),
    "cube": Formula("{U}^3", r"3 \cdot {U}^2"),
}
