"""Folders of pictures, one folder for each class: Caltech101's, and any that a user has."""

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.arrays import divided
from mieru.data.examples import DataSet, Examples, Note, Sealed
from mieru.data.large import empty, without
from mieru.data.picture import read_picture
from mieru.data.picture_folder import Found, class_names, find_pictures, no_picture, part_folders
from mieru.data.pixels import Pixels
from mieru.data.split import TEST_SHARE, VALIDATION_SHARE, Size, check_whole, split
from mieru.words import DataError

Array = npt.NDArray[Any]
Shape = tuple[int, int, int]

LARGEST_SIZE = 1024
NAMED_IN_NOTE = 5


@dataclass(frozen=True)
class PictureReader:
    """Reads a folder that holds a folder for each class, or train/ and test/ (or val/) of those."""

    folder: Path
    name: str
    leave_out: tuple[str, ...] = ()

    def __call__(
        self,
        *,
        size: int = 64,
        grey: bool = False,
        per_class: int | None = None,
        validation: Size = VALIDATION_SHARE,
        test: Size = TEST_SHARE,
        seed: int = 0,
    ) -> DataSet:
        """The pictures as uint8 (N, size, size, 3), or with 1 channel for ``grey``.

        Each is resized to cover the square, and its centre cut out. ``per_class`` takes the first
        so many of each class in each part. A part that has its own folder is that folder; the
        others are drawn from the training folder, stratified. Pictures that cannot be read are left
        out and said in the notes. More than 1 GiB of pixels lies in a file (``mieru.data.large``),
        from which learning takes them as it goes. Raises DataError where a class has none left, and
        where the disk has no room.
        """
        check_whole("size", size, 1, LARGEST_SIZE)
        if per_class is not None:
            check_whole("per_class", per_class, 1, 10**9)
        shape = (size, size, 1 if grey else 3)
        roots = part_folders(self.folder)
        classes = class_names(roots["train"], self.leave_out)
        found = {p: find_pictures(p, root, classes, per_class) for p, root in roots.items()}
        parts: dict[str, Examples] = {}
        notes: tuple[Note, ...] = ()
        for part, files in found.items():
            parts[part], said = read_all(files, shape)
            notes += said
        _check_classes(parts["train"], found["train"], classes)
        data = _assembled(
            parts, validation, test, seed, name=self.name, classes=classes, source=str(self.folder)
        )
        return replace(data, notes=notes, preparation=Pixels(shape))


def read_all(found: Found, shape: Shape) -> tuple[Examples, tuple[Note, ...]]:
    """Every picture that can be read, by several threads, and notes on what is left out.

    Raises DataError where none can be read.
    """
    x = empty((len(found.paths), *shape))
    failures: dict[int, DataError] = {}

    def read(place: int) -> None:
        try:
            x[place] = read_picture(found.paths[place], shape)
        except DataError as error:
            failures[place] = error

    with warnings.catch_warnings(), ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        # Decoders warn of what they mend themselves; what they cannot mend they raise.
        warnings.simplefilter("ignore")
        list(pool.map(read, range(len(found.paths))))
    if len(failures) == len(x):
        raise no_picture(found.root)
    labels = np.array([t for i, t in enumerate(found.labels) if i not in failures], np.int32)
    return Examples(without(x, set(failures)), labels), _notes(found, failures)


def _assembled(
    parts: dict[str, Examples], validation: Size, test: Size, seed: int, **described: Any
) -> DataSet:
    whole = parts["train"]
    places = split(
        whole.t,
        validation=0 if "validation" in parts else validation,
        test=0 if "test" in parts else test,
        seed=seed,
    )
    data = divided(whole, places, **described)
    if "validation" in parts:
        data = replace(data, validation=parts["validation"])
    if "test" in parts:
        data = replace(data, test=Sealed(parts["test"]))
    return data


def _check_classes(train: Examples, found: Found, classes: tuple[str, ...]) -> None:
    counts = np.bincount(train.t, minlength=len(classes))
    if not counts.all():
        raise no_picture(found.root / classes[int(np.argmin(counts))])


def _notes(found: Found, failures: dict[int, DataError]) -> tuple[Note, ...]:
    notes: list[Note] = []
    if failures:
        named = [(found.paths[i].relative_to(found.root), failures[i]) for i in sorted(failures)]
        shown = named[:NAMED_IN_NOTE]
        more = len(named) - len(shown)
        notes.append(
            Note(
                en=f"{len(named)} pictures cannot be read and are left out: "
                + "; ".join(f"{path.as_posix()}: {error.en}" for path, error in shown)
                + (f"; and {more} more" if more else ""),
                ja=f"読み取れない画像 {len(named)} 枚を除きました。"
                + "、".join(f"{path.as_posix()}: {error.ja}" for path, error in shown)
                + (f"、ほか {more} 枚" if more else ""),
            )
        )
    if found.others:
        notes.append(
            Note(
                en=f"{found.others} files are not pictures and are left out",
                ja=f"画像でないファイル {found.others} 個を除きました",
            )
        )
    return tuple(notes)
