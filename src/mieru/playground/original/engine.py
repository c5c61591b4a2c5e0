"""The original's way of learning, in float64: examples in fixed order, leftovers carried over.

An epoch updates after every ``batch_size`` examples. Those left over at its end are not thrown
away: they join the first batch of the next epoch.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from mieru.kernels.small import Learned, Pair
from mieru.playground.experiment import Experiment
from mieru.playground.original import plain
from mieru.playground.original.checks import check, no_such_link
from mieru.playground.original.data import drawn_data, input_values
from mieru.playground.original.native import Native
from mieru.playground.original.random import SeedRandom

Array = npt.NDArray[np.float64]
FIRST_BIAS = 0.1


class OriginalEngine:
    """One experiment that learns as in the original playground.

    ``parameters`` (P,) float64 holds all weights, layer by layer, unit by unit, incoming links in
    order, then all biases in the same order; ``alive`` (W,) tells the links that L1 has not killed.
    ``xy`` (N, 2), ``inputs`` (N, F) and ``labels`` (N,) are all points, of which the first
    ``train`` train. Raises SettingError for an experiment that the original cannot compute.
    """

    def __init__(self, experiment: Experiment) -> None:
        check(experiment)
        self.experiment = experiment
        self._random = SeedRandom(experiment.seed)
        data = drawn_data(self._random, experiment.data, experiment.noise, experiment.train_percent)
        self.xy, self.labels, self.train = data.xy, data.labels, data.train
        self.inputs = np.ascontiguousarray(input_values(experiment.features, self.xy))
        output = "tanh" if experiment.problem == "classification" else "identity"
        self.sizes = (len(experiment.features), *(h.units for h in experiment.layers), 1)
        self.activations = (*(h.activation for h in experiment.layers), output)
        x, t, train = self.inputs, self.labels, self.train
        sides = Pair(x[:train], t[:train]), Pair(x[train:], t[train:])
        self.native = Native.of(experiment, self.sizes, self.activations, sides)
        if self.native:
            network = self.native.network
            self.parameters, self.alive = network.parameters, network.alive.view(np.bool_)
        else:
            links = sum(a * b for a, b in pairwise(self.sizes))
            self.parameters = np.zeros(links + sum(self.sizes[1:]))
            self.alive = np.ones(links, np.bool_)
        self.reset()

    def reset(self) -> None:
        """A new network. As there, its weights are the next numbers drawn, so another one.

        The first network of a seed comes with a new engine.
        """
        drawn = [self._random.next() - 0.5 for _ in self.weights]
        zero = self.experiment.init_zero
        self.weights[:] = 0.0 if zero else drawn
        self.biases[:] = 0.0 if zero else FIRST_BIAS
        self.alive[:] = True
        self.epochs = 0
        self.batches = 0  # done of the epoch under way
        self._carried: Array | None = None  # the gradient of examples that were left over

    @property
    def weights(self) -> Array:
        """All weights (W,), a view."""
        return self.parameters[: len(self.alive)]

    @property
    def biases(self) -> Array:
        """All biases (U,), a view."""
        return self.parameters[len(self.alive) :]

    @property
    def updates_in_epoch(self) -> int:
        """How often an epoch updates; 0 where a batch has more examples than there are."""
        size = self.experiment.batch_size
        return self.train // size if size else 0

    def epoch(self) -> None:
        """Learns to the end of the epoch under way."""
        self._updates(self.batches, self.updates_in_epoch)
        self._end_of_epoch()

    def some_epochs(self, most: int) -> Learned | None:
        """At most ``most`` whole epochs in one go, with what each gave, as far as all is finite.

        None, and nothing done, where that cannot be: without native code, within an epoch, and
        where examples are left over.
        """
        if not self.native or not self.updates_in_epoch or self.batches:
            return None
        if self.train % self.experiment.batch_size:
            return None
        learned = self.native.epochs(self.experiment.rate, most)
        if learned:
            self.epochs += len(learned.course.losses)
        return learned

    def batch(self) -> None:
        """Learns the next batch; the last one ends the epoch."""
        if self.batches < self.updates_in_epoch:
            self._updates(self.batches, self.batches + 1)
            self.batches += 1
        if self.batches >= self.updates_in_epoch:
            self._end_of_epoch()

    def batch_examples(self) -> npt.NDArray[np.intp]:
        """The places of the training examples that the next update learns from."""
        if not self.updates_in_epoch:
            return np.arange(self.train)
        return self._examples(self.batches)

    def losses(self) -> tuple[float, float]:
        """Mean ½(y − t)² over the training and over the test points; NaN where there are none."""
        if self.native and (found := self.native.judged()):
            return found[0].loss, found[1].loss
        with np.errstate(all="ignore"):
            errors = 0.5 * (self.outputs(self.inputs) - self.labels) ** 2
        return _mean(errors[: self.train]), _mean(errors[self.train :])

    def outputs(self, inputs: Array) -> Array:
        """The output (N,) for ``inputs`` (N, F)."""
        found: Array = self.units(inputs)[-1]
        return found

    def units(self, inputs: Array) -> Array:
        """The value of every unit (U, N), the hidden layers first, for ``inputs`` (N, F)."""
        if self.native and (found := self.native.units(inputs)) is not None:
            return found
        weights, biases = plain.views(self.parameters, self.sizes)
        with np.errstate(all="ignore"):
            _, values = plain.forward(weights, biases, self.activations, inputs)
        return np.concatenate([value.T for value in values])

    def pictures(self, inputs: Array) -> npt.NDArray[np.uint8]:
        """:meth:`units` as bytes (U, N): b stands for (b − 127.5) / 127.5, cut at −1 and 1."""
        return as_bytes(self.units(inputs))

    def edit(self, layer: int, unit: int, source: int | None, value: float) -> None:
        """Sets the weight of ``unit`` from ``source`` below, or its bias; ``layer`` 0 is the first
        hidden one. A dead link takes the value and stays dead.

        Raises SettingError where there is no such link.
        """
        if not self._has(layer, unit, source):
            raise no_such_link(layer, unit, source)
        weights, biases = plain.views(self.parameters, self.sizes)
        if source is None:
            biases[layer][unit] = value
        else:
            weights[layer][unit, source] = value

    def turn(self, rate: float) -> None:
        """Another learning rate from now on, without a reset."""
        self.experiment = replace(self.experiment, rate=rate)

    def state(self) -> dict[str, npt.NDArray[np.generic]]:
        """All that changes while it learns, copied; for :meth:`restore`, with other points too."""
        carried = np.empty(0) if self._carried is None else self._carried.copy()
        return {
            "parameters": self.parameters.copy(),
            "alive": self.alive.copy(),
            "course": np.array([self.epochs, self.batches], np.int64),
            "carried": carried,
        }

    def restore(self, state: dict[str, npt.NDArray[np.generic]]) -> None:
        """Stands again where ``state`` was taken, from an engine of the same sizes."""
        self.parameters[:] = state["parameters"]
        self.alive[:] = state["alive"]
        self.epochs, self.batches = map(int, state["course"])
        carried = np.array(state["carried"], np.float64)
        self._carried = carried if carried.size else None

    def take(self, parameters: Array, epochs: int) -> None:
        """Goes on with these, after so many epochs; every link lives."""
        self.parameters[:] = parameters
        self.alive[:] = True
        self.epochs, self.batches = epochs, 0
        self._settle_waiting()

    def _examples(self, place: int) -> npt.NDArray[np.intp]:
        """Which examples update ``place`` of an epoch learns from."""
        size = self.experiment.batch_size
        usual = np.arange(place * size, (place + 1) * size)
        if place or not self._waiting:
            return usual
        return np.concatenate([np.arange(self.train - self._waiting, self.train), usual])

    def _updates(self, begin: int, end: int) -> None:
        """The updates ``begin``, …, ``end`` − 1 of the epoch; where native code stops, in NumPy."""
        while begin < end:
            if self.native and not (begin == 0 and self._waiting):
                begin += self.native.updates(self.experiment.rate, begin, end)
            if begin < end:
                with np.errstate(all="ignore"):
                    self._update(begin)
                begin += 1

    def _update(self, place: int) -> None:
        examples = self._examples(place)
        count = len(examples)
        if place == 0 and self._carried is not None:
            summed = self._carried + self._gradient(examples[self._waiting :])
        else:
            summed = self._gradient(examples)
        e = self.experiment
        plain.update(self.parameters, self.alive, summed / count, plain.Rule(e.rate, e.l1, e.l2))
        if place == 0:
            self._carried = None

    def _gradient(self, examples: npt.NDArray[np.intp]) -> Array:
        weights, biases = plain.views(self.parameters, self.sizes)
        return plain.gradient(
            weights, biases, self.activations, self.inputs[examples], self.labels[examples]
        )

    def _end_of_epoch(self) -> None:
        self.epochs += 1
        self.batches = 0
        self._settle_waiting()

    @property
    def _waiting(self) -> int:
        """How many examples the epoch before left over for the first batch of this one."""
        first = self.epochs > 0 and self.batches == 0 and self.updates_in_epoch > 0
        return self.train % self.experiment.batch_size if first else 0

    def _settle_waiting(self) -> None:
        """Leftover examples go through the network as it is, before an edit, or new data."""
        left = np.arange(self.train - self._waiting, self.train)
        with np.errstate(all="ignore"):
            self._carried = self._gradient(left) if self._waiting else None

    def _has(self, layer: int, unit: int, source: int | None) -> bool:
        if not (0 <= layer < len(self.sizes) - 1 and 0 <= unit < self.sizes[layer + 1]):
            return False
        return source is None or 0 <= source < self.sizes[layer]


def as_bytes(values: Array) -> npt.NDArray[np.uint8]:
    """Values −1…1 as bytes; what is beyond is cut, and NaN becomes the middle."""
    scaled = np.rint(np.clip(np.nan_to_num(values, nan=0.0), -1, 1) * 127.5 + 127.5)
    return scaled.astype(np.uint8)


def _mean(errors: Array) -> float:
    return float(errors.mean()) if len(errors) else float("nan")
