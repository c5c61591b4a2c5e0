"""Backpropagation: one walk forward keeping each layer's pullback, one walk back carrying δ.

Training, the microscope and the attacks all use this one function.
"""

from dataclasses import replace
from functools import reduce
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from mieru.nn import chain
from mieru.nn.inputs import as_numbers
from mieru.nn.layer import Context, Parameters, State
from mieru.nn.losses import Loss
from mieru.nn.network import Network


class Backpropagated(NamedTuple):
    """What one pass forward and back gives."""

    loss: Array  # (): E, the mean over the examples, without the penalty
    losses: Array  # (N,): e_n of each example
    outputs: Array  # (N, *output): logits or values
    gradients: Parameters  # ∂(E + penalty)/∂parameter, the tree of the parameters that learn
    delta_x: Array  # ∂E/∂x (N, *input), of pixels as numbers 0…1; zeros for tokens. Where layers
    # are frozen: ∂E/∂ what the first layer that learns takes.
    state: State  # the new running state


def forward(
    network: Network,
    parameters: Parameters,
    x: Array,
    *,
    state: State | None = None,
    context: Context | None = None,
) -> Array:
    """The network's output (logits or values) for x (N, *input_shape).

    ``state`` is the running state that learning left (or say it in ``context``, with all else that
    a pass may depend on). Raises SettingError where batch normalization finds none.
    """
    context = context or Context()
    context = context if state is None else replace(context, state=state)
    return chain.walk(network.layers, parameters, as_numbers(x), context)[0]


def backpropagate(
    network: Network,
    parameters: Parameters,
    x: Array,
    t: Array,
    loss: Loss,
    *,
    context: Context | None = None,
    l1: float | Array = 0.0,
    l2: float | Array = 0.0,
) -> Backpropagated:
    """Everything that E = (1/N)Σ e_n + l1·Σ|w| + ½·l2·Σw² tells about a batch.

    x (N, *input_shape), t as :func:`mieru.nn.checked_targets` gives it. Where the context says
    which examples are present, only those count in the mean; where it has weights, E is the mean of
    w_n·e_n. The penalty acts on weights, not on
    biases; its own value is left out of ``loss`` (see :func:`penalty`), its gradient is in
    ``gradients``. Raises SettingError as the layers do.
    """
    context = context or Context()
    outputs, steps, state = chain.walk(network.layers, parameters, as_numbers(x), context)
    losses = loss.by_example(outputs, t)
    share = shares(losses, context.present)
    share = share if context.weights is None else share * context.weights
    delta = loss.delta(outputs, t) * share.reshape(-1, *[1] * (outputs.ndim - 1))
    delta_x, gradients = chain.walk_back(steps, delta, context)
    gradients = add_penalty_gradient(network, parameters, gradients, l1, l2)
    return Backpropagated(jnp.sum(losses * share), losses, outputs, gradients, delta_x, state)


def shares(losses: Array, present: Array | None) -> Array:
    """What each example weighs in the mean: 1/N, or 0 for one that only fills the batch up."""
    if present is None:
        return jnp.full_like(losses, 1 / losses.shape[0])
    present = present.astype(losses.dtype)
    return present / jnp.sum(present)


def _is_zero(strength: float | Array) -> bool:
    return isinstance(strength, int | float) and strength == 0


def add_penalty_gradient(
    network: Network,
    parameters: Parameters,
    gradients: Parameters,
    l1: float | Array,
    l2: float | Array,
) -> Parameters:
    """Adds l1·sign(w) + l2·w to the gradient of each weight that has one."""
    if _is_zero(l1) and _is_zero(l2):
        return gradients

    def added(acts: bool, w: Array, gradient: Array) -> Array:
        if not acts:
            return gradient
        if not _is_zero(l1):
            gradient = gradient + l1 * jnp.sign(w)
        return gradient if _is_zero(l2) else gradient + l2 * w

    acts, weights = (
        {name: tree[name] for name in gradients} for tree in (network.penalties, parameters)
    )
    found: Parameters = jax.tree.map(added, acts, weights, gradients)
    return found


def penalty(
    network: Network, parameters: Parameters, l1: float | Array, l2: float | Array
) -> Array:
    """l1·Σ|w| + ½·l2·Σw² over the weights."""
    acts = jax.tree.leaves(network.penalties)
    weights = [w for w, on in zip(jax.tree.leaves(parameters), acts, strict=True) if on]
    terms = [l1 * jnp.sum(jnp.abs(w)) + 0.5 * l2 * jnp.sum(w * w) for w in weights]
    return reduce(jnp.add, terms, jnp.zeros((), weights[0].dtype if weights else jnp.float32))
