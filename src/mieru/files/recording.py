"""The recording of a run: the network, what it learned, and how. One file, saved and loaded."""

import math
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from mieru.files.header import KIND, LONGEST_TEXT, Description
from mieru.files.history import columns_of, rows_of
from mieru.files.tensors import description_errors, read_tensors, write_tensors
from mieru.files.trees import check_numbers, flat, ordered, tree_of
from mieru.nn import Loss, Network, Parameters, State, predict
from mieru.nn.json_form import loss_from_json, value_to_json
from mieru.words import FileError


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, eq=False)
class Run:
    """What :func:`mieru.learn.fit` returns and ``mieru show`` shows.

    ``history`` has a dict for each epoch (epoch, train_loss, train_accuracy, validation_loss,
    validation_accuracy, rate, seconds; those that apply). ``kept_epoch`` is the epoch whose
    weights these are; ``ended`` is finished, stopped, interrupted or diverged. ``data`` tells name,
    classes, features and preparation of the data; ``metrics`` what was measured afterwards.
    """

    network: Network
    loss: Loss
    parameters: Parameters
    state: State
    settings: dict[str, Any]
    history: list[dict[str, Any]]
    kept_epoch: int
    ended: str
    seconds: float
    data: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    when: str = field(default_factory=_now)

    @property
    def seed(self) -> int:
        """The one seed that decided initial weights, order and dropout."""
        return int(self.settings.get("seed", 0))

    def predict(self, x: object) -> np.ndarray:
        """Probabilities or values for x (N, *input_shape): (N, *output_shape)."""
        return predict(self.network, self.parameters, x, loss=self.loss, state=self.state)

    def logits(self, x: object) -> np.ndarray:
        """The network's plain outputs, before the loss's softmax or sigmoid."""
        return predict(self.network, self.parameters, x, state=self.state)


def save(path: str | Path, run: Run) -> Path:
    """Writes the run as one ``.safetensors`` file, in one move. Returns its path.

    Raises FileError where it cannot be written, or would not be read back.
    """
    path = Path(path)
    if path.suffix != ".safetensors":
        path = path.with_name(path.name + ".safetensors")
    tensors = dict(flat(run.parameters, "parameters")) | dict(flat(run.state, "state"))
    check_numbers(path, tensors)
    write_tensors(path, tensors, described(run))
    return path


def described(run: Run) -> Description:
    """The run without its arrays, as a file's header says it."""
    return Description(
        kind=KIND,
        network=run.network.to_json(),
        loss=value_to_json(run.loss),
        settings=run.settings,
        history=columns_of(run.history),
        kept_epoch=run.kept_epoch,
        ended=run.ended,
        seconds=run.seconds,
        data=run.data,
        versions=run.versions,
        metrics=dict(run.metrics),
        when=run.when,
        text=run.network.text[:LONGEST_TEXT],
    )


def load(path: str | Path) -> Run:
    """Reads a run back. Raises FileError where the file is damaged, or its parts do not fit."""
    path = Path(path)
    tensors, meta = read_tensors(path)
    if meta.get("kind") != KIND:
        kind = meta.get("kind", "file of another kind")
        raise FileError(
            en=f"{path} is not the recording of a run but a {kind!s:.80}",
            ja=f"{path} は実行の記録ではありません ({kind!s:.80})",
        )
    check_numbers(path, tensors)
    with description_errors(path):
        found = msgspec.convert(meta, Description)
        network = Network.from_json(found.network)
        trees = tree_of(tensors)
        if not trees.keys() <= {"parameters", "state"}:
            raise ValueError(f"arrays of {', '.join(trees)}")
        parameters, state = trees.get("parameters", {}), trees.get("state", {})
        network.check_parameters(parameters)
        network.check_state(state)
        return Run(
            network=network,
            loss=loss_from_json(found.loss),
            parameters=ordered(network.parameter_shapes, parameters),
            state=state,
            settings=found.settings,
            history=rows_of(found.history),
            kept_epoch=found.kept_epoch,
            ended=found.ended,
            seconds=found.seconds,
            data=found.data,
            versions=found.versions,
            metrics={k: math.nan if v is None else v for k, v in found.metrics.items()},
            when=found.when,
        )


def versions() -> dict[str, str]:
    """The versions that a run depends on."""
    return dict(_versions())


@cache
def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in ("mieru", "jax", "jaxlib", "optax", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
