"""A stack of S- and C-cells that organizes itself on pictures, level by level, without labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from mieru.systems.frame import Stage
from mieru.systems.parts.simple_complex import Level, Weights, c_cells, fresh, learned, s_cells
from mieru.systems.report.text import Text

Pictures = NDArray[np.floating]
_BLOCK = 250  # pictures that pass through at once


@dataclass(frozen=True, eq=False)
class Organized:
    """The levels, their weights, and by level how many planes were in use after each picture."""

    levels: tuple[Level, ...]
    weights: tuple[Weights, ...]
    in_use: tuple[NDArray[np.int64], ...]

    def features(self, x: Pictures, upto: int) -> Pictures:
        """The C-cells of level ``upto`` (1 the first; 0 the pictures themselves) for x."""
        pairs = list(zip(self.levels, self.weights, strict=True))[:upto]
        for level, weights in pairs:
            x = _in_blocks(partial(_passed, level=level), x, weights)
        return x

    def simple(self, x: Pictures, upto: int) -> Pictures:
        """The S-cells of level ``upto`` for x."""
        below = self.features(x, upto - 1)
        answer = partial(_answered, level=self.levels[upto - 1])
        return _in_blocks(answer, below, self.weights[upto - 1])


@partial(jax.jit, static_argnames="level")
def _passed(x: Array, weights: Weights, level: Level) -> Array:
    return c_cells(s_cells(x, weights, level), level)


@partial(jax.jit, static_argnames="level")
def _answered(x: Array, weights: Weights, level: Level) -> Array:
    return s_cells(x, weights, level)


def _in_blocks(function: partial[Array], x: Pictures, weights: Weights) -> Pictures:
    blocks = [x[i : i + _BLOCK] for i in range(0, len(x), _BLOCK)]
    return np.concatenate([np.asarray(function(jnp.asarray(block), weights)) for block in blocks])


def organize(levels: Sequence[Level], x: Pictures, seed: int, stage: Stage) -> Organized:
    """Every level learns from the pictures x (N, H, W, 1) as the levels below it show them."""
    found = Organized((), (), ())
    title = Text("levels learning without labels", "ラベルなしの学習")
    for number, level in enumerate(stage.progress(levels, title)):
        below = jnp.asarray(found.features(x, number))
        weights, in_use = learned(below, fresh(level, below.shape[-1], seed + number), level)
        found = Organized(
            (*found.levels, level),
            (*found.weights, weights),
            (*found.in_use, np.asarray(in_use, np.int64)),
        )
    return found


def sights(levels: Sequence[Level]) -> list[tuple[int, int]]:
    """Of each level's S-cells: how many pixels across they see, and pixels from one to the next."""
    found, seen, step = [], 1, 1
    for level in levels:
        seen += (level.sight - 1) * step
        found.append((seen, step))
        seen += (level.gathers - 1) * step
        step *= level.stride
    return found


def favourites(organized: Organized, x: Pictures, level: int, count: int) -> Pictures:
    """For ``count`` planes of ``level``, the part of the pictures that its S-cells answer to most.

    (count, S, S) with S the pixels that such a cell sees, at most the picture itself. The planes
    that answer at all come first, by how much they do.
    """
    answers = organized.simple(x, level)
    across, step = sights(organized.levels)[level - 1]
    peaks = answers.max(axis=(0, 1, 2))
    planes = np.argsort(-(peaks > 0).astype(int), kind="stable")[:count]
    size = min(across, x.shape[1])
    half = size // 2
    padded = np.pad(x[..., 0], [(0, 0), (half, size), (half, size)])
    found = []
    for plane in planes:
        n, i, j = np.unravel_index(np.argmax(answers[..., plane]), answers.shape[:3])
        if size == x.shape[1]:
            found.append(x[n, ..., 0])
        else:
            found.append(padded[n, i * step : i * step + size, j * step : j * step + size])
    return np.stack(found)
