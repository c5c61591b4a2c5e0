"""A system's settings: a frozen dataclass whose fields say what they are, filled from key=value."""

import dataclasses
import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, get_type_hints

from mieru.systems.catalogue import find
from mieru.systems.report.text import Text
from mieru.words import SettingError

_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def option(
    default: Any,
    *,
    en: str,
    ja: str,
    choices: tuple[str, ...] = (),
    least: float = -math.inf,
    most: float = math.inf,
) -> Any:
    """A field of a Settings dataclass: what it means, and what it may be.

    ``choices`` lists the only texts allowed; ``least`` and ``most`` bound a number, both included.
    """
    limits = {"help": Text(en, ja), "choices": choices, "least": least, "most": most}
    return dataclasses.field(default=default, metadata=limits)


@dataclass(frozen=True)
class Option:
    """One setting of a system, for whoever lists it. ``kind`` is int, float, bool or str."""

    name: str
    kind: type
    default: Any
    help: Text
    choices: tuple[str, ...]
    least: float
    most: float

    @property
    def allowed(self) -> Text:
        """What it may be, in words."""
        if self.choices:
            return Text(*[" / ".join(self.choices)] * 2)
        if self.kind is bool:
            return Text("yes / no", "yes / no")
        if self.kind is str:
            return Text("text", "文字列")
        low, high = f"{self.least:g}", f"{self.most:g}"
        whole = self.kind is int
        en, ja = ("a whole number", "整数") if whole else ("a number", "数")
        if math.isfinite(self.least) and math.isfinite(self.most):
            return Text(f"{en} from {low} to {high}", f"{low} から {high} までの{ja}")
        if math.isfinite(self.least):
            return Text(f"{en} of at least {low}", f"{low} 以上の{ja}")
        return Text(en, ja)


def options(name: str) -> tuple[Option, ...]:
    """The settings of the system called ``name``; raises SettingError for no such system."""
    return options_of(import_module(find(name).module).Settings)


def options_of(kind: type) -> tuple[Option, ...]:
    """The settings that the dataclass ``kind`` holds."""
    hints = get_type_hints(kind)
    return tuple(
        Option(name=f.name, kind=hints[f.name], default=f.default, **f.metadata)
        for f in dataclasses.fields(kind)
    )


def read_settings(kind: type, given: Mapping[str, Any]) -> Any:
    """A ``kind`` with the fields in ``given`` set, from texts or from plain values.

    Raises SettingError for a name that is none (with similar ones) or a value that is not allowed
    (with those that are).
    """
    known = {o.name: o for o in options_of(kind)}
    values = {}
    for name, value in given.items():
        if name not in known:
            raise _unknown(name, known)
        values[name] = _read(known[name], value)
    return kind(**values)


def _unknown(name: str, known: Mapping[str, Option]) -> SettingError:
    close = difflib.get_close_matches(name, known, n=1)
    listed = ", ".join(known)
    if close:
        return SettingError(
            en=f"there is no setting {name!r}; did you mean {close[0]!r}?",
            ja=f"設定 {name!r} はありません。{close[0]!r} のことですか?",
        )
    if not known:
        return SettingError(
            en=f"there is no setting {name!r}: this system has none",
            ja=f"設定 {name!r} はありません。このシステムに設定はありません",
        )
    return SettingError(
        en=f"there is no setting {name!r}; known: {listed}",
        ja=f"設定 {name!r} はありません。使えるもの: {listed}",
    )


def _read(option: Option, value: Any) -> Any:
    found = _converted(option.kind, value)
    outside = option.kind in (int, float) and (
        found is None or not math.isfinite(found) or not option.least <= found <= option.most
    )
    if found is None or outside or (option.choices and found not in option.choices):
        raise SettingError(
            en=f"{option.name} cannot be {value!r}; it is {option.allowed.en} "
            f"(usually {shown(option.default)}): {option.help.en}",
            ja=f"{option.name} を {value!r} にはできません。"
            f"{option.allowed.ja}を指定してください (通常は {shown(option.default)}): "
            f"{option.help.ja}",
        )
    return found


def _converted(kind: type, value: Any) -> Any:
    """``value`` as a ``kind``, or None where it is not one."""
    text = shown(value).strip()
    if kind is bool:
        return _YES.get(text.lower())
    if kind is str:
        return text
    try:
        return kind(text)
    except (ValueError, OverflowError):
        return None


def shown(value: Any) -> str:
    """A setting's value as one would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
