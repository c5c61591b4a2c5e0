"""Learning as one compiled function: up to a number of steps, over as many epochs as they take.

What a person may turn while learning goes on (rates, strengths, batch size, seed, patience) comes
in as arguments; only the kind of thing (network, loss, which optimizer) is compiled in.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array, lax

from mieru.learn.augmentation import Augmentation, augmented
from mieru.learn.numbers import turnable
from mieru.learn.optimizers import Optimizer
from mieru.learn.schedules import rate_at
from mieru.learn.shortening import bounded, clipped, thresholded
from mieru.nn import Context, Loss, Network, Parameters, State, backpropagate
from mieru.nn.losses import Smoothed
from mieru.nn.score import Score, scored


class Examples(NamedTuple):
    """What is learned from, on the device: x (N, *input), t (N,) or (N, *output).

    ``weights`` (N,) are what the loss of each is multiplied with; None: 1. With ``first``, x is a
    window instead, (rows, *input): the inputs that the epoch takes from that position on, in their
    order.
    """

    x: Array
    t: Array
    weights: Array | None = None
    first: Array | None = None


@dataclass(frozen=True)
class Program:
    """What is compiled in."""

    network: Network
    loss: Loss
    batch_capacity: int
    frozen: int = 0  # so many of the first layers keep their weights


@turnable
@dataclass(frozen=True)
class Knobs:
    """What can be turned without compiling. Numbers are arrays of one number each."""

    optimizer: Optimizer
    l1: Any
    l2: Any
    clip: Any  # None (compiled in) or a number
    max_norm: Any  # None (compiled in) or a number
    label_smoothing: Any
    batch_size: Any  # int32, at most the batch capacity
    seed: Any  # uint32
    patience: Any  # int32 epochs
    minimum_change: Any
    augment: tuple[Augmentation, ...] = ()


class Best(NamedTuple):
    """The epoch with the lowest validation loss so far."""

    loss: Array  # ()
    epoch: Array  # int32 ()
    parameters: Parameters
    state: State


class Carry(NamedTuple):
    """Everything that learning remembers from one step to the next."""

    parameters: Parameters
    state: State
    optimizer: optax.OptState
    epoch: Array  # int32 (): epochs finished
    position: Array  # int32 (): examples seen in the epoch under way
    step: Array  # uint32 (): steps done in all; starts again at 0 after 2³²
    loss_sum: Array  # (): Σ e_n over the examples of the epoch so far
    right_sum: Array  # int32 (): how many of them were right
    finite: Array  # bool (): False once a loss or a weight is not a finite number
    stopped: Array  # bool (): True once patience has run out
    best: Best | None  # None without validation data


class Row(NamedTuple):
    """One line of the history, each (rows,). ``rate`` is the one that the epoch began with."""

    rate: Array
    train_loss: Array
    train_accuracy: Array
    validation_loss: Array
    validation_accuracy: Array


Loop = tuple[Carry, Row]


def fresh(program: Program, knobs: Knobs, parameters: Parameters, validates: bool) -> Carry:
    """The carry before the first step."""
    fresh_state = program.network.initial_state()
    state = jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float32), fresh_state)
    zero = jnp.zeros((), jnp.float32)
    none = jnp.zeros((), jnp.int32)
    best = Best(zero + jnp.inf, none, parameters, state) if validates else None
    true = jnp.ones((), bool)
    return Carry(
        parameters=parameters,
        state=state,
        optimizer=empty_memory(knobs.optimizer, learning_part(program, parameters)),
        epoch=none,
        position=none,
        step=jnp.zeros((), jnp.uint32),
        loss_sum=zero,
        right_sum=none,
        finite=true,
        stopped=~true,
        best=best,
    )


def learning_part(program: Program, parameters: Parameters) -> Parameters:
    """The parameters that learn: those of the layers behind the frozen ones."""
    names = program.network.names[program.frozen :]
    return {name: parameters[name] for name in names if name in parameters}


def empty_memory(optimizer: Optimizer, parameters: Parameters) -> optax.OptState:
    """What an optimizer remembers before the first step."""
    return optimizer.rule(jnp.zeros((), jnp.float32)).init(parameters)


def batch_at(
    program: Program, knobs: Knobs, order: Array, train: Examples, position: Array
) -> tuple[Examples, Array]:
    """The batch of one step and which of its rows are present; ``order`` is (N + capacity,)."""
    rows = lax.dynamic_slice(order, (position,), (program.batch_capacity,))
    place = jnp.arange(program.batch_capacity, dtype=jnp.int32)
    present = (place < knobs.batch_size) & (position + place < train.t.shape[0])
    if train.first is None:
        x = train.x.at[rows].get(mode="promise_in_bounds")
    else:
        x = lax.dynamic_slice_in_dim(train.x, position - train.first, program.batch_capacity)
    t = train.t.at[rows].get(mode="promise_in_bounds")
    weights = train.weights
    if weights is not None:
        weights = weights.at[rows].get(mode="promise_in_bounds")
    return Examples(x, t, weights), present


def step_key(knobs: Knobs, carry: Carry) -> Array:
    """The random key of one step (dropout, augmentation): resuming there finds the same one."""
    of_the_epoch = jax.random.fold_in(jax.random.key(knobs.seed), carry.epoch)
    return jax.random.fold_in(of_the_epoch, carry.position)


class Updated(NamedTuple):
    """What one batch makes of what was learned before, and how it was judged on the way."""

    parameters: Parameters
    state: State
    optimizer: optax.OptState
    loss_sum: Array  # (): Σ e_n over the examples that are present
    right_sum: Array  # int32 (): how many of them were right


def updated(
    program: Program,
    knobs: Knobs,
    batch: Examples,
    context: Context,
    epochs: Array,
    parameters: Parameters,
    optimizer: optax.OptState,
) -> Updated:
    """Forward, back, update; ``epochs`` is how many have passed, with the part under way."""
    learned_by = learned_from(program.loss, knobs)
    x, t, loss = augmented(knobs.augment, learned_by, batch.x, batch.t, context)
    found = backpropagate(program.network, parameters, x, t, loss, context=context, l2=knobs.l2)
    gradients = found.gradients if knobs.clip is None else clipped(found.gradients, knobs.clip)
    rate = rate_at(knobs.optimizer.rate, epochs.astype(jnp.float32))
    learned = learning_part(program, parameters)
    change, optimizer = knobs.optimizer.rule(rate).update(gradients, optimizer, learned)
    learned = jax.tree.map(jnp.add, learned, change)
    learned = thresholded(program.network, learned, rate * knobs.l1)
    if knobs.max_norm is not None:
        learned = bounded(program.network, learned, knobs.max_norm)
    parameters = parameters | learned
    counted = True if context.present is None else context.present
    losses = found.losses if context.weights is None else found.losses * context.weights
    loss_sum = jnp.sum(jnp.where(counted, losses, 0))
    right_sum = jnp.zeros((), jnp.int32)
    if program.loss.classifies:
        right = loss.correct(found.outputs, t)
        right_sum = jnp.sum(jnp.where(counted, right, 0)).astype(jnp.int32)
    return Updated(parameters, found.state, optimizer, loss_sum, right_sum)


def learned_from(loss: Loss, knobs: Knobs) -> Loss:
    """The loss whose δ a step takes: that of smoothed labels, where there are labels."""
    return Smoothed(loss, knobs.label_smoothing) if loss.classifies else loss


def one_step(program: Program, knobs: Knobs, train: Examples, order: Array, carry: Carry) -> Carry:
    """One batch learned from. (How many steps there were, :func:`advance` counts.)"""
    batch, present = batch_at(program, knobs, order, train, carry.position)
    key = step_key(knobs, carry)
    context = Context(True, key, present, batch.weights, carry.state, frozen=program.frozen)
    epochs = carry.epoch + carry.position / train.t.shape[0]
    found = updated(program, knobs, batch, context, epochs, carry.parameters, carry.optimizer)
    return carry._replace(
        parameters=found.parameters,
        state=found.state,
        optimizer=found.optimizer,
        position=carry.position + knobs.batch_size,
        loss_sum=carry.loss_sum + found.loss_sum,
        right_sum=carry.right_sum + found.right_sum,
    )


def close_epoch(
    program: Program, knobs: Knobs, n: int, validation: Examples | None, carry: Carry
) -> tuple[Carry, Row]:
    """The line of the history, and what early stopping makes of it."""
    if validation is None:
        judged = Score(*[jnp.full((), jnp.nan, jnp.float32)] * 2)
    else:
        x, t, weights, _ = validation
        judged = scored(program.network, program.loss, carry.parameters, carry.state, x, t, weights)
        judged = Score(*(value.astype(jnp.float32) for value in judged))
    rate = rate_at(knobs.optimizer.rate, carry.epoch.astype(jnp.float32))
    row = Row(rate, carry.loss_sum / n, (carry.right_sum / n).astype(jnp.float32), *judged)
    epoch = carry.epoch + 1
    best, stopped = carry.best, carry.stopped
    if best is not None:
        better = judged.loss < best.loss - knobs.minimum_change
        here = Best(judged.loss, epoch, carry.parameters, carry.state)
        best = jax.tree.map(lambda new, old: jnp.where(better, new, old), here, best)
        stopped = epoch - best.epoch >= knobs.patience
    zero = jnp.zeros((), jnp.float32)
    none = jnp.zeros((), jnp.int32)
    carry = carry._replace(
        epoch=epoch,
        position=none,
        loss_sum=zero,
        right_sum=none,
        best=best,
        stopped=stopped,
    )
    return carry, row


@partial(jax.jit, static_argnums=0)
def advance(
    program: Program,
    knobs: Knobs,
    train: Examples,
    validation: Examples | None,
    orders: Array,
    first_epoch: Array,
    budget: Array,
    carry: Carry,
) -> Loop:
    """Up to ``budget`` steps, at most to the end of the epochs that ``orders`` covers.

    ``orders`` (rows, N + capacity) holds the order of the examples for the epochs from
    ``first_epoch`` on. Where ``train`` is a window, ``budget`` must end within it. Stops early at a
    loss that is not finite, and when patience has run out. Returns the carry and the history rows
    of the epochs finished here, counted from the first.
    """
    n, batch = train.t.shape[0], knobs.batch_size
    began, first_step = carry.epoch, carry.step

    def well(carry: Carry) -> Array:
        return carry.finite & jnp.isfinite(carry.loss_sum)

    def goes_on(loop: Loop) -> Array:
        carry = loop[0]
        covered = carry.epoch - first_epoch < orders.shape[0]
        has_budget = carry.step - first_step < budget
        return well(carry) & ~carry.stopped & covered & has_budget

    def close(loop: Loop) -> Loop:
        carry, rows = loop
        closed, row = close_epoch(program, knobs, n, validation, carry)
        rows = Row(*(a.at[carry.epoch - began].set(v) for a, v in zip(rows, row, strict=True)))
        return closed, rows

    def epoch(loop: Loop) -> Loop:
        carry, rows = loop
        left_over = (budget - (carry.step - first_step)).astype(jnp.int32)
        left_here = (n - carry.position + batch - 1) // batch
        stop = carry.position + jnp.minimum(left_here, left_over) * batch
        after = lax.while_loop(
            lambda c: (c.position < stop) & jnp.isfinite(c.loss_sum),
            partial(one_step, program, knobs, train, orders[carry.epoch - first_epoch]),
            carry,
        )
        steps = (after.position - carry.position) // batch
        after = after._replace(
            position=jnp.minimum(after.position, n), step=carry.step + steps.astype(jnp.uint32)
        )
        finished = (after.position == n) & well(after)
        closed: Loop = lax.cond(finished, close, lambda loop: loop, (after, rows))
        return closed

    blank = jnp.full(orders.shape[0], jnp.nan, jnp.float32)
    found: Loop = lax.while_loop(goes_on, epoch, (carry, Row(*[blank] * len(Row._fields))))
    carry, rows = found
    # A loss may stay finite over weights that do not: σ(∞) is 1.
    remembered = (carry.parameters, carry.state, carry.optimizer)
    carry = carry._replace(finite=well(carry) & all_finite(remembered))
    return carry, rows


def all_finite(tree: Any) -> Array:
    """Whether every number in the tree is finite."""
    numbers = [leaf for leaf in jax.tree.leaves(tree) if jnp.issubdtype(leaf.dtype, jnp.inexact)]
    return jnp.all(jnp.stack([jnp.all(jnp.isfinite(leaf)) for leaf in numbers] or [jnp.ones(())]))
