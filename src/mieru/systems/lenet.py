r"""LeNet: the convolutional network whose kernels are learned by backpropagation.

LeCun et al. (1989) had handwritten zip codes read by a network of four layers. Its units see a
patch of 5×5 pixels, and all units of a feature map share one kernel and so look for the same thing
at different places: 9,760 parameters for 64,660 connections. Unlike the neocognitron, whose maps
and sharing it has, it is told the right answers, and carries the error back through every layer.
LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998) put pooling between the convolutions, and read the
amounts on a good part of the cheques of the United States; MNIST was made to measure it.

The ``modern`` recipe keeps the plan, two convolutions with pooling and two layers on top, and
changes what was learned since: ReLU and He's initial weights in place of tanh, the largest of a
window in place of the mean, AdamW and a rate along a cosine. ``1998`` and ``1989`` are the plans of
the two papers, with every map seeing every map below it and a softmax at the end, where the papers
had tables of connections, biases of their own for each place, and radial basis functions.

With ``augment`` each digit is shifted, turned and zoomed a little whenever it is shown, as LeCun's
group distorted theirs.
"""

from dataclasses import dataclass

from mieru.data import DataSet
from mieru.files import Run
from mieru.learn import AdamW, Cosine, Settings as LearningSettings, fit
from mieru.nn import CrossEntropy, Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.digits import Judged, judged, mistakes, per_class
from mieru.systems.parts.feature_maps import feature_maps, kernels
from mieru.systems.parts.learning_curves import learning_curves
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Block, Cell, Code, Result, Section, Table

AUGMENT = "shift 2, rotate 10, zoom 0.1"
EPOCHS, EPOCHS_AUGMENTED = 3, 20
NETWORKS = {
    "modern": "28x28x1, conv 16 5x5, relu, maxpool 2, conv 32 5x5, relu, maxpool 2, flatten, "
    "dense 128 initial=he, relu, dense 10",
    "1998": "28x28x1, conv 6 5x5 padding=2 initial=glorot, tanh, meanpool 2, "
    "conv 16 5x5 initial=glorot, tanh, meanpool 2, conv 120 5x5 initial=glorot, tanh, flatten, "
    "dense 84, tanh, dense 10",
    "1989": "28x28x1, conv 12 5x5 stride=2 padding=same initial=glorot, tanh, "
    "conv 12 5x5 stride=2 padding=same initial=glorot, tanh, flatten, dense 30, tanh, dense 10",
}


@dataclass(frozen=True)
class Settings:
    """Which network, and how it learns."""

    recipe: str = option(
        "modern",
        en="modern, 1998 (LeNet-5) or 1989 (the zip codes)",
        ja="modern (現代的な方法)、1998 (LeNet-5)、1989 (郵便番号の論文)",
        choices=tuple(NETWORKS),
    )
    augment: bool = option(
        False,
        en="shift, turn and zoom the training digits, and learn longer",
        ja="訓練用の数字をずらし、回転し、拡大縮小しながら、より長く学習します",
    )
    epochs: int = option(
        0,
        en="epochs; 0 for the recipe's own",
        ja="エポック数。0 なら recipe の既定値",
        least=0,
        most=1000,
    )


