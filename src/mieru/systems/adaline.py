r"""ADALINE: one linear unit, gradient descent on all examples at once (Widrow and Hoff 1960).

The activation is the identity, a = φ(z) = z = w·x + b, and the cost is the sum of squared errors

    J(w) = ½ Σᵢ (t⁽ⁱ⁾ − φ(z⁽ⁱ⁾))²,      Δw = −η ∂J/∂w = η Σᵢ (t⁽ⁱ⁾ − a⁽ⁱ⁾) x⁽ⁱ⁾.

For the class a threshold unit follows: ŷ = 1 for z ≥ 0, else −1. It learns from a, not from ŷ,
which is what sets it apart from the perceptron.

J is a bowl. Along a direction of curvature λ an error is multiplied by 1 − ηλ at each step, so the
learning rate has four regimes: too small (creeping), right, wasteful (jumping across the valley,
yet coming down), and beyond η = 2/λ diverging. With one weight λ = Σ x²; with more, the largest
eigenvalue of Σ x xᵀ decides. Each rate below is a multiple of 1/λ.
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.files import Run
from mieru.learn import GradientDescent, fit
from mieru.nn import Dense, Network, SquaredError, Zeros, backpropagate
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.report.drawings import INK, Axis, Chart, Line, Points
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Formula, Result, Section, Table

Array = NDArray[np.float64]
_WHY = Text("accuracy of the trained unit", "学習したユニットの正解率")
FEATURES = ("sepal length (cm)", "petal length (cm)")


@dataclass(frozen=True)
class Settings:
    """How to walk down."""

    steps: int = option(
        12, en="steps on the cost curve", ja="コスト曲線上でのステップ数", least=2, most=200
    )
    epochs: int = option(
        200,
        en="steps of the classifier with two inputs",
        ja="2 入力の分類器のステップ数",
        least=1,
        most=100_000,
    )
    rate: float = option(
        1.0,
        en="the classifier's learning rate, as a multiple of 1/λ; 2 and more diverge",
        ja="分類器の学習率 (1/λ の何倍か)。2 以上では発散します",
        least=1e-4,
        most=1.99,
    )


@dataclass(frozen=True)
class Regime:
    """One learning rate, as a multiple of 1/λ."""

    name: Text
    times: float
    colour: int


REGIMES = (
    Regime(Text("too small", "小さすぎる"), 0.04, 4),
    Regime(Text("right", "適切"), 0.6, 2),
    Regime(Text("wasteful", "無駄が多い"), 1.8, 5),
    Regime(Text("diverging", "発散"), 2.12, 1),
)


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """One weight on its cost curve, then the classifier; ``seed`` decides the division of data."""
    data = stage.data("iris", seed=seed)
    assert data.features is not None
    columns = [data.features.index(name) for name in FEATURES]
    train = _two_classes(data.train, columns)
    curve = _Curve(train.x[:, 1].astype(np.float64), train.t[:, 0].astype(np.float64))
    paths = {r: curve.descended(r.times / curve.curvature, settings.steps) for r in REGIMES}
    line = _classifier(train, settings, stage)
    test = _two_classes(stage.open(data, _WHY), columns)
    named = {r.name.en.replace(" ", "_"): path for r, path in paths.items()}
    return Result(
        metrics={
            "test_accuracy": line.accuracy(test),
            "train_accuracy": line.accuracy(train),
            **{f"cost_{name}": curve.cost(path[-1]) for name, path in named.items()},
            "cost_start": curve.cost(0.0),
            "cost_lowest": curve.cost(curve.lowest),
            "largest_rate": 2 / curve.curvature,
            "difference_from_formula": curve.difference_from_formula(),
        },
        names=_NAMES,
        headline=("test_accuracy", "cost_lowest", "largest_rate"),
        summary=Text(
            f"On this curve the learning rate must stay under {2 / curve.curvature:.4f}; the "
            f"classifier with two inputs is right for {line.accuracy(test):.0%} of the test data.",
            f"この曲線で収束する学習率は {2 / curve.curvature:.4f} 未満です。2 入力の分類器は"
            f"テストデータの {line.accuracy(test):.0%} を正しく分類します。",
        ),
        sections=[_rule(curve), _regimes(curve, paths), line.section(train)],
        recordings={"adaline": line.run},
    )


_NAMES = {
    "cost_start": Text("cost at the start", "開始時のコスト"),
    "cost_lowest": Text("lowest cost", "最小のコスト"),
    "largest_rate": Text("largest learning rate, 2/λ", "学習率の上限 2/λ"),
    "difference_from_formula": Text(
        "difference of the gradient from −Σ(t − a)x", "勾配と −Σ(t − a)x の差"
    ),
    **{
        f"cost_{r.name.en.replace(' ', '_')}": Text(
            f"last cost, {r.name.en}", f"最後のコスト ({r.name.ja})"
        )
        for r in REGIMES
    },
}


def _two_classes(part: Examples, columns: list[int]) -> Examples:
    """Setosa and versicolor, two inputs, targets −1 and 1 (N, 1)."""
    two = part.take(np.flatnonzero(part.t < 2))
    return Examples(two.x[:, columns], (2.0 * two.t - 1)[:, None])


@dataclass(frozen=True, eq=False)
class _Curve:
    """J as a function of one weight: a = w·x on x and t, both (N,)."""

    x: Array
    t: Array

    @property
    def curvature(self) -> float:
        """λ = d²J/dw² = Σx²."""
        return float(np.sum(self.x**2))

    @property
    def lowest(self) -> float:
        """Where J is least: Σtx/Σx²."""
        return float(np.sum(self.t * self.x)) / self.curvature

    def cost(self, w: float) -> float:
        """J(w) = ½Σ(t − wx)²."""
        return 0.5 * float(np.sum((self.t - w * self.x) ** 2))

    def gradient(self, w: float) -> float:
        """∂J/∂w as backpropagation through the network gives it."""
        network = Network(1, [Dense(1, bias=False)])
        found = backpropagate(
            network,
            {"dense1": {"weight": jnp.full((1, 1), w, jnp.float32)}},
            jnp.asarray(self.x[:, None], jnp.float32),
            jnp.asarray(self.t[:, None], jnp.float32),
            SquaredError(),
        )
        # Mieru's E is the mean over the examples; J is the sum.
        return float(found.gradients["dense1"]["weight"][0, 0]) * len(self.x)

    def descended(self, rate: float, steps: int) -> list[float]:
        """The weights on the way down from 0, w ← w − η ∂J/∂w."""
        path = [0.0]
        for _ in range(steps):
            path.append(path[-1] - rate * self.gradient(path[-1]))
        return path

    def difference_from_formula(self) -> float:
        """How far −∂J/∂w is from Σ(t − a)x, relative to it, at w = 0.25."""
        w = 0.25
        formula = float(np.sum((self.t - w * self.x) * self.x))
        return abs(-self.gradient(w) - formula) / abs(formula)


def _rule(curve: _Curve) -> Section:
    return Section(
        Text("Cost and step", "コストと更新"),
        [
            Formula(
                r"J(w) = \frac{1}{2} \sum_i \left(t^{(i)} - \phi(z^{(i)})\right)^2, "
                r"\quad \phi(z) = z"
            ),
            Formula(
                r"\Delta w = -\eta \frac{\partial J}{\partial w} = "
                r"\eta \sum_i (t^{(i)} - a^{(i)})\, x^{(i)}"
            ),
            Text(
                "One linear unit learns from the size of its error, on all examples at once. The "
                "gradient comes from the same backpropagation as in any network, and equals the "
                "formula.",
                "線形ユニットは、全データの誤差の大きさを使って一度に学習します。勾配は他のネットワークと"
                "同じ誤差逆伝播法で求めたもので、上の式と一致します。",
            ),
        ],
    )


def _regimes(curve: _Curve, paths: dict[Regime, list[float]]) -> Section:
    reach = 2.2 * abs(curve.lowest)  # the paths start at 0; the diverging one leaves
    axis = np.linspace(curve.lowest - reach, curve.lowest + reach, 200)
    across = Axis(Text("weight w", "重み w"), limits=(axis[0], axis[-1]))
    costs = np.array([curve.cost(w) for w in axis])
    upward = Axis(Text("cost J", "コスト J"), limits=(0, 1.08 * costs.max()))
    whole = Line(axis, costs, colour=INK, width=1.2)
    charts = []
    for regime, path in paths.items():
        seen = [w for w in path if abs(w - curve.lowest) <= reach]
        steps = Line(
            seen, [curve.cost(w) for w in seen], colour=regime.colour, markers=True, width=1
        )
        title = Text(
            f"{regime.name.en}: η = {regime.times:g}/λ", f"{regime.name.ja}: η = {regime.times:g}/λ"
        )
        charts.append(Chart(title, [whole, steps], across, upward))
    by_step = Chart(
        Text("The cost at each step", "ステップごとのコスト"),
        [
            Line(range(len(p)), [curve.cost(w) for w in p], r.name, colour=r.colour, markers=True)
            for r, p in paths.items()
        ],
        Axis(word("step"), whole=True),
        Axis(Text("cost J", "コスト J"), log=True),
        wide=True,
    )
    return Section(
        Text("Four learning rates on one cost curve", "1 つのコスト曲線と 4 つの学習率"),
        [
            Text(
                "One weight on the petal length. All four start at $w = 0$ and take the same "
                "number of steps; $\\lambda$ is the curvature of $J$.",
                "花弁の長さに対する重み 1 つの場合です。4 つとも $w = 0$ から始め、同じ回数だけ"
                "更新します。$\\lambda$ は $J$ の曲率です。",
            ),
            *charts,
            by_step,
            Table(
                [
                    Text("regime", "学習率の種類"),
                    Text("η", "η"),
                    Text("error multiplied by", "1 ステップで誤差にかかる倍率"),
                    Text("last cost", "最後のコスト"),
                ],
                [
                    [r.name, r.times / curve.curvature, 1 - r.times, curve.cost(p[-1])]
                    for r, p in paths.items()
                ],
            ),
        ],
    )


@dataclass(frozen=True, eq=False)
class _Classifier:
    """The trained unit with the threshold unit behind it."""

    run: Run

    def accuracy(self, part: Examples) -> float:
        """The share of ŷ = t, where ŷ = 1 for z ≥ 0 and −1 below."""
        classes = np.where(self.run.predict(part.x) >= 0, 1.0, -1.0)
        return float(np.mean(classes == part.t))

    def section(self, train: Examples) -> Section:
        """The line z = 0 among the examples, and the cost on the way."""
        (w1, w2), (b,) = (self.run.parameters["dense1"][k].ravel() for k in ("weight", "bias"))
        ends = np.array([train.x[:, 0].min() - 0.5, train.x[:, 0].max() + 0.5])
        setosa = train.t[:, 0] < 0
        costs = [len(train) * row["train_loss"] for row in self.run.history]
        plane = Chart(
            Text("Where z changes its sign", "z の符号が変わる線"),
            [
                Line(ends, -(w1 * ends + b) / w2, Text("z = 0", "z = 0"), colour=INK),
                _points(train.x[setosa], "setosa (−1)", 1),
                _points(train.x[~setosa], "versicolor (+1)", 0),
            ],
            Axis(Text("sepal length (standardized)", "がく片の長さ (標準化)")),
            Axis(
                Text("petal length (standardized)", "花弁の長さ (標準化)"),
                limits=(float(train.x[:, 1].min()) - 0.5, float(train.x[:, 1].max()) + 0.5),
            ),
        )
        falling = Chart(
            Text("The cost while learning", "学習中のコスト"),
            [Line(range(len(costs)), costs, colour=0)],
            Axis(word("epoch"), whole=True),
            Axis(Text("cost J", "コスト J"), log=True),
        )
        return Section(
            Text("As a classifier", "分類器として使う"),
            [
                Text(
                    "With two inputs and a bias, $z = w_1x_1 + w_2x_2 + b$; the threshold unit "
                    "turns $z$ into a class. All examples are one batch, so an epoch is one step.",
                    "2 つの入力とバイアスで $z = w_1x_1 + w_2x_2 + b$ とし、しきい値関数が $z$ を"
                    "クラスに変えます。全データを 1 つのバッチとするので、"
                    "1 エポックが 1 回の更新です。",
                ),
                plane,
                falling,
            ],
        )


def _points(x: NDArray[np.float32], label: str, colour: int) -> Points:
    return Points(x[:, 0], x[:, 1], label, colour=colour)


def _classifier(train: Examples, settings: Settings, stage: Stage) -> _Classifier:
    inputs = np.column_stack([train.x, np.ones(len(train))]).astype(np.float64)
    # fit minimises the mean, E = J/N, so its curvatures are those of J over N.
    curvature = float(np.linalg.eigvalsh(inputs.T @ inputs / len(train)).max())
    learned = fit(
        Network(2, [Dense(1, initial=Zeros())]),
        train,
        loss=SquaredError(),
        epochs=settings.epochs,
        batch_size=len(train),
        optimizer=GradientDescent(settings.rate / curvature),
        listeners=stage.listeners,
    )
    return _Classifier(learned)
