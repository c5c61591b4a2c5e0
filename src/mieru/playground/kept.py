"""A learning network as arrays and a description, and back: what outlives the server's process."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from mieru.playground.experiment import Experiment
from mieru.playground.history import History
from mieru.playground.live import Live
from mieru.playground.timeline import Timeline
from mieru.words import DataError

if TYPE_CHECKING:
    from mieru.playground.tables import Tables

Arrays = dict[str, npt.NDArray[Any]]
NOW, PAST, HISTORY = "now/", "past/", "history"


class Kept(Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of a network beside its numbers."""

    experiment: Experiment
    playing: bool
    speed: float | None
    edited_from: int | None = None


def kept(live: Live) -> tuple[Kept, Arrays]:
    """``live`` as it is now, with all of its past."""
    with live.lock:
        now = {NOW + name: array for name, array in live.engine.state().items()}
        past = {PAST + name: array for name, array in live.timeline.stacked().items()}
        arrays = {**now, **past, HISTORY: live.history.rows.copy()}
        edited_from = live.record.edited_from
        return Kept(live.experiment, live.playing, live.speed, edited_from), arrays


def revived(description: Kept, arrays: Arrays, tables: "Tables | None" = None) -> Live:
    """The network that :func:`kept` described. Raises MieruError where the arrays do not fit."""
    live = Live(description.experiment, tables)
    now, past = _part(arrays, NOW), _part(arrays, PAST)
    usual = live.engine.state()
    _check(usual, now)
    _check(usual, {name: stack[0] for name, stack in past.items() if name != "epochs"})
    rows = arrays.get(HISTORY, np.empty(0))
    if rows.ndim != 2 or rows.shape[1] != 5 or len(past["epochs"]) < 2:
        raise _damaged()
    with live.lock:
        live.engine.restore(now)
        live.record.timeline = Timeline.unstacked(past)
        live.record.history = History.of(rows.astype(np.float64))
        live.record.edited_from = description.edited_from
        live.record.changed()
        if description.playing:
            live.play(description.speed)
    return live


def _part(arrays: Arrays, prefix: str) -> Arrays:
    return {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}


def _check(usual: Arrays, found: Arrays) -> None:
    if {n: (a.shape, a.dtype) for n, a in usual.items()} != {
        n: (a.shape, a.dtype) for n, a in found.items()
    }:
        raise _damaged()


def _damaged() -> DataError:
    return DataError(
        en="what was kept of this session is damaged; open it anew",
        ja="保存されたセッションが壊れています。開き直してください",
    )
