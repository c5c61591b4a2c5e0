r"""Formal neurons: McCulloch and Pitts' threshold unit, and every logic that can be built from it.

A unit adds up its inputs, each times a weight, and fires when the sum reaches a threshold θ:

    y = H(w₁x₁ + … + wₙxₙ − θ),    H(u) = 1 for u ≥ 0, else 0    (McCulloch and Pitts 1943).

AND, OR, NOT and NAND are one unit each. XOR is not: no straight line parts its corners (of the 16
functions of two inputs, 14 are one unit). Two layers are enough for anything: by the disjunctive
form, each unit of the first layer recognises one pattern of inputs, and an OR gathers them.

Every network here is a Mieru network whose weights are given, and is checked on every row of its
truth table.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.boolean import Unit, count_by_one_unit, gates_for, inputs_of, outputs_of
from mieru.systems.report.drawings import INK, Axis, Chart, Edge, Graph, Line, Points, Vertex
from mieru.systems.report.text import Text, Words
from mieru.systems.report.values import Block, Cell, Formula, Result, Section, Table
from mieru.words import SettingError

GATES = {"AND": "0001", "OR": "0111", "NOT": "10", "NAND": "1110", "XOR": "0110"}


@dataclass(frozen=True)
class Settings:
    """Which Boolean function to build, besides the well-known ones."""

    table: str = option(
        "0110",
        en="the outputs of a Boolean function for the inputs 00, 01, 10, 11 (2, 4, 8 or 16 digits "
        "for 1 to 4 inputs)",
        ja="論理関数の出力を入力 00, 01, 10, 11 の順に並べたもの "
        "(入力 1 から 4 個に対して 2, 4, 8, 16 桁)",
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Builds and checks; nothing is random, so ``seed`` changes nothing."""
    table = settings.table
    if len(table) not in (2, 4, 8, 16) or set(table) - {"0", "1"}:
        raise SettingError(
            en=f"table cannot be {table!r}; write 2, 4, 8 or 16 digits of 0 and 1, such as 0110",
            ja=f"table を {table!r} にはできません。0 と 1 を 2, 4, 8, 16 桁で"
            "指定してください (例: 0110)",
        )
    built = {name: gates_for(gate) for name, gate in GATES.items()}
    own = gates_for(table)
    checked = [(gate, built[name]) for name, gate in GATES.items()] + [(table, own)]
    rows = sum(len(t) for t, _ in checked)
    right = sum(
        int(np.sum(outputs_of(layers) == np.array(list(map(int, t))))) for t, layers in checked
    )
    return Result(
        metrics={
            "rows_verified": right,
            "rows_wrong": rows - right,
            "layers": len(own),
            "units": sum(map(len, own)),
        },
        names=_NAMES,
        summary=_summary(table, own),
        sections=[_threshold(), _gates(built), _plane(built), _table(table, own), _how_many()],
    )


_NAMES = {
    "rows_verified": Text("rows of truth tables verified", "検証できた真理値表の行"),
    "rows_wrong": Text("rows that were wrong", "誤っていた行"),
    "layers": Text("layers of your function", "指定した関数の層"),
    "units": Text("units of your function", "指定した関数のユニット"),
}


def _summary(table: str, layers: list[list[Unit]]) -> Text:
    if len(layers) == 1:
        return Text(f"One unit is enough for {table}.", f"{table} はユニット 1 つで表せます。")
    count = len(layers[0])
    return Text(
        f"No single unit gives {table}; two layers with {count} + 1 units do.",
        f"{table} は 1 つのユニットでは表せず、{count} + 1 個のユニットの 2 層で表せます。",
    )


def _threshold() -> Section:
    return Section(
        Text("The threshold unit", "しきい値素子"),
        [
            Formula(
                r"y = H(w_1 x_1 + \cdots + w_n x_n - \theta), \qquad "
                r"H(u) = \begin{cases} 1 & u \ge 0 \\ 0 & u < 0 \end{cases}"
            ),
            Chart(
                Text("Heaviside's step function", "ヘヴィサイドの階段関数"),
                [
                    Line([-2, 0], [0, 0], colour=0, width=2.6),
                    Line([0, 2], [1, 1], colour=0, width=2.6),
                    Points([0], [1], colour=0, size=7),
                    Points([0], [0], colour=0, size=7, hollow=True),
                ],
                Axis("u"),
                Axis("H(u)", limits=(-0.15, 1.15)),
                height=0.75,
            ),
        ],
    )


def _gates(built: dict[str, list[list[Unit]]]) -> Section:
    rows: list[list[Cell]] = []
    for name, layers in built.items():
        for number, layer in enumerate(layers, start=1):
            for unit in layer:
                weights = ", ".join(f"{w:+d}" for w in unit.weights).replace("-", "−")
                where = name if len(layers) == 1 else f"{name}, {('h', 'y')[number - 1]}"
                fires = _fires(unit) if number < len(layers) else GATES[name]
                rows.append([where, weights, unit.threshold, fires])
    head: list[Words] = [
        Text("gate", "ゲート"),
        Text("weights", "重み"),
        Text("threshold θ", "しきい値 θ"),
        Text("output by row", "真理値表の出力"),
    ]
    text = Text(
        "AND, OR, NOT and NAND are one unit each. XOR takes two layers: its two hidden units (h) "
        "each recognise one of the rows with output 1, and the last (y) is an OR.",
        "AND, OR, NOT, NAND は 1 つのユニットで表せます。XOR には 2 層が必要です。"
        "隠れユニット (h) がそれぞれ出力 1 の行を 1 つずつ見つけ、"
        "最後のユニット (y) が OR をとります。",
    )
    drawn = [graph(layers, name) for name, layers in built.items() if name in ("AND", "XOR")]
    return Section(Text("Gates", "論理ゲート"), [text, Table(head, rows), *drawn])


