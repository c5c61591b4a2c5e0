r"""One-hot targets: a class is told as 1-of-K, not as a number.

A class number is a name, not a quantity: nothing says that class 2 is twice class 1, or lies
between 1 and 3. So the target of an example of class k is the row (0, …, 1, …, 0) with its 1 in
place k, the network has one output for each class, and the softmax makes probabilities of them; the
answer is the class of the largest.

What a network loses that is asked for the class *number* instead (one output, squared error,
rounded to the nearest class) is measured here, on real data. Renaming the classes changes its
answers, because it changes which classes lie next to each other; with one-hot targets it only
renames them.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mieru.data import DataSet, Examples
from mieru.nn import one_hot
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.class_codes import (
    Answers,
    by_number,
    by_one_hot,
    numberings,
    relabelled,
    renamed,
)
from mieru.systems.parts.maximum_likelihood import confusion_chart
from mieru.systems.report.drawings import Axis, Bars, Chart, Level, Pictures, Points
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Block, Formula, Result, Section, Table
from mieru.words import say

SHOWN = 8  # examples in the table of encodings


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    data: str = option(
        "digits",
        en="which data set",
        ja="使うデータセット",
        choices=("iris", "wine", "digits"),
    )
    epochs: int = option(
        100, en="epochs for each network", ja="ネットワークごとのエポック数", least=1, most=10_000
    )
    names: int = option(
        12,
        en="how many ways of numbering the classes to try",
        ja="クラスの番号の付け方を何通り試すか",
        least=2,
        most=100,
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Both ways on the same split, then again with the classes numbered otherwise."""
    data = stage.data(settings.data, seed=seed, validation=0, test=0.2)
    classes = data.classes or ()
    assert data.test is not None
    test = data.test.open(say(en="accuracy of both encodings", ja="2 通りの表し方の正解率"))
    with stage.part(Text("learning", "学習")):
        coded = by_one_hot(data, test, settings.epochs, seed, stage)
        numbered = by_number(data, test, settings.epochs, seed, stage)
    orders = numberings(len(classes), settings.names, seed)
    spread = [
        [
            way(
                renamed(data, order), relabelled(test, order), settings.epochs, seed, stage
            ).accuracy
            for way in (by_one_hot, by_number)
        ]
        for order in stage.progress(orders, Text("numbering anew", "番号の付け替え"))
    ]
    accuracies = np.array(spread)
    metrics = {
        "test_accuracy": coded.accuracy,
        "number_test_accuracy": numbered.accuracy,
        "renaming_spread_accuracy": float(np.ptp(accuracies[:, 0])),
        "number_renaming_spread_accuracy": float(np.ptp(accuracies[:, 1])),
    }
    return Result(
        metrics=metrics,
        names=NAMES,
        summary=Text(
            f"On {data.name}, one-hot targets give {coded.accuracy:.1%} test accuracy, class "
            f"numbers as targets {numbered.accuracy:.1%}; numbering the classes otherwise takes "
            f"the latter from {accuracies[:, 1].min():.1%} to {accuracies[:, 1].max():.1%}.",
            f"{data.name} のテスト正解率は、one-hot の目標値で {coded.accuracy:.1%}、"
            f"クラス番号を目標値にすると {numbered.accuracy:.1%} です。番号を付け替えると、後者は "
            f"{accuracies[:, 1].min():.1%} から {accuracies[:, 1].max():.1%} まで変わります。",
        ),
        sections=[
            _encoding_section(data, test, coded),
            _comparison_section(data, test, coded, numbered),
            _renaming_section(accuracies, orders),
        ],
        recordings={
            name: replace(one.run, metrics={"test_accuracy": one.accuracy})
            for name, one in (("one-hot", coded), ("number", numbered))
        },
    )


NAMES = {
    "test_accuracy": Text("test accuracy, one-hot targets", "テスト正解率 (one-hot)"),
    "number_test_accuracy": Text("test accuracy, class numbers", "テスト正解率 (クラス番号)"),
    "renaming_spread_accuracy": Text(
        "spread over numberings, one-hot targets", "番号の付け替えによる変動幅 (one-hot)"
    ),
    "number_renaming_spread_accuracy": Text(
        "spread over numberings, class numbers", "番号の付け替えによる変動幅 (クラス番号)"
    ),
}


def _encoding_section(data: DataSet, test: Examples, coded: Answers) -> Section:
    classes = data.classes or ()
    rows = one_hot(np.arange(len(classes)), len(classes)).astype(int)
    codes = Table(
        [word("class"), Text("number", "番号"), word("one_hot")],
        [
            [name, str(k), "(" + ", ".join(map(str, row)) + ")"]
            for k, (name, row) in enumerate(zip(classes, rows, strict=True))
        ],
        Text("Encoding: class to one-hot", "符号化: クラスから one-hot へ"),
    )
    some = range(min(SHOWN, len(test)))
    decoded = Table(
        [
            Text("test example", "テストデータ"),
            Text("network's probabilities", "ネットワークの出す確率"),
            Text("largest", "最大のクラス"),
            Text("true", "正解"),
        ],
        [
            [
                str(i + 1),
                "(" + ", ".join(f"{p:.2f}" for p in coded.raw[i]) + ")",
                classes[coded.said[i]],
                classes[test.t[i]],
            ]
            for i in some
        ],
        Text("Decoding: probabilities to class", "復号: 確率からクラスへ"),
    )
    body: list[Block] = [
        Formula(
            r"t_j = \begin{cases} 1 & j = k \\ 0 & j \ne k \end{cases} \qquad\qquad "
            r"\hat{k} = \operatorname{argmax}_j\, y_j"
        ),
        Text(
            "Each output answers one question, how probable its class is, with a number from 0 to "
            "1. Going back from probabilities to a class means taking the largest.",
            "出力の 1 つ 1 つが「このクラスである確率」を 0 から 1 の数で答えます。"
            "確率からクラスに戻すには、最大のものを選びます。",
        ),
        codes,
        decoded,
    ]
    if len(data.input_shape) == 3:
        body.insert(
            3,
            Pictures(
                Text("Test examples", "テストデータ"),
                np.asarray(test.x)[: len(some)],
                captions=[classes[test.t[i]] for i in some],
            ),
        )
    return Section(Text("1-of-K", "1-of-K 表現"), body)


