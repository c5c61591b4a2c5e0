"""``select``: every candidate cross-validated, the best one learned again, the test opened once."""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data import DataSet, Examples
from mieru.evaluate.folds import Fold, k_folds
from mieru.evaluate.metrics import Judgement, judge
from mieru.evaluate.selection.alike import scaled_alike
from mieru.evaluate.selection.candidates import Candidate
from mieru.evaluate.selection.kept import Kept, question_of
from mieru.evaluate.selection.rows import Row, failed, row_of
from mieru.files import Run
from mieru.learn import Advanced as FitAdvanced, Event, Settings, StopLearning, fit, population
from mieru.nn import Network
from mieru.words import MieruError, SettingError

Array = npt.NDArray[Any]
MEASURES = ("accuracy", "loss")
# So many networks learn at once at the most: what is under way is all that a kill can cost.
AT_ONCE = 64


@dataclass(frozen=True)
class Advanced:
    """Some more candidates are finished, or learning goes on.

    ``done`` is a share of all there is to do, ``rows`` stand beside the candidates, None where one
    is not finished. A listener that raises StopLearning ends the search with what there is.
    """

    done: float
    finished: int
    candidates: int
    seconds_left: float
    rows: tuple[Row | None, ...] = ()


@dataclass(frozen=True, eq=False)
class Selection:
    """What a search found. ``rows`` stand beside ``candidates``, None where it was ended before.

    ``winner`` is the place of the best one, None where all failed; ``run`` is the winner learned
    again from all but the test part, ``judged`` what that is worth on ``test``, the test part as it
    was opened for that. ``openings`` counts how often that was: once, unless a search that was
    finished is asked for again.
    """

    candidates: tuple[Candidate, ...]
    rows: tuple[Row | None, ...]
    folds: int
    seeds: tuple[int, ...]
    measure: str
    winner: int | None
    run: Run | None
    judged: Judgement | None
    openings: int
    seconds: float
    test: Examples | None = None

    @property
    def order(self) -> tuple[int, ...]:
        """Places from the best candidate to the worst, those that failed last."""
        return ordered(self.rows, self.measure)


def select(
    candidates: Sequence[Candidate],
    data: DataSet,
    *,
    folds: int | Sequence[Fold] = 5,
    seeds: Sequence[int] = (0,),
    measure: str | None = None,
    keep: str | Path | None = None,
    final: bool = True,
    listeners: Iterable[Callable[[Advanced], object]] = (),
) -> Selection:
    """Cross-validates every candidate on all of ``data`` but the test part, and takes the best.

    ``folds`` is their number (stratified by class, or by groups where ``data`` have them) or those
    of :func:`mieru.evaluate.k_folds`. With several ``seeds``, each candidate learns every fold once
    for each. Candidates that differ in numbers only, their folds and seeds learn together, as
    populations. The best has the highest
    mean validation accuracy (``measure`` "accuracy", the usual one for classes; of equals the lower
    loss wins) or the lowest mean validation loss ("loss"). A candidate that cannot learn or that
    diverges is a row with its reason.

    The winner learns once more from everything but the test part, for as many epochs as it was told
    or, with early stopping, as the folds kept in the middle. Then, unless ``final`` is False, the
    test part is opened, once.

    With ``keep``, what is finished is written to that file, and the same call goes on from there.
    Ctrl-C, or a listener that raises StopLearning, ends the search with what there is: then nothing
    is chosen.

    Raises SettingError for a measure that is none or no candidates, DataError for data too small,
    FileError for a file of another search.
    """
    began = time.perf_counter()
    examples = development(data)
    measure = _checked_measure(measure, data)
    cut = cut_into(folds, data, examples) if isinstance(folds, int) else tuple(folds)
    seeds = tuple(seeds)
    if not candidates or not seeds:
        raise SettingError(
            en="there is nothing to choose from; give at least one candidate and one seed",
            ja="選ぶ対象がありません。候補とシードをそれぞれ 1 つ以上与えてください",
        )
    candidates = scaled_alike(candidates, data, examples)
    kept = Kept(Path(keep) if keep else None, question_of(examples, cut, seeds))
    search = _Search(tuple(candidates), examples, cut, seeds, kept, tuple(listeners))
    complete = search.go()
    rows = tuple(kept.rows.get(candidate.key) for candidate in candidates)
    order = ordered(rows, measure)
    best = rows[order[0]] if order else None
    winner = order[0] if complete and best is not None and not best.reason else None
    run = judged = test = None
    if winner is not None:
        run = _refitted(
            candidates[winner], rows[winner], data, examples, seeds[0], search.refitting
        )
        if run.ended == "interrupted":
            winner = run = None
        elif final and data.test is not None:
            kept.opened()
            reason = f"the winner of {len(candidates)} candidates, after selection"
            test = data.test.open(reason)
            judged = judge(run, test)
            measured = {f"test_{name}": value for name, value in judged.metrics.items()}
            run = replace(run, metrics=measured)
    return Selection(
        tuple(candidates),
        rows,
        len(cut),
        seeds,
        measure,
        winner,
        run,
        judged,
        kept.openings,
        time.perf_counter() - began,
        test,
    )


def development(data: DataSet) -> Examples:
    """Training and validation examples together: all but the test part."""
    if data.validation is None:
        return data.train
    parts = (data.train, data.validation)
    return Examples(np.concatenate([p.x for p in parts]), np.concatenate([p.t for p in parts]))


def development_groups(data: DataSet | Examples) -> Array | None:
    """Which group each of :func:`development`'s examples is of; None where there are none."""
    if isinstance(data, Examples) or data.groups is None:
        return None
    return np.concatenate(data.groups) if data.validation is not None else data.groups[0]


