"""What an exercise is, and the check that exactly one of its answers is right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.explain.microscope import Chain, passed, unit_formulas

Array = npt.NDArray[Any]
Function = Callable[[Array], Array]  # of x (N, F), giving y (N,)


@dataclass(frozen=True)
class Sentence:
    """A sentence in both languages."""

    en: str
    ja: str


@dataclass(frozen=True)
class Answer:
    """One choice, as LaTeX and where it has one by its name; ``right`` is whether it holds."""

    latex: str
    right: bool
    text: Sentence | None = None


@dataclass(frozen=True, eq=False)
class Exercise:
    """A network, and formulas of which one is its function. ``table``: inputs, then the output."""

    chain: Chain
    question: Sentence
    choices: tuple[Answer, ...]
    table: tuple[tuple[float, ...], ...]
    solution: tuple[str, ...]
    lesson: Sentence


@dataclass(frozen=True)
class Candidate:
    """A formula that may be offered as an answer."""

    latex: str
    function: Function
    text: Sentence | None = None


def made(
    chain: Chain,
    question: Sentence,
    candidates: list[Candidate],
    points: Array,
    random: np.random.Generator,
    lesson: Sentence,
) -> Exercise:
    """The exercise with four answers: the first candidate, which is right, and three that differ.

    Raises ValueError where the first is not the network's function, or too few others differ from
    it and from one another; so no exercise is ever wrong.
    """
    y = outputs(chain, points)
    right, *others = candidates
    if not np.allclose(right.function(points), y, atol=1e-9):
        raise ValueError(f"{right.latex} is not the network's function")
    chosen, seen = [right], [y]
    for other in others:
        values = other.function(points)
        if len(chosen) < 4 and not any(np.allclose(values, one, atol=1e-6) for one in seen):
            chosen.append(other)
            seen.append(values)
    if len(chosen) < 4:
        raise ValueError("too few answers differ")
    order = random.permutation(len(chosen))
    choices = tuple(Answer(chosen[i].latex, bool(i == 0), chosen[i].text) for i in order)
    rows = tuple(tuple(map(float, (*x, v))) for x, v in zip(points.tolist(), y, strict=True))
    labels = ("x_1", "x_2")[: chain.sizes[0]]
    worked = [line for level in unit_formulas(chain, labels) for line in level]
    last = [] if worked == [f"y = {right.latex}"] else [f"y = {right.latex}"]
    return Exercise(chain, question, choices, rows, (*worked, *last), lesson)


def outputs(chain: Chain, x: Array) -> Array:
    """What the network gives, (N,)."""
    return np.asarray(passed(chain, x, np.zeros(len(x))).answers[:, 0])
