"""The sets that lie in files: where each is looked for, and who reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mieru.data.examples import DataSet
from mieru.data.home import data_folder, places
from mieru.words import DataError

# The classes of Fashion-MNIST (Xiao, Rasul, Vollgraf 2017), in the order of their numbers.
FASHION = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@dataclass(frozen=True)
class Stored:
    """A set in files.

    ``folders`` are looked for in the data folder, the first being the one to put the files into;
    ``whole`` tells whether a folder holds all of it; ``reader`` gives what makes the data set of a
    folder and options.
    """

    folders: tuple[str, ...]
    whole: Callable[[Path], bool]
    reader: Callable[[Path], Callable[..., DataSet]]


def _idx_whole(folder: Path) -> bool:
    from mieru.data.idx import find_idx

    return find_idx(folder) is not None


def _mnist(folder: Path) -> Callable[..., DataSet]:
    from mieru.data.idx import IdxReader

    return IdxReader(folder, "mnist", tuple(map(str, range(10))))


def _fashion(folder: Path) -> Callable[..., DataSet]:
    from mieru.data.idx import IdxReader

    return IdxReader(folder, "fashion-mnist", FASHION)


def _cifar(name: str) -> Stored:
    def whole(folder: Path) -> bool:
        from mieru.data.cifar import find_layout

        return find_layout(name, folder) is not None

    def reader(folder: Path) -> Callable[..., DataSet]:
        from mieru.data.cifar import CifarReader

        return CifarReader(folder, name)

    if name == "cifar-10":
        return Stored(("cifar-10-batches-bin", "cifar-10-batches-py"), whole, reader)
    return Stored(("cifar-100-binary", "cifar-100-python"), whole, reader)


def _caltech_whole(folder: Path) -> bool:
    return any(entry.is_dir() for entry in folder.iterdir())


def _caltech(folder: Path) -> Callable[..., DataSet]:
    from mieru.data.pictures import PictureReader

    # 467 pictures of anything, gathered by a search engine, which are no 102nd kind of object.
    return PictureReader(folder, "caltech101", leave_out=("BACKGROUND_Google",))


STORED: dict[str, Stored] = {
    "mnist": Stored(("mnist", "MNIST/raw"), _idx_whole, _mnist),
    "fashion-mnist": Stored(
        # The last is where Debian's package dataset-fashion-mnist puts it.
        ("fashion-mnist", "FashionMNIST/raw", "/usr/share/datasets/fashion-mnist"),
        _idx_whole,
        _fashion,
    ),
    "cifar-10": _cifar("cifar-10"),
    "cifar-100": _cifar("cifar-100"),
    "caltech101": Stored(
        (
            "101_ObjectCategories",
            "caltech101/101_ObjectCategories",
            "caltech-101/101_ObjectCategories",
        ),
        _caltech_whole,
        _caltech,
    ),
}


def find(name: str) -> Path | None:
    """The folder that holds the whole set ``name``, or None. Raises DataError if unreadable."""
    stored = STORED[name]
    try:
        return next((folder for folder in places(*stored.folders) if stored.whole(folder)), None)
    except OSError as error:
        raise DataError(
            en=f"the data folder {data_folder()} cannot be read ({error}); set MIERU_DATA to "
            "another one",
            ja=f"データフォルダ {data_folder()} を読み取れません ({error})。MIERU_DATA で"
            "別のフォルダを指定してください",
        ) from error


def recognize(folder: Path) -> str | None:
    """The set whose files lie in ``folder``, where it is MNIST-like or CIFAR; else None."""
    for name in ("mnist", "cifar-10", "cifar-100"):
        if STORED[name].whole(folder):
            return name
    return None


def where_to_put(name: str) -> Path:
    """The folder into which the files of ``name`` belong."""
    return data_folder() / STORED[name].folders[0]
