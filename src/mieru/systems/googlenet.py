r"""GoogLeNet: 22 layers of Inception modules, and 20 times fewer weights than VGG.

An Inception module looks at the same picture through several windows at once, 1×1, 3×3, a larger
one, and a pooled one, and lays the feature maps side by side. Before each large window a 1×1
convolution narrows the picture, which is where the multiplications are saved; at the end the mean
over the picture takes the place of large dense layers. It won ILSVRC 2014 with a top-5 error of
6.6 %.

C. Szegedy et al., Going deeper with convolutions, CVPR 2015; with batch normalization as in S.
Ioffe and C. Szegedy, 2015.
"""

from dataclasses import dataclass

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
from mieru.published import inception
from mieru.published.googlenet import STAGES
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
from mieru.systems.report.text import Text, Words
from mieru.systems.report.values import Cell, Result, Section, Table

NAMES = ("googlenet",)
OTHERS = ("alexnet", "vgg16")
_SEEN = (28, 28, 192)  # what module 3a sees


@dataclass(frozen=True)
class Settings:
    """The photograph and the weights that judge it, and how long the small version learns."""

    picture: str = option("", en=PICTURE_EN, ja=PICTURE_JA)
    weights: str = option("", en=WEIGHTS_EN, ja=WEIGHTS_JA)
    examples: int = examples_option()
    epochs: int = epochs_option()


def small() -> Network:
    """Two stages of two modules each, for pictures of 32×32."""
    first: list[Layer | str] = [Conv(32, 3, padding="same", bias=False), BatchNorm(), "relu"]
    return Network(
        (32, 32, 3),
        [
            *(*first, MaxPool(2)),
            *(inception((16, 16, 32, 8, 16, 16)), inception((24, 24, 40, 8, 16, 16)), MaxPool(2)),
            *(inception((32, 24, 48, 8, 24, 24)), inception((48, 32, 64, 12, 32, 32))),
            *(GlobalMeanPool(), Dropout(0.2), Dense(10)),
        ],
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Counts, asks about photographs, and teaches the small version."""
    with stage.part(Text("photographs", "写真の判定")):
        seen = photo_section(NAMES, settings.weights, settings.picture)
    found = learned_on_cifar(small(), settings.examples, recipe(settings.epochs), seed, stage)
    narrowed, whole = (_module(*pair).multiplications for pair in ((True,), (False,)))
    return Result(
        metrics=cost_metrics((*NAMES, *OTHERS))
        | {"module_multiplications_share": narrowed / whole}
        | found.metrics,
        names=cost_names((*NAMES, *OTHERS))
        | {
            "module_multiplications_share": Text(
                "multiplications of module 3a, by narrowing it",
                "1×1 で絞ったモジュール 3a の掛け算",
            ),
            "train_seconds": Text("seconds of learning", "学習の秒数"),
        },
        headline=("googlenet_parameters", "module_multiplications_share", "test_accuracy"),
        summary=Text(
            "22 layers with 6,624,904 weights, where VGG-16 has 138,357,544: the 1×1 convolutions "
            f"alone leave {narrowed / whole:.0%} of the first module's multiplications.",
            "22 層で重みは 6,624,904 個 (VGG-16 は 138,357,544 個) です。"
            "1×1 の畳み込みで絞るだけで、"
            f"最初のモジュールの掛け算は {narrowed / whole:.0%} になります。",
        ),
        sections=[
            costs_section(
                NAMES,
                Text(
                    "Deeper than VGG-16, and 20 times smaller: no large dense layer, and narrow "
                    "passages before every large window.",
                    "VGG-16 より深く、しかも 20 分の 1 の大きさです。大きな全結合層がなく、"
                    "大きな窓の手前ではチャネルを絞っています。",
                ),
                OTHERS,
            ),
            _modules(narrowed, whole),
            seen,
            small_section(
                found,
                Text(
                    "Four Inception modules for pictures of 32×32.",
                    "32×32 の画像向けに、インセプションモジュールを 4 つ重ねたものです。",
                ),
            ),
        ],
        recordings={"small-googlenet": found.run},
    )


def _module(narrowing: bool) -> Network:
    """Module 3a alone, with or without the 1×1 convolutions before the large windows."""
    module = inception(STAGES[0]["3a"])
    if narrowing:
        return Network(_SEEN, [module])
    one, three, third, pooled = module.branches
    return Network(_SEEN, [Parallel([one, three[3:], third[3:], pooled[:1]])])


def _modules(narrowed: int, whole: int) -> Section:
    lines: list[list[Cell]] = [
        [name, *widths, widths[0] + widths[2] + widths[4] + widths[5]]
        for stage in STAGES
        for name, widths in stage.items()
    ]
    head: list[Words] = [
        Text("module", "モジュール"),
        "1×1",
        Text("1×1 before 3×3", "3×3 前の 1×1"),
        "3×3",
        Text("1×1 before the third", "3 つ目の前の 1×1"),
        Text("the third", "3 つ目"),
        Text("1×1 after pooling", "プーリング後の 1×1"),
        Text("together", "合計"),
    ]
    return Section(
        Text("The nine modules", "9 つのモジュール"),
        [
            Text(
                "Channels of each way through a module. Without the 1×1 convolutions in front, "
                f"module 3a would take {whole / 1e6:,.0f} million multiplications instead of "
                f"{narrowed / 1e6:,.0f} million. The third window is 5×5 in the paper and 3×3 in "
                "the weights that are passed around, and so it is here.",
                "モジュール内の各経路のチャネル数です。手前の 1×1 の畳み込みがなければ、"
                "モジュール 3a の"
                f"掛け算は {narrowed / 1e6:,.0f} 百万回ではなく "
                f"{whole / 1e6:,.0f} 百万回になります。"
                "3 つ目の窓は論文では 5×5 ですが、流通している重みでは 3×3 なので、"
                "ここでもそうしています。",
            ),
            Table(head, lines),
        ],
    )
