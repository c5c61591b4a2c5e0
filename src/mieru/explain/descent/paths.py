"""Paths downhill: the optimizers of ``mieru.learn`` with two weights and a gradient that is known.

The rules are those of the small networks (:mod:`mieru.kernels.small.update`), in float64.
"""

from dataclasses import dataclass

import numpy as np

from mieru.explain.descent.surfaces import Array, Surface
from mieru.kernels.small.knobs import Knobs
from mieru.kernels.small.update import Rule
from mieru.words import SettingError

MOST_STEPS = 10_000
# Farther out than this nobody comes back; the path ends there.
_FAR = 1e6


@dataclass(frozen=True)
class Racer:
    """An optimizer and its rate η; ``momentum`` is μ. Raises SettingError out of range."""

    optimizer: str
    rate: float
    momentum: float = 0.9

    def __post_init__(self) -> None:
        if not 0 < self.rate < np.inf:
            raise SettingError(
                en=f"a rate must be a positive number, not {self.rate:g}",
                ja=f"学習率は正の数にしてください ({self.rate:g} ではなく)",
            )
        self.knobs  # noqa: B018 (checks the rest)

    @property
    def knobs(self) -> Knobs:
        """As the rules take it."""
        return Knobs(self.optimizer, momentum=self.momentum)


@dataclass(frozen=True, eq=False)
class Path:
    """Where a racer went: ``points`` (steps + 1, 2, …) and f there, (steps + 1, …).

    ``left`` (…) tells whether it flew off; it then stays where it was last.
    """

    points: Array
    values: Array
    left: np.ndarray

    def one(self, i: int) -> "Path":
        """The ``i``-th of many paths."""
        return Path(self.points[..., i], self.values[..., i], self.left[i])


def descend(
    surface: Surface,
    racer: Racer,
    start: tuple[float, float] | Array,
    steps: int,
    *,
    noise: float = 0.0,
    seed: int = 0,
) -> Path:
    """``steps`` steps from ``start``: (2,), or (2, starts) for many at once.

    ``noise`` σ adds normal noise to each gradient, as a mini-batch would. Raises SettingError for a
    start that is not two finite numbers, or steps or noise out of range.
    """
    x = _checked(start, steps, noise)
    return _walk(surface, racer.knobs, racer.rate, x, steps, noise, seed)


def ladder(
    surface: Surface, racer: Racer, rates: Array, start: tuple[float, float], steps: int
) -> Path:
    """The path at each of ``rates`` (R,) instead of the racer's own, all at once: (…, 2, R)."""
    x = np.repeat(_checked(start, steps, 0.0)[:, None], len(rates), axis=1)
    return _walk(surface, racer.knobs, np.asarray(rates, np.float64), x, steps)


def _walk(
    surface: Surface,
    knobs: Knobs,
    rate: float | Array,
    x: Array,
    steps: int,
    noise: float = 0.0,
    seed: int = 0,
) -> Path:
    memory = np.zeros((2, *x.shape))
    random = np.random.default_rng(seed)
    points, gone = [x], np.zeros(x.shape[1:], bool)
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            g = surface.gradient(x)
            if noise:
                g = g + noise * random.normal(size=x.shape)
            change, memory = Rule(knobs, rate, t).apply(g, x, memory)
            after = x + change
            gone = gone | ~(np.abs(after) < _FAR).all(axis=0)
            x = np.where(gone, x, after)
            points.append(x)
        found = np.stack(points)
        values = surface.value(found.swapaxes(0, 1))
    return Path(found, values, gone)


def steps_to(path: Path, surface: Surface, near: float = 0.1) -> int | None:
    """After how many steps a path (of one start) comes, for good, within ``near`` of a minimum."""
    lowest = np.array(surface.minima)
    away = np.linalg.norm(path.points[:, None] - lowest[None], axis=2)
    inside = (away < near).any(axis=1)
    if not inside[-1]:
        return None
    outside = np.flatnonzero(~inside)
    return int(outside[-1]) + 1 if outside.size else 0


def basins(surface: Surface, racer: Racer, columns: int, rows: int, steps: int) -> np.ndarray:
    """For a start at each place of the extent, in which minimum it ends: (rows, columns) int.

    −1 where it ends in none of ``surface.minima`` (within 0.25).
    """
    left, right, bottom, top = surface.extent
    x, y = np.meshgrid(np.linspace(left, right, columns), np.linspace(bottom, top, rows))
    path = descend(surface, racer, np.stack([x.ravel(), y.ravel()]), steps)
    last, lowest = path.points[-1], np.array(surface.minima)
    away = np.linalg.norm(last[None] - lowest[:, :, None], axis=1)
    nearest = np.where(away.min(axis=0) < 0.25, away.argmin(axis=0), -1)
    return np.asarray(nearest.reshape(rows, columns))


def _checked(start: tuple[float, float] | Array, steps: int, noise: float) -> Array:
    x = np.asarray(start, np.float64)
    if x.ndim == 0 or x.shape[0] != 2 or not np.isfinite(x).all():
        raise SettingError(
            en=f"a start is two finite numbers (x₁, x₂), not {start!r:.60}",
            ja=f"出発点は 2 つの有限の数 (x₁, x₂) です ({start!r:.60} ではなく)",
        )
    if not 1 <= steps <= MOST_STEPS:
        raise SettingError(
            en=f"there are 1 to {MOST_STEPS} steps, not {steps}",
            ja=f"ステップ数は 1 から {MOST_STEPS} までです ({steps} ではなく)",
        )
    if not 0 <= noise < np.inf:
        raise SettingError(
            en=f"noise must be a number of at least 0, not {noise:g}",
            ja=f"ノイズは 0 以上の数にしてください ({noise:g} ではなく)",
        )
    return x
