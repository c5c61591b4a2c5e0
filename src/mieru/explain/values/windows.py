"""How a layer's window walks over its input, and what lies under it."""

from dataclasses import dataclass

from mieru.explain.values.made import Lines
from mieru.nn import Conv, ConvTranspose, GlobalMeanPool, Layer, MaxPool, MeanPool
from mieru.nn.layers.padding import pads
from mieru.nn.shapes import Shape

Pair = tuple[int, int]


@dataclass(frozen=True)
class Window:
    """A window that walks over a picture.

    ``padding`` is ((top, bottom), (left, right)). ``transposed``: the window belongs to the larger
    picture, which is the output; stride and padding are those of the convolution back.
    """

    size: Pair
    stride: Pair = (1, 1)
    padding: tuple[Pair, Pair] = ((0, 0), (0, 0))
    dilation: Pair = (1, 1)
    transposed: bool = False

    def lines(self, axis: int, at: int, length: int) -> Lines:
        """The input's rows (axis 0) or columns (1) under the window of output row or column ``at``.

        ``length`` is how many the input has. None stands beyond the edge, and where a transposed
        convolution's kernel meets no pixel.
        """
        stride, before = self.stride[axis], self.padding[axis][0]
        reach = [k * self.dilation[axis] for k in range(self.size[axis])]
        if self.transposed:
            found = [divmod(at + before - k, stride) for k in reach]
            places = [line if left == 0 else -1 for line, left in found]
        else:
            places = [at * stride - before + k for k in reach]
        return tuple(line if 0 <= line < length else None for line in places)


def window_of(layer: Layer | None, shape: Shape) -> Window | None:
    """How ``layer`` walks over an input of ``shape``; None for a layer without a window."""
    match layer:
        case Conv():
            padding = _pads(layer, shape, layer.kernel, layer.stride, layer.dilation)
            return Window(layer.kernel, layer.stride, padding, layer.dilation)
        case ConvTranspose():
            return Window(layer.kernel, layer.stride, _cut(layer, shape), layer.dilation, True)
        case MaxPool() | MeanPool():
            stride = layer.stride or layer.window
            padding = _pads(layer, shape, layer.window, stride, (1, 1))
            return Window(layer.window, stride, padding)
        case GlobalMeanPool():
            return Window((shape[0], shape[1]))
    return None


def _pads(
    layer: Conv | MaxPool | MeanPool, shape: Shape, size: Pair, stride: Pair, dilation: Pair
) -> tuple[Pair, Pair]:
    rows, columns = (
        pads(layer.padding, i, shape[i], size[i], stride[i], dilation[i]) for i in (0, 1)
    )
    return rows, columns


def _cut(layer: ConvTranspose, shape: Shape) -> tuple[Pair, Pair]:
    """What a transposed convolution cuts away on each side."""
    if layer.padding != "same":
        rows, columns = (
            pads(layer.padding, i, shape[i], layer.kernel[i], 1, layer.dilation[i]) for i in (0, 1)
        )
        return rows, columns
    found = []
    for kernel, stride, dilation in zip(layer.kernel, layer.stride, layer.dilation, strict=True):
        # Of the whole (n − 1)·stride + extent, n·stride are kept: the same for every n.
        cut = (kernel - 1) * dilation + 1 - stride
        before = max(0, cut) // 2
        found.append((before, cut - before))
    return found[0], found[1]
