"""Dividing by groups, such as the patients that pictures are of: none stands in two parts."""

import numpy as np
import numpy.typing as npt

from mieru.words import DataError, SettingError

Array = npt.NDArray[np.int64]

# Of so many divisions by chance the best is taken; of tables with more groups, the first is good.
_TRIES = 30
_MANY_GROUPS = 20_000


def part_of_groups(
    labels: npt.NDArray[np.integer], groups: npt.ArrayLike, sizes: tuple[int, int], seed: int
) -> npt.NDArray[np.int8]:
    """For each example (N,): 0 to train, 1 to validate, 2 to test.

    ``labels`` (N,) are class numbers, all 0 where there are none; ``groups`` (N,) say which group
    each example is of; ``sizes`` how many examples validation and test are to have. They get whole
    groups drawn by chance, so their sizes come as near as the groups let them; of several such
    divisions the one is taken that comes nearest, in each class. Raises SettingError where there
    are fewer groups than parts, or where a class would be missing from training.
    """
    named = np.asarray(groups)
    if named.shape != labels.shape:
        raise DataError(
            en=f"there are {len(labels)} examples but groups of the shape {named.shape}; name one "
            "for each example",
            ja=f"データ点は {len(labels)} 個、groups の形状は {named.shape} です。"
            "データ点ごとに 1 つずつ指定してください",
        )
    _, group = np.unique(named, return_inverse=True)
    counts = _counts(group, labels)
    wanted = [(part, size) for part, size in zip((1, 2), sizes, strict=True) if size]
    if len(counts) < len(wanted) + 1:
        raise SettingError(
            en=f"{len(counts)} groups cannot be divided into {len(wanted) + 1} parts; make "
            "validation or test 0, or divide by something with more values",
            ja=f"{len(counts)} 個のグループを {len(wanted) + 1} つの部分には分けられません。"
            "validation か test を 0 にするか、値の種類がもっと多い列で分けてください",
        )
    random = np.random.default_rng([seed, 5])
    tries = _TRIES if len(counts) <= _MANY_GROUPS else 1
    drawn = [_drawn(counts.sum(axis=1), wanted, random) for _ in range(tries)]
    best = min(drawn, key=lambda parts: _badness(parts, counts, sizes))
    if not counts[best == 0].any(axis=0)[counts.any(axis=0)].all():
        raise SettingError(
            en="divided by these groups, a class would be missing from the training part; try "
            "another seed, or make validation and test smaller",
            ja="このグループで分けると、訓練部分に 1 つもないクラスができます。seed を変えるか、"
            "validation と test を小さくしてください",
        )
    return best[group]


def _counts(group: Array, labels: npt.NDArray[np.integer]) -> Array:
    """How many examples of each class each group has, (groups, classes)."""
    classes = int(labels.max()) + 1
    counts = np.bincount(group * classes + labels, minlength=(int(group.max()) + 1) * classes)
    return counts.reshape(-1, classes).astype(np.int64)


def _drawn(
    sizes: Array, wanted: list[tuple[int, int]], random: np.random.Generator
) -> npt.NDArray[np.int8]:
    """A part for each group: each of ``wanted`` takes groups that bring it nearer to its size."""
    parts = np.zeros(len(sizes), np.int8)
    order = random.permutation(len(sizes))
    for place, (part, size) in enumerate(wanted):
        held, spare = 0, int((parts == 0).sum()) - (len(wanted) - place)
        for one in order[parts[order] == 0]:
            if spare and abs(held + sizes[one] - size) < abs(held - size):
                parts[one], held, spare = part, held + sizes[one], spare - 1
        if not held:  # each group is larger than twice what is wanted
            left = np.flatnonzero(parts == 0)
            parts[left[np.argmin(sizes[left])]] = part
    return parts


def _badness(
    parts: npt.NDArray[np.int8], counts: Array, sizes: tuple[int, int]
) -> tuple[int, float]:
    """How many classes training lacks, then how far validation and test are from their shares."""
    total = counts.sum(axis=0)
    lacking = int((~counts[parts == 0].any(axis=0) & (total > 0)).sum())
    shares = [size / total.sum() for size in sizes]
    away = [
        np.abs(counts[parts == part].sum(axis=0) - share * total).sum()
        for part, share in zip((1, 2), shares, strict=True)
    ]
    return lacking, float(sum(away))
