"""Small sets drawn by rule: those of the neural-network playground, and a few usual ones.

Playground sets follow the formulas of tensorflow/playground (Smilkov et al. 2017): points in
[−6, 6]², ``noise`` in percent, 0..50. The draws come from NumPy's PCG64, seeded.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.arrays import from_arrays
from mieru.data.examples import DataSet
from mieru.data.split import TEST_SHARE, VALIDATION_SHARE, Size, check_seed, check_whole
from mieru.words import SettingError

Array = npt.NDArray[Any]
Random = np.random.Generator
Drawn = tuple[Array, Array]

MOST_POINTS = 10_000_000
LARGEST_NOISE = 100.0


def circle(random: Random, points: int, noise: float) -> Drawn:
    """A disc of class 1 inside a ring of class 0; noise moves the test of the label only."""
    inner = points // 2
    radius = np.concatenate([random.uniform(0, 2.5, inner), random.uniform(3.5, 5, points - inner)])
    angle = random.uniform(0, 2 * math.pi, points)
    x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    moved = x + random.uniform(-5, 5, x.shape) * noise
    return x, (np.hypot(moved[:, 0], moved[:, 1]) < 2.5).astype(np.int32)


def xor(random: Random, points: int, noise: float) -> Drawn:
    """Class 1 where x and y have one sign; a gap of 0.3 along the axes."""
    x = random.uniform(-5, 5, (points, 2))
    x += np.where(x > 0, 0.3, -0.3)
    moved = x + random.uniform(-5, 5, x.shape) * noise
    return x, (moved[:, 0] * moved[:, 1] >= 0).astype(np.int32)


def gauss(random: Random, points: int, noise: float) -> Drawn:
    """Two Gaussian clouds, class 1 about (2, 2) and class 0 about (−2, −2), variance 0.5 + 7ν."""
    t = (np.arange(points) < points // 2).astype(np.int32)
    spread = math.sqrt(0.5 + 7 * noise)
    return np.where(t, 2.0, -2.0)[:, None] + spread * random.standard_normal((points, 2)), t


def spiral(random: Random, points: int, noise: float) -> Drawn:
    """Two spirals of 1.75 turns, each the other turned by half a turn."""
    half = points // 2
    place = np.concatenate(
        [np.arange(half) / max(half, 1), np.arange(points - half) / (points - half)]
    )
    t = (np.arange(points) < half).astype(np.int32)
    radius = 5 * place
    angle = 1.75 * place * 2 * math.pi + np.where(t, 0.0, math.pi)
    x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    return x + random.uniform(-1, 1, x.shape) * noise, t


def plane(random: Random, points: int, noise: float) -> Drawn:
    """Regression: t = (x + y) / 10, the noise moving the point at which it is read."""
    x = random.uniform(-6, 6, (points, 2))
    moved = x + random.uniform(-6, 6, x.shape) * noise
    return x, moved.sum(axis=1, keepdims=True) / 10


# Centre and sign of the six bumps.
BUMPS = (
    (-4.0, 2.5, 1),
    (0.0, 2.5, -1),
    (4.0, 2.5, 1),
    (-4.0, -2.5, -1),
    (0.0, -2.5, 1),
    (4.0, -2.5, -1),
)


def gauss_regression(random: Random, points: int, noise: float) -> Drawn:
    """Regression: six bumps of height ±1, falling linearly to 0 at distance 2; the largest wins."""
    x = random.uniform(-6, 6, (points, 2))
    moved = x + random.uniform(-6, 6, x.shape) * noise
    centres = np.array([bump[:2] for bump in BUMPS])
    signs = np.array([bump[2] for bump in BUMPS])
    distance = np.linalg.norm(moved[:, None, :] - centres, axis=2)
    heights = signs * np.clip(1 - distance / 2, 0, 1)
    largest = np.abs(heights).argmax(axis=1)
    return x, heights[np.arange(points), largest][:, None]


def moons(random: Random, points: int, noise: float) -> Drawn:
    """Two half circles that reach into each other; Gaussian noise of standard deviation ν."""
    upper = points // 2
    t = (np.arange(points) >= upper).astype(np.int32)
    angle = np.concatenate(
        [np.linspace(0, math.pi, upper), np.linspace(0, math.pi, points - upper)]
    )
    x = np.where(t, 1 - np.cos(angle), np.cos(angle))
    y = np.where(t, 0.5 - np.sin(angle), np.sin(angle))
    return np.stack([x, y], axis=1) + noise * random.standard_normal((points, 2)), t


def blobs(random: Random, points: int, noise: float, classes: int = 3) -> Drawn:
    """Gaussian clouds evenly on a circle of radius 4, standard deviation 0.5 + 2ν."""
    t = (np.arange(points) % classes).astype(np.int32)
    angle = 2 * math.pi * t / classes
    centres = 4 * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return centres + (0.5 + 2 * noise) * random.standard_normal((points, 2)), t


def sine(random: Random, points: int, noise: float) -> Drawn:
    """Regression: t = sin x on [0, 2π], Gaussian noise of standard deviation ν."""
    x = random.uniform(0, 2 * math.pi, (points, 1))
    return x, np.sin(x) + noise * random.standard_normal((points, 1))


# name: the rule, how many points, how much noise in percent, whether it gives classes
TOYS: dict[str, tuple[Callable[..., Drawn], int, float, bool]] = {
    "circle": (circle, 500, 0, True),
    "xor": (xor, 500, 0, True),
    "gauss": (gauss, 500, 0, True),
    "spiral": (spiral, 500, 0, True),
    "plane": (plane, 1200, 0, False),
    "gauss-regression": (gauss_regression, 1200, 0, False),
    "moons": (moons, 500, 10, True),
    "blobs": (blobs, 500, 0, True),
    "sine": (sine, 100, 20, False),
}


def load_toy(
    name: str,
    *,
    points: int | None = None,
    noise: float | None = None,
    classes: int | None = None,
    validation: Size = VALIDATION_SHARE,
    test: Size = TEST_SHARE,
    seed: int = 0,
) -> DataSet:
    """Draw the toy set ``name`` of :data:`TOYS`. x is (N, 2), or (N, 1) for sine.

    ``noise`` is in percent, 0..100; ``classes`` is for blobs only. Raises SettingError.
    """
    rule, usual_points, usual_noise, classified = TOYS[name]
    points = usual_points if points is None else points
    noise = usual_noise if noise is None else noise
    check_seed(seed)
    check_whole("points", points, 4, MOST_POINTS)
    _check_noise(noise)
    options = {}
    if name == "blobs":
        options["classes"] = 3 if classes is None else classes
        check_whole("classes", options["classes"], 2, 100)
    elif classes is not None:
        raise SettingError(
            en=f"classes can be chosen for blobs only, not for {name}",
            ja=f"classes を指定できるのは blobs だけです ({name} では指定できません)",
        )
    x, t = rule(np.random.default_rng([seed, 0]), points, noise / 100, **options)
    names = tuple(map(str, range(options.get("classes", 0)))) or ("-1", "+1")
    described: dict[str, Any] = {"classes": names if classified else None}
    return from_arrays(
        x.astype(np.float32),
        t if classified else t.astype(np.float32),
        validation=validation,
        test=test,
        seed=seed,
        name=name,
        features=("x", "y")[: x.shape[1]],
        source=f"mieru.data.toy.{rule.__name__}",
        **described,
    )


def _check_noise(noise: object) -> None:
    if (
        isinstance(noise, bool)
        or not isinstance(noise, int | float)
        or not 0 <= noise <= LARGEST_NOISE
    ):
        raise SettingError(
            en=f"noise must be a number from 0 to {LARGEST_NOISE:g} (percent), not {noise!r}",
            ja=f"noise は 0 から {LARGEST_NOISE:g} まで (パーセント) の数でなければなりません "
            f"({noise!r} ではなく)",
        )
