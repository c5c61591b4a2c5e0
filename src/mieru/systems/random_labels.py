r"""Random labels: a network that learns what cannot be understood (Zhang et al. 2016).

The labels of the training examples are shuffled, so that nothing in a picture says anything about
its label. The same network that reads digits well learns them all the same, by heart: its training
accuracy comes near 100 %, its test accuracy is chance. So neither the number of its weights nor the
way it learns explains why it generalizes when labels are true; the data must have a part in it.

Between the two, labels of a share of the examples are shuffled. They take longer to learn, and what
is learned of them costs test accuracy.
"""

from dataclasses import dataclass, replace

import numpy as np

from mieru.data import DataSet, Examples
from mieru.files import Run
from mieru.learn import Adam, fit
from mieru.nn import Dense, Flatten, Network
from mieru.nn.score import score
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.report.drawings import Axis, Chart, Level, Line
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Cell, Result, Section, Table

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    units: int = option(256, en="hidden units", ja="隠れ層のユニット数", least=1, most=4096)
    epochs: int = option(150, en="epochs", ja="エポック数", least=2, most=5000)
    rate: float = option(0.005, en="Adam's learning rate", ja="Adam の学習率", least=1e-6, most=1)


@dataclass(frozen=True, eq=False)
class Memorized:
    """What came of learning with a share of the labels shuffled."""

    share: float
    wrong: float  # share of the labels that are not the true ones
    run: Run
    train: float  # accuracy on the labels that were learned, by the last weights
    test: float  # on the test part, whose labels are true

    @property
    def epochs_to_99(self) -> int | None:
        """The first epoch with a training accuracy of 99 %; None where there was none."""
        return next(
            (row["epoch"] for row in self.run.history if row["train_accuracy"] >= 0.99), None
        )


def shuffled(examples: Examples, share: float, seed: int) -> Examples:
    """The examples with the labels of a ``share`` of them dealt out again among themselves."""
    random = np.random.default_rng((seed, 16))
    count = round(share * len(examples))
    rows = random.permutation(len(examples))[:count]
    t = np.array(examples.t)
    t[rows] = t[random.permutation(rows)]
    return Examples(examples.x, t)


def learn(data: DataSet, share: float, settings: Settings, seed: int) -> Run:
    """The network, with a share of its training labels shuffled."""
    network = Network(
        data.input_shape, [Flatten(), Dense(settings.units), "relu", Dense(data.outputs)]
    )
    shown = replace(data, train=shuffled(data.train, share, seed))
    return fit(network, shown, epochs=settings.epochs, optimizer=Adam(settings.rate), seed=seed)


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """The same network on true labels, on shuffled ones, and between."""
    data = stage.data("digits", seed=seed)
    with stage.part(word("learning")):
        runs = [
            learn(data, share, settings, seed) for share in stage.progress(SHARES, word("learning"))
        ]
    test = stage.open(
        data, Text("accuracy of all networks, once", "すべてのネットワークの正解率を 1 度だけ")
    )
    found = [judged(one, share, data, test, seed) for one, share in zip(runs, SHARES, strict=True)]
    true, random = found[0], found[-1]
    metrics = {
        "train_accuracy_true": true.train,
        "test_accuracy_true": true.test,
        "train_accuracy_random": random.train,
        "test_accuracy_random": random.test,
        "chance": 1 / data.outputs,
        "parameters": true.run.network.parameter_count,
    }
    return Result(
        metrics=metrics,
        names=NAMES,
        headline=tuple(NAMES)[:4],
        summary=Text(
            f"The same network learns {true.train:.1%} of the true labels and {random.train:.1%} "
            f"of shuffled ones; of the test digits it reads {true.test:.1%} and {random.test:.1%}.",
            f"同じネットワークが、正しいラベルを {true.train:.1%}、シャッフルしたラベルも "
            f"{random.train:.1%} 覚えます。テストの正解率はそれぞれ {true.test:.1%} と "
            f"{random.test:.1%} です。",
        ),
        sections=[_section(found, data)],
        recordings={"true-labels": true.run, "random-labels": random.run},
    )


NAMES = {
    "train_accuracy_true": Text("training accuracy, true labels", "訓練正解率 (正しいラベル)"),
    "test_accuracy_true": Text("test accuracy, true labels", "テスト正解率 (正しいラベル)"),
    "train_accuracy_random": Text(
        "training accuracy, shuffled labels", "訓練正解率 (シャッフルしたラベル)"
    ),
    "test_accuracy_random": Text(
        "test accuracy, shuffled labels", "テスト正解率 (シャッフルしたラベル)"
    ),
    "chance": Text("chance", "でたらめに答えた場合"),
}


def judged(run: Run, share: float, data: DataSet, test: Examples, seed: int) -> Memorized:
    """Accuracies of the last weights; ``test`` is opened already."""
    learned = shuffled(data.train, share, seed)
    accuracies = [
        score(run.network, run.loss, run.parameters, part.x, part.t.astype(np.int32))[1]
        for part in (learned, test)
    ]
    wrong = float(np.mean(learned.t != data.train.t))
    return Memorized(share, wrong, run, accuracies[0], accuracies[1])


def _section(found: list[Memorized], data: DataSet) -> Section:
    curves = Chart(
        Text("Training accuracy by epoch", "エポックと訓練正解率"),
        [
            Line(
                [row["epoch"] for row in one.run.history],
                [row["train_accuracy"] for row in one.run.history],
                Text(f"{one.share:.0%} shuffled", f"{one.share:.0%} をシャッフル"),
            )
            for one in found
        ],
        x=Axis(word("epoch"), whole=True),
        y=Axis(word("train_accuracy")),
    )
    shares = [one.share for one in found]
    by_share = Chart(
        Text("What is learned, and what is understood", "覚えたことと、わかったこと"),
        [
            Line(shares, [one.train for one in found], word("train_accuracy"), markers=True),
            Line(shares, [one.test for one in found], word("test_accuracy"), markers=True),
            Level(1 / data.outputs, Text("chance", "でたらめ")),
        ],
        x=Axis(Text("share of labels shuffled", "シャッフルしたラベルの割合")),
        y=Axis(word("accuracy"), limits=(0, 1.03)),
    )
    rows: list[list[Cell]] = [
        [
            f"{one.share:.0%}",
            f"{one.wrong:.1%}",
            one.epochs_to_99,
            f"{one.train:.1%}",
            f"{one.test:.1%}",
        ]
        for one in found
    ]
    head = [
        Text("labels shuffled", "シャッフルした割合"),
        Text("labels that are wrong", "誤っているラベル"),
        Text("epochs to 99 %", "99 % までのエポック数"),
        word("train_accuracy"),
        word("test_accuracy"),
    ]
    parameters = found[0].run.network.parameter_count
    return Section(
        Text("By heart", "丸暗記"),
        [
            Text(
                f"{parameters:,} weights and biases, {len(data.train):,} training digits; the same "
                "initial weights, the same order, only the labels differ. The test labels are "
                "true.",
                f"重みとバイアスは {parameters:,} 個、訓練用の数字は {len(data.train):,} 個です。"
                "初期重みも順序も同じで、違うのはラベルだけです。テストのラベルは正しいものです。",
            ),
            curves,
            by_share,
            Table(head, rows),
        ],
    )
