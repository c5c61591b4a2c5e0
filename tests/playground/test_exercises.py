"""Exercises: each has one right answer, which is the function of its network."""

import numpy as np
import pytest

from mieru.playground.exercises import (
    HIGHEST_LEVEL,
    WORKED,
    Exercise,
    chain_rules,
    drawn_exercise,
    loaded,
)
from mieru.playground.exercises.exercise import Candidate, made, outputs
from mieru.playground.live import Live
from mieru.words import SettingError

LEVELS = range(1, HIGHEST_LEVEL + 1)


def plain(latex: str) -> str:
    """Without spaces of any kind."""
    return latex.replace(r"\,", "").replace(" ", "")


@pytest.mark.parametrize("level", LEVELS)
def test_each_exercise_has_one_right_answer_of_four(level: int) -> None:
    for seed in range(60):
        found = drawn_exercise(level, seed)
        assert [choice.right for choice in found.choices].count(True) == 1
        assert len({choice.latex for choice in found.choices}) == 4
        right = next(choice for choice in found.choices if choice.right)
        assert plain(right.latex) in plain(found.solution[-1])
        assert found.lesson.ja
        assert found.question.ja


@pytest.mark.parametrize("level", LEVELS)
def test_the_table_tells_what_the_network_gives(level: int) -> None:
    found = drawn_exercise(level, 5)
    rows = np.array(found.table)
    np.testing.assert_allclose(outputs(found.chain, rows[:, :-1]), rows[:, -1])


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_numbers_give_the_same_exercise(level: int) -> None:
    def told(found: Exercise) -> object:
        return found.choices, found.table, found.solution

    assert told(drawn_exercise(level, 3)) == told(drawn_exercise(level, 3))
    assert len({str(told(drawn_exercise(level, seed))) for seed in range(20)}) > 5


def test_the_worked_example_is_a_product_of_its_factors() -> None:
    first, second = chain_rules()
    assert first[1:] == (r"= 2 \cdot 4 \cdot 0.5 \cdot 12 \cdot 6", "= 288")
    assert second[1:] == (r"= 4 \cdot 12 \cdot 6", "= 288")
    assert first[0].startswith(r"\frac{\partial E}{\partial w_1} = \frac{\partial u_1}")


def test_a_level_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingError) as caught:
        drawn_exercise(5, 1)
    assert caught.value.en == "there are the levels 1 to 4, not 5"
    assert "レベルは 1 から 4 までです" in caught.value.ja


def test_a_wrong_answer_key_cannot_become_an_exercise() -> None:
    found = drawn_exercise(1, 1)
    points = np.array(found.table)[:, :-1]
    wrong = [Candidate("0", lambda x: np.zeros(len(x)))]
    with pytest.raises(ValueError, match="is not the network's function"):
        made(found.chain, found.question, wrong, points, np.random.default_rng(0), found.lesson)
    right = [Candidate("y", lambda x: outputs(found.chain, x))]
    with pytest.raises(ValueError, match="too few answers differ"):
        made(found.chain, found.question, right, points, np.random.default_rng(0), found.lesson)


@pytest.mark.parametrize("level", [0, *LEVELS])
def test_in_the_playground_the_network_computes_the_same(level: int) -> None:
    chain = drawn_exercise(level, 2).chain if level else WORKED
    live = Live(loaded(chain))
    x = np.random.default_rng(0).uniform(-2, 2, size=(20, chain.sizes[0]))
    x = np.round(x)  # so that no threshold is met by rounding
    from mieru.playground.microscope import chain_of_setup

    again = chain_of_setup(live.setup, np.array(live.engine.parameters, np.float64))
    np.testing.assert_allclose(outputs(again, x), outputs(chain, x), rtol=1e-5, atol=1e-6)
