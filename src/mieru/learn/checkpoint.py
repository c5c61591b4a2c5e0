"""Checkpoints: everything that learning remembers, in one file, replaced in one move.

A checkpoint is written between two chunks of steps. Whenever the process dies, the file is the old
one or the new one, whole; going on from it gives the very numbers of the run that did not die.
"""

import math
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import msgspec
import numpy as np

from mieru.data import Examples
from mieru.files import (
    check_numbers,
    columns_of,
    description_errors,
    ordered,
    read_tensors,
    remove_leftovers,
    rows_of,
    tree_of,
    versions,
    write_tensors,
)
from mieru.files.history import Columns
from mieru.learn.compiled import Carry
from mieru.learn.learner import Learner
from mieru.learn.numbers import number
from mieru.learn.settings import Settings
from mieru.nn import Network, Parameters
from mieru.words import DataError, FileError

KIND = "mieru checkpoint"


@dataclass(frozen=True)
class Checkpoint:
    """Where :func:`mieru.learn.fit` keeps everything, and how often: at most every ``seconds``.

    A plain path means every 15 seconds. 0 writes after each chunk of steps, twenty times a second.
    """

    path: str | Path
    seconds: float = 15.0

    def __post_init__(self) -> None:
        number(self, "seconds")


def fingerprint(train: Examples, validation: Examples | None) -> str:
    """A checksum of the data's bytes and shapes: another order of examples has another one."""
    total = 0
    for examples in (train, validation):
        for array in (examples.x, examples.t) if examples else ():
            total = zlib.crc32(repr((array.shape, str(array.dtype))).encode(), total)
            total = zlib.crc32(np.ascontiguousarray(array).data, total)
        total = zlib.crc32(b"part", total)
    return f"{total:08x}"


class _Description(msgspec.Struct, forbid_unknown_fields=True):
    """A checkpoint without its arrays, as the file says it."""

    kind: str
    network: dict[str, Any]
    settings: dict[str, Any]
    history: Columns
    seconds: float
    data: dict[str, Any]
    fingerprint: str
    versions: dict[str, str]


class CheckpointWriter:
    """Writes what a learner remembers to ``checkpoint.path``; ``source`` tells of the data."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        train: Examples,
        validation: Examples | None,
        source: dict[str, Any],
    ) -> None:
        self._path, self._seconds, self._source = Path(checkpoint.path), checkpoint.seconds, source
        self._fingerprint = fingerprint(train, validation)
        self._last = -math.inf
        remove_leftovers(self._path)

    @property
    def is_time(self) -> bool:
        """Whether the last writing is long enough ago."""
        return time.monotonic() - self._last >= self._seconds

    def write(self, learner: Learner, history: list[dict[str, Any]], seconds: float) -> None:
        """Writes now. Raises FileError."""
        description = _Description(
            kind=KIND,
            network=learner.network.to_json(),
            settings=learner.settings.to_json(),
            history=columns_of(history),
            seconds=seconds,
            data=self._source,
            fingerprint=self._fingerprint,
            versions=versions(),
        )
        write_tensors(self._path, _arrays(learner.carry), description)
        self._last = time.monotonic()


@dataclass(frozen=True, eq=False)
class Remembered:
    """What a checkpoint file holds. ``arrays`` is the carry, each array under its full name."""

    path: Path
    network: Network
    settings: Settings
    history: list[dict[str, Any]]
    seconds: float
    data: dict[str, Any]
    fingerprint: str
    versions: dict[str, str]
    parameters: Parameters
    arrays: dict[str, np.ndarray]

    def check_data(self, train: Examples, validation: Examples | None) -> None:
        """Raises DataError unless these are the data that the checkpoint was learning from."""
        if fingerprint(train, validation) != self.fingerprint:
            raise DataError(
                en=f"the data are not those that {self.path} was learning from; load them with the "
                "same name, seed and split",
                ja=f"データが {self.path} の学習に使われていたものと異なります。"
                "同じ名前・シード・分割で読み込んでください",
            )

    def restore(self, learner: Learner) -> None:
        """Puts the learner where the checkpoint was. Raises FileError where it does not fit."""
        fresh = _arrays(learner.carry)
        wanted = {name: (array.shape, array.dtype) for name, array in fresh.items()}
        found = {name: (array.shape, array.dtype) for name, array in self.arrays.items()}
        if wanted != found or not self._possible(learner):
            raise FileError(
                en=f"{self.path}: the stored state does not fit its network and settings",
                ja=f"{self.path}: 保存された状態がネットワークと設定に合いません",
            )
        structure = jax.tree.structure(learner.carry)
        restored = [jnp.asarray(self.arrays[name]) for name in fresh]
        learner.carry = jax.tree.unflatten(structure, restored)

    def _possible(self, learner: Learner) -> bool:
        # Another file than one of ours could say anything: no epoch −1, no position past the end.
        epoch, position = int(self.arrays["epoch"]), int(self.arrays["position"])
        inside = 0 <= epoch <= self.settings.epochs and 0 <= position < learner.examples
        return inside and bool(self.arrays["finite"])


def read_checkpoint(path: str | Path) -> Remembered:
    """Reads and checks a checkpoint; raises FileError."""
    path = Path(path)
    arrays, meta = read_tensors(path)
    if meta.get("kind") != KIND:
        kind = meta.get("kind", "file of another kind")
        raise FileError(
            en=f"{path} is no checkpoint but a {kind!s:.80}",
            ja=f"{path} はチェックポイントではありません ({kind!s:.80})",
        )
    with description_errors(path):
        found = msgspec.convert(meta, _Description)
        network = Network.from_json(found.network)
        parameters = tree_of(arrays).get("parameters", {})
        network.check_parameters(parameters)
        remembered = Remembered(
            path=path,
            network=network,
            settings=Settings.from_json(found.settings),
            history=rows_of(found.history),
            seconds=found.seconds,
            data=found.data,
            fingerprint=found.fingerprint,
            versions=found.versions,
            parameters=ordered(network.parameter_shapes, parameters),
            arrays=arrays,
        )
    check_numbers(path, {n: a for n, a in arrays.items() if n.startswith("parameters/")})
    return remembered


def _arrays(carry: Carry) -> dict[str, np.ndarray]:
    """The carry's arrays by name (``best/parameters/dense1/weight``), in the tree's order."""
    leaves = jax.tree_util.tree_leaves_with_path(carry)
    return {_name(path): np.asarray(leaf) for path, leaf in leaves}


def _name(path: tuple[Any, ...]) -> str:
    keys = (getattr(k, "name", getattr(k, "key", getattr(k, "idx", None))) for k in path)
    return "/".join(map(str, keys))
