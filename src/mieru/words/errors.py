"""What goes wrong, told in both languages: what was wrong, where, and what to do about it."""

from typing import Any

from mieru.words.language import say


class MieruError(Exception):
    """An error whose message is a sentence for the reader, kept in English and Japanese.

    ``str(error)`` is the sentence in the language in force at the time of reading, so a server can
    raise once and tell each reader in their own language.
    """

    def __init__(self, *, en: str, ja: str) -> None:
        super().__init__(en)
        self.en = en
        self.ja = ja

    def __str__(self) -> str:
        return say(en=self.en, ja=self.ja)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.en, self.ja)


def _rebuild(kind: type[MieruError], en: str, ja: str) -> MieruError:
    return kind(en=en, ja=ja)


class ShapeError(MieruError, ValueError):
    """Sizes that do not fit together: names the layer, both sizes and where each came from."""


class SettingError(MieruError, ValueError):
    """An option or setting that is out of range, unknown or contradicts another."""


class DataError(MieruError, ValueError):
    """Data that are missing, damaged or not what they were said to be."""


class FileError(MieruError, ValueError):
    """A file that cannot be read or written as asked: missing, damaged, of another kind."""


class DivergenceError(MieruError, ArithmeticError):
    """Learning produced a number that is not finite.

    ``layer`` and ``step`` say where it began; ``run`` is the recording up to then, with the last
    finite weights (or the best ones, where there was validation data).
    """

    run: Any
    layer: str
    step: int
