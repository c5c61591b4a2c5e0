"""Zeiler and Fergus's deconvnet: an activation carried back to the pixels that raised it.

It is backpropagation with one change. A convolution sends its signal back through the transposed
convolution, max pooling puts it where the largest number stood (the "switches"), as for a gradient;
but a ReLU sends on what is positive in the signal, not what its own input lets through.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from mieru.nn import Activation, Context, Layer, Network, Parameters, State, as_numbers, chain

Numbers = NDArray[np.float32]


class View(NamedTuple):
    """What raised one channel of a layer in one picture: where it was strongest, how strong, and
    the signal carried back to the pixels (height, width, channels)."""

    picture: int
    strength: float
    signal: Numbers


def feature_maps(
    network: Network, parameters: Parameters, state: State, x: Numbers, layer: int
) -> Numbers:
    """The output of the layer at place ``layer``, (N, height, width, channels)."""
    return np.asarray(_maps(network, layer, parameters, state, jnp.asarray(x)))


def views(
    network: Network,
    parameters: Parameters,
    state: State,
    x: Numbers,
    layer: int,
    channel: int,
    pictures: Sequence[int],
) -> list[View]:
    """The strongest place of ``channel`` after ``layer``, carried back, for some of x (N, …)."""
    chosen = jnp.asarray(x[np.asarray(pictures)])
    strengths, signals = _carried_back(
        network, layer, parameters, state, chosen, jnp.int32(channel)
    )
    return [
        View(picture, float(strength), np.asarray(signal))
        for picture, strength, signal in zip(pictures, strengths, signals, strict=True)
    ]


@partial(jax.jit, static_argnums=(0, 1))
def _maps(network: Network, layer: int, parameters: Parameters, state: State, x: Array) -> Array:
    context = Context(state=state)
    return chain.walk(network.layers[: layer + 1], parameters, as_numbers(x), context)[0]


@partial(jax.jit, static_argnums=(0, 1))
def _carried_back(
    network: Network, layer: int, parameters: Parameters, state: State, x: Array, channel: Array
) -> tuple[Array, Array]:
    layers = network.layers[: layer + 1]
    context, output, pullbacks = Context(state=state), as_numbers(x), []
    # One by one: a walk may do convolution, ReLU and pooling in one, with one way back.
    for place, (name, each) in enumerate(zip(network.names, layers, strict=False)):
        passed = each.forward(parameters.get(name, {}), output, context.inside(name, place))
        pullbacks.append(passed.pullback)
        output = passed.output
    maps = jnp.take(output, channel, axis=-1)
    flat = maps.reshape(len(x), -1)
    strength = jnp.max(flat, axis=1)
    only = (flat == strength[:, None]).reshape(maps.shape)
    here = jnp.arange(output.shape[-1], dtype=jnp.int32) == channel
    delta = jnp.where(only[..., None] & here, output, 0)
    for pullback, each in zip(reversed(pullbacks), reversed(layers), strict=True):
        delta = jnp.maximum(delta, 0) if _is_relu(each) else pullback(delta)[0]
    return strength, delta


def _is_relu(layer: Layer) -> bool:
    return isinstance(layer, Activation) and layer.function == "relu"
