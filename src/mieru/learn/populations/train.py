"""``population``: many networks learn at once. It reads like ``fit``, which does one."""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mieru.data import Examples
from mieru.learn.augmentation import check_augmentation
from mieru.learn.cache import use_compilation_cache
from mieru.learn.fit import Data, parts_of, usual_loss
from mieru.learn.interrupt import Interrupt
from mieru.learn.learner import check_smoothing, nothing_to_watch, on_device
from mieru.learn.populations.group import Given, Group
from mieru.learn.populations.members import MOST_MEMBERS, Member, groups, parts
from mieru.learn.populations.result import Part, Population, part_of
from mieru.learn.settings import Settings
from mieru.learn.target_scale import AS_THEY_ARE, TargetScale, target_scale
from mieru.nn import Loss, Network
from mieru.words import DataError, SettingError

# Seconds of learning between two looks at the world.
_CHUNK_SECONDS = 0.1
_LONGEST_CHUNK = 1_000_000  # steps

Folds = Sequence[tuple[np.ndarray, np.ndarray]]
RowPairs = tuple[tuple[np.ndarray, np.ndarray], ...]
DataParts = tuple[Examples, Examples | None]


@dataclass(frozen=True)
class PopulationAdvanced:
    """Some steps have been done by all members of a group; comes some times a second."""

    done: float  # 0…1 of all there is to do
    networks: int  # how many learn at this moment
    steps_by_second: float  # steps of one network, summed over the networks
    seconds_left: float
    so_far: Callable[[], Population]  # the groups that have begun


PopulationListener = Callable[[PopulationAdvanced], object]


def population(
    network: Network | Sequence[Network],
    data: Data,
    settings: Settings | Sequence[Settings],
    *,
    folds: Folds | None = None,
    memory: int | None = None,
    listeners: Iterable[PopulationListener] = (),
) -> Population:
    """Trains many networks at once; each learns what :func:`mieru.learn.fit` would teach it alone.

    One member for each of ``settings`` (see :func:`grid`), all of ``network``, or each of its own
    where a network is given for each. Members that differ in numbers only (rates, strengths, seeds,
    dropout, initial weights, epochs, patience) learn in one compiled program, others group by
    group. With ``folds``, pairs (rows to learn from, rows to judge with) of the training data such
    as scikit-learn's KFold gives, there is a member for each of the settings and each fold, the
    folds of the first settings first.

    Order, dropout and initial weights are those of the member's seed, so that weights and losses
    agree with training alone but for rounding: sums are taken in another order, a relative 10⁻⁶ a
    step. A member that diverges keeps its last finite weights and is told in ``errors``; the others
    go on. What does not fit into ``memory`` bytes (None: a quarter of what is free) is done in
    parts. Ctrl-C ends learning, with what there is by then.

    Raises ShapeError, DataError or SettingError before anything runs.
    """
    train, validation, source = parts_of(data)
    given_folds = _checked_folds(folds, len(train))
    members = _members(network, train, settings, len(given_folds))
    use_compilation_cache()
    scale = _scale(members, data, train)
    source |= scale.told
    judging = None if folds or validation is None else scale.scaled(validation)
    given = _given(members, (scale.scaled(train), judging), given_folds)
    longest = max((len(rows) for rows, _ in given_folds), default=len(train))
    planned = [part for group in groups(members, longest) for part in parts(group, longest, memory)]
    clock = _Clock([len(part) * _steps(part, longest) for part in planned])
    done: list[Part] = []
    with Interrupt() as interrupt:
        for place, part in enumerate(planned):
            group = Group(part, given)
            for step in _chunks(group, interrupt):
                clock.at(place, step * len(part))

                def so_far(group: Group = group) -> Population:
                    return Population(
                        members, [*done, part_of(group)], source, clock.seconds, scale
                    )

                for listener in listeners:
                    listener(clock.event(len(part), so_far))
            done.append(part_of(group))
    return Population(members, done, source, clock.seconds, scale)


def _chunks(group: Group, interrupt: Interrupt) -> Iterator[int]:
    """Learns to the end of the group; yields the steps that have been done."""
    # The first chunk is one step, so that the time it takes is the compiler's.
    chunk = 1
    while not (group.is_done or interrupt):
        step, began = group.step, time.perf_counter()
        group.advance(chunk)
        by_second = max(1, group.step - step) / (time.perf_counter() - began)
        is_first = step == 0
        chunk = 1 if is_first else int(np.clip(by_second * _CHUNK_SECONDS, 1, _LONGEST_CHUNK))
        yield group.step


