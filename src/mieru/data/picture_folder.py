"""What lies in a folder of pictures: its parts, its classes, and the files of each."""

from dataclasses import dataclass
from pathlib import Path

from mieru.data.picture import SUFFIXES
from mieru.words import DataError

# part: what its folder may be called
PARTS = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val"),
    "test": ("test", "testing"),
}


@dataclass(frozen=True)
class Found:
    """The picture files of one part with their class numbers, and how many others lie there."""

    root: Path
    paths: tuple[Path, ...]
    labels: tuple[int, ...]
    others: int


def part_folders(folder: Path) -> dict[str, Path]:
    """The folder of each part: train/, val/ and test/ where they are, else ``folder`` for train."""
    found = {}
    for part, names in PARTS.items():
        here = [folder / name for name in names if (folder / name).is_dir()]
        if here:
            found[part] = here[0]
    # A class may happen to be called "test": folders are parts only where there is a train/.
    return found if "train" in found else {"train": folder}


def class_names(folder: Path, leave_out: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The folders in ``folder``, sorted, but hidden ones. Raises DataError for less than two."""
    entries = _entries(folder)
    names = tuple(e.name for e in entries if e.is_dir() and e.name not in leave_out)
    if len(names) < 2:
        loose = sum(entry.suffix.lower() in SUFFIXES for entry in entries)
        raise DataError(
            en=f"{folder} holds {len(names)} folders and {loose} loose pictures, but each class "
            "needs a folder of its own for its pictures, and there must be at least two",
            ja=f"{folder} にはフォルダが {len(names)} 個、画像が {loose} 枚あります。"
            "画像はクラスごとのフォルダに分けて入れ、2 クラス以上にしてください",
        )
    return names


def find_pictures(
    part: str, folder: Path, classes: tuple[str, ...], per_class: int | None
) -> Found:
    """The picture files in the folders ``classes`` of one part, sorted; at most ``per_class`` each.

    Raises DataError where there is none, where a class of the training part has none, or where
    another part has a class that training does not know.
    """
    paths: list[Path] = []
    labels: list[int] = []
    others = 0
    for label, name in enumerate(classes):
        # Only training must have every class.
        here = part == "train" or (folder / name).is_dir()
        files = [f for f in _entries(folder / name) if f.is_file()] if here else []
        pictures = [file for file in files if file.suffix.lower() in SUFFIXES]
        if part == "train" and not pictures:
            raise no_picture(folder / name)
        others += len(files) - len(pictures)
        paths += pictures[:per_class]
        labels += [label] * len(pictures[:per_class])
    if part != "train":
        _check_known(part, folder, classes)
    if not paths:
        raise no_picture(folder)
    return Found(folder, tuple(paths), tuple(labels), others)


def no_picture(folder: Path) -> DataError:
    """The error for a folder without one picture that can be read."""
    return DataError(
        en=f"{folder} holds no picture that can be read; put some there, or remove the folder",
        ja=f"{folder} に読み取れる画像がありません。画像を入れるか、フォルダを削除してください",
    )


def _check_known(part: str, folder: Path, classes: tuple[str, ...]) -> None:
    unknown = [e.name for e in _entries(folder) if e.is_dir() and e.name not in classes]
    if unknown:
        raise DataError(
            en=f"{folder} has the class {unknown[0]!r}, which the training part has not; give it "
            "pictures for training, or remove the folder",
            ja=f"{folder} にあるクラス {unknown[0]!r} が訓練部分にありません。"
            f"訓練用の画像を加えるか、フォルダを削除してください",
        )


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise DataError(
            en=f"{folder} cannot be read ({error})", ja=f"{folder} を読み取れません ({error})"
        ) from error
