"""A population learning as one compiled function: all members go through their epochs in step.

Each does what :mod:`mieru.learn.compiled` does with it alone. A member that is done (its epochs
over, its patience run out, a number not finite) keeps what it has while the others go on.
"""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from mieru.learn.compiled import Examples, Knobs, Row
from mieru.learn.populations.forms import Batch, Form, Learned, Tree
from mieru.learn.schedules import rate_at


@dataclass(frozen=True)
class Program:
    """What is compiled in: the form (which holds network and loss) and the batch size."""

    form: Form
    batch_size: int
    draws: bool  # whether the network needs random numbers while it learns


class Source(NamedTuple):
    """What is learned from and judged with, on the device; ``judged`` None for no judging.

    ``counts`` (members,) says how many examples an epoch of each member has. ``judged_rows``, laid
    as the form wants them, are the rows of ``judged`` that each is judged with, filled up with
    zeros beyond ``judged_counts`` (members,).
    """

    train: Examples
    counts: Array
    judged: Examples | None
    judged_rows: Array | None
    judged_counts: Array | None


class Best(NamedTuple):
    """Of each member the epoch with its lowest validation loss so far."""

    loss: Array  # (members,)
    epoch: Array  # int32 (members,)
    parameters: Tree
    state: Tree


class Carry(NamedTuple):
    """What the population remembers from one step to the next; (members,) where nothing is said."""

    learned: Learned
    epoch: Array  # int32 (): epochs finished
    position: Array  # int32 (): examples seen in the epoch under way
    epochs: Array  # int32: epochs that the member has finished
    steps: Array  # int32: steps that it has done
    loss_sum: Array
    right_sum: Array
    finite: Array  # bool: False once a loss or a weight would not be a finite number
    stopped: Array  # bool: True once patience has run out
    best: Best | None  # None without validation data


Loop = tuple[Carry, Row, Array]  # and how many steps are left to do


def fresh(form: Form, learned: Learned, members: int, judged: bool) -> Carry:
    """The carry before the first step."""
    zeros, none = jnp.zeros(members, jnp.float32), jnp.zeros(members, jnp.int32)
    zero = jnp.zeros((), jnp.int32)
    best = Best(zeros + jnp.inf, none, learned.parameters, learned.state) if judged else None
    true = jnp.ones(members, bool)
    return Carry(learned, zero, zero, none, none, zeros, none, true, ~true, best)


def learns(knobs: Knobs, last: Array, carry: Carry) -> Array:
    """Which members are not done yet, (members,)."""
    return carry.finite & ~carry.stopped & (carry.epoch < last)


def one_step(
    program: Program, knobs: Knobs, last: Array, source: Source, orders: Array, carry: Carry
) -> Carry:
    """One batch for every member that is not done and has examples left in this epoch."""
    form, size = program.form, program.batch_size
    rows = form.cut(orders, carry.position, size)
    place = carry.position + jnp.arange(size, dtype=jnp.int32)
    epochs = carry.epoch + carry.position / source.counts
    batch = Batch(
        form.gather(source.train, rows),
        form.before(place, source.counts),
        epochs.astype(jnp.float32),
        step_keys(knobs.seed, carry) if program.draws else None,
    )
    found = form.learn(knobs, batch, carry.learned)
    learned = Learned(found.parameters, found.state, found.optimizer)
    asked = learns(knobs, last, carry) & (carry.position < source.counts)
    well = jnp.isfinite(found.loss_sum) & form.finite(learned)
    taken = asked & well
    return carry._replace(
        learned=form.chosen(taken, learned, carry.learned),
        position=carry.position + size,
        steps=carry.steps + taken.astype(jnp.int32),
        loss_sum=carry.loss_sum + jnp.where(taken, found.loss_sum, 0),
        right_sum=carry.right_sum + jnp.where(taken, found.right_sum, 0),
        finite=carry.finite & (well | ~asked),
    )


def step_keys(seeds: Array, carry: Carry) -> Array:
    """The random key of this step for each member: the one it would have alone."""

    def one(seed: Array) -> Array:
        of_the_epoch = jax.random.fold_in(jax.random.key(seed), carry.epoch)
        return jax.random.fold_in(of_the_epoch, carry.position)

    return jax.vmap(one)(seeds)


