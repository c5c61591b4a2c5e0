r"""The landscape of the loss: slices through the space of all weights.

A network's loss is a surface over as many dimensions as it has weights. Two directions across and
up, a plane, and the loss at each place of it,

    E(W + a·U + b·V),

make a map that can be drawn. Laid along the two directions in which learning went farthest (the
principal components of its path), it shows the way down. Laid at random through trained weights it
shows how wide a minimum is; such directions are filter-normalised (Li et al. 2018), each unit's as
long as its own weights, since scaling a unit up and the next one down changes nothing.

Large networks have many minima, and nearly all are alike (Choromanska et al. 2015): the losses that
they end with, from many seeds, lie the closer together the wider the network is.

With ``recording=FILE`` the map is that around a recording's weights, on its own data.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.data import DataSet, Examples
from mieru.explain.landscape import (
    Plane,
    Snapshots,
    along,
    losses_on,
    path_plane,
    places_between,
    random_plane,
    snapshots,
)
from mieru.learn import Adam, Momentum, Settings as LearningSettings, grid, population
from mieru.nn import Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.landscape_map import Map, around_section, path_section
from mieru.systems.parts.recorded_landscape import Asked, recorded
from mieru.systems.report.drawings import Axis, Band, Chart, Line, Points
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Block, Cell, Result, Section, Table

WIDTHS = (4, 8, 16, 32)


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    units: int = option(16, en="hidden units", ja="隠れ層のユニット数", least=2, most=512)
    epochs: int = option(40, en="epochs", ja="エポック数", least=2, most=2000)
    points: int = option(
        61, en="places along each side of a map", ja="地図の一辺の点の数", least=5, most=301
    )
    seeds: int = option(
        24, en="networks of each width", ja="幅ごとのネットワーク数", least=3, most=1000
    )
    recording: str = option(
        "",
        en="a recording (.safetensors) to look around, instead of learning anew",
        ja="新しく学習する代わりに調べる記録 (.safetensors)",
    )
    examples: int = option(
        1000,
        en="of a recording: examples that the loss is computed on, at the most",
        ja="記録の場合: 損失の計算に使うデータ点の上限",
        least=2,
        most=1_000_000,
    )
    path: bool = option(
        False,
        en="of a recording: learn it again, to draw the path of learning",
        ja="記録の場合: 学習し直して、学習の経路も描く",
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Two maps, the way between two minima, and the spread of final losses."""
    if settings.recording:
        asked = Asked(settings.recording, settings.points, settings.examples, settings.path, seed)
        return recorded(asked, stage)
    data = stage.data("moons", seed=seed, noise=15)
    network = network_of(data, settings.units)
    learning = LearningSettings(
        epochs=settings.epochs, batch_size=16, optimizer=Momentum(0.05), seed=seed
    )
    with stage.part(word("learning")):
        taken = snapshots(network, data, learning)
        other = snapshots(network, data, learning.changed(seed=seed + 1), count=1)
    with stage.part(Text("maps", "地図")):
        followed = drawn(path_plane(taken.parameters), taken, data.train, settings.points)
        around = drawn(
            random_plane(network, taken.parameters[-1], seed=seed),
            taken,
            data.train,
            settings.points,
        )
        between = line_between(taken, other, data.train)
    with stage.part(Text("many networks", "多くのネットワーク")):
        ends = {
            width: final_losses(data, width, settings, seed)
            for width in stage.progress(WIDTHS, Text("many networks", "多くのネットワーク"))
        }
    explained = followed.plane.explained or (0.0, 0.0)
    metrics = {
        "places": 2 * settings.points**2,
        "explained": sum(explained),
        "train_loss": float(taken.history[-1]["train_loss"]),
        "barrier": barrier(between),
    } | {f"spread_{width}": spread(losses) for width, losses in ends.items()}
    first, last = (metrics[f"spread_{width}"] for width in (WIDTHS[0], WIDTHS[-1]))
    return Result(
        metrics=metrics,
        names=NAMES,
        headline=("places", "explained", f"spread_{WIDTHS[0]}", f"spread_{WIDTHS[-1]}"),
        summary=Text(
            f"{metrics['explained']:.0%} of the path of learning lies in the plane that is drawn. "
            f"From {settings.seeds} seeds, the middle half of the final losses is {first:.3g} wide "
            f"with {WIDTHS[0]} hidden units and {last:.3g} with {WIDTHS[-1]}.",
            f"学習の経路の {metrics['explained']:.0%} が、描いた平面に収まっています。"
            f"{settings.seeds} 通りの乱数シードで、最後の損失の中央半分の幅は、隠れ層が "
            f"{WIDTHS[0]} ユニットのとき {first:.3g}、"
            f"{WIDTHS[-1]} ユニットのとき {last:.3g} です。",
        ),
        sections=[
            path_section(followed, explained),
            around_section(around),
            _between_section(between),
            _spread_section(ends),
        ],
    )


