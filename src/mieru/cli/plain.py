"""Formulas written for a page, made readable on a terminal."""

import re

# A letter swallows the blank that ends its name in LaTeX; a sign between two things keeps it.
_LETTERS = {
    "partial": "∂", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ",
    "epsilon": "ε", "varepsilon": "ε", "eta": "η", "theta": "θ", "lambda": "λ", "mu": "μ",
    "sigma": "σ", "Sigma": "Σ", "sum": "Σ", "nabla": "∇", "phi": "φ", "varphi": "φ", "pi": "π",
    "rho": "ρ", "infty": "∞", "top": "ᵀ", "sqrt": "√", "quad": " ", "qquad": "  ",
}  # fmt: skip
_BETWEEN = {
    "cdot": "·", "times": "×", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "approx": "≈", "to": "→", "pm": "±", "in": "∈", "ldots": "…", "dots": "…",
}  # fmt: skip
_LOW = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_HIGH = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")


def plain_text(text: str) -> str:
    r"""``text`` with its formulas between dollar signs as Unicode, and its ``code`` as it stands.

    >>> plain_text(r"$\partial E/\partial w_1 = 10^{-3}$ by `fit`")
    '∂E/∂w₁ = 10⁻³ by fit'
    """
    text = re.sub(r"\$([^$]*)\$", lambda found: _formula(found[1]), text)
    return text.replace("`", "")


def _formula(latex: str) -> str:
    latex = re.sub(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", latex)
    latex = re.sub(r"\\(?:text|mathrm|mathbf|operatorname|boldsymbol)\{([^{}]*)\}", r"\1", latex)
    latex = re.sub(r"\\([A-Za-z]+)( ?)", _sign, latex)
    latex = re.sub(r"_(?:\{([^{}]*)\}|(.))", lambda m: _moved(m[1] or m[2] or "", _LOW, "_"), latex)
    latex = re.sub(
        r"\^(?:\{([^{}]*)\}|(.))", lambda m: _moved(m[1] or m[2] or "", _HIGH, "^"), latex
    )
    return re.sub(r"[{}]|\\[,;! ]?", "", latex)


def _sign(found: re.Match[str]) -> str:
    name, blank = found[1], found[2]
    return _LETTERS[name] if name in _LETTERS else _BETWEEN.get(name, name) + blank


def _moved(text: str, letters: dict[int, int], sign: str) -> str:
    """``text`` in small letters below or above, or behind its sign where one of them is missing."""
    if all(ord(letter) in letters for letter in text):
        return text.translate(letters)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"
