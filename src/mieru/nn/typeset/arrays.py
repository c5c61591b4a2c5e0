"""Numbers, vectors and matrices as LaTeX, in the part of it that KaTeX knows without packages."""

import numpy as np

from mieru.nn.numbers_text import SMALL, number_text, squeezed

# Of a long axis, the entries before the dots; after them comes the last.
_SHOWN = 3


def number(value: float) -> str:
    r"""``288``, ``-0.5`` or ``1.2 \times 10^{-5}``; not finite: ``\infty``, ``\mathrm{nan}``."""
    if not np.isfinite(value):
        return r"\mathrm{nan}" if np.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    digits, _, exponent = number_text(value).partition("e")
    return rf"{digits} \times 10^{{{int(exponent)}}}" if exponent else digits


def as_matrix(array: np.ndarray) -> np.ndarray:
    """One example's array as :func:`matrix` takes it: a vector as a column, a picture of one
    channel as the table of its pixels."""
    array = array if array.ndim <= 2 else squeezed(array)
    return array.reshape(-1, 1) if array.ndim < 2 else array


def matrix(array: np.ndarray) -> str:
    r"""A ``pmatrix``, its long axes cut short by dots; a single number as itself.

    An array of more than two axes is written as its range over its shape.
    """
    array = as_matrix(array)
    if array.ndim > 2:
        sizes = r" \times ".join(map(str, array.shape))
        ends = rf"{number(array.min())} \ldots {number(array.max())}"
        return rf"\underset{{{sizes}}}{{\left[ {ends} \right]}}"
    if array.size == 1:
        return number(array.item())
    rows = [_cut([number(v) for v in _ends(row)], len(row), r"\cdots") for row in _ends(array)]
    if len(array) > SMALL:
        across = [r"\vdots"] * len(rows[0])
        if array.shape[1] > SMALL:
            across[_SHOWN] = r"\ddots"
        rows.insert(_SHOWN, across)
    body = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def _ends(entries: np.ndarray) -> np.ndarray:
    """All entries of a short axis; of a long one the first few and the last."""
    return entries if len(entries) <= SMALL else entries[[*range(_SHOWN), -1]]


def _cut(entries: list[str], length: int, dots: str) -> list[str]:
    return entries if length <= SMALL else [*entries[:_SHOWN], dots, *entries[_SHOWN:]]


def of_first(array: np.ndarray) -> str:
    """The first example of an array (N, …)."""
    return matrix(as_matrix(array[0]))


def summand(array: np.ndarray) -> str:
    """What comes after a plus or minus: a negative number in parentheses."""
    text = matrix(as_matrix(array))
    return rf"\left( {text} \right)" if text.startswith("-") else text


def product(*factors: np.ndarray) -> str:
    r"""Matrices side by side; with a number among them, dots between."""
    return _joined(factors, "" if all(a.size > 1 for a in factors) else r"\cdot")


def elementwise(*factors: np.ndarray) -> str:
    r"""The product number by number: ``\odot`` of vectors, ``\cdot`` of numbers."""
    return _joined(factors, r"\odot" if all(a.size > 1 for a in factors) else r"\cdot")


def _joined(factors: tuple[np.ndarray, ...], sign: str) -> str:
    return (f" {sign} " if sign else " ").join(_factor(a) for a in factors)


def _factor(array: np.ndarray) -> str:
    # A number with a sign or a power of ten would run into its neighbour.
    text = matrix(array)
    plain = array.size > 1 or (text[0].isdigit() and "times" not in text)
    return text if plain else rf"\left( {text} \right)"
