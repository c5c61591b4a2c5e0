"""Learning and validation curves: how much more data, or another value of a setting, would help."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data import DataSet, Examples
from mieru.evaluate.folds import Fold
from mieru.evaluate.selection.alike import scaled_alike
from mieru.evaluate.selection.candidates import Candidate
from mieru.evaluate.selection.rows import SCORES
from mieru.evaluate.selection.search import cut_into, development
from mieru.learn import Population, Settings, grid, population
from mieru.learn.populations import PopulationListener
from mieru.nn import Network
from mieru.nn.checks import as_finite, shown
from mieru.words import SettingError

Array = npt.NDArray[Any]
SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, eq=False)
class Course:
    """``scores`` has of each measure (points, folds), NaN where a network diverged: validation_loss
    and train_loss, for classes with accuracies. ``points`` are the sizes, or the values.
    """

    points: tuple[Any, ...]
    scores: dict[str, Array]

    def mean(self, measure: str) -> Array:
        """The mean over the folds that did not diverge, (points,); NaN where all did."""
        return _over_folds(np.nanmean, self.scores[measure])

    def deviation(self, measure: str) -> Array:
        """The standard deviation over the folds, (points,)."""
        return _over_folds(np.nanstd, self.scores[measure])


def learning_curve(
    network: Network,
    data: DataSet | Examples,
    settings: Settings,
    *,
    shares: Sequence[float] = SHARES,
    folds: int | Sequence[Fold] = 5,
    listeners: Iterable[PopulationListener] = (),
) -> Course:
    """Cross-validated with shares of the training rows: where both curves have met, more data are
    no help; where a gap is left, they are.

    All networks learn together; ``listeners`` as for :func:`mieru.learn.population`. ``points`` are
    the sizes in rows. Raises SettingError for a share that leaves no row.
    """
    examples, cut = _cut(data, folds)
    least = min(len(fold.train) for fold in cut)
    told = [as_finite(share) for share in shares]
    sizes = tuple(0 if share is None else round(share * least) for share in told)
    if not sizes or not all(1 <= size <= least for size in sizes):
        raise SettingError(
            en=f"shares must leave from 1 to {least} rows to learn from, not {shown(shares)}",
            ja=f"shares は訓練に 1 から {least} 行を残す割合にしてください "
            f"({shown(shares)} ではなく)",
        )
    # Rows come in the order of the file, perhaps class after class: a share is drawn by chance.
    random = np.random.default_rng([settings.seed, 4])
    shuffled = [random.permutation(fold.train) for fold in cut]
    parts = [
        Fold(rows[:size], fold.judged)
        for size in sizes
        for rows, fold in zip(shuffled, cut, strict=True)
    ]
    (candidate,) = scaled_alike([Candidate(network, settings)], data, examples)
    found = population(network, examples, candidate.settings, folds=parts, listeners=listeners)
    return Course(sizes, _scores(found, len(sizes), len(cut)))


def validation_curve(
    network: Network,
    data: DataSet | Examples,
    settings: Settings,
    name: str,
    values: Sequence[Any],
    *,
    folds: int | Sequence[Fold] = 5,
    listeners: Iterable[PopulationListener] = (),
) -> Course:
    """Cross-validated with each value of the setting ``name`` (as for :func:`mieru.learn.grid`):
    too little of it underfits, too much overfits, or the other way round.
    """
    examples, cut = _cut(data, folds)
    each = [Candidate(network, one) for one in grid(settings, **{name: values})]
    each_settings = [one.settings for one in scaled_alike(each, data, examples)]
    found = population(network, examples, each_settings, folds=cut, listeners=listeners)
    return Course(tuple(values), _scores(found, len(values), len(cut)))


def _over_folds(how: Callable[..., Any], scores: Array) -> Array:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of a point whose folds all diverged
        return np.asarray(how(scores, axis=1))


def _cut(data: DataSet | Examples, folds: int | Sequence[Fold]) -> tuple[Examples, Sequence[Fold]]:
    examples = data if isinstance(data, Examples) else development(data)
    return examples, cut_into(folds, data, examples) if isinstance(folds, int) else folds


def _scores(found: Population, points: int, folds: int) -> dict[str, Array]:
    """At the epoch whose weights were kept."""
    scores = {name: np.full(points * folds, np.nan) for name in SCORES}
    for i in range(points * folds):
        if found.ended(i) == "diverged":
            continue
        run = found.run(i)
        kept = run.history[run.kept_epoch - 1] if run.kept_epoch else {}
        for name in SCORES:
            scores[name][i] = kept.get(name, np.nan)
    told = {name: values.reshape(points, folds) for name, values in scores.items()}
    return {name: values for name, values in told.items() if not np.isnan(values).all()}
