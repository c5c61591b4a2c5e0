"""Hidden layers as a reader writes them in a link: ``8 relu drop .2, 4 init he``."""

from collections.abc import Sequence

from mieru.playground.address_values import (
    escaped,
    number_of,
    number_text,
    unescaped,
    whole_of,
)
from mieru.playground.experiment import HiddenLayer
from mieru.words import SettingError

MOST_LAYERS = 100
_ACTIVATION, _DROPOUT, _INITIAL = HiddenLayer.__struct_defaults__


def shared_activation(layers: Sequence[HiddenLayer]) -> str:
    """The activation that all layers have; where they differ, the default."""
    found = {layer.activation for layer in layers}
    return found.pop() if len(found) == 1 else str(_ACTIVATION)


def layers_text(layers: Sequence[HiddenLayer], activation: str) -> str:
    """The layers, each with what differs from the default and from the shared ``activation``.

    >>> layers_text((HiddenLayer(8, "relu", 0.2), HiddenLayer(4)), "tanh")
    '8 relu drop .2,4'
    """
    return ",".join(_layer_text(layer, activation) for layer in layers)


def _layer_text(layer: HiddenLayer, activation: str) -> str:
    words = [str(layer.units)]
    if layer.activation != activation:
        words.append(escaped(layer.activation))
    if layer.dropout != _DROPOUT:
        words += ["drop", number_text(layer.dropout)]
    if layer.initial != _INITIAL:
        words += ["init", escaped(layer.initial)]
    return " ".join(words)


def layers_of(text: str, activation: str) -> tuple[HiddenLayer, ...]:
    """The layers that ``text`` writes. Raises SettingError that tells which cannot be read."""
    if not text.strip():
        return ()
    parts = text.split(",")
    if len(parts) > MOST_LAYERS:
        raise SettingError(
            en=f"there may be {MOST_LAYERS} layers, not {len(parts)}",
            ja=f"層は {MOST_LAYERS} 個までです ({len(parts)} 個ありました)",
        )
    return tuple(_layer_of(part.split(), activation) for part in parts)


def _layer_of(words: list[str], activation: str) -> HiddenLayer:
    if not words:
        raise SettingError(
            en="a layer is empty; write its number of units between the commas",
            ja="空の層があります。カンマの間にユニット数を書いてください",
        )
    units, rest = whole_of(words[0]), words[1:]
    dropout, initial = float(_DROPOUT), str(_INITIAL)
    # After the units an activation, if any; then names and values in turns.
    if len(rest) % 2:
        activation, rest = unescaped(rest[0]), rest[1:]
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        if name == "drop":
            dropout = number_of(value)
        elif name == "init":
            initial = unescaped(value)
        else:
            raise SettingError(
                en=f"{name[:40]!r} in a layer is not known; write for example 8 relu drop .2",
                ja=f"層の中の {name[:40]!r} が分かりません。8 relu drop .2 のように書いてください",
            )
    return HiddenLayer(units, activation, dropout, initial)
