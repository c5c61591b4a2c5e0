"""``fit``: the loop. It reads top to bottom; what one step does is in ``compiled.py``."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from mieru.data import DataSet, Examples
from mieru.files import Run
from mieru.learn.checkpoint import Checkpoint, CheckpointWriter, read_checkpoint
from mieru.learn.diverged import divergence
from mieru.learn.events import Listener
from mieru.learn.interrupt import Interrupt
from mieru.learn.learner import Learner
from mieru.learn.session import Session
from mieru.learn.settings import Settings
from mieru.learn.target_scale import TargetScale, target_scale, told_scale
from mieru.nn import (
    BinaryCrossEntropy,
    CrossEntropy,
    Loss,
    MeanSquaredError,
    Network,
    Parameters,
    State,
)
from mieru.words import DataError, SettingError

# Seconds of learning between two looks at the world: short enough for 20 pictures a second.
_CHUNK_SECONDS = 0.05
_LONGEST_CHUNK = 1_000_000  # steps

Data = DataSet | Examples | tuple[Any, Any]


def fit(
    network: Network,
    data: Data,
    settings: Settings | None = None,
    *,
    parameters: Parameters | None = None,
    state: State | None = None,
    listeners: Iterable[Listener] = (),
    checkpoint: str | Path | Checkpoint | None = None,
    **changes: Any,
) -> Run:
    """Trains ``network`` on ``data`` and returns the recording of it.

    ``data`` is a DataSet (its training part is learned from, its validation part judged each epoch,
    its test part stays sealed), Examples, or a pair (x, t). ``changes`` are fields of
    :class:`Settings`: ``fit(network, data, epochs=5, optimizer=Adam(0.001))``. ``parameters`` are
    where to start from, instead of fresh ones, and ``state`` the running state (of batch
    normalization) that belongs to them.

    With ``checkpoint``, everything is kept in that file, at the start and then every 15 seconds
    (``Checkpoint(path, seconds)`` for another pace), and :func:`resume` goes on from it after any
    kind of end, bit for bit as if nothing had happened.

    The weights returned are the last ones; with early stopping, or after Ctrl-C, those of the
    epoch with the lowest validation loss. A second Ctrl-C is a KeyboardInterrupt, at once. What a
    listener raises ends learning and is raised here; only StopLearning ends it as Ctrl-C does.

    Raises ShapeError, DataError or SettingError before anything runs; DivergenceError, whose
    ``run`` holds all up to then, where a loss or a weight stops being a finite number; FileError
    where the checkpoint cannot be written.
    """
    _check_network(network)
    settings = (settings or Settings()).changed(**changes)
    train, validation, source = parts_of(data)
    loss = settings.loss or usual_loss(network, train)
    settings = settings.changed(loss=loss)
    scale = target_scale([network], loss, data, train, settings.scale_targets)
    learner = scaled_learner(scale, network, loss, (train, validation), settings, parameters)
    if state is not None:
        learner.begin_with(state)
    source |= scale.told
    session = Session(learner, source, tuple(listeners), scale=scale)
    if checkpoint is not None:
        session.writer = CheckpointWriter(_as_checkpoint(checkpoint), train, validation, source)
    return _learn(session)


def resume(
    checkpoint: str | Path | Checkpoint, data: Data, *, listeners: Iterable[Listener] = ()
) -> Run:
    """Goes on from a checkpoint of :func:`fit`, with the same data, to the same end.

    Raises FileError where the file is damaged or no checkpoint, DataError where the data are other
    ones.
    """
    checkpoint = _as_checkpoint(checkpoint)
    train, validation, source = parts_of(data)
    found = read_checkpoint(checkpoint.path)
    found.check_data(train, validation)
    loss = found.settings.loss or usual_loss(found.network, train)
    scale = told_scale(found.data).fitting(found.network, loss)
    learner = scaled_learner(scale, found.network, loss, (train, validation), found.settings)
    found.restore(learner)
    source |= scale.told
    session = Session(learner, source, tuple(listeners), found.history, found.seconds, scale=scale)
    session.writer = CheckpointWriter(checkpoint, train, validation, source)
    return _learn(session)


def _learn(session: Session) -> Run:
    with Interrupt() as interrupt:
        try:
            session.start()
            _loop(session, interrupt)
            session.keep(at_once=True)
        except BaseException as error:
            session.fail(error)
            raise
        finished = not session.steps_left
        stopped = bool(session.learner.carry.stopped)
        return session.end("finished" if finished else "stopped" if stopped else "interrupted")


def _loop(session: Session, interrupt: Interrupt) -> None:
    """Chunk after chunk, until all steps are done, patience has run out or Ctrl-C is pressed."""
    learner = session.learner
    # The first chunk is one step, so that the time it takes is the compiler's.
    chunk, is_first = 1, True
    while session.steps_left and not (interrupt or session.asked_to_stop or learner.carry.stopped):
        before, step, began = learner.carry, session.step, time.perf_counter()
        rows = learner.advance(min(chunk, session.steps_left))
        if not learner.carry.finite:
            error = divergence(learner, before)  # which puts the learner back before that step
            session.record([row for row in rows if row["epoch"] <= int(learner.carry.epoch)])
            error.run = session.run("diverged")
            raise error
        seconds = time.perf_counter() - began
        if is_first:
            session.compiled(seconds)
        session.record(rows)
        if not is_first:
            by_second = (session.step - step) / seconds
            chunk = int(np.clip(by_second * _CHUNK_SECONDS, 1, _LONGEST_CHUNK))
            session.advanced(by_second)
        is_first = False
        session.keep()


def scaled_learner(
    scale: TargetScale,
    network: Network,
    loss: Loss,
    parts: tuple[Examples, Examples | None],
    settings: Settings,
    parameters: Parameters | None = None,
) -> Learner:
    """A learner of targets as ``scale`` makes them; ``parameters`` are in the targets' own unit."""
    train, validation = (None if part is None else scale.scaled(part) for part in parts)
    assert train is not None
    if parameters is not None:
        network.check_parameters(parameters)
        parameters = scale.learned(network, parameters)
    return Learner(network, loss, train, validation, settings, parameters)


