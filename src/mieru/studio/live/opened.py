"""What a page is told of a session when it opens it, and after every change."""

from mieru.data import Note
from mieru.playground.address import write
from mieru.playground.live import Live
from mieru.studio.live.messages import Axis, Opened, Points
from mieru.studio.messages import Text

MOST_POINTS = 2_000


def opened(name: str, live: Live, notes: tuple[Note, ...] = ()) -> Opened:
    """The session as it is now; ``notes`` are of the link that opened it."""
    with live.lock:
        setup, engine = live.setup, live.engine
        points = setup.points
        x, y = points.axes
        return Opened(
            session=name,
            experiment=setup.experiment,
            address=write(setup.experiment),
            engine=engine.kind,
            labels=setup.features.labels,
            sizes=setup.sizes,
            classes=points.classes,
            axes=(Axis(x.name, x.centre, x.scale), Axis(y.name, y.centre, y.scale)),
            train=_points(live, 0, points.train),
            test=_points(live, points.train, len(points)),
            train_total=points.train,
            test_total=len(points) - points.train,
            notes=_texts(notes),
            data_notes=_texts(points.notes),
        )


def _texts(notes: tuple[Note, ...]) -> tuple[Text, ...]:
    return tuple(Text(note.en, note.ja) for note in notes)


def _points(live: Live, first: int, end: int) -> Points:
    end = min(end, first + MOST_POINTS)
    points = live.points
    xy, t = points.xy[first:end].round(4), points.t[first:end].round(4)
    return Points(
        tuple(xy[:, 0].tolist()), tuple(xy[:, 1].tolist()), tuple(t.astype(float).tolist())
    )
