"""EfficientNet-Lite0: found by a search for the most accuracy at the least cost (Tan & Le 2019).

Its blocks widen the picture, filter each channel by itself (a depthwise convolution), and narrow it
again; the bypass joins the narrow ends. The Lite kind has no squeeze-and-excitation, and its ReLU
ends at 6.
"""

from typing import NamedTuple

from mieru.nn import BatchNorm, Conv, Dense, Dropout, GlobalMeanPool, Layer, Network, Residual

SIDE = 224
_FIRST, _LAST = 32, 1280  # channels of the first convolution and of the last


class Stage(NamedTuple):
    """Blocks alike: how many, the filter's size, the first one's stride, how many times wider they
    become inside, and the channels that come out."""

    blocks: int
    kernel: int
    stride: int
    wider: int
    channels: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)

Layers = list[Layer | str]


def efficientnet_lite0(classes: int = 1000) -> Network:
    """The network, for pictures of 224×224×3."""
    layers: Layers = [
        *_normal(Conv(_FIRST, 3, stride=2, padding="same", bias=False)),
        "clipped_relu",
    ]
    channels = _FIRST
    for stage in STAGES:
        for i in range(stage.blocks):
            layers += _block(channels, stage, stage.stride if i == 0 else 1)
            channels = stage.channels
    layers += [*_normal(Conv(_LAST, 1, bias=False)), "clipped_relu"]
    return Network((SIDE, SIDE, 3), [*layers, GlobalMeanPool(), Dropout(0.2), Dense(classes)])


def efficientnet_lite0_names() -> list[str]:
    """The names of its layers in the published file."""
    names = ["_conv_stem", "_bn0"]
    wider = [stage.wider for stage in STAGES for _ in range(stage.blocks)]
    for i, times in enumerate(wider):
        parts = ["_depthwise_conv", "_bn1", "_project_conv", "_bn2"]
        widening = ["_expand_conv", "_bn0"] if times > 1 else []
        names += [f"_blocks.{i}.{part}" for part in widening + parts]
    return [*names, "_conv_head", "_bn1", "_fc"]


def _block(channels: int, stage: Stage, stride: int) -> Layers:
    wide = channels * stage.wider
    layers: Layers = []
    if stage.wider > 1:
        layers += [*_normal(Conv(wide, 1, bias=False)), "clipped_relu"]
    each = Conv(wide, stage.kernel, stride=stride, padding="same", groups=wide, bias=False)
    layers += [*_normal(each), "clipped_relu", *_normal(Conv(stage.channels, 1, bias=False))]
    same = stride == 1 and channels == stage.channels
    return [Residual(layers)] if same else layers


def _normal(conv: Conv) -> Layers:
    return [conv, BatchNorm(momentum=0.99, epsilon=1e-3)]
