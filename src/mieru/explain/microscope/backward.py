"""δ of a unit, and the error's derivative by each of its weights, for one example."""

from collections.abc import Iterator

from mieru.explain.microscope.formulas import FORMULAS
from mieru.explain.microscope.passing import Passed
from mieru.explain.microscope.quantity import Place, Quantity, Used, factor, number, summed, times
from mieru.explain.microscope.symbols import Symbols, by


def backward(found: Passed, n: int, names: Symbols, level: int, unit: int) -> Iterator[Quantity]:
    """f′(u), δ, and δ times what came in on each link."""
    if found.chain.loss.endswith("cross_entropy") and level == len(found.levels):
        yield _output_of_logits(found, n, names, unit)
    else:
        yield _slope(found, n, names, level, unit)
        yield _delta(found, n, names, level, unit)
    yield from _gradients(found, n, names, level, unit)


def error_symbol(found: Passed) -> str:
    """e of one example; E where there is only one."""
    return "e" if len(found) > 1 else "E"


def _output_of_logits(found: Passed, n: int, names: Symbols, unit: int) -> Quantity:
    level, y = len(found.levels), float(found.answers[n, unit])
    place = Place(level, unit)
    target, t = names.target(unit), float(found.t[n, min(unit, found.t.shape[1] - 1)])
    if found.chain.loss == "cross_entropy":
        target, t = rf"\left[\, t = {unit + 1} \,\right]", float(t == unit)
    formula, numbers = f"{names.answer(unit)} - {target}", f"{number(y)} - {number(t)}"
    value, uses = float(found.levels[-1].delta[n, unit]), (Used("answer", place, y),)
    return Quantity("delta", place, names.delta(level, unit), formula, numbers, value, uses)


def _slope(found: Passed, n: int, names: Symbols, level: int, unit: int) -> Quantity:
    own, passed, place = found.chain.levels[level - 1], found.levels[level - 1], Place(level, unit)
    u, f, formula = float(passed.u[n, unit]), float(passed.f[n, unit]), FORMULAS[own.activation]
    # With dropout z is not f(u) itself.
    z = names.z(level, unit) if passed.factor is None else f"f({names.u(level, unit)})"
    return Quantity(
        "slope",
        place,
        rf"f'({names.u(level, unit)})",
        formula.derivative(names.u(level, unit), z),
        formula.derivative(number(u), number(f)),
        float(passed.slope[n, unit]),
        (Used("z", place, f),),
    )


def _delta(found: Passed, n: int, names: Symbols, level: int, unit: int) -> Quantity:
    passed = found.levels[level - 1]
    arriving, numbers, uses = (
        _of_output(found, n, names, unit)
        if level == len(found.levels)
        else _of_links(found, n, names, level, unit)
    )
    symbols = [arriving, rf"f'({names.u(level, unit)})"]
    filled = [numbers, factor(float(passed.slope[n, unit]))]
    if passed.factor is not None:
        symbols.append(names.factor(level, unit))
        filled.append(factor(float(passed.factor[n, unit])))
    return Quantity(
        "delta",
        Place(level, unit),
        names.delta(level, unit),
        times(*symbols),
        times(*filled),
        float(passed.delta[n, unit]),
        uses,
    )


def _of_output(
    found: Passed, n: int, names: Symbols, unit: int
) -> tuple[str, str, tuple[Used, ...]]:
    y, t = float(found.answers[n, unit]), float(found.t[n, unit])
    difference = f"({names.answer(unit)} - {names.target(unit)})"
    numbers = f"({number(y)} - {factor(t)})"
    if found.chain.loss == "mean_squared_error":
        share = "2" if found.answers.shape[1] == 1 else rf"\frac{{2}}{{{found.answers.shape[1]}}}"
        difference, numbers = times(share, difference), times(share, numbers)
    return difference, numbers, (Used("answer", Place(len(found.levels), unit), y),)


def _of_links(
    found: Passed, n: int, names: Symbols, level: int, unit: int
) -> tuple[str, str, tuple[Used, ...]]:
    weights = found.chain.levels[level].weights[:, unit].tolist()
    deltas = found.levels[level].delta[n].tolist()
    above = range(len(weights))
    symbols = [f"{names.weight(level + 1, k, unit)} {names.delta(level + 1, k)}" for k in above]
    numbers = [times(number(w), factor(d)) for w, d in zip(weights, deltas, strict=True)]
    uses = [Used("delta", Place(level + 1, k), deltas[k]) for k in above]
    uses += [Used("parameter", Place(level + 1, k, unit), weights[k]) for k in above]
    return _grouped(symbols), _grouped(numbers), tuple(uses)


def _grouped(terms: list[str]) -> str:
    text = summed(terms)
    return text if len(terms) == 1 and not text.startswith("-") else rf"({text})"


def _gradients(found: Passed, n: int, names: Symbols, level: int, unit: int) -> Iterator[Quantity]:
    own, passed, e = found.chain.levels[level - 1], found.levels[level - 1], error_symbol(found)
    delta, symbol = float(passed.delta[n, unit]), names.delta(level, unit)
    used = Used("delta", Place(level, unit), delta)
    for i, z in enumerate(passed.source[n].tolist()):
        yield Quantity(
            "gradient",
            Place(level, unit, i),
            by(e, names.weight(level, unit, i)),
            times(symbol, names.z(level - 1, i)),
            times(number(delta), factor(z)),
            delta * z,
            (used, Used("z", Place(level - 1, i), z)),
        )
    if own.biases is not None:
        left = by(e, names.bias(level, unit))
        yield Quantity(
            "gradient", Place(level, unit), left, symbol, "", delta, (used,), of_bias=True
        )
