r"""Losses: how far an answer is from the truth, as one number that learning can push down.

What learning needs of a loss is its δ, the derivative by the network's output. For values,

    squared error          e = ½Σ(yₖ − tₖ)²        δ = y − t
    mean squared error     e = (1/K)Σ(yₖ − tₖ)²    δ = 2(y − t)/K
    Huber (1964)           ½d² near the target, c(|d| − ½c) beyond c: no outlier pulls harder than c

and for classes, from the logits u that the last layer gives,

    softmax cross-entropy  e = −log softmax(u)ₜ = log Σ exp(uₖ) − uₜ     δ = softmax(u) − one_hot(t)
    binary cross-entropy   e = log(1 + exp u) − tu                       δ = σ(u) − t

(2, 4, 6) against (3, 5, 8) has a mean squared error of 2. The last two contain their own softmax or
sigmoid, because together the two have this simple δ and can be computed without overflow: exp(10⁴)
is no number that a computer holds; log Σ exp(uₖ) is, once the largest uₖ is taken out of the sum.
All numbers here come from the classes of :mod:`mieru.nn.losses`.
"""

from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from mieru.nn import (
    Activation,
    BinaryCrossEntropy,
    CrossEntropy,
    Huber,
    Loss,
    MeanSquaredError,
    SquaredError,
)
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.outliers import POINTS, fitted_lines, outliers_section, spoilt_line
from mieru.systems.report.drawings import Axis, Chart, Line
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Cell, Formula, Result, Section, Table

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    threshold: float = option(
        1.0, en="Huber's threshold c", ja="Huber 損失のしきい値 c", least=0.05, most=1e3
    )
    outliers: int = option(
        4,
        en=f"how many of the {POINTS} points of the line are spoilt",
        ja=f"直線上の {POINTS} 点のうち外れ値にする点の数",
        least=0,
        most=15,
    )


LARGE = (1e4, -1e4, 0.0)
OUTPUTS, TARGETS = (2.0, 4.0, 6.0), (3.0, 5.0, 8.0)


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Every loss on worked numbers, as curves, at the edge of what floats hold, and on a line."""
    values = {loss.kind: value_and_delta(loss, OUTPUTS, TARGETS) for loss in for_values(settings)}
    probabilities = np.asarray(CrossEntropy().predict(jnp.asarray([LARGE])))[0]
    points = spoilt_line(settings.outliers, seed)
    lines = fitted_lines(points, threshold=settings.threshold, seed=seed, listeners=stage.listeners)
    metrics = {
        "mean_squared_error": values["mean_squared_error"][0],
        "squared_error": values["squared_error"][0],
        "huber": values["huber"][0],
        "softmax_sum_at_10000": float(probabilities.sum()),
        "cross_entropy_at_10000": value_and_delta(CrossEntropy(), LARGE, 1)[0],
        "binary_cross_entropy_at_10000": value_and_delta(BinaryCrossEntropy(), [-1e4], [1.0])[0],
        "squared_error_slope": lines["squared_error"][0],
        "huber_slope": lines["huber"][0],
    }
    return Result(
        metrics=metrics,
        names=NAMES,
        summary=Text(
            "Outputs (2, 4, 6) against targets (3, 5, 8) have a mean squared error of "
            f"{metrics['mean_squared_error']:g}; at logits of ±10⁴ the softmax sums to "
            f"{metrics['softmax_sum_at_10000']:g} and the cross-entropy is "
            f"{metrics['cross_entropy_at_10000']:,.0f}, not infinite.",
            f"出力 (2, 4, 6) と目標値 (3, 5, 8) の平均二乗誤差は {metrics['mean_squared_error']:g} "
            "です。ロジットが ±10⁴ でも、ソフトマックスの和は "
            f"{metrics['softmax_sum_at_10000']:g}、交差エントロピーは無限大にならず "
            f"{metrics['cross_entropy_at_10000']:,.0f} です。",
        ),
        sections=[
            _values_section(settings, values),
            _classes_section(),
            _extremes_section(),
            outliers_section(points, settings.outliers, lines),
        ],
    )


NAMES = {
    "mean_squared_error": Text("mean squared error of the example", "例の平均二乗誤差"),
    "squared_error": Text("squared error of the example", "例の二乗誤差"),
    "huber": Text("Huber loss of the example", "例の Huber 損失"),
    "softmax_sum_at_10000": Text("sum of the softmax at ±10⁴", "±10⁴ でのソフトマックスの和"),
    "cross_entropy_at_10000": Text("cross-entropy at ±10⁴", "±10⁴ での交差エントロピー"),
    "binary_cross_entropy_at_10000": Text(
        "binary cross-entropy at −10⁴", "−10⁴ での 2 値の交差エントロピー"
    ),
    "squared_error_slope": Text("slope fitted by squared error", "二乗誤差で当てはめた傾き"),
    "huber_slope": Text("slope fitted by Huber's loss", "Huber 損失で当てはめた傾き"),
}


# The mathematics.


def for_values(settings: Settings) -> tuple[Loss, ...]:
    """The losses whose targets are values."""
    return SquaredError(), MeanSquaredError(), Huber(settings.threshold)


def value_and_delta(loss: Loss, outputs: ArrayLike, target: ArrayLike) -> tuple[float, Array]:
    """e and δ of one example: outputs (K,), target (K,) or a class number."""
    y, t = jnp.asarray([outputs], jnp.float32), _targets(np.asarray([target]))
    return float(loss.by_example(y, t)[0]), np.asarray(loss.delta(y, t)[0])


def _targets(t: NDArray[Any]) -> Any:
    """Class numbers (N,) as int32, values (N, K) as float32."""
    return jnp.asarray(t.astype(np.int32 if t.ndim == 1 else np.float32))


def curve(loss: Loss, outputs: Array, target: ArrayLike) -> tuple[Array, Array]:
    """e (N,) and δ (N, K) along outputs (N, K), all against one target."""
    t = _targets(np.broadcast_to(np.asarray(target), (len(outputs), *np.shape(target))))
    y = jnp.asarray(outputs, jnp.float32)
    return np.asarray(loss.by_example(y, t)), np.asarray(loss.delta(y, t))


def naive_softmax(logits: ArrayLike) -> Array:
    """exp(uₖ)/Σ exp(uⱼ) written down as it stands, which large logits break."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        powers = np.exp(np.asarray(logits, np.float32))
        shares: Array = powers / powers.sum()
    return shares


