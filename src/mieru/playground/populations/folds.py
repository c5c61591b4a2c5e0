"""k-fold cross-validation of the training points; the test points stay out of it."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from mieru.playground.fields import FieldError
from mieru.playground.setup import Setup


def folded(setup: Setup, fold: int, folds: int) -> Setup:
    """The setup that learns from all training points but those of ``fold``, which judge it.

    The points are shuffled by the experiment's seed already. Each class is dealt out in turn, so
    that every fold has its share of it. Raises FieldError where there are fewer points than folds.
    """
    train = setup.points.train
    if train < folds:
        raise FieldError(
            "folds",
            en=f"{train} training points cannot be cut into {folds} parts; take fewer parts",
            ja=f"訓練データ {train} 点を {folds} 個に分けることはできません。"
            "分割数を減らしてください",
        )
    part = _parts(setup, folds)
    order = np.concatenate([np.flatnonzero(part != fold), np.flatnonzero(part == fold)])
    points = replace(
        setup.points,
        xy=setup.points.xy[order],
        t=setup.points.t[order],
        train=int(np.sum(part != fold)),
    )
    return replace(setup, points=points, x=setup.x[order], t=setup.t[order])


def _parts(setup: Setup, folds: int) -> npt.NDArray[np.intp]:
    """The fold of each training point."""
    train = setup.points.train
    if setup.points.classes is None:
        dealt = np.arange(train)
    else:
        dealt = np.argsort(setup.points.t[:train], kind="stable")
    part = np.empty(train, np.intp)
    part[dealt] = np.arange(train) % folds
    return part
