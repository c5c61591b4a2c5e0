"""Values of the other layers: dense, activation, normalization, and where branches meet."""

import numpy as np

from mieru.explain.feature_maps import FeatureMaps
from mieru.explain.graph import Node
from mieru.explain.values.made import (
    Applied,
    Joined,
    Normalized,
    Place,
    Product,
    Source,
    Summed,
)
from mieru.nn import Activation, BatchNorm, Dense, Dropout, Flatten, LayerNorm, Parallel


def summed(maps: FeatureMaps, node: Node, place: Place, most: int) -> Summed:
    """The value of a dense layer's unit, at (unit,) or (step, unit)."""
    assert isinstance(node.layer, Dense)
    *step, unit = place
    parameters = maps.parameters_of(node.path)
    x = np.asarray(maps.values[node.inputs[0]][tuple(step)], np.float64)
    weights = np.asarray(parameters["weight"], np.float64)[:, unit]
    products = x * weights
    order = np.argsort(-np.abs(products), kind="stable")
    told, others = order[:most], order[most:]
    bias = parameters.get("bias")
    return Summed(
        products=tuple(
            Product(origin(maps, node.inputs[0], (*step, i)), float(weights[i]))
            for i in told.tolist()
        ),
        others=len(others),
        rest=float(np.sum(products[others])),
        bias=None if bias is None else float(np.asarray(bias)[unit]),
        value=float(maps.values[node.path][place]),
    )


def applied(maps: FeatureMaps, node: Node, place: Place) -> Applied:
    """The value of an activation function."""
    assert isinstance(node.layer, Activation)
    return Applied(
        source=source(maps, node.inputs[0], place),
        function=node.layer.function,
        formula=node.layer.definition.formula,
        parameter=node.layer.parameter,
        value=float(maps.values[node.path][place]),
    )


def normalized(maps: FeatureMaps, node: Node, place: Place) -> Normalized:
    """The value of a normalization, as it is done outside of training."""
    assert isinstance(node.layer, BatchNorm | LayerNorm)
    channel, parameters = place[-1], maps.parameters_of(node.path)
    if isinstance(node.layer, BatchNorm):
        state = maps.state_of(node.path)
        mean, variance = (float(np.asarray(state[name])[channel]) for name in ("mean", "variance"))
    else:
        numbers = np.asarray(maps.values[node.inputs[0]][place[:-1]], np.float64)
        mean, variance = float(numbers.mean()), float(numbers.var())
    scale, shift = (float(np.asarray(parameters[name])[channel]) for name in ("scale", "shift"))
    return Normalized(
        source=source(maps, node.inputs[0], place),
        over="running" if isinstance(node.layer, BatchNorm) else "example",
        mean=mean,
        variance=variance,
        epsilon=node.layer.epsilon,
        scale=scale,
        shift=shift,
        value=float(maps.values[node.path][place]),
    )


def joined(maps: FeatureMaps, node: Node, place: Place) -> Joined:
    """The value where branches meet: all of them added, or the one that holds this channel."""
    value = float(maps.values[node.path][place])
    if not (isinstance(node.layer, Parallel) and node.layer.join == "concatenate"):
        return Joined(tuple(source(maps, path, place) for path in node.inputs), value)
    *before, channel = place
    for path in node.inputs:
        own = maps.values[path].shape[-1]
        if channel < own:
            return Joined((source(maps, path, (*before, channel)),), value)
        channel -= own
    raise IndexError(place)


def carried(maps: FeatureMaps, node: Node, place: Place) -> Joined:
    """The value of a layer that only hands numbers on: where it came from."""
    value = float(maps.values[node.path][place])
    return Joined((_handed(maps, node, place),), value)


def source(maps: FeatureMaps, path: str, place: Place) -> Source:
    """The number at a place, as something that another one is made of."""
    return Source(path, place, float(maps.values[path][place]))


def origin(maps: FeatureMaps, path: str, place: Place) -> Source:
    """The same, followed back through layers that only hand numbers on."""
    while isinstance(maps.nodes[path].layer, Flatten | Dropout):
        before = _handed(maps, maps.nodes[path], place)
        path, place = before.path, before.place
    return source(maps, path, place)


def _handed(maps: FeatureMaps, node: Node, place: Place) -> Source:
    before = node.inputs[0]
    if isinstance(node.layer, Flatten):
        found = np.unravel_index(place[0], maps.values[before].shape)
        place = tuple(int(i) for i in found)
    return source(maps, before, place)
