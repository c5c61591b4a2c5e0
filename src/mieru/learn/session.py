"""One call of ``fit`` or ``resume``: the learner, what has been recorded, and who listens."""

import time
from typing import Any

import numpy as np

from mieru.files import Run, versions
from mieru.learn.checkpoint import CheckpointWriter
from mieru.learn.events import (
    Advanced,
    Compiled,
    Ended,
    EpochEnded,
    Event,
    Listener,
    Started,
    StopLearning,
)
from mieru.learn.learner import Learner
from mieru.learn.target_scale import AS_THEY_ARE, TargetScale
from mieru.words import DivergenceError


class Session:
    """Records what the learner does and tells the listeners. ``source`` describes the data.

    ``scale`` is that of the targets that the learner sees. ``history`` and ``seconds`` are those of
    earlier processes, where learning goes on.
    """

    def __init__(
        self,
        learner: Learner,
        source: dict[str, Any],
        listeners: tuple[Listener, ...] = (),
        history: list[dict[str, Any]] | None = None,
        seconds: float = 0.0,
        scale: TargetScale = AS_THEY_ARE,
    ) -> None:
        self.learner, self.source, self.scale = learner, source, scale
        self.history = list(history or [])
        self.writer: CheckpointWriter | None = None
        self.asked_to_stop = False
        self._listeners = listeners
        self._began = time.perf_counter() - seconds
        self._last_step = learner.settings.epochs * learner.steps_by_epoch

    @property
    def seconds(self) -> float:
        """How long learning has taken, earlier processes included."""
        return time.perf_counter() - self._began

    @property
    def step(self) -> int:
        """How many steps have been done."""
        carry, batch = self.learner.carry, int(self.learner.knobs.batch_size)
        return int(carry.epoch) * self.learner.steps_by_epoch - (-int(carry.position) // batch)

    @property
    def steps_left(self) -> int:
        """How many steps there are still to do."""
        return self._last_step - self.step

    def start(self) -> None:
        """Tells that learning begins; the first checkpoint shows whether one can be written."""
        learner = self.learner
        self.tell(
            Started(
                learner.network,
                learner.settings,
                learner.examples,
                learner.steps_by_epoch,
                int(learner.carry.epoch),
                self.source,
                lambda: self.run("learning"),
            )
        )
        self.keep()

    def record(self, rows: list[dict[str, Any]]) -> None:
        """Adds the lines of epochs that have ended to the history."""
        seconds = round(self.seconds, 3)
        for row in rows:
            self.history.append(row | {"seconds": seconds})
            self.tell(EpochEnded(self.history[-1]))

    def advanced(self, steps_by_second: float) -> None:
        """Tells how far it is."""
        learner = self.learner
        examples = steps_by_second * learner.examples / learner.steps_by_epoch
        left = self.steps_left / steps_by_second
        self.tell(Advanced(self.step, learner.epochs, learner.running_loss, examples, left))

    def compiled(self, seconds: float) -> None:
        """Tells that the first step has run."""
        self.tell(Compiled(seconds))

    def keep(self, *, at_once: bool = False) -> None:
        """Writes the checkpoint where it is time, or ``at_once``."""
        if self.writer and (at_once or self.writer.is_time):
            self.writer.write(self.learner, self.history, self.seconds)

    def end(self, reason: str) -> Run:
        """The recording, once learning is over, and the last event."""
        run = self.run(reason)
        self.tell(Ended(reason, int(self.learner.carry.epoch), run.kept_epoch, run.seconds))
        return run

    def fail(self, error: BaseException) -> None:
        """Tells every listener that it is over: they may hold terminals and files."""
        reason = "diverged" if isinstance(error, DivergenceError) else "failed"
        epoch = int(self.learner.carry.epoch)
        ended = Ended(reason, epoch, self._kept(reason)[0], round(self.seconds, 3))
        for listener in self._listeners:
            try:
                listener(ended)
            except Exception as another:  # noqa: BLE001 (the first error is the one to be seen)
                error.add_note(f"{listener!r} failed too: {another!r}")

    def tell(self, event: Event) -> None:
        """Tells all listeners, in their order. What one raises ends learning."""
        for listener in self._listeners:
            try:
                listener(event)
            except StopLearning:
                self.asked_to_stop = True

    def run(self, reason: str) -> Run:
        """The recording as of now."""
        learner = self.learner
        kept_epoch, parameters, state = self._kept(reason)
        return Run(
            network=learner.network,
            loss=learner.loss,
            parameters=self.scale.own(learner.network, _to_host(parameters)),
            state=_to_host(state),
            settings=learner.settings.to_json(),
            history=list(self.history),
            kept_epoch=kept_epoch,
            ended=reason,
            seconds=round(self.seconds, 3),
            data=self.source,
            versions=versions(),
        )

    def _kept(self, reason: str) -> tuple[int, Any, Any]:
        """(epoch, parameters, state) to keep: the best where that was asked for, else the last."""
        carry, best = self.learner.carry, self.learner.carry.best
        to_best = self.learner.settings.stopping or reason in ("interrupted", "diverged")
        if best is not None and to_best and int(best.epoch) > 0:
            return int(best.epoch), best.parameters, best.state
        return int(carry.epoch), carry.parameters, carry.state


def _to_host(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {name: _to_host(branch) for name, branch in tree.items()}
    return np.array(tree)
