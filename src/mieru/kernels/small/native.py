"""Small networks in native code: the numbers stay in NumPy's memory, and C++ is told where.

The structures are those of native/small.h.
"""

import ctypes

import numpy as np

from mieru.kernels.small.core import Chance, Status, Steps, Tallied, Trained, Went
from mieru.kernels.small.course import Course, Pair, Plan
from mieru.kernels.small.knobs import L1_RULES, OPTIMIZERS, Knobs
from mieru.kernels.small.library import Functions
from mieru.kernels.small.numbers import Numbers
from mieru.kernels.small.shape import ACTIVATIONS, LOSSES, OUTPUTS, SmallShape

MOST_KNOWN = 8  # arrays of examples whose addresses are remembered
_POINTER, _WHOLE, _NUMBER = ctypes.c_void_p, ctypes.c_int32, ctypes.c_double


class _Network(ctypes.Structure):
    _fields_ = (
        ("layers", _WHOLE),
        ("output", _WHOLE),
        ("loss", _WHOLE),
        ("sizes", _POINTER),
        ("activations", _POINTER),
        ("dropout", _POINTER),
        ("parameters", _POINTER),
        ("first", _POINTER),
        ("second", _POINTER),
        ("alive", _POINTER),
        ("updates", ctypes.c_int64),
    )


class _Examples(ctypes.Structure):
    _fields_ = (("x", _POINTER), ("t", _POINTER), ("count", _WHOLE))


class _Steps(ctypes.Structure):
    _fields_ = (
        ("order", _POINTER),
        ("offsets", _POINTER),
        ("rates", _POINTER),
        ("ordered", _WHOLE),
        ("count", _WHOLE),
        ("seed", ctypes.c_uint64),
        ("first", ctypes.c_uint32),
        ("weights", _POINTER),
    )


class _Knobs(ctypes.Structure):
    _fields_ = (
        ("optimizer", _WHOLE),
        ("l1_rule", _WHOLE),
        ("momentum", _NUMBER),
        ("decay1", _NUMBER),
        ("decay2", _NUMBER),
        ("epsilon", _NUMBER),
        ("weight_decay", _NUMBER),
        ("l1", _NUMBER),
        ("l2", _NUMBER),
        ("clip", _NUMBER),
    )


class _Result(ctypes.Structure):
    _fields_ = (("loss", _NUMBER), ("step", _WHOLE), ("correct", _WHOLE))


class _Epochs(ctypes.Structure):
    _fields_ = (
        ("train", _Examples),
        ("test", _Examples),
        ("orders", _POINTER),
        ("offsets", _POINTER),
        ("rates", _POINTER),
        ("count", _WHOLE),
        ("ordered", _WHOLE),
        ("steps", _WHOLE),
        ("first", ctypes.c_uint32),
        ("seed", ctypes.c_uint64),
    )


class _Course(ctypes.Structure):
    _fields_ = tuple((name, _POINTER) for name in Course._fields)


class _Ended(ctypes.Structure):
    _fields_ = (("epochs", _WHOLE), ("step", _WHOLE))


class _Address:
    """Where an array's numbers stand; asking NumPy again for the same array costs 0.8 µs."""

    def __init__(self) -> None:
        self._array: np.ndarray | None = None
        self._at = 0

    def of(self, array: np.ndarray) -> int:
        if array is not self._array:
            self._array, self._at = array, array.ctypes.data
        return self._at


