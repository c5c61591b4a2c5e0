"""What a server that was killed leaves of its training, so that the next one can go on with it."""

from contextlib import suppress
from pathlib import Path

from mieru.studio.images.messages import TrainAsked
from mieru.studio.jobs.kept import FOLDER, Kept, read_note, remove_note, write_note

NAME = "images"


def checkpoint_path(folder: Path) -> Path:
    """Where the training's checkpoint lies; ``folder`` is the runs folder."""
    return folder / FOLDER / "images.checkpoint"


def keep(folder: Path, kept: Kept[TrainAsked]) -> None:
    """Writes down what is being trained. Raises FileError."""
    write_note(folder, NAME, kept)


def forget(folder: Path) -> None:
    """Removes what was kept."""
    remove_note(folder, NAME)
    with suppress(OSError):
        checkpoint_path(folder).unlink(missing_ok=True)


def left_over(folder: Path) -> Kept[TrainAsked] | None:
    """A training to go on with, counted as begun once more; None where there is none."""
    if not checkpoint_path(folder).is_file():
        return None
    kept = read_note(folder, NAME, TrainAsked)
    if kept is None:
        forget(folder)
    return kept
