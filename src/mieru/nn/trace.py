"""The microscope: every number of one pass forward and back, layer by layer.

``u`` is what goes into the activation function and δ = ∂E/∂u, as in the course: for a layer with
weights u is its output, for an activation its input, so that a dense layer and the activation after
it tell of the same u and the same δ.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jax import Array

from mieru.nn.backprop import Backpropagated, backpropagate
from mieru.nn.inputs import checked_inputs
from mieru.nn.layer import Context, Layer, Parameters, State, Watcher
from mieru.nn.layers import Activation
from mieru.nn.losses import Loss
from mieru.nn.network import Network
from mieru.nn.targets import checked_targets


@dataclass(frozen=True, eq=False)
class TracedLayer:
    """What one layer did, with N examples: arrays (N, *shape) unless said otherwise."""

    path: str  # its name, inside other layers with theirs before it: residual1.layers.dense1
    layer: Layer
    parameters: dict[str, np.ndarray]
    input: np.ndarray
    output: np.ndarray
    local_derivative: np.ndarray | None  # f′(u) for an activation; None for other layers
    delta_output: np.ndarray  # ∂E/∂output
    delta_input: np.ndarray  # ∂E/∂input
    gradients: dict[str, np.ndarray]  # ∂E/∂parameter

    @property
    def u(self) -> np.ndarray:
        """What the activation function is applied to."""
        return self.input if isinstance(self.layer, Activation) else self.output

    @property
    def delta(self) -> np.ndarray:
        """δ = ∂E/∂u."""
        return self.delta_input if isinstance(self.layer, Activation) else self.delta_output


@dataclass(frozen=True)
class Trace:
    """One pass through a network with everything kept, in the order of the forward pass."""

    network: Network
    loss: Loss
    x: np.ndarray
    t: np.ndarray
    result: Backpropagated
    layers: tuple[TracedLayer, ...]

    @property
    def error(self) -> float:
        """E, the mean loss over the examples."""
        return float(self.result.loss)

    def __getitem__(self, path: str) -> TracedLayer:
        for layer in self.layers:
            if layer.path == path:
                return layer
        raise KeyError(path)

    def __iter__(self) -> Iterator[TracedLayer]:
        return iter(self.layers)

    def __str__(self) -> str:
        from mieru.nn.trace_text import table

        return table(self)

    def latex(self) -> str:
        """The pass as LaTeX, every formula with its numbers filled in."""
        from mieru.nn.trace_latex import latex

        return latex(self)


class _Recorder(Watcher):
    """Keeps what goes by, forward and then back, in the order of the forward pass."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._forward: dict[str, tuple[Layer, Array, Array]] = {}
        self._backward: dict[str, tuple[Array, Array, Parameters]] = {}

    def forward(self, path: str, layer: Layer, x: Array, output: Array) -> None:
        self._forward[path] = layer, x, output

    def backward(self, path: str, delta: Array, delta_x: Array, gradients: Parameters) -> None:
        self._backward[path] = delta, delta_x, gradients

    def layers(self) -> Iterator[TracedLayer]:
        for path, (layer, x, output) in self._forward.items():
            delta, delta_x, gradients = self._backward[path]
            derivative = layer.local_derivative(x) if isinstance(layer, Activation) else None
            yield TracedLayer(
                path,
                layer,
                _own(_inside(self._parameters, path)),
                np.asarray(x),
                np.asarray(output),
                None if derivative is None else np.asarray(derivative),
                np.asarray(delta),
                np.asarray(delta_x),
                _own(gradients),
            )


def _inside(tree: Parameters, path: str) -> Parameters:
    for name in path.split("."):
        tree = tree.get(name, {})
    return tree


def _own(tree: Parameters) -> dict[str, np.ndarray]:
    """A layer's own arrays, without those of the layers that it holds."""
    return {n: np.asarray(v) for n, v in tree.items() if not isinstance(v, dict)}


def trace(
    network: Network,
    parameters: Parameters,
    x: object,
    t: object,
    loss: Loss,
    *,
    state: State | None = None,
) -> Trace:
    """Goes forward and back once, uncompiled, and keeps every number of every layer.

    x (N, *input_shape) and t (N,) or (N, *output) are checked as in learning. Dropout is off and
    batch normalization uses its running statistics, so the numbers are those of the finished
    network. Raises ShapeError or DataError as :func:`mieru.learn.fit` does.
    """
    inputs = checked_inputs(network, x)
    targets = checked_targets(network, loss, t, len(inputs))
    network.check_parameters(parameters)
    recorder = _Recorder(parameters)
    result = backpropagate(
        network,
        parameters,
        jnp.asarray(inputs),
        jnp.asarray(targets),
        loss,
        context=Context(state=state, watcher=recorder),
    )
    return Trace(network, loss, inputs, targets, result, tuple(recorder.layers()))