def learning(settings: Settings) -> LearningSettings:
    """How the network of a recipe learns."""
    epochs = settings.epochs or (EPOCHS_AUGMENTED if settings.augment else EPOCHS)
    rate = Cosine(0.002, epochs=epochs, warmup=min(0.5, epochs / 2))
    how = LearningSettings(
        epochs=epochs, batch_size=64, optimizer=AdamW(rate, weight_decay=0.05), loss=CrossEntropy()
    )
    return how.changed(augment=AUGMENT) if settings.augment else how


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Learns, then opens the test part once."""
    network = Network.parse(NETWORKS[settings.recipe])
    with stage.part(Text("reading MNIST", "MNIST の読み込み")):
        data = stage.data("mnist", seed=seed)
    with stage.part(Text("learning, compiling included", "学習 (コンパイルを含む)")):
        learned = fit(
            network, data, learning(settings).changed(seed=seed), listeners=stage.listeners
        )
    with stage.part(Text("testing", "テスト")):
        test = stage.open(data, Text("accuracy of the final weights", "最終的な重みの正解率"))
        found = judged(learned, test)
    return Result(
        metrics=_metrics(learned, found),
        headline=("test_accuracy", "validation_accuracy", "train_seconds", "parameters"),
        names={
            "train_seconds": Text("seconds of learning", "学習の秒数"),
            "seconds_per_epoch": Text("seconds of an epoch", "1 エポックの秒数"),
        },
        summary=Text(
            f"{found.accuracy:.2%} of the {len(test):,} test digits are read right by "
            f"{network.parameter_count:,} parameters, after {learned.seconds:.1f} s of learning.",
            f"{network.parameter_count:,} 個のパラメータで、{learned.seconds:.1f} 秒の学習のあと、"
            f"テスト用の数字 {len(test):,} 個の {found.accuracy:.2%} を正しく読めました。",
        ),
        sections=[
            _history(),
            _network(learned, data, settings),
            learning_curves(learned),
            kernels(learned),
            feature_maps(learned, test.x[0]),
            per_class(found),
            mistakes(found, test),
        ],
        recordings={"lenet": learned},
    )


def _metrics(learned: Run, found: Judged) -> dict[str, float]:
    last = learned.history[-1] if learned.history else {}
    return {
        "test_accuracy": found.accuracy,
        "test_loss": found.loss,
        "validation_accuracy": last.get("validation_accuracy", float("nan")),
        "train_accuracy": last.get("train_accuracy", float("nan")),
        "parameters": learned.network.parameter_count,
        "multiplications": learned.network.multiplications,
        "train_seconds": learned.seconds,
        "seconds_per_epoch": _by_epoch(learned),
    }


def _by_epoch(learned: Run) -> float:
    """Seconds between the ends of epochs, which leaves the compiler out; all where there is one."""
    ends = [row["seconds"] for row in learned.history]
    if len(ends) < 2:
        return learned.seconds
    return float(ends[-1] - ends[0]) / (len(ends) - 1)


def _history() -> Section:
    head = [
        Text("layer", "層"),
        Text("1989: zip codes", "1989: 郵便番号"),
        Text("1998: LeNet-5", "1998: LeNet-5"),
        Text("modern", "modern"),
    ]
    rows: list[list[Cell]] = [
        [word("input"), "16×16", "32×32", "28×28"],
        [
            Text("convolution", "畳み込み"),
            Text("12 maps, 5×5, stride 2", "12 枚、5×5、ストライド 2"),
            Text("6 maps, 5×5", "6 枚、5×5"),
            Text("16 maps, 5×5", "16 枚、5×5"),
        ],
        [
            Text("pooling", "プーリング"),
            None,
            Text("mean of 2×2", "2×2 の平均"),
            Text("largest of 2×2", "2×2 の最大"),
        ],
        [
            Text("convolution", "畳み込み"),
            Text("12 maps, 5×5, stride 2", "12 枚、5×5、ストライド 2"),
            Text("16 maps, 5×5", "16 枚、5×5"),
            Text("32 maps, 5×5", "32 枚、5×5"),
        ],
        [
            Text("pooling", "プーリング"),
            None,
            Text("mean of 2×2", "2×2 の平均"),
            Text("largest of 2×2", "2×2 の最大"),
        ],
        [Text("dense", "全結合"), "30", "120, 84", "128"],
        [word("output"), "10", "10", "10"],
        [Text("activation", "活性化"), "tanh", "tanh", "ReLU"],
        [
            Text("parameters, as published", "パラメータ数 (論文)"),
            "9,760",
            "60,000",
            None,
        ],
        [
            Text("parameters, as here", "パラメータ数 (ここ)"),
            *(
                f"{Network.parse(NETWORKS[name]).parameter_count:,}"
                for name in ("1989", "1998", "modern")
            ),
        ],
        [
            Text("test error, as published", "テスト誤り率 (論文)"),
            Text("5.0 % of zip code digits", "5.0 % (郵便番号の数字)"),
            Text("0.95 %; 0.8 % with distortions", "0.95 %、変形ありで 0.8 %"),
            None,
        ],
    ]
    return Section(
        Text("Two papers and a plan", "2 つの論文と 1 つの設計"),
        [
            Text(
                "A layer that sees all pixels must learn an edge anew for each place where it may "
                "stand. Three ideas make that unnecessary: units see only a patch (local receptive "
                "fields), the units of a map share one kernel (shared weights), and further up the "
                "place matters less than the thing (stride, later pooling). The neocognitron has "
                "them too; here the kernels are learned from labels, by backpropagation, all "
                "layers together.",
                "全画素を見る層は、輪郭を位置ごとに学び直さなければなりません。それを不要にするのが"
                "次の 3 つの考えです。ユニットは小さな範囲だけを見る (局所受容野)。"
                "同じマップのユニットは 1 つのカーネルを共有する (重み共有)。"
                "上の層ほど位置より内容を重んじる (ストライド、のちにプーリング)。"
                "ネオコグニトロンにもある考えですが、ここではカーネルを正解ラベルから、"
                "誤差逆伝播で全層同時に学習します。",
            ),
            Table(head, rows),
            Text(
                "The paper of 1989 trained for three days on a workstation (23 passes over 7,291 "
                "digits). LeNet-5's units of C3 saw only some of the maps below, by a table, and "
                "its pooling had a weight and a bias to learn; the networks here leave that out.",
                "1989 年の論文では、ワークステーションで 3 日かけて学習しました (7,291 個の数字を "
                "23 周)。LeNet-5 の C3 のユニットは、表で決めた一部のマップだけを見ており、"
                "プーリングにも学習する重みとバイアスがありました。ここではそれらを省いています。",
            ),
        ],
    )


def _network(learned: Run, data: DataSet, settings: Settings) -> Section:
    parts = [(word("train_data"), len(data.train))]
    if data.validation is not None:
        parts.append((word("validation_data"), len(data.validation)))
    if data.test is not None:
        parts.append((word("test_data"), len(data.test)))
    body: list[Block] = [
        Code(learned.network.summary()),
        Table([word("data"), Text("pictures", "枚数")], parts),
    ]
    if settings.augment:
        body.append(
            Text(
                f"Training digits are varied anew each time: `{AUGMENT}` (pixels, degrees, share "
                "of the size). Validation and test digits are not.",
                f"訓練用の数字は毎回変化させます: `{AUGMENT}` (画素、度、大きさの割合)。"
                "検証用とテスト用の数字はそのままです。",
            )
        )
    return Section(heading("network"), body)
