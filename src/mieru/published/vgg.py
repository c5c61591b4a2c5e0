"""VGG: nothing but 3×3 convolutions, in stages of doubling width (Simonyan & Zisserman 2014)."""

from mieru.nn import BatchNorm, Conv, Dense, Dropout, Flatten, Layer, MaxPool, Network
from mieru.words import SettingError

SIDE = 224
WIDTHS = (64, 128, 256, 512, 512)
# depth: convolutions in each stage; three dense layers follow
DEPTHS = {
    11: (1, 1, 2, 2, 2),
    13: (2, 2, 2, 2, 2),
    16: (2, 2, 3, 3, 3),
    19: (2, 2, 4, 4, 4),
}


def vgg(depth: int = 16, *, batch_norm: bool = False, classes: int = 1000) -> Network:
    """The network of 11, 13, 16 or 19 layers with weights, for pictures of 224×224×3.

    Raises SettingError for another depth.
    """
    reading: list[Layer | str] = [
        *(Flatten(), Dense(4096), "relu", Dropout(0.5)),
        *(Dense(4096), "relu", Dropout(0.5)),
        Dense(classes),
    ]
    return Network((SIDE, SIDE, 3), [*_stages(depth, batch_norm), *reading])


def vgg_names(depth: int = 16, *, batch_norm: bool = False) -> list[str]:
    """The names of its layers in torchvision's files, which number all layers."""
    seen = _stages(depth, batch_norm)
    weighted = [i for i, layer in enumerate(seen) if isinstance(layer, Conv | BatchNorm)]
    return [f"features.{i}" for i in weighted] + [f"classifier.{i}" for i in (0, 3, 6)]


def _stages(depth: int, batch_norm: bool) -> list[Layer | str]:
    if depth not in DEPTHS:
        known = ", ".join(map(str, DEPTHS))
        raise SettingError(
            en=f"there is no VGG of {depth} layers; there are {known}",
            ja=f"{depth} 層の VGG はありません。あるのは {known} 層です",
        )
    normal: list[Layer | str] = [BatchNorm()] if batch_norm else []
    layers: list[Layer | str] = []
    for width, convolutions in zip(WIDTHS, DEPTHS[depth], strict=True):
        for _ in range(convolutions):
            layers += [Conv(width, 3, padding=1), *normal, "relu"]
        layers.append(MaxPool(2))
    return layers
