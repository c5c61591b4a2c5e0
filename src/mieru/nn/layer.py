"""What every layer is: a value that knows its shapes, its cost, its forward pass and its pullback.

A layer holds no weights. ``forward`` takes them and returns the output together with a *pullback*:
the function that carries δ = ∂E/∂output back to ∂E/∂input and gives ∂E/∂parameter on the way. That
pair, written out by hand for each kind of layer, is all there is to backpropagation.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple

import jax
from jax import Array

from mieru.nn.initial import Seed
from mieru.nn.shapes import Shape

# A tree of arrays: {"dense1": {"weight": …, "bias": …}, "residual1": {"dense1": {…}}}.
Parameters = dict[str, Any]
State = dict[str, Any]
# δ = ∂E/∂output → (∂E/∂input, {parameter: ∂E/∂parameter})
Pullback = Callable[[Array], tuple[Array, Parameters]]


class Passed(NamedTuple):
    """What a forward pass leaves behind: the output, the way back, and the new running state."""

    output: Array
    pullback: Pullback
    state: State | None = None


class Watcher(ABC):
    """Hears of every layer, nested ones too, as a pass goes by; the microscope is one."""

    @abstractmethod
    def forward(self, path: str, layer: "Layer", x: Array, output: Array) -> None:
        """``layer`` turned ``x`` into ``output``."""

    @abstractmethod
    def backward(self, path: str, delta: Array, delta_x: Array, gradients: Parameters) -> None:
        """∂E/∂output came in at the layer called ``path``; ∂E/∂input and gradients went out."""


@dataclass(frozen=True, eq=False)
class Context:
    """What a forward pass may depend on besides parameters and input.

    ``training`` switches dropout and batch statistics on; ``key`` feeds dropout; ``present`` (N,)
    holds 1 for each real example and 0 for padding, so that a padded batch gives the statistics of
    the unpadded one (padding may hold any finite numbers); ``weights`` (N,) are what the loss of
    each example is multiplied with; ``state`` is the layer's running state; ``path`` its full name.
    ``frozen`` of the first layers are passed as outside of training, and the way back ends before
    them.
    """

    training: bool = False
    key: Array | None = None
    present: Array | None = None
    weights: Array | None = None
    state: State | None = None
    path: str = ""
    watcher: Watcher | None = None
    frozen: int = 0

    def inside(self, name: str, index: int) -> "Context":
        """The context of the layer ``name``, the ``index``-th of the layers in this one."""
        return replace(
            self,
            key=None if self.key is None else jax.random.fold_in(self.key, index),
            state=(self.state or {}).get(name, {}),
            path=f"{self.path}.{name}" if self.path else name,
            frozen=0,
        )


@dataclass(frozen=True)
class Layer(ABC):
    """Base of all layers. A subclass is a frozen dataclass of plain values, hence hashable.

    ``kind`` names it in text, in JSON and in the parameter tree; ``positional`` lists the fields
    written without their name in the text form; ``penalized`` the parameters that L1 and L2 act on.
    """

    kind: ClassVar[str]
    positional: ClassVar[tuple[str, ...]] = ()
    penalized: ClassVar[tuple[str, ...]] = ()

    @property
    def stem(self) -> str:
        """What the layer's name in a network starts with: ``dense`` of ``dense1``."""
        return self.kind

    @property
    def chains(self) -> dict[str, tuple["Layer", ...]]:
        """The chains of layers inside a layer that holds layers, by name; {} for the others."""
        return {}

    @abstractmethod
    def output_shape(self, shape: Shape) -> Shape:
        """The shape of one output for one input of ``shape``; raises ShapeError with the cure."""

    def parameter_shapes(self, shape: Shape) -> Parameters:
        """The shapes of the parameters for an input of ``shape``; allocates nothing."""
        return {}

    def initial_parameters(self, seed: Seed, shape: Shape) -> Parameters:
        """Fresh parameters for an input of ``shape``."""
        return {}

    def penalties(self, shape: Shape) -> Parameters:
        """The tree of parameters with True where L1 and L2 act."""
        return {name: name in self.penalized for name in self.parameter_shapes(shape)}

    def initial_state(self, shape: Shape) -> State:
        """Fresh running state for an input of ``shape``."""
        return {}

    def multiplications(self, shape: Shape) -> int:
        """Multiplications of weights with inputs that one example costs, forward."""
        return 0

    @abstractmethod
    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        """The output for ``x`` (N, *shape), and the pullback."""

    def joins(self, following: Sequence["Layer"]) -> int:
        """How many of the layers that follow this one, two at most, it can do in one with its own
        work; they have neither parameters nor state."""
        return 0

    def forward_joined(
        self, joined: Sequence["Layer"], parameters: Parameters, x: Array, context: Context
    ) -> Passed:
        """The output after the layers joined too, and the pullback through all of them."""
        raise NotImplementedError

    @abstractmethod
    def formula(self, x: str) -> str:
        """The layer as a formula of its input, for printing."""
