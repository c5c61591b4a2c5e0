"""What the catalogue knows of a system, without importing it."""

from dataclasses import dataclass

from mieru.words import say


@dataclass(frozen=True)
class System:
    """One system: its name for the command, function and page, its title, and one sentence."""

    name: str
    chapter: str
    en: str
    ja: str
    about_en: str
    about_ja: str

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return say(en=self.en, ja=self.ja)

    @property
    def about(self) -> str:
        """What it is, in one sentence in the reader's language."""
        return say(en=self.about_en, ja=self.about_ja)

    @property
    def module(self) -> str:
        """Where it is written."""
        return f"mieru.systems.{self.name.replace('-', '_')}"
