"""ResNet: layers that learn what to add, so that there can be a thousand of them.

He et al. 2015 (18 to 152 layers, for ImageNet) and He et al. 2016 (1001 layers, for small pictures:
normalization and ReLU stand before each convolution, so that the bypass is free from end to end).
"""

from mieru.nn import (
    BatchNorm,
    Conv,
    Dense,
    GlobalMeanPool,
    Layer,
    MaxPool,
    Network,
    Residual,
)
from mieru.words import SettingError

SIDE = 224
WIDTHS = (64, 128, 256, 512)
# depth: blocks in each stage, and whether a block is a bottleneck (1×1, 3×3, 1×1, four times wide)
DEPTHS: dict[int, tuple[tuple[int, int, int, int], bool]] = {
    18: ((2, 2, 2, 2), False),
    34: ((3, 4, 6, 3), False),
    50: ((3, 4, 6, 3), True),
    101: ((3, 4, 23, 3), True),
    152: ((3, 8, 36, 3), True),
}
_WIDER = 4  # how many times wider a bottleneck comes out
_SMALL_WIDTHS = (16, 32, 64)

Layers = list[Layer | str]


def resnet(depth: int = 18, *, classes: int = 1000) -> Network:
    """The network of 18, 34, 50, 101 or 152 layers with weights, for pictures of 224×224×3.

    Where a stage begins, the 3×3 convolution of a bottleneck takes the stride of 2, as in
    torchvision's weights (in the paper the 1×1 before it). Raises SettingError for another depth.
    """
    blocks, bottleneck = _blocks(depth)
    layers: Layers = [*_normal(64, 7, stride=2), "relu", MaxPool(3, stride=2, padding=1)]
    channels = WIDTHS[0]
    for stage, (width, count) in enumerate(zip(WIDTHS, blocks, strict=True)):
        for i in range(count):
            stride = 2 if stage and not i else 1
            layers += block(channels, width, stride, bottleneck=bottleneck)
            channels = width * (_WIDER if bottleneck else 1)
    return Network((SIDE, SIDE, 3), [*layers, GlobalMeanPool(), Dense(classes)])


def block(channels: int, width: int, stride: int = 1, *, bottleneck: bool = False) -> Layers:
    """A residual block and the ReLU after the sum; ``channels`` come in.

    The bypass is a 1×1 convolution where the shape changes, and nothing elsewhere.
    """
    out = width * (_WIDER if bottleneck else 1)
    added: Layers
    if bottleneck:
        added = [*_normal(width, 1), "relu", *_normal(width, 3, stride), "relu", *_normal(out, 1)]
    else:
        added = [*_normal(width, 3, stride), "relu", *_normal(out, 3)]
    same = stride == 1 and channels == out
    return [Residual(added, () if same else _normal(out, 1, stride)), "relu"]


def resnet_names(depth: int = 18) -> list[str]:
    """The names of its layers in torchvision's files."""
    blocks, bottleneck = _blocks(depth)
    names = ["conv1", "bn1"]
    for stage, count in enumerate(blocks, 1):
        for i in range(count):
            parts = [
                f"{kind}{n}" for n in range(1, 4 if bottleneck else 3) for kind in ("conv", "bn")
            ]
            if i == 0 and (stage > 1 or bottleneck):
                parts += ["downsample.0", "downsample.1"]
            names += [f"layer{stage}.{i}.{part}" for part in parts]
    return [*names, "fc"]


def resnet_of_bottlenecks(depth: int = 1001, *, classes: int = 10, side: int = 32) -> Network:
    """He et al. 2016: 9n + 2 layers with weights, for small pictures ``side`` × ``side`` × 3.

    Three stages of n bottlenecks, 16, 32 and 64 wide and four times as wide where they come out.
    Raises SettingError for another depth.
    """
    count, rest = divmod(depth - 2, 9)
    if count < 1 or rest:
        raise SettingError(
            en=f"such a network has 9n + 2 layers, such as 164 or 1001, not {depth}",
            ja=f"このネットワークの層数は 164 や 1001 のような 9n + 2 です ({depth} ではなく)",
        )
    layers: Layers = [Conv(16, 3, padding=1, bias=False)]
    for stage, width in enumerate(_SMALL_WIDTHS):
        layers += _first_bottleneck(width, 2 if stage else 1)
        layers += [Residual([*_normal_first(), *_bottleneck(width)]) for _ in range(count - 1)]
    layers += [*_normal_first(), GlobalMeanPool(), Dense(classes)]
    return Network((side, side, 3), layers)


def _first_bottleneck(width: int, stride: int) -> Layers:
    """Of a stage: the bypass changes the shape too, and shares the normalization in front."""
    bypass = Conv(width * _WIDER, 1, stride=stride, bias=False)
    return [*_normal_first(), Residual(_bottleneck(width, stride), [bypass])]


def _bottleneck(width: int, stride: int = 1) -> Layers:
    return [
        *(Conv(width, 1, stride=stride, bias=False), *_normal_first()),
        *(Conv(width, 3, padding=1, bias=False), *_normal_first()),
        Conv(width * _WIDER, 1, bias=False),
    ]


def _normal_first() -> Layers:
    return [BatchNorm(), "relu"]


def _normal(channels: int, kernel: int, stride: int = 1) -> list[Layer]:
    conv = Conv(channels, kernel, stride=stride, padding=kernel // 2, bias=False)
    return [conv, BatchNorm()]


def _blocks(depth: int) -> tuple[tuple[int, int, int, int], bool]:
    if depth not in DEPTHS:
        known = ", ".join(map(str, DEPTHS))
        raise SettingError(
            en=f"there is no ResNet of {depth} layers for ImageNet; there are {known}",
            ja=f"ImageNet 用の {depth} 層の ResNet はありません。あるのは {known} 層です",
        )
    return DEPTHS[depth]
