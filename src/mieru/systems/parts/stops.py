"""The units of a traced network: u, z, f′(u) and δ of each weighted layer with its activation."""

from dataclasses import dataclass

import numpy as np

from mieru.nn import Activation, Trace, TracedLayer


@dataclass(frozen=True, eq=False)
class Stop:
    """A layer with weights and the activation after it, for the first example: each (units,)."""

    name: str
    u: np.ndarray
    z: np.ndarray
    derivative: np.ndarray | None  # f′(u), None without an activation
    delta: np.ndarray


def stops(seen: Trace) -> list[Stop]:
    """The weighted layers of the network, each with the activation after it, where there is one."""
    found, layers = [], list(seen)
    for i, layer in enumerate(layers):
        after = layers[i + 1] if i + 1 < len(layers) else None
        if isinstance(layer.layer, Activation) or not layer.gradients:
            continue
        bent = after if after is not None and isinstance(after.layer, Activation) else None
        found.append(_stop(layer, bent))
    return found


def _stop(layer: TracedLayer, bent: TracedLayer | None) -> Stop:
    def first(array: np.ndarray) -> np.ndarray:
        return np.ravel(array[0])

    derivative = None if bent is None or bent.local_derivative is None else bent.local_derivative
    return Stop(
        name=layer.path if bent is None else f"{layer.path}, {bent.path}",
        u=first(layer.output),
        z=first((bent or layer).output),
        derivative=None if derivative is None else first(derivative),
        delta=first(layer.delta),
    )