NAMES = {
    "places": Text("places at which the loss was computed", "損失を計算した点の数"),
    "explained": Text("share of the path in the plane", "経路のうち平面に収まる割合"),
    "barrier": Text("height of the wall between two minima", "2 つの極小の間の壁の高さ"),
} | {
    f"spread_{width}": Text(
        f"spread of final losses, {width} units", f"最後の損失のばらつき ({width} ユニット)"
    )
    for width in WIDTHS
}


def network_of(data: DataSet, units: int) -> Network:
    """One hidden layer of tanh units."""
    return Network.parse(f"{data.input_shape[0]}, dense {units}, tanh, dense {data.outputs}")


def drawn(plane: Plane, taken: Snapshots, train: Examples, points: int) -> Map:
    """The map of a plane, ``points`` along each side."""
    across, up = places_between(plane, points, points)
    losses = losses_on(plane, taken.network, taken.loss, train, across, up, state=taken.state)
    return Map(plane, across, up, losses)


def line_between(taken: Snapshots, other: Snapshots, train: Examples) -> NDArray[np.float64]:
    """(shares, losses) on the straight line from one network's last weights to another's."""
    import jax

    away = jax.tree.map(np.subtract, other.parameters[-1], taken.parameters[-1])
    plane = Plane(taken.parameters[-1], away, jax.tree.map(np.zeros_like, away))
    shares = np.linspace(-0.25, 1.25, 61)
    places = np.stack([shares, np.zeros_like(shares)], 1)
    return np.stack([shares, along(plane, taken.network, taken.loss, train, places)])


def barrier(between: NDArray[np.float64]) -> float:
    """How much higher the highest place between two minima is than the higher of them."""
    shares, losses = between
    inside = (shares >= 0) & (shares <= 1)
    return float(losses[inside].max() - max(losses[inside][[0, -1]]))


def final_losses(data: DataSet, width: int, settings: Settings, seed: int) -> NDArray[np.float64]:
    """The last training losses of networks that differ in their seeds only, (seeds,)."""
    asked = LearningSettings(epochs=settings.epochs, batch_size=16, optimizer=Adam(0.01))
    seeds = range(seed, seed + settings.seeds)
    found = population(network_of(data, width), data, grid(asked, seed=seeds))
    return np.asarray(found.last("train_loss"), np.float64)


def spread(losses: NDArray[np.float64]) -> float:
    """How wide the middle half of them is."""
    low, high = np.nanpercentile(losses, [25, 75])
    return float(high - low)


def _between_section(between: NDArray[np.float64]) -> Section:
    shares, losses = between
    return Section(
        Text("From one minimum to another", "ある極小から別の極小へ"),
        [
            Text(
                "Two networks, alike but for their seeds. On the straight line from the weights of "
                "one to those of the other there is a wall: halfway between two good networks is "
                "a bad one.",
                "乱数シードだけが違う 2 つのネットワークです。一方の重みから他方の重みへ"
                "まっすぐ進むと壁があります。良いネットワークどうしの中間は、良いネットワークではありません。",
            ),
            Chart(
                Text("The loss on the way", "途中の損失"),
                [Line(shares, losses, word("train_loss"))],
                x=Axis(Text("share of the way", "進んだ割合")),
                y=Axis(word("loss"), log=True),
                wide=True,
            ),
        ],
    )


def _spread_section(ends: dict[int, NDArray[np.float64]]) -> Section:
    widths = list(ends)
    low, middle, high = (
        [float(np.nanpercentile(losses, share)) for losses in ends.values()]
        for share in (10, 50, 90)
    )
    across = [width for width, losses in ends.items() for _ in losses]
    losses_of_all = np.concatenate(list(ends.values()))
    chart = Chart(
        Text("Final losses of many networks", "多くのネットワークの最後の損失"),
        [
            Band(widths, low, high, Text("middle 80 %", "中央の 80 %"), colour=0),
            Points(across, losses_of_all, Text("a network", "1 つのネットワーク"), size=3),
            Line(widths, middle, Text("median", "中央値"), colour=1),
        ],
        x=Axis(Text("hidden units", "隠れ層のユニット数"), log=True),
        y=Axis(word("train_loss"), log=True),
        wide=True,
    )
    rows: list[list[Cell]] = [
        [
            width,
            float(f"{np.nanmin(losses):.3g}"),
            float(f"{np.nanmedian(losses):.3g}"),
            float(f"{np.nanmax(losses):.3g}"),
            float(f"{spread(losses):.3g}"),
        ]
        for width, losses in ends.items()
    ]
    head = [
        Text("hidden units", "隠れ層のユニット数"),
        Text("lowest", "最小"),
        Text("median", "中央値"),
        Text("highest", "最大"),
        Text("width of the middle half", "中央半分の幅"),
    ]
    body: list[Block] = [
        Text(
            "Narrow networks are stuck at very different heights, depending on the seed. Wide ones "
            "nearly all find a place that is low, and about as low as any other's.",
            "狭いネットワークは、シードによってまったく違う高さで止まります。"
            "広いネットワークは、ほとんどがどれも同じくらい低い所にたどり着きます。",
        ),
        chart,
        Table(head, rows),
    ]
    return Section(Text("Many minima, all alike", "たくさんの極小、どれも似たもの"), body)
