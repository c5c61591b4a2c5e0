"""Conv and ConvTranspose: one small kernel scanned over the whole picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import jax.numpy as jnp
from jax import Array

from mieru.kernels.convolution import (
    Geometry,
    Pair,
    convolution,
    convolution_input_gradient,
    convolution_weight_gradient,
    output_size,
)
from mieru.kernels.finished import (
    finished,
    finished_input_gradient,
    finished_weight_gradient,
)
from mieru.nn.checks import finite, flag, pair, rule, whole
from mieru.nn.initial import He, Initial, Seed, constant
from mieru.nn.layer import Context, Layer, Parameters, Passed
from mieru.nn.layers.activation import RELU
from mieru.nn.layers.broadcast import by_channel, over_batch
from mieru.nn.layers.padding import AnyPadding, AnyPair, Padding, pads, picture, settle_padding
from mieru.nn.layers.pooling import MaxPool
from mieru.nn.shapes import Shape, shape_text
from mieru.words import SettingError, ShapeError


@dataclass(frozen=True)
class _Scan(Layer):
    """What convolution and transposed convolution share: their fields and their cost."""

    positional: ClassVar[tuple[str, ...]] = ("channels", "kernel")
    penalized: ClassVar[tuple[str, ...]] = ("weight",)

    channels: int
    kernel: Pair = (3, 3)
    stride: Pair = (1, 1)
    padding: Padding = "valid"
    dilation: Pair = (1, 1)
    groups: int = 1
    bias: bool = True
    initial: Initial = He()
    initial_bias: float = 0.0

    if TYPE_CHECKING:

        def __init__(  # noqa: PLR0913 - the fields, in the forms that __post_init__ takes
            self,
            channels: int,
            kernel: AnyPair = ...,
            stride: AnyPair = ...,
            padding: AnyPadding = ...,
            dilation: AnyPair = ...,
            groups: int = ...,
            bias: bool = ...,
            initial: Initial = ...,
            initial_bias: float = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        for field in ("channels", "groups"):
            whole(self, field)
        for field in ("kernel", "stride", "dilation"):
            pair(self, field)
        settle_padding(self)
        flag(self, "bias")
        rule(self, "initial", Initial)
        finite(self, "initial_bias")
        if self.channels % self.groups:
            raise SettingError(
                en=f"{self.kind}: {self.channels} output channels cannot be divided into "
                f"{self.groups} groups; choose a multiple of {self.groups}",
                ja=f"{self.kind}: 出力チャネル数 {self.channels} は {self.groups} グループに"
                f"分けられません。{self.groups} の倍数にしてください",
            )

    def _per_group(self, channels: int) -> int:
        if channels % self.groups:
            raise ShapeError(
                en=f"its input has {channels} channels, which {self.groups} groups cannot share; "
                "choose groups that divide it",
                ja=f"入力のチャネル数 {channels} は {self.groups} グループで割り切れません。"
                "割り切れるグループ数にしてください",
            )
        return channels // self.groups

    def _kernel_shape(self, shape: Shape) -> Shape:
        return (*self.kernel, self._per_group(shape[2]), self.channels)

    def _fan(self, shape: Shape) -> tuple[int, int]:
        area = self.kernel[0] * self.kernel[1]
        return area * shape[2] // self.groups, area * self.channels // self.groups

    def parameter_shapes(self, shape: Shape) -> Parameters:
        weight = {"weight": self._kernel_shape(shape)}
        return weight | ({"bias": (self.channels,)} if self.bias else {})

    def initial_parameters(self, seed: Seed, shape: Shape) -> Parameters:
        weight = self.initial(seed, self._kernel_shape(shape), *self._fan(shape))
        bias = constant((self.channels,), self.initial_bias)
        return {"weight": weight} | ({"bias": bias} if self.bias else {})

    def formula(self, x: str) -> str:
        return f"W ∗ {x} + b" if self.bias else f"W ∗ {x}"


@dataclass(frozen=True, init=False)
class Conv(_Scan):
    """Convolution: each output pixel is the sum of a patch times a kernel, one kernel a channel.

    Input (height, width, channels). The kernel is (kh, kw, channels in/groups, channels out) and is
    not flipped. ``padding`` is ``"valid"`` (none), ``"same"`` (the picture keeps its size at
    stride 1), ``"full"`` (every overlap counts, the output is largest), or pixels: ``1``,
    ``(1, 2)`` for top-and-bottom and left-and-right, ``((1, 0), (2, 0))`` for each side.
    """

    kind: ClassVar[str] = "conv"

    def _geometry(self, shape: Shape) -> Geometry:
        height, width = (
            pads(self.padding, i, shape[i], self.kernel[i], self.stride[i], self.dilation[i])
            for i in (0, 1)
        )
        return Geometry(self.stride, (height, width), self.dilation, self.groups)

    def output_shape(self, shape: Shape) -> Shape:
        picture(shape, self.kind)
        self._per_group(shape[2])
        padding = self._geometry(shape).padding
        out = tuple(
            output_size(shape[i], self.kernel[i], self.stride[i], padding[i], self.dilation[i])
            for i in (0, 1)
        )
        if min(out) < 1:
            raise ShapeError(
                en=f"its {shape_text(self.kernel)} kernel does not fit into a picture of "
                f"{shape_text(shape)}; use padding=same, a smaller kernel or less pooling before",
                ja=f"{shape_text(self.kernel)} のカーネルが {shape_text(shape)} の画像に"
                "入りません。padding=same にするか、カーネルを小さくするか、"
                "手前のプーリングを減らしてください",
            )
        return (*out, self.channels)

    def multiplications(self, shape: Shape) -> int:
        rows, columns, channels = self.output_shape(shape)
        return rows * columns * channels * self._fan(shape)[0]

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        weight, geometry = parameters["weight"], self._geometry(x.shape[1:])
        rows, columns = x.shape[1:3]
        u = convolution(x, weight, geometry)
        if self.bias:
            u = u + by_channel(parameters["bias"], u)

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            gradients = {"weight": convolution_weight_gradient(x, delta, geometry, self.kernel)}
            if self.bias:
                gradients["bias"] = over_batch(delta)
            d_x = convolution_input_gradient(delta, weight, geometry, (rows, columns))
            return d_x, gradients

        return Passed(u, pullback)

    def joins(self, following: Sequence[Layer]) -> int:
        """ReLU, and the usual pooling after it."""
        if not following or following[0] != RELU:
            return 0
        return 2 if tuple(following[1:]) == (MaxPool(2),) and self.groups == 1 else 1

    def forward_joined(
        self, joined: Sequence[Layer], parameters: Parameters, x: Array, context: Context
    ) -> Passed:
        weight, geometry = parameters["weight"], self._geometry(x.shape[1:])
        bias = parameters["bias"] if self.bias else jnp.zeros(self.channels, x.dtype)
        rows, columns = x.shape[1:3]
        y, left = finished(x, weight, bias, geometry, pooled=len(joined) == 2)

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            d_weight, d_bias = finished_weight_gradient(x, delta, left, geometry, self.kernel)
            gradients = {"weight": d_weight} | ({"bias": d_bias} if self.bias else {})
            d_x = finished_input_gradient(delta, left, weight, geometry, (rows, columns))
            return d_x, gradients

        return Passed(y, pullback)


@dataclass(frozen=True, init=False)
class ConvTranspose(_Scan):
    """Transposed convolution: the adjoint of :class:`Conv`, which makes a picture larger.

    With padding ``"same"`` the picture grows exactly by the stride. The kernel is
    (kh, kw, channels out/groups, channels in), that of the convolution it is the adjoint of.
    """

    kind: ClassVar[str] = "conv_transpose"

    def _kernel_shape(self, shape: Shape) -> Shape:
        self._per_group(shape[2])
        return (*self.kernel, self.channels // self.groups, shape[2])

    def size_and_pads(self, shape: Shape, i: int) -> tuple[int, Pair]:
        """Pixels of the output along axis ``i``, and those cut away before and after.

        Below 0 where the stride exceeds the kernel: pixels that nothing reaches.
        """
        extent = (self.kernel[i] - 1) * self.dilation[i] + 1
        full = (shape[i] - 1) * self.stride[i] + extent
        if self.padding == "same":
            cut = full - shape[i] * self.stride[i]
            before = max(0, cut) // 2
            return shape[i] * self.stride[i], (before, cut - before)
        cut_both = pads(self.padding, i, shape[i], self.kernel[i], 1, self.dilation[i])
        return full - sum(cut_both), cut_both

    def output_shape(self, shape: Shape) -> Shape:
        picture(shape, self.kind)
        self._per_group(shape[2])
        out = tuple(self.size_and_pads(shape, i)[0] for i in (0, 1))
        if min(out) < 1:
            raise ShapeError(
                en=f"its padding cuts away the whole picture of {shape_text(shape)}; "
                "use padding=same or valid",
                ja=f"パディングで {shape_text(shape)} の画像がすべて削られます。"
                "padding=same か valid にしてください",
            )
        return (*out, self.channels)

    def multiplications(self, shape: Shape) -> int:
        self.output_shape(shape)
        return shape[0] * shape[1] * shape[2] * self._fan(shape)[1]

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        weight, shape = parameters["weight"], x.shape[1:]
        (height, top), (width, left) = (self.size_and_pads(shape, i) for i in (0, 1))
        geometry = Geometry(self.stride, (top, left), self.dilation, self.groups)
        u = convolution_input_gradient(x, weight, geometry, (height, width))
        if self.bias:
            u = u + by_channel(parameters["bias"], u)

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            # The roles are exchanged: δ is the convolution's picture and x its output's δ.
            gradients = {"weight": convolution_weight_gradient(delta, x, geometry, self.kernel)}
            if self.bias:
                gradients["bias"] = over_batch(delta)
            return convolution(delta, weight, geometry), gradients

        return Passed(u, pullback)

    def formula(self, x: str) -> str:
        return f"Wᵀ ∗ {x} + b" if self.bias else f"Wᵀ ∗ {x}"
