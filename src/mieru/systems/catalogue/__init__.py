"""The systems of the course, as plain tables by chapter: listing them imports nothing heavy."""

import difflib

from mieru.systems.catalogue import convolution, learning, neurons
from mieru.systems.catalogue.system import System
from mieru.words import SettingError, say

__all__ = ["CHAPTERS", "SYSTEMS", "System", "chapter_title", "find"]

SYSTEMS: tuple[System, ...] = (*neurons.SYSTEMS, *learning.SYSTEMS, *convolution.SYSTEMS)
CHAPTERS: dict[str, tuple[str, str]] = {
    "neurons": ("Neurons and networks", "ニューロンとネットワーク"),
    "learning": ("Learning", "学習"),
    "convolution": ("Convolutional networks", "畳み込みニューラルネットワーク"),
}


def chapter_title(chapter: str) -> str:
    """The title of a chapter in the reader's language."""
    english, japanese = CHAPTERS[chapter]
    return say(en=english, ja=japanese)


def find(name: str) -> System:
    """The system called ``name``; raises SettingError with those of a similar name."""
    for system in SYSTEMS:
        if system.name == name:
            return system
    names = [system.name for system in SYSTEMS]
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    known = ", ".join(close or names)
    raise SettingError(
        en=f"there is no system {name!r}; "
        + (f"did you mean {known}?" if close else f"known: {known}"),
        ja=f"システム {name!r} はありません。"
        + (f"{known} のことですか?" if close else f"使えるもの: {known}"),
    )