def _fires(unit: Unit) -> str:
    """The truth table of a unit that takes the inputs themselves."""
    return "".join(str(int(output)) for output in outputs_of([[unit]]))


def _plane(built: dict[str, list[list[Unit]]]) -> Section:
    text = Text(
        "A unit of two inputs fires on one side of the line $w_1x_1 + w_2x_2 = \\theta$. Filled "
        "corners have the output 1. For XOR one line cannot part them; two lines can.",
        "2 入力のユニットは、直線 $w_1x_1 + w_2x_2 = \\theta$ の片側で発火します。"
        "塗りつぶした点が出力 1 です。XOR は 1 本の直線では分けられず、2 本あれば分けられます。",
    )
    charts = [_corners(name, built[name][0]) for name in ("AND", "OR", "NAND", "XOR")]
    return Section(Text("What one line can part", "直線 1 本で分けられるもの"), [text, *charts])


def _corners(name: str, units: list[Unit]) -> Chart:
    x = inputs_of(2)
    on = np.array(list(map(int, GATES[name])), dtype=bool)
    lines = [_line(unit, number) for number, unit in enumerate(units)]
    return Chart(
        name,
        [
            *lines,
            Points(x[on, 0], x[on, 1], colour=0, size=9),
            Points(x[~on, 0], x[~on, 1], colour=INK, size=9, hollow=True),
        ],
        Axis("x₁", limits=(-0.6, 1.6)),
        Axis("x₂", limits=(-0.6, 1.6)),
        square=True,
        height=0.85,
    )


def _line(unit: Unit, number: int) -> Line:
    """The points where the sum is just the threshold, across the whole chart."""
    (a, b), c = unit.weights, unit.threshold
    ends = np.array([-0.6, 1.6])
    if b:
        return Line(ends, (c - a * ends) / b, colour=1, dash=("solid", "dashed")[number])
    return Line([c / a, c / a], ends, colour=1)


def _table(table: str, layers: list[list[Unit]]) -> Section:
    count = len(layers[0][0].weights)
    given = outputs_of(layers).astype(int)
    rows = [
        [*map(str, row), digit, str(output), "✓" if int(digit) == output else "✗"]
        for row, digit, output in zip(product((0, 1), repeat=count), table, given, strict=True)
    ]
    names = [f"x{'₁₂₃₄'[i]}" for i in range(count)]
    head: list[Words] = [*names, Text("wanted", "求める出力"), Text("network", "ネットワーク"), ""]
    body: list[Block] = [graph(layers, Text(f"The network for {table}", f"{table} のネットワーク"))]
    return Section(
        Text(f"Your function: {table}", f"指定した関数: {table}"), [*body, Table(head, rows)]
    )


def _how_many() -> Section:
    rows = [[n, 2 ** (2**n), count_by_one_unit(n)] for n in (1, 2, 3, 4)]
    return Section(
        Text("How much one unit can do", "1 つのユニットでできること"),
        [
            Text(
                "Counted by trying every threshold unit with whole weights from −3 to 3, which is "
                "enough up to four inputs (Muroga 1971). Two layers give all functions.",
                "重みが −3 から 3 までの整数であるすべてのユニットを調べて数えました。"
                "4 入力まではこの範囲で十分です (Muroga 1971)。2 層あればすべての関数を表せます。",
            ),
            Table(
                [
                    Text("inputs", "入力の数"),
                    Text("Boolean functions", "論理関数の総数"),
                    Text("by one unit", "1 つのユニットで表せる数"),
                ],
                rows,
            ),
        ],
    )


def graph(layers: list[list[Unit]], title: Words) -> Graph:
    """Units in columns, thresholds in the vertices, weights on the edges; zero weights left out."""
    count = len(layers[0][0].weights)
    vertices = [Vertex(0, _height(count, i), f"x{'₁₂₃₄'[i]}") for i in range(count)]
    edges, before = [], list(range(count))
    for column, layer in enumerate(layers, start=1):
        here = []
        for j, unit in enumerate(layer):
            here.append(len(vertices))
            name = "y" if column == len(layers) else ""
            vertices.append(
                Vertex(column * 1.7, _height(len(layer), j), f"θ={unit.threshold:g}", above=name)
            )
            edges += [
                Edge(start, here[-1], on=f"{w:+d}".replace("-", "−"), place=0.3, strength=w / 3)
                for start, w in zip(before, unit.weights, strict=True)
                if w
            ]
        before = here
    tall = max(len(layer) for layer in layers)
    return Graph(title, vertices, edges, wide=tall > 2, height=1.0 if tall < 5 else 0.7)


def _height(count: int, i: int) -> float:
    return (count - 1) / 2 - i
