r"""The worked example: a network of two weights, forward and back, with every factor in sight.

    x ──w₁──▶ square ──w₂──▶ cube ──▶ y,    E = (y − t)²

With x = 2, t = 5, w₁ = 1 and w₂ = 0.5 the forward pass is

    u₁ = w₁x = 2,  z₁ = u₁² = 4,  u₂ = w₂z₁ = 2,  y = u₂³ = 8,  E = (8 − 5)² = 9,

and the chain rule, read from the right to the left, gives

    ∂E/∂w₁ = ∂u₁/∂w₁ · ∂z₁/∂u₁ · ∂u₂/∂z₁ · ∂y/∂u₂ · ∂E/∂y = 2 · 4 · 0.5 · 12 · 6 = 288
    ∂E/∂w₂ = ∂u₂/∂w₂ · ∂y/∂u₂ · ∂E/∂y                     = 4 · 12 · 6           = 288.

No number here is worked out by this file: all are read from :func:`mieru.nn.trace`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mieru.nn import Dense, Given, MeanSquaredError, Network, Trace, trace
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.report.drawings import Edge, Graph, Vertex
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Formula, Result, Section, Table


@dataclass(frozen=True)
class Settings:
    """The numbers of the example; turn one and every factor follows."""

    x: float = option(2.0, en="the input", ja="入力", least=-100, most=100)
    t: float = option(5.0, en="the target", ja="目標値", least=-1e6, most=1e6)
    w1: float = option(1.0, en="the first weight", ja="1 つ目の重み", least=-100, most=100)
    w2: float = option(0.5, en="the second weight", ja="2 つ目の重み", least=-100, most=100)


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """One pass forward and back. Nothing is random, so ``seed`` changes nothing."""
    network = Network(
        1,
        [
            Dense(1, bias=False, initial=Given((settings.w1,))),
            "square",
            Dense(1, bias=False, initial=Given((settings.w2,))),
            "cube",
        ],
    )
    # With one output the mean squared error is (y − t)² itself.
    seen = trace(
        network,
        network.initial_parameters(seed),
        [[settings.x]],
        [[settings.t]],
        MeanSquaredError(),
    )
    numbers = _numbers(seen)
    return Result(
        metrics=numbers,
        names=_NAMES,
        headline=("E", "y", "d_w1", "d_w2"),
        summary=Text(
            f"$E = {_n(numbers['E'])}$, $\\partial E/\\partial w_1 = {_n(numbers['d_w1'])}$ and "
            f"$\\partial E/\\partial w_2 = {_n(numbers['d_w2'])}$.",
            f"$E = {_n(numbers['E'])}$、$\\partial E/\\partial w_1 = {_n(numbers['d_w1'])}$、"
            f"$\\partial E/\\partial w_2 = {_n(numbers['d_w2'])}$ です。",
        ),
        sections=[_forward(settings, numbers), _backward(numbers), _microscope(seen)],
    )


_NAMES = {
    "E": Text("error E", "誤差 E"),
    "y": Text("output y", "出力 y"),
    "d_w1": Text("∂E/∂w₁", "∂E/∂w₁"),
    "d_w2": Text("∂E/∂w₂", "∂E/∂w₂"),
    "u1": Text("u₁", "u₁"),
    "z1": Text("z₁", "z₁"),
    "u2": Text("u₂", "u₂"),
    "d_u1__d_w1": Text("∂u₁/∂w₁", "∂u₁/∂w₁"),
    "d_z1__d_u1": Text("∂z₁/∂u₁", "∂z₁/∂u₁"),
    "d_u2__d_z1": Text("∂u₂/∂z₁", "∂u₂/∂z₁"),
    "d_u2__d_w2": Text("∂u₂/∂w₂", "∂u₂/∂w₂"),
    "d_y__d_u2": Text("∂y/∂u₂", "∂y/∂u₂"),
    "d_E__d_y": Text("∂E/∂y", "∂E/∂y"),
}


def _numbers(seen: Trace) -> dict[str, float]:
    """Every number of the pass by its name; ``d_a__d_b`` is ∂a/∂b."""
    first, square, second, cube = seen
    assert square.local_derivative is not None
    assert cube.local_derivative is not None
    arrays: dict[str, ArrayLike] = {
        "E": seen.error,
        "y": cube.output,
        "d_w1": first.gradients["weight"],
        "d_w2": second.gradients["weight"],
        "u1": first.output,
        "z1": square.output,
        "u2": second.output,
        "d_u1__d_w1": first.input,
        "d_z1__d_u1": square.local_derivative,
        "d_u2__d_z1": second.parameters["weight"],
        "d_u2__d_w2": second.input,
        "d_y__d_u2": cube.local_derivative,
        "d_E__d_y": cube.delta_output,
    }
    return {name: _number(array) for name, array in arrays.items()}


def _n(number: float) -> str:
    """A number for a formula: 288, 0.5."""
    return f"{number:.6g}"


def _p(number: str) -> str:
    """A factor of a product: negative numbers in parentheses."""
    return f"({number})" if number.startswith("-") else number


def _forward(settings: Settings, v: dict[str, float]) -> Section:
    x, w1, w2, t = (_n(a) for a in (settings.x, settings.w1, settings.w2, settings.t))
    u1, z1, u2, y, error = (_n(v[name]) for name in ("u1", "z1", "u2", "y", "E"))
    graph = Graph(
        title=Text("Every vertex applies its function", "頂点ごとに関数を適用する"),
        vertices=[
            Vertex(0, 0, x, above="x"),
            Vertex(1.3, 0, "( )²", above=f"u₁ = {u1}", below=f"z₁ = {z1}"),
            Vertex(2.6, 0, "( )³", above=f"u₂ = {u2}", below=f"y = {y}"),
            Vertex(3.9, 0, "E", above=f"t = {t}", below=f"E = {error}"),
        ],
        edges=[Edge(0, 1, f"w₁ = {w1}"), Edge(1, 2, f"w₂ = {w2}"), Edge(2, 3)],
    )
    steps = (
        rf"\begin{{aligned}} u_1 &= w_1 x = {_p(w1)} \cdot {_p(x)} = {u1} \\ "
        rf"z_1 &= u_1^2 = {_p(u1)}^2 = {z1} \\ u_2 &= w_2 z_1 = {_p(w2)} \cdot {z1} = {u2} \\ "
        rf"y &= u_2^3 = {_p(u2)}^3 = {y} \\ E &= (y - t)^2 = ({y} - {_p(t)})^2 = {error} "
        r"\end{aligned}"
    )
    return Section(
        word("forward_pass"),
        [
            Text(
                "A weight multiplies what passes along its edge; a vertex applies its function. "
                "Going from the input to the output, each number is worked out once.",
                "辺を通る値は重み倍され、頂点では関数が適用されます。"
                "入力から出力へ順に、それぞれの値を一度ずつ計算します。",
            ),
            graph,
            Formula(steps),
        ],
    )


def _backward(v: dict[str, float]) -> Section:
    graph = Graph(
        title=Text("Backward: a factor on each edge", "逆伝播: 辺ごとに因子が 1 つ"),
        vertices=[
            Vertex(0, 0, "w₁"),
            Vertex(1.3, 0, "u₁"),
            Vertex(2.6, 0, "z₁"),
            Vertex(3.9, 0, "u₂"),
            Vertex(5.2, 0, "y"),
            Vertex(6.5, 0, "E"),
            Vertex(2.6, -1.2, "w₂"),
        ],
        edges=[
            Edge(1, 0, _n(v["d_u1__d_w1"]), "∂u₁/∂w₁"),
            Edge(2, 1, _n(v["d_z1__d_u1"]), "∂z₁/∂u₁"),
            Edge(3, 2, _n(v["d_u2__d_z1"]), "∂u₂/∂z₁"),
            Edge(4, 3, _n(v["d_y__d_u2"]), "∂y/∂u₂"),
            Edge(5, 4, _n(v["d_E__d_y"]), "∂E/∂y"),
            Edge(3, 6, _n(v["d_u2__d_w2"]), "∂u₂/∂w₂"),
        ],
        caption=Text(
            "The product of the factors on the way from E to a weight is the derivative by it.",
            "E から重みまでの道にある因子をすべて掛けると、その重みによる微分になります。",
        ),
    )
    return Section(
        word("backward_pass"),
        [
            Text(
                "Each edge carries one local derivative. The last two factors serve both weights: "
                "going from the output to the input, they are worked out once and used twice. "
                "That saving is backpropagation.",
                "それぞれの辺が局所微分を 1 つ持ちます。出力側の 2 つの因子は両方の重みに共通です。"
                "出力から入力へたどれば一度の計算で済み、使い回せます。"
                "これが誤差逆伝播法の要点です。",
            ),
            graph,
            Formula(_chain("w_1", ["d_u1__d_w1", "d_z1__d_u1", "d_u2__d_z1"], v, v["d_w1"])),
            Formula(_chain("w_2", ["d_u2__d_w2"], v, v["d_w2"])),
        ],
    )


def _chain(weight: str, factors: list[str], v: dict[str, float], product: float) -> str:
    names = [*factors, "d_y__d_u2", "d_E__d_y"]
    symbols, numbers = [], []
    for name in names:
        over, under = (part.removeprefix("d_") for part in name.split("__"))
        symbols.append(rf"\frac{{\partial {_symbol(over)}}}{{\partial {_symbol(under)}}}")
        numbers.append(_p(_n(v[name])))
    return (
        rf"\begin{{aligned}} \frac{{\partial E}}{{\partial {weight}}} &= "
        + r" \cdot ".join(symbols)
        + r" \\ &= "
        + r" \cdot ".join(numbers)
        + rf" = {_n(product)} \end{{aligned}}"
    )


def _symbol(name: str) -> str:
    return f"{name[0]}_{name[1]}" if len(name) == 2 else name


def _microscope(seen: Trace) -> Section:
    rows = [
        [
            layer.path,
            _number(layer.input),
            _number(layer.output),
            None if layer.local_derivative is None else _number(layer.local_derivative),
            _number(layer.delta),
            _number(layer.gradients["weight"]) if layer.gradients else None,
        ]
        for layer in seen
    ]
    head = [
        word("layer"),
        word("input"),
        word("output"),
        Text("$f'(u)$", "$f'(u)$"),
        Text(r"$\delta = \partial E/\partial u$", r"$\delta = \partial E/\partial u$"),
        Text(r"$\partial E/\partial w$", r"$\partial E/\partial w$"),
    ]
    return Section(
        Text("Under the microscope", "顕微鏡で見る"),
        [
            Text(
                "The same pass as Mieru records it for any network, layer by layer.",
                "同じ計算を、Mieru がどのネットワークに対しても残す記録の形で示します。",
            ),
            Table(head, rows),
        ],
    )


def _number(array: ArrayLike) -> float:
    return float(np.asarray(array).item())
