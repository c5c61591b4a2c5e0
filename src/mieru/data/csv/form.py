"""How a CSV file is written, by its first bytes and rows: encoding, delimiter, header."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mieru.data.cells import as_number, is_missing
from mieru.words import DataError, SettingError

DELIMITERS = (",", ";", "\t", "|")
# In this order: UTF-8 recognizes itself; Japanese of Windows refuses most of what is not; the last
# takes anything.
ENCODINGS = ("utf-8", "cp932", "latin-1")
SAMPLE_ROWS = 100
SAMPLE_BYTES = 200_000


@dataclass(frozen=True)
class Form:
    """How a file is to be read; None is for finding out."""

    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None


def check_encoding(encoding: str) -> None:
    """Raises SettingError where there is no such encoding of texts."""
    try:
        b" ".decode(encoding)
    except UnicodeError:  # one byte is no letter in it
        pass
    except (LookupError, TypeError, ValueError) as error:
        raise SettingError(
            en=f"there is no encoding {encoding!r}; try utf-8, utf-16, cp932 or euc_jp",
            ja=f"文字コード {encoding!r} はありません。utf-8、utf-16、cp932、euc_jp "
            "などを試してください",
        ) from error


def encodings(sample: bytes) -> tuple[str, ...]:
    """The encodings to try, by the first bytes of the file."""
    if sample.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    head = sample[:2000]
    if head.count(0) > len(head) // 4:  # ASCII in UTF-16 without its mark: every other byte is zero
        return ("utf-16-be",) if head[0::2].count(0) > head[1::2].count(0) else ("utf-16-le",)
    if b"\x1b$" in sample:
        return ("iso2022_jp", *ENCODINGS)
    if _is_euc_jp(sample):
        return ("utf-8", "euc_jp", *ENCODINGS[1:])
    return ENCODINGS


def _is_euc_jp(sample: bytes) -> bool:
    """Whether what is no ASCII looks like Japanese of Unix.

    Its bytes are letters in Windows' Japanese too, but half-width ones, which are rarely written.
    """
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    try:
        sample.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    letters = [c for c in sample.decode("cp932", "ignore") if ord(c) > 127]
    narrow = sum("\uff61" <= c <= "\uff9f" for c in letters)
    return narrow > len(letters) / 2


def delimiter_of(text: str) -> str:
    """The one that gives the most rows of the same length, above one; a comma if none does."""
    sample = text.splitlines()[:SAMPLE_ROWS]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            lengths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            continue
        length, count = Counter(lengths).most_common(1)[0] if lengths else (1, 0)
        score = (count / max(len(lengths), 1), length)
        if length > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def has_header(rows: list[list[str]]) -> bool:
    """Whether the first row differs from those below as names differ from values."""
    first, rest = rows[0], rows[1 : SAMPLE_ROWS + 1]
    if not rest or len(set(first)) < len(first):
        return False
    votes = 0
    for i, name in enumerate(first):
        column = [row[i] for row in rest if not is_missing(row[i])]
        numbers = sum(as_number(cell) is not None for cell in column)
        if column and numbers > 0.9 * len(column):
            votes += 1 if as_number(name) is None and not is_missing(name) else -1
        elif name in column:
            votes -= 1
    texts = all(as_number(name) is None and not is_missing(name) for name in first)
    return votes > 0 or (votes == 0 and texts)


def names_of(path: Path, cells: list[str]) -> tuple[str, ...]:
    """The columns' names in the first row. Raises DataError where two are the same."""
    names = tuple(cell or f"column {i + 1}" for i, cell in enumerate(cells))
    first: dict[str, int] = {}
    for i, name in enumerate(names, start=1):
        if first.setdefault(name, i) != i:
            raise DataError(
                en=f"{path}: columns {first[name]} and {i} are both called {name!r}; rename one",
                ja=f"{path} の {first[name]} 列目と {i} 列目がどちらも {name!r} です。"
                "一方の名前を変えてください",
            )
    return names
