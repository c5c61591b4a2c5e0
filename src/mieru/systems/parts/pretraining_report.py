"""What the report of pre-training shows: the plateau, the autoencoders, and the fine-tuning."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mieru.files import Run
from mieru.systems.parts.autoencoders import Pretrained
from mieru.systems.parts.scientific import scientific
from mieru.systems.report.drawings import Axis, Chart, Line, Pictures
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Cell, Formula, Section, Table

_UNITS = 32
_TITLES = {
    "random": Text("random weights", "ランダムな重み"),
    "pretrained": Text("after pre-training", "事前学習のあと"),
    "adam": Text("random weights, Adam", "ランダムな重み、Adam"),
    "relu": Text("random weights, ReLU", "ランダムな重み、ReLU"),
}
NAMES = (
    {
        f"{name}_{part}_accuracy": Text(f"{en} accuracy, {title.en}", f"{ja}正解率、{title.ja}")
        for part, en, ja in (("test", "test", "テスト"), ("train", "training", "訓練"))
        for name, title in _TITLES.items()
    }
    | {
        f"{name}_reaching_share": Text(
            f"share of δ that reaches layer 1, {_TITLES[name].en}",
            f"第 1 層まで届く δ の割合、{_TITLES[name].ja}",
        )
        for name in ("random", "pretrained")
    }
    | {
        "reconstruction_error": Text(
            "squared error of the reconstruction by pixel", "再構成の二乗誤差 (画素あたり)"
        ),
        "pretraining_seconds": Text("seconds of pre-training", "事前学習の秒数"),
    }
)


@dataclass(frozen=True, eq=False)
class Tried:
    """One way to start: what came of it, and at the start, by layer, the units' spread and |δ|."""

    learned: Run
    spread: NDArray[np.float64]
    deltas: NDArray[np.float64]
    accuracy: float = float("nan")

    def judged(self, accuracy: float) -> "Tried":
        """The same with its accuracy on the test part."""
        return replace(self, accuracy=accuracy)

    @property
    def train_accuracy(self) -> float:
        """That of the last epoch."""
        return float(self.learned.history[-1]["train_accuracy"]) if self.learned.history else 0.0

    @property
    def reaching(self) -> float:
        """mean |δ| at the first layer, as a share of that at the last."""
        return float(self.deltas[0] / self.deltas[-1])


def sections(
    tried: Mapping[str, Tried],
    before: Pretrained,
    x: NDArray[np.float32],
    size: tuple[int, ...],
) -> list[Section]:
    """The report, ``x`` (N, H·W) being pictures of ``size`` to bring back."""
    return [
        _plateau(tried),
        _autoencoders(before, x, size),
        _first_layer(before, size),
        _results(tried),
    ]


def _curves(tried: Mapping[str, Tried], measure: str, names: tuple[str, ...]) -> list[Line]:
    times = 100 if measure.endswith("accuracy") else 1
    return [
        Line(
            [row["epoch"] for row in tried[name].learned.history],
            [times * row[measure] for row in tried[name].learned.history],
            _TITLES[name],
            width=2.2,
        )
        for name in names
    ]


def _plateau(tried: Mapping[str, Tried]) -> Section:
    both, epochs = ("random", "pretrained"), Axis(word("epoch"), whole=True)
    random = tried["random"]
    reaching = f"${scientific(random.reaching)}$"

    def by_layer(what: str) -> list[Line]:
        return [
            Line(
                np.arange(1, len(random.deltas) + 1),
                getattr(tried[name], what),
                _TITLES[name],
                markers=True,
            )
            for name in both
        ]

    layers = Axis(Text("layer (1 is next to the input)", "層 (1 が入力側)"), whole=True)
    return Section(
        Text("From random weights it does not learn", "ランダムな重みからは学習できない"),
        [
            Text(
                f"With random weights, {reaching} of the δ at the last layer reaches "
                "the first, and the units of the upper layers say nearly the same about every "
                "picture. The network can do no more than guess by how frequent each class is. "
                "After pre-training both pictures change, before a single label was seen.",
                f"ランダムな重みでは、最後の層の δ のうち最初の層まで届くのは "
                f"{reaching} 倍だけです。"
                "また、上の層のユニットはどの画像にもほとんど同じ値を返します。"
                "これでは、クラスの頻度に合わせて答えるのが精一杯です。"
                "事前学習をすると、ラベルを 1 つも見ないうちに、このどちらも変わります。",
            ),
            Chart(
                Text("Training accuracy", "訓練正解率"),
                _curves(tried, "train_accuracy", both),
                epochs,
                Axis(Text("training accuracy (%)", "訓練正解率 (%)"), limits=(0, 101)),
            ),
            Chart(heading("train_loss"), _curves(tried, "train_loss", both), epochs, Axis("E")),
            Chart(
                Text("At the start: mean |δ| by layer", "学習前: 層ごとの |δ| の平均"),
                by_layer("deltas"),
                layers,
                Axis(Text("mean |δ|", "|δ| の平均"), log=True),
            ),
            Chart(
                Text("At the start: how pictures differ in u", "学習前: 画像による u の違い"),
                by_layer("spread"),
                layers,
                Axis(Text("standard deviation of u", "u の標準偏差"), log=True),
            ),
        ],
    )


