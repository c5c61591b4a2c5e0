"""What other libraries call the arrays of a layer, and how their axes lie.

    layer        PyTorch                    Keras                      here
    convolution  (out, in/groups, kh, kw)   (kh, kw, in/groups, out)   as Keras
    transposed   (in, out/groups, kh, kw)   (kh, kw, out, in)          as Keras
    depthwise    as a convolution           (kh, kw, in, out/in)       (kh, kw, 1, out)
    dense        (out, in)                  (in, out)                  as Keras

A dense layer after ``flatten`` reads a picture row by row, pixel by pixel, here and in Keras;
PyTorch's reads it channel by channel.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from mieru.nn import (
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Embedding,
    Layer,
    LayerNorm,
    Shape,
)

Array = np.ndarray[Any, np.dtype[Any]]
Layout = Literal["pytorch", "keras"]
LAYOUTS: tuple[Layout, ...] = ("pytorch", "keras")

_DEPTHWISE = "depthwise_kernel"
# Keras writes dense/kernel, and of old dense/kernel:0; PyTorch dense.weight.
_BETWEEN, _BEHIND = {"pytorch": (".", "/"), "keras": ("/", ".")}, ("", ":0")


class Kept(NamedTuple):
    """One array of a layer: its tree and name here, and what it is called elsewhere."""

    tree: str
    name: str
    pytorch: str
    keras: str


_KERNEL = Kept("parameters", "weight", "weight", "kernel")
_BIAS = Kept("parameters", "bias", "bias", "bias")
_NORM = (
    Kept("parameters", "scale", "weight", "gamma"),
    Kept("parameters", "shift", "bias", "beta"),
)
KEPT: dict[type[Layer], tuple[Kept, ...]] = {
    Conv: (_KERNEL, _BIAS),
    ConvTranspose: (_KERNEL, _BIAS),
    Dense: (_KERNEL, _BIAS),
    BatchNorm: (
        *_NORM,
        Kept("state", "mean", "running_mean", "moving_mean"),
        Kept("state", "variance", "running_var", "moving_variance"),
    ),
    LayerNorm: _NORM,
    Embedding: (Kept("parameters", "table", "weight", "embeddings"),),
}


@dataclass(frozen=True)
class Place:
    """A layer with weights: where it stands, what it takes, and the picture that was laid out."""

    path: str
    layer: Layer
    takes: Shape
    picture: Shape | None


@dataclass(frozen=True)
class Wanted:
    """An array that the file must hold, in which layout, and where it goes."""

    name: str
    shape: Shape
    here: Shape
    place: Place
    kept: Kept
    layout: Layout

    @property
    def is_kernel(self) -> bool:
        """Whether its axes lie differently in the layouts."""
        return self.kept is _KERNEL

    def brought(self, there: Array) -> Array:
        """The array as our layer keeps it, in float32."""
        if self.is_kernel and self.layout == "pytorch":
            there = np.transpose(there, _axes(len(self.here)))
        here = there.reshape(self.here).astype(np.float32)
        picture = self.place.picture
        if self.layout == "keras" or picture is None or here.shape[0] != np.prod(picture):
            return np.ascontiguousarray(here)
        height, width, channels = picture
        rows = here.reshape(channels, height, width, -1).transpose(1, 2, 0, 3)
        return np.ascontiguousarray(rows.reshape(here.shape))


def wanted(
    place: Place, kept: Kept, here: Shape, prefix: str, there: Mapping[str, Shape], layout: Layout
) -> Wanted:
    """The array of a file, whose shapes are ``there``, that becomes ours of the shape ``here``."""
    name = _name(prefix, kept, there, layout)
    shape = here
    if kept is _KERNEL and layout == "pytorch":
        axes = _axes(len(here))
        shape = tuple(here[axes.index(i)] for i in range(len(here)))
    elif kept is _KERNEL and isinstance(place.layer, Conv):
        channels = place.takes[2]
        depthwise = (*here[:2], channels, here[3] // channels)
        if place.layer.groups == channels and there.get(name) == depthwise:
            shape = depthwise
    return Wanted(name, shape, here, place, kept, layout)


def _axes(rank: int) -> tuple[int, ...]:
    """Which of PyTorch's axes each of ours is."""
    return (2, 3, 1, 0) if rank == 4 else tuple(reversed(range(rank)))


def _name(prefix: str, kept: Kept, there: Collection[str], layout: Layout) -> str:
    """What the file calls the array, by either library's word; else what ``layout`` would."""
    words = [kept.pytorch, kept.keras] if layout == "pytorch" else [kept.keras, kept.pytorch]
    words += [_DEPTHWISE] if kept is _KERNEL else []
    names = [
        f"{prefix}{between}{word}{behind}"
        for word in words
        for between in _BETWEEN[layout]
        for behind in _BEHIND
    ]
    return next((name for name in names if name in there), names[0])
