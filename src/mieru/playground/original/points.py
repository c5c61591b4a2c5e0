"""The points of the original as those of every other experiment: classes 0 and 1 for −1 and +1."""

import numpy as np

from mieru.playground.experiment import Experiment
from mieru.playground.original.checks import check
from mieru.playground.original.data import drawn_data
from mieru.playground.original.random import SeedRandom
from mieru.playground.points import Points


def original_points(experiment: Experiment) -> Points:
    """The points that the original draws for ``experiment``, in its order. Raises SettingError."""
    check(experiment)
    data = drawn_data(
        SeedRandom(experiment.seed), experiment.data, experiment.noise, experiment.train_percent
    )
    if experiment.problem == "regression":
        return Points(data.xy, data.labels, data.train, None)
    return Points(data.xy, (data.labels > 0).astype(np.int32), data.train, ("−1", "+1"))
