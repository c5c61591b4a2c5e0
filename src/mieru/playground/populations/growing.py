"""A population that learns: its networks go from mark to mark, and can be looked at meanwhile."""

import math
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from mieru.playground.changes import TURNED
from mieru.playground.engines.engine import Engine, Judgement
from mieru.playground.experiment import Experiment
from mieru.playground.features import Features
from mieru.playground.pictures import plane
from mieru.playground.populations.folds import folded
from mieru.playground.populations.member import engine_of, learn_until
from mieru.playground.populations.orders import SharedOrders
from mieru.playground.populations.plan import Cell, Plan, cells, checked
from mieru.playground.setup import Setup, set_up

if TYPE_CHECKING:
    from mieru.playground.tables import Tables

SMALLEST, LARGEST = 16, 100  # pixels of a picture's side
_FEW = 64  # networks; of so many the course of learning is told more finely
_MARKS_OF_FEW, _MARKS_OF_MANY = 40, 12
_TASK = 8  # networks that a thread takes at a time
_BYTES_AT_ONCE = 2**26  # of data, weights and orders
_LEARNED_ANEW: dict[str, object] = {name: getattr(Experiment(), name) for name in TURNED}


@dataclass(frozen=True)
class Row:
    """One network at a mark; ``well`` is False once a number was not finite."""

    number: int
    epoch: int
    judged: Judgement
    well: bool


@dataclass(frozen=True, eq=False)
class News:
    """What is new since one asked last: rows in their order, and pictures of these networks.

    A picture is (size²,) bytes, top row first: a value −1…+1 as 0…255, a probability 0…1 as 0…255,
    or, of more than two classes, the number of the likeliest.
    """

    rows: tuple[Row, ...]
    numbers: tuple[int, ...]
    pictures: npt.NDArray[np.uint8]


class Growing:
    """The networks of ``plan``; ``learn`` trains them, ``news`` may be asked from another thread.

    Each has, mark for mark, the numbers that :class:`mieru.playground.live.Live` has for its
    experiment. ``size`` is the side of the pictures in pixels. Raises FieldError for a plan that
    cannot be.
    """

    def __init__(self, plan: Plan, tables: "Tables | None" = None, size: int = 48) -> None:
        self.plan = checked(plan)
        self.cells = cells(self.plan)
        self.size = min(max(size, SMALLEST), LARGEST)
        self.marks = marks(self.plan.epochs, len(self.cells))
        self._tables, self._setups = tables, dict[Experiment, Setup]()
        self._orders = SharedOrders()
        self.setup = self._setup(self.plan.experiment)
        self.done = 0.0  # 0…1
        self.last: dict[int, Row] = {}
        self.pictures = np.full((len(self.cells), self.size**2), 127, np.uint8)
        self._lock = threading.Lock()
        self._rows: list[Row] = []
        self._drawn: set[int] = set()
        self._began = time.monotonic()
        self._ended: float | None = None

    @property
    def seconds(self) -> float:
        """How long it has learned."""
        return (self._ended or time.monotonic()) - self._began

    @property
    def seconds_left(self) -> float | None:
        """About how long it will still take; None before that can be told."""
        return self.seconds * (1 - self.done) / self.done if self.done > 0.01 else None

    def learn(self, pool: Executor, stop: threading.Event) -> None:
        """Trains all networks in the threads of ``pool``, until they are done or ``stop`` is set.

        Raises FieldError for an experiment that cannot be; what was learned before stays.
        """
        self._began, self._ended = time.monotonic(), None
        try:
            for wave in self._waves():
                for mark in self.marks:
                    self._learn_wave(wave, mark, pool, stop)
                    if stop.is_set():
                        return
        finally:
            self._ended = time.monotonic()

    def news(self) -> News:
        """What is new since the last call."""
        with self._lock:
            rows, numbers = tuple(self._rows), tuple(sorted(self._drawn))
            self._rows, self._drawn = [], set()
            return News(rows, numbers, self.pictures[list(numbers)])

    # --- Inside ---

    def _waves(self) -> Iterator[list["_Network"]]:
        """The networks, as many at a time as there is room for."""
        wave: list[_Network] = []
        seeds, size = set[str](), 0
        longest = max(b - a for a, b in pairwise((0, *self.marks)))
        for cell in self.cells:
            setup = self._setup(cell.experiment)
            if cell.fold is not None:
                setup = folded(setup, cell.fold, self.plan.folds)
            bytes_of_one = 8 * (setup.x.size + 5 * setup.parameters)
            if cell.experiment.seed not in seeds:
                bytes_of_one += 4 * setup.points.train * longest
            if wave and size + bytes_of_one > _BYTES_AT_ONCE:
                yield wave
                wave, seeds, size = [], set[str](), 0
                self._setups.clear()
                self._orders.forget()
            wave.append(_Network(cell, setup))
            seeds.add(cell.experiment.seed)
            size += bytes_of_one
        yield wave

    def _setup(self, experiment: Experiment) -> Setup:
        """The setup, shared by experiments that differ in what can be turned only."""
        if experiment.mode == "original":
            from mieru.playground.engines.original import set_up_original

            return set_up_original(experiment)[0]
        key = _without_turned(experiment)
        if key not in self._setups:
            self._setups[key] = set_up(experiment, self._tables)
        return self._setups[key].turned(experiment)

    def _learn_wave(
        self, wave: Sequence["_Network"], mark: int, pool: Executor, stop: threading.Event
    ) -> None:
        tasks = [wave[start : start + _TASK] for start in range(0, len(wave), _TASK)]
        for _ in pool.map(lambda task: self._learn_task(task, mark, stop), tasks):
            if stop.is_set():
                return

    def _learn_task(self, task: Sequence["_Network"], mark: int, stop: threading.Event) -> None:
        share = self._share(mark) / len(self.cells)
        for network in task:
            if stop.is_set():
                return
            row, picture = network.go_on(mark, self.size, self._orders)
            with self._lock:
                self.done = min(1.0, self.done + share)
                if row is None:
                    continue
                self._rows.append(row)
                self.last[row.number] = row
                self.pictures[row.number] = picture
                self._drawn.add(row.number)

    def _share(self, mark: int) -> float:
        """Which part of a network's work ends with ``mark``."""
        place = self.marks.index(mark)
        return (mark - (self.marks[place - 1] if place else 0)) / self.marks[-1]