def _autoencoders(before: Pretrained, x: NDArray[np.float32], size: tuple[int, ...]) -> Section:
    lines = [
        Line(
            [row["epoch"] for row in run.history],
            [row["train_loss"] / run.network.input_shape[0] for row in run.history],
            Text(f"layer {number}", f"第 {number} 層"),
        )
        for number, run in enumerate(before.runs, start=1)
    ]
    shown = np.concatenate([x, before.back(x)]).reshape(-1, *size)
    named = [Text("the picture", "元の画像")] * len(x) + [Text("brought back", "再構成")] * len(x)
    depth = len(before.runs)
    return Section(
        Text("Pre-training, layer by layer", "層ごとの事前学習"),
        [
            Formula(
                r"h = \sigma(W x + b), \qquad y = \sigma(V h + c), \qquad "
                r"E = \frac{1}{N} \sum \tfrac{1}{2} \lVert y - x \rVert^2"
            ),
            Text(
                "Each layer learns to give back what it is shown. Its hidden values are what the "
                f"next one is shown; after {depth} of them the decoders are put aside.",
                "各層は、見せられたものを再現するように学習します。その隠れ層の値を次の層に見せ、"
                f"これを {depth} 回くり返したら、復号器は取り外します。",
            ),
            Chart(
                Text("Error of each autoencoder", "各自己符号化器の誤差"),
                lines,
                Axis(word("epoch"), whole=True),
                Axis(Text("E by number given back", "再現する値 1 つあたりの E"), log=True),
                wide=True,
                height=0.9,
            ),
            Pictures(
                Text(
                    f"Test digits through all {depth} layers and back",
                    f"テスト用の数字を {depth} 層に通し、逆にたどって戻したもの",
                ),
                np.clip(shown, 0, 1),
                named,
                columns=len(x),
            ),
        ],
    )


def _first_layer(before: Pretrained, size: tuple[int, ...]) -> Section:
    weights = np.asarray(before.runs[0].parameters["dense1"]["weight"]).T.reshape(-1, *size)
    strongest = np.argsort(-np.linalg.norm(weights, axis=(1, 2)), kind="stable")[:_UNITS]
    return Section(
        Text("What the first layer has found", "第 1 層が見つけたもの"),
        [
            Pictures(
                Text("Weights before any label", "ラベルを見る前の重み"),
                np.stack([_even(weights[i]) for i in strongest]),
                columns=8,
                diverging=True,
            )
        ],
    )


def _even(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    """A picture brought to the range −1…1, its few largest numbers cut."""
    most = np.quantile(np.abs(picture), 0.99) or 1.0
    return np.clip(picture / most, -1, 1)


def _results(tried: Mapping[str, Tried]) -> Section:
    rows: list[list[Cell]] = [
        [
            _TITLES[name],
            f"{way.accuracy:.2%}",
            f"{way.train_accuracy:.2%}",
            f"${scientific(way.reaching)}$",
            round(way.learned.seconds, 1),
        ]
        for name, way in tried.items()
    ]
    return Section(
        Text("Fine-tuning, and what is done today", "ファインチューニングと現在の方法"),
        [
            Table(
                [
                    Text("start", "始め方"),
                    word("test_accuracy"),
                    word("train_accuracy"),
                    Text("δ that reaches layer 1", "第 1 層に届く δ"),
                    word("seconds"),
                ],
                rows,
            ),
            Chart(
                Text("Training accuracy", "訓練正解率"),
                _curves(tried, "train_accuracy", tuple(tried)),
                Axis(word("epoch"), whole=True),
                Axis(Text("training accuracy (%)", "訓練正解率 (%)"), limits=(0, 101)),
                wide=True,
            ),
            Text(
                "The first two differ in nothing but the weights at the start. ReLU with He's "
                "weights lets δ through, and Adam makes up for its size; that is why pre-training "
                "by autoencoders is seldom seen today. Its idea lives on: learn from plenty of "
                "data without labels, then fine-tune.",
                "上の 2 つの違いは、最初の重みだけです。"
                "ReLU と He の初期重みなら δ が弱まらずに届き、"
                "Adam は小さな δ を補います。そのため自己符号化器による事前学習は、"
                "いまではあまり使われません。しかし「ラベルのない大量のデータで学び、"
                "そのあとファインチューニングする」という考え方は受け継がれています。",
            ),
        ],
    )
