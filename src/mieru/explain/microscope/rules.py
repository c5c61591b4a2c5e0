r"""Each optimizer's formulas for one weight: what it remembers, and Δw."""

from collections.abc import Iterator
from typing import NamedTuple

from mieru.explain.microscope.learning import Update
from mieru.explain.microscope.quantity import Kind, factor, number, summed, times

Line = tuple[Kind, str, tuple[str, str], float]


class Turned(NamedTuple):
    """One weight or bias: its place in the flat row, its symbol, and that of its gradient."""

    flat: int
    symbol: str
    gradient: str


def changed(done: Update, at: Turned) -> Iterator[Line]:
    """What the optimizer computes for it, Δw last: kind, symbol, texts, value."""
    match done.learning.knobs.optimizer:
        case "momentum" | "nesterov":
            yield from _momentum(done, at)
        case "adagrad" | "rmsprop":
            yield from _scaled(done, at)
        case "adam" | "adamw":
            yield from _adam(done, at)
        case _:
            texts = rf"-\eta {at.gradient}", _step(done, done.gradient[at.flat])
            yield _change(done, at, texts)


def _change(done: Update, at: Turned, texts: tuple[str, str]) -> Line:
    return "change", rf"\Delta {at.symbol}", texts, float(done.change[at.flat])


def _step(done: Update, value: float) -> str:
    return rf"-{number(done.learning.rate)} \cdot {factor(float(value))}"


def _momentum(done: Update, at: Turned) -> Iterator[Line]:
    mu = number(done.learning.knobs.momentum)
    before = factor(float(done.memory_before[0, at.flat]))
    step = _step(done, done.gradient[at.flat])
    numbers = f"{times(mu, before)} {step}"
    if done.learning.knobs.optimizer == "momentum":
        formula = rf"\mu \left[\Delta {at.symbol}\right]_{{s-1}} - \eta {at.gradient}"
        yield _change(done, at, (formula, numbers))
        return
    v = float(done.memory[0, at.flat])
    yield "moment1", "v_s", (rf"\mu\, v_{{s-1}} - \eta {at.gradient}", numbers), v
    texts = rf"\mu\, v_s - \eta {at.gradient}", f"{times(mu, factor(v))} {step}"
    yield _change(done, at, texts)


def _scaled(done: Update, at: Turned) -> Iterator[Line]:
    knobs, g = done.learning.knobs, float(done.gradient[at.flat])
    before, v = (float(m[1, at.flat]) for m in (done.memory_before, done.memory))
    formula, numbers = rf"v_{{s-1}} + {_squared(at.gradient)}", f"{number(before)} + {_power(g)}"
    if knobs.optimizer == "rmsprop":
        decay = number(knobs.decay1)
        formula = rf"\rho\, v_{{s-1}} + (1 - \rho) {_squared(at.gradient)}"
        numbers = rf"{decay} \cdot {factor(before)} + (1 - {decay}) \cdot {_power(g)}"
    yield "moment2", "v_s", (formula, numbers), v
    formula = rf"-\eta \frac{{{at.gradient}}}{{\sqrt{{v_s + \varepsilon}}}}"
    root = rf"\sqrt{{{number(v)} + {number(knobs.small)}}}"
    numbers = rf"-{number(done.learning.rate)} \cdot \frac{{{number(g)}}}{{{root}}}"
    yield _change(done, at, (formula, numbers))


def _adam(done: Update, at: Turned) -> Iterator[Line]:
    knobs, g, t = done.learning.knobs, float(done.gradient[at.flat]), done.t
    (m0, v0), (m, v) = (
        (float(memory[0, at.flat]), float(memory[1, at.flat]))
        for memory in (done.memory_before, done.memory)
    )
    b1, b2 = number(knobs.decay1), number(knobs.decay2)
    yield (
        "moment1",
        "m_s",
        (
            rf"\beta_1 m_{{s-1}} + (1 - \beta_1) {at.gradient}",
            rf"{b1} \cdot {factor(m0)} + (1 - {b1}) \cdot {factor(g)}",
        ),
        m,
    )
    yield (
        "moment2",
        "v_s",
        (
            rf"\beta_2 v_{{s-1}} + (1 - \beta_2) {_squared(at.gradient)}",
            rf"{b2} \cdot {factor(v0)} + (1 - {b2}) \cdot {_power(g)}",
        ),
        v,
    )
    mean, square = m / (1 - knobs.decay1**t), v / (1 - knobs.decay2**t)
    yield (
        "mean1",
        r"\hat{m}",
        (r"\frac{m_s}{1 - \beta_1^s}", rf"\frac{{{number(m)}}}{{1 - {b1}^{{{t}}}}}"),
        mean,
    )
    yield (
        "mean2",
        r"\hat{v}",
        (r"\frac{v_s}{1 - \beta_2^s}", rf"\frac{{{number(v)}}}{{1 - {b2}^{{{t}}}}}"),
        square,
    )
    formula = r"\frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}"
    root = rf"\sqrt{{{number(square)}}} + {number(knobs.small)}"
    numbers = rf"\frac{{{number(mean)}}}{{{root}}}"
    if knobs.optimizer == "adamw":
        shrunk = times(number(knobs.weight_decay), factor(float(done.before[at.flat])))
        formula = rf"({formula} + \lambda {at.symbol})"
        numbers = rf"({summed([numbers, shrunk])})"
    rate = number(done.learning.rate)
    yield _change(done, at, (rf"-\eta {formula}", rf"-{rate} \cdot {numbers}"))


def _squared(symbol: str) -> str:
    return rf"({symbol})^2" if len(symbol) > 1 else f"{symbol}^2"


def _power(value: float) -> str:
    return f"{factor(value)}^2"
