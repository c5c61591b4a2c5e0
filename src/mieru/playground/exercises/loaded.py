"""A network with given weights as an experiment of the playground."""

import numpy as np

from mieru.explain.microscope import Chain, Level
from mieru.playground.experiment import Edited, Experiment, HiddenLayer


def loaded(chain: Chain) -> Experiment:
    """The network of ``chain`` in the playground, whose output unit is linear.

    Where the last level has a function of its own, an output unit of weight 1 comes after it.
    """
    levels = list(chain.levels)
    if levels[-1].activation != "identity":
        levels.append(Level(np.eye(len(levels[-1].weights)), np.zeros(len(levels[-1].weights))))
    return Experiment(
        problem="regression",
        data="plane",
        features=("x1", "x2")[: chain.sizes[0]],
        layers=tuple(HiddenLayer(len(one.weights), one.activation) for one in levels[:-1]),
        rate=0.0001,
        edited=tuple(edit for i, one in enumerate(levels) for edit in _edited(i, one)),
    )


def _edited(layer: int, level: Level) -> list[Edited]:
    biases = np.zeros(len(level.weights)) if level.biases is None else level.biases
    found: list[Edited] = []
    for unit, row in enumerate(level.weights.tolist()):
        found += [Edited(layer, unit, source, weight) for source, weight in enumerate(row)]
        found.append(Edited(layer, unit, None, float(biases[unit])))
    return found
