r"""Linear regression: the straight line, or plane, that lies closest to the data.

The network is a single unit without activation, y = w·x + b, and learning minimises

    E(w, b) = (1/N) Σₙ ½(yₙ − tₙ)²        (least squares: Legendre 1805, Gauss 1809)

Two ways lead to the same place. E is a bowl, so its lowest point can be written down: with X
holding the inputs and a column of ones, XᵀX w = Xᵀt. Or one walks downhill, Δw = −η ∂E/∂w, as every
network here learns. The walk converges for η < 2/λ, λ the largest eigenvalue of XᵀX/N, and its
slowest direction shrinks by 1 − ηλ_min a step, which is why features that say almost the same take
longest.

The data are the 442 patients of Efron, Hastie, Johnstone and Tibshirani (2004, "Least angle
regression"): ten measurements, and how far diabetes had advanced a year later.
R² = 1 − Σ(t − y)²/Σ(t − t̄)² tells which part of the variation the plane accounts for.
"""

from dataclasses import dataclass

import numpy as np

from mieru.data import Examples
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.least_squares import (
    Plane,
    curvatures,
    fitted,
    most_telling,
    one_feature,
    r_squared,
    residuals,
)
from mieru.systems.parts.scientific import scientific
from mieru.systems.report.drawings import Axis, Bars, Chart, Histogram, Level, Line, Points
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Formula, Result, Section, Table
from mieru.words import say

