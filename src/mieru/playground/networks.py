"""The playground's network for the rooms that compute with JAX: layers, weights, a loss."""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.nn import (
    Activation,
    BinaryCrossEntropy,
    CrossEntropy,
    Dense,
    Dropout,
    Layer,
    Loss,
    Network,
    Parameters,
    SquaredError,
)
from mieru.playground.setup import Setup

Array = npt.NDArray[Any]


def network_of(setup: Setup) -> Network:
    """Features in, logits or values out; the loss owns a sigmoid or softmax."""
    layers: list[Layer] = []
    for hidden in setup.experiment.layers:
        layers += [Dense(hidden.units), Activation(hidden.activation)]
        if hidden.dropout:
            layers.append(Dropout(hidden.dropout))
    layers.append(Dense(setup.sizes[-1]))
    if setup.output == "tanh":
        layers.append(Activation("tanh"))
    return Network(setup.sizes[0], layers)


def loss_of(setup: Setup) -> Loss:
    """The loss that goes with :func:`network_of`."""
    if setup.output == "softmax":
        return CrossEntropy()
    return BinaryCrossEntropy() if setup.output == "sigmoid" else SquaredError()


def tree_of(setup: Setup, parameters: Array) -> Parameters:
    """The flat ``parameters`` (P,) of an engine as the tree of :func:`network_of`."""
    weights, biases = _parts(setup, parameters)
    return {
        f"dense{i}": {"weight": w.T.astype(np.float32), "bias": b.astype(np.float32)}
        for i, (w, b) in enumerate(zip(weights, biases, strict=True), 1)
    }


def flat_of(tree: Parameters) -> Array:
    """The way back: all weights unit by unit, then all biases, (P,) float32."""
    layers = [tree[f"dense{i}"] for i in range(1, len(tree) + 1)]
    weights = [np.asarray(layer["weight"]).T.ravel() for layer in layers]
    return np.concatenate([*weights, *(np.asarray(layer["bias"]) for layer in layers)])


def _parts(setup: Setup, parameters: Array) -> tuple[list[Array], list[Array]]:
    weights, biases, at = [], [], 0
    for incoming, units in pairwise(setup.sizes):
        weights.append(parameters[at : at + incoming * units].reshape(units, incoming))
        at += incoming * units
    for units in setup.sizes[1:]:
        biases.append(parameters[at : at + units])
        at += units
    return weights, biases
