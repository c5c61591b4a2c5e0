"""How well classes are told, for a report: tables, curves, calibration, the worst mistakes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data import Examples
from mieru.evaluate import (
    AVERAGES,
    Answers,
    average_precision,
    by_class,
    precision_recall_curve,
    roc_auc,
    roc_curve,
    told_calibration,
)
from mieru.systems.report.drawings import Axis, Bars, Chart, Heat, Line, Mark, Pictures, Points
from mieru.systems.report.text import Text, Words, heading, word
from mieru.systems.report.values import Block, Cell, Formula, Section, Table

Array = npt.NDArray[Any]
MOST_CURVES = 4
MOST_NAMED = 20  # classes in a confusion matrix with numbers in its cells
WORST = 16

METRIC_NAMES = {
    "f1": Text("F1, macro mean", "F1 (マクロ平均)"),
    "log_loss": Text("log loss", "対数損失"),
    "brier_score": Text("Brier score", "ブライアスコア"),
    "calibration_error": Text("expected calibration error", "期待較正誤差"),
    "roc_auc": Text("area under the ROC curve", "ROC 曲線の下の面積"),
    "average_precision": Text("average precision", "平均適合率"),
    "precision": Text("precision, macro mean", "適合率 (マクロ平均)"),
    "recall": Text("recall, macro mean", "再現率 (マクロ平均)"),
}


def evaluation_sections(
    found: Answers, examples: Examples, classes: Sequence[str], features: Sequence[str] = ()
) -> list[Section]:
    """All of them, for answers to ``examples``; ``features`` name the columns of a table."""
    return [
        by_class_section(found, classes),
        curves_section(found, classes),
        calibration_section(found),
        mistakes_section(found, examples, classes, features),
    ]


def by_class_section(found: Answers, classes: Sequence[str]) -> Section:
    """Precision, recall and F1 of each class and their means, and the confusion matrix."""
    table = by_class(found.confusion)
    each = zip(classes, table.precision, table.recall, table.f1, table.support, strict=True)
    rows: list[list[Cell]] = [
        [name, f"{p:.3f}", f"{r:.3f}", f"{f:.3f}", int(n)] for name, p, r, f, n in each
    ]
    told = {
        "macro": Text("mean of the classes (macro)", "クラスの平均 (マクロ)"),
        "micro": Text("all answers together (micro)", "全体で計算 (マイクロ)"),
        "weighted": Text("weighted by examples", "データ数で重み付け"),
    }
    for how in AVERAGES:
        p, r, f = table.average(how)
        rows.append([told[how], f"{p:.3f}", f"{r:.3f}", f"{f:.3f}", len(found.labels)])
    head: list[Words] = [
        word("class"),
        word("precision"),
        word("recall"),
        "F1",
        Text("examples", "データ数"),
    ]
    return Section(
        Text("Class by class", "クラスごとに"),
        [
            Formula(
                r"\text{precision} = \frac{TP}{TP + FP}, \qquad "
                r"\text{recall} = \frac{TP}{TP + FN}, \qquad "
                r"F_1 = \frac{2\,TP}{2\,TP + FP + FN}"
            ),
            Table(head, rows),
            confusion_chart(found.confusion, classes),
        ],
    )


def confusion_chart(counts: Array, classes: Sequence[str]) -> Chart:
    """Colours show mistakes alone, so that the right answers do not drown them."""
    wrong = counts - np.diag(np.diag(counts))
    few = len(classes) <= MOST_NAMED
    texts = [[str(n) for n in row] for row in counts] if few else ()
    names = classes if few else ()
    return Chart(
        heading("confusion_matrix"),
        [Heat(wrong, names, names, texts, legend=None if few else Text("mistakes", "間違い"))],
        Axis(word("prediction")),
        Axis(word("label")),
        wide=len(classes) > 4,
        height=1.35 if len(classes) > 4 else 1.0,
        caption=Text(
            "Colours show mistakes; the diagonal counts right answers.",
            "色は間違いの数を表します。対角線上の数は正解の数です。",
        ),
    )


def curves_section(found: Answers, classes: Sequence[str]) -> Section:
    """ROC and precision against recall: of the second class, or of each against the rest."""
    p, t = found.probabilities, found.labels
    ranked = [1] if len(classes) == 2 else _hardest(p, t)
    roc: list[Mark] = [Line([0, 1], [0, 1], dash="dotted", colour=7, width=1)]
    recall: list[Mark] = []
    for colour, k in enumerate(ranked):
        yes, scores = t == k, p[:, k]
        if not yes.any() or yes.all():
            continue
        dash = ("solid", "dashed")[colour // 6 % 2]
        curve = roc_curve(yes, scores)
        label = f"{classes[k]}  AUC {roc_auc(yes, scores):.3f}"
        roc.append(Line(curve.x, curve.y, label, dash, colour % 6))
        curve = precision_recall_curve(yes, scores)
        label = f"{classes[k]}  AP {average_precision(yes, scores):.3f}"
        recall.append(Line(curve.x, curve.y, label, dash, colour % 6))
    rest = len(classes) > 2
    against_en, against_ja = (" (each class against the rest)", " (1 クラス対その他)")
    hardest = Text(
        f"The {len(ranked)} classes with the smallest area.", f"面積の小さい {len(ranked)} クラス。"
    )
    return Section(
        Text("At every threshold", "しきい値を変えると"),
        [
            Chart(
                Text(f"ROC{against_en * rest}", f"ROC 曲線{against_ja * rest}"),
                roc,
                Axis(Text("false positive rate", "偽陽性率"), limits=(0, 1)),
                Axis(Text("true positive rate", "真陽性率"), limits=(0, 1.02)),
                caption=hardest if len(ranked) < len(classes) and rest else "",
            ),
            Chart(
                Text("Precision and recall", "適合率と再現率"),
                recall,
                Axis(word("recall"), limits=(0, 1)),
                Axis(word("precision"), limits=(0, 1.02)),
            ),
        ],
    )


def _hardest(p: Array, t: Array) -> list[int]:
    known = [k for k in range(p.shape[1]) if (t == k).any() and not (t == k).all()]
    areas = {k: roc_auc(t == k, p[:, k]) for k in known}
    return sorted(sorted(known, key=lambda k: areas[k])[:MOST_CURVES])


def calibration_section(found: Answers) -> Section:
    """Whether what it is 80 % sure of is so in 80 of 100."""
    told = told_calibration(found.labels, found.probabilities)
    return Section(
        Text("As sure as it is right?", "確信と正解率は釣り合っているか"),
        [
            Chart(
                Text("Calibration", "較正"),
                [
                    Line([0, 1], [0, 1], Text("perfect", "理想"), "dotted", 7, width=1),
                    Line(told.said, told.so, Text("measured", "測定値"), colour=0, markers=True),
                ],
                Axis(Text("probability said", "答えた確率"), limits=(0, 1)),
                Axis(Text("share that was right", "実際の正解率"), limits=(0, 1.02)),
                caption=Text(
                    f"Expected calibration error {told.error:.4f}.",
                    f"期待較正誤差 {told.error:.4f}。",
                ),
            ),
            Chart(
                Text("How often it is how sure", "確率ごとのデータ数"),
                [Bars([f"{p:.2f}" for p in told.said], told.counts)],
                Axis(Text("probability said", "答えた確率")),
                Axis(Text("examples", "データ数"), log=True),
            ),
        ],
    )


def mistakes_section(
    found: Answers, examples: Examples, classes: Sequence[str], features: Sequence[str]
) -> Section:
    """The wrong answers that the network was surest of."""
    worst = found.mistakes(WORST)
    title = Text("Wrong, and sure of it", "自信を持って間違えた例")
    if not len(worst):
        return Section(title, [Text("There are none.", "間違いはありません。")])
    captions = [
        f"{classes[found.labels[n]]} → {classes[found.told[n]]} ({found.sureness[n]:.0%})"
        for n in worst
    ]
    if examples.x.ndim == 4:
        shown: Block = Pictures(
            Text("Label → answer (probability)", "正解 → 答え (確率)"),
            np.asarray(examples.x)[worst],
            captions,
            columns=8,
        )
    else:
        shown = _rows_of(examples.x, worst, captions, features)
    wrong = int(np.sum(found.told != found.labels))
    told = Text(
        f"{wrong:,} of {len(found.labels):,} answers are wrong; these are the {len(worst)} of the "
        "largest probability.",
        f"{len(found.labels):,} 個中 {wrong:,} 個が誤りです。そのうち確率の高い順に "
        f"{len(worst)} 個を示します。",
    )
    return Section(title, [told, shown])


def _rows_of(x: Array, worst: Array, captions: list[str], features: Sequence[str]) -> Table:
    """The columns in which the mistakes are most unusual come first, as many as can be read."""
    flat = x.reshape(len(x), -1)
    named = len(features) == flat.shape[1]
    names = list(features) if named else [f"x{i}" for i in range(flat.shape[1])]
    order = np.argsort(-np.abs(flat[worst]).mean(axis=0), kind="stable")[:6]
    head: list[Words] = [Text("example", "データ点"), Text("label → answer", "正解 → 答え")]
    rows: list[list[Cell]] = [
        [int(n), told, *(f"{flat[n, column]:.3g}" for column in order)]
        for n, told in zip(worst, captions, strict=True)
    ]
    caption = Text(
        "As the network takes them; the columns in which these rows are most unusual.",
        "ネットワークへの入力の値。これらの行で特に変わった値を取る列を示します。",
    )
    return Table([*head, *(names[column] for column in order)], rows, caption)


def value_sections(t: Array, answers: Array) -> list[Section]:
    """Of values: predicted against true, and the distances by size."""
    t, answers = t[:, 0], answers[:, 0]
    low, high = float(min(t.min(), answers.min())), float(max(t.max(), answers.max()))
    error = answers - t
    worst = np.argsort(-np.abs(error), kind="stable")[:WORST]
    rows: list[list[Cell]] = [
        [int(n), float(t[n]), float(answers[n]), float(error[n])] for n in worst
    ]
    head = [Text("example", "データ点"), word("target"), word("prediction"), Text("error", "誤差")]
    return [
        Section(
            Text("Predicted and true", "予測と正解"),
            [
                Chart(
                    Text("Each example", "データ点ごとの予測"),
                    [
                        Line([low, high], [low, high], Text("perfect", "理想"), "dotted", 7),
                        Points(t, answers, hollow=True, colour=0),
                    ],
                    Axis(word("target")),
                    Axis(word("prediction")),
                ),
                Chart(
                    Text("Errors", "誤差"),
                    [Points(t, error, hollow=True, colour=0)],
                    Axis(word("target")),
                    Axis(Text("prediction − target", "予測 − 目標値")),
                ),
            ],
        ),
        Section(Text("The largest errors", "誤差の大きい例"), [Table(head, rows)]),
    ]
