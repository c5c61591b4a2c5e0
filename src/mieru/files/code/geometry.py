"""The pixels that a layer of pictures adds around its input."""

from typing import Any

from mieru.nn.layers.padding import pads
from mieru.nn.shapes import Shape

Pads = tuple[tuple[int, int], tuple[int, int]]


def pads_of(layer: Any, size: tuple[int, int], takes: Shape) -> Pads:
    """((top, bottom), (left, right)) of a convolution or pooling layer for pictures ``takes``."""
    stride = layer.stride or size
    dilation = getattr(layer, "dilation", (1, 1))
    height, width = (
        pads(layer.padding, i, takes[i], size[i], stride[i], dilation[i]) for i in (0, 1)
    )
    return height, width
