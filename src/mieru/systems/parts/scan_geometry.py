"""Padding, stride, dilation and groups: which pixels and channels a filter uses, and how often."""

import numpy as np

from mieru.nn import Network
from mieru.nn.summary import rows
from mieru.systems.parts.scanned import grid, uses
from mieru.systems.report.drawings import Chart, Heat
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Cell, Formula, Section, Table

PADDINGS = ("valid", "same", "full")


def padding_section(size: int, side: int) -> Section:
    """What each kind of padding does to a square picture and kernel of these sides."""
    charts = [
        grid(
            Text(f"{name}: how often each pixel is used", f"{name}: 各画素が使われる回数"),
            uses(size, side, padding=name),
        )
        for name in PADDINGS
    ]
    lines: list[list[Cell]] = []
    for n, k in ((5, 3), (28, 5), (224, 7), (5, 4)):
        lines.append([f"{n}×{n}", f"{k}×{k}", *(_size(n, k, padding=name) for name in PADDINGS)])
    return Section(
        heading("padding"),
        [
            Formula(
                r"n' = \left\lfloor \frac{n + p_1 + p_2 - d\,(k - 1) - 1}{s} \right\rfloor + 1"
            ),
            Text(
                "Without padding (`valid`) the picture shrinks by k − 1 and its rim is seen less "
                "often. `same` adds as many zeros as keep the size; `full` adds k − 1 on each side "
                "(3 for a 4×4 filter), and every pixel is used k² times.",
                "パディングなし (`valid`) では画像が k − 1 だけ縮み、"
                "端の画素は使われる回数が減ります。"
                "`same` は大きさが変わらないだけの 0 を、`full` は両側に k − 1 ずつ "
                "(4×4 のフィルタなら厚み 3) の 0 を足し、どの画素も k² 回使われます。",
            ),
            *charts,
            Table([word("input"), word("kernel"), *PADDINGS], lines),
        ],
    )


def _size(size: int, kernel: int, **walk: str | int) -> str:
    text = " ".join(f"{name}={value}" for name, value in walk.items())
    network = Network.parse(f"{size}x{size}x1, conv 1 {kernel}x{kernel} {text}")
    return f"{network.output_shape[0]}×{network.output_shape[1]}"


def stride_section() -> Section:
    """Which pixels a filter uses when it takes longer steps, or is spread out."""
    shown = ((1, 1), (2, 1), (1, 2))
    charts = [
        grid(
            Text(f"stride {s}, dilation {d}", f"ストライド {s}、ダイレーション {d}"),
            uses(8, 3, stride=s, dilation=d),
        )
        for s, d in shown
    ]
    lines: list[list[Cell]] = [
        [str(s), str(d), f"{d * 2 + 1}×{d * 2 + 1}", _size(28, 3, stride=s, dilation=d)]
        for s, d in ((1, 1), (2, 1), (3, 1), (1, 2), (1, 4), (2, 2))
    ]
    return Section(
        Text("Stride and dilation", "ストライドとダイレーション"),
        [
            Text(
                "A stride of 2 leaves out every second place: a quarter of the outputs. A dilation "
                "of 2 spreads the filter's numbers, so that nine weights see 5×5 pixels. The "
                "grids count how often a 3×3 filter uses each pixel of an 8×8 picture.",
                "ストライド 2 では 1 つおきに動かすので、出力は約 4 分の 1 になります。"
                "ダイレーション 2 ではフィルタの数の間隔が広がり、"
                "9 個の重みで 5×5 画素の範囲を見ます。"
                "下の図は、3×3 のフィルタが 8×8 の画像の各画素を何回使うかを数えたものです。",
            ),
            *charts,
            Table(
                [
                    word("stride"),
                    word("dilation"),
                    Text("range of a 3×3 filter", "3×3 のフィルタが見る範囲"),
                    Text("28×28 becomes", "28×28 の画像の出力"),
                ],
                lines,
            ),
        ],
    )


def groups_section() -> Section:
    """Which channels meet, and what that costs."""
    lines: list[list[Cell]] = []
    charts: list[Chart] = []
    for groups in (1, 2, 4, 8):
        network = Network.parse(f"28x28x8, conv 8 3x3 padding=same groups={groups} bias=no")
        counted = rows(network)[0]
        lines.append([str(groups), counted["parameters"], counted["multiplications"]])
        joined = np.kron(np.eye(groups), np.ones((8 // groups, 8 // groups)))
        if groups in (1, 2, 8):
            charts.append(
                Chart(
                    Text(f"groups = {groups}", f"グループ数 {groups}"),
                    [Heat(joined, list("12345678"), list("12345678"), diverging=True)],
                    square=True,
                    third=True,
                )
            )
    return Section(
        heading("groups"),
        [
            Text(
                "Each output channel (row) sees only the input channels (columns) of its group. "
                "With as many groups as channels the convolution is depthwise: each channel has "
                "its own filter, and nothing is mixed.",
                "各出力チャネル (行) は、同じグループの入力チャネル (列) だけを見ます。"
                "グループ数をチャネル数と同じにすると depthwise 畳み込みになり、"
                "チャネルごとに 1 つのフィルタが働いて、チャネルどうしは混ざりません。",
            ),
            *charts,
            Table(
                [word("groups"), word("parameters"), word("multiplications")],
                lines,
                Text(
                    "8 channels to 8, 3×3, on 28×28 pixels",
                    "8 チャネルから 8 チャネル、3×3、28×28 画素",
                ),
            ),
        ],
    )
