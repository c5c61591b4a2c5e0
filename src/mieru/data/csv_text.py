"""From the bytes of a CSV file to rows of texts: encoding, delimiter and header found out.

What was found out is kept, so that the reader can be told and can overrule it.
"""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mieru.data.cells import as_number, is_missing
from mieru.words import DataError, SettingError

MOST_BYTES = 512 * 2**20
MOST_ROWS = 5_000_000
MOST_COLUMNS = 10_000
DELIMITERS = (",", ";", "\t", "|")
# In this order: UTF-8 recognizes itself; Japanese of Windows refuses most of what is not; the last
# takes anything.
ENCODINGS = ("utf-8", "cp932", "latin-1")
SAMPLE_ROWS = 100
SAMPLE_BYTES = 200_000

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")
_DECIMAL_POINT = re.compile(r"[+-]?\d+\.\d+([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Form:
    """How a file is to be read; None is for finding out."""

    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None


@dataclass(frozen=True)
class Table:
    """Rows of equal length, with the line on which each began, and how the file was read.

    ``header`` None means that the file names no columns.
    """

    path: Path
    header: tuple[str, ...] | None
    rows: list[list[str]]
    lines: list[int]
    encoding: str
    delimiter: str
    decimal_comma: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names; "column 1", … where the file has none."""
        if self.header is not None:
            return self.header
        return tuple(f"column {i + 1}" for i in range(len(self.rows[0])))


def read_table(path: Path, form: Form = Form()) -> Table:
    """The table in a CSV file. Raises DataError that names the line of what is wrong."""
    text, encoding = _decoded(path, form.encoding)
    if form.delimiter is not None and len(form.delimiter) != 1:
        raise SettingError(
            en=f"delimiter must be one character, not {form.delimiter!r}",
            ja=f"delimiter は 1 文字でなければなりません ({form.delimiter!r} ではなく)",
        )
    delimiter = form.delimiter or _delimiter(text)
    rows, lines = _parsed(path, text, delimiter)
    if not rows:
        raise DataError(
            en=f"{path} holds no rows; save the table as CSV again",
            ja=f"{path} に行がありません。表を CSV で保存し直してください",
        )
    _check_even(path, rows, lines)
    decimal_comma = delimiter != "," and _mend_decimals(rows)
    named = _has_header(rows) if form.header is None else form.header
    header = _names(path, rows[0]) if named else None
    if named:
        rows, lines = rows[1:], lines[1:]
    if not rows:
        raise DataError(
            en=f"{path} holds a header but no rows below it",
            ja=f"{path} には見出しだけがあり、データの行がありません",
        )
    return Table(path, header, rows, lines, encoding, delimiter, decimal_comma)


def _decoded(path: Path, wanted: str | None) -> tuple[str, str]:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise DataError(
                en=f"{path} holds {size} bytes, more than the {MOST_BYTES} that are read; take a "
                "part of its rows",
                ja=f"{path} は {size} バイトで、上限の {MOST_BYTES} バイトを超えています。"
                "行を減らしてください",
            )
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            en=f"{path} cannot be read ({error})", ja=f"{path} を読み取れません ({error})"
        ) from error
    for encoding in (wanted,) if wanted else _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise SettingError(
                en=f"there is no encoding {encoding!r}; try utf-8, utf-16, cp932 or euc_jp",
                ja=f"文字コード {encoding!r} はありません。utf-8、utf-16、cp932、euc_jp "
                "などを試してください",
            ) from error
        if "\0" in text:
            break
        return text.removeprefix("\ufeff"), encoding
    raise DataError(
        en=f"{path} is not text{f' in {wanted}' if wanted else ''}; save the table as CSV in UTF-8",
        ja=f"{path} は{f' {wanted} の' if wanted else ''}テキストではありません。"
        "表を UTF-8 の CSV で保存してください",
    )


def _candidates(content: bytes) -> tuple[str, ...]:
    if content.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    head = content[:2000]
    if head.count(0) > len(head) // 4:  # ASCII in UTF-16 without its mark: every other byte is zero
        return ("utf-16-be",) if head[0::2].count(0) > head[1::2].count(0) else ("utf-16-le",)
    if b"\x1b$" in content[:SAMPLE_BYTES]:
        return ("iso2022_jp", *ENCODINGS)
    if _is_euc_jp(content[:SAMPLE_BYTES]):
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


def _delimiter(text: str) -> str:
    """The one that gives the most rows of the same length, above one; a comma if none does."""
    sample = text[:200_000].splitlines()[:SAMPLE_ROWS]
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


def _parsed(path: Path, text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    rows: list[list[str]] = []
    lines: list[int] = []
    # Not splitlines(), which also breaks at form feeds and the like.
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, skipinitialspace=True, strict=True)
    began = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):  # blank lines part nothing
                rows.append(cells)
                lines.append(began)
            began = reader.line_num + 1
            if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise _too_large(path)
    except (csv.Error, TypeError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            en=f"{path}, line {began}: {error}; mend the quotes there, or name the delimiter",
            ja=f"{path} の {began} 行目: {error}。引用符を直すか、delimiter を指定してください",
        ) from error
    return rows, lines


def _too_large(path: Path) -> DataError:
    return DataError(
        en=f"{path} has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns; take a part of it",
        ja=f"{path} は {MOST_ROWS} 行または {MOST_COLUMNS} 列を超えています。"
        "一部を取り出してください",
    )


def _check_even(path: Path, rows: list[list[str]], lines: list[int]) -> None:
    usual = len(rows[0])
    for row, line in zip(rows, lines, strict=True):
        if len(row) != usual:
            raise DataError(
                en=f"{path}, line {line} has {len(row)} values, but line {lines[0]} has {usual}; "
                "mend that line, or quote values that hold the delimiter",
                ja=f"{path} の {line} 行目には値が {len(row)} 個ありますが、{lines[0]} 行目は "
                f"{usual} 個です。その行を直すか、区切り文字を含む値を引用符で囲んでください",
            )


def _mend_decimals(rows: list[list[str]]) -> bool:
    """1,5 becomes 1.5, where commas part no columns and no number has a point."""
    cells = [cell for row in rows for cell in row]
    if any(_DECIMAL_POINT.fullmatch(c) for c in cells):
        return False
    if not any(_DECIMAL_COMMA.fullmatch(c) for c in cells):
        return False
    for row in rows:
        row[:] = [c.replace(",", ".") if _DECIMAL_COMMA.fullmatch(c) else c for c in row]
    return True


def _has_header(rows: list[list[str]]) -> bool:
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


def _names(path: Path, cells: list[str]) -> tuple[str, ...]:
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
