"""From the bytes of a CSV file to rows of texts, in chunks, so that nobody has to hold it whole.

How the file is written is found out, and kept, so that the reader can be told and can overrule it.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, TypeVar

from mieru.data.csv.form import (
    SAMPLE_BYTES,
    SAMPLE_ROWS,
    Form,
    check_encoding,
    delimiter_of,
    encodings,
    has_header,
    names_of,
)
from mieru.words import DataError, SettingError

MOST_BYTES = 512 * 2**20  # of a file that is held whole
MOST_COLUMNS = 10_000
CHUNK_CELLS = 200_000

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")
# Whether one of many cells, NUL before and behind each, has a comma or a point in a number.
_A_COMMA = re.compile(r"\0[+-]?\d+,\d+([eE][+-]?\d+)?\0")
_A_POINT = re.compile(r"\0[+-]?\d+\.\d+([eE][+-]?\d+)?\0")

T = TypeVar("T")


@dataclass(frozen=True)
class Layout:
    """How a file is read: what was asked for, and what was found out.

    ``header`` None means that the file names no columns.
    """

    path: Path
    header: tuple[str, ...] | None
    width: int
    encoding: str
    delimiter: str
    decimal_comma: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names; "column 1", … where the file has none."""
        if self.header is not None:
            return self.header
        return tuple(f"column {i + 1}" for i in range(self.width))


@dataclass(frozen=True)
class Chunk:
    """Some rows of equal length, with the line on which each began; ``read`` bytes are behind."""

    rows: list[list[str]]
    lines: list[int]
    read: int


@dataclass(frozen=True)
class Table:
    """A table held whole: rows of equal length, and how the file was read."""

    layout: Layout
    rows: list[list[str]]

    @property
    def path(self) -> Path:
        """The file."""
        return self.layout.path

    @property
    def header(self) -> tuple[str, ...] | None:
        """The names that stand in the file, None where there are none."""
        return self.layout.header

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return self.layout.names


class Again(Exception):
    """All is to be read once more, as it was read."""


class Commas(Exception):
    """A later row shows that 1,5 is (``are``) or is not 1.5: all is to be read again."""

    def __init__(self, are: bool) -> None:
        super().__init__()
        self.are = are


def read_table(path: Path, form: Form = Form()) -> Table:
    """The table in a CSV file that is not large. Raises DataError naming the line of a fault."""
    size = size_of_file(path)
    if size > MOST_BYTES:
        raise DataError(
            en=f"{path} holds {size} bytes, more than the {MOST_BYTES} that are held at once; take "
            "a part of its rows",
            ja=f"{path} は {size} バイトで、一度に扱える {MOST_BYTES} バイトを超えています。"
            "行を減らしてください",
        )

    def whole(layout: Layout, chunks: Iterator[Chunk]) -> Table:
        return Table(layout, [row for chunk in chunks for row in chunk.rows])

    return through(path, form, whole)


def through(path: Path, form: Form, use: Callable[[Layout, Iterator[Chunk]], T]) -> T:
    """What ``use`` makes of the file's rows, which come to it in chunks.

    It is called again from the start where it raises Again, or where a later row shows that the
    encoding, or what a comma means, was guessed wrongly. Raises DataError that names the line of
    what is wrong.
    """
    if form.delimiter is not None and len(form.delimiter) != 1:
        raise SettingError(
            en=f"delimiter must be one character, not {form.delimiter!r}",
            ja=f"delimiter は 1 文字でなければなりません ({form.delimiter!r} ではなく)",
        )
    try:
        with path.open("rb") as file:
            sample = file.read(SAMPLE_BYTES)
        for encoding in (form.encoding,) if form.encoding else encodings(sample):
            check_encoding(encoding)
            try:
                return _decoded(path, form, encoding, use)
            except UnicodeError:
                continue
    except OSError as error:
        raise _unreadable(path, error) from error
    raise _not_text(path, form.encoding)


