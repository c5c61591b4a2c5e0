"""The error of one example, and its mean over the batch."""

from collections.abc import Iterator

from mieru.explain.microscope.passing import Passed
from mieru.explain.microscope.quantity import Place, Quantity, Used, factor, number, summed
from mieru.explain.microscope.symbols import Symbols


def error(found: Passed, n: int, names: Symbols) -> Iterator[Quantity]:
    """e of example ``n``; E where the batch has more than one."""
    answers = found.answers[n].tolist()
    level = len(found.levels)
    uses = tuple(Used("answer", Place(level, k), y) for k, y in enumerate(answers))
    symbol = "e" if len(found) > 1 else "E"
    value = float(found.errors[n])
    yield Quantity("error", None, symbol, *_texts(found, n, names), value, uses)
    if len(found) > 1:
        count = len(found)
        formula = rf"\frac{{1}}{{{count}}} \sum_{{n=1}}^{{{count}}} e_n"
        terms = summed([number(one) for one in found.errors.tolist()])
        numbers = rf"\frac{{1}}{{{count}}} ({terms})"
        yield Quantity("mean_error", None, "E", formula, numbers, found.error)


def _texts(found: Passed, n: int, names: Symbols) -> tuple[str, str]:
    """e in symbols, and with the numbers."""
    y, t = found.answers[n].tolist(), found.t[n].tolist()
    match found.chain.loss:
        case "cross_entropy":
            right = int(t[0])
            return rf"-\log {names.answer(right)}", rf"-\log {factor(y[right])}"
        case "binary_cross_entropy":
            pairs = [(names.target(k), names.answer(k)) for k in range(len(y))]
            formula = summed([_likelihood(*pair) for pair in pairs])
            filled = [_likelihood(number(a), factor(b)) for a, b in zip(t, y, strict=True)]
            return formula, summed(filled)
        case "mean_squared_error":
            share = rf"\frac{{1}}{{{len(y)}}} " if len(y) > 1 else ""
        case _:
            share = r"\frac{1}{2} "
    symbols = [f"({names.answer(k)} - {names.target(k)})^2" for k in range(len(y))]
    numbers = [f"({number(a)} - {factor(b)})^2" for a, b in zip(y, t, strict=True)]
    return share + _grouped(symbols), share + _grouped(numbers)


def _likelihood(t: str, y: str) -> str:
    return rf"-{t} \log {y} - (1 - {t}) \log (1 - {y})"


def _grouped(terms: list[str]) -> str:
    return terms[0] if len(terms) == 1 else rf"({summed(terms)})"