TARGET = Text("progression of the disease", "病気の進行度")


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    epochs: int = option(
        10_000,
        en="how many steps of gradient descent",
        ja="勾配降下法のステップ数",
        least=1,
        most=200_000,
    )
    rate: float = option(
        0.4,
        en="learning rate η; it diverges above 2/λ, which the report tells",
        ja="学習率 η。レポートに示す 2/λ を超えると発散します",
        least=1e-6,
        most=10,
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """One feature first, then all; the test part is opened once both are fitted."""
    data = stage.data("diabetes", seed=seed, validation=0, test=0.2)
    features = data.features or ()
    train = data.train
    best = most_telling(train)
    with stage.part(Text("fitting", "当てはめ")):
        line, plane = (
            fitted(
                examples,
                epochs=settings.epochs,
                rate=settings.rate,
                seed=seed,
                listeners=stage.listeners,
            )
            for examples in (one_feature(train, best), train)
        )
    assert data.test is not None
    test = data.test.open(say(en="R² of the line and the plane", ja="直線と平面の R²"))
    line_test = one_feature(test, best)
    metrics = {
        "train_r2": r_squared(plane.weights, train),
        "test_r2": r_squared(plane.weights, test),
        "line_train_r2": r_squared(line.weights, one_feature(train, best)),
        "line_test_r2": r_squared(line.weights, line_test),
        "test_rmse": float(np.sqrt(np.mean(residuals(plane.weights, test) ** 2))),
        "max_relative_difference": plane.difference,
        "line_max_relative_difference": line.difference,
        "largest_rate": 2 / curvatures(train)[-1],
    }
    return Result(
        metrics=metrics,
        names=NAMES,
        summary=Text(
            f"Gradient descent reaches the closed-form solution to {plane.difference:.0e} of the "
            f"largest coefficient; the plane explains {metrics['test_r2']:.0%} of the variation "
            "among patients it has not seen.",
            f"勾配降下法の解は閉じた式の解と、最大の係数の {plane.difference:.0e} "
            "倍以内の差で一致します。学習に使っていない患者では、ばらつきの "
            f"{metrics['test_r2']:.0%} を説明できます。",
        ),
        sections=[
            line_section(line, one_feature(train, best), features[best]),
            plane_section(plane, train, features, settings),
            fit_section(metrics, plane, train, test),
        ],
        recordings={"plane": plane.run},
    )


NAMES = {
    "train_r2": Text("R², training data", "訓練データの決定係数 R²"),
    "test_r2": Text("R², test data", "テストデータの決定係数 R²"),
    "line_train_r2": Text(
        "R² of the one-feature line, training data", "1 特徴量の直線の R² (訓練データ)"
    ),
    "line_test_r2": Text(
        "R² of the one-feature line, test data", "1 特徴量の直線の R² (テストデータ)"
    ),
    "test_rmse": Text(
        "typical error (root mean square), test data", "テストデータの典型的な誤差 (RMSE)"
    ),
    "max_relative_difference": Text(
        "gradient descent against closed form, relative", "勾配降下法と閉じた式の相対差"
    ),
    "line_max_relative_difference": Text(
        "the same for the one-feature line", "同じく 1 特徴量の直線の相対差"
    ),
    "largest_rate": Text("largest learning rate that converges, 2/λ", "収束する学習率の上限 2/λ"),
}


def line_section(line: Plane, train: Examples, feature: str) -> Section:
    """One feature: the line on its way, and its bowl."""
    x, t = train.x[:, 0], train.t[:, 0]
    ends = np.array([x.min(), x.max()], dtype=np.float64)
    stops = [i for i, k in enumerate(line.epochs) if k in (1, 2, 5)]
    early = [
        Line(
            ends,
            line.path[i, 0] * ends + line.path[i, 1],
            Text(f"epoch {line.epochs[i]}", f"{line.epochs[i]} エポック"),
            dash="dotted",
        )
        for i in stops
    ]
    walked = line.weights[0] * ends + line.weights[1]
    exact = line.closed[0] * ends + line.closed[1]
    axis = Text(f"{feature} (standardized)", f"{feature} (標準化)")
    chart = Chart(
        Text("The line on its way down", "直線が降りていくようす"),
        [
            Points(x, t, word("train_data"), colour=6, size=3),
            *early,
            Line(ends, walked, word("gradient_descent"), colour=0, width=3),
            Line(ends, exact, Text("closed form", "閉じた式"), colour=1, dash="dashed"),
        ],
        x=Axis(axis),
        y=Axis(TARGET),
        wide=True,
        caption=Text(
            "The walk starts from y = 0; its end lies exactly under the closed form.",
            "y = 0 から出発し、最後は閉じた式の直線とぴったり重なります。",
        ),
    )
    return Section(
        Text("A line through one feature", "1 つの特徴量に直線を当てはめる"),
        [
            Text(
                f"Of the ten measurements, {feature} is most strongly correlated with the target. "
                "A unit with one weight and one bias draws a straight line, and the error counts "
                "how far the points lie above or below it, squared.",
                f"10 個の測定値のうち、目標値との相関が最も強いのは {feature} です。"
                "重みとバイアスが 1 つずつのユニットは直線を表し、誤差は各点と直線との縦の隔たりを"
                "二乗して平均したものです。",
            ),
            Formula(r"E(w, b) = \frac{1}{N}\sum_{n=1}^{N} \tfrac{1}{2}\,(w x_n + b - t_n)^2"),
            chart,
        ],
    )


def plane_section(
    plane: Plane, train: Examples, features: tuple[str, ...], settings: Settings
) -> Section:
    """All features: both solutions side by side, and the coefficients on their way."""
    curvature = curvatures(train)
    names = [*features, "b"]
    trails = [
        Line(plane.epochs, plane.path[:, i], names[i], dash=DASHES[i // 7])
        for i in range(len(features))
    ]
    chart = Chart(
        Text("The coefficients on their way", "係数が決まっていくようす"),
        trails,
        x=Axis(word("epoch"), log=True),
        y=Axis(Text("coefficient", "係数")),
        wide=True,
        height=1.2,
        caption=Text(
            "Blood values that say almost the same (s1 to s5) pull against each other for longest.",
            "互いに似た情報をもつ血液検査の値 (s1 から s5) の係数が、最後まで押し合います。",
        ),
    )
    table = Table(
        [
            word("feature"),
            word("gradient_descent"),
            Text("closed form", "閉じた式"),
            Text("difference", "差"),
        ],
        [
            [name, float(walked), float(exact), float(walked - exact)]
            for name, walked, exact in zip(names, plane.weights, plane.closed, strict=True)
        ],
    )
    slowest = (1 - settings.rate * curvature[0]) ** settings.epochs
    return Section(
        Text("A plane through all ten", "10 個の特徴量すべてに平面を当てはめる"),
        [
            Text(
                "The lowest point of the bowl has a closed form. Gradient descent, the way in "
                "which every network here learns, must end in the same place:",
                "お椀の底は閉じた式で求められます。ここのすべてのネットワークと同じ学習方法である"
                "勾配降下法でも、同じ場所にたどり着くはずです。",
            ),
            Formula(
                r"X^{\top} X\,\mathbf{w} = X^{\top}\mathbf{t} \qquad\text{,}\qquad "
                r"\Delta\mathbf{w} = -\eta\,\frac{1}{N} X^{\top}(X\mathbf{w} - \mathbf{t})",
            ),
            table,
            chart,
            Text(
                f"The bowl curves between $\\lambda_{{\\min}} = {curvature[0]:.4f}$ and "
                f"$\\lambda_{{\\max}} = {curvature[-1]:.2f}$. The walk converges for "
                f"$\\eta < 2/\\lambda_{{\\max}} = {2 / curvature[-1]:.3f}$ (here "
                f"$\\eta = {settings.rate:g}$), and along the flattest direction a share of "
                f"$(1-\\eta\\lambda_{{\\min}})^{{{settings.epochs}}} \\approx "
                f"{scientific(slowest)}$ of the way is left at the end.",
                f"お椀の曲率は $\\lambda_{{\\min}} = {curvature[0]:.4f}$ から "
                f"$\\lambda_{{\\max}} = {curvature[-1]:.2f}$ までです。"
                f"$\\eta < 2/\\lambda_{{\\max}} = {2 / curvature[-1]:.3f}$ なら収束し "
                f"(ここでは $\\eta = {settings.rate:g}$)、最も平らな方向に残る距離は、はじめの "
                f"$(1-\\eta\\lambda_{{\\min}})^{{{settings.epochs}}} \\approx "
                f"{scientific(slowest)}$ 倍です。",
            ),
        ],
    )


DASHES = ("solid", "dashed", "dotted")


def fit_section(
    metrics: dict[str, float], plane: Plane, train: Examples, test: Examples
) -> Section:
    """How well it does: R², predictions against the truth, residuals."""
    true = test.t[:, 0]
    said = true - residuals(plane.weights, test)
    low, high = min(true.min(), said.min()), max(true.max(), said.max())
    against = Chart(
        Text("Predicted against true", "予測値と正解"),
        [
            Points(true, said, word("test_data"), size=4),
            Line([low, high], [low, high], Text("perfect", "完全な予測"), dash="dashed", colour=7),
        ],
        x=Axis(Text("true value", "正解")),
        y=Axis(word("prediction")),
    )
    spread = Chart(
        Text("Residuals t − y", "残差 t − y"),
        [
            Histogram(residuals(plane.weights, train), 20, word("train_data")),
            Histogram(residuals(plane.weights, test), 20, word("test_data")),
            Level(0, upright=True),
        ],
        x=Axis(Text("residual", "残差")),
        y=Axis(Text("patients", "患者数"), whole=True),
    )
    bars = Chart(
        Text(
            "R²: how much of the variation is explained",
            "決定係数 R²: ばらつきをどれだけ説明できるか",
        ),
        [
            Bars(
                [
                    Text("line, training", "直線・訓練"),
                    Text("line, test", "直線・テスト"),
                    Text("plane, training", "平面・訓練"),
                    Text("plane, test", "平面・テスト"),
                ],
                values := [
                    metrics[k] for k in ("line_train_r2", "line_test_r2", "train_r2", "test_r2")
                ],
                texts=[f"{v:.3f}" for v in values],
                horizontal=True,
            )
        ],
        x=Axis(limits=(0, 1)),
        wide=True,
        height=0.7,
    )
    return Section(
        Text("How good is it?", "どれくらい当たるか"),
        [
            Formula(r"R^2 = 1 - \frac{\sum_n (t_n - y_n)^2}{\sum_n (t_n - \bar{t})^2}"),
            Text(
                f"$R^2 = 1$ would be perfect, $R^2 = 0$ is what the mean alone achieves. On "
                f"{len(test)} patients kept aside the plane is wrong by "
                f"{metrics['test_rmse']:.0f} typically.",
                f"$R^2 = 1$ なら完全な予測、$R^2 = 0$ なら平均値を答えるのと同じです。"
                f"取り分けておいた {len(test)} 人の患者では、典型的な誤差は "
                f"{metrics['test_rmse']:.0f} です。",
            ),
            bars,
            against,
            spread,
        ],
    )
