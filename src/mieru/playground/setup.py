"""What an engine needs of an experiment: arrays, sizes, and what the outputs mean."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from mieru.playground.experiment import Experiment
from mieru.playground.features import Features
from mieru.playground.fields import about
from mieru.playground.limits import check_limits, check_sizes
from mieru.playground.points import Points, points_of, settled

if TYPE_CHECKING:
    from mieru.playground.tables import Tables

Array = npt.NDArray[Any]
Output = Literal["tanh", "identity", "sigmoid", "softmax"]


@dataclass(frozen=True, eq=False)
class Setup:
    """An experiment with its points, before it has weights.

    ``x`` (N, F) float64 holds the features of all points, the first ``points.train`` to learn
    from; ``t`` (N,) float64 what the engine is to give: ±1 or 0/1 for two classes, a class number
    for more, or the value.
    """

    experiment: Experiment
    points: Points
    features: Features
    sizes: tuple[int, ...]
    output: Output
    x: Array
    t: Array

    @property
    def parameters(self) -> int:
        """How many weights and biases the network has."""
        pairs = zip(self.sizes, self.sizes[1:], strict=False)
        return sum((incoming + 1) * units for incoming, units in pairs)

    @property
    def activations(self) -> tuple[str, ...]:
        """f of each hidden layer."""
        return tuple(layer.activation for layer in self.experiment.layers)

    def turned(self, experiment: Experiment) -> "Setup":
        """The same with an experiment that has the same points and sizes."""
        return replace(self, experiment=settled(experiment, self.points))


def set_up(experiment: Experiment, tables: "Tables | None" = None) -> Setup:
    """The setup of ``experiment`` in the default mode. Raises FieldError naming what cannot be."""
    check_limits(experiment)
    with about("features"):
        features = Features.parse(experiment.features)
    with about("data"):
        points = points_of(experiment, tables)
    experiment = settled(experiment, points)
    output, count = _output(experiment, points)
    sizes = (len(features), *(layer.units for layer in experiment.layers), count)
    check_sizes(sizes)
    with about("features"):
        x = features.checked(points.xy)
    return Setup(experiment, points, features, sizes, output, x, _targets(points, output))


def _output(experiment: Experiment, points: Points) -> tuple[Output, int]:
    if points.classes is None:
        return "identity", 1
    if len(points.classes) > 2:
        return "softmax", len(points.classes)
    return ("sigmoid" if experiment.loss == "cross_entropy" else "tanh"), 1


def _targets(points: Points, output: Output) -> Array:
    t = points.t.astype(np.float64)
    return 2 * t - 1 if output == "tanh" else t
