"""A small version of a famous network, taught CIFAR-10: how it learns and how it judges."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mieru.data import DataSet, Examples
from mieru.files import Run
from mieru.learn import AdamW, Cosine, Settings as LearningSettings, fit
from mieru.nn import Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.digits import Judged, judged
from mieru.systems.report.drawings import Axis, Chart, Heat, Line, Pictures
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Block, Cell, Code, Section, Table

_WHY = Text("accuracy of the small network", "小さなネットワークの正解率")
_VALIDATED = 1_000
_BATCH = 128
_COLUMNS = ("epoch", "train_accuracy", "validation_accuracy")
_MOST_ROWS = 20
EXAMPLES_EN = "pictures of CIFAR-10 that the small version learns from"
EXAMPLES_JA = "小さな版が学習する CIFAR-10 の画像の枚数"
EPOCHS_EN = "epochs of the small version"
EPOCHS_JA = "小さな版のエポック数"


@dataclass(frozen=True, eq=False)
class Learned:
    """What was learned, and how it judges the test pictures."""

    run: Run
    judged: Judged
    test: Examples

    @property
    def metrics(self) -> dict[str, float]:
        """Accuracy on the test pictures, parameters of the small version, seconds of learning."""
        return {
            "test_accuracy": self.judged.accuracy,
            "parameters": self.run.network.parameter_count,
            "train_seconds": self.run.seconds,
        }


def some_of(data: DataSet, examples: int) -> DataSet:
    """The first ``examples`` of the training part, and fewer to validate on."""
    validation = data.validation and data.validation.take(slice(_VALIDATED))
    return replace(data, train=data.train.take(slice(examples)), validation=validation)


def recipe(epochs: int, rate: float = 0.003) -> LearningSettings:
    """AdamW with a rate that rises for a fifth of the time and falls along a cosine."""
    return LearningSettings(
        epochs=epochs,
        batch_size=_BATCH,
        optimizer=AdamW(
            Cosine(rate, epochs=epochs, warmup=min(1.0, epochs / 5)), weight_decay=0.05
        ),
    )


def learned_on_cifar(
    network: Network,
    examples: int,
    learning: LearningSettings,
    seed: int,
    stage: Stage,
) -> Learned:
    """Teaches ``network`` so many pictures, then opens the test part."""
    with stage.part(Text("reading CIFAR-10", "CIFAR-10 の読み込み")):
        data = some_of(stage.data("cifar-10", seed=seed), examples)
    with stage.part(Text("learning, compiling included", "学習 (コンパイルを含む)")):
        run = fit(network, data, learning.changed(seed=seed), listeners=stage.listeners)
    with stage.part(Text("testing", "テスト")):
        test = stage.open(data, _WHY)
        return Learned(run, judged(run, test), test)


def small_section(found: Learned, told: Text) -> Section:
    """The network, its curves, what it takes for what, and pictures with its answers."""
    history = found.run.history
    epochs = [row["epoch"] for row in history]
    lines = [
        Line(epochs, [row[f"{part}_accuracy"] for row in history], word(f"{part}_accuracy"))
        for part in ("train", "validation")
    ]
    count = len(found.test)
    body: list[Block] = [
        told,
        Code(str(found.run.network)),
        Chart(
            heading("accuracy"),
            lines,
            Axis(word("epoch"), whole=True),
            Axis(word("accuracy"), limits=(0, 1)),
        ),
        _by_epoch(history),
        _confusion(found.judged),
        Text(
            f"{found.judged.accuracy:.1%} of the {count:,} test pictures are told right, after "
            f"{found.run.seconds:.0f} s of learning. More `examples` and `epochs` tell more.",
            f"{found.run.seconds:.0f} 秒の学習で、テスト画像 {count:,} 枚の "
            f"{found.judged.accuracy:.1%} が正解です。`examples` と `epochs` を増やすと"
            "上がります。",
        ),
        _pictures(found),
    ]
    return Section(Text("A small version on CIFAR-10", "CIFAR-10 で学習する小さな版"), body)


def _by_epoch(history: list[dict[str, Any]]) -> Table:
    """What each epoch came to; of many only some, the last among them."""
    head = [*map(word, _COLUMNS), Text("seconds so far", "経過秒数")]
    chosen = history[:: -(-len(history) // _MOST_ROWS)]
    rows: list[list[Cell]] = [
        [row["epoch"], *(f"{row[name]:.1%}" for name in _COLUMNS[1:]), f"{row['seconds']:.0f}"]
        for row in [*(row for row in chosen if row is not history[-1]), *history[-1:]]
    ]
    return Table(head, rows)


def _confusion(found: Judged) -> Chart:
    table = found.confusion
    wrong = table - np.diag(np.diag(table))
    return Chart(
        heading("confusion_matrix"),
        [Heat(wrong, found.classes, found.classes, [[str(n) for n in row] for row in table])],
        Axis(word("prediction")),
        Axis(word("label")),
        wide=True,
        height=1.35,
    )


def _pictures(found: Learned) -> Pictures:
    first = slice(16)
    classes = found.judged.classes
    captions = [
        f"{classes[label]} → {classes[answer]}"
        for label, answer in zip(
            found.judged.labels[first], found.judged.answers[first], strict=True
        )
    ]
    return Pictures(Text("Label → answer", "正解 → 答え"), found.test.x[first], captions)


def examples_option(default: int = 10_000) -> int:
    """The setting ``examples``."""
    chosen: int = option(default, en=EXAMPLES_EN, ja=EXAMPLES_JA, least=100, most=50_000)
    return chosen


def epochs_option(default: int = 3) -> int:
    """The setting ``epochs``."""
    chosen: int = option(default, en=EPOCHS_EN, ja=EPOCHS_JA, least=1, most=1000)
    return chosen
