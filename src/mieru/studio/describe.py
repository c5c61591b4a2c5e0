"""A run told as messages. Whatever a file says is shortened and cleaned before it is passed on."""

import math
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mieru.files.header import Description
from mieru.files.history import Columns, columns_of
from mieru.studio.messages import Entry, LayerRow, NamedValue, Recording, RunCurves

if TYPE_CHECKING:
    from mieru.files import Run

LONGEST_NAME = 300  # characters
LONGEST_TEXT = 20_000
MOST_NAMES = 1_000  # of settings, classes, features, weights
MOST_LAYERS = 2_000
MOST_COLUMNS = 16
MOST_EPOCHS = 1_000  # drawn; a longer history is thinned
DEEPEST = 4  # settings within settings


def clean(value: object, longest: int = LONGEST_NAME) -> str:
    """``value`` as text that JSON can carry (no lone surrogate), not longer than ``longest``."""
    text = str(value)
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return text.encode("utf-8", "replace").decode()


def number(value: object) -> float | None:
    """A finite number as float; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def numbers(named: dict[str, Any]) -> dict[str, float | None]:
    """The finite numbers under their cleaned names, None for the others."""
    return {clean(name): number(value) for name, value in list(named.items())[:MOST_NAMES]}


def described(entry: Entry, run: "Run", path: Path) -> Recording:
    """Everything that the page of one recording shows; ``path`` is where it was read from."""
    from mieru.nn.summary import rows
    from mieru.studio.weights import pictured

    network = run.network
    return Recording(
        entry=entry,
        path=clean(path),
        input_shape=network.input_shape,
        layers=tuple(islice(layer_rows(rows(network)), MOST_LAYERS)),
        parameters=network.parameter_count,
        multiplications=network.multiplications,
        forward_pass=clean(network, LONGEST_TEXT),
        loss=run.loss.kind,
        ended=clean(run.ended),
        kept_epoch=run.kept_epoch,
        epochs=len(run.history),
        history=history(columns_of(run.history)),
        settings=_named_values(run.settings),
        versions=_named_values(run.versions),
        classes=_names(run.data.get("classes")),
        features=_names(run.data.get("features")),
        weights=tuple(list(pictured(run))[:MOST_NAMES]),
    )


def compared(entry: Entry, columns: Columns, settings: dict[str, Any]) -> RunCurves:
    """What the page needs of a run to lay it over others."""
    return RunCurves(entry, history(columns), _named_values(settings))


def kept_metrics(run: Description) -> dict[str, float | None]:
    """What was measured after learning, else the last word of the history on the kept weights."""
    if run.metrics:
        return numbers(run.metrics)
    epochs = run.history.get("epoch", [])
    if run.kept_epoch not in epochs:
        return {}
    last = len(epochs) - 1 - epochs[::-1].index(run.kept_epoch)
    return numbers(
        {k: v[last] for k, v in run.history.items() if k.endswith(("_loss", "_accuracy"))}
    )


def history(columns: Columns) -> dict[str, tuple[float | None, ...]]:
    """At most MOST_EPOCHS rows of the history, every k-th and the last; the epoch comes first."""
    rows = max(map(len, columns.values()), default=0)
    step = -(-rows // MOST_EPOCHS) or 1
    names = list(dict.fromkeys(["epoch", *columns]))[:MOST_COLUMNS]
    return {
        clean(name): tuple(map(number, [*column[:-1:step], *column[-1:]]))
        for name in names
        for column in [columns.get(name, [None] * rows)]
    }


def layer_rows(rows: list[dict[str, Any]], inside: str = "", depth: int = 0) -> Iterator[LayerRow]:
    """The rows of :func:`mieru.nn.summary.rows` as messages, inner layers after their own."""
    for row in rows:
        yield LayerRow(
            name=inside + row["name"],
            depth=depth,
            kind=row["kind"],
            shape=row["shape"],
            parameters=row["parameters"],
            multiplications=row["multiplications"],
        )
        for name, inner in row["inner"].items():
            yield from layer_rows(inner, f"{name}/", depth + 1)


def _named_values(tree: dict[str, Any]) -> tuple[NamedValue, ...]:
    leaves = list(_leaves(tree, ""))[:MOST_NAMES]
    return tuple(NamedValue(clean(name), clean(value)) for name, value in leaves)


def _leaves(value: object, name: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < DEEPEST:
        if "kind" in value:
            yield name, str(value["kind"])
        for key, inner in value.items():
            if key != "kind":
                yield from _leaves(inner, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(value, dict | list):
        yield name, "…"
    elif value is not None:
        yield name, str(value)


def _names(value: object) -> tuple[str, ...]:
    items: Iterable[object] = value[:MOST_NAMES] if isinstance(value, list) else ()
    return tuple(clean(item) for item in items)
