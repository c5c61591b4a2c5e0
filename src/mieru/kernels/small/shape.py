"""What a small dense network is: its sizes, functions and loss, without its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import NamedTuple

from mieru.words import SettingError

# The order is that of the native code (native/small.h).
ACTIVATIONS = (
    "identity",
    "heaviside",
    "sign",
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "gelu",
    "softplus",
    "square",
    "cube",
)
OUTPUTS = ("identity", "sigmoid", "tanh", "softmax")
LOSSES = ("squared_error", "cross_entropy")

MOST_LAYERS = 64
MOST_UNITS = 2048
MOST_PARAMETERS = 2_000_000


class Place(NamedTuple):
    """Where the numbers of one weight layer stand in the flat parameters."""

    weights: slice
    biases: slice
    shape: tuple[int, int]  # (units, incoming links)


@dataclass(frozen=True)
class SmallShape:
    """A dense network of any depth and width.

    ``sizes`` counts the units by layer, inputs first: (2, 4, 2, 1). ``activations`` names f of each
    hidden layer, as ``mieru.nn`` names them and with their usual number. ``dropout`` is the share
    of units left out after each hidden layer while learning; empty for none. ``output`` is
    identity, sigmoid, tanh or softmax. ``loss`` is squared_error, e = ½Σ(y − t)², or cross_entropy,
    which asks for sigmoid (each t 0 or 1) or softmax (t a class number). Raises SettingError.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...] = ()
    dropout: tuple[float, ...] = ()
    output: str = "tanh"
    loss: str = "squared_error"

    def __post_init__(self) -> None:
        if not self.dropout:
            object.__setattr__(self, "dropout", (0.0,) * (len(self.sizes) - 2))
        self._check_sizes()
        self._check_hidden()
        known("output", self.output, OUTPUTS)
        known("loss", self.loss, LOSSES)
        if (self.output == "softmax") > (self.loss == "cross_entropy"):
            raise SettingError(
                en="softmax goes with the loss cross_entropy; choose it, or another output",
                ja="softmax には損失 cross_entropy を使います。損失か出力を選び直してください",
            )
        if self.loss == "cross_entropy" and self.output not in ("sigmoid", "softmax"):
            raise SettingError(
                en=f"cross_entropy needs probabilities, and the output is {self.output}; "
                "choose sigmoid or softmax",
                ja=f"cross_entropy には確率が必要ですが、出力は {self.output} です。"
                "sigmoid か softmax を選んでください",
            )

    def _check_sizes(self) -> None:
        whole = all(type(n) is int and 1 <= n <= MOST_UNITS for n in self.sizes)
        if not whole or not 2 <= len(self.sizes) <= MOST_LAYERS + 1:
            raise SettingError(
                en=f"sizes must hold 2 to {MOST_LAYERS + 1} whole numbers from 1 to {MOST_UNITS}: "
                "the units of each layer, inputs first",
                ja=f"sizes には 1 から {MOST_UNITS} の整数を 2 個から {MOST_LAYERS + 1} 個、"
                "入力から順に各層のユニット数として並べてください",
            )
        if self.parameters > MOST_PARAMETERS:
            raise SettingError(
                en=f"a network of {self.parameters:,} weights and biases is no small one; "
                f"up to {MOST_PARAMETERS:,} are",
                ja=f"重みとバイアスが合わせて {self.parameters:,} 個あります。"
                f"この計算では {MOST_PARAMETERS:,} 個までです",
            )

    def _check_hidden(self) -> None:
        hidden = len(self.sizes) - 2
        for name, given in (("activations", self.activations), ("dropout", self.dropout)):
            if len(given) != hidden:
                raise SettingError(
                    en=f"{name} must hold one entry for each of the {hidden} hidden layers, "
                    f"and holds {len(given)}",
                    ja=f"{name} には {hidden} 個の隠れ層それぞれの値が必要ですが、"
                    f"{len(given)} 個あります",
                )
        for name in self.activations:
            known("activation", name, ACTIVATIONS)
        for share in self.dropout:
            if not 0 <= share < 1:
                raise SettingError(
                    en=f"dropout must be at least 0 and below 1, and is {share}",
                    ja=f"dropout は 0 以上 1 未満にしてください (指定値: {share})",
                )

    @property
    def weights(self) -> int:
        """How many links there are."""
        return sum(map(prod, pairwise(self.sizes)))

    @property
    def parameters(self) -> int:
        """How many weights and biases there are."""
        return self.weights + sum(self.sizes[1:])

    @property
    def targets(self) -> int:
        """How many numbers one target has: 1 class number, or one value for each output."""
        return 1 if self.output == "softmax" else self.sizes[-1]

    @property
    def classes(self) -> int | None:
        """How many classes the outputs tell apart; None where they are values, or several."""
        if self.output == "softmax":
            return self.sizes[-1]
        return 2 if self.sizes[-1] == 1 and self.output != "identity" else None

    def places(self) -> list[Place]:
        """Where each weight layer's numbers stand."""
        return places_of(self.sizes)


def places_of(sizes: Sequence[int]) -> list[Place]:
    """Where the numbers of each weight layer stand in the flat parameters of such a network: all
    weights layer by layer, unit by unit, then all biases."""
    found, weight, bias = [], 0, sum(map(prod, pairwise(sizes)))
    for incoming, units in pairwise(sizes):
        weights = slice(weight, weight + incoming * units)
        biases = slice(bias, bias + units)
        found.append(Place(weights, biases, (units, incoming)))
        weight, bias = weights.stop, biases.stop
    return found


def known(field: str, name: str, names: tuple[str, ...]) -> None:
    """Raises SettingError, with the names that there are, for another one."""
    if name not in names:
        raise SettingError(
            en=f"there is no {field} {name!r:.80} here; known: {', '.join(names)}",
            ja=f"{field} {name!r:.80} は使えません。使えるもの: {', '.join(names)}",
        )
