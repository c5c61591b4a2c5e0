"""SqueezeNet 1.1: AlexNet's accuracy with 50 times fewer weights (Iandola et al. 2016).

A fire module squeezes its picture through few 1×1 filters and widens it again by 1×1 and 3×3 ones.
"""

from mieru.nn import Conv, Dropout, GlobalMeanPool, Layer, MaxPool, Network, Parallel

SIDE = 227
# channels squeezed to, and widened to by each of the two kinds of filter; fire2 to fire9
FIRES = ((16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256))
_POOLED_AFTER = (1, 3)  # fire3 and fire5


def squeezenet(classes: int = 1000) -> Network:
    """The network, for pictures of 227×227×3. Its last ReLU makes even the logits non-negative."""
    layers: list[Layer | str] = [Conv(64, 3, stride=2), "relu", MaxPool(3, stride=2)]
    for i, (squeezed, widened) in enumerate(FIRES):
        layers += fire(squeezed, widened)
        if i in _POOLED_AFTER:
            layers.append(MaxPool(3, stride=2))
    layers += [Dropout(0.5), Conv(classes, 1), "relu", GlobalMeanPool()]
    return Network((SIDE, SIDE, 3), layers)


def fire(squeezed: int, widened: int) -> list[Layer | str]:
    """A fire module, 2·``widened`` channels in the end."""
    wide = Parallel([[Conv(widened, 1), "relu"], [Conv(widened, 3, padding=1), "relu"]])
    return [Conv(squeezed, 1), "relu", wide]


def squeezenet_names() -> list[str]:
    """The names of its layers in the published file."""
    parts = ("squeeze1x1", "expand1x1", "expand3x3")
    fires = [f"fire{i}.{part}" for i in range(2, 2 + len(FIRES)) for part in parts]
    return ["conv1", *fires, "conv10"]
