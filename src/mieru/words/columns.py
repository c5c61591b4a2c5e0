"""Text in columns for a terminal, where a full-width letter takes two places."""

import re
from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

# What Japanese never begins a line with, and what it never ends one with.
_NOT_FIRST = "、。,.)」』】!?ー:;っゃゅょッャュョ々"
_NOT_LAST = "(「『(【"
_WORD = re.compile(
    rf"\s+|[!-~]*[{_NOT_LAST}]+[^\s!-~][{_NOT_FIRST}]*|[!-~]+[{_NOT_FIRST}]*|.[{_NOT_FIRST}]*"
)


def width(text: str) -> int:
    """Places that ``text`` takes."""
    return sum(
        0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text
    )


def padded(text: str, places: int, *, right: bool = False) -> str:
    """``text`` filled up with blanks to ``places``."""
    blanks = " " * (places - width(text))
    return blanks + text if right else text + blanks


def aligned(rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> list[str]:
    """A line for each row, all of one width; the columns numbered in ``right`` end alike."""
    rows, right = list(rows), set(right)
    places = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(padded(c, places[i], right=i in right) for i, c in enumerate(row)) for row in rows
    ]


def table(rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """Rows of as many cells, two blanks apart, without the blanks that would end a line."""
    return "\n".join(line.rstrip() for line in aligned(rows, right=right))


def wrapped(text: str, places: int) -> list[str]:
    """``text`` in lines of at most ``places``: broken at blanks, and between Japanese letters."""
    lines, line = [], ""
    for word in _WORD.findall(text):
        blank = word.isspace()
        if width(line) + width(word) > places and line:
            lines.append(line.rstrip())
            line = ""
        if line or not blank:
            line += " " if blank else word
    return [*lines, line.rstrip()] if line.strip() else lines
