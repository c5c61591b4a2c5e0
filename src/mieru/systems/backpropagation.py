r"""Backpropagation: every δ, from the output back to the input.

With uˡ = Wˡzˡ⁻¹ + bˡ, zˡ = f(uˡ), x = z⁰ and δˡ = ∂E/∂uˡ, the chain rule gives

    at the output       δᴸ = ∂E/∂zᴸ · f′(uᴸ)            (squared error: ∂E/∂z = z − t)
    going back          δˡ = f′(uˡ) · (Wˡ⁺¹)ᵀ δˡ⁺¹
    and for each weight ∂E/∂Wˡ = δˡ (zˡ⁻¹)ᵀ,   ∂E/∂bˡ = δˡ

so that all derivatives cost about as much as one more pass. (Linnainmaa 1970; Rumelhart, Hinton
and Williams 1986.) Every number shown is read from :func:`mieru.nn.trace`, that is, from the
function by which all networks here learn, in double precision, and checked against two independent
ways to the same derivatives: automatic differentiation and central differences,
(E(w+h) − E(w−h))/2h.

Going back, each layer multiplies δ by f′, at most 1/4 for the sigmoid: in a deep network little is
left of it at the input. :mod:`mieru.systems.parts.vanishing_gradient` measures that.
"""

from dataclasses import dataclass

import numpy as np

from mieru.nn import (
    LOSSES,
    Activation,
    Dense,
    Loss,
    Network,
    Trace,
    loss_named,
    trace,
)
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts import vanishing_gradient
from mieru.systems.parts.double import double_precision, in_double
from mieru.systems.parts.gradient_check import Check, checked, random_examples
from mieru.systems.parts.stops import stops
from mieru.systems.report.drawings import Axis, Chart, Edge, Graph, Heat, Vertex
from mieru.systems.report.text import Text, Words, word
from mieru.systems.report.values import Block, Cell, Code, Formula, Result, Section, Table
from mieru.words import SettingError

