"""A network as a graph: every layer, also those inside layers, and whose output it takes."""

from dataclasses import dataclass

from mieru.nn import Layer, Network, chain
from mieru.nn.shapes import Shape

INPUT = "input"  # no layer has this name: theirs end with a number


@dataclass(frozen=True)
class Node:
    """One place where numbers stand: the input, or what a layer gives.

    ``path`` is the layer's full name, such as ``residual1.layers.conv2``, and ``inputs`` are the
    paths of what it takes: the ends of its branches for a layer that holds layers, one for all
    others, none for the input (whose ``layer`` is None). ``shape`` is that of one example.
    """

    path: str
    layer: Layer | None
    inputs: tuple[str, ...]
    shape: Shape


def nodes(network: Network) -> tuple[Node, ...]:
    """All nodes in the order of the forward pass: what a node takes stands before it."""
    found = [Node(INPUT, None, (), network.input_shape)]
    _follow(network.layers, INPUT, network.input_shape, "", found)
    return tuple(found)


def _follow(layers: chain.Layers, before: str, shape: Shape, prefix: str, found: list[Node]) -> str:
    """Adds the nodes of a chain that begins with the output of ``before``; the path of its end."""
    for name, layer in zip(chain.names(layers), layers, strict=True):
        path = prefix + name
        ends = [
            _follow(inner, before, shape, f"{path}.{branch}.", found)
            for branch, inner in layer.chains.items()
        ]
        shape = layer.output_shape(shape)
        found.append(Node(path, layer, tuple(ends) or (before,), shape))
        before = path
    return before
