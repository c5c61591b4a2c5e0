"""Values of convolutions and poolings: the patch of the input and what it was multiplied with."""

import numpy as np

from mieru.explain.feature_maps import FeatureMaps
from mieru.explain.graph import Node
from mieru.explain.values.made import Array, Channel, Lines, Place, Pooled, Scanned
from mieru.explain.values.windows import Window, window_of
from mieru.nn import Conv, ConvTranspose, MaxPool


def scanned(maps: FeatureMaps, node: Node, place: Place, most: int) -> Scanned:
    """The value at ``place`` (row, column, channel) of a convolution, plain or transposed."""
    assert isinstance(node.layer, Conv | ConvTranspose)
    row, column, channel = place
    x, window = _taken(maps, node)
    rows, columns = window.lines(0, row, x.shape[0]), window.lines(1, column, x.shape[1])
    first, kernel = _kernel(node.layer, maps.parameters_of(node.path)["weight"], x, channel)
    patch = _under(x[:, :, first : first + kernel.shape[2]], rows, columns, 0.0)
    totals = np.sum(patch * kernel, axis=(0, 1))
    told = _largest(totals, most)
    others = np.setdiff1d(np.arange(len(totals)), told)
    bias = maps.parameters_of(node.path).get("bias")
    return Scanned(
        source=node.inputs[0],
        rows=rows,
        columns=columns,
        channels=tuple(Channel(first + k, patch[:, :, k], kernel[:, :, k]) for k in told.tolist()),
        others=len(others),
        rest=float(np.sum(totals[others])),
        bias=None if bias is None else float(np.asarray(bias)[channel]),
        value=float(maps.values[node.path][place]),
    )


def pooled(maps: FeatureMaps, node: Node, place: Place) -> Pooled:
    """The value at ``place`` of a pooling: (row, column, channel); (channel,) of a global one."""
    channel = place[-1]
    row, column = place[:2] if len(place) == 3 else (0, 0)
    x, window = _taken(maps, node)
    rows, columns = window.lines(0, row, x.shape[0]), window.lines(1, column, x.shape[1])
    under = _under(x[:, :, channel : channel + 1], rows, columns, np.nan)[:, :, 0]
    largest = isinstance(node.layer, MaxPool)
    chosen = None
    if largest:
        best = int(np.argmax(np.where(np.isnan(under), -np.inf, under)))
        chosen = divmod(best, under.shape[1])
    return Pooled(
        source=node.inputs[0],
        rows=rows,
        columns=columns,
        channel=channel,
        window=under,
        how="max" if largest else "mean",
        chosen=chosen,
        value=float(maps.values[node.path][place]),
    )


def _taken(maps: FeatureMaps, node: Node) -> tuple[Array, Window]:
    x = maps.values[node.inputs[0]]
    window = window_of(node.layer, x.shape)
    assert window is not None
    return x, window


def _under(x: Array, rows: Lines, columns: Lines, beyond: float) -> Array:
    """What lies under a window, (rows, columns, channels) in float64; ``beyond`` outside."""
    found = np.full((len(rows), len(columns), x.shape[2]), beyond)
    inside = [[i for i, line in enumerate(lines) if line is not None] for lines in (rows, columns)]
    lines = [[line for line in lines if line is not None] for lines in (rows, columns)]
    found[np.ix_(*inside)] = x[np.ix_(*lines)]
    return found


def _kernel(
    layer: Conv | ConvTranspose, weight: object, x: Array, channel: int
) -> tuple[int, Array]:
    """The first input channel that ``channel`` looks at, and its kernel (kh, kw, channels)."""
    weights = np.asarray(weight, np.float64)
    inputs = x.shape[2] // layer.groups
    group, inside = divmod(channel, layer.channels // layer.groups)
    if isinstance(layer, Conv):
        return group * inputs, weights[:, :, :, channel]
    # (kh, kw, channels out/groups, channels in): the kernel of the convolution back.
    return group * inputs, weights[:, :, inside, group * inputs : (group + 1) * inputs]


def _largest(totals: Array, most: int) -> Array:
    """The places of the ``most`` largest by size, in their order; of all where that is enough."""
    if len(totals) <= most:
        return np.arange(len(totals))
    order = np.argsort(-np.abs(totals), kind="stable")
    return np.sort(order[:most])
