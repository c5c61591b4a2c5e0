"""A network is a value: an input shape and a tuple of layers, and nothing else.

It compares equal, hashes, prints as the forward pass that it performs, and goes to text, JSON and
back. Parameters and running state are plain trees of arrays beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax
import numpy as np

from mieru.nn import chain
from mieru.nn.checks import as_whole, shown
from mieru.nn.initial import Seed
from mieru.nn.layer import Layer, Parameters, State
from mieru.nn.layers import as_layers
from mieru.nn.shapes import Shape, as_shape, count
from mieru.nn.trees import PARAMETERS, STATE, check_tree
from mieru.words import SettingError


@dataclass(frozen=True)
class Network:
    """An input shape and the layers that follow it.

    An activation function may be given by its name. Raises ShapeError, naming the layer, both sizes
    and the cure, where a layer cannot take what the one before gives.

    >>> from mieru.nn import Dense, Network
    >>> network = Network(784, [Dense(100), "sigmoid", Dense(10)])
    >>> network.output_shape, network.parameter_count
    ((10,), 79510)
    >>> network == Network.parse("784, dense 100, sigmoid, dense 10")
    True
    >>> print(network)
    x         784
    dense1    100  = x·W + b
    sigmoid1  100  = sigmoid(dense1)
    dense2     10  = sigmoid1·W + b
    """

    input_shape: Shape
    layers: tuple[Layer, ...]

    def __init__(self, input_shape: int | Iterable[int], layers: Iterable[Layer | str]) -> None:
        object.__setattr__(self, "input_shape", as_shape(input_shape))
        object.__setattr__(self, "layers", as_layers(layers, "a network", "ネットワーク"))
        if not self.layers:
            raise SettingError(
                en="a network needs at least one layer, such as dense 1",
                ja="ネットワークには少なくとも 1 つの層が必要です (例: dense 1)",
            )
        _ = self.shapes

    @cached_property
    def _hash(self) -> int:
        return hash((self.input_shape, self.layers))

    def __hash__(self) -> int:
        # Every call of a compiled function asks for it, and a network may have a thousand layers.
        return self._hash

    def __reduce__(self) -> tuple[object, ...]:
        # Without what is cached: hashes of text differ from one process to the next.
        return Network, (self.input_shape, self.layers)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The layers' names, which are the keys of the parameter tree: dense1, sigmoid1, dense2."""
        return chain.names(self.layers)

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The shape of each layer's output."""
        return chain.shapes(self.layers, self.input_shape)

    @property
    def output_shape(self) -> Shape:
        """The shape of the network's output."""
        return self.shapes[-1]

    @cached_property
    def parameter_shapes(self) -> Parameters:
        """The tree of parameter shapes."""
        return chain.parameter_shapes(self.layers, self.input_shape)

    @cached_property
    def penalties(self) -> Parameters:
        """The parameter tree with True where L1 and L2 act."""
        return chain.penalties(self.layers, self.input_shape)

    @property
    def parameter_count(self) -> int:
        """How many numbers learning may change; counted, not allocated."""
        return count(self.parameter_shapes)

    @property
    def multiplications(self) -> int:
        """Multiplications of a weight with an input that one example costs, forward."""
        return chain.multiplications(self.layers, self.input_shape)

    def initial_parameters(self, seed: int = 0) -> Parameters:
        """Fresh parameters in float32; the same seed (0 or more) always gives the same ones."""
        if (whole := as_whole(seed)) is None or whole < 0:
            raise SettingError(
                en=f"a seed is a whole number of at least 0, not {shown(seed)}",
                ja=f"乱数シードは 0 以上の整数です ({shown(seed)} ではなく)",
            )
        return chain.initial_parameters(self.layers, Seed(whole), self.input_shape)

    def initial_state(self) -> State:
        """Fresh running state (batch normalization's means and variances), {} for most networks."""
        return chain.initial_state(self.layers, self.input_shape)

    def check_parameters(self, parameters: Parameters) -> None:
        """Raises ShapeError where ``parameters`` are not those of this network, naming which."""
        check_tree(self.parameter_shapes, parameters, PARAMETERS)

    def check_state(self, state: State) -> None:
        """Raises ShapeError where ``state`` is not a running state of this network."""
        shapes = jax.tree.map(np.shape, self.initial_state())
        check_tree(shapes, state, STATE)

    @classmethod
    def parse(cls, text: str) -> "Network":
        """From the one-line form, such as ``784, dense 100, sigmoid, dense 10``."""
        from mieru.nn.notation import parse_network

        return parse_network(text)

    @property
    def text(self) -> str:
        """The one-line form; ``Network.parse(network.text) == network``."""
        from mieru.nn.notation import network_text

        return network_text(self)

    @classmethod
    def from_json(cls, value: object) -> "Network":
        """From the JSON form (already decoded); whatever is wrong in it raises SettingError."""
        from mieru.nn.json_form import network_from_json

        return network_from_json(value)

    def to_json(self) -> dict[str, Any]:
        """The JSON form, as plain dicts and lists."""
        from mieru.nn.json_form import network_to_json

        return network_to_json(self)

    def summary(self) -> str:
        """A table of shapes, parameters and multiplications by layer; allocates nothing."""
        from mieru.nn.summary import summary

        return summary(self)

    def __str__(self) -> str:
        from mieru.nn.summary import forward_pass

        return forward_pass(self)