def cut_into(folds: int, data: DataSet | Examples, examples: Examples) -> tuple[Fold, ...]:
    """Folds as ``data`` were divided: by groups where they have some, else by class."""
    return k_folds(examples.t, folds, groups=development_groups(data))


class _Search:
    """Goes through what is not finished yet, as many networks at once as agree in shape."""

    def __init__(
        self,
        candidates: tuple[Candidate, ...],
        examples: Examples,
        folds: tuple[Fold, ...],
        seeds: tuple[int, ...],
        kept: Kept,
        listeners: tuple[Callable[[Advanced], object], ...],
    ) -> None:
        self._keys = [candidate.key for candidate in candidates]
        self._all, self._examples, self._folds, self._seeds = candidates, examples, folds, seeds
        self._kept, self._listeners = kept, listeners
        pairs = zip(self._keys, candidates, strict=True)
        left = {key: candidate for key, candidate in pairs if key not in kept.rows}
        self._left = list(left.values())
        self._began, self._at_first = time.perf_counter(), len(candidates) - len(self._left)
        self._stopped = False

    def go(self) -> bool:
        """Whether all was done."""
        done = self._at_first
        for batch in self._batches():
            rows = self._learned(batch, done)
            self._kept.add(rows)
            done += len(rows)
            self._tell(done, 0.0)
            if self._stopped or len(rows) < len(batch):
                return False
        return True

    def _batches(self) -> Iterator[list[Candidate]]:
        """Candidates of one shape, few enough that a kill costs little."""
        at_once = max(1, AT_ONCE // (len(self._folds) * len(self._seeds)))
        alike: dict[Network, list[Candidate]] = {}
        for candidate in self._left:
            alike.setdefault(candidate.network, []).append(candidate)
        for same in alike.values():
            for start in range(0, len(same), at_once):
                yield same[start : start + at_once]

    def _learned(self, batch: list[Candidate], done: int) -> dict[str, Row]:
        try:
            return self._together(batch, done)
        except StopLearning:
            self._stopped = True
            return {}
        except MieruError as error:
            if len(batch) == 1:
                return {batch[0].key: failed(error)}
        rows: dict[str, Row] = {}  # one of them cannot learn: each by itself tells which
        for candidate in batch:
            found = self._learned([candidate], done + len(rows))
            rows |= found
            if not found:
                break
        return rows

    def _together(self, batch: list[Candidate], done: int) -> dict[str, Row]:
        began = time.perf_counter()
        each = [
            (candidate.network, candidate.settings.changed(seed=seed))
            for candidate in batch
            for seed in self._seeds
        ]
        found = population(
            [network for network, _ in each],
            self._examples,
            [settings for _, settings in each],
            folds=self._folds,
            listeners=[lambda event: self._tell(done, event.done * len(batch))],
        )
        seconds = (time.perf_counter() - began) / len(batch)
        by_candidate = len(self._seeds) * len(self._folds)
        rows = {}
        for place, candidate in enumerate(batch):
            members = range(place * by_candidate, (place + 1) * by_candidate)
            row = row_of(found, members, seconds)
            if row is not None:
                rows[candidate.key] = row
        return rows

    def _tell(self, done: int, of_the_batch: float) -> None:
        here = done - self._at_first + of_the_batch
        passed = time.perf_counter() - self._began
        left = passed / here * (len(self._left) - here) if here else math.inf
        share = (done + of_the_batch) / len(self._all)
        rows = tuple(map(self._kept.rows.get, self._keys))
        self._hear(Advanced(min(1.0, share), done, len(self._all), left, rows))
        if self._stopped and of_the_batch:
            raise StopLearning

    def refitting(self, event: Event) -> None:
        """The listener to the winner's learning again."""
        if isinstance(event, FitAdvanced):
            rows = tuple(map(self._kept.rows.get, self._keys))
            count = len(self._all)
            self._hear(Advanced(1.0, count, count, event.seconds_left, rows))
            if self._stopped:
                raise StopLearning

    def _hear(self, event: Advanced) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except StopLearning:
                self._stopped = True


def ordered(rows: Sequence[Row | None], measure: str) -> tuple[int, ...]:
    """Places of the rows from the best to the worst, those without scores last."""

    def badness(place: int) -> tuple[float, float]:
        row = rows[place]
        if row is None or row.reason:
            return math.inf, math.inf
        loss = row.mean("validation_loss")
        first = loss if measure == "loss" else -row.mean("validation_accuracy")
        return (first, loss) if first == first else (math.inf, math.inf)

    return tuple(sorted(range(len(rows)), key=badness))


def _checked_measure(measure: str | None, data: DataSet) -> str:
    usual = "accuracy" if data.task == "classification" else "loss"
    measure = measure or usual
    if measure not in MEASURES or (measure == "accuracy" and usual == "loss"):
        known = ", ".join(MEASURES if usual == "accuracy" else MEASURES[1:])
        raise SettingError(
            en=f"candidates cannot be measured by {measure!r} here; known: {known}",
            ja=f"ここでは {measure!r} で候補を比べられません。使えるもの: {known}",
        )
    return measure


def _refitted(
    winner: Candidate,
    row: Row | None,
    data: DataSet,
    examples: Examples,
    seed: int,
    listener: Callable[[Event], None],
) -> Run:
    settings: Settings = winner.settings.changed(seed=seed)
    if settings.stopping is not None and row is not None:
        # There is nothing left to watch: as long as it was worth it in the folds.
        epochs = max(1, round(float(np.median(row.epochs))))
        settings = settings.changed(stopping=None, epochs=epochs)
    whole: Any = replace(data, train=examples, validation=None, groups=None)
    return fit(winner.network, whole, settings, listeners=(listener,))