def judged(program: Program, source: Source, learned: Learned) -> tuple[Array, Array]:
    """(mean loss, share of right classes) of each member on what it is judged with."""
    form = program.form
    assert source.judged is not None
    assert source.judged_rows is not None
    assert source.judged_counts is not None
    counts, rows = source.judged_counts, source.judged_rows
    n = rows.shape[form.row_axis]
    block = form.judged_at_once(counts.shape[0], n)

    def add(i: Array, total: tuple[Array, Array]) -> tuple[Array, Array]:
        # The last block reaches back over examples that are counted already.
        first = i * jnp.int32(block)
        start = jnp.minimum(first, n - block)
        place = start + jnp.arange(block, dtype=jnp.int32)
        place = jnp.where(place >= first, place, n)
        assert source.judged is not None
        examples = form.gather(source.judged, form.cut(rows, start, block))
        found = form.judge(learned, examples, form.before(place, counts))
        return total[0] + found.loss_sum, total[1] + found.right_sum

    none = (jnp.zeros(counts.shape, jnp.float32), jnp.zeros(counts.shape, jnp.int32))
    losses, right = lax.fori_loop(jnp.int32(0), jnp.int32(-(-n // block)), add, none)
    return losses / counts, (right / counts).astype(jnp.float32)


def close_epoch(
    program: Program, knobs: Knobs, last: Array, source: Source, carry: Carry
) -> tuple[Carry, Row]:
    """The line of each member's history (NaN where it is done), and what stopping makes of it."""
    form, nan = program.form, jnp.full(carry.loss_sum.shape, jnp.nan, jnp.float32)
    alive = learns(knobs, last, carry)
    loss, accuracy = (nan, nan) if source.judged is None else judged(program, source, carry.learned)
    rate = rate_at(knobs.optimizer.rate, carry.epoch.astype(jnp.float32))
    n = source.counts
    row = Row(rate, carry.loss_sum / n, (carry.right_sum / n).astype(jnp.float32), loss, accuracy)
    row = Row(*(jnp.where(alive, column, jnp.nan) for column in row))
    epoch, best, stopped = carry.epoch + 1, carry.best, carry.stopped
    if best is not None:
        better = alive & (loss < best.loss - knobs.minimum_change)
        best = Best(
            jnp.where(better, loss, best.loss),
            jnp.where(better, epoch, best.epoch),
            form.chosen(better, carry.learned.parameters, best.parameters),
            form.chosen(better, carry.learned.state, best.state),
        )
        stopped |= alive & (epoch - best.epoch >= knobs.patience)
    carry = carry._replace(
        epoch=epoch,
        position=jnp.zeros((), jnp.int32),
        epochs=carry.epochs + alive.astype(jnp.int32),
        loss_sum=jnp.zeros_like(carry.loss_sum),
        right_sum=jnp.zeros_like(carry.right_sum),
        stopped=stopped,
        best=best,
    )
    return carry, row


@partial(jax.jit, static_argnums=0)
def advance(
    program: Program,
    knobs: Knobs,
    last: Array,
    source: Source,
    orders: Array,
    first_epoch: Array,
    budget: Array,
    carry: Carry,
) -> tuple[Carry, Row]:
    """Up to ``budget`` steps, at most to the end of the epochs that ``orders`` covers.

    ``orders`` (epochs, …) has the rows of each epoch from ``first_epoch`` on, laid as the form
    wants them, filled up to whole batches; ``last`` (members,) is how many epochs each is to do.
    Returns the carry and history rows (epochs, members), counted from the first finished here.
    """
    began, longest = carry.epoch, jnp.max(source.counts)

    def goes_on(loop: Loop) -> Array:
        carry, _, left = loop
        covered = carry.epoch - first_epoch < orders.shape[0]
        return jnp.any(learns(knobs, last, carry)) & covered & (left > 0)

    def close(carry: Carry, rows: Row) -> tuple[Carry, Row]:
        closed, row = close_epoch(program, knobs, last, source, carry)
        place = carry.epoch - began
        return closed, Row(*(a.at[place].set(v) for a, v in zip(rows, row, strict=True)))

    def epoch(loop: Loop) -> Loop:
        carry, rows, left = loop
        of_the_epoch = orders[carry.epoch - first_epoch]
        until = jnp.minimum(longest, carry.position + left * program.batch_size)
        after = lax.while_loop(
            lambda c: (c.position < until) & jnp.any(learns(knobs, last, c)),
            partial(one_step, program, knobs, last, source, of_the_epoch),
            carry,
        )
        left -= (after.position - carry.position) // program.batch_size
        # Where nobody goes on, what is left of the epoch is left out.
        finished = (after.position >= longest) | ~jnp.any(learns(knobs, last, after))
        after, rows = lax.cond(finished, close, lambda c, r: (c, r), after, rows)
        return after, rows, left

    blank = jnp.full((orders.shape[0], carry.loss_sum.shape[0]), jnp.nan, jnp.float32)
    start = (carry, Row(*[blank] * len(Row._fields)), budget)
    carry, rows, _ = lax.while_loop(goes_on, epoch, start)
    return carry, rows
