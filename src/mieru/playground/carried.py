"""What a reader takes away from the playground as text: the network as source, the data as CSV."""

import csv
import io
from typing import TYPE_CHECKING

from mieru.playground.live import Live

if TYPE_CHECKING:
    from mieru.files.code import Model


def source_of(live: Live, kind: str) -> str:
    """The network as source text for mieru, numpy, torch or keras. Raises SettingError."""
    from mieru.files.code import code_of

    return code_of(kind, model_of(live))


def model_of(live: Live) -> "Model":
    """The network with its features as formulas of the columns, in the columns' own units."""
    from mieru.files.code import Axis, Model

    with live.lock:
        points = live.points
        return Model(
            network=live.network(),
            parameters=live.parameters_tree(),
            loss=live.loss(),
            features=live.features.python("np"),
            axes=tuple(Axis(axis.centre, axis.scale) for axis in points.axes),
            classes=points.classes or (),
        )


def csv_of(live: Live) -> str:
    """All points in the units of their columns, with the target and the part that they are in."""
    points = live.points
    x, y = points.axes
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    target = "class" if points.classes else points.target.name
    writer.writerow([x.name, y.name, target, "part"])
    for place, ((a, b), t) in enumerate(zip(points.xy.tolist(), points.t.tolist(), strict=True)):
        said = (
            points.classes[int(t)]
            if points.classes
            else _number(points.target.centre + t * points.target.scale)
        )
        part = "train" if place < points.train else "test"
        writer.writerow(
            [_number(x.centre + a * x.scale), _number(y.centre + b * y.scale), said, part]
        )
    return text.getvalue()


def _number(value: float) -> str:
    return f"{value:.10g}"
