"""GoogLeNet: 22 layers of Inception modules, which look through several windows at once.

Szegedy et al. 2014; with batch normalization after each convolution (Ioffe & Szegedy 2015), as the
weights of torchvision are. The paper's third window is 5×5; torchvision's is 3×3, and so is ours,
or the weights would not fit. Its two classifiers for learning, halfway up, are left out.
"""

from mieru.nn import (
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    GlobalMeanPool,
    Layer,
    MaxPool,
    Network,
    Parallel,
)

SIDE = 224
# One more row and column after the picture, where a window would stand half outside.
_ROUND_UP = ((0, 1), (0, 1))
# channels of: 1×1 | 1×1 before 3×3, 3×3 | 1×1 before the third, the third | 1×1 after pooling
Widths = tuple[int, int, int, int, int, int]
STAGES: tuple[dict[str, Widths], ...] = (
    {"3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64)},
    {
        "4a": (192, 96, 208, 16, 48, 64),
        "4b": (160, 112, 224, 24, 64, 64),
        "4c": (128, 128, 256, 24, 64, 64),
        "4d": (112, 144, 288, 32, 64, 64),
        "4e": (256, 160, 320, 32, 128, 128),
    },
    {"5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128)},
)


def googlenet(classes: int = 1000) -> Network:
    """The network, for pictures of 224×224×3."""
    third, fourth, fifth = ([inception(w) for w in stage.values()] for stage in STAGES)
    return Network(
        (SIDE, SIDE, 3),
        [
            *_seen(64, 7, stride=2),
            MaxPool(3, stride=2, padding=_ROUND_UP),
            *_seen(64, 1),
            *_seen(192, 3),
            MaxPool(3, stride=2, padding=_ROUND_UP),
            *third,
            MaxPool(3, stride=2, padding=_ROUND_UP),
            *fourth,
            MaxPool(2, padding=_ROUND_UP),
            *fifth,
            *(GlobalMeanPool(), Dropout(0.2), Dense(classes)),
        ],
    )


def inception(widths: Widths) -> Parallel:
    """Four views of the same picture side by side: through 1×1, 3×3 and again 3×3, and pooled."""
    one, before_three, three, before_third, third, pooled = widths
    return Parallel(
        [
            _seen(one, 1),
            [*_seen(before_three, 1), *_seen(three, 3)],
            [*_seen(before_third, 1), *_seen(third, 3)],
            [MaxPool(3, stride=1, padding=1), *_seen(pooled, 1)],
        ]
    )


def googlenet_names() -> list[str]:
    """The names of its layers in torchvision's files."""
    parts = ("branch1", "branch2.0", "branch2.1", "branch3.0", "branch3.1", "branch4.1")
    modules = [name for stage in STAGES for name in stage]
    seen = ["conv1", "conv2", "conv3"]
    seen += [f"inception{module}.{part}" for module in modules for part in parts]
    return [f"{name}.{half}" for name in seen for half in ("conv", "bn")] + ["fc"]


def _seen(channels: int, kernel: int, stride: int = 1) -> list[Layer | str]:
    conv = Conv(channels, kernel, stride=stride, padding=kernel // 2, bias=False)
    return [conv, BatchNorm(epsilon=1e-3), "relu"]
