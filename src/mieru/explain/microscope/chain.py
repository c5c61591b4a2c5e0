"""A dense network as the microscope takes it: levels of weights and a function, and the loss."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mieru.kernels.small.functions import FUNCTIONS

if TYPE_CHECKING:
    from mieru import nn

Array = npt.NDArray[Any]
# Those of mieru.nn whose formula the microscope fills in.
LOSSES = ("squared_error", "mean_squared_error", "cross_entropy", "binary_cross_entropy")


@dataclass(frozen=True, eq=False)
class Level:
    """u = Wz + b of the level below, then z = f(u).

    ``weights`` (units, incoming), ``biases`` (units,) or None; ``activation`` names f. While it
    learns, ``dropout`` is the share of units that are left out.
    """

    weights: Array
    biases: Array | None = None
    activation: str = "identity"
    dropout: float = 0.0


@dataclass(frozen=True, eq=False)
class Chain:
    """Levels from the input to the output, and a loss of ``LOSSES``.

    The cross-entropies take the last u as logits: its answer is y = softmax(u) or σ(u).
    """

    levels: tuple[Level, ...]
    loss: str = "squared_error"

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units by level, the inputs first."""
        return (self.levels[0].weights.shape[1], *(len(level.weights) for level in self.levels))

    @property
    def answer(self) -> str:
        """The function that turns the last u into the answer y."""
        by_loss = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}
        return by_loss.get(self.loss, self.levels[-1].activation)

    @property
    def flat(self) -> Array:
        """All weights level by level, unit by unit; then all biases."""
        return flat(
            (level.weights for level in self.levels), (level.biases for level in self.levels)
        )

    def weight_place(self, level: int, unit: int, source: int) -> int:
        """Where a weight stands in the flat row."""
        before = sum(one.weights.size for one in self.levels[:level])
        return int(before + unit * self.levels[level].weights.shape[1] + source)

    def bias_place(self, level: int, unit: int) -> int:
        """Where a bias stands in the flat row."""
        weights = sum(one.weights.size for one in self.levels)
        return weights + unit + sum(len(one.weights) for one in self.levels[:level] if has(one))


def has(level: Level) -> bool:
    """Whether a level has biases."""
    return level.biases is not None


def flat(weights: Iterable[Array], biases: Iterable[Array | None]) -> Array:
    """Arrays by level as one row: all weights, then all biases."""
    rows = [*(w.ravel() for w in weights), *(b for b in biases if b is not None)]
    return np.concatenate(rows)


def chain_of(network: "nn.Network", parameters: "nn.Parameters", loss: "nn.Loss") -> Chain | None:
    """The chain of a network of dense layers, each with at most one function after it.

    None for any other network, which ``mieru.nn.trace(...).latex()`` tells layer by layer, and for
    a function with a number that is not the usual one.
    """
    from mieru.nn import Activation, Dense
    from mieru.nn.layers import Dropout

    levels: list[Level] = []
    if len(network.input_shape) != 1 or loss.kind not in LOSSES:
        return None
    is_open = False  # whether a function may follow
    for name, layer in zip(network.names, network.layers, strict=True):
        match layer:
            case Dense():
                own = parameters[name]
                biases = np.asarray(own["bias"], np.float64) if layer.bias else None
                levels.append(Level(np.asarray(own["weight"], np.float64).T, biases))
                is_open = True
            case Activation() if is_open and _is_usual(layer):
                last = levels.pop()
                levels.append(Level(last.weights, last.biases, layer.definition.name))
                is_open = False
            case Dropout() if levels and levels[-1].dropout == 0:
                last = levels.pop()
                levels.append(Level(last.weights, last.biases, last.activation, layer.rate))
                is_open = False
            case _:
                return None
    return Chain(tuple(levels), loss.kind) if _is_whole(levels, loss.kind) else None


def _is_usual(layer: "nn.Activation") -> bool:
    definition = layer.definition
    return definition.name in FUNCTIONS and layer.parameter in (None, definition.default)


def _is_whole(levels: list[Level], loss: str) -> bool:
    if not levels or levels[-1].dropout:
        return False
    return not loss.endswith("cross_entropy") or levels[-1].activation == "identity"
