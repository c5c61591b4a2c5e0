"""The layers of a network as the writers of source text meet them, layers within layers too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from mieru.files.code.model import Model
from mieru.nn import Layer, Shape, chain
from mieru.words import SettingError


@dataclass(frozen=True, eq=False)
class Step:
    """One layer of the chain with its numbers, and the shapes that it takes and gives."""

    number: int  # counts the layers with parameters or layers in them, from 1
    name: str  # with the layers that it stands in: residual1.dense1
    layer: Layer
    arrays: dict[str, np.ndarray]
    state: dict[str, np.ndarray]
    takes: Shape
    gives: Shape
    chains: "tuple[tuple[Step, ...], ...]" = ()  # of a layer that holds layers

    @property
    def all_arrays(self) -> dict[str, np.ndarray]:
        """Parameters, then running state."""
        return self.arrays | self.state


def steps(model: Model) -> Iterator[Step]:
    """The layers of the network in order."""
    network = model.network
    trees = model.parameters, model.state
    yield from _steps(network.layers, network.input_shape, trees, count(1), "")


def _steps(
    layers: Sequence[Layer],
    takes: Shape,
    trees: tuple[dict[str, Any], dict[str, Any]],
    numbers: Iterator[int],
    within: str,
) -> Iterator[Step]:
    for name, layer in zip(chain.names(layers), layers, strict=True):
        parameters, state = (tree.get(name, {}) for tree in trees)
        arrays = _arrays(parameters)
        number = next(numbers) if arrays or layer.chains else 0
        inner = tuple(
            tuple(
                _steps(
                    part,
                    takes,
                    (parameters.get(key, {}), state.get(key, {})),
                    numbers,
                    f"{within}{name}.{key}.",
                )
            )
            for key, part in layer.chains.items()
        )
        gives = layer.output_shape(takes)
        yield Step(number, within + name, layer, arrays, _arrays(state), takes, gives, inner)
        takes = gives


def cannot(step: Step, target: str, why: tuple[str, str] = ("", "")) -> SettingError:
    """There is no writer for this layer."""
    return SettingError(
        en=f"{step.name} cannot be written for {target} yet{why[0]}; save the recording instead",
        ja=f"{step.name} はまだ {target} のコードにできません{why[1]}。"
        "代わりに記録として保存してください",
    )


def _arrays(tree: dict[str, Any]) -> dict[str, np.ndarray]:
    return {name: finite(name, a) for name, a in tree.items() if not isinstance(a, dict)}


def finite(name: str, value: object) -> np.ndarray:
    """``value`` as an array. Raises SettingError where it is not finite."""
    array = np.asarray(value)
    if not np.isfinite(array).all():
        raise SettingError(
            en=f"the network's {name} is no longer a finite number; go back to a moment where it "
            "is",
            ja=f"ネットワークの {name} が有限の数ではなくなっています。有限だった時点に戻って"
            "ください",
        )
    return array
