"""A network with given weights as an experiment of the playground, and the edits that set them."""

from dataclasses import dataclass

import numpy as np

from mieru.explain.microscope import Chain, Level
from mieru.playground.experiment import Experiment, HiddenLayer

Edit = tuple[int, int, int | None, float]  # layer, unit, source, value


@dataclass(frozen=True)
class Loaded:
    """An experiment, and what to set after it has begun: (layer, unit, source or None, value)."""

    experiment: Experiment
    edits: tuple[Edit, ...]


def loaded(chain: Chain) -> Loaded:
    """The network of ``chain`` in the playground, whose output unit is linear.

    Where the last level has a function of its own, an output unit of weight 1 comes after it.
    """
    levels = list(chain.levels)
    if levels[-1].activation != "identity":
        levels.append(Level(np.eye(len(levels[-1].weights)), np.zeros(len(levels[-1].weights))))
    experiment = Experiment(
        problem="regression",
        data="plane",
        features=("x1", "x2")[: chain.sizes[0]],
        layers=tuple(HiddenLayer(len(one.weights), one.activation) for one in levels[:-1]),
        rate=0.0001,
    )
    return Loaded(
        experiment, tuple(edit for i, one in enumerate(levels) for edit in _edits(i, one))
    )


def _edits(layer: int, level: Level) -> list[Edit]:
    biases = np.zeros(len(level.weights)) if level.biases is None else level.biases
    found: list[Edit] = []
    for unit, row in enumerate(level.weights.tolist()):
        found += [(layer, unit, source, weight) for source, weight in enumerate(row)]
        found.append((layer, unit, None, float(biases[unit])))
    return found
