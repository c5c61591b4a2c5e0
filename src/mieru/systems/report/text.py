"""Sentences of a report, kept in both languages: one run is told to readers of either."""

from dataclasses import dataclass

from mieru.words import GLOSSARY, say

__all__ = ["Text", "Words", "as_text", "heading", "word"]


@dataclass(frozen=True)
class Text:
    """A sentence or label in English and Japanese; ``str`` gives the reader's language.

    May hold formulas as LaTeX between dollar signs and ``code`` between backticks.
    """

    en: str
    ja: str

    def __str__(self) -> str:
        return say(en=self.en, ja=self.ja)


# A plain string stands for what reads alike in both languages: a name, a number, x₁.
Words = Text | str


def as_text(words: Words) -> Text:
    """``words`` as a Text, a plain string being the same in both languages."""
    return words if isinstance(words, Text) else Text(words, words)


def heading(name: str) -> Text:
    """The glossary's term as a title: ``Learning rate``."""
    term = word(name)
    return Text(term.en[0].upper() + term.en[1:], term.ja)


def word(name: str) -> Text:
    """The glossary's term, such as ``word("learning_rate")``. Raises KeyError for none."""
    return Text(*GLOSSARY[name])
