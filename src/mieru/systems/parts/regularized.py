"""Ways of holding a network back, learned, and the sections that show them side by side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.files import Run
from mieru.nn import Network, Parameters
from mieru.systems.report.drawings import Axis, Chart, Histogram, Line, Mark
from mieru.systems.report.text import Text, Words, heading, word
from mieru.systems.report.values import Block, Cell, Formula, Section, Table


@dataclass(frozen=True, eq=False)
class Way:
    """One way of holding back, learned: its name, its formula, and what came of it."""

    key: str
    name: Text
    formula: str
    run: Run
    judged: tuple[float, float]  # (loss, accuracy) of the kept weights on the validation part
    learned: tuple[float, float]  # and on the training part

    @property
    def weights(self) -> NDArray[np.float64]:
        """All weights (no biases)."""
        return weights_of(self.run.network, self.run.parameters)


def weights_of(network: Network, parameters: Parameters) -> NDArray[np.float64]:
    """All numbers that L1 and L2 act on, in one array."""
    found = [
        np.ravel(parameters[name][key])
        for name, acts in network.penalties.items()
        for key, on in acts.items()
        if on
    ]
    return np.concatenate(found).astype(np.float64)


def ways_section(ways: list[Way]) -> Section:
    """What each way came to, in one table."""
    rows: list[list[Cell]] = [
        [
            way.name,
            Formula(way.formula),
            float(f"{way.learned[0]:.3g}"),
            float(f"{way.judged[0]:.3g}"),
            f"{way.judged[1]:.1%}",
            f"{np.mean(way.weights == 0):.1%}",
            float(f"{np.linalg.norm(way.weights):.3g}"),
            way.run.kept_epoch,
        ]
        for way in ways
    ]
    head: list[Words] = [
        Text("method", "方法"),
        Text("what it does", "何をするか"),
        word("train_loss"),
        word("validation_loss"),
        word("validation_accuracy"),
        Text("weights that are 0", "0 の重み"),
        "‖W‖",
        Text("epoch kept", "採用したエポック"),
    ]
    return Section(
        Text("Side by side", "並べて比べる"),
        [
            Text(
                "The same network (64-64-10, ReLU) from the same initial weights, in the same "
                "order of examples, by gradient descent. The losses are those of the kept weights, "
                "without penalties and with the true labels.",
                "同じネットワーク (64-64-10、ReLU) を、同じ初期重み、同じデータの順序、"
                "勾配降下法で学習します。損失は採用した重みのもので、罰則項を含まず、"
                "元のラベルで計算しています。",
            ),
            Table(head, rows),
        ],
    )


def curves_section(ways: list[Way]) -> Section:
    """The losses of each way, epoch by epoch."""
    charts: list[Block] = []
    for way in ways:
        epochs = [row["epoch"] for row in way.run.history]
        marks: list[Mark] = [
            Line(epochs, [row[f"{part}_loss"] for row in way.run.history], word(f"{part}_loss"))
            for part in ("train", "validation")
        ]
        charts.append(
            Chart(
                way.name,
                marks,
                x=Axis(word("epoch"), whole=True),
                y=Axis(word("loss"), log=True, limits=(1e-3, 3.0)),
                third=True,
            )
        )
    return Section(
        heading("train_loss"),
        [
            Text(
                "Where the two curves part, learning goes on by heart. (The training curve of "
                "dropout is higher than the network deserves: it is measured with units left "
                "out.)",
                "2 本の曲線が離れていくところでは、丸暗記が進んでいます。"
                "(ドロップアウトの訓練損失はユニットを落とした状態で"
                "測るため、実際より高く出ます。)",
            ),
            *charts,
        ],
    )


def weights_section(ways: list[Way]) -> Section:
    """Where the weights of no penalty, of L1 and of L2 lie."""
    shown = [way for way in ways if way.key in ("none", "l1", "l2")]
    most = max(float(np.abs(way.weights).max()) for way in shown)
    edges = np.linspace(-most, most, 61)
    charts: list[Block] = [
        Chart(
            way.name,
            [Histogram(way.weights, list(edges))],
            x=Axis(Text("weight", "重み")),
            y=Axis(Text("how many", "個数"), log=True),
            third=True,
        )
        for way in shown
    ]
    return Section(
        Text("The weights afterwards", "学習後の重み"),
        [
            Text(
                "L2 pulls in proportion to a weight, so that weights become small and hardly any "
                "is zero. L1 pulls all of them alike, and those that the error does not hold end "
                "at zero exactly.",
                "L2 は重みに比例して引くので、重みは小さくなってもほとんど 0 にはなりません。"
                "L1 はどの重みも同じ強さで引くので、誤差が支えない重みは厳密に 0 になります。",
            ),
            *charts,
        ],
    )
