"""Tables of one's own: kept as they came, by what they hold, and read into points of the plane."""

import contextlib
import hashlib
import os
import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from mieru.playground.own_table import OwnTable
from mieru.playground.points import Points
from mieru.words import DataError, FileError, MieruError

MOST_BYTES = 20_000_000
MOST_ROWS = 500_000
MOST_TABLES = 200
MOST_BYTES_KEPT = 1_000_000_000
IN_MEMORY = 4
_DIGEST = re.compile(r"[0-9a-f]{32}")

T = TypeVar("T")


class Tables:
    """The tables in a folder, each in a file named by the digest of what it holds.

    Safe for several threads. When there are too many, the ones used longest ago go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: OrderedDict[str, OwnTable] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, content: bytes) -> str:
        """Keeps a table and gives its digest, 32 hexadecimal digits.

        Raises DataError, naming the line, for what is no table; FileError where it cannot be kept.
        """
        if len(content) > MOST_BYTES:
            raise DataError(
                en=f"the table has {len(content)} bytes, more than the {MOST_BYTES} that are read; "
                "take a part of its rows",
                ja=f"表が {len(content)} バイトあり、上限の {MOST_BYTES} バイトを超えています。"
                "行を減らしてください",
            )
        if content.count(b"\n") > MOST_ROWS:
            raise DataError(
                en=f"the table has more than the {MOST_ROWS} rows that are read; take a part of it",
                ja=f"表の行数が上限の {MOST_ROWS} 行を超えています。一部を取り出してください",
            )
        digest = hashlib.sha256(content).hexdigest()[:32]
        if not self._path(digest).is_file():
            self._write(digest, content)
            try:
                self.table(digest)
            except MieruError:
                self._path(digest).unlink(missing_ok=True)
                raise
            self._prune(digest)
        return digest

    def table(self, digest: str) -> OwnTable:
        """The table with this digest. Raises DataError where it is not here."""
        path = self._path(digest) if _DIGEST.fullmatch(digest) else None
        with self._lock:
            if digest in self._read:
                self._read.move_to_end(digest)
                return self._read[digest]
        if path is None or not path.is_file():
            raise DataError(
                en="the table of this link is not on this computer; bring its CSV file again",
                ja="このリンクの表はこのコンピュータにありません。CSV ファイルをもう一度読み込んで"
                "ください",
            )
        with contextlib.suppress(OSError):
            os.utime(path)
        table = _without_path(path, lambda: OwnTable.read(path))
        with self._lock:
            self._read[digest] = table
            while len(self._read) > IN_MEMORY:
                self._read.popitem(last=False)
        return table

    def path(self, digest: str) -> Path:
        """The file of the table with this digest. Raises DataError where it is not here."""
        self.table(digest)
        return self._path(digest)

    def points(self, digest: str, columns: Sequence[str], problem: str) -> Points:
        """The table in the plane, by ``columns``: two of numbers, then the target; see OwnTable.

        Raises DataError, SettingError.
        """
        return self.table(digest).points(columns, problem)

    def _path(self, digest: str) -> Path:
        return self.folder / f"{digest}.csv"

    def _write(self, digest: str, content: bytes) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(content)
            Path(file.name).replace(self._path(digest))
        except OSError as error:
            raise FileError(
                en=f"the table cannot be kept in the runs folder ({error.strerror})",
                ja=f"表を実行フォルダに保存できません ({error.strerror})",
            ) from error

    def _prune(self, newest: str) -> None:
        """Away with what was used longest ago, down to what may be kept."""
        with contextlib.suppress(OSError):
            kept = sorted(self.folder.glob("*.csv"), key=lambda p: p.stat().st_mtime, reverse=True)
            total = 0
            for place, path in enumerate(kept):
                total += path.stat().st_size
                if path.stem != newest and (place >= MOST_TABLES or total > MOST_BYTES_KEPT):
                    path.unlink(missing_ok=True)


def _without_path(path: Path, read: Callable[[], T]) -> T:
    """What ``read`` gives; its errors speak of the table, not of where this machine keeps it."""
    try:
        return read()
    except MieruError as error:
        here = str(path)
        raise DataError(
            en=error.en.replace(here, "the table"),
            ja=error.ja.replace(f"{here} ", "表").replace(here, "表"),
        ) from error
