"""The original's way of learning by the native code of small networks, in float64."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from mieru.kernels.small import Judged, Knobs, Learned, Pair, Plan, SmallNetwork, SmallShape
from mieru.playground.experiment import Experiment
from mieru.words import DivergenceError, SettingError

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Native:
    """A small network that learns from ``train`` in fixed order, ``batch`` at a time.

    What it cannot do, it leaves as it is: it never takes a step to a number that is not finite.
    """

    network: SmallNetwork
    knobs: Knobs
    train: Pair
    test: Pair
    batch: int

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        sizes: tuple[int, ...],
        activations: Sequence[str],
        sides: tuple[Pair, Pair],
    ) -> Self | None:
        """For training and test points; None where there is no native code, or none for this."""
        e = experiment
        if e.l1 and e.l2:  # the original adds the two in another order
            return None
        *hidden, output = activations
        try:
            network = SmallNetwork(
                SmallShape(sizes, tuple(hidden), output=output), np.float64, native=True
            )
            knobs = Knobs(l1=e.l1, l2=e.l2, l1_rule="original")
        except SettingError:
            return None
        return cls(network, knobs, *sides, e.batch_size)

    @cached_property
    def order(self) -> npt.NDArray[np.int32]:
        """The training examples in the order in which they are used, (N,)."""
        return np.arange(len(self.train.x), dtype=np.int32)

    @cached_property
    def offsets(self) -> npt.NDArray[np.int32]:
        """Where the batches begin in it, and the last one ends, (updates + 1,)."""
        updates = len(self.train.x) // self.batch
        return np.arange(0, (updates + 1) * self.batch, self.batch, dtype=np.int32)

    def updates(self, rate: float, begin: int, end: int) -> int:
        """Does the updates ``begin``, …, ``end`` − 1 of an epoch; returns how many it could."""
        if not rate >= 0:
            return 0
        offsets, rates = self.offsets[begin : end + 1], np.full(end - begin, rate)
        try:
            self.network.train(*self.train, self.order, offsets, rates, self.knobs)
        except DivergenceError as error:
            return error.step - 1
        return end - begin

    def epochs(self, rate: float, count: int) -> Learned | None:
        """Does whole epochs, and ends before one in which a number is not finite.

        None where it can do none.
        """
        if not rate >= 0:
            return None
        plan = Plan(
            np.broadcast_to(self.order, (count, len(self.order))),
            self.offsets,
            np.full((count, len(self.offsets) - 1), rate),
        )
        before = self.network.state()
        learned = self.network.epochs(self.train, self.test, plan, self.knobs)
        course = learned.course
        if learned.diverged:
            done = len(course.losses)
            self.network.parameters[:] = course.parameters[-1] if done else before["parameters"]
            self.network.alive[:] = course.alive[-1] if done else before["alive"]
        return Learned(course, None) if len(course.losses) else None

    def judged(self) -> tuple[Judged, Judged] | None:
        """What it is worth on training and on test points; None where that is not finite."""
        train, test = self.network.judge(*self.train), self.network.judge(*self.test)
        fine = np.isfinite(train.loss) and (np.isfinite(test.loss) or not len(self.test.x))
        return (train, test) if fine else None

    def units(self, inputs: Array) -> Array | None:
        """The value of every unit (U, N); None where weights are not finite."""
        if not np.isfinite(self.network.parameters).all():
            return None
        return self.network.units(inputs)