class Native:
    """The computing of one network by one of the builds."""

    def __init__(self, shape: SmallShape, numbers: Numbers, functions: Functions) -> None:
        self._shape, self._numbers = shape, numbers
        kind = 0 if numbers.parameters.dtype == np.float32 else 1
        self._train, self._judge = functions.train[kind], functions.judge[kind]
        self._epochs = functions.epochs[kind]
        self._outputs, self._units = functions.outputs[kind], functions.units[kind]
        self._pictures = functions.pictures[kind]
        self._kept = (  # what the structure points to
            np.array(shape.sizes, np.int32),
            np.array([ACTIVATIONS.index(name) for name in shape.activations], np.int32),
            np.array(shape.dropout, np.float64),
        )
        self._network = _Network(
            len(shape.sizes) - 1,
            OUTPUTS.index(shape.output),
            LOSSES.index(shape.loss),
            *(array.ctypes.data for array in self._kept),
            numbers.parameters.ctypes.data,
            numbers.memory[0].ctypes.data,
            numbers.memory[1].ctypes.data,
            numbers.alive.ctypes.data,
        )
        self._at = ctypes.addressof(self._network)
        self._knobs: tuple[Knobs, _Knobs] | None = None
        self._x, self._t, self._order = _Address(), _Address(), _Address()
        self._offsets, self._rates = _Address(), _Address()
        self._grid, self._places = _Address(), _Address()
        self._known: dict[int, tuple[np.ndarray, int]] = {}
        classes = shape.classes or 0
        self._confusion = np.zeros((classes, classes), np.int32)
        self._confusion_at = self._confusion.ctypes.data if classes else None

    def train(
        self, x: np.ndarray, t: np.ndarray, steps: Steps, knobs: Knobs, chance: Chance
    ) -> Trained:
        examples = _Examples(self._x.of(x), self._t.of(t), len(x))
        asked = _Steps(
            self._order.of(steps.order),
            self._offsets.of(steps.offsets),
            self._rates.of(steps.rates),
            len(steps.order),
            len(steps.rates),
            chance.seed,
            chance.step,
            None if steps.weights is None else steps.weights.ctypes.data,
        )
        result = _Result()
        self._network.updates = self._numbers.updates
        status = self._train(
            self._at,
            ctypes.addressof(examples),
            ctypes.addressof(asked),
            self._knobs_at(knobs),
            ctypes.addressof(result),
        )
        self._numbers.updates = self._network.updates
        return Trained(result.loss, Status(status), result.step)

    def judge(self, x: np.ndarray, t: np.ndarray) -> Tallied:
        self._confusion[:] = 0
        examples, result = self._examples(x, t), _Result()
        status = self._judge(
            self._at, ctypes.addressof(examples), self._confusion_at, ctypes.addressof(result)
        )
        confusion = None if self._confusion_at is None else self._confusion.copy()
        return Tallied(result.loss, result.correct, confusion, Status(status))

    def epochs(
        self, sides: tuple[Pair, Pair], plan: Plan, knobs: Knobs, chance: Chance, course: Course
    ) -> Went:
        asked = _Epochs(
            *(self._examples(x, t) for x, t in sides),
            *(array.ctypes.data for array in plan),
            *plan.orders.shape,
            plan.rates.shape[1],
            chance.step,
            chance.seed,
        )
        rows, ended = _Course(*(array.ctypes.data for array in course)), _Ended()
        self._network.updates = self._numbers.updates
        status = self._epochs(
            self._at,
            ctypes.addressof(asked),
            self._knobs_at(knobs),
            ctypes.addressof(rows),
            ctypes.addressof(ended),
        )
        self._numbers.updates = self._network.updates
        return Went(ended.epochs, Status(status), ended.step)

    def outputs(self, x: np.ndarray) -> np.ndarray:
        found = np.empty((len(x), self._shape.sizes[-1]), x.dtype)
        self._see(self._outputs(self._at, self._grid.of(x), len(x), found.ctypes.data))
        return found

    def units(self, x: np.ndarray) -> np.ndarray:
        found = np.empty((sum(self._shape.sizes[1:]), len(x)), x.dtype)
        self._see(self._units(self._at, self._grid.of(x), len(x), found.ctypes.data))
        return found

    def pictures(self, x: np.ndarray, first: int) -> np.ndarray:
        found = np.empty((sum(self._shape.sizes[1:]) - first, len(x)), np.uint8)
        at = self._places.of(x) if first else self._grid.of(x)  # those of outputs may be finer
        self._see(self._pictures(self._at, at, len(x), first, found.ctypes.data))
        return found

    def _examples(self, x: np.ndarray, t: np.ndarray) -> _Examples:
        return _Examples(self._address(x), self._address(t), len(x))

    def _address(self, array: np.ndarray) -> int:
        """Where the numbers stand of one of the few arrays that come again and again."""
        known = self._known.get(id(array))
        if known is None:  # what is known is held, so that no other array can have its id
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[id(array)] = array, array.ctypes.data
        return known[1]

    def _knobs_at(self, knobs: Knobs) -> int:
        if self._knobs is None or self._knobs[0] is not knobs:
            self._knobs = knobs, _native_knobs(knobs)
        return ctypes.addressof(self._knobs[1])

    def _see(self, status: int) -> None:
        if status:
            raise MemoryError


def _native_knobs(knobs: Knobs) -> _Knobs:
    return _Knobs(
        OPTIMIZERS.index(knobs.optimizer),
        L1_RULES.index(knobs.l1_rule),
        knobs.momentum,
        knobs.decay1,
        knobs.decay2,
        knobs.small,
        knobs.weight_decay,
        knobs.l1,
        knobs.l2,
        knobs.clip or 0.0,
    )
