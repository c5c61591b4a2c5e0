"""What the report of transfer learning shows: the ways beside each other, and what they answer."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from mieru.data import DataSet, Examples
from mieru.files import Run
from mieru.published.transfer import Body
from mieru.systems.parts.digits import Judged, mistakes, per_class
from mieru.systems.parts.learning_curves import learning_curves
from mieru.systems.report.drawings import Pictures
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Block, Cell, Code, Formula, Section, Table

NAMES = {
    "frozen": Text("1: g on frozen f", "1: 固定した f の上の g"),
    "features": Text("2: features once, then g", "2: 特徴を 1 度計算し、g だけ"),
    "augmented": Text("1, pictures varied", "1 + データ拡張"),
}
_SHOWN_SIDE = 112  # pixels of a picture in the report
_SHOWN = 24


class Gone(Protocol):
    """A way that was gone."""

    @property
    def learned(self) -> Run: ...
    @property
    def found(self) -> Judged: ...
    @property
    def seconds(self) -> float: ...


def sections(f: Body, data: DataSet, ways: Mapping[str, Gone], test: Examples) -> list[Section]:
    """All of the report."""
    last = list(ways.values())[-1]
    small = Examples(shrunk(test.x), test.t)
    return [
        _plan(f, data),
        _ways(f, data, ways),
        learning_curves(last.learned),
        per_class(last.found),
        mistakes(last.found, small),
    ]


def shrunk(x: np.ndarray) -> np.ndarray:
    """Pictures small enough for a page: every so many-th pixel."""
    step = max(1, -(-x.shape[1] // _SHOWN_SIDE))
    return x[:, ::step, ::step]


def _plan(f: Body, data: DataSet) -> Section:
    network = f.network
    features = network.output_shape[0]
    classes = data.classes or ()
    some = np.linspace(0, len(data.train) - 1, min(_SHOWN, len(data.train))).astype(int)
    body: list[Block] = [
        Formula(r"y = g(f(x)), \qquad g(v) = \mathrm{softmax}(vW + b)"),
        Text(
            f"f is {f.name} without its last layer: {features:,} features of a picture of "
            f"{f.side}×{f.side} pixels, for {network.multiplications / 1e6:,.0f} million "
            f"multiplications and {network.parameter_count:,} weights that stay as ImageNet taught "
            f"them. Only g learns: {features:,}×{len(classes)} weights and {len(classes)} biases.",
            f"f は {f.name} から最後の層を除いたものです。{f.side}×{f.side} 画素の画像から、"
            f"{network.multiplications / 1e6:,.0f} 百万回の乗算で {features:,} 個の特徴を作ります。"
            f"{network.parameter_count:,} 個の重みは ImageNet で学習したまま変えません。"
            f"学習するのは g だけで、重み {features:,}×{len(classes)} 個とバイアス "
            f"{len(classes)} 個です。",
        ),
        Pictures(
            Text("Some of the training pictures", "訓練画像の一部"),
            shrunk(data.train.x[some]),
            [classes[n] for n in data.train.t[some]],
            columns=8,
        ),
        *[Code(Text(note.en, note.ja)) for note in data.notes],
    ]
    return Section(Text("The plan", "考え方"), body)


def _ways(f: Body, data: DataSet, ways: Mapping[str, Gone]) -> Section:
    head = [
        Text("way", "方法"),
        word("epochs"),
        Text("pictures through f", "f を通した画像"),
        Text("seconds", "秒数"),
        word("validation_accuracy"),
        Text("test accuracy", "テスト正解率"),
    ]
    judged = len(data.validation) if data.validation is not None else 0
    rows: list[list[Cell]] = []
    for name, way in ways.items():
        epochs = len(way.learned.history)
        times = 1 if name == "features" else epochs
        last = way.learned.history[-1].get("validation_accuracy")
        rows.append(
            [
                NAMES[name],
                epochs,
                f"{times * (len(data.train) + judged):,}",
                f"{way.seconds:.1f}",
                None if last is None else f"{last:.2%}",
                f"{way.found.accuracy:.2%}",
            ]
        )
    body: list[Block] = [Table(head, rows)]
    if {"frozen", "features"} <= set(ways):
        one, two = ways["frozen"], ways["features"]
        same = int(np.sum(one.found.answers == two.found.answers))
        total = len(one.found.labels)
        body.append(
            Text(
                "Both ways start from the same g and see the same batches; what f says of a "
                f"picture does not change while g learns. So they answer alike: {same:,} of "
                f"{total:,} test pictures. Way 2 goes through f once instead of once an epoch and "
                f"is {one.seconds / two.seconds:.1f} times faster. Way 1 is for pictures that are "
                "varied anew each time, and for going on to train f as well.",
                "どちらの方法も同じ g から始め、同じバッチを見ます。g が学習している間、f の出力は"
                f"変わりません。そのため答えは一致します (テスト画像 {total:,} 枚中 {same:,} 枚)。"
                f"方法 2 は f をエポックごとではなく 1 度しか通らないので、"
                f"{one.seconds / two.seconds:.1f} 倍速くなります。"
                "方法 1 は、画像を毎回変化させる場合や、f も続けて学習する場合に使います。",
            )
        )
    return Section(Text("The two ways", "2 つの方法"), body)
