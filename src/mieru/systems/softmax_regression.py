r"""Softmax regression: logistic regression for any number of classes.

One unit for each class sums the features, u = Wᵀx + b, and the softmax shares out the probability:

    P(y = k | x) = exp(uₖ) / Σⱼ exp(uⱼ)

Maximum likelihood minimises the cross-entropy E = −Σₙ log P(y = tₙ | xₙ), whose δ = ∂E/∂u is what
the network said minus what was true, P − one_hot(t). Adding one number to every uₖ changes nothing,
so with two classes only u₁ − u₀ counts, P(y = 1) = σ(u₁ − u₀): that is logistic regression.

Compared on four data sets with scikit-learn's LogisticRegression on the same split. All of them are
scikit-learn's copies of: iris (Fisher 1936), wine (Forina et al. 1988), breast cancer (Wolberg,
Street and Mangasarian 1993) and handwritten digits (Alpaydin and Kaynak 1998).
"""

from dataclasses import dataclass, replace

import numpy as np

from mieru.data import DataSet, Examples
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.maximum_likelihood import (
    Array,
    Fitted,
    accuracy,
    confusion,
    confusion_chart,
    fit_both,
)
from mieru.systems.report.drawings import Axis, Bars, Chart, Heat, Pictures, Points
from mieru.systems.report.text import Text, Words, heading, word
from mieru.systems.report.values import Block, Cell, Formula, Result, Section, Table
from mieru.words import say

TITLES = {
    "iris": Text("Iris", "アヤメ (iris)"),
    "wine": Text("Wine", "ワイン (wine)"),
    "breast-cancer": Text("Breast cancer", "乳がん (breast-cancer)"),
    "digits": Text("Digits", "手書き数字 (digits)"),
}
DATA_SETS = tuple(TITLES)
MOST_MISTAKES = 16


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    data: str = option(
        "all",
        en="which data set, or all four",
        ja="使うデータセット。all なら 4 つすべて",
        choices=("all", *DATA_SETS),
    )
    penalty: float = option(
        1.0,
        en="strength λ of the penalty ½λΣw²; scikit-learn's C is 1/λ",
        ja="罰則 ½λΣw² の強さ λ。scikit-learn の C は 1/λ です",
        least=1e-3,
        most=1e6,
    )
    epochs: int = option(
        5000, en="steps over all examples", ja="全データを使った更新の回数", least=1, most=1_000_000
    )