def _check_network(network: object) -> None:
    if not isinstance(network, Network):
        raise SettingError(
            en=f"fit learns a Network, not {str(network)[:60]!r}; text becomes one by "
            "Network.parse(text)",
            ja=f"fit が学習させるのは Network です ({str(network)[:60]!r} ではなく)。"
            "テキストは Network.parse(text) で Network になります",
        )


def usual_loss(network: Network, examples: Examples) -> Loss:
    """Cross-entropy for class numbers (binary where the network has one output), else MSE."""
    if np.issubdtype(np.asarray(examples.t).dtype, np.integer):
        return BinaryCrossEntropy() if network.output_shape == (1,) else CrossEntropy()
    return MeanSquaredError()


def _as_checkpoint(checkpoint: str | Path | Checkpoint) -> Checkpoint:
    return checkpoint if isinstance(checkpoint, Checkpoint) else Checkpoint(checkpoint)


def _counts(data: DataSet) -> dict[str, int]:
    """How many examples each part has, under its name in the glossary."""
    parts = {"train_data": data.train, "validation_data": data.validation, "test_data": data.test}
    return {name: len(part) for name, part in parts.items() if part is not None}


def parts_of(data: Data) -> tuple[Examples, Examples | None, dict[str, Any]]:
    """The training part, the validation part, and what a recording says about the data."""
    if isinstance(data, DataSet):
        described: dict[str, Any] = {
            "name": data.name,
            "classes": list(data.classes) if data.classes else None,
            "features": list(data.features) if data.features else None,
            "preparation": data.preparation.to_json() if data.preparation else None,
            "source": data.source,
            "examples": _counts(data),
            "notes": [[note.en, note.ja] for note in data.notes],
        }
        return data.train, data.validation, described
    if isinstance(data, Examples):
        return data, None, {}
    if isinstance(data, tuple) and len(data) == 2:
        return Examples(np.asarray(data[0]), np.asarray(data[1])), None, {}
    raise DataError(
        en=f"fit takes a DataSet, Examples or a pair (x, t), not {type(data).__name__}",
        ja="fit が受け取るのは DataSet, Examples または組 (x, t) です "
        f"({type(data).__name__} ではなく)",
    )
