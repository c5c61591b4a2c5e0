r"""The learning-rate range test: one number to choose first, found in seconds (Smith 2017).

From a rate that is surely too small, every step takes one that is larger by the same factor, until
the loss goes up and away. The curve of the loss over the rate shows three regimes: too small (it
hardly falls), useful (it falls), unstable (it climbs). Learning for real bears less than a single
step does, so that a tenth of the rate at which the loss was lowest is a good one to begin with.

Whether it is, is measured: the network learns at that rate, at smaller ones and at larger ones.
"""

from dataclasses import dataclass

import numpy as np

from mieru.data import DataSet
from mieru.learn import (
    OPTIMIZERS,
    RateFound,
    RateRange,
    Settings as LearningSettings,
    find_rate,
    fit,
)
from mieru.nn import Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.report.drawings import Axis, Chart, Level, Line
from mieru.systems.report.text import Text, Words, word
from mieru.systems.report.values import Block, Cell, Result, Section, Table
from mieru.words import DivergenceError

KINDS = ("gradient_descent", "momentum", "adam")
FACTORS = (1 / 30, 1 / 10, 1 / 3, 1.0, 3.0, 10.0)


@dataclass(frozen=True)
class Settings:
    """What to test, and how."""

    data: str = option("digits", en="data set", ja="データセット")
    network: str = option(
        "",
        en="a network in one line; empty for a hidden layer of 32 ReLU units",
        ja="1 行で書いたネットワーク。空なら隠れ層が ReLU 32 ユニットのもの",
    )
    least: float = option(1e-6, en="smallest rate", ja="最小の学習率", least=1e-12, most=1)
    most: float = option(10.0, en="largest rate", ja="最大の学習率", least=1e-9, most=1e4)
    steps: int = option(150, en="steps of the test", ja="テストのステップ数", least=10, most=10_000)
    epochs: int = option(
        8,
        en="epochs to check the advice with",
        ja="確かめるために学習するエポック数",
        least=1,
        most=1000,
    )


@dataclass(frozen=True, eq=False)
class Checked:
    """An optimizer's range test, and the training losses of learning at rates around it."""

    kind: str
    found: RateFound
    losses: tuple[float, ...]  # one for each of FACTORS; infinite where learning diverged


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """The range test with three optimizers, and whether its advice is good."""
    data = stage.data(settings.data, seed=seed)
    network = network_of(data, settings.network)
    between = RateRange(settings.least, settings.most, settings.steps)
    checked = []
    for kind in stage.progress(KINDS, Text("range tests", "学習率のテスト")):
        asked = LearningSettings(optimizer=OPTIMIZERS[kind](), seed=seed)
        with stage.part(Text("range tests", "学習率のテスト")):
            found = find_rate(network, data, asked, between=between)
        with stage.part(Text("checks", "確認")):
            losses = tuple(
                last_loss(network, data, kind, found.suggested * factor, settings.epochs, seed)
                for factor in FACTORS
            )
        checked.append(Checked(kind, found, losses))
    metrics = {f"suggested_{one.kind}": one.found.suggested for one in checked}
    at_advice = FACTORS.index(1.0)
    metrics |= {f"train_loss_{one.kind}": one.losses[at_advice] for one in checked}
    adam = checked[-1]
    return Result(
        metrics={name: value for name, value in metrics.items() if np.isfinite(value)},
        names=NAMES,
        headline=[f"suggested_{kind}" for kind in KINDS],
        summary=Text(
            f"For Adam the test advises the rate {adam.found.suggested:.2g}; after "
            f"{settings.epochs} epochs at it the training loss is {adam.losses[at_advice]:.3g}, "
            f"at a thirtieth of it {adam.losses[0]:.3g}.",
            f"Adam に勧める学習率は {adam.found.suggested:.2g} です。{settings.epochs} "
            f"エポック学習した後の訓練損失は {adam.losses[at_advice]:.3g}、"
            f"その 30 分の 1 の学習率では {adam.losses[0]:.3g} でした。",
        ),
        sections=[_test_section(checked), _check_section(checked, settings.epochs)],
    )


NAMES = {
    f"suggested_{kind}": Text(f"advised rate, {word(kind).en}", f"勧める学習率 ({word(kind).ja})")
    for kind in KINDS
} | {
    f"train_loss_{kind}": Text(
        f"training loss at the advised rate, {word(kind).en}",
        f"勧める学習率での訓練損失 ({word(kind).ja})",
    )
    for kind in KINDS
}


def network_of(data: DataSet, text: str) -> Network:
    """The network asked for, or a hidden layer of 32 units."""
    if text:
        return Network.parse(text)
    from mieru.nn import Dense, Flatten

    front = [Flatten()] if len(data.input_shape) > 1 else []
    return Network(data.input_shape, [*front, Dense(32), "relu", Dense(data.outputs)])


def last_loss(
    network: Network, data: DataSet, kind: str, rate: float, epochs: int, seed: int
) -> float:
    """The training loss after some epochs at a rate; infinite where learning diverges."""
    try:
        run = fit(network, data, epochs=epochs, optimizer=OPTIMIZERS[kind](rate), seed=seed)
    except DivergenceError:
        return float("inf")
    return float(run.history[-1]["train_loss"])


def _test_section(checked: list[Checked]) -> Section:
    charts: list[Block] = []
    for one in checked:
        found = one.found
        charts.append(
            Chart(
                word(one.kind),
                [
                    Line(found.rates, found.losses, Text("of each step", "各ステップ"), width=0.8),
                    Line(found.rates, found.smooth, Text("running mean", "移動平均"), width=2.4),
                    Level(found.suggested, Text("advised", "お勧め"), upright=True),
                    Level(found.lowest, Text("lowest", "最小"), upright=True),
                ],
                x=Axis(word("learning_rate"), log=True),
                y=Axis(word("loss"), limits=(0, float(found.smooth[0] * 2))),
                third=True,
            )
        )
    return Section(
        Text("The loss as the rate is raised", "学習率を上げていくと"),
        [
            Text(
                "Each step's batch is judged before the step, and the rate is raised after it.",
                "各ステップで、更新前のバッチの損失を記録してから学習率を上げます。",
            ),
            *charts,
        ],
    )


def _check_section(checked: list[Checked], epochs: int) -> Section:
    chart = Chart(
        Text(f"Training loss after {epochs} epochs", f"{epochs} エポック後の訓練損失"),
        [
            Line(
                FACTORS,
                [loss if np.isfinite(loss) else np.nan for loss in one.losses],
                word(one.kind),
                markers=True,
            )
            for one in checked
        ],
        x=Axis(Text("rate / advised rate", "学習率 / 勧める学習率"), log=True),
        y=Axis(word("train_loss"), log=True),
        wide=True,
    )
    rows: list[list[Cell]] = [
        [
            word(one.kind),
            f"{one.found.steepest:.2g}",
            f"{one.found.lowest:.2g}",
            f"{one.found.suggested:.2g}",
            *[
                float(f"{loss:.3g}") if np.isfinite(loss) else Text("diverged", "発散")
                for loss in one.losses
            ],
        ]
        for one in checked
    ]
    head: list[Words] = [
        word("optimizer"),
        Text("steepest", "最も急"),
        Text("lowest", "最小"),
        Text("advised", "お勧め"),
        *[f"× {factor:.2g}" for factor in FACTORS],
    ]
    return Section(
        Text("Is the advice good?", "お勧めは当たっているか"), [chart, Table(head, rows)]
    )
