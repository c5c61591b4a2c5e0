"""Pictures that a command line names, each made into x or told why not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mieru.words import DataError, say

if TYPE_CHECKING:
    import numpy as np

    from mieru.data import Preparation


@dataclass(frozen=True, eq=False)
class Picture:
    """One file: ``x`` (1, height, width, channels), or the problem that it has."""

    path: str
    x: "np.ndarray | None"
    problem: str = ""


def pictures_in(words: Sequence[str], preparation: "Preparation") -> list[Picture]:
    """The pictures that ``words`` name, a folder standing for all pictures below it.

    One that cannot be read keeps no other from being answered. Raises DataError where a folder
    holds none.
    """
    return [_read(path, preparation) for word in words for path in _files(Path(word))]


def _files(path: Path) -> Iterator[Path]:
    from mieru.data.picture import SUFFIXES

    if not path.is_dir():
        yield path
        return
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not found:
        raise DataError(en=f"there are no pictures in {path}", ja=f"{path} に画像がありません")
    yield from found


def _read(path: Path, preparation: "Preparation") -> Picture:
    if not path.is_file():
        problem = say(en="there is no such file", ja="ファイルがありません")
        return Picture(str(path), None, problem)
    try:
        return Picture(str(path), preparation.apply([path]))
    except DataError as error:
        return Picture(str(path), None, str(error))
