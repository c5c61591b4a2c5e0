"""Dropout whose rate is turned: each member of a population has its own."""

from dataclasses import dataclass, replace
from typing import ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from mieru.nn import Context, Dropout, Layer, Network, State
from mieru.nn.layer import Parameters, Passed
from mieru.nn.shapes import Shape

# What the rates are replaced by where networks are compared that differ in them only.
ANY_RATE = 0.5


def factor(key: Array, shape: tuple[int, ...], rate: Array, kept_from: Array) -> Array:
    """0 for what is dropped and 1/(1 − rate) for what is kept, as :class:`Dropout` draws it."""
    bits = jax.random.bits(key, shape, jnp.uint16)
    return (bits >= kept_from).astype(jnp.float32) / (1 - rate)


@dataclass(frozen=True)
class TurnedDropout(Layer):
    """Dropout that reads its rate from the running state, and leaves it there."""

    kind: ClassVar[str] = "dropout"

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        if not context.training or context.key is None or context.state is None:
            return Passed(x, lambda delta: (delta, {}), context.state)
        state = context.state
        kept = factor(context.key, x.shape, state["rate"], state["kept_from"])
        return Passed(x * kept, lambda delta: (delta * kept, {}), state)

    def formula(self, x: str) -> str:
        return f"dropout({x})"


def turned(network: Network) -> Network:
    """The network with :class:`TurnedDropout` for each of its dropout layers."""
    layers = [TurnedDropout() if isinstance(one, Dropout) else one for one in network.layers]
    return Network(network.input_shape, layers)


def rates(network: Network) -> State:
    """The running state that gives the turned network the rates of ``network``."""
    found: State = {}
    for name, layer in zip(network.names, network.layers, strict=True):
        if isinstance(layer, Dropout):
            found[name] = dropout_numbers(layer)
    return found


def dropout_numbers(layer: Dropout) -> State:
    """The rate, and from which of 65,536 numbers on one is kept: rounded as in Dropout itself."""
    kept_from = np.uint16(min(round(layer.rate * 65536), 65535))
    return {"kept_from": kept_from, "rate": np.float32(layer.rate)}


def without_rates(network: Network) -> Network:
    """The network with the same rate in every dropout layer: equal where only rates differ."""
    layers = [
        replace(one, rate=ANY_RATE) if isinstance(one, Dropout) else one for one in network.layers
    ]
    return Network(network.input_shape, layers)