# The report.


def _number(value: float) -> str:
    text = f"{value:.0f}" if float(value).is_integer() else f"{value:.4g}"
    return text.replace("-", "−")


def _vector(values: ArrayLike) -> str:
    return "(" + ", ".join(map(_number, np.ravel(values))) + ")"


def _values_section(settings: Settings, values: dict[str, tuple[float, Array]]) -> Section:
    formulas = {
        "squared_error": r"\tfrac{1}{2}\sum_k (y_k - t_k)^2",
        "mean_squared_error": r"\tfrac{1}{K}\sum_k (y_k - t_k)^2",
        "huber": r"\tfrac{1}{K}\sum_k h_c(y_k - t_k)",
    }
    labels = {
        "squared_error": word("squared_error"),
        "mean_squared_error": word("mean_squared_error"),
        "huber": Text(f"Huber, c = {settings.threshold:g}", f"Huber (c = {settings.threshold:g})"),
    }
    table = Table(
        [word("loss"), Text("formula", "式"), "$e$", r"$\delta = \partial e/\partial \mathbf{y}$"],
        [[labels[k], Formula(formulas[k]), e, _vector(d)] for k, (e, d) in values.items()],
        Text(
            "Outputs y = (2, 4, 6), targets t = (3, 5, 8)",
            "出力 y = (2, 4, 6)、目標値 t = (3, 5, 8)",
        ),
    )
    d = np.linspace(-4, 4, 401, dtype=np.float32)[:, None]
    curves = {loss.kind: curve(loss, d, [0.0]) for loss in for_values(settings)}
    return Section(
        Text("For values", "値を予測するとき"),
        [
            table,
            Formula(
                r"h_c(d) = \begin{cases} \tfrac{1}{2} d^2 & |d| \le c \\ "
                r"c\,(|d| - \tfrac{1}{2} c) & |d| > c \end{cases}"
            ),
            Text(
                "The squares grow without bound, and so does their pull δ; Huber's loss stops "
                "pulling harder at distance c.",
                "二乗誤差は離れるほど δ も大きくなり、引く力に限りがありません。"
                "Huber 損失では、距離が c を超えると引く力が一定になります。",
            ),
            Chart(
                Text("The loss of one output", "出力 1 つの損失"),
                [Line(d[:, 0], e, labels[k]) for k, (e, _) in curves.items()],
                x=Axis("y − t"),
                y=Axis("e", limits=(0, 8)),
            ),
            Chart(
                Text("Its derivative δ", "その微分 δ"),
                [Line(d[:, 0], delta[:, 0], labels[k]) for k, (_, delta) in curves.items()],
                x=Axis("y − t"),
                y=Axis("δ"),
            ),
        ],
    )


