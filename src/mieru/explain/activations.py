"""What every layer says about given inputs: the feature maps of a forward pass."""

from functools import partial
from typing import NamedTuple

import jax
import numpy as np
from jax import Array

from mieru.nn import Context, Layer, Network, Parameters, State, Watcher, checked_inputs, forward


class Activation(NamedTuple):
    """One layer's output (N, *shape). ``path`` is its full name, such as ``residual1.conv2``."""

    path: str
    output: np.ndarray


class _Outputs(Watcher):
    """Keeps what each layer gives, in the order in which they give it."""

    def __init__(self) -> None:
        self.found: list[dict[str, Array]] = []

    def forward(self, path: str, layer: Layer, x: Array, output: Array) -> None:
        self.found.append({path: output})

    def backward(self, path: str, delta: Array, delta_x: Array, gradients: Parameters) -> None:
        """Nothing is carried back here."""


@partial(jax.jit, static_argnums=0)
def _outputs(
    network: Network, parameters: Parameters, state: State, x: Array
) -> list[dict[str, Array]]:
    watcher = _Outputs()
    forward(network, parameters, x, context=Context(state=state, watcher=watcher))
    return watcher.found


def activations(
    network: Network, parameters: Parameters, x: object, *, state: State | None = None
) -> list[Activation]:
    """The output of each layer for x (N, *input_shape), in the order of the pass.

    Layers inside a layer come before it. The last one's is what the network gives: logits or
    values. Raises ShapeError or DataError as ``predict`` does.
    """
    inputs = checked_inputs(network, x)
    found = _outputs(network, parameters, state or {}, inputs)
    return [Activation(path, np.asarray(output)) for one in found for path, output in one.items()]
