"""The landscape of the loss around the weights of a recording."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import jax
import numpy as np
from numpy.typing import NDArray

from mieru.data import Examples, load_recorded
from mieru.explain.landscape import (
    Plane,
    along,
    losses_on,
    path_plane,
    places_between,
    random_plane,
)
from mieru.explain.landscape.snapshots import snapshots
from mieru.files import Run, load
from mieru.learn import Settings as LearningSettings
from mieru.learn.target_scale import told_scale
from mieru.systems.parts.landscape_map import Map, around_section, path_section
from mieru.systems.report.drawings import Axis, Chart, Line
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Result, Section
from mieru.words import DataError

if TYPE_CHECKING:
    from mieru.systems.frame import Stage

FAR = 0.5  # of a unit's length: how far from the weights the loss is compared with theirs
_DIRECTIONS = 64


@dataclass(frozen=True)
class Asked:
    """How to look: a map of ``points`` along each side, the loss on ``examples`` at the most."""

    recording: str
    points: int
    examples: int
    path: bool
    seed: int


@dataclass(frozen=True, eq=False)
class _Seen:
    """A recording as it was learned: weights and targets of a regression in the learned unit."""

    run: Run
    train: Examples
    validation: Examples | None

    def losses(self, plane: Plane, places: NDArray[np.float64], part: Examples) -> np.ndarray:
        run = self.run
        return along(plane, run.network, run.loss, part, places, state=run.state)

    def map_of(self, plane: Plane, points: int) -> Map:
        """The loss on the training part over the plane."""
        across, up = places_between(plane, points, points)
        run = self.run
        losses = losses_on(plane, run.network, run.loss, self.train, across, up, state=run.state)
        return Map(plane, across, up, losses)


def recorded(asked: Asked, stage: "Stage") -> Result:
    """The map around a recording's weights, two cuts through it, and the path where asked for.

    Raises FileError for a file that is no recording, DataError where its data cannot be had again.
    """
    run = load(asked.recording)
    data = load_recorded(run.data, run.settings.get("seed", 0), run.network.input_shape)
    stage.loaded.append(data)
    scale = told_scale(run.data).fitting(run.network, run.loss)
    parts = [scale.scaled(_some(part, asked)) for part in (data.train, data.validation) if part]
    seen = _Seen(run, parts[0], parts[1] if len(parts) > 1 else None)
    weights = scale.learned(run.network, run.parameters)
    plane = random_plane(run.network, weights, seed=asked.seed)
    with stage.part(Text("maps", "地図")):
        around = seen.map_of(plane, asked.points)
        cuts = _cuts(seen, plane)
    sections = [around_section(around), _cuts_section(cuts)]
    metrics = {"places": float(asked.points**2), **_heights(seen, plane)}
    if asked.path:
        with stage.part(word("learning")):
            settings = LearningSettings.from_json(run.settings)
            taken = snapshots(run.network, data, settings)
        path = [scale.learned(run.network, parameters) for parameters in taken.parameters]
        _check_end(path[-1], weights)
        followed = path_plane(path)
        explained = followed.explained or (0.0, 0.0)
        with stage.part(Text("maps", "地図")):
            sections.append(path_section(seen.map_of(followed, asked.points), explained))
        metrics |= {"places": 2.0 * asked.points**2, "explained": sum(explained)}
    return Result(
        metrics=metrics,
        names=NAMES,
        summary=Text(
            f"At the weights of {asked.recording} the training loss is {metrics['train_loss']:.3g};"
            f" {FAR:.0%} of each unit's length away from them, it is "
            f"{metrics['train_loss'] + metrics['rise']:.3g} in the mean.",
            f"{asked.recording} の重みでの訓練損失は {metrics['train_loss']:.3g} です。各ユニットの"
            f"重みの長さの {FAR:.0%} だけ離れると、平均で "
            f"{metrics['train_loss'] + metrics['rise']:.3g} になります。",
        ),
        sections=sections,
    )


NAMES = {
    "places": Text("places at which the loss was computed", "損失を計算した点の数"),
    "rise": Text(
        f"rise of the training loss {FAR:.0%} away",
        f"{FAR:.0%} 離れたときの訓練損失の増加",
    ),
    "explained": Text("share of the path in the plane", "経路のうち平面に収まる割合"),
}


def _some(examples: Examples, asked: Asked) -> Examples:
    """As many as asked for, by chance but always the same ones."""
    if len(examples) <= asked.examples:
        return examples
    random = np.random.default_rng([asked.seed, 6])
    return examples.take(np.sort(random.permutation(len(examples))[: asked.examples]))


def _heights(seen: _Seen, plane: Plane) -> dict[str, float]:
    angles = np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    ring = np.stack([FAR * np.cos(angles), FAR * np.sin(angles)], 1)
    here = np.zeros((1, 2))
    found = {"train_loss": float(seen.losses(plane, here, seen.train)[0])}
    if seen.validation is not None:
        found["validation_loss"] = float(seen.losses(plane, here, seen.validation)[0])
    rise = float(seen.losses(plane, ring, seen.train).mean()) - found["train_loss"]
    return {**found, "rise": rise}


def _cuts(seen: _Seen, plane: Plane) -> list[Line]:
    at = np.linspace(-1, 1, 81)
    zero = np.zeros_like(at)
    lines = []
    for number, places in enumerate(((at, zero), (zero, at))):
        for part, name in ((seen.train, "train_loss"), (seen.validation, "validation_loss")):
            if part is not None:
                losses = seen.losses(plane, np.stack(places, 1), part)
                label = Text(f"{word(name).en} {number + 1}", f"{word(name).ja} {number + 1}")
                width = 2.0 if name == "train_loss" else 1.0
                lines.append(Line(at, losses, label, colour=number, width=width))
    return lines


def _cuts_section(lines: list[Line]) -> Section:
    return Section(
        Text("Two cuts through it", "2 方向の断面"),
        [
            Chart(
                Text("The loss along each direction", "それぞれの方向に沿った損失"),
                list(lines),
                x=Axis(Text("distance from the trained weights", "学習した重みからの距離")),
                y=Axis(word("loss"), log=True),
                wide=True,
                caption=Text(
                    "Where the curves of the two losses are apart, training and validation ask for "
                    "different weights.",
                    "2 つの損失の曲線がずれている所では、訓練と検証の求める重みが違います。",
                ),
            )
        ],
    )


def _check_end(end: object, weights: object) -> None:
    same = jax.tree.map(lambda a, b: np.allclose(a, b, rtol=1e-3, atol=1e-5), end, weights)
    if not all(jax.tree.leaves(same)):
        raise DataError(
            en="learning again with the recording's settings does not end at its weights (it went "
            "on from other ones, or went back to an earlier epoch), so its path is not known; "
            "leave path out",
            ja="記録の設定で学習し直しても同じ重みになりません (別の記録から続けたか、途中の"
            "エポックの重みに戻っています)。経路がわからないので、path を外してください",
        )
