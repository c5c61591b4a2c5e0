"""What a batch changes at a unit: the mean gradient, the optimizer's numbers, the new weights."""

from collections.abc import Iterator
from dataclasses import dataclass

from mieru.explain.microscope.learning import Update
from mieru.explain.microscope.passing import Passed
from mieru.explain.microscope.quantity import Kind, Place, Quantity, Used, factor, number, summed
from mieru.explain.microscope.rules import Turned, changed
from mieru.explain.microscope.symbols import Symbols, by


def stepped(
    found: Passed, done: Update, names: Symbols, level: int, unit: int
) -> Iterator[Quantity]:
    """For each weight of the unit, and its bias, all numbers from ∂E/∂w to the new weight."""
    chain = found.chain
    for source in range(chain.sizes[level - 1]):
        at = _Link(
            Place(level, unit, source),
            chain.weight_place(level - 1, unit, source),
            names.weight(level, unit, source),
            f"{names.delta(level, unit)} {names.z(level - 1, source)}",
        )
        yield from _one(found, done, at)
    if chain.levels[level - 1].biases is not None:
        at = _Link(
            Place(level, unit),
            chain.bias_place(level - 1, unit),
            names.bias(level, unit),
            names.delta(level, unit),
        )
        yield from _one(found, done, at)


@dataclass(frozen=True)
class _Link:
    """A weight, or a bias: where it stands, its place in the flat row, its symbol, and δz."""

    place: Place
    flat: int
    symbol: str
    product: str

    @property
    def is_weight(self) -> bool:
        return self.place.source is not None

    @property
    def new(self) -> str:
        return rf"\left[{self.symbol}\right]_{{s+1}}"

    @property
    def gradient(self) -> str:
        return by("E", self.symbol)

    def quantity(
        self, kind: Kind, symbol: str, texts: tuple[str, str], value: float, *uses: Used
    ) -> Quantity:
        return Quantity(
            kind,
            self.place,
            symbol,
            *texts,
            value,
            uses,
            of_bias=not self.is_weight,
        )


def _one(found: Passed, done: Update, at: _Link) -> Iterator[Quantity]:
    yield _mean(found, done, at)
    gradient = at.gradient
    knobs = done.learning.knobs
    if knobs.l2 and at.is_weight:
        texts = (
            rf"{at.gradient} + \lambda_2 {at.symbol}",
            summed(
                [
                    number(done.mean[at.flat]),
                    f"{number(knobs.l2)} \\cdot {factor(done.before[at.flat])}",
                ]
            ),
        )
        gradient = "g"
        yield at.quantity("penalized", gradient, texts, float(done.penalized[at.flat]))
    if knobs.clip is not None and done.gradient[at.flat] != done.penalized[at.flat]:
        share = done.gradient[at.flat] / done.penalized[at.flat]
        texts = (
            rf"\frac{{c}}{{\left\lVert \nabla E \right\rVert}} \cdot {gradient}",
            rf"{number(share)} \cdot {factor(done.penalized[at.flat])}",
        )
        gradient = r"\hat{g}"
        yield at.quantity("clipped", gradient, texts, float(done.gradient[at.flat]))
    dead = at.is_weight and not done.alive[at.flat] and done.after[at.flat] == done.before[at.flat]
    if dead and done.learning.alive is not None and not done.learning.alive[at.flat]:
        yield at.quantity("after", at.new, (at.symbol, ""), float(done.after[at.flat]))
        return
    for kind, symbol, texts, value in changed(done, Turned(at.flat, at.symbol, gradient)):
        yield at.quantity(kind, symbol, texts, value)
    yield from _after(done, at)


def _mean(found: Passed, done: Update, at: _Link) -> Quantity:
    count, value = len(found), float(done.mean[at.flat])
    passed = found.levels[at.place.level - 1]
    deltas = passed.delta[:, at.place.unit]
    each = deltas * passed.source[:, at.place.source] if at.place.source is not None else deltas
    if count == 1:
        return at.quantity("mean_gradient", at.gradient, (at.product, ""), value)
    terms = summed([number(float(one)) for one in each])
    texts = (
        rf"\frac{{1}}{{{count}}} \sum_{{n=1}}^{{{count}}} ({at.product})_n",
        rf"\frac{{1}}{{{count}}} ({terms})",
    )
    return at.quantity("mean_gradient", at.gradient, texts, value)


def _after(done: Update, at: _Link) -> Iterator[Quantity]:
    """The new weight, with L1's part where there is one."""
    knobs, before = done.learning.knobs, float(done.before[at.flat])
    change = float(done.change[at.flat])
    new = at.new
    used = Used("parameter", at.place, before)
    if not (knobs.l1 and at.is_weight):
        texts = (rf"{at.symbol} + \Delta {at.symbol}", summed([number(before), number(change)]))
        yield at.quantity("after", new, texts, before + change, used)
        return
    moved = before + change
    texts = (rf"{at.symbol} + \Delta {at.symbol}", summed([number(before), number(change)]))
    yield at.quantity("after", r"\tilde{w}", texts, moved, used)
    after = float(done.after[at.flat])
    step = number(done.learning.rate * knobs.l1)
    sizes = r"\left|\tilde{w}\right| - \eta \lambda_1", rf"{number(abs(moved))} - {step}"
    sign = number(float((moved > 0) - (moved < 0)))
    if knobs.l1_rule == "proximal":
        texts = (
            rf"\operatorname{{sign}}(\tilde{{w}}) \max({sizes[0]},\, 0)",
            rf"{sign} \cdot \max({sizes[1]},\, 0)",
        )
    else:
        sign = number(float((before > 0) - (before < 0)))
        texts = (
            rf"\tilde{{w}} - \eta \lambda_1 \operatorname{{sign}}({at.symbol})",
            rf"{number(moved)} - {step} \cdot {factor(float(sign))}",
        )
        if not done.alive[at.flat]:
            texts = (texts[0] + r" \;\to\; 0", texts[1])
    yield at.quantity("after", new, texts, after, used)
