"""A few photographs to try a network on: those that scikit-learn brings, and the data folder's."""

from importlib.util import find_spec
from pathlib import Path

from mieru.data.home import data_folder
from mieru.data.picture import SUFFIXES

FOLDER = "photos"  # in the data folder
MOST = 50


def photographs() -> dict[str, Path]:
    """The photographs on this machine by name, such as ``china``, in alphabetical order.

    >>> [name for name in photographs() if name in ("china", "flower")]
    ['china', 'flower']
    """
    folders = (_of_scikit_learn(), data_folder() / FOLDER)
    found = {path.stem: path for folder in folders if folder for path in _pictures_in(folder)}
    return dict(sorted(found.items())[:MOST])


def _pictures_in(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES]
    except OSError:
        return []


def _of_scikit_learn() -> Path | None:
    """Where scikit-learn keeps its sample pictures; found without importing it."""
    package = find_spec("sklearn")
    places = package.submodule_search_locations if package else None
    return Path(next(iter(places))) / "datasets" / "images" if places else None