def size_of_file(path: Path) -> int:
    """In bytes. Raises DataError."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def _decoded(
    path: Path, form: Form, encoding: str, use: Callable[[Layout, Iterator[Chunk]], T]
) -> T:
    commas: bool | None = None
    while True:
        with path.open("r", encoding=encoding, newline="") as file:
            if file.read(1) != "\ufeff":
                file.seek(0)
            chunks = _Chunks(path, form, file, commas)
            try:
                return use(chunks.layout, chunks.all())
            except Commas as found:
                commas = found.are
            except Again:
                commas = chunks.layout.decimal_comma


class _Chunks:
    """One way through a file."""

    def __init__(self, path: Path, form: Form, file: TextIO, commas: bool | None) -> None:
        self._path, self._file, self._form = path, file, form
        start = file.tell()
        sample = file.read(SAMPLE_BYTES)
        file.seek(start)
        delimiter = form.delimiter or delimiter_of(sample)
        self._lines = self._parsed(delimiter)
        first, self._began = self._next(SAMPLE_ROWS + 1)
        if not first:
            raise DataError(
                en=f"{path} holds no rows; save the table as CSV again",
                ja=f"{path} に行がありません。表を CSV で保存し直してください",
            )
        # A comma or a point anywhere decides for all; unless told, the first rows are asked.
        self._point, self._comma = delimiter == ",", False
        self._look_at_decimals(first)
        decimal_comma = self._comma and not self._point if commas is None else commas
        named = has_header(first) if form.header is None else form.header
        header = names_of(path, first[0]) if named else None
        self._first = (first[1:], self._began[1:]) if named else (first, self._began)
        self.layout = Layout(path, header, len(first[0]), file.encoding, delimiter, decimal_comma)

    def all(self) -> Iterator[Chunk]:
        """The rows below the header, from the first to the last. Raises DataError, Commas."""
        rows, lines = self._first
        at_once = max(1, CHUNK_CELLS // self.layout.width)
        some = bool(rows)
        if some:
            yield self._chunk(rows, lines)
        while True:
            rows, lines = self._next(at_once)
            if not rows:
                break
            some = True
            self._look_at_decimals(rows)
            yield self._chunk(rows, lines)
        if not some:
            raise DataError(
                en=f"{self._path} holds a header but no rows below it",
                ja=f"{self._path} には見出しだけがあり、データの行がありません",
            )
        if self.layout.decimal_comma != (self._comma and not self._point):
            raise Commas(not self.layout.decimal_comma)

    def _chunk(self, rows: list[list[str]], lines: list[int]) -> Chunk:
        if self.layout.decimal_comma:
            if self._point:
                raise Commas(False)
            rows = [
                [c.replace(",", ".") if _DECIMAL_COMMA.fullmatch(c) else c for c in row]
                for row in rows
            ]
        return Chunk(rows, lines, self._file.buffer.tell())

    def _look_at_decimals(self, rows: list[list[str]]) -> None:
        if self._point:
            return
        cells = "\0" + "\0\0".join("\0\0".join(row) for row in rows) + "\0"
        self._point = _A_POINT.search(cells) is not None
        self._comma = self._comma or _A_COMMA.search(cells) is not None

    def _next(self, most: int) -> tuple[list[list[str]], list[int]]:
        rows: list[list[str]] = []
        lines: list[int] = []
        for row, line in self._lines:
            rows.append(row)
            lines.append(line)
            if len(rows) >= most:
                break
        return rows, lines

    def _parsed(self, delimiter: str) -> Iterator[tuple[list[str], int]]:
        """Each row with the line on which it began. Raises DataError."""
        # Not splitlines(), which also breaks at form feeds and the like.
        source = _without_nul(self._path, self._file, self._form.encoding)
        reader = csv.reader(source, delimiter=delimiter, skipinitialspace=True, strict=True)
        began, first, usual = 1, 0, 0
        try:
            for row in reader:
                cells = [cell.strip() for cell in row]
                if any(cells):  # blank lines part nothing
                    if not first:
                        first, usual = began, len(cells)
                    if len(cells) != usual:
                        raise _uneven(self._path, (began, len(cells)), (first, usual))
                    yield cells, began
                began = reader.line_num + 1
                if len(row) > MOST_COLUMNS:
                    raise _too_wide(self._path)
        except (csv.Error, TypeError, ValueError) as error:
            if isinstance(error, DataError | UnicodeError):
                raise
            raise DataError(
                en=f"{self._path}, line {began}: {error}; mend the quotes there, or name the "
                "delimiter",
                ja=f"{self._path} の {began} 行目: {error}。引用符を直すか、delimiter を"
                "指定してください",
            ) from error


def _without_nul(path: Path, file: TextIO, wanted: str | None) -> Iterator[str]:
    for line in file:
        if "\0" in line:
            raise _not_text(path, wanted)
        yield line


def _unreadable(path: Path, error: OSError) -> DataError:
    return DataError(en=f"{path} cannot be read ({error})", ja=f"{path} を読み取れません ({error})")


def _not_text(path: Path, wanted: str | None) -> DataError:
    return DataError(
        en=f"{path} is not text{f' in {wanted}' if wanted else ''}; save the table as CSV in UTF-8",
        ja=f"{path} は{f' {wanted} の' if wanted else ''}テキストではありません。"
        "表を UTF-8 の CSV で保存してください",
    )


def _too_wide(path: Path) -> DataError:
    return DataError(
        en=f"{path} has more than {MOST_COLUMNS} columns; take a part of it",
        ja=f"{path} は {MOST_COLUMNS} 列を超えています。一部を取り出してください",
    )


def _uneven(path: Path, found: tuple[int, int], usual: tuple[int, int]) -> DataError:
    (line, held), (first, wanted) = found, usual
    return DataError(
        en=f"{path}, line {line} has {held} values, but line {first} has {wanted}; "
        "mend that line, or quote values that hold the delimiter",
        ja=f"{path} の {line} 行目には値が {held} 個ありますが、{first} 行目は "
        f"{wanted} 個です。その行を直すか、区切り文字を含む値を引用符で囲んでください",
    )
