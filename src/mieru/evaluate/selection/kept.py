"""The state of a search on disk: what is finished is never done again, whatever kills it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from mieru.data import Examples
from mieru.evaluate.folds import Fold
from mieru.evaluate.selection.rows import Row
from mieru.files import write_atomically
from mieru.words import FileError

KIND, VERSION = "mieru selection", 1


class Kept:
    """The rows that are finished, by candidate; in a file where ``path`` is one.

    ``question`` names the data, the folds and the seeds: another one is another search. Raises
    FileError for a file that is damaged, or of another search.
    """

    def __init__(self, path: Path | None, question: str) -> None:
        self._path, self._question = path, question
        self.rows: dict[str, Row] = {}
        self.openings = 0  # of the test part, by this search and those it goes on from
        if path is not None and path.exists():
            self._read(path)

    def add(self, rows: dict[str, Row]) -> None:
        """Writes these beside what there is, in one move."""
        self.rows |= rows
        self._write()

    def opened(self) -> None:
        """Counts an opening of the test part."""
        self.openings += 1
        self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        value = {
            "kind": KIND,
            "version": VERSION,
            "question": self._question,
            "openings": self.openings,
            "rows": {key: row.to_json() for key, row in self.rows.items()},
        }
        write_atomically(self._path, json.dumps(value).encode())

    def _read(self, path: Path) -> None:
        try:
            value: Any = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise _unreadable(path, str(error)) from error
        if not isinstance(value, dict) or value.get("kind") != KIND:
            raise _unreadable(path, "it is something else")
        if value.get("version") != VERSION or value.get("question") != self._question:
            raise FileError(
                en=f"{path} belongs to a search on other data, folds or seeds; name another file, "
                "or remove it to begin anew",
                ja=f"{path} は別のデータ・分割・シードの探索の途中経過です。"
                "別のファイルを指定するか、"
                "削除して最初からやり直してください",
            )
        rows, openings = value.get("rows"), value.get("openings")
        if not isinstance(rows, dict) or not isinstance(openings, int):
            raise _unreadable(path, "it has no rows")
        self.openings = openings
        self.rows = {str(key): Row.from_json(row) for key, row in rows.items()}


def question_of(examples: Examples, folds: tuple[Fold, ...], seeds: tuple[int, ...]) -> str:
    """A digest of everything besides the candidate that decides a row."""
    digest = hashlib.sha256(repr((seeds, examples.x.shape, examples.t.shape)).encode())
    for array in (examples.x, examples.t, *(rows for fold in folds for rows in fold)):
        digest.update(str(array.dtype).encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _unreadable(path: Path, why: str) -> FileError:
    return FileError(
        en=f"{path} is not the state of a search ({why}); name another file",
        ja=f"{path} は探索の途中経過ではありません ({why})。別のファイルを指定してください",
    )