MOST_PARAMETERS = 500
MOST_DRAWN = 8  # units in a column of the drawn network


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    network: str = option(
        "2, dense 3, sigmoid, dense 2, sigmoid",
        en=f"the network, in one line (at most {MOST_PARAMETERS} parameters)",
        ja=f"1 行で書いたネットワーク (パラメータは {MOST_PARAMETERS} 個まで)",
    )
    loss: str = option("squared_error", en="the loss", ja="損失関数", choices=tuple(LOSSES))
    examples: int = option(
        1, en="how many random examples to pass", ja="通す (乱数の) データ点の数", least=1, most=16
    )
    width: int = option(
        32,
        en="units in each layer of the deep networks",
        ja="深いネットワークの各層のユニット数",
        least=4,
        most=256,
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """A pass of the chosen network under the microscope, its checks, and the gradient by depth."""
    network, loss = chosen(settings)
    with double_precision(), stage.part(Text("the chosen network", "指定のネットワーク")):
        parameters = in_double(network.initial_parameters(seed))
        x, t = random_examples(network, loss, settings.examples, seed)
        seen = trace(network, parameters, x, t, loss)
        checks = checked(seen, parameters)
    vanishing = vanishing_gradient.measure(settings.width, seed, stage)
    metrics = {
        "E": seen.error,
        "max_difference_autodiff": max(c.autodiff for c in checks),
        "max_difference_central": max(c.central for c in checks),
    } | vanishing.metrics
    return Result(
        metrics=metrics,
        names=NAMES | vanishing_gradient.NAMES,
        summary=Text(
            f"All {network.parameter_count} derivatives agree with automatic differentiation to "
            f"{short(metrics['max_difference_autodiff'])} and with central differences to "
            f"{short(metrics['max_difference_central'])}.",
            f"{network.parameter_count} 個の微分すべてが、自動微分とは "
            f"{short(metrics['max_difference_autodiff'])}、中心差分とは "
            f"{short(metrics['max_difference_central'])} 以内の差で一致しました。",
        ),
        sections=[
            _rule_section(seen),
            _numbers_section(seen),
            _check_section(checks),
            *vanishing_gradient.sections(vanishing),
        ],
        recordings=vanishing.recordings,
    )


NAMES = {
    "E": Text("error E", "誤差 E"),
    "max_difference_autodiff": Text(
        "largest difference from automatic differentiation", "自動微分との最大の差"
    ),
    "max_difference_central": Text(
        "largest difference from central differences", "中心差分との最大の差"
    ),
}


def chosen(settings: Settings) -> tuple[Network, Loss]:
    """Network and loss; raises SettingError for one too large to show, or without parameters."""
    network = Network.parse(settings.network)
    if network.parameter_count > MOST_PARAMETERS:
        raise SettingError(
            en=f"the network has {network.parameter_count} parameters; as every number of it is "
            f"shown, take one with at most {MOST_PARAMETERS}",
            ja=f"このネットワークのパラメータは {network.parameter_count} 個です。"
            f"すべての数を示すので、{MOST_PARAMETERS} 個までにしてください",
        )
    if network.parameter_count == 0:
        raise SettingError(
            en="the network has no parameters, so there is no derivative to find; add a layer "
            "that learns, such as dense 2",
            ja="このネットワークにはパラメータがなく、求める微分がありません。"
            "dense 2 のような学習する層を加えてください",
        )
    return network, loss_named(settings.loss)


def short(difference: float) -> str:
    """1e-11, or 0."""
    return f"{difference:.0e}" if difference else "0"


def signed(value: float) -> str:
    """+0.062, −0.034."""
    return f"{value:+.3f}".replace("-", "−")


def plain(value: float) -> str:
    """0.55, −0.13."""
    return f"{value:.2f}".replace("-", "−")


def _rule_section(seen: Trace) -> Section:
    graph = _drawn(seen)
    body: list[Block] = [
        Code(str(seen.network)),
        Formula(
            r"\begin{aligned} \mathbf{u}^{\ell} &= W^{\ell} \mathbf{z}^{\ell-1} + "
            r"\mathbf{b}^{\ell}, "
            r"\qquad \mathbf{z}^{\ell} = f(\mathbf{u}^{\ell}) \\ "
            r"\delta^{L} &= \frac{\partial E}{\partial \mathbf{z}^{L}} \odot f'(\mathbf{u}^{L}) \\ "
            r"\delta^{\ell} &= f'(\mathbf{u}^{\ell}) \odot (W^{\ell+1})^{\top} \delta^{\ell+1} \\ "
            r"\frac{\partial E}{\partial W^{\ell}} &= \delta^{\ell} (\mathbf{z}^{\ell-1})^{\top}, "
            r"\qquad \frac{\partial E}{\partial \mathbf{b}^{\ell}} = \delta^{\ell} \end{aligned}"
        ),
        Text(
            "Forward, each layer keeps what it was given. Backward, δ goes from the loss to the "
            "input, and each layer needs only the δ of the layer after it. This is the whole of "
            "backpropagation.",
            "順伝播では各層が受け取った値を覚えておきます。逆伝播では δ "
            "が損失から入力へ向かって進み、各層に必要なのは 1 つ後ろの層の δ だけです。"
            "誤差逆伝播法はこれがすべてです。",
        ),
    ]
    return Section(
        Text("One pass forward, one pass back", "順伝播を 1 回、逆伝播を 1 回"),
        body + ([graph] if graph else []),
    )


def _drawn(seen: Trace) -> Graph | None:
    """The network with z in each vertex, δ under it and ∂E/∂w as the thickness of the edges."""
    dense = all(isinstance(layer, Dense | Activation) for layer in seen.network.layers)
    columns: list[np.ndarray] = [np.ravel(seen.x[0]), *(stop.z for stop in stops(seen))]
    if not dense or max(map(len, columns)) > MOST_DRAWN:
        return None
    deltas: list[np.ndarray] = [
        np.ravel(seen.result.delta_x[0]),
        *(stop.delta for stop in stops(seen)),
    ]
    gradients = [layer.gradients["weight"] for layer in seen if "weight" in layer.gradients]
    most = max(float(np.abs(g).max()) for g in gradients) or 1.0
    vertices: list[Vertex] = []
    edges: list[Edge] = []
    starts: list[int] = []
    for column, (z, delta) in enumerate(zip(columns, deltas, strict=True)):
        starts.append(len(vertices))
        vertices += [
            Vertex(
                1.7 * column,
                1.15 * ((len(z) - 1) / 2 - i),
                plain(z[i]),
                below=f"δ {signed(delta[i])}",
            )
            for i in range(len(z))
        ]
    for column, gradient in enumerate(gradients):
        edges += [
            Edge(starts[column] + i, starts[column + 1] + j, strength=float(gradient[i, j]) / most)
            for i in range(gradient.shape[0])
            for j in range(gradient.shape[1])
        ]
    return Graph(
        Text("Outputs z, their δ, and ∂E/∂w along the edges", "出力 z とその δ、辺に沿った ∂E/∂w"),
        vertices,
        edges,
        caption=Text(
            "The thicker the edge, the larger |∂E/∂w|; blue positive, orange negative. Under the "
            "inputs stands ∂E/∂x.",
            "辺が太いほど |∂E/∂w| が大きく、青は正、橙は負です。入力の下の値は ∂E/∂x です。",
        ),
    )


def _numbers_section(seen: Trace) -> Section:
    rows: list[list[Cell]] = [
        [
            stop.name if i == 0 else "",
            str(i + 1),
            float(stop.u[i]),
            float(stop.z[i]),
            None if stop.derivative is None else float(stop.derivative[i]),
            float(stop.delta[i]),
        ]
        for stop in stops(seen)
        for i in range(len(stop.u))
    ]
    head: list[Words] = [
        word("layer"),
        word("unit"),
        "$u$",
        "$z = f(u)$",
        "$f'(u)$",
        r"$\delta = \partial E/\partial u$",
    ]
    heats = [
        _heat(f"∂E/∂{layer.path}.{name}", gradient, word("input"))
        for layer in seen
        for name, gradient in layer.gradients.items()
        if name != "bias"
    ]
    shown = [
        _heat(f"∂E/∂u = δ: {layer.path}", layer.delta, word("example"))
        for layer in seen
        if layer.gradients
    ]
    several = Text(
        f"The table tells of the first of {len(seen.x)} examples; the pictures hold them all, one "
        "in each row of δ.",
        f"表は {len(seen.x)} 個のデータ点のうち 1 つ目のものです。図にはすべてを示し、"
        "δ の 1 行が 1 つのデータ点です。",
    )
    return Section(
        Text("Every number", "すべての数"),
        [
            *([several] if len(seen.x) > 1 else []),
            Table(head, rows),
            Formula(seen.latex()),
            *shown,
            *heats,
        ],
    )


def _heat(title: str, array: np.ndarray, down: Text) -> Chart:
    flat = np.asarray(array, dtype=np.float64)
    flat = flat.reshape(len(flat), -1) if flat.ndim > 1 else flat[None]
    small = flat.size <= 60 and flat.shape[1] <= 10
    names = [str(i + 1) for i in range(flat.shape[1])]
    return Chart(
        title,
        [
            Heat(
                flat,
                rows=[str(i + 1) for i in range(len(flat))] if len(flat) <= 32 else (),
                columns=names if len(names) <= 32 else (),
                texts=[[signed(value) for value in row] for row in flat] if small else (),
                diverging=True,
                legend=None if small else "",
            )
        ],
        x=Axis(word("unit")),
        y=Axis(down),
        height=min(1.0, 0.4 + 0.12 * len(flat)),
    )


def _check_section(checks: list[Check]) -> Section:
    rows: list[list[Cell]] = [[c.path, c.count, c.largest, c.autodiff, c.central] for c in checks]
    head = [
        word("parameter"),
        Text("numbers", "個数"),
        Text("largest |∂E/∂w|", "|∂E/∂w| の最大"),
        Text("from automatic", "自動微分との差"),
        Text("from central", "中心差分との差"),
    ]
    return Section(
        Text("Is it right?", "正しいか"),
        [
            Formula(
                r"\frac{\partial E}{\partial w} \approx \frac{E(w+h) - E(w-h)}{2h}, \qquad h = 6 "
                r"\times 10^{-6}"
            ),
            Text(
                "The same derivatives by two other ways, in double precision: by JAX's automatic "
                "differentiation, and by moving each weight a little to either side.",
                "同じ微分を、倍精度で別の 2 通りの方法でも求めました。JAX の自動微分と、"
                "重みを 1 つずつ前後にわずかに動かす中心差分です。",
            ),
            Table(head, rows),
        ],
    )
