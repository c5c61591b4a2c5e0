"""The published networks by name: what each is, what its weights are called, what it is shown."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from mieru.data.photograph import Photograph
from mieru.nn import Network
from mieru.published.alexnet import alexnet, alexnet_names
from mieru.published.efficientnet import efficientnet_lite0, efficientnet_lite0_names
from mieru.published.googlenet import googlenet, googlenet_names
from mieru.published.resnet import DEPTHS as RESNETS, resnet, resnet_names
from mieru.published.squeezenet import squeezenet, squeezenet_names
from mieru.published.vgg import DEPTHS as VGGS, vgg, vgg_names
from mieru.words import SettingError

# The mean and standard deviation of ImageNet's pixels, as torchvision's networks were taught.
_IMAGENET = Photograph(224, 256, mean=(123.675, 116.28, 103.53), scale=(58.395, 57.12, 57.375))
_MINUS_ONE_TO_ONE = Photograph(224, 256, mean=(127.5,) * 3, scale=(127.5,) * 3)


@dataclass(frozen=True)
class Published:
    """A network that others have trained on ImageNet's 1,000 classes.

    ``names`` are the names of its weighted layers in the published file, in the order of
    :func:`mieru.files.weighted_layers`; ``preparation`` makes x of a photograph; ``file`` is what
    the weights are called in the folder ``weights`` of the data folder; ``ignored`` begins the
    names of what is in the file for learning only.
    """

    name: str
    title: str
    year: int
    make: Callable[[], Network]
    names: Callable[[], list[str]]
    preparation: Photograph
    file: str
    ignored: tuple[str, ...] = ()

    def network(self) -> Network:
        """The network, without weights."""
        return self.make()


def _torchvision(
    name: str, title: str, year: int, make: Callable[[], Network], names: Callable[[], list[str]]
) -> Published:
    return Published(name, title, year, make, names, _IMAGENET, f"{name}.safetensors")


def _vgg(depth: int, batch_norm: bool) -> Published:
    ending, title = ("-bn", " with batch normalization") if batch_norm else ("", "")
    return _torchvision(
        f"vgg{depth}{ending}",
        f"VGG-{depth}{title}",
        2014,
        partial(vgg, depth, batch_norm=batch_norm),
        partial(vgg_names, depth, batch_norm=batch_norm),
    )


PUBLISHED: dict[str, Published] = {
    each.name: each
    for each in (
        _torchvision("alexnet", "AlexNet", 2012, alexnet, alexnet_names),
        *(_vgg(depth, False) for depth in VGGS),
        *(_vgg(depth, True) for depth in VGGS),
        Published(
            "googlenet",
            "GoogLeNet",
            2014,
            googlenet,
            googlenet_names,
            _MINUS_ONE_TO_ONE,
            "googlenet.safetensors",
            ignored=("aux1.", "aux2."),
        ),
        *(
            _torchvision(
                f"resnet{depth}",
                f"ResNet-{depth}",
                2015,
                partial(resnet, depth),
                partial(resnet_names, depth),
            )
            for depth in RESNETS
        ),
        Published(
            "squeezenet1.1",
            "SqueezeNet 1.1",
            2016,
            squeezenet,
            squeezenet_names,
            Photograph(227, 227, mean=(103.939, 116.779, 123.68), order="bgr"),
            "squeezenet1_1.safetensors",
        ),
        Published(
            "efficientnet-lite0",
            "EfficientNet-Lite0",
            2019,
            efficientnet_lite0,
            efficientnet_lite0_names,
            Photograph(224, 256, mean=(127.0,) * 3, scale=(128.0,) * 3),
            "efficientnet_lite0_fp16.safetensors",
        ),
    )
}


def find(name: str) -> Published:
    """The published network called ``name``; raises SettingError with those of similar names."""
    if name in PUBLISHED:
        return PUBLISHED[name]
    close = difflib.get_close_matches(name.lower(), PUBLISHED, n=3, cutoff=0.5)
    known = ", ".join(close or PUBLISHED)
    raise SettingError(
        en=f"there is no published network {name!r}; "
        + (f"did you mean {known}?" if close else f"known: {known}"),
        ja=f"公開ネットワーク {name!r} はありません。"
        + (f"{known} のことですか?" if close else f"使えるもの: {known}"),
    )
