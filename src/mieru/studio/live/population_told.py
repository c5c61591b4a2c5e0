"""What a page is told of a population: the plan as it begins, and what is new, frame by frame."""

import struct
from typing import Any

import msgspec
import numpy as np

from mieru.data import Note
from mieru.playground import address
from mieru.playground.populations import Growing, link
from mieru.playground.populations.choices import SETTINGS
from mieru.playground.populations.growing import Row
from mieru.playground.populations.summary import band, pooled, spread
from mieru.studio.live import population_messages as m
from mieru.studio.live.messages import Axis, Points
from mieru.studio.messages import Text

MOST_POINTS = 500

_ENCODER = msgspec.json.Encoder()
_OFFERED = tuple(m.Offered(s.name, s.kind, s.offered) for s in SETTINGS.values())


def planned(growing: Growing, notes: tuple[Note, ...] = ()) -> m.Planned:
    """The population as it begins."""
    setup, plan = growing.setup, growing.plan
    points = setup.points
    x, y = points.axes
    return m.Planned(
        plan=plan,
        link=link.write(plan),
        playground=address.write(plan.experiment),
        settings=_OFFERED,
        values=tuple(cell.values for cell in growing.cells),
        marks=growing.marks,
        size=growing.size,
        output=setup.output,
        classes=points.classes,
        axes=(Axis(x.name, x.centre, x.scale), Axis(y.name, y.centre, y.scale)),
        train=_points(growing, 0, points.train),
        test=_points(growing, points.train, len(points)),
        notes=tuple(Text(note.en, note.ja) for note in (*notes, *points.notes)),
    )


def frame_of(growing: Growing, frame: int, running: bool) -> bytes:
    """What is new since the last frame."""
    news = growing.news()
    bands: list[np.ndarray] = []
    if growing.plan.kind != "grid" and (found := band(growing)):
        bands = [a for a in (found.mean, found.share, found.deviation) if a is not None]
    last = growing.last.copy().values()
    well = [row.judged for row in last if row.well]
    head = m.PopulationFrame(
        frame=frame,
        running=running,
        done=growing.done,
        seconds=growing.seconds,
        seconds_left=growing.seconds_left,
        rows=tuple(map(_row, news.rows)),
        drawn=news.numbers,
        bands=len(bands),
        loss=_spread([judged.test_loss for judged in well]),
        accuracy=_spread([judged.test_accuracy for judged in well]),
        pooled=_pooled(growing) if growing.plan.kind == "folds" else None,
    )
    text = _ENCODER.encode(head)
    text += b" " * (-len(text) % 4)
    pictures = [news.pictures.tobytes(), *(a.tobytes() for a in bands)]
    return b"".join((struct.pack("<I", len(text)), text, *pictures))


def _row(row: Row) -> Any:
    judged = row.judged
    return (
        row.number,
        row.epoch,
        judged.train_loss,
        judged.test_loss,
        judged.train_accuracy,
        judged.test_accuracy,
        int(not row.well),
    )


def _spread(values: list[float]) -> m.SpreadTold | None:
    found = spread(values)
    if found is None:
        return None
    return m.SpreadTold(found.mean, found.deviation, found.least, found.most)


def _pooled(growing: Growing) -> m.PooledTold | None:
    found = pooled(growing)
    if found is None:
        return None
    table = () if found.confusion is None else tuple(map(tuple, found.confusion.tolist()))
    return m.PooledTold(found.loss, found.accuracy, table)


def _points(growing: Growing, first: int, end: int) -> Points:
    end = min(end, first + MOST_POINTS)
    points = growing.setup.points
    xy, t = points.xy[first:end].round(3), points.t[first:end].astype(float).round(4)
    return Points(tuple(xy[:, 0].tolist()), tuple(xy[:, 1].tolist()), tuple(t.tolist()))
