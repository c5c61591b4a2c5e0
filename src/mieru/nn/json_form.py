"""Networks and losses as JSON and back. What comes from outside is hostile until it has passed."""

import dataclasses
from functools import lru_cache
from typing import Any, NamedTuple, get_type_hints

from mieru.nn.checks import shown
from mieru.nn.initial import INITIALS, Initial
from mieru.nn.layer import Layer
from mieru.nn.layers import LAYERS
from mieru.nn.losses import LOSSES, Loss
from mieru.nn.network import Network
from mieru.words import SettingError

DEEPEST = 16  # layers within layers; real networks use two or three levels
MOST_LAYERS = 20_000
# The fields of layers that hold layers; notation.py writes them in parentheses.
CHAINS = ("layers", "shortcut", "branches")


class Fields(NamedTuple):
    """What a kind of layer, loss or initial rule is made of."""

    hints: dict[str, Any]
    required: frozenset[str]


@lru_cache(maxsize=256)
def fields_of(kind: Any) -> Fields:
    """The fields of a dataclass with their types, and those without a usual value."""
    fields = dataclasses.fields(kind)
    hints = get_type_hints(kind)
    required = frozenset(f.name for f in fields if f.default is dataclasses.MISSING)
    return Fields({f.name: hints[f.name] for f in fields}, required)


def network_to_json(network: Network) -> dict[str, Any]:
    """``{"input": [784], "layers": [{"kind": "dense", "units": 100, …}, …]}``, every field said."""
    return {
        "input": list(network.input_shape),
        "layers": [value_to_json(layer) for layer in network.layers],
    }


def network_from_json(value: object) -> Network:
    """The network of :func:`network_to_json`. Raises SettingError (ShapeError for shapes)."""
    if not isinstance(value, dict) or set(value) != {"input", "layers"}:
        raise _wrong("network", ('an object with "input" and "layers"', _OBJECT_JA), value)
    if not isinstance(value["input"], list) or not isinstance(value["layers"], list):
        wanted = 'lists under "input" and "layers"', '"input" と "layers" のリスト'
        raise _wrong("network", wanted, value)
    return Network(value["input"], _chain(value["layers"], "layers", 1))


def loss_from_json(value: object) -> Loss:
    """A loss from ``{"kind": "huber", "threshold": 1.0}``. Raises SettingError."""
    found: Loss = _build(LOSSES, value, "loss", DEEPEST)
    return found


def value_to_json(value: Any) -> Any:
    """A layer, loss, initial rule or plain field as JSON."""
    if isinstance(value, Layer | Loss | Initial):
        fields = {f.name: value_to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"kind": value.kind, **fields}
    if isinstance(value, tuple):
        return [value_to_json(item) for item in value]
    return value


_OBJECT_JA = '"input" と "layers" を持つオブジェクト'


def _build(table: dict[str, Any], value: object, what: str, depth: int) -> Any:
    name = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(name, str) or name not in table:
        listed = ", ".join(table)
        raise _wrong(what, (f'a "kind" among {listed}', f'"kind" ({listed} のいずれか)'), value)
    fields = fields_of(table[name])
    given = {field: item for field, item in value.items() if field != "kind"}
    if not fields.required <= set(given) <= set(fields.hints):
        listed = ", ".join(fields.hints) or "—"
        raise _wrong(f"{what} {name}", (f"the fields {listed}", f"項目 {listed}"), value)
    return table[name](**{f: _field(i, fields.hints[f], f, depth) for f, i in given.items()})


def _field(value: object, hint: object, name: str, depth: int) -> Any:
    if hint is Initial:
        return _build(INITIALS, value, "initial", DEEPEST)
    if name == "branches":
        return tuple(_chain(branch, name, depth + 1) for branch in _list(value, name))
    return _chain(value, name, depth + 1) if name in CHAINS else _tuples(value, DEEPEST)


def _chain(value: object, name: str, depth: int) -> tuple[Layer, ...]:
    if depth > DEEPEST:
        wanted = f"at most {DEEPEST} levels of layers within layers", f"{DEEPEST} 段までの入れ子"
        raise _wrong(name, wanted, value)
    return tuple(_build(LAYERS, layer, "layer", depth) for layer in _list(value, name))


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list) or len(value) > MOST_LAYERS:
        wanted = f"a list of at most {MOST_LAYERS}", f"{MOST_LAYERS} 個以下のリスト"
        raise _wrong(name, wanted, value)
    return value


def _tuples(value: object, depth: int) -> Any:
    if isinstance(value, list) and depth:
        return tuple(_tuples(item, depth - 1) for item in value)
    if value is None or isinstance(value, str | int | float):
        return value
    wanted = "a number, a text or a list of them", "数、文字列、またはそのリスト"
    raise _wrong("field", wanted, value)


def _wrong(what: str, wanted: tuple[str, str], found: object) -> SettingError:
    return SettingError(
        en=f"{what}: expected {wanted[0]}, found {shown(found)}",
        ja=f"{what}: {wanted[1]} が必要ですが、{shown(found)} がありました",
    )
