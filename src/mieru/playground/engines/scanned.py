"""The engine of larger networks: they learn in the compiled loop of ``mieru.learn``.

Judging and drawing need no compiler. Learning waits for it, in a thread of its own, and ``busy``
says so; what was compiled is used again by every network of the same kind, and is kept on disk.
"""

import contextlib
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from mieru.data import Note
from mieru.playground.engines.engine import State
from mieru.playground.engines.small import SmallEngine
from mieru.playground.experiment import Experiment
from mieru.playground.setup import Setup
from mieru.words import DivergenceError

if TYPE_CHECKING:
    from mieru.playground.engines.scan import Scan

Array = npt.NDArray[Any]
COMPILING = Note(
    "Compiling this network; the next one of its kind begins at once.",
    "このネットワークをコンパイルしています。同じ構造なら次回からすぐに始まります。",
)
FAILED = Note(
    "This network could not be compiled; there may be too little memory. Take fewer units.",
    "このネットワークをコンパイルできませんでした。メモリが足りない可能性があります。"
    "ユニットを減らしてください。",
)


class ScannedEngine(SmallEngine):
    """A network whose numbers stand here as in a :class:`SmallEngine`, and learn in JAX.

    The order of the examples is the same, and so are the rules; dropout draws other units.
    """

    def __init__(self, setup: Setup) -> None:
        self._scan: Scan | None = None
        self._compiled_for: tuple[object, ...] = ()
        self._busy: Note | None = None
        self._wanted = 0  # which of the compilations that were begun counts
        self._current = False  # whether the scan has the numbers that stand here
        super().__init__(setup)
        self.kind = "scanned"

    @property
    def busy(self) -> Note | None:
        return self._busy

    @property
    def parameters(self) -> Array:
        return self._network.parameters

    def turn(self, experiment: Experiment) -> None:
        super().turn(experiment)
        key = (
            experiment.optimizer,
            experiment.schedule,
            experiment.rate == 0,
            capacity(self._batch_size),
            self._network.shape.dropout,
        )
        if key != self._compiled_for:
            self._remember()
            self._compiled_for, self._busy, self._scan = key, COMPILING, None
            self._wanted += 1
            _COMPILERS.submit(_compile, weakref.ref(self), self._wanted)
        elif self._scan:
            self._scan.turn(experiment, self._batch_size)

    def learn(self, batches: int) -> None:
        if self._scan is None:
            return
        if not self._current:
            self._scan.begin(self.state())
            self._current = True
        done = self._scan.learn(min(batches, self.batches_left))
        if done is None:
            self._current = False
            raise DivergenceError(
                en="learning diverged: a loss or weight is no longer a finite number",
                ja="学習が発散し、損失か重みが有限の数でなくなりました",
            )
        epoch_ended = done.epoch > self.epochs
        self.batches = 0 if epoch_ended else self.batches + done.steps
        self.epochs, self._position = done.epoch, done.position
        self._network.parameters[:] = done.parameters

    def learn_stretch(self, most: int) -> None:
        return None

    def edit(self, layer: int, unit: int, source: int | None, value: float) -> None:
        self._remember()
        super().edit(layer, unit, source, value)

    def state(self) -> dict[str, Array]:
        self._fetch()
        return super().state()

    def restore(self, state: State) -> None:
        self._current = False
        super().restore(state)

    def take(self, parameters: Array, epochs: int) -> None:
        self._current = False
        super().take(parameters, epochs)

    def _remember(self) -> None:
        """The numbers here are the ones that count from now on."""
        self._fetch()
        self._current = False

    def _fetch(self) -> None:
        """Brings what the optimizer remembers over from the scan."""
        if self._scan and self._current:
            state = super().state()
            self._network.restore({**state, **self._scan.memory()})

    def compile(self, wanted: int) -> None:
        """Compiles, where it is still ``wanted``; for the thread that compiles."""
        if wanted != self._wanted:
            return
        scan = None
        with contextlib.suppress(MemoryError, RuntimeError):
            from mieru.playground.engines import scan as jax_side

            scan = jax_side.Scan(self.setup, self._experiment, self._batch_size, self._x, self._t)
        if wanted == self._wanted:
            if scan:
                scan.turn(self._experiment, self._batch_size)
            self._scan, self._busy = scan, None if scan else FAILED


# One network after another: each compiler takes all cores. Its thread ends with the process, not
# before: a compiler that is cut off takes the process down.
_COMPILERS = ThreadPoolExecutor(1, thread_name_prefix="compiling")


def _compile(engine: "weakref.ref[ScannedEngine]", wanted: int) -> None:
    """What nobody waits for any more is not compiled."""
    if found := engine():
        found.compile(wanted)


def capacity(batch_size: int) -> int:
    """The batch size that is compiled: any smaller one then runs without compiling."""
    return max(32, 1 << (batch_size - 1).bit_length())
