"""Which language the reader reads, and the choice between the two forms of a sentence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, get_args

Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_chosen: ContextVar[Language | None] = ContextVar("mieru_language", default=None)


def _of_the_environment() -> Language:
    # POSIX: LC_ALL outranks LC_MESSAGES, which outranks LANG; MIERU_LANG outranks them all.
    for variable in ("MIERU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "ja" if value.lower().startswith("ja") else "en"
    return "en"


def language() -> Language:
    """The language in force: the one set, else the one of the locale."""
    return _chosen.get() or _of_the_environment()


def set_language(code: str) -> None:
    """Speak ``"en"`` or ``"ja"`` from here on, in this context; SettingError for another."""
    from mieru.words.errors import SettingError

    if code not in LANGUAGES:
        raise SettingError(
            en=f"language {code!r} is not one of {', '.join(LANGUAGES)}",
            ja=f"言語 {code!r} はありません。{', '.join(LANGUAGES)} から選んでください",
        )
    _chosen.set(code)


@contextmanager
def speaking(code: Language) -> Iterator[None]:
    """Speak ``code`` inside the ``with`` block only."""
    token = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(token)


def say(*, en: str, ja: str) -> str:
    """The form of a sentence in the reader's language."""
    return ja if language() == "ja" else en