def _classes_section() -> Section:
    u = np.linspace(-8, 8, 401, dtype=np.float32)
    cross, cross_delta = curve(CrossEntropy(), np.stack([u, 0 * u], axis=1), 0)
    binary, binary_delta = curve(BinaryCrossEntropy(), u[:, None], [1.0])
    sigmoid = Activation("sigmoid")
    said = np.asarray(sigmoid.definition.f(jnp.asarray(u), 0.0))
    square, square_delta = curve(SquaredError(), said[:, None], [1.0])
    square_delta = square_delta[:, 0] * np.asarray(sigmoid.local_derivative(jnp.asarray(u)))
    names = {
        "cross": Text(
            "softmax cross-entropy, u against 0", "ソフトマックス交差エントロピー (u 対 0)"
        ),
        "binary": Text("binary cross-entropy", "2 値の交差エントロピー"),
        "square": Text("squared error of σ(u)", "σ(u) の二乗誤差"),
    }
    return Section(
        Text("For classes", "クラスを予測するとき"),
        [
            Formula(
                r"\begin{aligned} e &= -\log \frac{e^{u_t}}{\sum_k e^{u_k}} = \log \sum_k e^{u_k} "
                r"- "
                r"u_t, & \delta_k &= \operatorname{softmax}(\mathbf{u})_k - t_k \\ "
                r"e &= -t \log \sigma(u) - (1-t) \log \sigma(-u) = \log(1 + e^{u}) - t u, & "
                r"\delta &= \sigma(u) - t \end{aligned}"
            ),
            Text(
                "Curves for the target class: the further to the left, the surer the network is of "
                "the wrong answer. The cross-entropies then pull with full force, δ = −1. A "
                "squared error after the sigmoid pulls least where the mistake is worst, because "
                "σ′ is all but 0 there. Two softmax outputs, one of them held at 0, are the "
                "sigmoid again: their curves coincide.",
                "正解のクラスについての曲線です。左に行くほど、間違った答えに自信をもっています。"
                "交差エントロピーはそこで最大の力 (δ = −1) で引き戻します。"
                "シグモイドの後に二乗誤差を使うと、σ′ がほぼ 0 になるため、"
                "間違いがひどいほど引く力が弱くなります。片方を 0 に固定した 2 "
                "出力のソフトマックスはシグモイドそのもので、2 つの曲線は重なります。",
            ),
            Chart(
                Text("The loss", "損失"),
                [
                    Line(u, cross, names["cross"], width=4, colour=4),
                    Line(u, binary, names["binary"], dash="dashed", colour=0),
                    Line(u, square, names["square"], colour=1),
                ],
                x=Axis(Text("logit u of the true class", "正解のクラスのロジット u")),
                y=Axis("e"),
            ),
            Chart(
                Text("Its derivative δ", "その微分 δ"),
                [
                    Line(u, cross_delta[:, 0], names["cross"], width=4, colour=4),
                    Line(u, binary_delta[:, 0], names["binary"], dash="dashed", colour=0),
                    Line(u, square_delta, names["square"], colour=1),
                ],
                x=Axis(Text("logit u of the true class", "正解のクラスのロジット u")),
                y=Axis("δ"),
            ),
        ],
    )


def _extremes_section() -> Section:
    cases = [(0.0, 0.0, 0.0), (2.0, 1.0, 0.1), (100.0, 0.0, 0.0), LARGE, (-1e4, -1e4, -1e4)]
    rows: list[list[Cell]] = []
    for logits in cases:
        stable = np.asarray(CrossEntropy().predict(jnp.asarray([logits])))[0]
        rows.append(
            [
                _vector(logits),
                _vector(stable),
                float(stable.sum()),
                _vector(naive_softmax(logits)),
                value_and_delta(CrossEntropy(), logits, 1)[0],
            ]
        )
    return Section(
        Text("At the edge of what a float can hold", "浮動小数点数の限界で"),
        [
            Formula(
                r"\frac{e^{u_k}}{\sum_j e^{u_j}} = \frac{e^{u_k - m}}{\sum_j e^{u_j - m}}, \qquad "
                r"m = \max_j u_j"
            ),
            Text(
                "Taking the largest logit off each changes nothing in the softmax, and no power "
                "can overflow any more. The cross-entropy is computed from the logits directly, so "
                "that it stays finite where the probability itself rounds to 0.",
                "すべてのロジットから最大のものを引いてもソフトマックスは変わらず、"
                "オーバーフローが起きなくなります。交差エントロピーはロジットから直接計算するので、"
                "確率が 0 に丸められても有限のままです。",
            ),
            Table(
                [
                    word("logits"),
                    word("softmax"),
                    Text("sum", "和"),
                    Text("exp(u)/Σexp(u), as written", "exp(u)/Σexp(u) をそのまま計算"),
                    Text("cross-entropy, class 1", "交差エントロピー (クラス 1)"),
                ],
                rows,
            ),
        ],
    )
