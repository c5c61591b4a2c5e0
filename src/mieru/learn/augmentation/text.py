"""Augmentations in one line of text: ``shift 2, flip, rotate 10``; ``none`` for none."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from mieru.learn.augmentation.values import AUGMENTATIONS, Augmentation
from mieru.nn.checks import shown
from mieru.words import SettingError

NONE = "none"


def augmentation_text(augment: Sequence[Augmentation]) -> str:
    """The one-line form; ``parse_augmentation`` reads it back."""
    return ", ".join(map(_one_text, augment)) or NONE


def parse_augmentation(text: str) -> tuple[Augmentation, ...]:
    """The augmentations that a line says. Raises SettingError, naming what is not understood.

    >>> parse_augmentation("shift 2, flip")
    (Shift(pixels=2), Flip(share=0.5))
    """
    if text.strip() in ("", NONE):
        return ()
    return tuple(_one(part.split()) for part in text.split(","))


def as_augmentations(given: Any) -> tuple[Augmentation, ...]:
    """A text, one value, some values or None as a tuple. Raises SettingError, also for a kind that
    stands there twice."""
    if given is None:
        return ()
    if isinstance(given, str):
        found = parse_augmentation(given)
    elif isinstance(given, Augmentation):
        found = (given,)
    else:
        found = tuple(given) if isinstance(given, list | tuple) else ()
        if not isinstance(given, list | tuple) or not all(
            isinstance(one, Augmentation) for one in found
        ):
            raise SettingError(
                en=f'augment must be values such as (Shift(2), Flip()) or a text such as "shift 2, '
                f'flip", not {shown(given)}',
                ja="augment には (Shift(2), Flip()) のような値か、"
                f'"shift 2, flip" のようなテキストを与えてください ({shown(given)} ではなく)',
            )
    kinds = [one.kind for one in found]
    twice = [kind for kind in kinds if kinds.count(kind) > 1]
    if twice:
        raise SettingError(
            en=f"augment has {twice[0]} more than once; give it once, with the larger number",
            ja=f"augment に {twice[0]} が複数あります。1 つにまとめてください",
        )
    return found


def _one_text(one: Augmentation) -> str:
    # With its number, also where that is the usual one: a recording says what was done.
    numbers = (getattr(one, field.name) for field in dataclasses.fields(one))
    return " ".join([one.kind, *(repr(n).removesuffix(".0") for n in numbers)])


def _one(words: list[str]) -> Augmentation:
    name, *rest = words or [""]
    kind = AUGMENTATIONS.get(name)
    if kind is None:
        known = ", ".join(AUGMENTATIONS)
        raise SettingError(
            en=f"there is no augmentation {shown(name)}; known: {known}",
            ja=f"データ拡張 {shown(name)} はありません。使えるもの: {known}",
        )
    (field,) = dataclasses.fields(kind)
    if len(rest) > 1:
        raise _wrong(kind.kind, " ".join(rest), field)
    try:
        numbers = [int(word) if field.type in (int, "int") else float(word) for word in rest]
    except ValueError:
        raise _wrong(kind.kind, rest[0], field) from None
    return kind(*numbers)


def _wrong(kind: str, found: str, field: "dataclasses.Field[Any]") -> SettingError:
    return SettingError(
        en=f"{kind} takes one number, its {field.name}, such as {kind} {field.default}, not "
        f"{shown(found)}",
        ja=f"{kind} に与えるのは数 1 つ ({field.name}) です。例: {kind} {field.default} "
        f"({shown(found)} ではなく)",
    )
