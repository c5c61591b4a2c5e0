"""Networks that others have published: their shapes as values, and their weights as runs."""

from mieru.published.alexnet import alexnet
from mieru.published.catalogue import PUBLISHED, Published, find
from mieru.published.efficientnet import efficientnet_lite0
from mieru.published.googlenet import googlenet, inception
from mieru.published.load import imagenet_classes, load, weights_file
from mieru.published.resnet import block, resnet, resnet_of_bottlenecks
from mieru.published.squeezenet import fire, squeezenet
from mieru.published.vgg import vgg

__all__ = [
    "PUBLISHED",
    "Published",
    "alexnet",
    "block",
    "efficientnet_lite0",
    "find",
    "fire",
    "googlenet",
    "imagenet_classes",
    "inception",
    "load",
    "resnet",
    "resnet_of_bottlenecks",
    "squeezenet",
    "vgg",
    "weights_file",
]
