r"""Regularization: what keeps a network from learning its examples by heart.

A network with more weights than examples can learn them all and be wrong about every other. Each
method here holds it back in another way:

    L2:            E + ½λΣw², which shrinks every weight by ηλw a step;
    L1:            E + λΣ|w|, which takes ηλ off each weight and stops at zero: exact zeros;
    dropout:       each unit is left out with probability p, those kept are scaled by 1/(1 − p);
    early stopping: the weights of the epoch with the lowest validation loss are kept;
    max-norm:      the weights into a unit are shortened to ‖w‖ ≤ c after each step;
    label smoothing: targets (1 − ε)t + ε/K, so that nobody need be quite sure;
    augmentation:  each time a picture is learned from, it is shifted and turned a little anew.

(Tikhonov 1943, Tibshirani 1996, Srivastava et al. 2014, Szegedy et al. 2016.)
"""

from dataclasses import dataclass

import numpy as np

from mieru.data import DataSet
from mieru.learn import EarlyStopping, GradientDescent, Settings as LearningSettings, fit
from mieru.nn import Dense, Dropout, Flatten, Layer, Network
from mieru.nn.score import score
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.regularized import (
    Way,
    curves_section,
    ways_section,
    weights_of,
    weights_section,
)
from mieru.systems.report.drawings import Axis, Chart, Line
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Result, Section

