"""A data set from arrays: the way that every set which comes in one piece is divided."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.examples import DataSet, Examples, Sealed
from mieru.data.preparation import AsIs
from mieru.data.split import TEST_SHARE, VALIDATION_SHARE, Parts, Size, split
from mieru.words import DataError

Array = npt.NDArray[Any]


def from_arrays(
    x: npt.ArrayLike,
    t: npt.ArrayLike,
    *,
    validation: Size = VALIDATION_SHARE,
    test: Size = TEST_SHARE,
    seed: int = 0,
    groups: npt.ArrayLike | None = None,
    **described: Any,
) -> DataSet:
    """Your own arrays, x (N, ...) and t (N,) class numbers or (N, K) values, as a data set.

    ``validation`` and ``test`` are shares or counts, and ``groups`` (N,) are what no two parts
    share, as in :func:`mieru.data.split`; further fields of :class:`DataSet` (name, classes,
    features, source, ...) may be given. Raises DataError for arrays that are not examples and
    SettingError for sizes that cannot be.

    >>> data = from_arrays(np.arange(10.0)[:, None], np.arange(10) % 2)
    >>> len(data.train), len(data.validation), len(data.test)
    (7, 1, 2)
    """
    whole = Examples(np.asarray(x), np.asarray(t))
    if not len(whole):
        raise DataError(en="there is no example at all", ja="データ点が 1 つもありません")
    if whole.t.ndim == 1 and "classes" not in described:
        described["classes"] = tuple(map(str, range(int(whole.t.max()) + 1)))
    if "preparation" not in described:
        described["preparation"] = AsIs(tuple(whole.x.shape[1:])) if whole.x.ndim > 1 else None
    if whole.t.ndim == 1 and int(whole.t.min()) < 0:
        raise DataError(
            en=f"class numbers start at 0, but {int(whole.t.min())} is among them",
            ja=f"クラス番号は 0 から始まりますが、{int(whole.t.min())} があります",
        )
    parts = split(whole.t, validation=validation, test=test, seed=seed, groups=groups)
    if groups is not None:
        named = np.asarray(groups)
        described["groups"] = named[parts.train], named[parts.validation]
    return divided(whole, parts, **{"name": "arrays", "source": "arrays"} | described)


def divided(whole: Examples, parts: Parts, **described: Any) -> DataSet:
    """The parts of ``whole`` as a data set whose test part is sealed."""
    return DataSet(
        train=whole.take(parts.train) if len(parts.train) < len(whole) else whole,
        validation=whole.take(parts.validation) if len(parts.validation) else None,
        test=Sealed(whole.take(parts.test)) if len(parts.test) else None,
        **described,
    )


def with_official_test(whole: Examples, test: Examples, parts: Parts, **described: Any) -> DataSet:
    """``whole`` divided into training and validation, beside a test part that others have fixed."""
    return replace(divided(whole, parts, **described), test=Sealed(test))
