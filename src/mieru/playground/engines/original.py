"""The original's way of learning behind the interface of all engines."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data import Note
from mieru.playground.engines.engine import Judgement, Kind, State
from mieru.playground.engines.small import answers_as_bytes, judgement
from mieru.playground.engines.stretch import Stretch, judged, most_epochs
from mieru.playground.experiment import Experiment
from mieru.playground.features import Features
from mieru.playground.fields import about
from mieru.playground.limits import check_limits, check_sizes
from mieru.playground.original.engine import OriginalEngine
from mieru.playground.points import Points
from mieru.playground.setup import Setup

Array = npt.NDArray[Any]


def set_up_original(experiment: Experiment) -> tuple[Setup, "Original"]:
    """The setup of an experiment in the original's mode, and its engine. Raises FieldError."""
    check_limits(experiment)
    outputs = 1
    check_sizes((len(experiment.features), *(h.units for h in experiment.layers), outputs))
    with about("mode"):
        inner = OriginalEngine(experiment)
    classified = experiment.problem == "classification"
    t = (inner.labels > 0).astype(np.int32) if classified else inner.labels
    points = Points(inner.xy, t, inner.train, ("−1", "+1") if classified else None)
    setup = Setup(
        experiment=experiment,
        points=points,
        features=Features.parse(experiment.features),
        sizes=inner.sizes,
        output="tanh" if classified else "identity",
        x=inner.inputs,
        t=inner.labels,
    )
    return setup, Original(setup, inner)


class Original:
    """An :class:`OriginalEngine` as an engine of the page."""

    kind: Kind = "original"
    dtype = np.dtype(np.float64)

    def __init__(self, setup: Setup, inner: OriginalEngine) -> None:
        self.setup, self.inner = setup, inner

    @property
    def epochs(self) -> int:
        return self.inner.epochs

    @property
    def batches(self) -> int:
        return self.inner.batches

    @property
    def parameters(self) -> Array:
        return self.inner.parameters

    @property
    def busy(self) -> Note | None:
        return None

    @property
    def batches_left(self) -> int:
        return max(1, self.inner.updates_in_epoch - self.inner.batches)

    def learn(self, batches: int) -> None:
        if batches >= self.batches_left:
            self.inner.epoch()
        else:
            for _ in range(batches):
                self.inner.batch()

    def learn_stretch(self, most: int) -> Stretch | None:
        inner, began, state = self.inner, self.epochs, self.state()
        learned = inner.some_epochs(min(most, most_epochs(state)))
        if learned is None:
            return None

        def state_after(place: int) -> dict[str, Array]:
            return {
                "parameters": learned.course.parameters[place].copy(),
                "alive": learned.course.alive[place].astype(np.bool_),
                "course": np.array([began + place + 1, 0], np.int64),
                "carried": state["carried"],
            }

        points = inner.train, len(inner.labels) - inner.train
        rows = judged(learned, points, self.setup.output != "identity")
        return Stretch(began + 1, rows, state_after)

    def turn(self, experiment: Experiment) -> None:
        self.inner.turn(experiment.rate)

    def reset(self) -> None:
        self.inner.reset()

    def judge(self) -> Judgement:
        if self.inner.native and (both := self.inner.native.judged()):
            points = self.inner.train, len(self.inner.labels) - self.inner.train
            return judgement(both[0], both[1] if points[1] else None, points)
        with np.errstate(all="ignore"):
            found = self.inner.outputs(self.inner.inputs)
            errors = 0.5 * (found - self.inner.labels) ** 2
        train = self.inner.train
        if self.setup.output == "identity":
            return Judgement(_mean(errors[:train]), _mean(errors[train:]), math.nan, math.nan)
        true, said = self.inner.labels > 0, found > 0
        right = (true == said).astype(np.float64)
        confusion = np.zeros((2, 2), np.int32)
        np.add.at(confusion, (true[train:].astype(int), said[train:].astype(int)), 1)
        return Judgement(
            _mean(errors[:train]),
            _mean(errors[train:]),
            _mean(right[:train]),
            _mean(right[train:]),
            confusion,
        )

    def pictures(self, grid: Array) -> npt.NDArray[np.uint8]:
        return self.inner.pictures(grid)

    def output_pictures(self, grid: Array) -> npt.NDArray[np.uint8]:
        return answers_as_bytes(self.inner.outputs(grid)[:, None], self.setup.output)

    def edit(self, layer: int, unit: int, source: int | None, value: float) -> None:
        self.inner.edit(layer, unit, source, value)

    def batch_examples(self) -> npt.NDArray[np.intp]:
        return self.inner.batch_examples()

    def state(self) -> dict[str, Array]:
        state: dict[str, Array] = dict(self.inner.state())
        if not state["carried"].size:  # always the same shapes, so that moments can be stacked
            state["carried"] = np.full(self.inner.parameters.size, np.nan)
        return state

    def restore(self, state: State) -> None:
        carried = state["carried"]
        if np.isnan(carried).all():
            carried = np.empty(0)
        self.inner.restore({**state, "carried": carried})

    def take(self, parameters: Array, epochs: int) -> None:
        self.inner.take(parameters, epochs)


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else math.nan
