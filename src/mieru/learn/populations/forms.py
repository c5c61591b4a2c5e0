"""How the arrays of a population lie, and what one batch makes of them.

A form takes one batch for all members at once: forward, back, update, each member with its own
numbers. :class:`Stacked` does it for any network, the members on the first axis. Small dense
networks have :class:`~mieru.learn.populations.lanes.Lanes`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from mieru.learn.compiled import Examples, Knobs, Program, Updated, empty_memory, updated
from mieru.nn import Context, Loss, Network, Parameters, forward
from mieru.nn.score import block_size

Tree = Any  # of arrays, with the members on the axis that the form says


class Learned(NamedTuple):
    """What each member has learned so far."""

    parameters: Tree
    state: Tree
    optimizer: Tree


class Batch(NamedTuple):
    """One batch of every member. x and t may be shared by all: then they have no member axis."""

    examples: Examples
    present: Array  # bool: (members, batch), in lanes (batch, members)
    epochs: Array  # float32 (members,): passed, with the part of the one under way
    keys: Array | None  # (members,): for dropout


class Judged(NamedTuple):
    """Sums over the examples that were looked at, for each member."""

    loss_sum: Array  # (members,)
    right_sum: Array  # int32 (members,)


@dataclass(frozen=True)
class Form(ABC):
    """The network and the loss are compiled in; everything else is an argument."""

    network: Network
    loss: Loss

    # Along which axis the numbers of rows (laid) lie.
    row_axis: ClassVar[int]

    @abstractmethod
    def together(self, members: list[Parameters]) -> Tree:
        """The parameters of many networks as those of a population."""

    @abstractmethod
    def alone(self, parameters: Tree, index: int) -> Parameters:
        """Back again: the parameters of one member, as NumPy arrays."""

    @abstractmethod
    def empty_memory(self, knobs: Knobs, parameters: Tree) -> Tree:
        """What the optimizer of each member remembers before the first step."""

    @abstractmethod
    def laid(self, rows: np.ndarray) -> np.ndarray:
        """Numbers of rows (…, members, rows) as the form reads them; members may be 1 for all."""

    @abstractmethod
    def cut(self, rows: Array, start: Array, count: int) -> Array:
        """Some of the rows (laid) that each member takes."""

    @abstractmethod
    def gather(self, source: Examples, rows: Array) -> Examples:
        """The examples of these rows (laid and cut)."""

    @abstractmethod
    def before(self, place: Array, count: Array) -> Array:
        """Whether each ``place`` (batch,) is before a member's ``count`` (members,)."""

    @abstractmethod
    def learn(self, knobs: Knobs, batch: Batch, learned: Learned) -> Updated:
        """One batch: all fields of the result have the member axis."""

    @abstractmethod
    def judge(self, learned: Learned, examples: Examples, present: Array) -> Judged:
        """How each member does on the examples that are present."""

    @abstractmethod
    def of_each(self, values: Array, leaf: Array) -> Array:
        """``values`` (members,) in a shape that stands against ``leaf``, an array of all."""

    @abstractmethod
    def finite(self, tree: Tree) -> Array:
        """Whether all numbers of a member are finite, (members,)."""

    @abstractmethod
    def judged_at_once(self, members: int, examples: int) -> int:
        """How many examples go through all the networks at once."""

    def chosen(self, which: Array, new: Tree, old: Tree) -> Tree:
        """Of each member the new tree where ``which`` (members,) holds, else the old one."""
        return jax.tree.map(lambda a, b: jnp.where(self.of_each(which, a), a, b), new, old)


@dataclass(frozen=True)
class Stacked(Form):
    """Any network: members first, every operation mapped over them."""

    row_axis: ClassVar[int] = -1

    def together(self, members: list[Parameters]) -> Tree:
        return jax.tree.map(lambda *leaves: np.stack([np.asarray(a) for a in leaves]), *members)

    def alone(self, parameters: Tree, index: int) -> Parameters:
        found: Parameters = jax.tree.map(lambda leaf: np.array(leaf[index]), parameters)
        return found

    def empty_memory(self, knobs: Knobs, parameters: Tree) -> Tree:
        return jax.vmap(lambda k, p: empty_memory(k.optimizer, p))(knobs, parameters)

    def laid(self, rows: np.ndarray) -> np.ndarray:
        return rows[..., 0, :] if rows.shape[-2] == 1 else rows

    def cut(self, rows: Array, start: Array, count: int) -> Array:
        return lax.dynamic_slice_in_dim(rows, start, count, axis=self.row_axis)

    def gather(self, source: Examples, rows: Array) -> Examples:
        x, t = (a.at[rows].get(mode="promise_in_bounds") for a in (source.x, source.t))
        return Examples(x, t)

    def before(self, place: Array, count: Array) -> Array:
        return place[None, :] < count[:, None]

    def learn(self, knobs: Knobs, batch: Batch, learned: Learned) -> Updated:
        program = Program(self.network, self.loss, batch.present.shape[1])

        def one(knobs: Knobs, batch: Batch, learned: Learned) -> Updated:
            context = Context(True, batch.keys, batch.present, state=learned.state)
            return updated(
                program,
                knobs,
                batch.examples,
                context,
                batch.epochs,
                learned.parameters,
                learned.optimizer,
            )

        shared = None if self._is_shared(batch.examples) else 0
        axes = Batch(Examples(shared, shared), 0, 0, 0)  # type: ignore[arg-type]
        return jax.vmap(one, in_axes=(0, axes, 0))(knobs, batch, learned)

    def judge(self, learned: Learned, examples: Examples, present: Array) -> Judged:
        def one(learned: Learned, examples: Examples, present: Array) -> Judged:
            x, t = examples.x, examples.t
            outputs = forward(self.network, learned.parameters, x, state=learned.state)
            losses = jnp.where(present, self.loss.by_example(outputs, t), 0)
            right = jnp.where(present, self.loss.correct(outputs, t), 0)
            return Judged(jnp.sum(losses), jnp.sum(right).astype(jnp.int32))

        shared = None if self._is_shared(examples) else 0
        return jax.vmap(one, in_axes=(0, shared, 0))(learned, examples, present)

    def of_each(self, values: Array, leaf: Array) -> Array:
        return values.reshape(-1, *[1] * (leaf.ndim - 1))

    def finite(self, tree: Tree) -> Array:
        numbers = [leaf for leaf in jax.tree.leaves(tree) if jnp.issubdtype(leaf, jnp.inexact)]
        each = [jnp.all(jnp.isfinite(leaf), axis=tuple(range(1, leaf.ndim))) for leaf in numbers]
        return reduce(jnp.logical_and, each, jnp.ones((), bool))

    def judged_at_once(self, members: int, examples: int) -> int:
        return max(1, block_size(self.network, examples * members) // members)

    def _is_shared(self, examples: Examples) -> bool:
        return examples.x.ndim == 1 + len(self.network.input_shape)
