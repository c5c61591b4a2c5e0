"""Maps of the loss over a plane of weights, for a report."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.explain.landscape import Plane
from mieru.systems.report.drawings import Axis, Chart, Contours, Heat, Line, Mark, Points
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Formula, Section


@dataclass(frozen=True, eq=False)
class Map:
    """A plane, and the loss at each place of it."""

    plane: Plane
    across: NDArray[np.float64]
    up: NDArray[np.float64]
    losses: NDArray[np.float64]  # (len(up), len(across))

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, right, bottom, top."""
        left, right = self.across[[0, -1]].tolist()
        bottom, top = self.up[[0, -1]].tolist()
        return left, right, bottom, top


def _map_marks(drawn_map: Map) -> list[Mark]:
    z = np.log(np.maximum(drawn_map.losses, 1e-6))
    return [
        Heat(z, extent=drawn_map.extent, legend=Text("log loss", "損失の対数")),
        Contours(z, drawn_map.extent),
    ]


def path_section(followed: Map, explained: tuple[float, float]) -> Section:
    """The map along a path of learning, with the path on it."""
    places = followed.plane.places
    assert places is not None
    marks = _map_marks(followed)
    marks += [
        Line(places[:, 0], places[:, 1], word("learning"), colour=1, markers=True, width=1.2),
        Points(places[:1, 0], places[:1, 1], Text("start", "出発点"), colour=7, size=7),
        Points(places[-1:, 0], places[-1:, 1], Text("end", "到着点"), colour=2, size=8),
    ]
    shown = [f"{share:.0%}" for share in explained]
    return Section(
        Text("The way down", "下り道"),
        [
            Formula(r"E(W + a\,U + b\,V)"),
            Chart(
                Text("The loss, and the path of learning on it", "損失と、その上の学習の経路"),
                marks,
                x=Axis(Text(f"first direction ({shown[0]})", f"第 1 方向 ({shown[0]})")),
                y=Axis(Text(f"second direction ({shown[1]})", f"第 2 方向 ({shown[1]})")),
                wide=True,
                height=1.2,
                caption=Text(
                    "The percentages say how much of the path's squared length lies along each "
                    "direction. What lies in neither is not seen here: the path is projected.",
                    "割合は、経路の長さの 2 乗のうちその方向に収まる分です。どちらにも収まらない"
                    "分はここには見えません。経路は平面に射影して描いています。",
                ),
            ),
        ],
    )


def around_section(around: Map) -> Section:
    """The map of two random directions around trained weights."""
    return Section(
        Text("Around the minimum", "極小のまわり"),
        [
            Chart(
                Text("The loss in two random directions", "でたらめな 2 方向での損失"),
                [
                    *_map_marks(around),
                    Points([0], [0], Text("trained weights", "学習した重み"), colour=2, size=8),
                ],
                x=Axis(Text("first direction", "第 1 方向")),
                y=Axis(Text("second direction", "第 2 方向")),
                wide=True,
                height=1.2,
                caption=Text(
                    "At 1, each unit's weights have been changed by as much as they are long.",
                    "1 の所では、各ユニットの重みを、その長さと同じだけ変えています。",
                ),
            )
        ],
    )
