"""What a network that reads digits gets right and wrong, in numbers and pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.files import Run
from mieru.systems.report.drawings import Axis, Bars, Chart, Heat, Pictures
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Section

WORST = 24
UNITS = 32
_ROOM = 60  # letters that fit side by side


@dataclass(frozen=True, eq=False)
class Judged:
    """Probabilities (N, K) beside the true labels (N,)."""

    probabilities: NDArray[np.float32]
    labels: NDArray[np.int32]
    classes: tuple[str, ...]

    @property
    def answers(self) -> NDArray[np.intp]:
        """The class with the largest probability, (N,)."""
        best: NDArray[np.intp] = np.argmax(self.probabilities, axis=1)
        return best

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return float(np.mean(self.answers == self.labels))

    @property
    def loss(self) -> float:
        """The mean of −log p of the true class."""
        at_label = self.probabilities[np.arange(len(self.labels)), self.labels]
        return float(-np.mean(np.log(np.maximum(at_label, np.finfo(np.float32).tiny))))

    @property
    def confusion(self) -> NDArray[np.int64]:
        """How often each label (row) was taken for each class (column), (K, K)."""
        count = len(self.classes)
        pairs = np.bincount(self.labels * count + self.answers, minlength=count * count)
        table: NDArray[np.int64] = pairs.reshape(count, count)
        return table


def judged(learned: Run, test: Examples) -> Judged:
    """What ``learned`` says of ``test``."""
    probabilities = learned.predict(test.x)
    names = learned.data.get("classes") or map(str, range(probabilities.shape[1]))
    return Judged(probabilities, test.t, tuple(names))


def per_class(found: Judged) -> Section:
    """The confusion matrix, and the share of right answers by class."""
    table = found.confusion
    shares = np.diag(table) / np.maximum(table.sum(axis=1), 1)
    # The right answers would drown the others: colours show the mistakes alone.
    wrong = table - np.diag(np.diag(table))
    rows, columns = _names(found.classes)
    matrix = Chart(
        heading("confusion_matrix"),
        [Heat(wrong, rows, columns, [[str(n) for n in row] for row in table])],
        Axis(word("prediction")),
        Axis(word("label")),
        caption=Text(
            "Colours show mistakes; the diagonal counts right answers.",
            "色は間違いの数を表します。対角線上の数は正解の数です。",
        ),
        wide=True,
        height=1.35,
    )
    missed = 100 * (1 - shares)
    bars = Chart(
        Text("Wrong answers by class", "クラスごとの誤り率"),
        [Bars(columns, missed, texts=[f"{share:.1f}" for share in missed])],
        Axis(word("label")),
        Axis(Text("wrong answers (%)", "誤り率 (%)")),
        wide=True,
        height=0.8,
    )
    return Section(Text("On the test data", "テストデータでの結果"), [matrix, bars])


def _names(classes: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What to write at the rows and at the columns of a table of classes, the latter in little
    room: long names are numbered."""
    if sum(map(len, classes)) <= _ROOM:
        return classes, classes
    numbers = tuple(str(i + 1) for i in range(len(classes)))
    return tuple(f"{n}: {name}" for n, name in zip(numbers, classes, strict=True)), numbers


def mistakes(found: Judged, test: Examples) -> Section:
    """The wrong answers that the network was surest of."""
    sure = found.probabilities.max(axis=1)
    wrong = np.flatnonzero(found.answers != found.labels)
    worst = wrong[np.argsort(-sure[wrong], kind="stable")][:WORST]
    captions = [
        f"{found.classes[found.labels[n]]} → {found.classes[found.answers[n]]} ({sure[n]:.0%})"
        for n in worst
    ]
    title = Text("Wrong, and sure of it", "自信を持って間違えた例")
    if not len(worst):
        return Section(title, [Text("There are none.", "ありません。")])
    pictures = Pictures(
        Text("Label → answer (probability)", "正解 → 答え (確率)"),
        test.x[worst],
        captions,
        columns=8,
    )
    told = Text(
        f"{len(wrong):,} of {len(found.labels):,} answers are wrong; these are the "
        f"{len(worst)} of the largest probability.",
        f"{len(found.labels):,} 個中 {len(wrong):,} 個が誤りです。そのうち確率の高い順に "
        f"{len(worst)} 個を示します。",
    )
    return Section(title, [told, pictures])


def weights(learned: Run) -> Section:
    """What the units of the first layer look for: their weights as pictures."""
    first = next(tree for tree in learned.parameters.values() if "weight" in tree)["weight"]
    height, width = learned.network.input_shape[:2]
    pictures = np.asarray(first).T.reshape(-1, height, width)
    strongest = np.argsort(-np.linalg.norm(pictures, axis=(1, 2)), kind="stable")[:UNITS]
    return Section(
        Text("What the first layer looks for", "第 1 層が見ているもの"),
        [
            Text(
                "The weights of a unit as a picture: ink on blue raises it, ink on orange lowers "
                f"it. Of {len(pictures)} units, the {len(strongest)} with the largest weights.",
                "ユニットの重みを画像にしたものです。青い部分にインクがあると値が上がり、"
                f"オレンジ色の部分にあると下がります。{len(pictures)} 個のユニットのうち、"
                f"重みの大きい {len(strongest)} 個を示します。",
            ),
            Pictures(
                Text("Weights of the first layer", "第 1 層の重み"),
                pictures[strongest],
                columns=8,
                diverging=True,
            ),
        ],
    )
