"""MaxPool, MeanPool and GlobalMeanPool: a picture made smaller, window by window."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import jax.numpy as jnp
from jax import Array

from mieru.kernels.convolution import output_size
from mieru.kernels.pooling import (
    Walk,
    max_pool,
    max_pool_gradient,
    mean_pool,
    mean_pool_gradient,
)
from mieru.nn.checks import keep, pair
from mieru.nn.layer import Context, Layer, Parameters, Passed
from mieru.nn.layers.padding import (
    AnyPadding,
    AnyPair,
    Padding,
    Pair,
    pads,
    picture,
    settle_padding,
)
from mieru.nn.shapes import Shape, shape_text
from mieru.words import SettingError, ShapeError


@dataclass(frozen=True)
class _Pool(Layer):
    """Fields and shapes of a pooling layer. ``stride`` is the window where it is not given."""

    positional: ClassVar[tuple[str, ...]] = ("window",)

    window: Pair = (2, 2)
    stride: Pair | None = None
    padding: Padding = "valid"

    if TYPE_CHECKING:  # the forms that __post_init__ takes

        def __init__(
            self, window: AnyPair = ..., stride: AnyPair | None = ..., padding: AnyPadding = ...
        ) -> None: ...

    def __post_init__(self) -> None:
        pair(self, "window")
        if self.stride is not None:
            pair(self, "stride")
            # One form for one meaning, so that equal networks compare equal.
            keep(self, "stride", None if self.stride == self.window else self.stride)
        settle_padding(self)
        sides = () if isinstance(self.padding, str) else self.padding
        too_wide = any(max(side) >= w for side, w in zip(sides, self.window, strict=False))
        if too_wide or self.padding == "full":
            raise SettingError(
                en=f"{self.kind}: padding must be smaller than the window, or a window would hold "
                "no pixel; use valid or same",
                ja=f"{self.kind}: padding は窓より小さくしてください"
                " (大きいと画素のない窓ができます)。valid か same を使ってください",
            )

    @property
    def _stride(self) -> Pair:
        return self.stride or self.window

    def _walk(self, shape: Shape) -> Walk:
        height, width = (
            pads(self.padding, i, shape[i], self.window[i], self._stride[i], 1) for i in (0, 1)
        )
        return Walk(self.window, self._stride, (height, width))

    def output_shape(self, shape: Shape) -> Shape:
        picture(shape, self.kind)
        padding = self._walk(shape).padding
        out = tuple(
            output_size(shape[i], self.window[i], self._stride[i], padding[i]) for i in (0, 1)
        )
        if min(out) < 1:
            raise ShapeError(
                en=f"its {shape_text(self.window)} window does not fit into a picture of "
                f"{shape_text(shape)}; use padding=same, a smaller window or fewer pooling layers",
                ja=f"{shape_text(self.window)} の窓が {shape_text(shape)} の画像に入りません。"
                "padding=same にするか、窓を小さくするか、プーリング層を減らしてください",
            )
        return (*out, shape[2])

    def formula(self, x: str) -> str:
        return f"{self.kind}({x}, {shape_text(self.window)})"


@dataclass(frozen=True, init=False)
class MaxPool(_Pool):
    """The largest number of each window, channel by channel."""

    kind: ClassVar[str] = "maxpool"

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        walk = self._walk(x.shape[1:])
        y = max_pool(x, walk)
        return Passed(y, lambda delta: (max_pool_gradient(x, y, delta, walk), {}))


@dataclass(frozen=True, init=False)
class MeanPool(_Pool):
    """The mean of each window, channel by channel; padding does not count."""

    kind: ClassVar[str] = "meanpool"

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        walk = self._walk(x.shape[1:])
        y = mean_pool(x, walk)
        return Passed(y, lambda delta: (mean_pool_gradient(x.shape, delta, walk), {}))


@dataclass(frozen=True)
class GlobalMeanPool(Layer):
    """The mean of each channel over the whole picture: (height, width, channels) → (channels,)."""

    kind: ClassVar[str] = "global_meanpool"

    def output_shape(self, shape: Shape) -> Shape:
        picture(shape, self.kind)
        return (shape[2],)

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        pixels = x.shape[1] * x.shape[2]

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            return jnp.broadcast_to(delta[:, None, None, :] / pixels, x.shape), {}

        return Passed(jnp.mean(x, axis=(1, 2)), pullback)

    def formula(self, x: str) -> str:
        return f"mean({x})"
