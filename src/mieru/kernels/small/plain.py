"""Small networks in NumPy: what the native code is held to, and what stands in where it is missing.

One step walks forward keeping each layer's input and slope, and back carrying δ.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mieru.kernels.small import draws
from mieru.kernels.small.core import Chance, Status, Steps, Tallied, Trained, Went
from mieru.kernels.small.course import Course, Pair, Plan
from mieru.kernels.small.functions import FUNCTIONS, sigmoid, softmax
from mieru.kernels.small.knobs import Knobs
from mieru.kernels.small.numbers import Numbers
from mieru.kernels.small.shape import SmallShape
from mieru.kernels.small.update import Rule, clipped, regularized


class _Layer(NamedTuple):
    weights: np.ndarray  # (units, incoming)
    biases: np.ndarray  # (units,)


@dataclass
class _Forward:
    inputs: list[np.ndarray]  # of each weight layer, (N, incoming)
    slopes: list[np.ndarray]  # dz/du of each hidden layer, (N, units)
    u: np.ndarray  # the outputs before their function, (N, K)


class _Batch(NamedTuple):
    x: np.ndarray
    t: np.ndarray
    weights: np.ndarray | None = None  # (N,)


class Plain:
    """The computing of one network in NumPy."""

    def __init__(self, shape: SmallShape, numbers: Numbers) -> None:
        self._shape, self._numbers = shape, numbers
        self._places = shape.places()

    def train(
        self, x: np.ndarray, t: np.ndarray, steps: Steps, knobs: Knobs, chance: Chance
    ) -> Trained:
        t = t.reshape(len(x), self._shape.targets)
        status = self._unfit(len(x), t, steps)
        if status:
            return Trained(0.0, status, 0)
        total = 0.0
        with np.errstate(all="ignore"):
            for s, rate in enumerate(steps.rates):
                batch = slice(steps.offsets[s], steps.offsets[s + 1])
                rows = steps.order[batch]
                here = Chance(chance.seed, chance.step + s)
                weights = None if steps.weights is None else steps.weights[batch]
                loss = self._step(_Batch(x[rows], t[rows], weights), float(rate), knobs, here)
                if loss is None:
                    return Trained(total, Status.NOT_FINITE, s)
                total += loss
        return Trained(total, Status.DONE, len(steps.rates))

    def judge(self, x: np.ndarray, t: np.ndarray) -> Tallied:
        t = t.reshape(len(x), self._shape.targets)
        if not self._fit_targets(t):
            return Tallied(0.0, 0, None, Status.BAD_TARGET)
        with np.errstate(all="ignore"):
            u = self._forward(x).u
            loss = float(np.sum(self._losses(u, t), dtype=np.float64))
        classes = self._shape.classes
        if classes is None:
            return Tallied(loss, self._all_right(u, t), None, Status.DONE)
        if self._shape.output == "softmax":
            found, true = u.argmax(axis=1), t[:, 0].astype(np.int64)
        else:
            found, true = (u[:, 0] > 0).astype(np.int64), self._yes(t[:, 0]).astype(np.int64)
        confusion = np.zeros((classes, classes), np.int32)
        np.add.at(confusion, (true, found), 1)
        return Tallied(loss, int(np.trace(confusion)), confusion, Status.DONE)

    def epochs(
        self, sides: tuple[Pair, Pair], plan: Plan, knobs: Knobs, chance: Chance, course: Course
    ) -> Went:
        status = self._unfit_epochs(sides, plan)
        if status:
            return Went(0, status, 0)
        numbers = self._numbers
        for e, (order, rates) in enumerate(zip(plan.orders, plan.rates, strict=True)):
            here = Chance(chance.seed, chance.step + e * len(rates))
            done = self.train(*sides[0], Steps(order, plan.offsets, rates), knobs, here)
            if done.status:
                return Went(e, done.status, done.step)
            for side, pair in enumerate(sides):
                found = self.judge(*pair)
                course.losses[e, side], course.correct[e, side] = found.loss, found.correct
            course.parameters[e], course.memory[e] = numbers.parameters, numbers.memory
            course.alive[e], course.updates[e] = numbers.alive, numbers.updates
            if not np.isfinite(course.losses[e, 0]):
                return Went(e + 1, Status.DONE, 0)
        return Went(len(plan.orders), Status.DONE, 0)

    def outputs(self, x: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return np.ascontiguousarray(self._answer(self._forward(x).u))

    def units(self, x: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            passed = self._forward(x)
            layers = [*passed.inputs[1:], self._answer(passed.u)]
        return np.ascontiguousarray(np.concatenate(layers, axis=1).T)

    def pictures(self, x: np.ndarray, first: int) -> np.ndarray:
        values = self.units(x)
        if self._shape.output == "softmax":
            values[-self._shape.sizes[-1] :] = values[-self._shape.sizes[-1] :] * 2 - 1
        with np.errstate(all="ignore"):
            byte = np.clip(np.nan_to_num(values, nan=0.0), -1, 1) * 127.5 + 127.5
        return np.asarray(np.rint(byte[first:]), np.uint8)

    def gradient(self, x: np.ndarray, t: np.ndarray) -> np.ndarray:
        """∂E/∂parameter, E the mean loss of all of x (N, F), t (N, targets), as (P,)."""
        return self._gradient(self._forward(x), _Batch(x, t))

    def _step(self, batch: _Batch, rate: float, knobs: Knobs, chance: Chance) -> float | None:
        """The batch's summed loss; None, and nothing changed, where a number is not finite."""
        numbers, weights = self._numbers, self._shape.weights
        passed = self._forward(batch.x, chance)
        losses = self._losses(passed.u, batch.t)
        losses = losses if batch.weights is None else losses * batch.weights
        loss = float(np.sum(losses, dtype=np.float64))
        if not np.isfinite(loss):
            return None
        gradient = self._gradient(passed, batch)
        gradient[:weights] += self._number(knobs.l2) * numbers.parameters[:weights]
        if knobs.clip is not None:
            gradient = clipped(gradient, knobs.clip)
        rule = Rule(knobs, rate, numbers.updates + 1)
        change, memory = rule.apply(gradient, numbers.parameters, numbers.memory)
        after = numbers.parameters + change
        alive = regularized(after, numbers, rate * knobs.l1, knobs.l1_rule)
        if not np.isfinite(after).all():
            return None
        numbers.parameters[:], numbers.memory[:], numbers.alive[:] = after, memory, alive
        numbers.updates += 1
        return loss

    def _forward(self, x: np.ndarray, chance: Chance | None = None) -> _Forward:
        *hidden, last = [
            _Layer(
                self._numbers.parameters[place.weights].reshape(place.shape),
                self._numbers.parameters[place.biases],
            )
            for place in self._places
        ]
        inputs, slopes, unit = [x], [], 0
        key = draws.step_key(*chance) if chance else None
        for layer, name, share in zip(
            hidden, self._shape.activations, self._shape.dropout, strict=True
        ):
            z, slope = FUNCTIONS[name](inputs[-1] @ layer.weights.T + layer.biases)
            if key is not None and share:
                scale = self._number(1 / (1 - share))
                factor = draws.kept(key, unit, z.shape, share).astype(z.dtype) * scale
                z, slope = z * factor, slope * factor
            unit += z.shape[1]
            inputs.append(z)
            slopes.append(slope)
        return _Forward(inputs, slopes, inputs[-1] @ last.weights.T + last.biases)

    def _gradient(self, passed: _Forward, batch: _Batch) -> np.ndarray:
        gradient = np.empty_like(self._numbers.parameters)
        delta = self._delta(passed.u, batch.t) / self._number(len(batch.t))
        if batch.weights is not None:
            delta *= batch.weights[:, None]
        for number in reversed(range(len(self._places))):
            place = self._places[number]
            gradient[place.weights] = (delta.T @ passed.inputs[number]).ravel()
            gradient[place.biases] = delta.sum(axis=0)
            if number:
                weights = self._numbers.parameters[place.weights].reshape(place.shape)
                delta = (delta @ weights) * passed.slopes[number - 1]
        return gradient

    def _answer(self, u: np.ndarray) -> np.ndarray:
        return (
            softmax(u) if self._shape.output == "softmax" else FUNCTIONS[self._shape.output](u)[0]
        )

    def _losses(self, u: np.ndarray, t: np.ndarray) -> np.ndarray:
        """e_n of each example, (N,)."""
        if self._shape.loss == "squared_error":
            return np.asarray(np.sum((self._answer(u) - t) ** 2, axis=1) * self._number(0.5))
        if self._shape.output == "sigmoid":
            likelihood = np.maximum(u, 0) - t * u + np.log1p(np.exp(-np.abs(u)))
            return np.asarray(np.sum(likelihood, axis=1))
        top = u.max(axis=1)
        right = np.take_along_axis(u, t.astype(np.int64), axis=1)[:, 0]
        return np.asarray(np.log(np.sum(np.exp(u - top[:, None]), axis=1)) + top - right)

    def _delta(self, u: np.ndarray, t: np.ndarray) -> np.ndarray:
        """∂e_n/∂u, (N, K)."""
        if self._shape.loss == "squared_error":
            y, slope = FUNCTIONS[self._shape.output](u)
            return np.asarray((y - t) * slope)
        if self._shape.output == "sigmoid":
            return np.asarray(sigmoid(u) - t)
        return np.asarray(softmax(u) - (t == np.arange(u.shape[1])), u.dtype)

    def _yes(self, t: np.ndarray) -> np.ndarray:
        return np.asarray(t > (0.5 if self._shape.output == "sigmoid" else 0))

    def _all_right(self, u: np.ndarray, t: np.ndarray) -> int:
        if self._shape.output == "identity":
            return 0
        return int(((u > 0) == self._yes(t)).all(axis=1).sum())

    def _unfit(self, examples: int, t: np.ndarray, steps: Steps) -> Status:
        order, offsets = steps.order, steps.offsets
        if offsets[0] < 0 or offsets[-1] > len(order) or (np.diff(offsets) < 1).any():
            return Status.BAD_OFFSETS
        if len(order) and not 0 <= order.min() <= order.max() < examples:
            return Status.BAD_ORDER
        return Status.DONE if self._fit_targets(t) else Status.BAD_TARGET

    def _unfit_epochs(self, sides: tuple[Pair, Pair], plan: Plan) -> Status:
        trained, tested = (t.reshape(len(x), self._shape.targets) for x, t in sides)
        found = (
            self._unfit(len(trained), trained, Steps(order, plan.offsets, rates))
            for order, rates in zip(plan.orders, plan.rates, strict=True)
        )
        status = next(filter(None, found), Status.DONE)
        return status if status or self._fit_targets(tested) else Status.BAD_TARGET

    def _fit_targets(self, t: np.ndarray) -> bool:
        if self._shape.output != "softmax":
            return True
        whole = (t == np.floor(t)) & (t >= 0) & (t < self._shape.sizes[-1])
        return bool(whole.all())

    def _number(self, value: float) -> np.floating:
        """In the network's own precision, so that nothing is silently computed in another."""
        found: np.floating = self._numbers.parameters.dtype.type(value)
        return found
