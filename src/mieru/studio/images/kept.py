"""What a server that was killed leaves of its training, so that the next one can go on with it."""

from contextlib import suppress
from pathlib import Path

import msgspec

from mieru.studio.images.messages import TrainAsked
from mieru.words import FileError

FOLDER = ".studio"  # in the runs folder; what begins with a dot is no run
MOST_TRIES = 2  # a training that takes the server down must not do so for ever
LARGEST = 100_000  # bytes


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was asked, where its recording goes (in the runs folder), how often it was begun."""

    asked: TrainAsked
    recording: str
    tries: int = 1


def checkpoint_path(folder: Path) -> Path:
    """Where the training's checkpoint lies; ``folder`` is the runs folder."""
    return folder / FOLDER / "images.checkpoint"


def keep(folder: Path, kept: Kept) -> None:
    """Writes down what is being trained. Raises FileError."""
    from mieru.files import write_atomically

    write_atomically(_path(folder), msgspec.json.encode(kept))


def forget(folder: Path) -> None:
    """Removes what was kept."""
    with suppress(OSError):
        _path(folder).unlink(missing_ok=True)
        checkpoint_path(folder).unlink(missing_ok=True)


def left_over(folder: Path) -> Kept | None:
    """A training to go on with, counted as begun once more; None where there is none."""
    path = _path(folder)
    try:
        if path.stat().st_size > LARGEST or not checkpoint_path(folder).is_file():
            return None
        kept = msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    inside = (folder / kept.recording).resolve()
    if kept.tries >= MOST_TRIES or not inside.is_relative_to(folder.resolve()):
        forget(folder)
        return None
    again = msgspec.structs.replace(kept, tries=kept.tries + 1)
    try:
        keep(folder, again)
    except FileError:
        return None
    return again


def _path(folder: Path) -> Path:
    return folder / FOLDER / "images.json"
