"""A small dense network that learns: everything about it can be turned, and nothing compiles."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from mieru.kernels.small.core import Chance, Core, Steps
from mieru.kernels.small.course import Course, Pair, Plan
from mieru.kernels.small.knobs import OPTIMIZERS, Knobs
from mieru.kernels.small.library import builds
from mieru.kernels.small.native import Native
from mieru.kernels.small.numbers import empty_numbers
from mieru.kernels.small.plain import Plain
from mieru.kernels.small.shape import SmallShape
from mieru.kernels.small.trouble import trouble
from mieru.words import DivergenceError, SettingError, ShapeError

_DTYPES = (np.dtype(np.float32), np.dtype(np.float64))


class Judged(NamedTuple):
    """What a network is worth on some examples.

    ``loss`` is the mean of e_n, NaN without examples. ``correct`` counts the right answers and
    ``confusion`` (K, K) has true classes in rows, predicted ones in columns; 0 and None for values.
    A single output says class 1 where its u is above 0.
    """

    loss: float
    correct: int
    confusion: np.ndarray | None


class Learned(NamedTuple):
    """What whole epochs gave, one row for each that was done, and why they ended early if so."""

    course: Course
    diverged: DivergenceError | None


class SmallNetwork:
    """One network of a :class:`SmallShape` with its numbers, all zero at first.

    ``parameters`` (P,) is writable: all weights layer by layer, unit by unit, incoming links in
    order; then all biases in the same order. ``memory`` (2, P) is what the optimizer remembers,
    ``updates`` counts its steps, and ``alive`` (W,) is 0 for a link that the original's L1 rule has
    killed. Computes in ``dtype``, float32 or float64. ``native`` None means native code where there
    is a build of it; True without one raises SettingError.

    Different networks may be used by different threads at the same time, one network by one.
    """

    def __init__(
        self, shape: SmallShape, dtype: DTypeLike = np.float32, native: bool | None = None
    ) -> None:
        self.shape = shape
        self.dtype = np.dtype(dtype)
        if self.dtype not in _DTYPES:
            raise SettingError(
                en=f"a small network computes in float32 or float64, not in {self.dtype}",
                ja=f"計算には float32 か float64 を使います ({self.dtype} は使えません)",
            )
        self._numbers = empty_numbers(shape, self.dtype)
        known = builds()
        if native and not known:
            raise SettingError(
                en="there is no native code here; see mieru.kernels.small.build_note()",
                ja="ネイティブコードがありません。mieru.kernels.small.build_note() を見てください",
            )
        self.native = bool(known) and native is not False
        self._core: Core = (
            Native(shape, self._numbers, known[-1]) if self.native else Plain(shape, self._numbers)
        )

    @property
    def parameters(self) -> np.ndarray:
        return self._numbers.parameters

    @property
    def memory(self) -> np.ndarray:
        return self._numbers.memory

    @property
    def alive(self) -> np.ndarray:
        return self._numbers.alive

    @property
    def optimizer(self) -> int:
        """Which one ``memory`` is of, by its place among the OPTIMIZERS."""
        return self._numbers.optimizer

    @property
    def updates(self) -> int:
        return self._numbers.updates

    def forget(self) -> None:
        """The optimizer begins anew; so it also does when another kind of it is asked for."""
        self._numbers.memory[:] = 0
        self._numbers.updates = 0

    def state(self) -> dict[str, np.ndarray]:
        """Copies of all numbers; with them learning goes on to the bit."""
        numbers = self._numbers
        return {
            "parameters": numbers.parameters.copy(),
            "memory": numbers.memory.copy(),
            "alive": numbers.alive.copy(),
            "updates": np.array(numbers.updates, np.int64),
            "optimizer": np.array(numbers.optimizer, np.int64),
        }

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Takes the numbers of :meth:`state`; raises ShapeError for those of another shape."""
        numbers = self._numbers
        for name in ("parameters", "memory", "alive"):
            kept, given = getattr(numbers, name), state[name]
            if given.shape != kept.shape:
                raise ShapeError(
                    en=f"{name} of shape {given.shape} do not fit this network's {kept.shape}",
                    ja=f"{name} の形状 {given.shape} は、"
                    f"このネットワークの {kept.shape} に合いません",
                )
        for name in ("parameters", "memory", "alive"):
            getattr(numbers, name)[:] = state[name]
        numbers.updates, numbers.optimizer = int(state["updates"]), int(state["optimizer"])

    def train(  # noqa: PLR0913 (all that decides what a step does)
        self,
        x: ArrayLike,
        t: ArrayLike,
        order: ArrayLike,
        offsets: ArrayLike,
        rates: ArrayLike,
        knobs: Knobs,
        seed: int = 0,
        step: int = 0,
        weights: ArrayLike | None = None,
    ) -> float:
        """Learns for S steps; returns the loss summed over every example that they used.

        x (N, F); t (N,), or (N, K) values for several outputs. Step s has the examples
        ``order[offsets[s]:offsets[s + 1]]`` and the learning rate ``rates[s]``; the gradient is the
        mean over them. ``seed`` and ``step`` (how many came before) decide what dropout leaves out.
        ``weights`` (N,) are what the loss of each example is multiplied with, for the gradient and
        for what is returned.

        At the first loss or weight that is not a finite number it raises DivergenceError, whose
        ``step`` counts from 1 with ``step`` before it; the numbers are those before that step.
        Raises ShapeError and SettingError for arrays that do not fit, before anything is learned.
        """
        self._begin(knobs)
        inputs = self._inputs(x)
        ordered = np.ascontiguousarray(order, np.int32)
        steps = Steps(
            ordered,
            np.ascontiguousarray(offsets, np.int32),
            np.ascontiguousarray(rates, np.float64),
            None if weights is None else self._weights(weights, len(inputs), ordered),
        )
        _check_offsets(steps.offsets, len(steps.rates))
        targets = self._targets(t, len(inputs))
        done = self._core.train(inputs, targets, steps, knobs, Chance(seed, step))
        if done.status:
            raise trouble(done.status, self.shape, step + done.step + 1)
        return done.loss

    def epochs(
        self, train: Pair, test: Pair, plan: Plan, knobs: Knobs, seed: int = 0, step: int = 0
    ) -> Learned:
        """Learns the epochs of ``plan`` from ``train``, and judges both after each.

        To the bit the same as :meth:`train` and :meth:`judge` for one epoch after another, at a
        fraction of the cost. Ends early after an epoch whose training loss is not finite, which is
        the last row then; or within one, as :meth:`train` does, and ``diverged`` is what that would
        raise. Raises ShapeError, SettingError and DataError for arrays that do not fit, before
        anything is learned.
        """
        own = Plan(
            np.ascontiguousarray(plan.orders, np.int32),
            np.ascontiguousarray(plan.offsets, np.int32),
            np.ascontiguousarray(plan.rates, np.float64),
        )
        if own.orders.ndim != 2 or own.rates.ndim != 2 or len(own.orders) != len(own.rates):
            raise ShapeError(
                en=f"orders {own.orders.shape} and rates {own.rates.shape} must both have one row "
                "for each epoch",
                ja=f"orders {own.orders.shape} と rates {own.rates.shape} には、"
                "エポックごとに 1 行ずつ必要です",
            )
        _check_offsets(own.offsets, own.rates.shape[1])
        train, test = self._pair(train), self._pair(test)
        self._begin(knobs)
        course = Course.empty(self.shape, self.dtype, len(own.orders))
        went = self._core.epochs((train, test), own, knobs, Chance(seed, step), course)
        course = course.first(went.epochs)
        for side, pair in enumerate((train, test)):
            course.losses[:, side] /= len(pair.x) or np.nan
        if not went.status:
            return Learned(course, None)
        steps = step + went.epochs * own.rates.shape[1] + went.step + 1
        error = trouble(went.status, self.shape, steps)
        if not isinstance(error, DivergenceError):
            raise error
        return Learned(course, error)

    def judge(self, x: ArrayLike, t: ArrayLike) -> Judged:
        """How good the network is on x (N, F) and t as :meth:`train` takes them."""
        inputs = self._inputs(x)
        found = self._core.judge(inputs, self._targets(t, len(inputs)))
        if found.status:
            raise trouble(found.status, self.shape, 0)
        mean = found.loss / len(inputs) if len(inputs) else float("nan")
        return Judged(mean, found.correct, found.confusion)

    def outputs(self, x: ArrayLike) -> np.ndarray:
        """What the network answers to x (N, F): values or probabilities, (N, K)."""
        return self._core.outputs(self._inputs(x))

    def units(self, grid: ArrayLike) -> np.ndarray:
        """z of every unit but the inputs, layer by layer, at each place of grid (G, F): (U, G)."""
        return self._core.units(self._inputs(grid))

    def pictures(self, grid: ArrayLike) -> np.ndarray:
        """The same as bytes (U, G): −1…+1 as 0…255, what is beyond is cut.

        The probabilities of a softmax are 0…1 as 0…255. What is no number is 128, as 0 is.
        """
        return self._core.pictures(self._inputs(grid), 0)

    def output_pictures(self, grid: ArrayLike) -> np.ndarray:
        """The same of the outputs alone, (K, G)."""
        return self._core.pictures(self._inputs(grid), sum(self.shape.sizes[1:-1]))

    def _begin(self, knobs: Knobs) -> None:
        kind = OPTIMIZERS.index(knobs.optimizer)
        if kind != self._numbers.optimizer:
            self.forget()
            self._numbers.optimizer = kind

    def _pair(self, given: Pair) -> Pair:
        x = self._inputs(given.x)
        return Pair(x, self._targets(given.t, len(x)))

    def _inputs(self, x: ArrayLike) -> np.ndarray:
        inputs = np.ascontiguousarray(x, self.dtype)
        if inputs.ndim != 2 or inputs.shape[1] != self.shape.sizes[0]:
            raise ShapeError(
                en=f"x has the shape {inputs.shape}; the network takes (N, {self.shape.sizes[0]})",
                ja=f"x の形状は {inputs.shape} ですが、"
                f"ネットワークの入力は (N, {self.shape.sizes[0]}) です",
            )
        return inputs

    def _weights(self, weights: ArrayLike, examples: int, order: np.ndarray) -> np.ndarray:
        """Those of the ordered examples; an order that is none is told of by the computing."""
        given = np.ascontiguousarray(weights, self.dtype)
        if given.shape != (examples,):
            raise ShapeError(
                en=f"weights have the shape {given.shape}, and must have ({examples},)",
                ja=f"weights の形状は {given.shape} ですが、({examples},) でなければなりません",
            )
        return np.ascontiguousarray(given.take(order, mode="clip"))

    def _targets(self, t: ArrayLike, examples: int) -> np.ndarray:
        targets = np.ascontiguousarray(t, self.dtype)
        wanted = self.shape.targets
        if targets.shape not in ((examples, wanted), (examples,) if wanted == 1 else None):
            shape = f"({examples},)" if wanted == 1 else f"({examples}, {wanted})"
            raise ShapeError(
                en=f"t has the shape {targets.shape}, and must have {shape}",
                ja=f"t の形状は {targets.shape} ですが、{shape} でなければなりません",
            )
        return targets


def _check_offsets(offsets: np.ndarray, rates: int) -> None:
    if len(offsets) != rates + 1:
        raise ShapeError(
            en=f"{rates} rates need one offset more, not {len(offsets)}",
            ja=f"rates が {rates} 個なら offsets は 1 つ多く必要ですが、{len(offsets)} 個あります",
        )
