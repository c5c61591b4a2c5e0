"""Shapes: what one example looks like, without the batch axis."""

from collections.abc import Iterable
from typing import Any

from mieru.nn.checks import LARGEST, as_whole, shown
from mieru.words import SettingError

Shape = tuple[int, ...]

# No network needs more axes, and messages about shapes stay readable.
MOST_AXES = 8


def shape_text(shape: Shape) -> str:
    """``(28, 28, 1)`` as ``28×28×1``; one number alone, ``()``, as ``1 number``."""
    return "×".join(str(n) for n in shape) if shape else "1 number"


def typed_shape(shape: Shape) -> str:
    """``(28, 28, 1)`` as ``28x28x1``, the way the text form of a network is typed."""
    return "x".join(str(n) for n in shape)


def as_shape(value: int | Iterable[int]) -> Shape:
    """``784`` or ``[28, 28, 1]`` as a tuple; raises SettingError unless every size is positive."""
    whole = as_whole(value)
    given = tuple(value) if isinstance(value, Iterable) else (value if whole is None else whole,)
    sizes = tuple(n for n in map(as_whole, given) if n is not None and 0 < n <= LARGEST)
    if len(sizes) != len(given) or not 1 <= len(sizes) <= MOST_AXES:
        raise SettingError(
            en=f"an input shape is 1 to {MOST_AXES} positive whole numbers, not {shown(value)}; "
            "write for example 784 or (28, 28, 1), in text 28x28x1",
            ja=f"入力の形状は 1 個から {MOST_AXES} 個の正の整数です ({shown(value)} ではなく)。"
            "784 や (28, 28, 1)、テキストでは 28x28x1 のように書いてください",
        )
    return sizes


def size(shape: Shape) -> int:
    """How many numbers one example of this shape holds."""
    product = 1
    for n in shape:
        product *= n
    return product


def count(tree: Any) -> int:
    """How many numbers a tree of shapes stands for; counted, not allocated."""
    return sum(map(count, tree.values())) if isinstance(tree, dict) else size(tree)