class _Network:
    """One network, made when it is first asked for, in the thread that asks."""

    def __init__(self, cell: Cell, setup: Setup) -> None:
        self._cell, self._setup = cell, setup
        self._engine: Engine | None = None
        self._well = True

    def go_on(
        self, mark: int, size: int, orders: SharedOrders
    ) -> tuple[Row | None, npt.NDArray[np.uint8]]:
        """Its row at ``mark`` and its picture; no row for one that had diverged before."""
        engine = self._engine = self._engine or engine_of(self._setup)
        if not self._well:
            return None, np.empty(0, np.uint8)
        self._well = learn_until(engine, mark, orders)
        judged = engine.judge()
        self._well &= judged.finite
        row = Row(self._cell.number, mark, judged, self._well)
        return row, picture_of(engine, self._setup, size)


def picture_of(engine: Engine, setup: Setup, size: int) -> npt.NDArray[np.uint8]:
    """What the network says over the plane, (size²,) bytes as News tells them."""
    drawn = engine.output_pictures(_grid(setup.experiment.features, size))
    found: npt.NDArray[np.uint8] = drawn[0]
    return found if len(drawn) == 1 else drawn.argmax(axis=0).astype(np.uint8)


@lru_cache(maxsize=8)
def _grid(features: tuple[str, ...], size: int) -> npt.NDArray[np.float64]:
    return Features.parse(features).values(plane(size))


def marks(epochs: int, networks: int) -> tuple[int, ...]:
    """The epochs at which all networks are looked at: closer together in the beginning."""
    count = min(epochs, _MARKS_OF_FEW if networks <= _FEW else _MARKS_OF_MANY)
    found = {max(1, math.ceil(epochs * (k / count) ** 1.5)) for k in range(1, count + 1)}
    return tuple(sorted(found))


def _without_turned(experiment: Experiment) -> Experiment:
    layers = tuple(replace(layer, dropout=0.0) for layer in experiment.layers)
    return replace(experiment, layers=layers, **_LEARNED_ANEW)
