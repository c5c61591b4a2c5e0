"""Exercises drawn by a seed: which function is this network? Every answer is checked by numbers."""

from collections.abc import Callable

import numpy as np

from mieru.playground.exercises.boolean import gate, two_layers
from mieru.playground.exercises.exercise import Exercise
from mieru.playground.exercises.one_vertex import one_vertex
from mieru.playground.exercises.sums import sums
from mieru.words import SettingError

Drawer = Callable[[np.random.Generator], Exercise]
LEVELS: tuple[Drawer, ...] = (one_vertex, gate, two_layers, sums)
HIGHEST_LEVEL = len(LEVELS)
_TRIES = 100


def drawn_exercise(level: int, seed: int) -> Exercise:
    """Exercise ``seed`` of ``level``: 1 a vertex, 2 a gate, 3 gates in two layers, 4 sums of
    vertices. The same numbers give the same exercise. Raises SettingError for another level.
    """
    if not 1 <= level <= HIGHEST_LEVEL:
        raise SettingError(
            en=f"there are the levels 1 to {HIGHEST_LEVEL}, not {level}",
            ja=f"レベルは 1 から {HIGHEST_LEVEL} までです ({level} ではなく)",
        )
    random = np.random.default_rng([level, seed])
    for _ in range(_TRIES):
        try:
            return LEVELS[level - 1](random)
        except ValueError:
            continue  # two of its answers were the same function: another draw
    raise AssertionError(f"no exercise of level {level} for seed {seed}")
