"""What a population tells as a whole: spreads, the band of boundaries, a pooled estimate."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mieru.playground.populations.growing import Growing

Array = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation (n − 1) of a number over the networks, and its range."""

    mean: float
    deviation: float
    least: float
    most: float


@dataclass(frozen=True, eq=False)
class Band:
    """The answers of many networks in one picture each, (size²,) bytes.

    ``mean`` is their mean answer and ``deviation`` its standard deviation, 255 for ½ of the range;
    ``share`` how many say +1, 255 for all. With more than two classes ``mean`` is the class that
    most say, ``share`` how many say it, and ``deviation`` None.
    """

    mean: Pixels
    share: Pixels
    deviation: Pixels | None


@dataclass(frozen=True, eq=False)
class Pooled:
    """Cross-validation as one estimate: over all points, each judged by the network that had not

    seen it. ``accuracy`` and ``confusion`` None for values.
    """

    loss: float
    accuracy: float | None
    confusion: npt.NDArray[np.int32] | None


def spread(values: npt.ArrayLike) -> Spread | None:
    """The spread of those values that are finite; None where there are none."""
    found = np.asarray(values, np.float64)
    found = found[np.isfinite(found)]
    if not len(found):
        return None
    deviation = float(found.std(ddof=1)) if len(found) > 1 else 0.0
    return Spread(float(found.mean()), deviation, float(found.min()), float(found.max()))


def band(growing: Growing) -> Band | None:
    """The band of the networks that have learned; None before there are two."""
    numbers = [number for number, row in list(growing.last.items()) if row.well]
    if len(numbers) < 2:
        return None
    pictures = growing.pictures[numbers]
    if growing.setup.sizes[-1] > 1:
        return _votes(pictures, growing.setup.sizes[-1])
    mean = pictures.mean(axis=0)
    deviation = pictures.std(axis=0, ddof=1) * 2
    share = (pictures >= 128).mean(axis=0) * 255
    return Band(_bytes(mean), _bytes(share), _bytes(deviation))


def pooled(growing: Growing) -> Pooled | None:
    """The pooled estimate of a cross-validation; None before every fold has been judged."""
    rows = [growing.last[cell.number] for cell in growing.cells if cell.number in growing.last]
    if len(rows) < len(growing.cells) or not all(row.well for row in rows):
        return None
    train, folds = growing.setup.points.train, len(growing.cells)
    # Points are dealt out in turn: the first folds have one more.
    counts = np.array([len(range(fold, train, folds)) for fold in range(folds)])
    loss = float(counts @ np.array([row.judged.test_loss for row in rows]) / train)
    tables = [row.judged.confusion for row in rows if row.judged.confusion is not None]
    if not tables:
        return Pooled(loss, None, None)
    confusion = np.stack(tables).sum(axis=0, dtype=np.int32)
    return Pooled(loss, float(np.trace(confusion) / confusion.sum()), confusion)


def _votes(pictures: Pixels, classes: int) -> Band:
    votes = np.stack([(pictures == k).sum(axis=0) for k in range(classes)])
    share = votes.max(axis=0) / len(pictures) * 255
    return Band(votes.argmax(axis=0).astype(np.uint8), _bytes(share), None)


def _bytes(values: Array) -> Pixels:
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)
