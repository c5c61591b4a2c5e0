"""One layer's words in the text form: ``32 5x5 padding=same bias=no`` as the fields of a layer."""

import re
from typing import Any

from mieru.nn.checks import shown
from mieru.nn.initial import INITIALS, Given, Initial
from mieru.nn.json_form import fields_of
from mieru.nn.layer import Layer
from mieru.words import SettingError

_EXAMPLES = {
    "dense": "dense 100",
    "dropout": "dropout 0.5",
    "conv": "conv 32 3x3",
    "conv_transpose": "conv_transpose 32 4x4 stride=2",
    "embedding": "embedding 1000 64",
}


def layer_of_words(kind: type[Layer], words: list[str], **fields: Any) -> Layer:
    """A layer from its words; ``fields`` are those already known. Raises SettingError."""
    hints, required = fields_of(kind)
    waiting = [name for name in kind.positional if name not in fields]
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            name, value = next((w for w in waiting if w not in fields), ""), word
        if name not in hints or name in fields:
            raise _unknown_word(kind.kind, word, [h for h in hints if h not in fields])
        fields[name] = _value(value, hints[name], kind.kind, name)
    if missing := sorted(required - set(fields)):
        example = _EXAMPLES.get(kind.kind, kind.kind)
        raise SettingError(
            en=f"{kind.kind} needs {', '.join(missing)}, such as {example}",
            ja=f"{kind.kind} には {', '.join(missing)} が必要です (例: {example})",
        )
    return kind(**fields)


def _unknown_word(kind: str, word: str, known: list[str]) -> SettingError:
    listed = ", ".join(known) or "—"
    return SettingError(
        en=f"{kind} cannot take {shown(word)}; fields that can still be set: {listed}",
        ja=f"{kind} に {shown(word)} は使えません。まだ設定できるもの: {listed}",
    )


def _value(word: str, hint: Any, kind: str, name: str) -> Any:
    if hint is bool:
        if word not in ("yes", "no"):
            raise _bad_value(kind, name, word, "yes / no")
        return word == "yes"
    if hint is Initial:
        return _initial(word)
    if hint is str or re.fullmatch("[a-z]+", word):
        return word
    if re.fullmatch(r"\d{1,15}:\d{1,15}[x×]\d{1,15}:\d{1,15}", word):
        return tuple(tuple(map(int, side.split(":"))) for side in re.split("[x×]", word))
    if re.fullmatch(r"\d{1,15}[x×]\d{1,15}", word):
        return tuple(map(int, re.split("[x×]", word)))
    if re.fullmatch(r"-?\d{1,15}", word):
        return int(word)
    try:
        return float(word)
    except ValueError:
        raise _bad_value(kind, name, word, "3, 0.5, 3x3, same") from None


def _bad_value(kind: str, name: str, word: str, wanted: str) -> SettingError:
    return SettingError(
        en=f"{kind}: {name} cannot be {shown(word)}; write for example {wanted}",
        ja=f"{kind}: {name} を {shown(word)} にはできません。例: {wanted}",
    )


def _initial(word: str) -> Initial:
    match = re.fullmatch(r"([a-z]+)(?:\((.*)\))?", word, re.DOTALL)
    if not match or match[1] not in INITIALS:
        raise _bad_value("initial", "initial", word, ", ".join(INITIALS))
    try:
        numbers = [float(n) for n in (match[2] or "").split()]
    except ValueError:
        raise _bad_value("initial", match[1], word, "uniform(0.5)") from None
    rule = INITIALS[match[1]]
    if rule is Given:
        return Given(tuple(numbers))
    if len(numbers) > len(fields_of(rule).hints):
        raise _bad_value("initial", match[1], word, ", ".join(INITIALS))
    return rule(*numbers)
