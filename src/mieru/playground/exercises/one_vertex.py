"""Level 1: one vertex with two inputs, perhaps a bias, and a function."""

import numpy as np

from mieru.explain.microscope import Chain, Level
from mieru.explain.microscope.formulas import FORMULAS
from mieru.explain.microscope.quantity import number, summed
from mieru.kernels.small.functions import FUNCTIONS
from mieru.playground.exercises.exercise import Array, Candidate, Exercise, Sentence, made

_NAMES = ("square", "cube", "relu", "sigmoid")
_QUESTION = Sentence(
    "Which function does this vertex compute?", "この頂点が表す関数はどれでしょうか。"
)
_LESSON = Sentence(
    "An edge multiplies by its weight; what comes in is added up, the bias with it; only then the "
    "function of the vertex is applied.",
    "辺は重みを掛け、頂点に入る値はバイアスも含めて足し合わされます。"
    "頂点の関数は、その和に適用されます。",
)


def one_vertex(random: np.random.Generator) -> Exercise:
    """y = f(w₁x₁ + w₂x₂ + b), and what it is mistaken for."""
    name = _NAMES[random.integers(len(_NAMES))]
    a, b = (float(v) for v in random.choice([-3, -2, -1, 1, 2, 3], size=2))
    c = float(random.choice([-2, -1, 0, 1, 2]))
    chain = Chain((Level(np.array([[a, b]]), np.array([c]) if c else None, name),))
    formula = FORMULAS[name]

    def f(u: Array) -> Array:
        return np.asarray(FUNCTIONS[name](u)[0])

    inner = _linear([a, b, c])
    apart = [_scaled(v, formula.value(x)) for v, x in ((a, "x_1"), (b, "x_2"))]
    candidates = [
        Candidate(formula.value(inner), lambda x: f(a * x[:, 0] + b * x[:, 1] + c)),
        Candidate(
            summed([*apart, *([number(c)] if c else [])]),
            lambda x: a * f(x[:, 0]) + b * f(x[:, 1]) + c,
        ),
        Candidate(formula.value(_linear([b, a, c])), lambda x: f(b * x[:, 0] + a * x[:, 1] + c)),
        Candidate(
            summed([formula.value(_linear([a, b, 0])), *([number(c)] if c else [])]),
            lambda x: f(a * x[:, 0] + b * x[:, 1]) + c,
        ),
        Candidate(formula.value(_linear([a, -b, c])), lambda x: f(a * x[:, 0] - b * x[:, 1] + c)),
        Candidate(formula.value(_linear([-a, b, c])), lambda x: f(-a * x[:, 0] + b * x[:, 1] + c)),
    ]
    points = np.array([[x, y] for x in (-2.0, 0.0, 1.0) for y in (-1.0, 0.5, 2.0)])
    return made(chain, _QUESTION, candidates, points, random, _LESSON)


def _linear(numbers: list[float]) -> str:
    terms = [_scaled(v, x) for v, x in zip(numbers, ("x_1", "x_2"), strict=False)]
    return summed([*terms, *([number(numbers[2])] if numbers[2] else [])])


def _scaled(factor: float, text: str) -> str:
    sign = {1.0: "", -1.0: "-"}.get(factor, number(factor))
    return f"{sign}{text}"
