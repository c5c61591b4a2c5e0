r"""ILSVRC: the contest in which deep learning proved itself, in one chart.

The ImageNet Large Scale Visual Recognition Challenge (2010–2017) asked for the class of a
photograph, one of 1,000, after learning from 1.2 million. It was judged by the top-5 error: the
share of photographs whose class is not among a system's five best guesses. The winners' figures and
the number of layers are those of the lecture; the human figure is one trained annotator's
(Russakovsky et al. 2015).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.learn import fit
from mieru.nn import Dense, Flatten, Network
from mieru.published import PUBLISHED
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.costs import key
from mieru.systems.parts.labelled import Judged, judged_networks, labelled_section, top_errors
from mieru.systems.report.drawings import Axis, Bars, Chart, Line
from mieru.systems.report.text import Text, Words
from mieru.systems.report.values import Cell, Formula, Result, Section, Table

HUMAN = 5.1  # per cent
_WHY = Text("top-k errors of the example", "例の top-k 誤り率")


@dataclass(frozen=True)
class Year:
    """A winner: top-5 error in per cent, and the layers of a deep network (None: no such one)."""

    year: int
    error: float
    layers: int | None
    who: Words


YEARS = (
    Year(2010, 28.0, None, Text("before deep learning", "深層学習以前")),
    Year(2011, 26.0, None, Text("before deep learning", "深層学習以前")),
    Year(2012, 16.0, 8, Text("University of Toronto (AlexNet)", "トロント大学 (AlexNet)")),
    Year(2013, 11.7, 8, Text("New York University", "ニューヨーク大学")),
    Year(2014, 6.6, 22, "Google (GoogLeNet)"),
    Year(2015, 3.57, 152, "Microsoft (ResNet)"),
    Year(2016, 2.99, None, "Trimps-Soushen"),
)


@dataclass(frozen=True)
class Settings:
    """What the measure is tried on: a small network, and published ones on photographs."""

    epochs: int = option(
        3,
        en="epochs of the example that the measure is tried on",
        ja="指標を試すための例を学習するエポック数",
        least=1,
        most=200,
    )
    photographs: int = option(
        5,
        en="photographs of each category that published networks are judged on",
        ja="公開ネットワークの評価に使う、カテゴリごとの写真の枚数",
        least=1,
        most=800,
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """The chart, and the top-k errors of a small network on real digits."""
    with stage.part(Text("an example of the measure", "指標の例")):
        data = stage.data("digits", seed=seed)
        network = Network(data.input_shape, [Flatten(), Dense(data.outputs)])
        learned = fit(network, data, epochs=settings.epochs, seed=seed, listeners=stage.listeners)
        test = stage.open(data, _WHY)
        errors = top_errors(learned.predict(test.x), test.t)
    with stage.part(Text("labelled photographs", "ラベル付きの写真")):
        networks = judged_networks(settings.photographs, stage)
    by_year = {f"error_{y.year}": y.error for y in YEARS}
    measured = {f"top{k}_error": 100 * float(errors[k - 1]) for k in (1, 5)}
    return Result(
        metrics=by_year | {"error_human": HUMAN} | measured | _of_networks(networks),
        names={
            f"error_{y.year}": Text(f"top-5 error {y.year} (%)", f"{y.year} 年 top-5 誤り率 (%)")
            for y in YEARS
        }
        | {
            "error_human": Text("top-5 error of a person (%)", "人間の top-5 誤り率 (%)"),
            "top1_error": Text("top-1 error of the example (%)", "例の top-1 誤り率 (%)"),
            "top5_error": Text("top-5 error of the example (%)", "例の top-5 誤り率 (%)"),
        }
        | _names_of_networks(),
        headline=("error_2011", "error_2012", "error_human", "error_2016"),
        summary=Text(
            "From 2011 to 2012 the error fell from 26 % to 16 % with the first deep network; since "
            f"2015 the machines have been better than the {HUMAN} % of a person.",
            "最初の深いネットワークが現れた 2012 年に、誤り率は 26 % から 16 % に下がりました。"
            f"2015 年からは人間の {HUMAN} % を下回っています。",
        ),
        sections=[_chart(), _measure(errors, len(test)), labelled_section(networks)],
        recordings={"ilsvrc": learned},
    )


def _of_networks(networks: list[Judged]) -> dict[str, float]:
    return {
        f"{key(each.name)}_top{k}_error": 100 * float(each.errors[k - 1])
        for each in networks
        for k in (1, 5)
    }


def _names_of_networks() -> dict[str, Text]:
    return {
        f"{key(name)}_top{k}_error": Text(
            f"top-{k} error of {PUBLISHED[name].title} (%)",
            f"{PUBLISHED[name].title} の top-{k} 誤り率 (%)",
        )
        for name in PUBLISHED
        for k in (1, 5)
    }


def _chart() -> Section:
    bars = [(str(y.year), y.error) for y in YEARS]
    names: list[Words] = [name for name, _ in bars]
    place = next(i for i, (_, error) in enumerate(bars) if error < HUMAN)
    names.insert(place, Text("a person", "人間"))
    machines = [error for _, error in bars]
    machines.insert(place, 0.0)
    person = [HUMAN if i == place else 0.0 for i in range(len(names))]
    errors = Chart(
        Text("Top-5 error of the winners, and of a person", "優勝チームと人間の top-5 誤り率"),
        [Bars(names, values, texts=_told(values)) for values in (machines, person)],
        y=Axis(Text("top-5 error (%)", "top-5 誤り率 (%)"), limits=(0, 32)),
        wide=True,
    )
    deep = [y for y in YEARS if y.layers]
    layers = Chart(
        Text("Layers of the deep networks", "深いネットワークの層数"),
        [Bars([str(y.year) for y in deep], [y.layers or 0 for y in deep], texts=_layers(deep))],
        y=Axis(Text("layers", "層の数"), limits=(0, 175)),
        wide=True,
        height=0.75,
    )
    rows: list[list[Cell]] = [
        [str(y.year), y.who, f"{y.error:g} %", y.layers if y.layers else None] for y in YEARS
    ]
    head = [
        Text("year", "年"),
        Text("winner", "優勝"),
        Text("error", "誤り率"),
        Text("layers", "層数"),
    ]
    return Section(Text("Year by year", "年ごとの結果"), [errors, layers, Table(head, rows)])


def _told(values: list[float]) -> list[str]:
    return [f"{value:g} %" if value else "" for value in values]


def _layers(years: list[Year]) -> list[str]:
    return [str(y.layers) for y in years]


def _measure(errors: NDArray[np.float64], count: int) -> Section:
    ranks = np.arange(1, len(errors) + 1)
    return Section(
        Text("What the top-5 error is", "top-5 誤り率とは"),
        [
            Formula(r"E_k = \frac{1}{N} \, \#\{\, n : \mathrm{rank}(t_n) > k \,\}"),
            Text(
                "The true class has rank 1 where it is the best guess, 2 where it is the second. "
                "A photograph often shows more than one thing, and ImageNet gives it one name; "
                "five guesses are a fair chance to say it. Here the same measure is tried on a "
                f"network of one layer that reads {count} handwritten digits: with every further "
                "guess fewer are missed.",
                "正解のクラスが 1 番目の答えなら rank は 1、2 番目なら 2 です。"
                "1 枚の写真には複数のものが写っていることが多いのに、"
                "ImageNet の正解ラベルは 1 つです。そこで答えを 5 つまで認めます。"
                "下は、1 層のネットワークに手書き数字 "
                f"{count} 個を読ませたときの同じ指標です。答えを増やすほど、見逃しは減ります。",
            ),
            Chart(
                Text("Top-k error on the digits", "手書き数字での top-k 誤り率"),
                [Line(ranks, 100 * errors, markers=True)],
                x=Axis("k", whole=True),
                y=Axis(Text("top-k error (%)", "top-k 誤り率 (%)")),
                wide=True,
                height=0.8,
            ),
        ],
    )
