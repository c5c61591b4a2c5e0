"""Weights and biases that the reader set before learning: part of the experiment and its link.

What is set later is part of what was learned, which no link holds.
"""

import math
import re
from typing import Protocol

from msgspec.structs import replace

from mieru.playground.address_values import number_of, number_text
from mieru.playground.experiment import Edited, Experiment
from mieru.playground.fields import FieldError, about
from mieru.words import SettingError

MOST = 300  # about 8,000 characters, which every browser and most messages take
LARGEST = 1e6
_ITEM = re.compile(r"(\d{1,4})\.(\d{1,6})\.(b|\d{1,6}):([^;:]{1,40})", re.ASCII)


def text_of(edited: tuple[Edited, ...]) -> str:
    """As a link has them: layer.unit.source:value, with b as the source of a bias.

    >>> text_of((Edited(0, 1, 2, 0.5), Edited(1, 0, None, -1.0)))
    '0.1.2:.5;1.0.b:-1'
    """
    return ";".join(
        f"{e.layer}.{e.unit}.{'b' if e.source is None else e.source}:{number_text(e.value)}"
        for e in edited
    )


def edited_of(text: str) -> tuple[Edited, ...]:
    """From :func:`text_of`. Raises SettingError for anything else."""
    found = []
    for item in text.split(";", MOST + 1) if text else ():
        match = _ITEM.fullmatch(item)
        if match is None:
            raise SettingError(
                en=f"{item[:40]!r} is no weight set by hand; it is written "
                "layer.unit.source:value, a bias layer.unit.b:value",
                ja=f"{item[:40]!r} は手で設定した重みの記述ではありません。層.ユニット.入力元:値、"
                "バイアスは 層.ユニット.b:値 と書きます",
            )
        layer, unit, source, value = match.groups()
        below = None if source == "b" else int(source)
        found.append(Edited(int(layer), int(unit), below, number_of(value)))
    return tuple(found)


def check_edited(edited: tuple[Edited, ...]) -> None:
    """Raises FieldError for too many, or a value that is none."""
    if len(edited) > MOST:
        raise FieldError(
            "edited",
            en=f"a link holds {MOST} weights set by hand at most, not {len(edited)}",
            ja=f"リンクに入れられる手で設定した重みは {MOST} 個までです ({len(edited)} 個ではなく)",
        )
    for one in edited:
        check_value(one.value)


def check_value(value: float) -> None:
    """Raises FieldError for what is no usual number."""
    if not (math.isfinite(value) and abs(value) <= LARGEST):
        raise FieldError(
            "weight",
            en="a weight must be a number from −1,000,000 to 1,000,000",
            ja="重みは −1,000,000 から 1,000,000 までの数にしてください",
        )


def with_one_more(edited: tuple[Edited, ...], one: Edited) -> tuple[Edited, ...] | None:
    """With the newest value of each place; None where a link would not hold them all."""
    places = {(e.layer, e.unit, e.source): e for e in (*edited, one)}
    return tuple(places.values()) if len(places) <= MOST else None


class Editable(Protocol):
    """A network whose weights can be set."""

    def edit(self, layer: int, unit: int, source: int | None, value: float) -> None:
        """Sets one weight, or a bias where ``source`` is None. Raises SettingError."""
        ...


def lay(engine: Editable, edited: tuple[Edited, ...]) -> None:
    """Sets them in ``engine``. Raises FieldError where the network has no such link."""
    with about("edited"):
        for one in edited:
            engine.edit(one.layer, one.unit, one.source, one.value)


def without_strange(before: Experiment, after: Experiment) -> Experiment:
    """``after`` made of ``before`` by a change: with its values where they are of the same network
    and the same initial weights.
    """
    return after if _drawn(before) == _drawn(after) else replace(after, edited=())


def _drawn(experiment: Experiment) -> tuple[object, ...]:
    units = tuple(layer.units for layer in experiment.layers)
    return len(experiment.features), units, experiment.seed
