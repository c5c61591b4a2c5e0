"""CIFAR-10 and CIFAR-100 (Krizhevsky 2009), in the binary and in the Python layout.

A binary record is the label (two for CIFAR-100: coarse, then fine) and 3072 bytes: 1024 red, 1024
green, 1024 blue, row by row. Sizes are exact, so that a truncated file is never taken for a whole
one. The Python layout is pickled; :mod:`mieru.data.pickled` reads it without running anything.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mieru.data.arrays import with_official_test
from mieru.data.examples import DataSet, Examples, Note
from mieru.data.home import find_file
from mieru.data.pixels import Pixels
from mieru.data.split import Size, split
from mieru.words import DataError, SettingError

Array = npt.NDArray[Any]
Labels = Literal["fine", "coarse"]

PIXELS = 3 * 32 * 32
VALIDATION = 0.1  # 5,000 of 50,000


@dataclass(frozen=True)
class Layout:
    """Where the parts of one set lie.

    ``train`` and ``test`` are file names, of ``train_records`` and ``test_records`` records each;
    ``labels`` is (name, classes) of each label of a record; ``meta`` the file of class names by
    label. ``python`` tells the pickled layout from the binary one.
    """

    train: tuple[str, ...]
    test: str
    train_records: int
    test_records: int
    labels: tuple[tuple[str, int], ...]
    meta: tuple[str, ...]
    python: bool = False


_CIFAR_10 = (("fine", 10),)
_CIFAR_100 = (("coarse", 20), ("fine", 100))
LAYOUTS: dict[str, tuple[Layout, Layout]] = {
    "cifar-10": (
        Layout(
            tuple(f"data_batch_{i}.bin" for i in range(1, 6)),
            "test_batch.bin",
            10_000,
            10_000,
            _CIFAR_10,
            ("batches.meta.txt",),
        ),
        Layout(
            tuple(f"data_batch_{i}" for i in range(1, 6)),
            "test_batch",
            10_000,
            10_000,
            _CIFAR_10,
            ("batches.meta",),
            python=True,
        ),
    ),
    "cifar-100": (
        Layout(
            ("train.bin",),
            "test.bin",
            50_000,
            10_000,
            _CIFAR_100,
            ("coarse_label_names.txt", "fine_label_names.txt"),
        ),
        Layout(("train",), "test", 50_000, 10_000, _CIFAR_100, ("meta", "meta"), python=True),
    ),
}


def find_layout(name: str, folder: Path) -> Layout | None:
    """The layout of ``name`` whose files all lie in ``folder``, or None."""
    for layout in LAYOUTS[name]:
        if all(find_file(folder, file) for file in (*layout.train, layout.test)):
            return layout
    return None


@dataclass(frozen=True)
class CifarReader:
    """Reads ``cifar-10`` or ``cifar-100`` from a folder."""

    folder: Path
    name: str

    def __call__(
        self, *, labels: Labels = "fine", validation: Size = VALIDATION, seed: int = 0
    ) -> DataSet:
        """The set: x is (N, 32, 32, 3) uint8.

        ``labels="coarse"`` takes the 20 coarse classes of CIFAR-100. The validation part is drawn
        from the training files, stratified; the test file is the sealed part. Raises DataError for
        missing or damaged files.
        """
        layout = find_layout(self.name, self.folder)
        if layout is None:
            files = LAYOUTS[self.name][0]
            wanted = ", ".join((*files.train, files.test))
            raise DataError(
                en=f"{self.folder} does not hold all of {wanted}",
                ja=f"{self.folder} に {wanted} が揃っていません",
            )
        place = _which(layout, labels)
        whole = _batches(self.folder, layout, place)
        test = Examples(*read_batch(self.folder / layout.test, layout, layout.test_records, place))
        classes, notes = _class_names(self.folder, layout, place)
        return with_official_test(
            whole,
            test,
            split(whole.t, validation=validation, test=0, seed=seed),
            name=self.name,
            classes=classes,
            source=str(self.folder),
            notes=notes,
            preparation=Pixels((32, 32, 3)),
        )


def _batches(folder: Path, layout: Layout, place: int) -> Examples:
    pieces = [read_batch(folder / f, layout, layout.train_records, place) for f in layout.train]
    if len(pieces) == 1:
        return Examples(*pieces[0])
    return Examples(np.concatenate([x for x, _ in pieces]), np.concatenate([t for _, t in pieces]))


def read_batch(path: Path, layout: Layout, records: int, place: int) -> tuple[Array, Array]:
    """Pictures (records, 32, 32, 3) uint8 and their labels (records,). Raises DataError."""
    reader = _read_python if layout.python else _read_binary
    flat, labels = reader(path, layout, records, place)
    classes = layout.labels[place][1]
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise DataError(
            en=f"{path}: picture {row} has the label {labels[row]}, but labels run from 0 to "
            f"{classes - 1}; the file is damaged, fetch it again",
            ja=f"{path} の {row} 番目の画像のラベルが {labels[row]} です (0 から {classes - 1} の"
            "はずです)。ファイルが壊れているので取り直してください",
        )
    pictures = flat.reshape(records, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(pictures), labels.astype(np.int32)


def _read_binary(path: Path, layout: Layout, records: int, place: int) -> tuple[Array, Array]:
    width = len(layout.labels) + PIXELS
    try:
        size = path.stat().st_size
        if size != records * width:
            raise DataError(
                en=f"{path} holds {size} bytes, but {records} records of {width} bytes make "
                f"{records * width}; it is damaged, fetch it again",
                ja=f"{path} は {size} バイトですが、{width} バイトのレコード {records} 個は "
                f"{records * width} バイトです。壊れているので取り直してください",
            )
        table = np.fromfile(path, np.uint8).reshape(records, width)
    except OSError as error:
        raise unreadable(path, error) from error
    return table[:, len(layout.labels) :], table[:, place]


def _read_python(path: Path, layout: Layout, records: int, place: int) -> tuple[Array, Array]:
    from mieru.data.pickled import read_pickled

    content = read_pickled(path)
    # CIFAR-10 has one list, "labels"; CIFAR-100 has "fine_labels" and "coarse_labels".
    key = "labels" if len(layout.labels) == 1 else f"{layout.labels[place][0]}_labels"
    data, labels = content.get("data"), content.get(key)
    if not isinstance(data, np.ndarray) or data.shape != (records, PIXELS):
        raise _not_a_batch(path, "data", f"{records}×{PIXELS}")
    if not isinstance(labels, list) or len(labels) != records:
        raise _not_a_batch(path, key, str(records))
    if not all(type(n) is int and 0 <= n < 256 for n in labels):
        raise _not_a_batch(path, key, str(records))
    return data, np.array(labels, np.int64)


def _class_names(
    folder: Path, layout: Layout, place: int
) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    path, (label, classes) = folder / layout.meta[place], layout.labels[place]
    try:
        found = _python_names(path, label) if layout.python else _text_names(path)
    except DataError:
        found = []
    if len(found) == classes and len(set(found)) == classes:
        return tuple(found), ()
    note = Note(
        en=f"{path.name} does not name the {classes} classes, so they are numbered",
        ja=f"{path.name} から {classes} クラスの名前を読み取れないため、番号で表します",
    )
    return tuple(map(str, range(classes))), (note,)


def _text_names(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(100_000).split()
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error


def _python_names(path: Path, label: str) -> list[str]:
    from mieru.data.pickled import read_pickled

    content = read_pickled(path)
    names = content.get("label_names", content.get(f"{label}_label_names"))
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return []
    return names


def _which(layout: Layout, labels: str) -> int:
    kinds = [kind for kind, _ in layout.labels]
    if labels in kinds:
        return kinds.index(labels)
    raise SettingError(
        en=f"labels must be {' or '.join(kinds)}, not {labels!r}",
        ja=f"labels は {' か '.join(kinds)} です ({labels!r} ではなく)",
    )


def unreadable(path: Path, error: Exception) -> DataError:
    """The error for a file that the system does not let us read."""
    return DataError(en=f"{path} cannot be read ({error})", ja=f"{path} を読み取れません ({error})")


def _not_a_batch(path: Path, what: str, size: str) -> DataError:
    return DataError(
        en=f"{path}: its {what!r} is not {size} numbers as in CIFAR; it is damaged, fetch it again",
        ja=f"{path} の {what!r} が CIFAR の {size} になっていません。"
        "壊れているので取り直してください",
    )
