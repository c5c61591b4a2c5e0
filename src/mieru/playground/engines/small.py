"""The engine of the page's usual networks: nothing compiles, everything can be turned."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data import Note
from mieru.kernels.small import Judged, Knobs, Pair, Plan, SmallNetwork, SmallShape, build_note
from mieru.playground.engines.engine import Judgement, Kind, State
from mieru.playground.engines.places import link_index
from mieru.playground.engines.stretch import Stretch, judged, most_epochs
from mieru.playground.experiment import Experiment
from mieru.playground.initial import initial_parameters
from mieru.playground.orders import order_of, orders_of
from mieru.playground.rates import rates
from mieru.playground.seeds import seed_number
from mieru.playground.setup import Setup

Array = npt.NDArray[Any]
# From there on the compiled loop is as fast, and much faster than NumPy.
MOST_PARAMETERS = 200_000
MOST_WITHOUT_NATIVE = 20_000


def small_enough(setup: Setup) -> bool:
    """Whether this engine can compute it, and fast."""
    most = MOST_WITHOUT_NATIVE if build_note() else MOST_PARAMETERS
    return setup.parameters <= most


class SmallEngine:
    """A dense network in :mod:`mieru.kernels.small`, learning from shuffled batches.

    The last batch of an epoch has what is left over. ``native`` as for SmallNetwork.
    """

    def __init__(self, setup: Setup, native: bool | None = None) -> None:
        self.setup, self._native = setup, native
        self._experiment = setup.experiment
        self.epochs = self.batches = self._position = 0
        self._cut_for = (0, 0, 0)
        self._cut: tuple[Array, Array] = (np.empty(0), np.empty(0))
        self._seed = seed_number(setup.experiment.seed)
        train = setup.points.train
        self._network = self._made(setup.experiment)
        self.kind: Kind = "native" if self._network.native else "plain"
        dtype = self._network.dtype
        self._x, self._t = setup.x[:train].astype(dtype), setup.t[:train].astype(dtype)
        self._test_x, self._test_t = setup.x[train:].astype(dtype), setup.t[train:].astype(dtype)
        self._initial = initial_parameters(setup.experiment, setup.sizes)
        self.turn(setup.experiment)
        self.reset()
        self._most_epochs = most_epochs(self.state())

    @property
    def parameters(self) -> Array:
        return self._network.parameters

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._network.dtype

    @property
    def busy(self) -> Note | None:
        return None

    @property
    def batches_left(self) -> int:
        return math.ceil((len(self._x) - self._position) / self._batch_size)

    def learn(self, batches: int) -> None:
        count = len(self._x)
        starts, offsets = self._steps(min(count, self._position + batches * self._batch_size))
        self._network.train(
            self._x,
            self._t,
            order_of(self._seed, self.epochs, count),
            offsets,
            rates(self._experiment, self.epochs + starts / count),
            self._knobs,
            self._seed,
            self._network.updates,
        )
        self._position, self.batches = int(offsets[-1]), self.batches + len(starts)
        if self._position == count:
            self._position, self.batches, self.epochs = 0, 0, self.epochs + 1

    def learn_stretch(self, most: int) -> Stretch | None:
        if self._position:
            return None
        began, count = self.epochs, len(self._x)
        orders = orders_of(self._seed, began, min(most, self._most_epochs), count)
        starts, offsets = self._steps(count)
        passed = np.arange(began, began + len(orders))[:, None] + starts / count
        learned = self._network.epochs(
            Pair(self._x, self._t),
            Pair(self._test_x, self._test_t),
            Plan(orders, offsets, rates(self._experiment, passed)),
            self._knobs,
            self._seed,
            self._network.updates,
        )
        course, optimizer = learned.course, np.array(self._network.optimizer, np.int64)

        def state_after(place: int) -> dict[str, Array]:
            return {
                "parameters": course.parameters[place].copy(),
                "memory": course.memory[place].copy(),
                "alive": course.alive[place].copy(),
                "updates": np.array(course.updates[place]),
                "optimizer": optimizer,
                "course": np.array([began + place + 1, 0, 0], np.int64),
            }

        self.epochs += len(course.losses)
        classified = self._network.shape.classes is not None
        rows = judged(learned, (count, len(self._test_x)), classified)
        return Stretch(began + 1, rows, state_after, learned.diverged)

    def _steps(self, end: int) -> tuple[Array, Array]:
        """Where the batches up to ``end`` begin, and the same with ``end``."""
        asked = (self._position, end, self._batch_size)
        if asked != self._cut_for:
            starts = np.arange(self._position, end, self._batch_size)
            self._cut_for, self._cut = asked, (starts, np.append(starts, end).astype(np.int32))
        return self._cut

    def turn(self, experiment: Experiment) -> None:
        e = self._experiment = experiment
        self._batch_size: int = min(e.batch_size, len(self._x))
        self._knobs = Knobs(
            optimizer=e.optimizer,
            momentum=e.momentum,
            decay1=e.decay1,
            decay2=e.decay2,
            weight_decay=e.weight_decay,
            l1=e.l1,
            l2=e.l2,
        )
        shares = tuple(layer.dropout for layer in e.layers)
        if shares != self._network.shape.dropout:
            state = self._network.state()
            self._network = self._made(e)
            self._network.restore(state)

    def reset(self) -> None:
        self.take(self._initial, 0)

    def judge(self) -> Judgement:
        train = self._network.judge(self._x, self._t)
        test = self._network.judge(self._test_x, self._test_t) if len(self._test_x) else None
        return judgement(train, test, (len(self._x), len(self._test_x)))

    def pictures(self, grid: Array) -> npt.NDArray[np.uint8]:
        return self._spread(self._network.pictures(grid))

    def output_pictures(self, grid: Array) -> npt.NDArray[np.uint8]:
        return self._spread(self._network.output_pictures(grid))

    def _spread(self, pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        if self.setup.output == "sigmoid":
            pictures[-1] = OF_PROBABILITY[pictures[-1]]
        return pictures

    def edit(self, layer: int, unit: int, source: int | None, value: float) -> None:
        self._network.parameters[link_index(self.setup.sizes, layer, unit, source)] = value

    def batch_examples(self) -> npt.NDArray[np.intp]:
        order = order_of(self._seed, self.epochs, len(self._x))
        return order[self._position : self._position + self._batch_size].astype(np.intp)

    def state(self) -> dict[str, Array]:
        course = np.array([self.epochs, self.batches, self._position], np.int64)
        return {**self._network.state(), "course": course}

    def restore(self, state: State) -> None:
        self._network.restore(state)
        self.epochs, self.batches, self._position = map(int, state["course"])

    def take(self, parameters: Array, epochs: int) -> None:
        self._network.forget()
        with np.errstate(over="ignore"):  # what float32 cannot hold is found not to be finite
            self._network.parameters[:] = parameters
        self._network.alive[:] = 1
        self.epochs, self.batches, self._position = epochs, 0, 0

    def _made(self, experiment: Experiment) -> SmallNetwork:
        shape = SmallShape(
            sizes=self.setup.sizes,
            activations=self.setup.activations,
            dropout=tuple(layer.dropout for layer in experiment.layers),
            output=self.setup.output,
            loss=self.setup.experiment.loss,
        )
        return SmallNetwork(shape, native=self._native)


def judgement(train: Judged, test: Judged | None, points: tuple[int, int]) -> Judgement:
    """What a network is worth by what it is on so many training and test points."""
    classified = train.confusion is not None
    return Judgement(
        train.loss,
        test.loss if test else math.nan,
        train.correct / points[0] if classified else math.nan,
        test.correct / points[1] if test and classified else math.nan,
        test.confusion if test else None,
    )


# A sigmoid's byte, 0…1 as 128…255, spread so that a probability of ½ is the middle.
OF_PROBABILITY = np.clip(2 * np.arange(256) - 255, 0, 255).astype(np.uint8)


def answers_as_bytes(values: Array, output: str) -> npt.NDArray[np.uint8]:
    """Outputs (G, K) as the bytes of their pictures, (K, G)."""
    if output in ("sigmoid", "softmax"):
        scaled = values * 255
    else:
        scaled = np.clip(np.nan_to_num(values, nan=0.0), -1, 1) * 127.5 + 127.5
    return np.ascontiguousarray(np.rint(scaled).astype(np.uint8).T)
