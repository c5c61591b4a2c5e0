"""Optimizers raced down a surface of two weights, and the section that shows them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.explain.descent import Path, Racer, Surface, heights, ladder, steps_to
from mieru.systems.report.drawings import Axis, Chart, Contours, Heat, Line, Mark, Points
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Cell, Formula, Section, Table

RATES: NDArray[np.float64] = np.geomspace(1e-3, 3, 15)
_GRID = 120  # columns of a surface's picture


@dataclass(frozen=True, eq=False)
class Raced:
    """One optimizer on one surface, at each rate of the ladder and at the best of them."""

    optimizer: str
    rate: float  # the best
    path: Path
    steps: int | None  # to a minimum, for good; None: it never got there
    by_rate: list[int | None]


def race(surface: Surface, kind: str, momentum: float, most_steps: int) -> Raced:
    """The optimizer at every rate; the best one gets to a minimum first, or else lowest."""
    racer = Racer(kind, 1.0, momentum)
    climbed = ladder(surface, racer, RATES, surface.start, most_steps)
    paths = [climbed.one(i) for i in range(len(RATES))]
    steps = [steps_to(path, surface) for path in paths]

    def order(i: int) -> tuple[float, float]:
        reached = steps[i]
        last = np.inf if paths[i].left else float(paths[i].values[-1])
        return (np.inf if reached is None else reached, last)

    best = min(range(len(RATES)), key=order)
    return Raced(kind, float(RATES[best]), paths[best], steps[best], steps)


TITLES = {
    "valley": Text("A narrow valley", "狭い谷"),
    "bent": Text("A bent valley", "曲がった谷"),
    "saddle": Text("A saddle", "鞍点"),
    "minima": Text("Many minima", "たくさんの極小"),
}
ABOUT = {
    "valley": Text(
        "A hundred times as curved across as along. Gradient descent must stay below the rate "
        "2/100, or it is thrown from wall to wall; at such a rate the way along the floor is long.",
        "谷を横切る方向の曲率が、谷に沿う方向の 100 倍です。勾配降下法の学習率は 2/100 "
        "より小さくしないと壁から壁へ跳ね返って発散し、その学習率では谷底に沿って進むのに時間が"
        "かかります。",
    ),
    "bent": Text(
        "Rosenbrock's valley bends, so that the direction of the floor changes on the way.",
        "ローゼンブロックの谷は曲がっていて、谷底の向きが途中で変わります。",
    ),
    "saddle": Text(
        "Started a thousandth beside the ridge, every path first comes to the saddle, where the "
        "gradient vanishes. What divides by the size of the gradient leaves it at once.",
        "尾根からわずか 0.001 ずれた所から出発すると、どの経路もまず勾配が消える鞍点に"
        "近づきます。勾配の大きさで割る手法は、そこからすぐに離れます。",
    ),
    "minima": Text(
        "A bowl with dents. Which minimum is reached depends on the start and the rate; momentum "
        "may roll through a shallow one.",
        "くぼみの並んだ椀です。どの極小に着くかは出発点と学習率で変わります。"
        "モーメンタムは浅いくぼみを乗り越えることがあります。",
    ),
}


def surface_section(surface: Surface, raced: list[Raced]) -> Section:
    """The paths on a map of the surface, the heights by step, and a table."""
    left, right, bottom, top = surface.extent
    z = np.log1p(heights(surface, _GRID, _GRID) - float(heights(surface, _GRID, _GRID).min()))
    marks: list[Mark] = [Heat(z, extent=surface.extent), Contours(z, surface.extent)]
    for colour, one in enumerate(raced):
        points = one.path.points
        inside = np.clip(points, (left, bottom), (right, top))
        marks.append(
            Line(inside[:, 0], inside[:, 1], word(one.optimizer), colour=colour, width=1.4)
        )
    marks.append(Points([surface.start[0]], [surface.start[1]], Text("start", "出発点"), colour=7))
    lowest = np.array(surface.minima)
    minimum = Text("minimum", "最小")
    marks.append(Points(lowest[:, 0], lowest[:, 1], minimum, colour=7, hollow=True, size=7))
    heights_by_step = Chart(
        Text("Height by step", "ステップと高さ"),
        [
            Line(
                np.arange(len(one.path.values)),
                one.path.values - float(surface.value(lowest[0])) + 1e-12,
                word(one.optimizer),
                colour=colour,
            )
            for colour, one in enumerate(raced)
        ],
        x=Axis(word("step")),
        y=Axis(Text("f − lowest f", "f − f の最小値"), log=True, limits=(1e-8, 1e3)),
        wide=True,
    )
    paths = Chart(
        Text("Paths at the best rate of each", "それぞれ最良の学習率での経路"),
        marks,
        x=Axis("x₁"),
        y=Axis("x₂"),
        wide=True,
        height=1.25,
    )
    rows: list[list[Cell]] = [
        [
            word(one.optimizer),
            f"{one.rate:.2g}",
            one.steps if one.steps is not None else Text("not reached", "到達せず"),
            float(f"{one.path.values[-1]:.4g}"),
            _working_rates(one),
        ]
        for one in raced
    ]
    head = [
        word("optimizer"),
        Text("best rate", "最良の学習率"),
        Text("steps to the minimum", "最小までのステップ数"),
        Text("last f", "最後の f"),
        Text("rates that get there", "到達する学習率"),
    ]
    return Section(
        TITLES[surface.name],
        [Formula(surface.latex), ABOUT[surface.name], paths, heights_by_step, Table(head, rows)],
    )


def _working_rates(one: Raced) -> str:
    good = [rate for rate, steps in zip(RATES, one.by_rate, strict=True) if steps is not None]
    return f"{good[0]:.2g} – {good[-1]:.2g}" if good else "—"
