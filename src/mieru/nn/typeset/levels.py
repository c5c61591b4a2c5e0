"""The levels of a trace, as the course counts them: a layer and the activation after it are one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mieru.nn import chain
from mieru.nn.layer import Layer
from mieru.nn.layers import Activation
from mieru.nn.trace import Trace, TracedLayer

_CHAIN_LABELS = {"layers": "f", "shortcut": "g"}


@dataclass(frozen=True, eq=False)
class Level:
    """u of ``source``, then z = f(u): the l-th of these is level l."""

    label: str  # l; inside level 2 for example 2,f,1
    source: str  # the symbol of what comes in: z^{(l-1)}
    layer: TracedLayer | None  # what gives u; None where the activation acts on the input itself
    activation: TracedLayer | None = None  # what gives z; None where z = u
    inner: tuple[
        tuple["Level", ...], ...
    ] = ()  # the chains inside the layer; () where one is empty

    @property
    def u(self) -> str:
        """The symbol of what the activation function is applied to."""
        return f"u^{{({self.label})}}"

    @property
    def z(self) -> str:
        """The symbol of what goes out."""
        return f"z^{{({self.label})}}"

    @property
    def delta(self) -> str:
        """The symbol of ∂E/∂u."""
        return rf"\delta^{{({self.label})}}"

    @property
    def last(self) -> TracedLayer:
        """The layer whose output is z."""
        found = self.activation or self.layer
        assert found is not None
        return found


def levels(trace: Trace) -> tuple[Level, ...]:
    """The levels of the whole network; ``source`` of the first is z^{(0)} = x."""
    by_path = {layer.path: layer for layer in trace}
    return _levels(trace.network.layers, by_path, "", "", "z^{(0)}")


def _levels(
    layers: Sequence[Layer], by_path: dict[str, TracedLayer], path: str, label: str, source: str
) -> tuple[Level, ...]:
    found: list[Level] = []
    for name, layer in zip(chain.names(layers), layers, strict=True):
        traced = by_path[path + name]
        if isinstance(layer, Activation) and found and found[-1].activation is None:
            found[-1] = replace(found[-1], activation=traced)
            continue
        here = f"{label}{len(found) + 1}"
        if isinstance(layer, Activation):
            level = Level(here, source, None, traced)
        else:
            inner = tuple(
                _levels(
                    inside,
                    by_path,
                    f"{path}{name}.{called}.",
                    f"{here},{_CHAIN_LABELS.get(called, called.removeprefix('branch'))},",
                    source,
                )
                for called, inside in layer.chains.items()
            )
            level = Level(here, source, traced, None, inner)
        found.append(level)
        source = level.z
    return tuple(found)