@dataclass(frozen=True, eq=False)
class Judged:
    """One data set, the model fitted both ways, and the test part with what both say about it."""

    data: DataSet
    fitted: Fitted
    test: Examples
    ours: Array  # (N, classes): P(class | x)
    theirs: Array

    @property
    def accuracy(self) -> float:
        """Test accuracy of the network."""
        return accuracy(self.ours, self.test.t)

    @property
    def their_accuracy(self) -> float:
        """Test accuracy of scikit-learn."""
        return accuracy(self.theirs, self.test.t)

    @property
    def difference(self) -> float:
        """The largest difference between the two in any probability."""
        return float(np.abs(self.ours - self.theirs).max())

    @property
    def classes(self) -> tuple[str, ...]:
        """Their names."""
        return self.data.classes or ()


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Each data set fitted both ways on one split, its test part opened once for both."""
    names = DATA_SETS if settings.data == "all" else (settings.data,)
    judged = [
        judge(stage.data(name, seed=seed, validation=0, test=0.2), settings, seed, stage)
        for name in stage.progress(names, Text("fitting", "当てはめ"))
    ]
    metrics: dict[str, float] = {}
    for j in judged:
        key = j.data.name.replace("-", "_")
        metrics |= {
            f"{key}_test_accuracy": j.accuracy,
            f"{key}_scikit_learn_test_accuracy": j.their_accuracy,
        }
    metrics["max_probability_difference"] = max(j.difference for j in judged)
    return Result(
        metrics=metrics,
        names=_names(judged),
        summary=_summary(judged),
        sections=[_compared_section(judged), *(_data_section(j) for j in judged)],
        recordings={
            j.data.name: replace(j.fitted.run, metrics={"test_accuracy": j.accuracy})
            for j in judged
        },
    )


def judge(data: DataSet, settings: Settings, seed: int, stage: Stage) -> Judged:
    """Fits the training part both ways and opens the test part."""
    fitted = fit_both(
        data, penalty=settings.penalty, epochs=settings.epochs, seed=seed, stage=stage
    )
    assert data.test is not None
    test = data.test.open(say(en="accuracy of the fitted models", ja="当てはめたモデルの正解率"))
    return Judged(data, fitted, test, fitted.probabilities(test), fitted.their_probabilities(test))


def _names(judged: list[Judged]) -> dict[str, Text]:
    names = {
        "max_probability_difference": Text(
            "largest difference from scikit-learn's probabilities",
            "scikit-learn の確率との最大の差",
        )
    }
    for j in judged:
        key, name = j.data.name.replace("-", "_"), j.data.name
        names[f"{key}_test_accuracy"] = Text(f"test accuracy, {name}", f"テスト正解率 ({name})")
        names[f"{key}_scikit_learn_test_accuracy"] = Text(
            f"the same by scikit-learn, {name}", f"scikit-learn のテスト正解率 ({name})"
        )
    return names


def _summary(judged: list[Judged]) -> Text:
    each = ", ".join(f"{j.data.name} {j.accuracy:.1%}" for j in judged)
    most = max(abs(j.accuracy - j.their_accuracy) for j in judged)
    return Text(
        f"Test accuracy: {each}; at most {100 * most:.1f} points from scikit-learn's.",
        f"テスト正解率は {each} です。scikit-learn との差は最大でも {100 * most:.1f} ポイントです。"
        "",
    )


# The report.


def _compared_section(judged: list[Judged]) -> Section:
    places = np.arange(len(judged))
    chart = Chart(
        heading("test_accuracy"),
        [
            Bars([j.data.name for j in judged], [100 * j.accuracy for j in judged], "fit"),
            Points(places, [100 * j.their_accuracy for j in judged], "scikit-learn", size=8),
        ],
        y=Axis("%", limits=(0, 105)),
        wide=True,
        height=0.8,
    )
    rows: list[list[Cell]] = [
        [
            j.data.name,
            len(j.classes),
            len(j.data.train),
            len(j.test),
            f"{j.accuracy:.2%}",
            f"{j.their_accuracy:.2%}",
            j.difference,
        ]
        for j in judged
    ]
    head: list[Words] = [
        word("data_set"),
        Text("classes", "クラス数"),
        word("train_data"),
        word("test_data"),
        "fit",
        "scikit-learn",
        Text("difference in P", "確率の差"),
    ]
    return Section(
        Text("One unit for each class", "クラスごとに 1 つのユニット"),
        [
            Formula(
                r"P(y=k \mid \mathbf{x}) = \frac{e^{u_k}}{\sum_j e^{u_j}}, \qquad "
                r"\mathbf{u} = W^{\top}\mathbf{x} + \mathbf{b}, \qquad "
                r"\frac{\partial E}{\partial u_k} = P(y=k \mid \mathbf{x}) - t_k"
            ),
            Text(
                "Both columns minimise the same penalised cross-entropy on the same training "
                "examples: `fit` by gradient steps through written-out backpropagation, "
                "scikit-learn by L-BFGS. There is one lowest point, so the probabilities must "
                "agree.",
                "どちらも同じ訓練データで同じ罰則付き交差エントロピーを最小化しています。"
                "`fit` は誤差逆伝播法による勾配で、scikit-learn は L-BFGS で解きます。"
                "最小点は 1 つなので、確率も一致するはずです。",
            ),
            Table(head, rows),
            chart,
        ],
    )


def _data_section(j: Judged) -> Section:
    counts = confusion(j.ours, j.test.t)
    body: list[Block] = []
    if j.data.features is None:
        body += _weight_pictures(j)
    else:
        body.append(_weight_heat(j, j.data.features))
    body.append(confusion_chart(heading("confusion_matrix"), counts, j.classes))
    if j.data.features is None:
        body += _mistakes(j)
    return Section(TITLES[j.data.name], body)


def _weight_heat(j: Judged, features: tuple[str, ...]) -> Chart:
    shown = len(features) <= 16
    weights = j.fitted.weights.T
    return Chart(
        Text("Weights: class by feature", "重み: クラスと特徴量"),
        [
            Heat(
                weights.T,
                rows=features,
                columns=j.classes,
                texts=[[f"{w:+.2f}".replace("-", "−") for w in row] for row in weights.T]
                if shown
                else (),
                diverging=True,
                legend=None if shown else Text("weight", "重み"),
            )
        ],
        height=max(1.0, len(features) / 10),
        caption=Text(
            "Blue: more of the feature makes the class more probable. Orange: less probable.",
            "青はその特徴量が大きいほどそのクラスの確率が上がること、橙は下がることを表します。",
        ),
    )


def _weight_pictures(j: Judged) -> list[Block]:
    height, width = j.data.input_shape[:2]
    weights = j.fitted.weights.T.reshape(-1, height, width)
    return [
        Text(
            "Each class has a weight for every pixel, so its weights are a picture: blue where ink "
            "speaks for the digit, orange where ink speaks against it.",
            "どのクラスにも画素ごとの重みがあるので、重みは 1 枚の絵になります。"
            "青い画素にインクがあればその数字らしく、橙の画素にインクがあればその数字らしくなくなり"
            "ます。",
        ),
        Pictures(
            Text("What each unit looks for", "各ユニットが見ているもの"),
            weights,
            captions=j.classes,
            columns=5,
            diverging=True,
        ),
    ]


def _mistakes(j: Judged) -> list[Block]:
    said = j.ours.argmax(axis=1)
    wrong = np.flatnonzero(said != j.test.t)
    wrong = wrong[np.argsort(-j.ours[wrong, said[wrong]], kind="stable")][:MOST_MISTAKES]
    if not len(wrong):
        return []
    captions = [
        Text(
            f"{j.classes[j.test.t[i]]}, said {j.classes[said[i]]} ({j.ours[i, said[i]]:.0%})",
            f"{j.classes[j.test.t[i]]} → {j.classes[said[i]]} ({j.ours[i, said[i]]:.0%})",
        )
        for i in wrong
    ]
    return [
        Pictures(
            Text("Mistakes, the surest first", "間違い (確信が強い順)"),
            np.asarray(j.test.x)[wrong],
            captions=captions,
            columns=8,
        )
    ]
