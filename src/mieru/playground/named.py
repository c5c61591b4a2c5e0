"""Sets with a name and many columns, shown in the plane: two columns, or two principal components.

The axes are fitted to all points, the test part's too: they say where a point lies, not what it is.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from mieru.data import Note
from mieru.playground.points import NAMED_SETS, Array, Axis, Points, axis_of, in_plane
from mieru.words import SettingError


def named_points(name: str, columns: Sequence[str]) -> Points:
    """The points of the set ``name`` by two of its ``columns``, or by its principal components.

    Raises SettingError for columns that it does not have.
    """
    _, t, _, classes = _read(name)
    xy, axes, notes = _placed(name, tuple(columns))
    if classes is not None:
        return Points(xy, t.astype(np.int32), len(xy), classes, axes, notes=notes)
    values, target, note = scaled_target(t, _TARGETS[name])
    return Points(xy, values, len(xy), None, axes, target, (*notes, note))


def named_columns(name: str) -> tuple[str, ...]:
    """The columns of the set ``name``, in its order."""
    return _read(name)[2]


def warm() -> None:
    """Reads what the sets come from, which takes a second or two: the first that is chosen then
    answers as soon as all others.
    """
    for name in NAMED_SETS:
        named_points(name, ())


_TARGETS = {"diabetes": "progression"}


def chosen(
    x: Array, names: Sequence[str], columns: Sequence[str]
) -> tuple[Array, tuple[Axis, Axis], tuple[Note, ...]]:
    """Values (N, D) in the plane: by the two ``columns``; without any, by principal components.

    A table of two columns is shown as it is, one of a single column along x₁. Raises SettingError.
    """
    if columns:
        if len(columns) != 2:
            raise SettingError(
                en=f"choose two columns for the two axes, not {len(columns)}",
                ja=f"2 つの軸のために列を 2 つ選んでください ({len(columns)} 個ではなく)",
            )
        places = [place_of(names, column) for column in columns]
        return (*in_plane(x[:, places], columns), ())
    if x.shape[1] == 1:
        padded = np.concatenate([x, np.zeros_like(x)], axis=1)
        return (*in_plane(padded, (names[0], "0")), ())
    if x.shape[1] == 2:
        return (*in_plane(x, names), ())
    components, shares = principal_components(x)
    moved, axes = in_plane(components, ("PC1", "PC2"))
    percent = 100 * shares.sum()
    note = Note(
        en=f"The axes are the two principal components of {x.shape[1]} standardized columns, "
        f"which hold {percent:.0f}% of their variance.",
        ja=f"軸は標準化した {x.shape[1]} 列の第 1・第 2 主成分です (寄与率の合計 {percent:.0f}%)。",
    )
    return moved, axes, (note,)


def principal_components(x: Array) -> tuple[Array, Array]:
    """The first two (N, 2) of the standardized columns of ``x`` (N, D), and their shares (2,).

    The entry of largest size of each direction is positive, so that they come out the same anew.
    """
    deviation = x.std(axis=0)
    # As in mieru.data: a constant column says nothing.
    spread = deviation > 1e-12 * np.maximum(np.abs(x.mean(axis=0)), 1e-280)
    z = np.where(spread, (x - x.mean(axis=0)) / np.where(spread, deviation, 1.0), 0.0)
    variances, directions = np.linalg.eigh(z.T @ z / len(z))
    first = directions[:, :-3:-1]
    largest = np.abs(first).argmax(axis=0)
    first = first * np.sign(first[largest, np.arange(2)])
    total = max(float(variances.sum()), 1e-300)
    return z @ first, np.maximum(variances[:-3:-1], 0) / total


def scaled_target(t: Array, name: str) -> tuple[Array, Axis, Note]:
    """Values of any units as −1…1, the way back, and what the reader should know of it."""
    axis = axis_of(name, t, 1.0)
    low, high = axis.centre - axis.scale, axis.centre + axis.scale
    note = Note(
        en=f"The target {name!r} from {low:.4g} to {high:.4g} is learned as −1 to +1.",
        ja=f"目標値 {name!r} は {low:.4g} から {high:.4g} を −1 から +1 に直して学習します。",
    )
    return (t - axis.centre) / axis.scale, axis, note


def place_of(names: Sequence[str], column: str) -> int:
    """Where ``column`` is among ``names``. Raises SettingError."""
    if column not in names:
        known = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        raise SettingError(
            en=f"there is no column {column[:60]!r} of numbers; there are {known}",
            ja=f"数の列 {column[:60]!r} はありません。あるのは {known} です",
        )
    return list(names).index(column)


@lru_cache(maxsize=32)
def _placed(
    name: str, columns: tuple[str, ...]
) -> tuple[Array, tuple[Axis, Axis], tuple[Note, ...]]:
    x, _, names, _ = _read(name)
    return chosen(x, names, columns)


@cache
def _read(name: str) -> tuple[Array, Array, tuple[str, ...], tuple[str, ...] | None]:
    """Values (N, D), targets (N,), the columns' names and the classes'."""
    from mieru.data import load

    if name == "digits":
        found = load(name, validation=0, test=0)
        pixels = tuple(f"pixel {row},{column}" for row in range(1, 9) for column in range(1, 9))
        x = found.train.x.reshape(len(found.train), -1).astype(np.float64)
        return x, found.train.t, pixels, found.classes
    found = load(name, validation=0, test=0, standardize=False)
    assert found.features is not None
    x = found.train.x.astype(np.float64)
    t = found.train.t if found.classes else found.train.t[:, 0].astype(np.float64)
    return x, t, found.features, found.classes