def _comparison_section(
    data: DataSet, test: Examples, coded: Answers, numbered: Answers
) -> Section:
    classes = data.classes or ()
    bars = Chart(
        heading("test_accuracy"),
        [
            Bars(
                [Text("one-hot targets", "one-hot"), Text("class numbers", "クラス番号")],
                [100 * coded.accuracy, 100 * numbered.accuracy],
                texts=[f"{coded.accuracy:.1%}", f"{numbered.accuracy:.1%}"],
                horizontal=True,
            ),
            Level(100 / len(classes), Text("guessing", "当てずっぽう"), upright=True),
        ],
        x=Axis("%", limits=(0, 110)),
        wide=True,
        height=0.6,
    )
    shift = np.random.default_rng(0).uniform(-0.25, 0.25, len(test))
    scatter = Chart(
        Text(
            "What the network asked for a number gives", "クラス番号を答えさせたネットワークの出力"
        ),
        [
            *(Level(k + 0.5) for k in range(len(classes) - 1)),
            Points(test.t + shift, numbered.raw[:, 0], word("test_data"), size=4),
        ],
        x=Axis(
            Text("true class", "正解のクラス"), ticks=[(k, name) for k, name in enumerate(classes)]
        ),
        y=Axis(word("output"), whole=True),
        wide=True,
        caption=Text(
            "The answer is the nearest class number: dashed lines part the answers. What lies "
            "between two classes, whatever it looks like, is taken for those in between.",
            "答えは最も近いクラス番号で、破線が答えの境目です。2 つのクラスの間の値は、"
            "見た目に関係なく、間にある番号のクラスとみなされます。",
        ),
    )
    return Section(
        Text("Why not the numbers 0, 1, 2, …?", "なぜ 0, 1, 2, … という番号ではいけないのか"),
        [
            Text(
                "The same inputs, the same number of epochs, one layer each: once with one-hot "
                "targets and cross-entropy, once with the class number as a value to predict.",
                "入力もエポック数も同じで、どちらも 1 層です。片方は one-hot "
                "の目標値と交差エントロピー、もう片方はクラス番号を値として予測します。",
            ),
            bars,
            scatter,
            confusion_chart(
                Text("Confusion matrix, one-hot targets", "混同行列 (one-hot)"),
                _counts(test, coded, len(classes)),
                classes,
            ),
            confusion_chart(
                Text("Confusion matrix, class numbers", "混同行列 (クラス番号)"),
                _counts(test, numbered, len(classes)),
                classes,
            ),
        ],
    )


def _counts(test: Examples, answers: Answers, classes: int) -> NDArray[np.int64]:
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (np.asarray(test.t), answers.said), 1)
    return counts


def _renaming_section(accuracies: NDArray[np.float64], orders: list[tuple[int, ...]]) -> Section:
    places = np.arange(1, len(orders) + 1)
    chart = Chart(
        Text("Test accuracy for each numbering of the classes", "番号の付け方ごとのテスト正解率"),
        [
            Points(places, 100 * accuracies[:, 0], "one-hot", size=7),
            Points(places, 100 * accuracies[:, 1], Text("class numbers", "クラス番号"), size=7),
        ],
        x=Axis(Text("numbering (1 is the usual one)", "番号の付け方 (1 はもとの番号)"), whole=True),
        y=Axis("%", limits=(0, 103)),
        wide=True,
    )
    rows = [
        [" ".join(map(str, order)), f"{a:.1%}", f"{b:.1%}"]
        for order, (a, b) in zip(orders, accuracies, strict=True)
    ]
    return Section(
        Text("Calling the classes by other numbers", "クラスの番号を付け替えると"),
        [
            Text(
                "Which class is called 0 and which 1 should not matter. With one-hot targets it "
                "does not; with class numbers the accuracy depends on it.",
                "どのクラスを 0 と呼び、どれを 1 と呼ぶかは本来どうでもよいはずです。"
                "one-hot ではそのとおりですが、クラス番号を目標値にすると、"
                "番号の付け方で正解率が変わってしまいます。",
            ),
            chart,
            Table(
                [
                    Text("number of class 0, 1, 2, …", "クラス 0, 1, 2, … の番号"),
                    "one-hot",
                    Text("class numbers", "クラス番号"),
                ],
                rows,
            ),
        ],
    )
