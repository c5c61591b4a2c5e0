"""How values of an experiment are written in a link, and read from one that anybody may write."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mieru.words import SettingError

LONGEST_TEXT = 12_000
MOST_ITEMS = 100
LARGEST_WHOLE = 10**9
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,10}", re.ASCII)
# What parts items of a list, layers and their words; ~ begins an escape.
_CODES = {"~": "~0", ";": "~1", ",": "~2", " ": "~3"}
_LETTERS = {code: letter for letter, code in _CODES.items()}
_NOTHING = "~4"  # an item without letters: a list of one such is not an empty list


@dataclass(frozen=True)
class Kind:
    """How values of one kind are written and read. ``read`` raises SettingError."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def number_text(value: float) -> str:
    """The shortest text that gives the same number: ``.03``, ``10``, ``1e-05``."""
    text = repr(float(value)).removesuffix(".0")
    return re.sub(r"^(-?)0\.", r"\1.", text)


def number_of(text: str) -> float:
    """A finite number; signs and exponents as usual."""
    if len(text) > 40 or not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise SettingError(
            en=f"{text[:40]!r} is not a number", ja=f"{text[:40]!r} は数ではありません"
        )
    return float(text)


def whole_of(text: str) -> int:
    """A whole number that is not beyond all sizes."""
    if not _WHOLE.fullmatch(text) or abs(int(text)) > LARGEST_WHOLE:
        raise SettingError(
            en=f"{text[:40]!r} is not a whole number", ja=f"{text[:40]!r} は整数ではありません"
        )
    return int(text)


def escaped(text: str) -> str:
    """One item, so that no sign that parts items stands in it."""
    return re.sub("[~;, ]", lambda found: _CODES[found.group()], text) if text else _NOTHING


def unescaped(text: str) -> str:
    """The item that :func:`escaped` wrote."""
    if text == _NOTHING:
        return ""
    return re.sub("~[0-3]", lambda found: _LETTERS[found.group()], text)


def _list_text(items: tuple[str, ...]) -> str:
    # Commas and spaces part nothing here, and stand in formulas.
    return ";".join(
        re.sub("[~;]", lambda found: _CODES[found.group()], item) if item else _NOTHING
        for item in items
    )


def _list_of(text: str) -> tuple[str, ...]:
    items = _text_of(text).split(";") if text else []
    if len(items) > MOST_ITEMS:
        raise SettingError(
            en=f"there may be {MOST_ITEMS}, not {len(items)}",
            ja=f"{MOST_ITEMS} 個までです ({len(items)} 個ありました)",
        )
    return tuple(map(unescaped, items))


def _text_of(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise SettingError(
            en=f"it may have {LONGEST_TEXT} characters, not {len(text)}",
            ja=f"{LONGEST_TEXT} 文字までです ({len(text)} 文字ありました)",
        )
    return text


def _flag_of(text: str) -> bool:
    if text not in ("true", "false"):
        raise SettingError(
            en=f"it is true or false, not {text[:40]!r}",
            ja=f"true か false です ({text[:40]!r} ではなく)",
        )
    return text == "true"


def _choice(*choices: str) -> Kind:
    def read(text: str) -> str:
        if text not in choices:
            raise SettingError(
                en=f"{text[:40]!r} is not one of {', '.join(choices)}",
                ja=f"{text[:40]!r} はありません。{'、'.join(choices)} から選んでください",
            )
        return text

    return Kind(str, read)


KINDS = {
    "text": Kind(str, _text_of),
    "list": Kind(_list_text, _list_of),
    "whole": Kind(str, whole_of),
    "number": Kind(number_text, number_of),
    "flag": Kind(lambda value: "true" if value else "false", _flag_of),
    "problem": _choice("classification", "regression"),
    "loss": _choice("squared_error", "cross_entropy"),
    "palette": _choice("classic", "safe"),
}