RATE = 0.2
STRENGTHS = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2)


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    examples: int = option(
        300,
        en="training examples: few, so that there is something to hold back",
        ja="訓練データの数。少ないほど過学習しやすくなります",
        least=50,
        most=1000,
    )
    epochs: int = option(100, en="epochs of each", ja="それぞれのエポック数", least=2, most=2000)
    l1: float = option(1e-3, en="L1 strength λ", ja="L1 の強さ λ", least=0, most=10)
    l2: float = option(3e-3, en="L2 strength λ", ja="L2 の強さ λ", least=0, most=10)
    dropout: float = option(
        0.5, en="share p of units left out", ja="落とすユニットの割合 p", least=0, most=0.95
    )
    patience: int = option(
        5, en="early stopping: epochs to wait", ja="早期終了で待つエポック数", least=1, most=1000
    )
    max_norm: float = option(
        2.0,
        en="largest norm c of a unit's weights",
        ja="ユニットの重みのノルムの上限 c",
        least=1e-3,
        most=1000,
    )
    label_smoothing: float = option(
        0.1, en="label smoothing ε", ja="ラベル平滑化の ε", least=0, most=0.95
    )
    augment: str = option(
        "rotate 10",
        en="augmentation of the pictures, as `mieru train --augment` takes it",
        ja="画像のデータ拡張 (`mieru train --augment` と同じ書き方)",
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """The same network from the same initial weights, held back in each of the ways."""
    data = few(stage, settings.examples, seed)
    with stage.part(word("learning")):
        ways = [
            learn(data, key, settings, seed) for key in stage.progress(NAMES_OF, word("learning"))
        ]
    with stage.part(Text("strengths of L1 and L2", "L1 と L2 の強さ")):
        by_strength = {
            kind: [strength(data, kind, value, settings, seed) for value in STRENGTHS]
            for kind in stage.progress(("l1", "l2"), Text("strengths", "強さ"))
        }
    metrics = {f"validation_accuracy_{way.key}": way.judged[1] for way in ways}
    metrics |= {f"zeros_{way.key}": float(np.mean(way.weights == 0)) for way in ways[:3]}
    zeros = metrics["zeros_l1"]
    best = max(ways, key=lambda way: way.judged[1])
    return Result(
        metrics=metrics,
        names=NAMES,
        headline=("validation_accuracy_none", f"validation_accuracy_{best.key}", "zeros_l1"),
        summary=Text(
            f"With {len(data.train)} training examples, {ways[0].judged[1]:.1%} of the validation "
            f"digits are read right without regularization and {best.judged[1]:.1%} with "
            f"{best.name.en}. L1 made {zeros:.0%} of the weights exactly zero.",
            f"訓練データ {len(data.train)} 個で、検証用の数字の正解率は正則化なしで "
            f"{ways[0].judged[1]:.1%}、{best.name.ja}で {best.judged[1]:.1%} です。"
            f"L1 は重みの {zeros:.0%} を厳密に 0 にしました。",
        ),
        sections=[
            ways_section(ways),
            curves_section(ways),
            weights_section(ways),
            _strength_section(by_strength),
        ],
        recordings={way.key: way.run for way in ways},
    )


def few(stage: Stage, examples: int, seed: int) -> DataSet:
    """The digits, few of them to learn from and many to judge with."""
    rest = 1797 - examples
    return stage.data("digits", seed=seed, validation=rest * 2 // 3, test=rest - rest * 2 // 3)


NAMES_OF = {
    "none": Text("no regularization", "正則化なし"),
    "l1": Text("L1", "L1"),
    "l2": Text("L2", "L2"),
    "dropout": word("dropout"),
    "stopping": word("early_stopping"),
    "max_norm": Text("max-norm", "max-norm"),
    "label_smoothing": word("label_smoothing"),
    "augment": word("augment"),
}
FORMULAS = {
    "none": r"E",
    "l1": r"E + \lambda \sum |w|",
    "l2": r"E + \tfrac{1}{2} \lambda \sum w^2",
    "dropout": r"z_j \leftarrow z_j\, m_j / (1 - p), \quad m_j \sim \mathrm{Bernoulli}(1 - p)",
    "stopping": r"\hat{W} = W_{t^*}, \quad t^* = \arg\min_t E_{\mathrm{validation}}(W_t)",
    "max_norm": r"\mathbf{w}_j \leftarrow \mathbf{w}_j \min(1,\, c / \lVert \mathbf{w}_j \rVert)",
    "label_smoothing": r"\mathbf{t} \leftarrow (1 - \varepsilon)\,\mathbf{t} + \varepsilon / K",
    "augment": r"\mathbf{x} \leftarrow T(\mathbf{x}), \quad T \sim p(T)",
}
NAMES = {
    f"validation_accuracy_{key}": Text(f"validation accuracy, {name.en}", f"検証正解率 ({name.ja})")
    for key, name in NAMES_OF.items()
} | {
    f"zeros_{key}": Text(f"weights that are zero, {name.en}", f"0 の重みの割合 ({name.ja})")
    for key, name in NAMES_OF.items()
}


def network_of(data: DataSet, dropout: float = 0.0) -> Network:
    """64-64-10 with ReLU, and dropout before the last layer where it is asked for."""
    between: list[Layer | str] = ["relu", Dropout(dropout)] if dropout else ["relu"]
    return Network(data.input_shape, [Flatten(), Dense(64), *between, Dense(data.outputs)])


def asked(key: str, settings: Settings, seed: int) -> LearningSettings:
    """How to learn when held back in the way ``key``."""
    usual = LearningSettings(
        epochs=settings.epochs, batch_size=32, optimizer=GradientDescent(RATE), seed=seed
    )
    match key:
        case "l1" | "l2" | "max_norm" | "label_smoothing" | "augment":
            return usual.changed(**{key: getattr(settings, key)})
        case "stopping":
            return usual.changed(stopping=EarlyStopping(settings.patience))
        case _:
            return usual


def learn(data: DataSet, key: str, settings: Settings, seed: int) -> Way:
    """The network, held back in the way ``key``."""
    network = network_of(data, settings.dropout if key == "dropout" else 0.0)
    run = fit(network, data, asked(key, settings, seed))
    assert data.validation is not None
    judged, learned = (
        score(network, run.loss, run.parameters, part.x, part.t.astype(np.int32))
        for part in (data.validation, data.train)
    )
    return Way(key, NAMES_OF[key], FORMULAS[key], run, judged, learned)


@dataclass(frozen=True)
class Strength:
    """What a strength of L1 or L2 leads to."""

    value: float
    zeros: float  # share of the weights
    length: float  # √Σw²
    train: float  # losses of the last weights
    validation: float


def strength(data: DataSet, kind: str, value: float, settings: Settings, seed: int) -> Strength:
    """The network at one strength; nothing is compiled for another one."""
    network = network_of(data)
    run = fit(network, data, asked("none", settings, seed).changed(**{kind: value}))
    weights, last = weights_of(network, run.parameters), run.history[-1]
    return Strength(
        value,
        float(np.mean(weights == 0)),
        float(np.linalg.norm(weights)),
        last["train_loss"],
        last["validation_loss"],
    )


def _strength_section(by_strength: dict[str, list[Strength]]) -> Section:
    values = list(STRENGTHS)
    zeros = Chart(
        Text("Weights that are exactly zero", "厳密に 0 の重み"),
        [
            Line(values, [one.zeros for one in found], kind.upper(), markers=True)
            for kind, found in by_strength.items()
        ],
        x=Axis(Text("strength λ", "強さ λ"), log=True),
        y=Axis(Text("share", "割合"), limits=(-0.03, 1.03)),
    )
    losses = Chart(
        Text("Losses by strength", "強さと損失"),
        [
            Line(
                values,
                [getattr(one, part) for one in found],
                Text(f"{kind.upper()}, {word(part).en}", f"{kind.upper()} ({word(part).ja})"),
                colour=colour,
                dash="dashed" if part == "train" else "solid",
                markers=part == "validation",
            )
            for colour, (kind, found) in enumerate(by_strength.items())
            for part in ("train", "validation")
        ],
        x=Axis(Text("strength λ", "強さ λ"), log=True),
        y=Axis(word("loss"), log=True),
    )
    return Section(Text("How strong?", "どのくらいの強さで？"), [zeros, losses])
