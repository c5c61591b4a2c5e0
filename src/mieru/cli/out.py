"""Where results go: a place that can be written to is made sure of before the work, not after."""

import tempfile
from datetime import datetime
from pathlib import Path

from mieru.words import FileError

RUNS = Path("runs")


def recording_path(asked: str | None, name: str) -> Path:
    """The file asked for (``run.safetensors`` in it where it is a folder), else one in a new folder
    ``runs/NAME-TIME``. Its folder exists and can be written to; raises FileError otherwise.
    """
    path = Path(asked) if asked else new_folder(name) / "run.safetensors"
    if path.is_dir():
        path /= "run.safetensors"
    if path.suffix != ".safetensors":
        path = path.with_name(path.name + ".safetensors")
    make_sure(path.parent)
    return path


def make_sure(folder: Path) -> None:
    """Makes the folder where it is missing, and a file in it for a moment. Raises FileError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise FileError(
            en=f"nothing can be written to the folder {folder}: {error.strerror}; choose another "
            "with --out",
            ja=f"フォルダ {folder} に書き込めません ({error.strerror})。"
            "--out で別の場所を指定してください",
        ) from error


def new_folder(name: str) -> Path:
    """``runs/NAME-TIME``, with a number after it where that is taken."""
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in name).strip("-")[:60] or "run"
    stem = f"{plain}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    folder, again = RUNS / stem, 1
    while folder.exists():
        again += 1
        folder = RUNS / f"{stem}-{again}"
    return folder
