"""The reader's language: every sentence Mieru says exists in English and in Japanese.

A message keeps both forms beside each other in the code, ``say(en=..., ja=...)``, so that whoever
changes one sees the other. Terms of the field come from one table, :mod:`mieru.words.glossary`.
"""

from mieru.words.errors import (
    DataError,
    DivergenceError,
    FileError,
    MieruError,
    SettingError,
    ShapeError,
)
from mieru.words.glossary import GLOSSARY, term
from mieru.words.language import LANGUAGES, Language, language, say, set_language, speaking

__all__ = [
    "GLOSSARY",
    "LANGUAGES",
    "DataError",
    "DivergenceError",
    "FileError",
    "Language",
    "MieruError",
    "SettingError",
    "ShapeError",
    "language",
    "say",
    "set_language",
    "speaking",
    "term",
]
