"""One example's way through a network with every number kept: the feature maps of all layers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from mieru.explain.activations import activations
from mieru.explain.graph import INPUT, Node, nodes
from mieru.nn import Loss, Network, Parameters, State
from mieru.words import DataError

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class FeatureMaps:
    """What the input and every layer say to one example, by path, without the batch axis.

    ``values["conv1"]`` is (height, width, channels); those of the input are the numbers that the
    first layer computes with (pixels as 0…1).
    """

    network: Network
    parameters: Parameters
    state: State
    values: dict[str, Array]

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """The graph of the network, by path, in the order of the pass."""
        return {node.path: node for node in nodes(self.network)}

    @property
    def output(self) -> Array:
        """What the network gives: logits or values."""
        return self.values[next(reversed(self.nodes))]

    @property
    def size(self) -> int:
        """How many bytes all this holds."""
        return sum(array.nbytes for array in self.values.values())

    def parameters_of(self, path: str) -> Parameters:
        """The parameters of one layer: {} for a layer without any."""
        found: Parameters = _branch(self.parameters, path)
        return found

    def state_of(self, path: str) -> State:
        """The running state of one layer: {} for a layer without any."""
        found: State = _branch(self.state, path)
        return found


def feature_maps(
    network: Network, parameters: Parameters, x: object, *, state: State | None = None
) -> FeatureMaps:
    """The pass of one example x (1, *input_shape), with everything kept.

    Raises DataError for more than one example, and as ``predict`` does.
    """
    found = activations(network, parameters, x, state=state)
    if len(found[0].output) != 1:
        raise DataError(
            en=f"feature maps are those of one example, not of {len(found[0].output)}; give x[:1]",
            ja=f"特徴マップはデータ 1 件のものです ({len(found[0].output)} 件ではなく)。"
            "x[:1] を与えてください",
        )
    values = {INPUT: _numbers(x)[0]} | {one.path: one.output[0] for one in found}
    return FeatureMaps(network, parameters, state or {}, values)


def answer(maps: FeatureMaps, loss: Loss) -> Array:
    """What the network says: probabilities or values, as ``Run.predict`` gives them."""
    said: Array = np.asarray(loss.predict(jnp.asarray(maps.output[None])))[0]
    return said


def _numbers(x: object) -> Array:
    array = np.asarray(x)
    return array.astype(np.float32) / 255 if array.dtype == np.uint8 else array


def _branch(tree: Any, path: str) -> Any:
    for name in path.split("."):
        tree = tree.get(name, {})
    return tree
