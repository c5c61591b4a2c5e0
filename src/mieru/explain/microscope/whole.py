r"""The whole network as one formula, unit by unit, and as matrices."""

from collections.abc import Iterator, Sequence

import numpy as np

from mieru.explain.microscope.chain import Array, Chain, Level
from mieru.explain.microscope.formulas import FORMULAS, is_sum, set_apart
from mieru.explain.microscope.passing import Passed
from mieru.explain.microscope.quantity import number, summed
from mieru.explain.microscope.symbols import Symbols

_DIGITS = 3
_MOST_LINKS = 120  # that one formula writes out, however often they come in it
_SHOWN = 8  # rows and columns of a matrix
_ENDS = 4  # of a longer one


def whole_formula(chain: Chain, labels: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """Each output as one nested formula of the inputs.

    None where it would have more than 120 links.
    """
    if _written_links(chain) > _MOST_LINKS:
        return None
    names, last = Symbols(chain, labels), len(chain.levels)
    z = [names.input(i) for i in range(chain.sizes[0])]
    for number_of_level, level in enumerate(chain.levels, 1):
        f = FORMULAS["identity" if number_of_level == last else level.activation]
        z = [f.value(_sum(level, unit, z)) for unit in range(len(level.weights))]
    return tuple(f"{left} = {right}" for left, right in _answers(chain, names, z, range(len(z))))


def unit_formulas(chain: Chain, labels: tuple[str, ...] = ()) -> tuple[tuple[str, ...], ...]:
    """For each level a formula for each of its units, of the level below; long ones are cut."""
    names, last, found = Symbols(chain, labels), len(chain.levels), []
    for at, level in enumerate(chain.levels, 1):
        below = [names.z(at - 1, i) for i in range(chain.sizes[at - 1])]
        units = _ends(len(level.weights), 2 * _SHOWN)
        sums = [_sum(level, unit, below, cut=True) for unit in units]
        if at == last:
            pairs = _answers(chain, names, sums, units)
        else:
            f = FORMULAS[level.activation]
            pairs = [
                (names.z(at, unit), f.value(text)) for unit, text in zip(units, sums, strict=True)
            ]
        lines = [f"{left} = {right}" for left, right in pairs]
        if len(units) < len(level.weights):
            lines.insert(-1, r"\vdots")
        found.append(tuple(lines))
    return tuple(found)


def matrix_form(found: Passed) -> tuple[tuple[str, ...], ...]:
    """For each level U = WX + b and Z = f(U), in symbols and with numbers, in pieces.

    Each column of X, U and Z is an example of the batch.
    """
    return tuple(tuple(_level_as_matrices(found, at)) for at in range(1, len(found.levels) + 1))


def _level_as_matrices(found: Passed, at: int) -> Iterator[str]:
    level, passed = found.chain.levels[at - 1], found.levels[at - 1]
    is_last = at == len(found.levels)
    below = "X" if at == 1 else f"Z^{{({at - 1})}}"
    u, left = f"U^{{({at})}}", "Y" if is_last else f"Z^{{({at})}}"
    bias = "" if level.biases is None else f" + b^{{({at})}}"
    yield f"{u} = W^{{({at})}} {below}{bias}"
    yield f"= {_matrix(level.weights)}"
    yield _matrix(passed.source.T)
    if level.biases is not None:
        yield f"+ {_matrix(level.biases[:, None])}"
    yield f"= {_matrix(passed.u.T)}"
    function, values = (
        (found.chain.answer, found.answers) if is_last else (level.activation, passed.z)
    )
    if function == "identity" and passed.factor is None:
        yield f"{left} = {u}"
        return
    applied = (
        rf"\operatorname{{softmax}}({u})" if function == "softmax" else FORMULAS[function].value(u)
    )
    kept = "" if passed.factor is None else rf"R^{{({at})}} \odot "
    yield f"{left} = {kept}{applied}"
    if passed.factor is not None:
        yield rf"= {_matrix(passed.factor.T)} \odot {_matrix(passed.f.T)}"
    yield f"= {_matrix(values.T)}"


def _written_links(chain: Chain) -> int:
    """How many links the nested formula names: those below a unit come once for each use."""
    below = np.zeros(chain.sizes[0])
    for level in chain.levels:
        below = np.full(len(level.weights), float((below + 1).sum()))
    return int(below.sum())


def _sum(level: Level, unit: int, below: list[str], *, cut: bool = False) -> str:
    weights = level.weights[unit].tolist()
    places = _ends(len(weights), _SHOWN) if cut else range(len(weights))
    terms = [_term(weights[i], below[i]) for i in places]
    if len(places) < len(weights):
        terms.insert(-1, r"\cdots")
    if level.biases is not None:
        terms.append(number(float(level.biases[unit]), _DIGITS))
    return summed(terms, cut=False)


def _term(weight: float, text: str) -> str:
    inner = set_apart(text) if is_sum(text) else text
    factor = number(weight, _DIGITS)
    if factor in ("1", "-1"):
        return factor.removesuffix("1") + inner
    between = r"\cdot" if text[:1].isdigit() else r"\,"
    return f"{factor} {between} {inner}"


def _answers(
    chain: Chain, names: Symbols, u: list[str], units: Sequence[int]
) -> list[tuple[str, str]]:
    left = [names.answer(unit) for unit in units]
    if chain.answer == "softmax":
        many = [rf"\operatorname{{softmax}}_{{{k + 1}}}(u)" for k in units]
        rows = [(f"u_{{{k + 1}}}", text) for k, text in zip(units, u, strict=True)]
        return [*rows, *zip(left, many, strict=True)]
    f = FORMULAS[chain.answer]
    return [(name, f.value(text)) for name, text in zip(left, u, strict=True)]


def _ends(count: int, most: int) -> Sequence[int]:
    """All places of a short row; of a longer one the first few and the last."""
    return range(count) if count <= most else [*range(_ENDS), count - 1]


def _matrix(array: Array) -> str:
    rows, columns = (_ends(count, _SHOWN) for count in array.shape)
    lines = [[number(float(array[i, j]), _DIGITS) for j in columns] for i in rows]
    if len(columns) < array.shape[1]:
        for line in lines:
            line.insert(-1, r"\cdots")
    if len(rows) < len(array):
        lines.insert(-1, [r"\vdots"] * len(lines[0]))
    return r"\begin{pmatrix} " + r" \\ ".join(map(" & ".join, lines)) + r" \end{pmatrix}"
