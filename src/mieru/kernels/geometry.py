"""How a kernel or a window walks over a picture."""

from dataclasses import dataclass

Pair = tuple[int, int]


@dataclass(frozen=True)
class Geometry:
    """How a kernel walks over a picture. ``padding`` is ((top, bottom), (left, right)); negative
    padding cuts pixels away."""

    stride: Pair = (1, 1)
    padding: tuple[Pair, Pair] = ((0, 0), (0, 0))
    dilation: Pair = (1, 1)
    groups: int = 1


def extent(kernel: int, dilation: int) -> int:
    """How many pixels a kernel spans."""
    return (kernel - 1) * dilation + 1


def output_size(
    size: int, kernel: int, stride: int = 1, padding: Pair = (0, 0), dilation: int = 1
) -> int:
    """⌊(size + padding − extent)/stride⌋ + 1, which is 0 or less where the kernel does not fit."""
    return (size + sum(padding) - extent(kernel, dilation)) // stride + 1
