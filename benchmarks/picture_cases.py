"""The convolutional networks that are trained, the same for every peer."""

from dataclasses import dataclass
from typing import Any

import numpy as np

# Each layer as (kind, number …). ("conv", channels, side[, stride]) keeps the picture's size at
# stride 1 and has a bias; "conv_norm" has none, and batch normalization after it; a pool halves the
# picture; ("residual", layers, shortcut) adds what two chains give. "grow" and "grow_norm" are
# transposed convolutions that double the picture, "unfold_norm" one that makes it from one pixel.
# "conv_bare" has neither bias nor normalization, "norm" is the latter alone.
Layer = tuple[Any, ...]
Layers = tuple[Layer, ...]


def _separable(channels: int) -> Layers:
    return ("depthwise", 3), ("relu",), ("conv", channels, 1), ("relu",)


def _vgg(channels: int) -> Layers:
    return ("conv", channels, 3), ("relu",), ("conv", channels, 3), ("relu",), ("pool",)


def _basic_blocks(before: int, channels: int) -> Layers:
    """A stage of ResNet-18: two blocks, the first of which halves the picture if it widens it."""
    stride = 1 if before == channels else 2
    second = ("relu",), ("conv_norm", channels, 3)
    shortcut = () if stride == 1 else (("conv_norm", channels, 1, stride),)
    return (
        ("residual", (("conv_norm", channels, 3, stride), *second), shortcut),
        ("relu",),
        ("residual", (("conv_norm", channels, 3), *second), ()),
        ("relu",),
    )


@dataclass(frozen=True)
class PictureCase:
    """A classifier. Where ``generator`` is not empty, a step is that of a DCGAN instead: ``layers``
    learn from a real and a made batch, then the generator from what they say; both by Adam. With
    ``recipe`` they learn as the small network of ``mieru run resnet`` does: from bytes, shifted and
    flipped anew each time, by Nesterov momentum in one cycle, with weight decay of the weights and
    smoothed labels."""

    name: str
    shape: tuple[int, int, int]
    layers: Layers
    batch: int
    steps: int  # by round: about half a second for PyTorch
    examples: int = 2048
    rate: float = 0.01
    generator: Layers = ()
    noise: int = 100
    recipe: bool = False

    @property
    def epoch_steps(self) -> int:
        """Steps of an epoch of CIFAR-10 without its validation part."""
        return -(-45_000 // self.batch)

    def bytes(self) -> tuple[np.ndarray, np.ndarray]:
        """The same with x as bytes."""
        random = np.random.default_rng(0)
        x = random.integers(0, 256, (self.examples, *self.shape)).astype(np.uint8)
        return x, random.integers(0, 10, self.examples)

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """x (N, H, W, C) float32; t (N,) int64 classes out of ten."""
        random = np.random.default_rng(0)
        x = random.random((self.examples, *self.shape), dtype=np.float32)
        return x, random.integers(0, 10, self.examples)


_LENET = (("conv", 32, 5), ("relu",), ("pool",), ("conv", 64, 5), ("relu",), ("pool",))
_HEAD = (("dense", 128), ("relu",), ("dense", 10))
_LEAKY = ("leaky_relu", 0.2)


def _pooled(channels: int) -> Layers:
    return ("conv_bare", channels, 3), ("pool",), ("norm",), ("relu",)


def _added(channels: int) -> Layers:
    return (("residual", 2 * (("conv_norm", channels, 3), ("relu",)), ()),)


PICTURE_CASES = {
    case.name: case
    for case in (
        PictureCase("lenet", (28, 28, 1), (*_LENET, *_HEAD), 64, 20),
        PictureCase("vgg-like", (32, 32, 3), (*_vgg(32), *_vgg(64), *_vgg(128), *_HEAD), 64, 8),
        PictureCase(
            "depthwise",
            (32, 32, 3),
            (
                *(("conv", 32, 3), ("relu",), *_separable(64), ("pool",)),
                *(*_separable(128), ("pool",), *_separable(256), ("pool",), *_HEAD),
            ),
            64,
            8,
        ),
        PictureCase(
            "resnet-18",
            (32, 32, 3),
            (
                *(("conv_norm", 64, 3), ("relu",), *_basic_blocks(64, 64)),
                *(*_basic_blocks(64, 128), *_basic_blocks(128, 256), *_basic_blocks(256, 512)),
                *(("mean",), ("dense", 10)),
            ),
            32,
            1,
        ),
        PictureCase(
            "resnet-small",
            (32, 32, 3),
            (
                *(("conv_norm", 16, 3), ("relu",), *_pooled(64), *_added(64)),
                *(*_pooled(128), *_pooled(256), *_added(256), ("mean",), ("dense", 10)),
            ),
            64,
            6,
            rate=0.12,
            recipe=True,
        ),
        PictureCase(
            "dcgan",
            (28, 28, 1),
            (
                *(("conv", 64, 4, 2), _LEAKY, ("conv_norm", 128, 4, 2), _LEAKY),
                ("dense", 1),
            ),
            64,
            8,
            rate=0.0002,
            generator=(
                *(("unfold_norm", 128, 7), ("relu",), ("grow_norm", 64, 4), ("relu",)),
                *(("grow", 1, 4), ("sigmoid",)),
            ),
        ),
    )
}