class _Clock:
    """How much has been done, how fast, and how long the rest will take."""

    def __init__(self, work: list[int]) -> None:
        self._work, self._done = work, 0
        self._began = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._began

    def at(self, place: int, steps: int) -> None:
        """``steps`` of the part ``place`` are done, and all parts before it."""
        self._done = sum(self._work[:place]) + steps

    def event(self, networks: int, so_far: Callable[[], Population]) -> PopulationAdvanced:
        total = max(1, sum(self._work))
        by_second = self._done / self.seconds
        left = (total - self._done) / by_second if self._done else math.inf
        return PopulationAdvanced(self._done / total, networks, by_second, left, so_far)


def _steps(part: Sequence[Member], examples: int) -> int:
    epochs = max(member.settings.epochs for member in part)
    return epochs * -(-examples // min(part[0].settings.batch_size, examples))


def _members(
    network: Network | Sequence[Network],
    train: Examples,
    settings: Settings | Sequence[Settings],
    folds: int,
) -> tuple[Member, ...]:
    each = [settings] if isinstance(settings, Settings) else list(settings)
    networks = [network] * len(each) if isinstance(network, Network) else list(network)
    if len(each) == 1:
        each *= len(networks)
    if len(networks) != len(each):
        raise SettingError(
            en=f"there are {len(networks)} networks but {len(each)} settings; give one network for "
            "all settings, or as many networks as settings",
            ja=f"ネットワークが {len(networks)} 個、設定が {len(each)} 個あります。"
            "ネットワークは 1 つにするか、設定と同じ数にしてください",
        )
    count = len(each) * max(1, folds)
    if not 1 <= count <= MOST_MEMBERS:
        raise SettingError(
            en=f"a population has from 1 to {MOST_MEMBERS} members, not {count}",
            ja=f"集団のメンバーは 1 から {MOST_MEMBERS} までです ({count} ではなく)",
        )
    found: list[Member] = []
    for one, of_one in zip(networks, each, strict=True):
        loss = of_one.loss or usual_loss(one, train)
        for fold in range(folds) if folds else [None]:
            found.append(Member(len(found), one, of_one.changed(loss=loss), fold))
    return tuple(found)


def _scale(members: tuple[Member, ...], data: Data, train: Examples) -> TargetScale:
    """One for all members, so that their losses can be compared."""
    wanted = {member.settings.scale_targets for member in members}
    if len(wanted) > 1:
        raise SettingError(
            en="the members of a population have their targets scaled alike; give all the same "
            "scale_targets",
            ja="集団のメンバーの目標値は同じように標準化します。scale_targets を揃えてください",
        )
    networks = [member.network for member in members]
    loss = members[0].loss
    if any(member.loss.classifies for member in members):
        return AS_THEY_ARE
    return target_scale(networks, loss, data, train, *wanted)


def _given(members: tuple[Member, ...], data: DataParts, folds: RowPairs) -> Given:
    """The data on the device, checked against every network and loss that is to learn from them."""
    train, validation = data
    checked: dict[tuple[Network, Loss], Given] = {}
    for member in members:
        key = member.network, member.loss
        if key not in checked:
            judged = None if validation is None else on_device(*key, validation)
            checked[key] = Given(on_device(*key, train), judged, folds)
        check_smoothing(member.settings, member.loss)
        if member.settings.frozen:
            raise SettingError(
                en="the members of a population learn with all their layers; use fit for frozen=",
                ja="集団のメンバーは全層を学習します。frozen を使うには fit で学習してください",
            )
        check_augmentation(member.settings.augment, member.network, checked[key].train.x.dtype)
        if member.settings.stopping and validation is None and not folds:
            raise nothing_to_watch()
    return next(iter(checked.values()))


def _checked_folds(folds: Folds | None, examples: int) -> RowPairs:
    """Row numbers as int32; raises DataError for rows that are not there or stand on both sides."""
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for number, pair in enumerate(folds or ()):
        train, judged = (np.unique(np.asarray(rows)) for rows in pair)
        for rows in (train, judged):
            inside = rows.size and rows.dtype.kind in "iu" and rows[0] >= 0 and rows[-1] < examples
            if not inside:
                raise DataError(
                    en=f"fold {number} must name rows from 0 to {examples - 1}, at least one to "
                    "learn from and one to judge with",
                    ja=f"分割 {number} には 0 から {examples - 1} までの行番号を、学習用と"
                    "検証用にそれぞれ 1 つ以上与えてください",
                )
        if both := np.intersect1d(train, judged).size:
            raise DataError(
                en=f"fold {number} learns from {both} of the rows that judge it; keep them apart",
                ja=f"分割 {number} では {both} 行が学習用と検証用の両方に入っています。"
                "重ならないように分けてください",
            )
        learned_from, judging = (np.asarray(rows, np.int32) for rows in pair)
        found.append((learned_from, judging))
    return tuple(found)
