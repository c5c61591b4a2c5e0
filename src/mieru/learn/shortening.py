"""What a step does to gradients and weights besides following δ: each function is compiled in."""

import jax
import jax.numpy as jnp
from jax import Array

from mieru.nn import Network, Parameters


def clipped(gradients: Parameters, most: Array) -> Parameters:
    """The whole gradient shortened to the norm ``most`` where it is longer."""
    # Measured in units of its largest number: squares of 10²⁰ would be infinite in float32.
    unit = jnp.full((), 1e-30, jnp.float32)
    for gradient in jax.tree.leaves(gradients):
        unit = jnp.maximum(unit, jnp.max(jnp.abs(gradient)))
    squares = jnp.zeros((), jnp.float32)
    for gradient in jax.tree.leaves(gradients):
        squares += jnp.sum((gradient / unit) ** 2)
    share = jnp.minimum(1, most / unit / jnp.sqrt(squares))
    found: Parameters = jax.tree.map(lambda g: g * share, gradients)
    return found


def thresholded(network: Network, parameters: Parameters, threshold: Array) -> Parameters:
    """L1's part of a step: each weight goes toward zero by ``threshold`` and stays there.

    The proximal step of l1·Σ|w| (soft threshold): unlike a step along l1·sign(w), it gives zeros.
    """

    def toward_zero(acts: bool, w: Array) -> Array:
        return w - jnp.clip(w, -threshold, threshold) if acts else w

    found: Parameters = jax.tree.map(toward_zero, _penalized(network, parameters), parameters)
    return found


def _penalized(network: Network, parameters: Parameters) -> Parameters:
    """Of the layers in ``parameters``, which may be some of the network's: where L1 and L2 act."""
    return {name: network.penalties[name] for name in parameters}


def bounded(network: Network, parameters: Parameters, most: Array) -> Parameters:
    """The weights into each unit (into each kernel) shortened to the norm ``most`` where longer.

    Units and kernels are the last axis of the weights that L1 and L2 act on.
    """

    def shortened(acts: bool, w: Array) -> Array:
        if not acts:
            return w
        squares = jnp.sum(w * w, axis=tuple(range(w.ndim - 1)), keepdims=True)
        # Where all weights of a unit are 0, there is nothing to shorten and no 0/0.
        return w * jnp.minimum(1, most / jnp.sqrt(jnp.maximum(squares, 1e-30)))

    found: Parameters = jax.tree.map(shortened, _penalized(network, parameters), parameters)
    return found
