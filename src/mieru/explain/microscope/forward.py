"""u and z of a unit, with the numbers of one example."""

from collections.abc import Iterator

from mieru.explain.microscope.formulas import FORMULAS
from mieru.explain.microscope.passing import Passed
from mieru.explain.microscope.quantity import Place, Quantity, Used, factor, number, summed, times
from mieru.explain.microscope.symbols import Symbols


def forward(found: Passed, n: int, names: Symbols, level: int, unit: int) -> Iterator[Quantity]:
    """u = Σwz + b, then z = f(u), times what dropout does; of an output the answer y."""
    yield _sum(found, n, names, level, unit)
    if level == len(found.chain.levels):
        yield _answer(found, n, names, unit)
    else:
        yield from _applied(found, n, names, level, unit)


def _sum(found: Passed, n: int, names: Symbols, level: int, unit: int) -> Quantity:
    own, passed = found.chain.levels[level - 1], found.levels[level - 1]
    weights, source = own.weights[unit].tolist(), passed.source[n].tolist()
    places = range(len(weights))
    symbols = [f"{names.weight(level, unit, i)} {names.z(level - 1, i)}" for i in places]
    numbers = [times(_first(w), factor(z)) for w, z in zip(weights, source, strict=True)]
    uses = [Used("z", Place(level - 1, i), source[i]) for i in places]
    uses += [Used("parameter", Place(level, unit, i), weights[i]) for i in places]
    if own.biases is not None:
        bias = float(own.biases[unit])
        symbols.append(names.bias(level, unit))
        numbers.append(number(bias))
        uses.append(Used("parameter", Place(level, unit), bias))
    return Quantity(
        "u",
        Place(level, unit),
        names.u(level, unit),
        summed(symbols),
        summed(numbers),
        float(passed.u[n, unit]),
        tuple(uses),
    )


def _first(value: float) -> str:
    """The first factor of a term: its minus may become that of the sum."""
    text = number(value)
    return rf"({text})" if "times" in text else text


def _applied(found: Passed, n: int, names: Symbols, level: int, unit: int) -> Iterator[Quantity]:
    own, passed, place = found.chain.levels[level - 1], found.levels[level - 1], Place(level, unit)
    formula, u = FORMULAS[own.activation], float(passed.u[n, unit])
    symbol, kept = names.z(level, unit), None
    before, filled = formula.value(names.u(level, unit)), formula.value(number(u))
    if passed.factor is not None:
        kept = float(passed.factor[n, unit])
        share = number(own.dropout)
        texts = (r"\frac{1}{1 - p}", rf"\frac{{1}}{{1 - {share}}}") if kept else ("0", "")
        yield Quantity("factor", place, names.factor(level, unit), *texts, kept)
        before = times(names.factor(level, unit), before)
        filled = times(factor(kept), filled)
    yield Quantity(
        "z", place, symbol, before, filled, float(passed.z[n, unit]), (Used("u", place, u),)
    )


def _answer(found: Passed, n: int, names: Symbols, unit: int) -> Quantity:
    level, passed, answer = len(found.levels), found.levels[-1], found.chain.answer
    place, u = Place(level, unit), passed.u[n].tolist()
    value = float(found.answers[n, unit])
    if answer != "softmax":
        formula = FORMULAS[answer]
        texts = formula.value(names.u(level, unit)), formula.value(number(u[unit]))
        uses: tuple[Used, ...] = (Used("u", place, u[unit]),)
        return Quantity("answer", place, names.answer(unit), *texts, value, uses)
    symbols = [f"e^{{{names.u(level, k)}}}" for k in range(len(u))]
    numbers = [f"e^{{{number(one)}}}" for one in u]
    formula_text = rf"\frac{{{symbols[unit]}}}{{{summed(symbols)}}}"
    numbers_text = rf"\frac{{{numbers[unit]}}}{{{summed(numbers)}}}"
    uses = tuple(Used("u", Place(level, k), one) for k, one in enumerate(u))
    return Quantity("answer", place, names.answer(unit), formula_text, numbers_text, value, uses)
