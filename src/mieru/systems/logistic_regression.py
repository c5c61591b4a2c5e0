r"""Logistic regression: how probable a yes is.

One unit sums the features, u = w·x + b, and the sigmoid turns that into a probability:

    P(y = 1 | x) = σ(u),   P(y = 0 | x) = σ(−u),   σ(u) = eᵘ/(1 + eᵘ)

The weights are those under which the answers that were seen are most probable (maximum likelihood):

    E = −log Πₙ σ(uₙ)^tₙ · σ(−uₙ)^(1−tₙ) = Σₙ [log(1 + exp uₙ) − tₙuₙ],   ∂E/∂uₙ = σ(uₙ) − tₙ

that is, the binary cross-entropy, with the same simple δ as least squares. Where u = 0 both answers
are equally probable: a straight line, plane or hyperplane parts the classes. (Cox 1958)

The network's last layer gives u; the loss :class:`mieru.nn.BinaryCrossEntropy` owns the sigmoid.
"""

from dataclasses import dataclass, replace

import numpy as np

from mieru.data import DataSet, Examples
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.decision_line import line_chart, picked, telling_pair
from mieru.systems.parts.maximum_likelihood import (
    Array,
    Fitted,
    accuracy,
    confusion,
    confusion_chart,
    fit_both,
    log_loss,
)
from mieru.systems.report.drawings import Axis, Bars, Chart, Level, Line, Points
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Formula, Result, Section, Table
from mieru.words import say


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    data: str = option(
        "breast-cancer",
        en="breast-cancer (malignant or benign), or iris (versicolor or virginica)",
        ja="breast-cancer (悪性か良性か) または iris (versicolor か virginica か)",
        choices=("breast-cancer", "iris"),
    )
    penalty: float = option(
        1.0,
        en="strength λ of the penalty ½λΣw²; scikit-learn's C is 1/λ",
        ja="罰則 ½λΣw² の強さ λ。scikit-learn の C は 1/λ です",
        least=1e-3,
        most=1e6,
    )
    epochs: int = option(
        2000, en="steps over all examples", ja="全データを使った更新の回数", least=1, most=1_000_000
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """All features, and two of them for the picture; the test part is opened once for both."""
    data = loaded(settings.data, seed, stage)
    pair = telling_pair(data.train)
    with stage.part(Text("fitting", "当てはめ")):
        full, two = (
            fit_both(
                seen,
                penalty=settings.penalty,
                epochs=settings.epochs,
                seed=seed,
                stage=stage,
                binary=True,
            )
            for seen in (data, data.mapped(lambda e: picked(e, pair)))
        )
    assert data.test is not None
    test = data.test.open(say(en="accuracy of the fitted models", ja="当てはめたモデルの正解率"))
    ours, theirs = full.probabilities(test), full.their_probabilities(test)
    metrics = {
        "test_accuracy": accuracy(ours, test.t),
        "train_accuracy": accuracy(full.probabilities(data.train), data.train.t),
        "scikit_learn_test_accuracy": accuracy(theirs, test.t),
        "max_probability_difference": float(np.abs(ours - theirs).max()),
        "area_under_roc": roc(ours[:, 1], test.t)[2],
        "two_features_test_accuracy": accuracy(two.probabilities(picked(test, pair)), test.t),
    }
    return Result(
        metrics=metrics,
        names=NAMES,
        summary=Text(
            f"{metrics['test_accuracy']:.1%} of the {len(test)} test examples are classified "
            f"rightly; scikit-learn gets {metrics['scikit_learn_test_accuracy']:.1%}, and no "
            f"probability differs by more than {metrics['max_probability_difference']:.0e}.",
            f"テストデータ {len(test)} 個の正解率は {metrics['test_accuracy']:.1%}、"
            f"scikit-learn では {metrics['scikit_learn_test_accuracy']:.1%} です。"
            f"確率の差は最大でも {metrics['max_probability_difference']:.0e} です。",
        ),
        sections=[
            _line_section(two, data, pair),
            _probability_section(full, test, data.classes or ()),
            _weights_section(full, data.features or ()),
            _judgement_section(full, test, data.classes or ()),
        ],
        recordings={data.name: replace(full.run, metrics=_own(metrics))},
    )


def _own(metrics: dict[str, float]) -> dict[str, float]:
    """Of the metrics, those of the network that is recorded."""
    return {n: metrics[n] for n in ("test_accuracy", "train_accuracy", "area_under_roc")}


NAMES = {
    "scikit_learn_test_accuracy": Text(
        "test accuracy of scikit-learn", "scikit-learn のテスト正解率"
    ),
    "max_probability_difference": Text(
        "largest difference from scikit-learn's probabilities", "scikit-learn の確率との最大の差"
    ),
    "area_under_roc": Text("area under the ROC curve", "ROC 曲線の下の面積 (AUC)"),
    "two_features_test_accuracy": Text(
        "test accuracy with two features", "2 特徴量でのテスト正解率"
    ),
}


def loaded(name: str, seed: int, stage: Stage) -> DataSet:
    """The data set; of iris, the two classes that no line parts perfectly."""
    data = stage.data(name, seed=seed, validation=0, test=0.2)
    if name != "iris":
        return data
    return data.mapped(
        lambda e: Examples(e.x[e.t > 0], e.t[e.t > 0] - 1),
        classes=(data.classes or ())[1:],
        features=data.features,
    )


# The mathematics.


def logits(fitted: Fitted, examples: Examples) -> Array:
    """u = w·x + b for each example."""
    return np.asarray(fitted.run.logits(examples.x)[:, 0], dtype=np.float64)


def roc(p: Array, t: Array) -> tuple[Array, Array, float]:
    """False and true positive rates as the threshold falls from 1 to 0, and the area under them.

    Examples of equal probability pass the threshold together.
    """
    order = np.argsort(-p, kind="stable")
    yes = np.asarray(t)[order] == 1
    last = np.append(np.diff(p[order]) != 0, True)
    true_rate = np.append(0, np.cumsum(yes)[last] / max(yes.sum(), 1))
    false_rate = np.append(0, np.cumsum(~yes)[last] / max((~yes).sum(), 1))
    return false_rate, true_rate, float(np.trapezoid(true_rate, false_rate))


# The report.


def _line_section(two: Fitted, data: DataSet, pair: tuple[int, int]) -> Section:
    classes, features = data.classes or (), data.features or ()
    return Section(
        Text("A line between two classes", "2 つのクラスを分ける直線"),
        [
            Formula(
                r"P(y=1 \mid \mathbf{x}) = \sigma(u), \qquad P(y=0 \mid \mathbf{x}) = \sigma(-u), "
                r"\qquad u = \mathbf{w} \cdot \mathbf{x} + b, \qquad \sigma(u) = \frac{e^u}{1 + "
                r"e^u}"
            ),
            Text(
                f"Here $y = 1$ is {classes[1]} and $y = 0$ is {classes[0]}. Two of the features, "
                "the pair that tells most about the class, are enough to see what the model does: "
                "all points with the same $u$ lie on a straight line.",
                f"ここでは $y = 1$ が {classes[1]}、$y = 0$ が {classes[0]} です。"
                "クラスを最もよく見分けられる 2 つの特徴量だけを使うと、モデルのしていることが"
                "見えます。$u$ が等しい点は、1 本の直線の上に並びます。",
            ),
            line_chart(
                two, picked(data.train, pair), (features[pair[0]], features[pair[1]]), classes
            ),
        ],
    )


def _probability_section(full: Fitted, test: Examples, classes: tuple[str, ...]) -> Section:
    u = logits(full, test)
    reach = float(np.abs(u).max()) + 0.5
    curve = np.linspace(-reach, reach, 300)
    shift = 0.03 * np.random.default_rng(0).uniform(-1, 1, len(u))  # so that points do not hide
    chart = Chart(
        Text("From the sum u to a probability", "和 u から確率へ"),
        [
            Line(curve, 1 / (1 + np.exp(-curve)), "σ(u)", colour=7),
            *(
                Points(u[test.t == k], (test.t + shift)[test.t == k], name, colour=k, size=4)
                for k, name in enumerate(classes)
            ),
            Level(0.5),
            Level(0, upright=True),
        ],
        x=Axis("u = w·x + b"),
        y=Axis("P(y = 1)"),
        wide=True,
        caption=Text(
            "Every test example at its u; its height is its true class, 0 or 1, a little shaken.",
            "テストデータを u の位置に描きました。高さは正解のクラス 0 か 1 です "
            "(重ならないよう少しずらしてあります)。",
        ),
    )
    loss = [row["train_loss"] for row in full.run.history]
    learning = Chart(
        Text(
            "The likelihood rises, its negative logarithm falls",
            "尤度が上がり、負の対数尤度が下がる",
        ),
        [Line(np.arange(1, len(loss) + 1), loss, word("train_loss"))],
        x=Axis(word("epoch"), log=True),
        y=Axis(Text("−log likelihood, mean", "負の対数尤度の平均"), log=True),
        wide=True,
        height=0.8,
    )
    return Section(
        Text("Maximum likelihood", "最尤法"),
        [
            Formula(
                r"E = -\log \prod_{n=1}^{N} \sigma(u_n)^{t_n}\, \sigma(-u_n)^{1-t_n} "
                r"= \sum_{n=1}^{N} \left[\log(1 + e^{u_n}) - t_n u_n\right], \qquad "
                r"\frac{\partial E}{\partial u_n} = \sigma(u_n) - t_n"
            ),
            learning,
            chart,
        ],
    )


def _weights_section(full: Fitted, features: tuple[str, ...]) -> Section:
    w = full.weights[:, 0]
    order = np.argsort(-np.abs(w), kind="stable")
    chart = Chart(
        Text("Weights of the standardized features", "標準化した特徴量の重み"),
        [
            Bars([features[i] for i in order], w[order], "fit", horizontal=True),
            Points(
                full.theirs.coef_[0][order],
                np.arange(len(w)),
                "scikit-learn",
                hollow=True,
                colour=1,
            ),
        ],
        x=Axis(Text("weight", "重み")),
        wide=True,
        height=max(0.8, len(w) / 14),
        caption=Text(
            "A weight to the right speaks for y = 1, one to the left for y = 0.",
            "右に伸びる重みは y = 1 を、左に伸びる重みは y = 0 を支持します。",
        ),
    )
    return Section(Text("What counts", "何が効いているか"), [chart])


def _judgement_section(full: Fitted, test: Examples, classes: tuple[str, ...]) -> Section:
    p = full.probabilities(test)
    false_rate, true_rate, area = roc(p[:, 1], test.t)
    curve = Chart(
        Text("ROC curve", "ROC 曲線"),
        [
            Line(false_rate, true_rate, Text(f"area {area:.4f}", f"面積 {area:.4f}")),
            Line(
                [0, 1], [0, 1], Text("by chance", "無作為な予測"), dash="dashed", colour=7, width=1
            ),
        ],
        x=Axis(Text("false positive rate", "偽陽性率"), limits=(-0.02, 1.02)),
        y=Axis(Text("true positive rate", "真陽性率"), limits=(-0.02, 1.02)),
        square=True,
    )
    table = Table(
        ["", word("test_accuracy"), Text("−log likelihood, mean", "負の対数尤度の平均")],
        [
            [name, f"{accuracy(found, test.t):.2%}", log_loss(found, test.t)]
            for name, found in (
                ("`fit`", p),
                ("scikit-learn `LogisticRegression`", full.their_probabilities(test)),
            )
        ],
    )
    return Section(
        Text("How good is it?", "どれくらい当たるか"),
        [
            Text(
                "scikit-learn's LogisticRegression on the same split, with the same penalty, "
                "minimises the same function by another way (L-BFGS).",
                "同じ分割、同じ罰則で scikit-learn の LogisticRegression も当てはめました。"
                "同じ関数を別の方法 (L-BFGS) で最小化しています。",
            ),
            table,
            confusion_chart(heading("confusion_matrix"), confusion(p, test.t), classes),
            curve,
        ],
    )
