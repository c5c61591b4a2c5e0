"""Levels 2 and 3: threshold units over 0 and 1, one of them, or two layers of them."""

import numpy as np

from mieru.explain.microscope import Chain, Level
from mieru.playground.exercises.exercise import (
    Array,
    Candidate,
    Exercise,
    Function,
    Sentence,
    made,
    outputs,
)

POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
# Of each row of POINTS in order.
TABLES: dict[tuple[int, ...], tuple[str, str]] = {
    (0, 0, 0, 1): (r"x_1 \land x_2", "AND"),
    (0, 1, 1, 1): (r"x_1 \lor x_2", "OR"),
    (1, 1, 1, 0): (r"\lnot (x_1 \land x_2)", "NAND"),
    (1, 0, 0, 0): (r"\lnot (x_1 \lor x_2)", "NOR"),
    (0, 0, 1, 0): (r"x_1 \land \lnot x_2", ""),
    (0, 1, 0, 0): (r"\lnot x_1 \land x_2", ""),
    (1, 0, 1, 1): (r"x_1 \lor \lnot x_2", ""),
    (1, 1, 0, 1): (r"\lnot x_1 \lor x_2", ""),
    (0, 1, 1, 0): (r"x_1 \oplus x_2", "XOR"),
    (1, 0, 0, 1): (r"\lnot (x_1 \oplus x_2)", "XNOR"),
}
_QUESTION = Sentence(
    "Its inputs are 0 or 1, and H(u) is 1 for u ≥ 0, else 0. Which Boolean function is it?",
    "入力は 0 か 1 で、H(u) は u ≥ 0 なら 1、それ以外は 0 です。どのブール関数を表すでしょうか。",
)
_OF_GATE = Sentence(
    "The unit is a straight line in the plane of its inputs: on one side it gives 1, on the other "
    "0. Put the four points in.",
    "このユニットは入力の平面を直線で 2 つに分け、片側で 1、もう片側で 0 を出します。"
    "4 つの点を代入して確かめましょう。",
)
_OF_LAYERS = Sentence(
    "Work out the hidden units for the four points first. Two layers can do what one line cannot: "
    "XOR is the best known example.",
    "まず隠れユニットの値を 4 つの点で求めます。2 層あれば 1 本の直線ではできないことができます。"
    "XOR がその代表例です。",
)


def gate(random: np.random.Generator) -> Exercise:
    """One threshold unit."""
    weights, bias = _drawn_unit(random)
    chain = Chain((Level(weights, bias, "heaviside"),))
    return _exercise(chain, random, _OF_GATE)


def two_layers(random: np.random.Generator) -> Exercise:
    """Two threshold units and one that takes both."""
    (w1, b1), (w2, b2), (w3, b3) = (_drawn_unit(random) for _ in range(3))
    hidden = Level(np.concatenate([w1, w2]), np.concatenate([b1, b2]), "heaviside")
    chain = Chain((hidden, Level(w3, b3, "heaviside")))
    return _exercise(chain, random, _OF_LAYERS)


def _drawn_unit(random: np.random.Generator) -> tuple[Array, Array]:
    weights = random.choice([-2.0, -1.0, 1.0, 2.0], size=(1, 2))
    # Halves, so that no u is exactly 0.
    return weights, random.integers(-3, 3, size=1) + 0.5


def _exercise(chain: Chain, random: np.random.Generator, lesson: Sentence) -> Exercise:
    table = tuple(outputs(chain, POINTS).astype(int).tolist())
    if table not in TABLES:
        raise ValueError("it does not depend on both inputs")
    others = [one for one in TABLES if one != table]
    order = [others[i] for i in random.permutation(len(others))]
    return made(
        chain, _QUESTION, [_candidate(one) for one in (table, *order)], POINTS, random, lesson
    )


def _candidate(table: tuple[int, ...]) -> Candidate:
    latex, name = TABLES[table]
    return Candidate(latex, _looked_up(table), Sentence(name, name) if name else None)


def _looked_up(table: tuple[int, ...]) -> Function:
    values = np.array(table, np.float64)
    return lambda x: values[(2 * x[:, 0] + x[:, 1]).astype(int)]
