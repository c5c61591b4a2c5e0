"""Level 4: sums of vertices that come to something well known."""

from dataclasses import dataclass

import numpy as np

from mieru.explain.microscope import Chain, Level
from mieru.playground.exercises.exercise import Candidate, Exercise, Function, Sentence, made

_QUESTION = Sentence(
    "Which function does this network compute, in its simplest form?",
    "このネットワークが表す関数を、最も簡単な形にするとどれでしょうか。",
)


@dataclass(frozen=True, eq=False)
class _Known:
    """A hidden layer and an output that are ``latex`` together; c multiplies the output."""

    hidden: tuple[tuple[float, ...], ...]
    biases: tuple[float, ...]
    activation: str
    output: tuple[float, ...]
    latex: str
    function: Function
    lesson: Sentence


_KINKS = Sentence(
    "Every ReLU is one kink. Sums of them are all the functions made of straight pieces.",
    "ReLU 1 つが折れ目を 1 つ作ります。それらを足すと、折れ線の関数は何でも作れます。",
)
_PRODUCT = Sentence(
    "A vertex has one input and one output, and still the network multiplies: "
    "ab = ¼(a+b)² − ¼(a−b)².",
    "頂点は 1 入力 1 出力ですが、ネットワーク全体では掛け算ができます。"
    "ab = ¼(a+b)² − ¼(a−b)² だからです。",
)
_LINEAR = Sentence(
    "Layers without a function between them come to one layer: depth alone adds nothing.",
    "間に関数がなければ、何層重ねても 1 層と同じです。",
)
_OF_ONE = (
    _Known(
        ((1,), (-1,)), (0, 0), "relu", (1, 1), r"\left|x_1\right|", lambda x: abs(x[:, 0]), _KINKS
    ),
    _Known(
        ((1,), (1,)), (0, -1), "relu", (1, -1), r"\min(1, \max(0, x_1))",
        lambda x: np.clip(x[:, 0], 0, 1), _KINKS,
    ),
    _Known(
        ((1,), (1,), (1,)), (1, 0, -1), "relu", (1, -2, 1), r"\max(0, 1 - \left|x_1\right|)",
        lambda x: np.maximum(0, 1 - abs(x[:, 0])), _KINKS,
    ),
    _Known(
        ((1,), (-1,)), (0, 0), "relu", (1, -1), "x_1", lambda x: x[:, 0], _KINKS
    ),
    _Known(
        ((1,), (1,)), (1, -1), "square", (0.25, -0.25), "x_1", lambda x: x[:, 0], _PRODUCT
    ),
    _Known(
        ((1,), (-1,)), (0, 0), "relu", (1, 0.5), r"\max(x_1, -\tfrac{1}{2} x_1)",
        lambda x: np.maximum(x[:, 0], -0.5 * x[:, 0]), _KINKS,
    ),
)  # fmt: skip
_OF_TWO = (
    _Known(
        ((1, 1), (1, -1)), (0, 0), "square", (0.25, -0.25), "x_1 x_2",
        lambda x: x[:, 0] * x[:, 1], _PRODUCT,
    ),
    _Known(
        ((1, 1), (1, -1)), (0, 0), "square", (0.5, 0.5), "x_1^2 + x_2^2",
        lambda x: x[:, 0] ** 2 + x[:, 1] ** 2, _PRODUCT,
    ),
    _Known(
        ((1, -1), (-1, 1)), (0, 0), "relu", (1, 1), r"\left|x_1 - x_2\right|",
        lambda x: abs(x[:, 0] - x[:, 1]), _KINKS,
    ),
    _Known(
        ((1, -1), (0, 1), (0, -1)), (0, 0, 0), "relu", (1, 1, -1), r"\max(x_1, x_2)",
        lambda x: np.maximum(x[:, 0], x[:, 1]), _KINKS,
    ),
    _Known(
        ((1, -1), (1, 0), (-1, 0)), (0, 0, 0), "relu", (-1, 1, -1), r"\min(x_1, x_2)",
        lambda x: np.minimum(x[:, 0], x[:, 1]), _KINKS,
    ),
    _Known(
        ((1, 1), (1, -1)), (0, 0), "identity", (1, 1), "2 x_1", lambda x: 2 * x[:, 0], _LINEAR
    ),
)  # fmt: skip


def sums(random: np.random.Generator) -> Exercise:
    """One of the known networks; the others of its kind are the wrong answers."""
    known = (_OF_ONE, _OF_TWO)[random.integers(2)]
    order = [known[i] for i in random.permutation(len(known))]
    right = order[0]
    # The order of the hidden units says nothing; neither shall their place.
    units = random.permutation(len(right.hidden))
    chain = Chain(
        (
            Level(
                np.array(right.hidden, np.float64)[units],
                np.array(right.biases, np.float64)[units] if any(right.biases) else None,
                right.activation,
            ),
            Level(np.array([right.output], np.float64)[:, units]),
        )
    )
    inputs = len(right.hidden[0])
    axis = np.linspace(-2, 2, 9 if inputs == 1 else 3)
    points = np.stack(np.meshgrid(*[axis] * inputs, indexing="ij"), axis=-1).reshape(-1, inputs)
    if inputs == 2:
        points = points + np.array([0.0, 0.5])  # no two inputs alike
    candidates = [Candidate(one.latex, one.function) for one in order]
    return made(chain, _QUESTION, candidates, points, random, right.lesson)
