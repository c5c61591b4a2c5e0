"""Batch normalization folded into the layer before it: the same function, with fewer layers.

Once learning is over, batch normalization is y = γ(u − m)/s + β with s = √(v + ε), all fixed. After
u = W ∗ x + b that is one convolution again:

    W′ = W·γ/s,   b′ = (b − m)·γ/s + β.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from mieru.nn import chain
from mieru.nn.layer import Layer, Parameters, State
from mieru.nn.layers import BatchNorm, Conv, Dense, Parallel, Residual
from mieru.nn.network import Network


class Folded(NamedTuple):
    """A network whose outputs are those of another one, with what it needs to give them."""

    network: Network
    parameters: Parameters
    state: State


def fold(network: Network, parameters: Parameters, state: State) -> Folded:
    """The network without each ``batchnorm`` that follows a ``conv`` or ``dense`` directly.

    Its outputs are the same but for rounding, outside of training: it no longer learns as the
    other would. One that follows anything else stays. Raises ShapeError where ``parameters`` or
    ``state`` are not those of ``network``.
    """
    network.check_parameters(parameters)
    network.check_state(state)
    layers, weights, running = _fold(network.layers, parameters, state)
    return Folded(Network(network.input_shape, layers), weights, running)


def _fold(
    layers: Sequence[Layer], parameters: Parameters, state: State
) -> tuple[tuple[Layer, ...], Parameters, State]:
    kept: list[tuple[Layer, Parameters, State]] = []
    for name, layer in zip(chain.names(layers), layers, strict=True):
        own, running = parameters.get(name, {}), state.get(name, {})
        if isinstance(layer, BatchNorm) and kept and isinstance(kept[-1][0], Conv | Dense):
            kept[-1] = (_biased(kept[-1][0]), _merged(kept[-1][1], layer, own, running), {})
        else:
            kept.append(_inside(layer, own, running))
    new = tuple(layer for layer, _, _ in kept)
    named = list(zip(chain.names(new), kept, strict=True))
    return (
        new,
        {name: own for name, (_, own, _) in named if own},
        {name: running for name, (_, _, running) in named if running},
    )


def _biased(layer: Layer) -> Layer:
    return replace(layer, bias=True) if isinstance(layer, Conv | Dense) else layer


def _inside(layer: Layer, parameters: Parameters, state: State) -> tuple[Layer, Parameters, State]:
    """A layer that holds layers, those folded; any other as it is."""
    if not isinstance(layer, Residual | Parallel):
        return layer, parameters, state
    parts = {
        name: _fold(inner, parameters.get(name, {}), state.get(name, {}))
        for name, inner in layer.chains.items()
    }
    new: Layer
    if isinstance(layer, Residual):
        new = replace(layer, layers=parts["layers"][0], shortcut=parts["shortcut"][0])
    else:
        new = replace(layer, branches=tuple(inner for inner, _, _ in parts.values()))
    return (
        new,
        {name: own for name, (_, own, _) in parts.items() if own},
        {name: running for name, (_, _, running) in parts.items() if running},
    )


def _merged(weights: Parameters, norm: BatchNorm, own: Parameters, state: State) -> Parameters:
    """The formulas above, in float64; the output channels are the last axis of a kernel."""
    weight = np.asarray(weights["weight"])
    w, b = weight.astype(np.float64), _double(weights.get("bias", 0.0))
    factor = _double(own["scale"]) / np.sqrt(_double(state["variance"]) + norm.epsilon)
    bias = (b - _double(state["mean"])) * factor + _double(own["shift"])
    return {"weight": (w * factor).astype(weight.dtype), "bias": bias.astype(weight.dtype)}


def _double(values: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(values, np.float64)
