"""Targets of a regression brought to mean 0 and deviation 1 for learning, and weights back.

Salaries then learn as well as shares do. Nothing of it is left in what was learned: where the
network ends in a dense layer, y = s·(z·W + b) + m is z·(s·W) + (s·b + m), so the scale goes into
that layer, and the recording answers in the targets' own unit wherever it is taken.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data import Columns, DataSet, Examples
from mieru.nn import Dense, Loss, Network, Parameters
from mieru.nn.checks import as_finite
from mieru.words import SettingError

Array = npt.NDArray[Any]
_SMALLEST = 1e-37  # divided by less, targets would be infinite in float32
KEY = "target_scale"  # where a recording's data say by what its targets were scaled


@dataclass(frozen=True)
class TargetScale:
    """t is learned as (t − mean)/std, each (K,). Without numbers, as it is.

    >>> TargetScale((10.0,), (2.0,)).apply(np.array([[12.0], [10.0]])).tolist()
    [[1.0], [0.0]]
    """

    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.mean)

    def fitting(self, network: Network, loss: Loss) -> "TargetScale":
        """This one where such targets can be those of the network, else none.

        What a recording tells was written by whoever wrote the file.
        """
        values = not loss.classifies and _takes_scale(network)
        return self if values and network.output_shape == (len(self.mean),) else AS_THEY_ARE

    @property
    def told(self) -> dict[str, Any]:
        """What a recording says of it; nothing where targets are learned as they are."""
        return {KEY: {"mean": list(self.mean), "std": list(self.std)}} if self else {}

    def apply(self, t: Array) -> Array:
        """Targets (N, K) as they are learned."""
        return (np.asarray(t, np.float64) - self.mean) / self.std if self else t

    def scaled(self, examples: Examples) -> Examples:
        """The examples with such targets."""
        return Examples(examples.x, self.apply(examples.t)) if self else examples

    def learned(self, network: Network, parameters: Parameters) -> Parameters:
        """The parameters that answer in the learned unit, from those in the targets' own."""
        mean, std = np.array(self.mean), np.array(self.std)
        return self._changed(network, parameters, 1 / std, -mean / std)

    def own(self, network: Network, parameters: Parameters) -> Parameters:
        """The parameters that answer in the targets' own unit, from those learned."""
        return self._changed(network, parameters, np.array(self.std), np.array(self.mean))

    def _changed(
        self, network: Network, parameters: Parameters, factor: Array, shift: Array
    ) -> Parameters:
        if not self:
            return parameters
        name = network.names[-1]
        weight, bias = (np.asarray(parameters[name][n], np.float64) for n in ("weight", "bias"))
        last = {"weight": weight * factor, "bias": bias * factor + shift}
        return parameters | {name: {n: array.astype(np.float32) for n, array in last.items()}}


AS_THEY_ARE = TargetScale()


def target_scale(
    networks: list[Network], loss: Loss, data: object, train: Examples, wanted: bool | None
) -> TargetScale:
    """The scale of the targets of ``train``, for all of ``networks`` alike.

    ``wanted`` None scales where ``data`` are a table with values to predict and every network ends
    in a dense layer. Raises SettingError where it is asked for and cannot be.
    """
    usual = isinstance(data, DataSet) and isinstance(data.preparation, Columns)
    wrong = _in_the_way(networks, loss, train)
    if wanted and wrong:
        en, ja = wrong
        raise SettingError(
            en=f"scale_targets=True is not possible: {en}; leave it out",
            ja=f"scale_targets=True は使えません: {ja}。指定を外してください",
        )
    if wrong or not (usual if wanted is None else wanted):
        return AS_THEY_ARE
    t = np.asarray(train.t, np.float64)
    mean, std = t.mean(axis=0), t.std(axis=0)
    # Rounding leaves constant targets with a spread of some 1e-8 of their size, not with 0.
    std = np.where(std > 1e-7 * np.maximum(np.abs(mean), 1e-30), std, 1.0)
    return TargetScale(tuple(mean.tolist()), tuple(std.tolist()))


def _in_the_way(networks: list[Network], loss: Loss, train: Examples) -> tuple[str, str] | None:
    if loss.classifies or train.task == "classification":
        return "the targets are classes", "目標値がクラスです"
    if not len(train) or train.t.ndim != 2 or not np.isfinite(train.t).all():
        return "the targets are not rows of numbers", "目標値が数の行ではありません"
    for network in networks:
        if not _takes_scale(network):
            shown = f"{network.text:.60}"
            return (
                f"{shown} does not end in a dense layer with a bias, which would take the scale up",
                f"{shown} の最後が、標準化を元に戻すのに必要なバイアス付きの dense ではありません",
            )
    return None


def _takes_scale(network: Network) -> bool:
    last = network.layers[-1] if network.layers else None
    return isinstance(last, Dense) and last.bias and len(network.output_shape) == 1


def told_scale(data: dict[str, Any]) -> TargetScale:
    """By what the targets of a recording were scaled, as its ``data`` say in :attr:`told`'s form.

    What makes no sense there counts as nothing said.
    """
    told = data.get(KEY)
    if not isinstance(told, dict):
        return AS_THEY_ARE
    mean, std = _numbers(told.get("mean")), _numbers(told.get("std"))
    if not mean or len(mean) != len(std) or min(std) < _SMALLEST:
        return AS_THEY_ARE
    return TargetScale(mean, std)


def _numbers(value: object) -> tuple[float, ...]:
    listed = value if isinstance(value, list | tuple) else ()
    found = tuple(number for n in listed if (number := as_finite(n)) is not None)
    return found if len(found) == len(listed) else ()
