"""A group of members that learn together: carry, data on the device, and one way to move on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from mieru.learn.compiled import Examples, Knobs
from mieru.learn.populations.compiled import Carry, Program, Source, advance, fresh, learns
from mieru.learn.populations.dropout import TurnedDropout, rates
from mieru.learn.populations.forms import Learned, Tree
from mieru.learn.populations.members import Member, form_of
from mieru.learn.populations.orders import OrderStream, orders_of
from mieru.nn import Dropout, Layer, Network

_NEVER = 2**31 - 1
_ORDERS = 2**22  # numbers of rows that are handed over at a time
_COLUMNS = ("rate", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy")


@dataclass(frozen=True, eq=False)
class Given:
    """The data of a population on the device. ``folds``: rows to learn from, rows to judge with."""

    train: Examples
    validation: Examples | None
    folds: tuple[tuple[np.ndarray, np.ndarray], ...] = ()

    def rows(self, fold: int | None) -> np.ndarray:
        """The rows of ``train`` that a member learns from."""
        if fold is None:
            return np.arange(len(self.train.x), dtype=np.int32)
        return self.folds[fold][0]

    def judging(self, fold: int | None) -> tuple[Examples, np.ndarray] | None:
        """What a member is judged with, and the rows of it; None where there is nothing."""
        if fold is not None:
            return self.train, self.folds[fold][1]
        if self.validation is None:
            return None
        return self.validation, np.arange(len(self.validation.x), dtype=np.int32)


class Group:
    """Members among which only numbers differ; see :func:`mieru.learn.populations.members.groups`.

    ``history`` has (members, epochs) for each column, NaN where a member was done before.
    """

    def __init__(self, members: Sequence[Member], given: Given) -> None:
        self.members, first = tuple(members), members[0]
        form = self.form = form_of(members)
        rows = [given.rows(member.fold) for member in members]
        longest = max(map(len, rows))
        draws = bool(first.settings.augment) or any(map(_uses_chance, form.network.layers))
        batch = min(first.settings.batch_size, longest)
        self.program = Program(form, batch, draws)
        self.knobs = _knobs([member.settings for member in members])
        self._longest = max(member.settings.epochs for member in members)
        self.last = jnp.array([member.settings.epochs for member in members], jnp.int32)
        self.source = _source(self, given, rows)
        self.steps_by_epoch = math.ceil(longest / batch)
        self.carry = self._start()
        self._streams, self._stream_of = _streams(members, rows)
        self._padded = longest + batch
        by_epoch = len(self._streams) * self._padded
        self._at_once = max(1, min(512, self._longest, _ORDERS // by_epoch))
        self._orders: Any = None
        self._next: np.ndarray | None = None
        self._first_epoch = -self._at_once
        self.history = {
            name: np.full((len(members), self._longest), np.nan, np.float32) for name in _COLUMNS
        }

    @property
    def steps(self) -> int:
        """Steps of the whole group that there are to do in all."""
        return self._longest * self.steps_by_epoch

    @property
    def step(self) -> int:
        """Steps of the whole group that have been done."""
        position = int(self.carry.position)
        return int(self.carry.epoch) * self.steps_by_epoch - (-position // self.program.batch_size)

    @property
    def is_done(self) -> bool:
        """Whether no member goes on."""
        return not bool(jnp.any(learns(self.knobs, self.last, self.carry)))

    def advance(self, steps: int) -> None:
        """Up to ``steps`` steps, fewer where the orders handed over end; fills in the history."""
        began = int(self.carry.epoch)
        if began >= self._first_epoch + self._at_once:
            self._orders = jnp.asarray(self._next if self._next is not None else self._drawn())
            self._first_epoch, self._next = began, None
        self.carry, rows = advance(
            self.program,
            self.knobs,
            self.last,
            self.source,
            self._orders,
            np.int32(self._first_epoch),
            np.int32(np.clip(steps, 0, _NEVER // self.program.batch_size - 1)),
            self.carry,
        )
        if self._next is None and self._first_epoch + self._at_once < self._longest:
            self._next = self._drawn()  # while the device is at work
        ended = int(self.carry.epoch)
        for name, column in zip(_COLUMNS, rows, strict=True):
            of_all = np.broadcast_to(np.asarray(column), (len(rows.rate), len(self.members)))
            self.history[name][:, began:ended] = of_all[: ended - began].T

    def _drawn(self) -> np.ndarray:
        taken = orders_of(self._streams, self._stream_of, self._at_once, self._padded)
        return self.form.laid(taken)

    def _start(self) -> Carry:
        made: dict[tuple[Network, int], Any] = {}
        for member in self.members:
            key = member.network, member.settings.seed
            if key not in made:
                made[key] = member.network.initial_parameters(member.settings.seed)
        keys = [(member.network, member.settings.seed) for member in self.members]
        parameters = jax.tree.map(jnp.asarray, self.form.together([made[key] for key in keys]))
        states = [self._initial_state(member.network) for member in self.members]
        state: Tree = jax.tree.map(lambda *leaves: jnp.stack(leaves), *states)
        memory = self.form.empty_memory(self.knobs, parameters)
        judged = self.source.judged is not None
        return fresh(self.form, Learned(parameters, state, memory), len(self.members), judged)

    def _initial_state(self, network: Network) -> Tree:
        turns = any(isinstance(layer, TurnedDropout) for layer in self.form.network.layers)
        return network.initial_state() | (rates(network) if turns else {})


def _knobs(settings: Sequence[Any]) -> Knobs:
    stopping = [one.stopping for one in settings]
    optimizers = [jax.tree.map(np.float32, one.optimizer) for one in settings]
    augment = [jax.tree.map(np.float32, one.augment) for one in settings]
    clips = [one.clip for one in settings]
    norms = [one.max_norm for one in settings]
    return Knobs(
        optimizer=jax.tree.map(lambda *numbers: np.stack(numbers), *optimizers),
        l1=np.array([one.l1 for one in settings], np.float32),
        l2=np.array([one.l2 for one in settings], np.float32),
        clip=None if clips[0] is None else np.array(clips, np.float32),
        max_norm=None if settings[0].max_norm is None else np.array(norms, np.float32),
        label_smoothing=np.array([one.label_smoothing for one in settings], np.float32),
        batch_size=np.array([one.batch_size for one in settings], np.int32),
        seed=np.array([one.seed for one in settings], np.uint32),
        patience=np.array([one.patience if one else _NEVER for one in stopping], np.int32),
        minimum_change=np.array([one.minimum_change if one else 0 for one in stopping], np.float32),
        augment=jax.tree.map(lambda *numbers: np.stack(numbers), *augment),
    )


def _source(group: Group, given: Given, rows: list[np.ndarray]) -> Source:
    judging = [given.judging(member.fold) for member in group.members]
    counts = jnp.array([len(of_one) for of_one in rows], jnp.int32)
    if judging[0] is None:
        return Source(given.train, counts, None, None, None)
    wanted = [found[1] for found in judging if found is not None]
    if all(of_one is wanted[0] for of_one in wanted) or len({m.fold for m in group.members}) == 1:
        wanted = wanted[:1]
    filled = np.zeros((len(wanted), max(map(len, wanted))), np.int32)
    for place, of_one in enumerate(wanted):
        filled[place, : len(of_one)] = of_one
    judged_counts = jnp.array([len(found[1]) for found in judging if found], jnp.int32)
    laid = jnp.asarray(group.form.laid(filled))
    return Source(given.train, counts, judging[0][0], laid, judged_counts)


def _streams(
    members: Sequence[Member], rows: list[np.ndarray]
) -> tuple[list[OrderStream], np.ndarray]:
    """A stream for each seed and fold, and which of them each member takes."""
    keys = [(member.settings.seed, member.fold) for member in members]
    first = {key: place for place, key in reversed(list(enumerate(keys)))}
    distinct = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    streams = [OrderStream(seed, rows[first[seed, fold]]) for seed, fold in distinct]
    return streams, np.array([distinct[key] for key in keys])


def _uses_chance(layer: Layer) -> bool:
    if isinstance(layer, Dropout | TurnedDropout):
        return True
    return any(_uses_chance(one) for chain in layer.chains.values() for one in chain)
