"""Small networks for the tests, by every computing that this machine has, and as mieru.nn's."""

from itertools import pairwise
from typing import Any

import numpy as np

from mieru.kernels.small import SmallNetwork, SmallShape
from mieru.kernels.small.library import builds
from mieru.kernels.small.native import Native
from mieru.nn import (
    Activation,
    BinaryCrossEntropy,
    CrossEntropy,
    Dense,
    Layer,
    Loss,
    Network,
    SquaredError,
)

NAMES = ["plain", *(build.name for build in builds())]

# Every output with a loss that goes with it.
HEADS = [
    ("tanh", "squared_error"),
    ("identity", "squared_error"),
    ("sigmoid", "squared_error"),
    ("sigmoid", "cross_entropy"),
    ("softmax", "cross_entropy"),
]


def small_network(shape: SmallShape, name: str, dtype: Any = np.float64) -> SmallNetwork:
    """A network with random numbers, the same for every ``name``."""
    network = SmallNetwork(shape, dtype, native=name != "plain")
    if name != "plain":
        found = {build.name: build for build in builds()}[name]
        network._core = Native(shape, network._numbers, found)
    network.parameters[:] = np.random.default_rng(5).normal(0, 0.6, shape.parameters)
    return network


def examples(shape: SmallShape, count: int, dtype: Any = np.float64) -> tuple[Any, Any]:
    """Random x and fitting t."""
    rng = np.random.default_rng(count)
    x = rng.normal(size=(count, shape.sizes[0])).astype(dtype)
    if shape.output == "softmax":
        return x, rng.integers(0, shape.sizes[-1], count, np.int32)
    low = 0 if shape.output == "sigmoid" else -1
    t = rng.choice([low, 1], (count, shape.sizes[-1])).astype(dtype)
    return x, t[:, 0] if shape.sizes[-1] == 1 else t


def whole_batches(count: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Order and offsets of ``steps`` steps that each see all examples."""
    order = np.tile(np.arange(count, dtype=np.int32), steps)
    return order, np.arange(0, count * steps + 1, count, dtype=np.int32)


def as_network(shape: SmallShape) -> tuple[Network, Loss]:
    """The same network and loss in mieru.nn; with a loss that owns it, its output is logits."""
    layers: list[Layer] = []
    functions = (*shape.activations, None)
    for units, function in zip(shape.sizes[1:], functions, strict=True):
        layers.append(Dense(units))
        if function:
            layers.append(Activation(function))
    if shape.loss == "squared_error" and shape.output != "identity":
        layers.append(Activation(shape.output))
    losses: dict[str, Loss] = {"softmax": CrossEntropy(), "sigmoid": BinaryCrossEntropy()}
    loss = SquaredError() if shape.loss == "squared_error" else losses[shape.output]
    return Network((shape.sizes[0],), layers), loss


def as_tree(shape: SmallShape, flat: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """Flat numbers as mieru.nn keeps them: by layer, weights (incoming, units)."""
    found, weight, bias = {}, 0, shape.weights
    for number, (incoming, units) in enumerate(pairwise(shape.sizes), 1):
        weights = flat[weight : weight + incoming * units].reshape(units, incoming)
        found[f"dense{number}"] = {"bias": flat[bias : bias + units], "weight": weights.T}
        weight, bias = weight + incoming * units, bias + units
    return found


def as_flat(shape: SmallShape, tree: Any) -> np.ndarray:
    """The other way round."""
    layers = [tree[f"dense{number}"] for number in range(1, len(shape.sizes))]
    weights = [np.asarray(layer["weight"]).T.ravel() for layer in layers]
    return np.concatenate([*weights, *(np.asarray(layer["bias"]) for layer in layers)])


def targets_for(loss: Loss, t: np.ndarray) -> np.ndarray:
    """t as mieru.nn takes it: values as (N, K)."""
    return t if isinstance(loss, CrossEntropy) or t.ndim == 2 else t[:, None]
