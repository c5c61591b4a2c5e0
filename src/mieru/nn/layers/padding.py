"""Padding, as a person says it and in pixels."""

from numbers import Real
from typing import Any

from mieru.nn.checks import keep, one_of, pixels, shown
from mieru.nn.shapes import Shape, shape_text
from mieru.words import SettingError, ShapeError

Pair = tuple[int, int]
Padding = str | tuple[Pair, Pair]
# What a person may write for a pair and for padding; layers keep the forms above.
AnyPair = int | Pair
AnyPadding = str | int | tuple[AnyPair, AnyPair]

NAMED = ("valid", "same", "full")


def settle_padding(layer: Any) -> None:
    """Brings the field ``padding`` of a layer (``"same"``, ``1``, ``(1, 2)`` or
    ``((1, 0), (2, 0))``) into the one form that layers keep; raises SettingError."""
    if isinstance(layer.padding, str):
        one_of(layer, "padding", NAMED)
        return
    value = layer.padding
    sides = value if isinstance(value, tuple | list) else (value, value)
    both = [side if isinstance(side, tuple | list) else (side, side) for side in sides]
    if [len(side) for side in both] != [2, 2] or not _numbers(both):
        raise SettingError(
            en=f"{layer.kind}: padding must be valid, same, full or pixels such as 1, (1, 2) or "
            f"((1, 0), (2, 0)) (in text 1, 1x2, 1:0x2:0), not {shown(value)}",
            ja=f"{layer.kind}: padding は valid, same, full か、1, (1, 2), ((1, 0), (2, 0)) "
            f"(テキストでは 1, 1x2, 1:0x2:0) のような画素数です ({shown(value)} ではなく)",
        )
    settled = tuple(tuple(pixels(layer, "padding", n) for n in side) for side in both)
    keep(layer, "padding", settled)


def _numbers(sides: list[Any]) -> bool:
    return all(isinstance(n, Real) for side in sides for n in side)


def pads(padding: Padding, axis: int, size: int, kernel: int, stride: int, dilation: int) -> Pair:
    """Pixels added before and after along one axis.

    ``same`` gives ⌈size/stride⌉ outputs, the odd pixel after (as TensorFlow does); ``full`` lets
    every pixel meet every place of the kernel, extent − 1 on each side.
    """
    if not isinstance(padding, str):
        return padding[axis]
    reach = (kernel - 1) * dilation
    if padding == "valid":
        return 0, 0
    if padding == "full":
        return reach, reach
    outputs = -(-size // stride)
    total = max(0, (outputs - 1) * stride + reach + 1 - size)
    return total // 2, total - total // 2


def picture(shape: Shape, layer: str) -> None:
    """Raises ShapeError unless ``shape`` is that of a picture, (height, width, channels)."""
    if len(shape) != 3:
        raise ShapeError(
            en=f"{layer} takes a picture (height×width×channels), but its input is "
            f"{shape_text(shape)}; give the network an input such as 28x28x1, and put "
            "flatten after the picture layers",
            ja=f"{layer} は画像 (高さ×幅×チャネル) を受け取りますが、"
            f"入力は {shape_text(shape)} です。ネットワークの入力を 28x28x1 のようにし、"
            "flatten は画像の層より後に置いてください",
        )
