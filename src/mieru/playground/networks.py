"""The playground's network for the rooms that compute with JAX: layers, weights, a loss."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.kernels.small.shape import places_of
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
    return {
        f"dense{i}": {
            "weight": parameters[place.weights].reshape(place.shape).T.astype(np.float32),
            "bias": parameters[place.biases].astype(np.float32),
        }
        for i, place in enumerate(places_of(setup.sizes), 1)
    }


def flat_of(tree: Parameters) -> Array:
    """The way back: all weights unit by unit, then all biases, (P,) float32."""
    layers = [tree[f"dense{i}"] for i in range(1, len(tree) + 1)]
    weights = [np.asarray(layer["weight"]).T.ravel() for layer in layers]
    return np.concatenate([*weights, *(np.asarray(layer["bias"]) for layer in layers)])
