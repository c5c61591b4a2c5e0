"""Where data lie: the data folder, and the places in it where each set is looked for."""

import os
from collections.abc import Iterator
from pathlib import Path


def data_folder() -> Path:
    """The folder for data: ``MIERU_DATA`` where it is set, else the platform's cache."""
    if chosen := os.environ.get("MIERU_DATA"):
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("mieru", appauthor=False)) / "data"


def places(*folders: str) -> Iterator[Path]:
    """The existing ones among ``folders``, looked for in the data folder (or absolute)."""
    home = data_folder()
    for folder in folders:
        path = home / folder
        if path.is_dir():
            yield path


def find_file(folder: Path, *names: str) -> Path | None:
    """The first of ``names`` that is a file in ``folder``."""
    return next((folder / name for name in names if (folder / name).is_file()), None)
