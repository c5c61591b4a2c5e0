"""Linear read-outs: how well one linear layer can tell classes from what each level shows."""

import math
from dataclasses import dataclass

import numpy as np

from mieru.data import Examples
from mieru.files import Run
from mieru.learn import Adam, fit
from mieru.nn import Dense, Flatten, Network
from mieru.systems.frame import Stage
from mieru.systems.parts.self_organized import Organized, Pictures

SHIFTS = (0, 1, 2, 3, 4)  # pixels to the right
_STEPS, _BATCH = 1500, 128
_MOVED = 2000  # examples that are moved


@dataclass(frozen=True, eq=False)
class ReadOut:
    """The read-out of one level (0: the pixels), judged on the test part.

    ``by_shift`` holds the accuracy on moved pictures, and ``likeness`` the mean cosine between
    what the level shows of a moved picture and of the same one in its place; both by SHIFTS.
    """

    level: int
    learned: Run
    accuracy: float
    by_shift: tuple[float, ...]
    likeness: tuple[float, ...]


def read_outs(
    found: Organized, train: Examples, test: Examples, seed: int, stage: Stage
) -> list[ReadOut]:
    """A softmax regression of the pixels, then of the C-cells of each level; x (N, H, W, 1)."""
    views: list[Pictures] = [train.x, test.x]
    views += [np.roll(test.x[:_MOVED], shift, axis=2) for shift in SHIFTS[1:]]
    outs = []
    for level in range(len(found.levels) + 1):
        if level:
            one = Organized(found.levels[level - 1 : level], found.weights[level - 1 : level], ())
            views = [one.features(view, 1) for view in views]
        outs.append(_read_out(level, views, train, test, seed, stage))
    return outs


def _read_out(
    level: int, views: list[Pictures], train: Examples, test: Examples, seed: int, stage: Stage
) -> ReadOut:
    # C-cells of high levels answer seldom: brought to one size, all levels learn at one rate.
    size = views[0].std()
    seen, at_rest, *moved = (view / size for view in views)
    classes = int(train.t.max()) + 1
    learned = fit(
        Network(seen.shape[1:], [Flatten(), Dense(classes)]),
        Examples(seen, train.t),
        epochs=math.ceil(_STEPS * _BATCH / len(train)),
        batch_size=_BATCH,
        optimizer=Adam(0.001),
        l2=1e-3,
        seed=seed,
        listeners=stage.listeners,
    )

    def right(view: Pictures) -> float:
        answers = np.argmax(learned.predict(view), axis=1)
        return float(np.mean(answers == test.t[: len(view)]))

    some = [at_rest[:_MOVED], *moved]
    return ReadOut(
        level,
        learned,
        right(at_rest),
        tuple(map(right, some)),
        tuple(likeness(view, some[0]) for view in some),
    )


def likeness(a: Pictures, b: Pictures) -> float:
    """The mean over the examples of the cosine between a and b, both (N, …)."""
    a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    sizes = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return float(np.mean(np.sum(a * b, axis=1) / np.maximum(sizes, np.finfo(np.float32).tiny)))
