r"""AlexNet: the eight layers with which deep learning won ILSVRC 2012.

Five convolutions and three dense layers, ReLU in place of sigmoid or tanh, so that many layers
learn; overlapping max pooling (windows of 3 at strides of 2); dropout in the dense layers, which
hold 96 % of the weights. The top-5 error fell from 26 % to 16 %.

A. Krizhevsky, I. Sutskever, G. E. Hinton, ImageNet classification with deep convolutional neural
networks, NIPS 2012; the sizes are those of Krizhevsky (2014), whose weights are passed around.
"""

from dataclasses import dataclass

from mieru.nn import Network
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

NAMES = ("alexnet",)
OTHERS = ("squeezenet1.1",)


@dataclass(frozen=True)
class Settings:
    """The photograph and the weights that judge it, and how long the small version learns."""

    picture: str = option("", en=PICTURE_EN, ja=PICTURE_JA)
    weights: str = option("", en=WEIGHTS_EN, ja=WEIGHTS_JA)
    examples: int = examples_option()
    epochs: int = epochs_option()


def small() -> Network:
    """AlexNet's form for pictures of 32×32: the same eight layers, 60 times fewer weights."""
    return Network.parse(
        "32x32x3, conv 32 5x5 padding=same, relu, maxpool 3x3 stride=2 padding=same, "
        "conv 64 5x5 padding=same, relu, maxpool 3x3 stride=2 padding=same, "
        "conv 96 3x3 padding=same, relu, conv 64 3x3 padding=same, relu, "
        "conv 64 3x3 padding=same, relu, maxpool 3x3 stride=2 padding=same, flatten, "
        "dropout 0.3, dense 512 initial=he, relu, dropout 0.3, dense 256 initial=he, relu, "
        "dense 10"
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Counts, asks about photographs, and teaches the small version."""
    with stage.part(Text("photographs", "写真の判定")):
        seen = photo_section(NAMES, settings.weights, settings.picture)
    found = learned_on_cifar(small(), settings.examples, recipe(settings.epochs), seed, stage)
    return Result(
        metrics=cost_metrics((*NAMES, *OTHERS)) | found.metrics,
        names=cost_names((*NAMES, *OTHERS))
        | {"train_seconds": Text("seconds of learning", "学習の秒数")},
        headline=("alexnet_parameters", "squeezenet1_1_parameters", "test_accuracy"),
        summary=Text(
            "61,100,840 weights in eight layers, 96 % of them in the three dense ones; SqueezeNet "
            "reaches the same accuracy with 50 times fewer.",
            "8 層で 61,100,840 個の重みがあり、その 96 % は 3 つの全結合層にあります。"
            "SqueezeNet は 50 分の 1 の重みで同じ正解率に達します。",
        ),
        sections=[
            costs_section(
                NAMES,
                Text(
                    "Most of the weights stand in the dense layers, most of the multiplications in "
                    "the convolutions, whose few weights are used at every place of the picture.",
                    "重みの大半は全結合層に、掛け算の大半は畳み込みにあります。"
                    "畳み込みの少ない重みは、画像のすべての位置で使われるからです。",
                ),
                OTHERS,
            ),
            seen,
            small_section(
                found,
                Text(
                    "The same form, made for pictures of 32×32: five convolutions, overlapping "
                    "pooling, dropout, three dense layers.",
                    "同じ構成を 32×32 の画像向けに小さくしたものです。5 つの畳み込み、"
                    "重なりのあるプーリング、ドロップアウト、3 つの全結合層からなります。",
                ),
            ),
        ],
        recordings={"small-alexnet": found.run},
    )
