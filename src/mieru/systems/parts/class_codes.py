"""A class told as one-hot or as a number: networks that learn from either, and other numberings."""

from dataclasses import dataclass
from itertools import islice, permutations

import numpy as np
from numpy.typing import NDArray

from mieru.data import DataSet, Examples
from mieru.files import Run
from mieru.learn import Adam, Cosine, fit
from mieru.nn import CrossEntropy, Dense, Flatten, Loss, Network, SquaredError, Zeros, one_hot
from mieru.systems.frame import Stage


@dataclass(frozen=True, eq=False)
class Answers:
    """What one way of telling the target came to, on the test part."""

    run: Run
    said: NDArray[np.int64]  # (N,): the class answered
    raw: NDArray[np.float32]  # (N, outputs): what the network gave
    accuracy: float


def by_one_hot(data: DataSet, test: Examples, epochs: int, seed: int, stage: Stage) -> Answers:
    """One output for each class, softmax cross-entropy; the answer is the largest."""
    targets = Examples(data.train.x, one_hot(data.train.t, data.outputs))
    run = _fit(data, data.outputs, targets, CrossEntropy(), epochs, seed, stage)
    raw = run.predict(test.x)
    said = raw.argmax(axis=1)
    return Answers(run, said, raw, float(np.mean(said == test.t)))


def by_number(data: DataSet, test: Examples, epochs: int, seed: int, stage: Stage) -> Answers:
    """One output, squared error from the class number; the answer is the nearest class number."""
    targets = Examples(data.train.x, data.train.t[:, None].astype(np.float32))
    run = _fit(data, 1, targets, SquaredError(), epochs, seed, stage)
    raw = run.predict(test.x)
    said = np.clip(np.rint(raw[:, 0]), 0, data.outputs - 1).astype(np.int64)
    return Answers(run, said, raw, float(np.mean(said == test.t)))


def _fit(
    data: DataSet, outputs: int, targets: Examples, loss: Loss, epochs: int, seed: int, stage: Stage
) -> Run:
    network = Network(data.input_shape, [Flatten(), Dense(outputs, initial=Zeros())])
    return fit(
        network,
        targets,
        loss=loss,
        epochs=epochs,
        optimizer=Adam(Cosine(0.03, epochs=epochs)),
        seed=seed,
        listeners=stage.listeners,
    )


def numberings(classes: int, count: int, seed: int) -> list[tuple[int, ...]]:
    """Ways of numbering the classes: all of them where they are few, else ``count`` at random.

    The first is always the usual one.
    """
    if classes <= 4:
        return list(islice(permutations(range(classes)), count))
    random = np.random.default_rng(seed)
    others = [tuple(map(int, random.permutation(classes))) for _ in range(count - 1)]
    return [tuple(range(classes)), *others]


def relabelled(examples: Examples, order: tuple[int, ...]) -> Examples:
    """The same examples, class k now called ``order[k]``."""
    return Examples(examples.x, np.asarray(order, np.int32)[examples.t])


def renamed(data: DataSet, order: tuple[int, ...]) -> DataSet:
    """The same data, class k now called ``order[k]``."""
    names = data.classes or ()
    inverse = np.argsort(order)
    return data.mapped(
        lambda e: relabelled(e, order),
        classes=tuple(names[i] for i in inverse),
        features=data.features,
    )
