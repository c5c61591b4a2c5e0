r"""The vanishing gradient: how much of δ reaches the first layers of a deep network.

Going back, δˡ = f′(uˡ) · (Wˡ⁺¹)ᵀδˡ⁺¹. The sigmoid's f′ = σ(1 − σ) is at most 1/4, so with weights
that keep the forward pass in bounds each layer makes δ about four times smaller. ReLU's f′ is 0 or
1, and He's initial weights make up for the zeros. (Hochreiter 1991; Glorot and Bengio 2010; He et
al. 2015.)

Measured on real digits: δ by layer with fresh weights at several depths, and what comes of it when
such a network learns.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.data import DataSet, Examples
from mieru.files import Run
from mieru.learn import GradientDescent, fit
from mieru.nn import Activation, CrossEntropy, Dense, Flatten, Glorot, He, Initial, Network, trace
from mieru.systems.frame import Stage
from mieru.systems.parts.double import double_precision, in_double
from mieru.systems.report.drawings import Axis, Chart, Line
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Cell, Formula, Section, Table

# Each activation with the initial weights that were made for it.
ACTIVATIONS: Mapping[str, Initial] = {"sigmoid": Glorot(), "tanh": Glorot(), "relu": He()}
DEPTHS = (2, 5, 10, 20, 50)
LEARNING_DEPTH = 10
BATCH = 100  # digits that δ is averaged over
EPOCHS = 30


@dataclass(frozen=True, eq=False)
class Vanishing:
    """What was measured: mean |δ| of each weighted layer, by activation and depth, and the runs."""

    deltas: dict[str, dict[int, NDArray[np.float64]]]
    recordings: dict[str, Run]

    def reaching(self, activation: str, depth: int) -> float:
        """mean |δ| at the first layer, as a share of that at the last."""
        deltas = self.deltas[activation][depth]
        return float(deltas[0] / deltas[-1])

    @property
    def metrics(self) -> dict[str, float]:
        """The share that reaches the first layer of the deepest network, and how well depth 10
        learns.
        """
        shares = {f"{a}_reaching_share": self.reaching(a, DEPTHS[-1]) for a in ACTIVATIONS}
        learned = {
            f"{a}_deep_train_accuracy": self.recordings[f"deep-{a}"].history[-1]["train_accuracy"]
            for a in ACTIVATIONS
        }
        return shares | learned


NAMES = {
    f"{a}_reaching_share": Text(
        f"share of δ that reaches the first of {DEPTHS[-1]} layers, {a}",
        f"{DEPTHS[-1]} 層の最初まで届く δ の割合 ({a})",
    )
    for a in ACTIVATIONS
} | {
    f"{a}_deep_train_accuracy": Text(
        f"training accuracy, {LEARNING_DEPTH} layers, {a}",
        f"{LEARNING_DEPTH} 層の訓練正解率 ({a})",
    )
    for a in ACTIVATIONS
}


def deep(activation: str, depth: int, width: int, data: DataSet) -> Network:
    """``depth`` weighted layers: all but the last ``width`` wide and followed by the activation."""
    dense = Dense(width, initial=ACTIVATIONS[activation])
    hidden = [dense, Activation(activation)] * (depth - 1)
    return Network(data.input_shape, [Flatten(), *hidden, Dense(data.outputs)])


def deltas_by_layer(network: Network, examples: Examples, seed: int) -> NDArray[np.float64]:
    """mean |δ| of each weighted layer for fresh weights, from the first to the last."""
    with double_precision():  # 50 sigmoids take δ below what float32 can hold
        parameters = in_double(network.initial_parameters(seed))
        x = np.asarray(examples.x, np.float64)
        seen = trace(network, parameters, x, examples.t, CrossEntropy())
    return np.array([np.abs(layer.delta).mean() for layer in seen if layer.gradients])


def measure(width: int, seed: int, stage: Stage) -> Vanishing:
    """Every activation at every depth, and the networks of depth 10 trained on the digits."""
    data = stage.data("digits", seed=seed)
    some = data.train.take(slice(BATCH))
    cases = [(activation, depth) for activation in ACTIVATIONS for depth in DEPTHS]
    deltas: dict[str, dict[int, NDArray[np.float64]]] = {a: {} for a in ACTIVATIONS}
    for activation, depth in stage.progress(cases, Text("δ by depth", "深さごとの δ")):
        network = deep(activation, depth, width, data)
        deltas[activation][depth] = deltas_by_layer(network, some, seed)
    with stage.part(Text("deep networks learning", "深いネットワークの学習")):
        runs = {
            f"deep-{activation}": fit(
                deep(activation, LEARNING_DEPTH, width, data),
                data,
                loss=CrossEntropy(),
                epochs=EPOCHS,
                optimizer=GradientDescent(0.1),
                seed=seed,
                listeners=stage.listeners,
            )
            for activation in ACTIVATIONS
        }
    return Vanishing(deltas, runs)


# The report.


def sections(found: Vanishing) -> list[Section]:
    """δ by layer and by depth, and learning."""
    return [_depth_section(found), _learning_section(found)]


def _depth_section(found: Vanishing) -> Section:
    deepest = DEPTHS[-1]
    by_layer = Chart(
        Text(f"Mean |δ| by layer, {deepest} layers", f"層ごとの |δ| の平均 ({deepest} 層)"),
        [
            Line(np.arange(1, deepest + 1), found.deltas[a][deepest], a, width=2.2)
            for a in ACTIVATIONS
        ],
        x=Axis(Text("layer (1 is next to the input)", "層 (1 が入力側)"), whole=True),
        y=Axis(Text("mean |δ|", "|δ| の平均"), log=True),
        wide=True,
        caption=Text(
            "Read it from right to left, as backpropagation goes.",
            "逆伝播の進む向き、つまり右から左へ読んでください。",
        ),
    )
    by_depth = Chart(
        Text("Share of δ that reaches the first layer", "最初の層まで届く δ の割合"),
        [
            Line(DEPTHS, [found.reaching(a, depth) for depth in DEPTHS], a, markers=True)
            for a in ACTIVATIONS
        ],
        x=Axis(Text("layers in all", "層の数"), log=True, ticks=[(d, str(d)) for d in DEPTHS]),
        y=Axis(Text("first / last", "最初の層 / 最後の層"), log=True),
        wide=True,
    )
    rows: list[list[Cell]] = [
        [str(d), *(found.reaching(a, d) for a in ACTIVATIONS)] for d in DEPTHS
    ]
    by_step = found.reaching("sigmoid", deepest) ** (1 / (deepest - 1))
    return Section(
        heading("vanishing_gradient"),
        [
            Formula(
                r"\sigma'(u) = \sigma(u)\,(1 - \sigma(u)) \le \tfrac{1}{4}, \qquad \tanh'(u) \le "
                r"1, "
                r"\qquad \mathrm{ReLU}'(u) \in \{0, 1\}"
            ),
            Text(
                f"With the sigmoid, each layer of the {deepest} left a factor of {by_step:.2f} of "
                "δ on average. The first layers, which everything after them builds on, then hear "
                "next to nothing of the error.",
                f"シグモイドでは、{deepest} 層の 1 層ごとに δ が平均 {by_step:.2f} 倍になりました。"
                "後ろのすべての層の土台である最初の層に、誤差の情報がほとんど届きません。",
            ),
            by_layer,
            by_depth,
            Table([Text("layers", "層の数"), *ACTIVATIONS], rows),
        ],
    )


def _learning_section(found: Vanishing) -> Section:
    def accuracies(activation: str) -> list[float]:
        history = found.recordings[f"deep-{activation}"].history
        return [100 * row["train_accuracy"] for row in history]

    chart = Chart(
        Text(
            f"Networks of {LEARNING_DEPTH} layers learn the digits",
            f"{LEARNING_DEPTH} 層のネットワークが数字を学ぶようす",
        ),
        [Line(np.arange(1, EPOCHS + 1), accuracies(a), a, width=2.2) for a in ACTIVATIONS],
        x=Axis(word("epoch"), whole=True),
        y=Axis(Text("training accuracy (%)", "訓練正解率 (%)"), limits=(0, 101)),
        wide=True,
    )
    return Section(
        Text("What it does to learning", "学習への影響"),
        [
            Text(
                "The same depth, data and learning rate (gradient descent, η = 0.1), only the "
                "activation and the initial weights made for it differ. Guessing gives 10 %.",
                "深さもデータも学習率 (勾配降下法、η = 0.1) も同じで、違うのは活性化関数と"
                "それに合わせた初期重みだけです。当てずっぽうなら 10 % です。",
            ),
            chart,
        ],
    )
