r"""VGG: depth by the simplest means, 3×3 convolutions and nothing else.

Two 3×3 kernels one after the other see 5×5 pixels with 18/25 of the weights and one more ReLU;
three see 7×7 with 27/49. Stages of them, twice as wide after each pooling, make 11 to 19
layers: the deeper, the better, up to where plain networks stop to learn (see the system `resnet`).

K. Simonyan, A. Zisserman, Very deep convolutional networks for large-scale image recognition, 2014.
"""

from dataclasses import dataclass

from mieru.nn import Network
from mieru.published.vgg import DEPTHS
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.costs import cost_metrics, cost_names, costs_section
from mieru.systems.parts.photo_answers import WEIGHTS_EN, WEIGHTS_JA, photo_section
from mieru.systems.parts.photograph import PICTURE_EN, PICTURE_JA
from mieru.systems.parts.small_pictures import (
    epochs_option,
    examples_option,
    learned_on_cifar,
    recipe,
    small_section,
)
from mieru.systems.report.text import Text
from mieru.systems.report.values import Result

ALL = tuple(f"vgg{depth}" for depth in DEPTHS)


@dataclass(frozen=True)
class Settings:
    """Which depth, the photograph and weights, and how long the small version learns."""

    depth: str = option(
        "16",
        en="layers of the network that judges photographs",
        ja="写真を判定するネットワークの層数",
        choices=tuple(str(depth) for depth in DEPTHS),
    )
    picture: str = option("", en=PICTURE_EN, ja=PICTURE_JA)
    weights: str = option("", en=WEIGHTS_EN, ja=WEIGHTS_JA)
    examples: int = examples_option()
    epochs: int = epochs_option()


def small() -> Network:
    """VGG's form for pictures of 32×32: three stages of two convolutions, normalized."""
    stages = ", ".join(
        f"{_convolution(width)}, {_convolution(width)}, maxpool 2x2" for width in (32, 64, 128)
    )
    return Network.parse(f"32x32x3, {stages}, flatten, dense 128 initial=he, relu, dense 10")


def _convolution(width: int) -> str:
    return f"conv {width} 3x3 padding=same bias=no, batchnorm, relu"


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Counts, asks about photographs, and teaches the small version."""
    name = f"vgg{settings.depth}"
    with stage.part(Text("photographs", "写真の判定")):
        seen = photo_section((name,), settings.weights, settings.picture)
    found = learned_on_cifar(small(), settings.examples, recipe(settings.epochs), seed, stage)
    return Result(
        metrics=cost_metrics(ALL) | found.metrics,
        names=cost_names(ALL) | {"train_seconds": Text("seconds of learning", "学習の秒数")},
        headline=("vgg16_parameters", "vgg19_parameters", "test_accuracy"),
        summary=Text(
            "16 layers of one kind of convolution, 3×3: 138,357,544 weights and 15 thousand "
            "million multiplications for one photograph.",
            "3×3 の畳み込みだけを重ねた 16 層です。重みは 138,357,544 個、"
            "写真 1 枚に 150 億回の掛け算を行います。",
        ),
        sections=[
            costs_section(
                (name,),
                Text(
                    "From 11 to 19 layers the weights hardly grow, because most stand in the dense "
                    "layers; the multiplications do.",
                    "11 層から 19 層まで、重みはあまり増えません。"
                    "大半が全結合層にあるためです。増えるのは掛け算の回数です。",
                ),
                tuple(other for other in ALL if other != name),
            ),
            seen,
            small_section(
                found,
                Text(
                    "The same form, made for pictures of 32×32; batch normalization, found a year "
                    "later, lets it learn fast.",
                    "同じ構成を 32×32 の画像向けに小さくしたものです。"
                    "1 年後に登場したバッチ正規化を加え、速く学習できるようにしています。",
                ),
            ),
        ],
        recordings={"small-vgg": found.run},
    )
