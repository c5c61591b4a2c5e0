"""What a server that was killed leaves of a job, so that the next one can go on with it.

A note, ``.studio/NAME.json`` in the runs folder, says what was asked; where its state lies is the
job's own matter.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from mieru.words import FileError

Asked = TypeVar("Asked", bound=msgspec.Struct)

FOLDER = ".studio"  # in the runs folder; what begins with a dot is no run
MOST_TRIES = 2  # a job that takes the server down must not do so for ever
LARGEST = 100_000  # bytes


class Kept(msgspec.Struct, Generic[Asked], frozen=True, forbid_unknown_fields=True):
    """What was asked, where its recording goes (in the runs folder), how often it was begun."""

    asked: Asked
    recording: str
    tries: int = 1


def write_note(folder: Path, name: str, kept: Kept[Any]) -> None:
    """Writes down what is being done. Raises FileError."""
    from mieru.files import write_atomically

    write_atomically(_path(folder, name), msgspec.json.encode(kept))


def remove_note(folder: Path, name: str) -> None:
    """Nothing is left to be done."""
    with suppress(OSError):
        _path(folder, name).unlink(missing_ok=True)


def read_note(folder: Path, name: str, kind: type[Asked]) -> Kept[Asked] | None:
    """What is to go on, counted as begun once more; None where there is nothing.

    A note that leads out of ``folder``, or was tried often enough, is removed.
    """
    path = _path(folder, name)
    try:
        if path.stat().st_size > LARGEST:
            return None
        read: Kept[Any] = msgspec.json.decode(path.read_bytes(), type=Kept[Any])
        kept: Kept[Asked] = msgspec.structs.replace(read, asked=msgspec.convert(read.asked, kind))
    except (OSError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    inside = (folder / kept.recording).resolve()
    if kept.tries >= MOST_TRIES or not inside.is_relative_to(folder.resolve()):
        remove_note(folder, name)
        return None
    again = msgspec.structs.replace(kept, tries=kept.tries + 1)
    try:
        write_note(folder, name, again)
    except FileError:
        return None
    return again


def _path(folder: Path, name: str) -> Path:
    return folder / FOLDER / f"{name}.json"
