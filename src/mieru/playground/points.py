"""Where the points of an experiment come from: drawn by rule, named, drawn by hand, or a table.

All lie in one plane, about −6…6 both ways. What has other units, or more columns, is brought into
it, and an :class:`Axis` tells the way back.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt

from mieru.data import Note
from mieru.data.toy import LARGEST_NOISE, TOYS
from mieru.playground.experiment import Experiment
from mieru.words import GLOSSARY, SettingError

if TYPE_CHECKING:
    from mieru.playground.tables import Tables

Array = npt.NDArray[Any]

MOST_POINTS = 20_000
MOST_CLASSES = 20
# Of mieru.data's toy sets those of two coordinates; and what brings each into the plane.
TOY_SETS: dict[str, tuple[tuple[float, float], float]] = {
    "circle": ((0.0, 0.0), 1.0),
    "xor": ((0.0, 0.0), 1.0),
    "gauss": ((0.0, 0.0), 1.0),
    "spiral": ((0.0, 0.0), 1.0),
    "moons": ((0.5, 0.25), 3.0),
    "blobs": ((0.0, 0.0), 1.0),
    "plane": ((0.0, 0.0), 1.0),
    "gauss-regression": ((0.0, 0.0), 1.0),
}
NAMED_SETS = ("iris", "wine", "breast-cancer", "diabetes", "digits")
OWN = "own"


@dataclass(frozen=True)
class Axis:
    """One axis. The plane coordinate v stands for centre + v · scale in its own units."""

    name: str
    centre: float = 0.0
    scale: float = 1.0


PLAIN_AXES = (Axis("x₁"), Axis("x₂"))


@dataclass(frozen=True, eq=False)
class Points:
    """Points of the plane and what each should give; the first ``train`` are for training.

    ``xy`` is (N, 2) float64; ``t`` (N,) int32 class numbers, or float64 values of about −1…1, which
    ``target`` brings back into their own units. ``classes`` names the classes, None for regression.
    """

    xy: Array
    t: Array
    train: int
    classes: tuple[str, ...] | None
    axes: tuple[Axis, Axis] = PLAIN_AXES
    target: Axis = Axis("t")
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return len(self.xy)


def points_of(experiment: Experiment, tables: "Tables | None" = None) -> Points:
    """The points of ``experiment``, shuffled by its seed. A table of one's own is in ``tables``.

    Raises SettingError for a choice that cannot be, DataError for data that cannot be used.
    """
    if not 0 < experiment.train_percent <= 100:
        raise SettingError(
            en=f"the share of training data must be above 0 and at most 100 percent, "
            f"not {experiment.train_percent:g}",
            ja=f"訓練データの割合は 0 より大きく 100 パーセント以下です "
            f"({experiment.train_percent:g} ではなく)",
        )
    random = np.random.default_rng([*_numbers(experiment.seed), 0])
    found = _found(experiment, random, tables)
    _check_problem(experiment, found.classes)
    order = random.permutation(len(found))
    if experiment.size and not _drawn_by_rule(experiment):
        order = order[: experiment.size]
    train = max(1, math.floor(len(order) * experiment.train_percent / 100))
    return replace(found, xy=found.xy[order], t=found.t[order], train=train)


def settled(experiment: Experiment, points: Points) -> Experiment:
    """The experiment with the loss that its points ask for: several classes need softmax."""
    if points.classes is not None and len(points.classes) > 2:
        return msgspec.structs.replace(experiment, loss="cross_entropy")
    if points.classes is None:
        return msgspec.structs.replace(experiment, loss="squared_error")
    return experiment


def same_points(a: Experiment, b: Experiment) -> bool:
    """Whether both experiments have the same points, in the same order."""
    fields = ("mode", "problem", "data", "points", "table", "columns", "size", "classes", "noise")
    return all(getattr(a, f) == getattr(b, f) for f in (*fields, "train_percent", "seed"))


def in_plane(xy: Array, names: Sequence[str]) -> tuple[Array, tuple[Axis, Axis]]:
    """Values of two columns (N, 2), brought to −5…5, and the way back."""
    axes = tuple(axis_of(name, xy[:, i], 5.0) for i, name in enumerate(names))
    moved = [(xy[:, i] - axis.centre) / axis.scale for i, axis in enumerate(axes)]
    return np.stack(moved, axis=1), (axes[0], axes[1])


def axis_of(name: str, values: Array, reach: float) -> Axis:
    """The axis on which ``values`` go from −reach to +reach; 0 where they are all the same."""
    low, high = float(values.min()), float(values.max())
    centre, half = low / 2 + high / 2, high / 2 - low / 2
    scale = half / reach
    # Rounding leaves equal values with a spread of some 1e-16 of their size.
    return Axis(name, centre, scale if scale > 1e-12 * max(abs(centre), 1e-280) else 1.0)


def _found(experiment: Experiment, random: np.random.Generator, tables: "Tables | None") -> Points:
    name = experiment.data
    if name in TOY_SETS:
        return _toy(experiment, random)
    if name in NAMED_SETS:
        from mieru.playground.named import named_points

        return named_points(name, experiment.columns)
    if name == OWN and experiment.table:
        return _table(experiment, tables)
    if name == OWN:
        from mieru.playground.drawn import drawn_points

        return drawn_points(experiment.points, experiment.problem)
    sets = ", ".join((*TOY_SETS, *NAMED_SETS, OWN))
    raise SettingError(
        en=f"there is no data set {name[:40]!r} in the playground; choose one of {sets}",
        ja=f"プレイグラウンドに {name[:40]!r} というデータセットはありません。{sets} "
        "から選んでください",
    )


def _toy(experiment: Experiment, random: np.random.Generator) -> Points:
    rule, usual, _, classified = TOYS[experiment.data]
    size = experiment.size or usual
    if not 4 <= size <= MOST_POINTS:
        raise SettingError(
            en=f"the number of points must be from 4 to {MOST_POINTS}, not {size}",
            ja=f"点の数は 4 から {MOST_POINTS} までです ({size} ではなく)",
        )
    if not 0 <= experiment.noise <= LARGEST_NOISE:
        raise SettingError(
            en=f"noise must be from 0 to {LARGEST_NOISE:g} percent, not {experiment.noise:g}",
            ja=f"ノイズは 0 から {LARGEST_NOISE:g} パーセントまでです ({experiment.noise:g} "
            "ではなく)",
        )
    options, names = _classes(experiment)
    xy, t = rule(random, size, experiment.noise / 100, **options)
    centre, stretch = TOY_SETS[experiment.data]
    moved = (xy - np.array(centre)) * stretch
    axes = tuple(Axis(a.name, c, 1 / stretch) for a, c in zip(PLAIN_AXES, centre, strict=True))
    values = t.astype(np.int32) if classified else t[:, 0].astype(np.float64)
    return Points(moved, values, size, names if classified else None, (axes[0], axes[1]))


def _classes(experiment: Experiment) -> tuple[dict[str, int], tuple[str, ...]]:
    if experiment.data != "blobs":
        return {}, ("−1", "+1")
    count = experiment.classes or 3
    if not 2 <= count <= MOST_CLASSES:
        raise SettingError(
            en=f"the number of classes must be from 2 to {MOST_CLASSES}, not {count}",
            ja=f"クラスの数は 2 から {MOST_CLASSES} までです ({count} ではなく)",
        )
    return {"classes": count}, tuple(map(str, range(1, count + 1)))


def _table(experiment: Experiment, tables: "Tables | None") -> Points:
    if tables is None:
        raise SettingError(
            en="tables of one's own can be used in the studio only; give the points instead",
            ja="自分の表が使えるのはスタジオの中だけです。代わりに点を指定してください",
        )
    return tables.points(experiment.table, experiment.columns, experiment.problem)


def _check_problem(experiment: Experiment, classes: tuple[str, ...] | None) -> None:
    kind = "regression" if classes is None else "classification"
    if kind == experiment.problem:
        return
    wanted = "diabetes, plane" if classes else "circle, iris"
    raise SettingError(
        en=f"{experiment.data} is data for {kind}, not for {experiment.problem}; choose other data,"
        f" such as {wanted}, or the other problem",
        ja=f"{experiment.data} は{GLOSSARY[kind][1]}のデータで、"
        f"{GLOSSARY[experiment.problem][1]}"
        f"には使えません。{wanted} などのデータか、もう一方の問題を選んでください",
    )


def _drawn_by_rule(experiment: Experiment) -> bool:
    return experiment.data in TOY_SETS


def _numbers(seed: str) -> list[int]:
    """A seed of any text as numbers for NumPy's generator."""
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)]
