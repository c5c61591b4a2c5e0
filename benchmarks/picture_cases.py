"""The convolutional networks that are trained, the same for every peer."""

from dataclasses import dataclass

import numpy as np

# Each layer as (kind, number …): convolutions keep the picture's size, a pool halves it.
Layer = tuple[str | int, ...]


def _separable(channels: int) -> tuple[Layer, ...]:
    return ("depthwise", 3), ("relu",), ("conv", channels, 1), ("relu",)


def _vgg(channels: int) -> tuple[Layer, ...]:
    return ("conv", channels, 3), ("relu",), ("conv", channels, 3), ("relu",), ("pool",)


@dataclass(frozen=True)
class PictureCase:
    name: str
    shape: tuple[int, int, int]
    layers: tuple[Layer, ...]
    batch: int
    steps: int  # by round: about half a second for PyTorch
    examples: int = 2048
    rate: float = 0.01

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """x (N, H, W, C) float32; t (N,) int64 classes out of ten."""
        random = np.random.default_rng(0)
        x = random.random((self.examples, *self.shape), dtype=np.float32)
        return x, random.integers(0, 10, self.examples)


_LENET = (("conv", 32, 5), ("relu",), ("pool",), ("conv", 64, 5), ("relu",), ("pool",))
_HEAD = (("dense", 128), ("relu",), ("dense", 10))

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
    )
}
