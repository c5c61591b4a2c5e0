r"""Which function is this network? A drawing of vertices and edges, and the formula it stands for.

Four rules turn the drawing into the formula: an edge multiplies by its weight; what comes into a
vertex is added up; a vertex applies its function (one without an input is the constant 1, and its
edge is the bias); what goes out of a vertex is the same on each of its edges. So

    x₁ ──w₁──▶ ( )² ──▶ y₁                y₁ = y₂ = (w₁x₁ + w₂x₂)².
    x₂ ──w₂──▶      ──▶ y₂

A layer of such vertices is a matrix product and a function: y = f(W [x; 1]), where the bias is the
last column of W. The formulas are made by SymPy from the network's value and then compared, number
by number, with what the network gives.
"""

from dataclasses import dataclass

import numpy as np
import sympy as sp

from mieru.nn import Activation, Dense, Given, Network, predict
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.network_graph import network_graph
from mieru.systems.parts.symbolic import Written, numbered, written
from mieru.systems.report.text import Text, Words
from mieru.systems.report.values import Block, Code, Fold, Formula, Result, Section


@dataclass(frozen=True)
class Settings:
    """Which network to write out, besides the course's."""

    network: str = option(
        "",
        en="a small network in one line, such as `2, dense 2, square`; empty for the course's",
        ja="式にするネットワーク (例: `2, dense 2, square`)。空なら講義の例と練習問題",
    )


def _dense(units: int, *weights: float, bias: bool = False) -> Dense:
    return Dense(units, bias, Given(weights)) if weights else Dense(units, bias)


DRAWN = Network(2, [_dense(1), "square", _dense(2, 1.0, 1.0)])
RULES: list[tuple[Text, Network]] = [
    (
        Text("A weight multiplies.", "辺の重みは定数倍を表します。"),
        Network(1, [_dense(1), "square"]),
    ),
    (
        Text(
            "What comes into a vertex is added up before its function is applied.",
            "頂点への入力が複数あるときは、足し合わせてから関数を適用します。",
        ),
        Network(2, [_dense(1), "square"]),
    ),
    (
        Text(
            "A vertex without an input is the constant 1; the weight on its edge is the bias.",
            "入力のない頂点は定数 1 を表します。その辺の重みがバイアスです。",
        ),
        Network(1, [_dense(1, bias=True), "square"]),
    ),
    (
        Text(
            "All edges out of a vertex carry the same number, so both outputs are equal.",
            "頂点から出る辺はすべて同じ値を運ぶので、2 つの出力は等しくなります。",
        ),
        DRAWN,
    ),
]


@dataclass(frozen=True)
class Exercise:
    """A network to read, and what to learn from its formula."""

    title: Text
    network: Network
    lesson: Text


