r"""Optimizers: how a gradient becomes a change of the weights.

Gradient descent takes ΔW = −η∇E. Momentum (Polyak 1964) rolls on,

    ΔW_t = −η∇E + μΔW_{t−1},

and Nesterov's form of it looks ahead. AdaGrad (Duchi et al. 2011) and RMSProp (Hinton 2012) divide
each weight's step by how large its gradients have been, and Adam (Kingma and Ba 2015) does both.

What they are for shows on surfaces of two weights: a valley that is steep across and flat along, a
bent one, a saddle, a surface of many minima. For each optimizer the rate is the best of a ladder of
rates, so that none is shown at another's. Then all of them learn a network.
"""

from dataclasses import dataclass

import numpy as np

from mieru.data import DataSet
from mieru.explain.descent import SURFACES, Racer, descend
from mieru.files import Run
from mieru.learn import OPTIMIZERS, fit
from mieru.nn import Dense, Flatten, Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.surface_races import Raced, race, surface_section
from mieru.systems.report.drawings import Axis, Chart, Line
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Block, Cell, Formula, Result, Section, Table
from mieru.words import DivergenceError

SHOWN = ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
NETWORK_RATES = (1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    steps: int = option(
        300, en="steps on each surface", ja="各曲面でのステップ数", least=10, most=5000
    )
    momentum: float = option(
        0.9,
        en="μ of momentum and Nesterov",
        ja="モーメンタムとネステロフの μ",
        least=0,
        most=0.999,
    )
    epochs: int = option(
        12, en="epochs on the digits", ja="手書き数字でのエポック数", least=1, most=500
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Races on four surfaces, a table of momentum's steps, and a network."""
    names = ("valley", "bent", "saddle", "minima")
    with stage.part(Text("surfaces", "曲面")):
        raced = {
            name: [race(SURFACES[name], kind, settings.momentum, settings.steps) for kind in SHOWN]
            for name in stage.progress(names, Text("surfaces", "曲面"))
        }
    data = stage.data("digits", seed=seed)
    with stage.part(Text("a network", "ネットワーク")):
        learned = {
            kind: learn(data, kind, settings, seed)
            for kind in stage.progress(SHOWN, Text("a network", "ネットワーク"))
        }
    metrics = _metrics(raced, learned)
    slow, fast = (metrics[f"valley_steps_{kind}"] for kind in ("gradient_descent", "momentum"))
    recordings = {kind: of_kind[best_of(of_kind)] for kind, of_kind in learned.items()}
    return Result(
        metrics=metrics,
        names=NAMES,
        recordings=recordings,
        headline=[f"train_loss_{kind}" for kind in SHOWN],
        summary=Text(
            f"Along the narrow valley gradient descent needs {slow:.0f} steps at its best rate and "
            f"momentum {fast:.0f}. After {settings.epochs} epochs on the digits, the training loss "
            f"is {metrics['train_loss_gradient_descent']:.3f} by gradient descent and "
            f"{metrics['train_loss_adam']:.3f} by Adam, each at its best rate.",
            f"狭い谷では、最良の学習率でも勾配降下法は {slow:.0f} ステップ、モーメンタムは "
            f"{fast:.0f} ステップかかります。手書き数字を {settings.epochs} エポック学習した後の"
            f"訓練損失は、それぞれ最良の学習率で、勾配降下法が "
            f"{metrics['train_loss_gradient_descent']:.3f}、Adam が "
            f"{metrics['train_loss_adam']:.3f} です。",
        ),
        sections=[
            _rules(settings),
            *(surface_section(SURFACES[name], raced[name]) for name in names),
            _network_section(learned),
        ],
    )


def _steps_name(kind: str) -> Text:
    name = word(kind)
    return Text(f"steps along the valley, {name.en}", f"谷でのステップ数 ({name.ja})")


def _loss_name(kind: str) -> Text:
    name = word(kind)
    return Text(f"training loss, {name.en}", f"訓練損失 ({name.ja})")


NAMES = {f"valley_steps_{kind}": _steps_name(kind) for kind in SHOWN} | {
    f"train_loss_{kind}": _loss_name(kind) for kind in SHOWN
}


def learn(data: DataSet, kind: str, settings: Settings, seed: int) -> list[Run]:
    """The network at each of the rates, from the same initial weights."""
    network = Network(data.input_shape, [Flatten(), Dense(32), "tanh", Dense(data.outputs)])
    numbers = {"momentum": settings.momentum} if kind in ("momentum", "nesterov") else {}
    found = []
    for rate in NETWORK_RATES:
        optimizer = OPTIMIZERS[kind](rate, **numbers)
        try:
            run = fit(network, data, epochs=settings.epochs, optimizer=optimizer, seed=seed)
        except DivergenceError as error:
            run = error.run
        found.append(run)
    return found


def last_loss(run: Run) -> float:
    """The training loss of the last epoch; infinite where learning diverged."""
    return float("inf") if run.ended == "diverged" else float(run.history[-1]["train_loss"])


def best_of(runs: list[Run]) -> int:
    """Which of the runs ended with the lowest training loss."""
    return min(range(len(runs)), key=lambda i: last_loss(runs[i]))


def _metrics(raced: dict[str, list[Raced]], learned: dict[str, list[Run]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in raced["valley"]:
        if one.steps is not None:
            found[f"valley_steps_{one.optimizer}"] = one.steps
    for kind, of_kind in learned.items():
        found[f"train_loss_{kind}"] = last_loss(of_kind[best_of(of_kind)])
    return found


def _rules(settings: Settings) -> Section:
    rules = {
        "gradient_descent": r"\Delta W_t = -\eta \nabla E",
        "momentum": r"\Delta W_t = -\eta \nabla E + \mu \Delta W_{t-1}",
        "nesterov": r"V_t = -\eta \nabla E + \mu V_{t-1}, \quad "
        r"\Delta W_t = -\eta \nabla E + \mu V_t",
        "adagrad": r"s \leftarrow s + (\nabla E)^2, \quad "
        r"\Delta W_t = -\eta\, \nabla E / \sqrt{s + \varepsilon}",
        "rmsprop": r"s \leftarrow \rho s + (1 - \rho)(\nabla E)^2, \quad "
        r"\Delta W_t = -\eta\, \nabla E / \sqrt{s + \varepsilon}",
        "adam": r"\Delta W_t = -\eta\, \hat{m} / (\sqrt{\hat{v}} + \varepsilon), \quad "
        r"\hat{m} = \frac{m}{1 - \beta_1^t}, \quad \hat{v} = \frac{v}{1 - \beta_2^t}",
    }
    rows: list[list[Cell]] = [[word(kind), Formula(latex)] for kind, latex in rules.items()]
    return Section(
        Text("The rules", "更新則"),
        [
            Table([word("optimizer"), Text("change of the weights", "重みの変化")], rows),
            Text(
                "η is the learning rate. AdaGrad, RMSProp and Adam divide by the size that the "
                "gradients of a weight have had, each weight by its own: where a surface is steep "
                "one way and flat another, they take steps of like length in both.",
                "η は学習率です。AdaGrad、RMSProp、Adam は、重みごとに、これまでの勾配の大きさで"
                "割ります。ある方向には急で別の方向には平らな曲面でも、どちらの方向にも同じくらいの"
                "歩幅で進みます。",
            ),
            _momentum_by_hand(settings.momentum),
        ],
    )


def _momentum_by_hand(momentum: float) -> Table:
    surface = SURFACES["valley"]
    path = descend(surface, Racer("momentum", 0.1, momentum), (1.0, 0.0), 4)
    places = path.points[:, 0]
    rows: list[list[Cell]] = []
    for t in range(1, len(places)):
        change, before = places[t] - places[t - 1], places[t - 1] - places[t - 2] if t > 1 else 0.0
        rows.append(
            [
                t,
                round(float(places[t - 1]), 6),
                round(float(places[t - 1]), 6),
                f"−0.1·{places[t - 1]:.4f} + {momentum:g}·({before:.4f})",
                round(float(change), 6),
            ]
        )
    return Table(
        [word("step"), "W", "∇E", "−η∇E + μΔW", "ΔW"],
        rows,
        Text(
            "Momentum by hand: E = W²/2, so that ∇E = W; η = 0.1, from W = 1.",
            "モーメンタムの手計算。E = W²/2 なので ∇E = W、η = 0.1、W = 1 から始めます。",
        ),
    )


def _network_section(learned: dict[str, list[Run]]) -> Section:
    curves, by_rate = [], []
    rows: list[list[Cell]] = []
    for colour, (kind, of_kind) in enumerate(learned.items()):
        best = best_of(of_kind)
        history = of_kind[best].history
        judged = history[-1]["validation_accuracy"]
        losses = [row["train_loss"] for row in history]
        curves.append(Line(np.arange(1, len(losses) + 1), losses, word(kind), colour=colour))
        last = [loss if np.isfinite(loss := last_loss(run)) else np.nan for run in of_kind]
        by_rate.append(Line(NETWORK_RATES, last, word(kind), colour=colour, markers=True))
        loss = float(f"{losses[-1]:.4g}")
        rows.append([word(kind), f"{NETWORK_RATES[best]:g}", loss, f"{judged:.1%}"])
    body: list[Block] = [
        Text(
            "The same network (64-32-10, tanh) learns the digits from the same initial weights "
            f"with each optimizer, at {len(NETWORK_RATES)} rates.",
            "同じネットワーク (64-32-10、tanh) が同じ初期重みから手書き数字を学習します。"
            f"最適化手法ごとに {len(NETWORK_RATES)} 通りの学習率を試します。",
        ),
        Chart(
            Text("Training loss at the best rate", "最良の学習率での訓練損失"),
            curves,
            x=Axis(word("epoch"), whole=True),
            y=Axis(word("train_loss"), log=True),
        ),
        Chart(
            Text("Training loss by rate", "学習率と訓練損失"),
            by_rate,
            x=Axis(word("learning_rate"), log=True),
            y=Axis(word("train_loss"), log=True),
        ),
        Table(
            [
                word("optimizer"),
                Text("best rate", "最良の学習率"),
                word("train_loss"),
                word("validation_accuracy"),
            ],
            rows,
            Text(
                "A gap in a line is a rate at which learning diverged.",
                "線が途切れている所は、学習が発散した学習率です。",
            ),
        ),
    ]
    return Section(Text("On a real network", "本物のネットワークで"), body)
