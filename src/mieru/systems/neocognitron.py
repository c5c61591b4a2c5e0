r"""The neocognitron: Fukushima's network that learns to see without a teacher (1979, 1980).

Levels of two layers each follow Hubel and Wiesel's idea of the visual cortex. S-cells find
features: each looks at a small part of all the planes below, and all the cells of a plane look for
the same feature at different places. C-cells gather the S-cells of one plane around a place, so
that it no longer matters where exactly the feature was. Level by level, small features become large
ones and their places matter less.

It learns by competition, not by the gradient of an error: where an S-cell is the strongest of its
neighbourhood, it takes over a little of what it sees; where no cell knows what there is to see, one
that has learned nothing yet takes it up. The formulas stand in parts/simple_complex.py. Labels
come in only at the end, for a linear read-out (softmax regression) of the last C-cells.

K. Fukushima, Neocognitron: a self-organizing neural network model for a mechanism of pattern
recognition unaffected by shift in position, Biological Cybernetics 36, 193-202 (1980). The lower
threshold once learning is over is of Fukushima (2003).
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.nn import as_numbers
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.neocognitron_report import (
    features_section,
    learning_section,
    network_section,
    shift_section,
)
from mieru.systems.parts.read_out import SHIFTS, ReadOut, read_outs
from mieru.systems.parts.self_organized import Organized, Pictures, organize
from mieru.systems.parts.simple_complex import Level
from mieru.systems.report.text import Text
from mieru.systems.report.values import Result

_WHY = Text("accuracy of the linear read-outs, also on moved digits", "線形読み出しの正解率")
_MOVE = SHIFTS.index(2)
_SMALL, _MARGIN = 8, max(SHIFTS)


@dataclass(frozen=True)
class Settings:
    """What it sees, and how much of it."""

    data: str = option(
        "mnist",
        en="mnist, or digits (8×8 pixels, comes with scikit-learn)",
        ja="mnist または digits (8×8 画素、scikit-learn に付属)",
        choices=("mnist", "digits"),
    )
    pictures: int = option(
        1000,
        en="pictures that each level learns from, without labels",
        ja="各段がラベルなしで学習する画像の枚数",
        least=10,
        most=60_000,
    )
    planes: int = option(
        256, en="planes of the last level", ja="最後の段の面の数", least=10, most=2000
    )
    labelled: int = option(
        15_000,
        en="pictures with labels for the linear read-out",
        ja="線形読み出しに使うラベル付き画像の枚数",
        least=100,
        most=60_000,
    )


def levels(data: str, planes: int) -> tuple[Level, ...]:
    """The three levels for such pictures, with so many planes in the last."""
    if data == "digits":
        return (
            Level(16, 3, 3, 1, selectivity=9.0, answering=3.0, gain=1000.0, column=3),
            Level(64, 3, 3, 2, selectivity=6.0, answering=2.0, gain=1000.0, column=3),
            Level(planes, 3, 3, 2, selectivity=3.0, answering=1.0, gain=1000.0, column=3),
        )
    return (
        Level(16, 5, 5, 2, selectivity=5.0, answering=2.0, gain=1000.0, column=5),
        Level(64, 5, 5, 2, selectivity=4.0, answering=1.5, gain=1000.0, column=5),
        Level(planes, 5, 5, 2, selectivity=2.5, answering=1.0, gain=1000.0, column=3),
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Organizes itself, then is read out, then sees moved digits."""
    with stage.part(Text("reading the data", "データの読み込み")):
        data = stage.data(settings.data, seed=seed)
        seen = as_pictures(data.train.x)
    with stage.part(Text("learning without labels", "ラベルなしの学習")):
        found = organize(
            levels(settings.data, settings.planes), seen[: settings.pictures], seed, stage
        )
    with stage.part(Text("linear read-outs", "線形読み出し")):
        test = stage.open(data, _WHY)
        labelled = data.train.take(slice(settings.labelled))
        outs = read_outs(
            found,
            Examples(seen[: len(labelled)], labelled.t),
            Examples(as_pictures(test.x), test.t),
            seed,
            stage,
        )
    top, plain = outs[-1], outs[0]
    return Result(
        metrics=_metrics(found, outs),
        names=_NAMES,
        headline=("test_accuracy", "pixels_accuracy", "moved_accuracy", "moved_pixels_accuracy"),
        summary=Text(
            f"Features learned without a label, read out linearly, tell {top.accuracy:.1%} of "
            f"the test digits right (the pixels: {plain.accuracy:.1%}); moved by 2 pixels, "
            f"{top.by_shift[_MOVE]:.1%} (the pixels: {plain.by_shift[_MOVE]:.1%}).",
            f"ラベルなしで学習した特徴を線形に読み出すと、テスト用の数字の {top.accuracy:.1%} が"
            f"正解です (画素から直接なら {plain.accuracy:.1%})。2 画素ずらしても "
            f"{top.by_shift[_MOVE]:.1%} が正解です (画素なら {plain.by_shift[_MOVE]:.1%})。",
        ),
        sections=[
            network_section(found, seen.shape[1:3]),
            learning_section(found),
            features_section(found, seen[: min(len(seen), 400)]),
            shift_section(found, outs, moved(seen[0], SHIFTS), SHIFTS),
        ],
        recordings={"read-out": top.learned},
    )


def as_pictures(x: NDArray[np.generic]) -> Pictures:
    """Digits in 0…1 as (N, H, W, 1); those of 8×8 pixels get a margin to move in, 16×16 in all."""
    pictures: Pictures = np.asarray(as_numbers(jnp.asarray(x))).reshape(len(x), *x.shape[1:3], 1)
    if pictures.shape[1] > _SMALL:
        return pictures
    return np.pad(pictures, [(0, 0), (_MARGIN, _MARGIN), (_MARGIN, _MARGIN), (0, 0)])


def moved(picture: Pictures, shifts: tuple[int, ...]) -> Pictures:
    """One picture (H, W, 1) moved to the right by each number of pixels, (len(shifts), H, W, 1)."""
    return np.stack([np.roll(picture, shift, axis=1) for shift in shifts])


_NAMES = {
    "pixels_accuracy": Text("test accuracy from the pixels", "画素からのテスト正解率"),
    "moved_accuracy": Text("moved by 2 pixels", "2 画素ずらしたとき"),
    "moved_pixels_accuracy": Text("moved, from the pixels", "ずらして画素から"),
    "level1_accuracy": Text("test accuracy from level 1", "第 1 段からのテスト正解率"),
    "level2_accuracy": Text("test accuracy from level 2", "第 2 段からのテスト正解率"),
    "planes_in_use": Text("planes of the last level in use", "最後の段で使われている面"),
}


def _metrics(found: Organized, outs: list[ReadOut]) -> dict[str, float]:
    pixels, first, second, top = outs
    return {
        "test_accuracy": top.accuracy,
        "pixels_accuracy": pixels.accuracy,
        "moved_accuracy": top.by_shift[_MOVE],
        "moved_pixels_accuracy": pixels.by_shift[_MOVE],
        "level1_accuracy": first.accuracy,
        "level2_accuracy": second.accuracy,
        "planes_in_use": float(found.in_use[-1][-1]),
    }
