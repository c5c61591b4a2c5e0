"""The six data sets of the original and its inputs, drawn number by number in its order."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mieru.playground.original.random import SeedRandom

Array = npt.NDArray[np.float64]
Row = tuple[float, float, float]  # x, y, label

CLASSIFICATION_SIZE, REGRESSION_SIZE = 500, 1200
RADIUS = 5.0
REACH = 6.0
PADDING = 0.3
LARGEST_NOISE, USUAL_NOISE = 80.0, 50.0

# Hills of the regression set: centre, sign.
HILLS = (
    (-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1),
    (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1),
)  # fmt: skip

# In the order in which the original gives them to the network.
INPUTS: dict[str, Callable[[Array, Array], Array]] = {
    "x1": lambda x, y: x,
    "x2": lambda x, y: y,
    "x1^2": lambda x, y: x * x,
    "x2^2": lambda x, y: y * y,
    "x1*x2": lambda x, y: x * y,
    "sin(x1)": lambda x, y: np.sin(x),
    "sin(x2)": lambda x, y: np.sin(y),
}


@dataclass(frozen=True, eq=False)
class OriginalData:
    """Points (N, 2) and labels (N,) float64 in their shuffled order; the first ``train`` train."""

    xy: Array
    labels: Array
    train: int


def drawn_data(random: SeedRandom, name: str, noise: float, train_percent: float) -> OriginalData:
    """The data that a freshly seeded ``random`` gives; it goes on to the initial weights.

    ``name`` is one of :data:`SETS`, ``noise`` and ``train_percent`` are in percent.
    """
    rows = SETS[name](random, settled_noise(noise) / 100)
    _shuffle(random, rows)
    table = np.array(rows, np.float64)
    return OriginalData(table[:, :2], table[:, 2], _share(len(rows), train_percent))


def settled_noise(noise: float) -> float:
    """What the original's slider makes of a link's noise: above 80 it becomes 50."""
    return USUAL_NOISE if noise > LARGEST_NOISE else max(noise, 0.0)


def input_values(features: tuple[str, ...], xy: Array) -> Array:
    """The network's inputs (N, F) at points ``xy`` (N, 2)."""
    columns = [INPUTS[name](xy[:, 0], xy[:, 1]) for name in features]
    return np.stack(columns, axis=1) if columns else np.empty((len(xy), 0))


def _shuffle(random: SeedRandom, rows: list[Row]) -> None:
    """Fisher–Yates, from the end."""
    for last in range(len(rows) - 1, -1, -1):
        taken = math.floor(random.next() * (last + 1))
        rows[last], rows[taken] = rows[taken], rows[last]


def _share(count: int, percent: float) -> int:
    """How many of ``count`` train. JavaScript's slice counts negative places from the end."""
    place = math.floor(count * percent / 100)
    return min(place, count) if place >= 0 else max(0, count + place)


def _noise(random: SeedRandom, reach: float, noise: float) -> tuple[float, float]:
    return random.uniform(-reach, reach) * noise, random.uniform(-reach, reach) * noise


def _circle(random: SeedRandom, noise: float) -> list[Row]:
    half = CLASSIFICATION_SIZE // 2
    inside = [_of_circle(random, noise, 0, RADIUS * 0.5) for _ in range(half)]
    return inside + [_of_circle(random, noise, RADIUS * 0.7, RADIUS) for _ in range(half)]


def _of_circle(random: SeedRandom, noise: float, low: float, high: float) -> Row:
    radius = random.uniform(low, high)
    angle = random.uniform(0, 2 * math.pi)
    x, y = radius * math.sin(angle), radius * math.cos(angle)
    moved_x, moved_y = _noise(random, RADIUS, noise)
    return x, y, 1.0 if _distance(x + moved_x, y + moved_y) < RADIUS * 0.5 else -1.0


def _xor(random: SeedRandom, noise: float) -> list[Row]:
    return [_of_xor(random, noise) for _ in range(CLASSIFICATION_SIZE)]


def _of_xor(random: SeedRandom, noise: float) -> Row:
    x = _padded(random.uniform(-RADIUS, RADIUS))
    y = _padded(random.uniform(-RADIUS, RADIUS))
    moved_x, moved_y = _noise(random, RADIUS, noise)
    return x, y, 1.0 if (x + moved_x) * (y + moved_y) >= 0 else -1.0


def _padded(value: float) -> float:
    return value + PADDING if value > 0 else value - PADDING


def _gauss(random: SeedRandom, noise: float) -> list[Row]:
    # The scale of the original maps noise 0…½ to a variance of ½…4.
    share = noise / 0.5
    spread = math.sqrt(0.5 * (1 - share) + 4 * share)
    rows = []
    for centre, label in ((2.0, 1.0), (-2.0, -1.0)):
        for _ in range(CLASSIFICATION_SIZE // 2):
            x = centre + spread * _normal(random)
            y = centre + spread * _normal(random)
            rows.append((x, y, label))
    return rows


def _normal(random: SeedRandom) -> float:
    """Marsaglia's polar method; the second value of each pair is thrown away."""
    while True:
        a = 2 * random.next() - 1
        b = 2 * random.next() - 1
        s = a * a + b * b
        if s <= 1:
            return math.sqrt(-2 * math.log(s) / s) * a


def _spiral(random: SeedRandom, noise: float) -> list[Row]:
    half = CLASSIFICATION_SIZE / 2
    rows = []
    for turned, label in ((0.0, 1.0), (math.pi, -1.0)):
        for i in range(int(half)):
            radius = i / half * 5
            angle = 1.75 * i / half * 2 * math.pi + turned
            x = radius * math.sin(angle) + random.uniform(-1, 1) * noise
            y = radius * math.cos(angle) + random.uniform(-1, 1) * noise
            rows.append((x, y, label))
    return rows


def _plane(random: SeedRandom, noise: float) -> list[Row]:
    def label(x: float, y: float) -> float:
        share = (x + y + 10) / 20  # −10…10 becomes −1…1 by way of 0…1, which rounds so
        return -1 * (1 - share) + share

    return _regression(random, noise, label)


def _hills(random: SeedRandom, noise: float) -> list[Row]:
    return _regression(random, noise, _height)


def _height(x: float, y: float) -> float:
    """The hill that is highest or deepest there; the first of those that are equally so."""
    heights = (
        sign * (1 - max(0.0, min(1.0, _distance(x - centre_x, y - centre_y) / 2)))
        for centre_x, centre_y, sign in HILLS
    )
    return max(heights, key=abs)


def _regression(
    random: SeedRandom, noise: float, label: Callable[[float, float], float]
) -> list[Row]:
    rows = []
    for _ in range(REGRESSION_SIZE):
        x, y = random.uniform(-REACH, REACH), random.uniform(-REACH, REACH)
        moved_x, moved_y = _noise(random, REACH, noise)
        rows.append((x, y, label(x + moved_x, y + moved_y)))
    return rows


def _distance(x: float, y: float) -> float:
    return math.sqrt(x * x + y * y)


# By their names in an Experiment.
SETS: dict[str, Callable[[SeedRandom, float], list[Row]]] = {
    "circle": _circle,
    "xor": _xor,
    "gauss": _gauss,
    "spiral": _spiral,
    "plane": _plane,
    "gauss-regression": _hills,
}
