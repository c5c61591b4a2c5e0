"""A dense network of the original in NumPy: forward, backward, and its way of updating.

Weights are lists of arrays (units, incoming links), the first hidden layer first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


def _relu(u: Array) -> Array:
    return np.maximum(u, 0.0)


def _sigmoid(u: Array) -> Array:
    return 1 / (1 + np.exp(-u))


# Each with its derivative, as a function of the net input and of the value.
ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array, Array], Array]]] = {
    "tanh": (np.tanh, lambda u, z: 1 - z * z),
    "relu": (_relu, lambda u, z: (u > 0).astype(np.float64)),
    "sigmoid": (_sigmoid, lambda u, z: z * (1 - z)),
    "identity": (lambda u: u, lambda u, z: np.ones_like(z)),
}


@dataclass(frozen=True)
class Rule:
    """How weights change: the learning rate η, and λ of L1 or of L2."""

    rate: float
    l1: float = 0.0
    l2: float = 0.0


def views(parameters: Array, sizes: Sequence[int]) -> tuple[list[Array], list[Array]]:
    """Weights and biases by layer, as views of one flat array: all weights, then all biases."""
    weights, biases, at = [], [], 0
    for below, units in pairwise(sizes):
        weights.append(parameters[at : at + units * below].reshape(units, below))
        at += units * below
    for units in sizes[1:]:
        biases.append(parameters[at : at + units])
        at += units
    return weights, biases


def forward(
    weights: list[Array], biases: list[Array], activations: Sequence[str], x: Array
) -> tuple[list[Array], list[Array]]:
    """Net inputs and values (N, units) of each layer, from inputs ``x`` (N, F)."""
    net, values, below = [], [], x
    for w, b, name in zip(weights, biases, activations, strict=True):
        net.append(below @ w.T + b)
        below = ACTIVATIONS[name][0](net[-1])
        values.append(below)
    return net, values


def gradient(
    weights: list[Array], biases: list[Array], activations: Sequence[str], x: Array, t: Array
) -> Array:
    """∂(½ Σ (y − t)²) by all parameters, summed over the examples, flat as they are."""
    net, values = forward(weights, biases, activations, x)
    der = values[-1] - t[:, None]
    by_weights, by_biases = [], []
    for layer in range(len(weights) - 1, -1, -1):
        delta = der * ACTIVATIONS[activations[layer]][1](net[layer], values[layer])
        by_weights.append((delta.T @ (values[layer - 1] if layer else x)).ravel())
        by_biases.append(delta.sum(axis=0))
        der = delta @ weights[layer]
    return np.concatenate([*by_weights[::-1], *by_biases[::-1]])


def update(parameters: Array, alive: Truths, mean_gradient: Array, rule: Rule) -> None:
    """One update in place. Where L1 takes a weight over 0, its link dies there for ever.

    w₁ = w − ηg, w₂ = w₁ − ηλr′(w) with r′ at the old w; r = |w| or ½w².
    """
    count = len(alive)
    step = rule.rate * mean_gradient
    parameters[count:] -= step[count:]
    weights = parameters[:count]
    pull = rule.l1 * np.sign(weights) + rule.l2 * weights
    first = weights - step[:count]
    second = first - rule.rate * pull
    if rule.l1:
        killed = first * second < 0
        second[killed] = 0.0
        weights[alive] = second[alive]
        alive &= ~killed
    else:
        weights[alive] = second[alive]