EXERCISES = [
    Exercise(
        Text("Two layers without a function between them", "間に関数のない 2 つの層"),
        Network(1, [_dense(1, 2.0), _dense(1, 3.0)]),
        Text(
            "Layers without a function between them come to a single layer: depth alone adds "
            "nothing.",
            "間に関数がなければ、何層重ねても 1 層と同じです。",
        ),
    ),
    Exercise(
        Text("ReLU upward and downward", "上向きと下向きの ReLU"),
        Network(1, [_dense(2, 1.0, -1.0), "relu", _dense(1, 1.0, 1.0)]),
        Text("This is $|x|$.", "これは $|x|$ です。"),
    ),
    Exercise(
        Text("A product out of squares", "二乗から作る積"),
        Network(2, [_dense(2, 1.0, 1.0, 1.0, -1.0), "square", _dense(1, 0.25, -0.25)]),
        Text(
            "A vertex has one input and one output, and still the network multiplies.",
            "頂点は 1 入力 1 出力ですが、ネットワーク全体では掛け算ができます。",
        ),
    ),
    Exercise(
        Text("Square, then cube: the worked example", "二乗の次に三乗: 手計算の例題"),
        Network(1, [_dense(1), "square", _dense(1), "cube"]),
        Text(
            "Functions one after another are functions of functions; hence the chain rule.",
            "層を重ねることは関数の合成です。だから学習には合成関数の微分を使います。",
        ),
    ),
    Exercise(
        Text("One layer of two vertices with biases", "バイアスを持つ 2 頂点の層"),
        Network(2, [_dense(2, bias=True), "sigmoid"]),
        Text(
            "Each row of the matrix belongs to one vertex, each column to one input.",
            "行列の各行が頂点に、各列が入力に対応します。",
        ),
    ),
    Exercise(
        Text("A perceptron with a hidden layer", "隠れ層のあるパーセプトロン"),
        Network(2, [_dense(2, bias=True), "relu", _dense(1, bias=True)]),
        Text(
            "The formula grows quickly; the matrix form stays short.",
            "式はすぐに長くなりますが、行列で書けば短いままです。",
        ),
    ),
]


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Writes every network out and compares formula and network at 64 random points."""
    own = [Network.parse(settings.network)] if settings.network else []
    networks = [*own, *(n for _, n in RULES), *(e.network for e in EXERCISES)]
    found = {network: written(network) for network in networks}
    far = max(_distance(w, seed) for w in found.values())
    main = found[own[0] if own else DRAWN]
    sections = [_own(main)] if own else []
    sections += [_rules(found), _exercises(found)]
    return Result(
        metrics={
            "networks": len(found),
            "largest_difference": far,
            "operations": sum(int(sp.count_ops(y)) for y in main.outputs),
        },
        names=_NAMES,
        summary=_summary(main),
        sections=sections,
    )


_NAMES = {
    "networks": Text("networks written out", "式にしたネットワーク"),
    "largest_difference": Text(
        "largest difference between formula and network", "式とネットワークの最大の差"
    ),
    "operations": Text("operations in the formula", "式に含まれる演算"),
}


def _distance(formula: Written, seed: int) -> float:
    """The largest |formula − network| / (1 + |network|), with random weights and inputs."""
    network = formula.network
    parameters = network.initial_parameters(seed)
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(64, *network.input_shape)).astype(np.float32)
    given = predict(network, parameters, x)
    return float(np.max(np.abs(formula.values(parameters, x) - given) / (1 + np.abs(given))))


def _summary(formula: Written) -> Text:
    latex = sp.latex(formula.outputs[0])
    if formula.network == DRAWN:
        return Text(
            f"The drawn network is $y_1 = y_2 = {latex}$.",
            f"図のネットワークが表す関数は $y_1 = y_2 = {latex}$ です。",
        )
    name = sp.latex(numbered("y", len(formula.outputs))[0])
    return Text(
        f"The network is ${name} = {latex}$.", f"このネットワークは ${name} = {latex}$ です。"
    )


def outputs_latex(formula: Written) -> str:
    """Every output as a line of LaTeX."""
    names = numbered("y", len(formula.outputs))
    lines = [f"{sp.latex(n)} &= {sp.latex(y)}" for n, y in zip(names, formula.outputs, strict=True)]
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def matrix_latex(formula: Written) -> str | None:
    """The matrix form, a line for each layer; None for a network that is no plain chain."""
    network = formula.network
    if any(not isinstance(layer, Dense | Activation) for layer in network.layers):
        return None
    matrices, lines, last = iter(formula.matrices), [], len(network.layers) - 1
    before, number = formula.inputs, 0
    for i, layer in enumerate(network.layers):
        if not isinstance(layer, Dense):
            continue
        after = network.layers[i + 1] if i < last else None
        function = after.definition.name if isinstance(after, Activation) else ""
        is_last = i == last or (i + 1 == last and bool(function))
        letter = "y" if is_last else f"z^{{({(number := number + 1)})}}"
        names = numbered(letter, layer.units)
        product = _matrix(next(matrices)) + _column([*before, *([sp.Integer(1)] * layer.bias)])
        right = rf"f\left({product}\right)" if function else product
        told = rf",\quad f = \mathrm{{{function.replace('_', ' ')}}}" if function else ""
        lines.append(f"{_column(names)} &= {right}{told}")
        before = names
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def _matrix(matrix: sp.Matrix) -> str:
    rows = [" & ".join(map(sp.latex, matrix.row(j))) for j in range(matrix.rows)]
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def _column(values: list[sp.Expr]) -> str:
    return _matrix(sp.Matrix(values))


def _answer(formula: Written) -> list[Block]:
    matrix = matrix_latex(formula)
    blocks: list[Block] = [Formula(outputs_latex(formula))]
    return [*blocks, Formula(matrix)] if matrix else blocks


def _drawn(formula: Written, title: Words) -> list[Block]:
    graph = network_graph(formula.network, formula.matrices, title)
    return [graph] if graph else [Code(formula.network.text)]


def _own(formula: Written) -> Section:
    title = Text("Your network", "指定したネットワーク")
    return Section(title, [*_drawn(formula, formula.network.text), *_answer(formula)])


def _rules(found: dict[Network, Written]) -> Section:
    body: list[Block] = []
    for rule, network in RULES:
        body += [rule, *_drawn(found[network], ""), Formula(outputs_latex(found[network]))]
    body += [
        Text(
            "A layer of vertices with one function $f$ is a matrix product followed by $f$; the "
            "bias is the last column of the matrix.",
            "同じ関数 $f$ を持つ頂点の層は、行列の積に $f$ を適用したものです。"
            "バイアスは行列の最後の列になります。",
        ),
        Formula(matrix_latex(found[EXERCISES[4].network]) or ""),
    ]
    return Section(Text("From the drawing to the formula", "図から式へ"), body)


def _exercises(found: dict[Network, Written]) -> Section:
    body: list[Block] = [
        Text(
            "Which function does each network stand for? An edge without a number has weight 1.",
            "次のネットワークが表す関数は何でしょうか。数の書かれていない辺の重みは 1 です。",
        )
    ]
    for number, exercise in enumerate(EXERCISES, start=1):
        formula, title = found[exercise.network], exercise.title
        heading = Text(f"{number}. {title.en}", f"{number}. {title.ja}")
        answer = [Formula(_simplified(formula)), exercise.lesson, *_answer(formula)[1:]]
        body += [*_drawn(formula, heading), Fold(Text("Answer", "答え"), answer)]
    return Section(Text("Exercises", "練習問題"), body)


def _simplified(formula: Written) -> str:
    """The outputs, and what they come to where that is shorter."""
    shorter = [sp.expand(y) if not y.has(sp.Max) else y for y in formula.outputs]
    if any(
        sp.count_ops(a) < sp.count_ops(b) for a, b in zip(shorter, formula.outputs, strict=True)
    ):
        return outputs_latex(formula).replace(
            r" \end{aligned}",
            " = " + r" \\ = ".join(map(sp.latex, shorter)) + r" \end{aligned}",
        )
    return outputs_latex(formula)
