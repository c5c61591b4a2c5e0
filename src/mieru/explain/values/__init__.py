"""How one value of a feature map was made: the patch times the kernel, the window, the products.

``how_made`` answers for every kind of layer, also inside residual blocks and parallel branches,
from the numbers of one pass (:func:`mieru.explain.feature_maps.feature_maps`). Sums are computed in
float64 from what the layer took; ``value`` is what the network itself computed.
"""

from mieru.explain.feature_maps import FeatureMaps
from mieru.explain.graph import Node
from mieru.explain.values.made import (
    Applied,
    Channel,
    Given,
    Joined,
    Made,
    Normalized,
    Place,
    Pooled,
    Product,
    Scanned,
    Source,
    Summed,
    Unexplained,
)
from mieru.explain.values.scans import pooled, scanned
from mieru.explain.values.softmax import Softmax, softmax
from mieru.explain.values.sums import applied, carried, joined, normalized, summed
from mieru.explain.values.windows import Window, window_of
from mieru.nn import (
    Activation,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    Flatten,
    GlobalMeanPool,
    LayerNorm,
    MaxPool,
    MeanPool,
)
from mieru.words import SettingError

MOST_TERMS = 24  # channels, or inputs of a unit, that are told one by one

__all__ = [
    "Applied",
    "Channel",
    "Given",
    "Joined",
    "Made",
    "Normalized",
    "Pooled",
    "Product",
    "Scanned",
    "Softmax",
    "Source",
    "Summed",
    "Unexplained",
    "Window",
    "how_made",
    "softmax",
    "window_of",
]


def how_made(maps: FeatureMaps, path: str, place: Place, *, most: int = MOST_TERMS) -> Made:
    """What the value at ``place`` of the layer ``path`` was made of.

    ``place`` has an index for each axis: (row, column, channel) of a picture. Of a convolution's
    channels or a unit's inputs, the ``most`` largest parts are told. Raises SettingError where
    there is no such layer or place.

    >>> import numpy as np
    >>> from mieru.explain.feature_maps import feature_maps
    >>> from mieru.nn import Network
    >>> network = Network.parse("2, dense 1")
    >>> parameters = {"dense1": {"weight": np.array([[2.0], [3.0]]), "bias": np.array([1.0])}}
    >>> made = how_made(feature_maps(network, parameters, [[10.0, 1.0]]), "dense1", (0,))
    >>> [product.total for product in made.products], made.bias, made.value
    ([20.0, 3.0], 1.0, 24.0)
    """
    node = maps.nodes.get(path)
    if node is None:
        raise SettingError(
            en=f"the network has no layer {path!r}; its layers: {', '.join(list(maps.nodes)[:20])}",
            ja=f"ネットワークに層 {path!r} はありません。層: {', '.join(list(maps.nodes)[:20])}",
        )
    shape = node.shape
    if len(place) != len(shape) or not all(0 <= i < n for i, n in zip(place, shape, strict=True)):
        raise SettingError(
            en=f"{path} gives {shape}, which has no place {place}; count from 0",
            ja=f"{path} の出力は {shape} で、位置 {place} はありません。0 から数えてください",
        )
    return _made(maps, node, place, most)


def _made(maps: FeatureMaps, node: Node, place: Place, most: int) -> Made:
    match node.layer:
        case None:
            return Given(float(maps.values[node.path][place]))
        case Conv() | ConvTranspose():
            return scanned(maps, node, place, most)
        case MaxPool() | MeanPool() | GlobalMeanPool():
            return pooled(maps, node, place)
        case Dense():
            return summed(maps, node, place, most)
        case Activation():
            return applied(maps, node, place)
        case BatchNorm() | LayerNorm():
            return normalized(maps, node, place)
        case Flatten() | Dropout():
            return carried(maps, node, place)
    if node.layer.chains:
        return joined(maps, node, place)
    return Unexplained(node.layer.formula("x"), float(maps.values[node.path][place]))
