"""The IDX format of MNIST (LeCun, Cortes, Burges 1998): big-endian header, then bytes.

Header: two zero bytes, 08 for unsigned bytes, the number of dimensions, then each dimension as a
32-bit big-endian number. Files may be gzipped. Nothing is allocated on a header's word alone.
"""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.arrays import with_official_test
from mieru.data.examples import DataSet, Examples
from mieru.data.home import find_file
from mieru.data.pixels import Pixels
from mieru.data.split import Size, split
from mieru.words import DataError

Array = npt.NDArray[Any]

UNSIGNED_BYTES = 0x08
MOST_DIMENSIONS = 4
MOST_BYTES = 2**31
# Deflate cannot pack more than 1032 bytes into one.
DEFLATE_RATIO = 1032
PIECE = 2**20
VALIDATION = 1 / 12  # 5,000 of 60,000

# part: picture file and label file, as published
FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def read_idx(path: Path, dimensions: int) -> Array:
    """The array of unsigned bytes in an IDX file, gzipped or not.

    Raises DataError where the header is not that of ``dimensions`` dimensions, or the file holds
    fewer or more bytes than the header announces.
    """
    try:
        with _opened(path) as (file, most):
            shape = _shape(path, file.read(4 + 4 * dimensions), dimensions, most)
            content = np.empty(shape, np.uint8)
            view = memoryview(content.reshape(-1).data)
            got = 0
            while got < len(view) and (count := file.readinto(view[got : got + PIECE])):
                got += count
            if got < len(view) or file.read(1):
                raise _wrong(
                    path,
                    f"its header announces {len(view)} bytes, but it ends after {got}"
                    if got < len(view)
                    else f"it goes on after the {len(view)} bytes that its header announces",
                    f"ヘッダでは {len(view)} バイトですが、{got} バイトで終わっています"
                    if got < len(view)
                    else f"ヘッダにある {len(view)} バイトの後に余分なデータがあります",
                )
    except (OSError, EOFError, zlib.error) as error:
        raise _wrong(path, f"it cannot be read ({error})", f"読み取れません ({error})") from error
    return content


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BufferedIOBase, int]]:
    """A file, through gzip if it is gzipped, and the most bytes that it can hold."""
    size = path.stat().st_size
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
                yield unpacked, size * DEFLATE_RATIO
        else:
            yield file, size


def _shape(path: Path, header: bytes, dimensions: int, most: int) -> tuple[int, ...]:
    if len(header) < 4 + 4 * dimensions:
        raise _wrong(
            path,
            f"it ends within its header, after {len(header)} bytes",
            f"ヘッダの途中、{len(header)} バイトで終わっています",
        )
    if header[:4] != bytes((0, 0, UNSIGNED_BYTES, dimensions)):
        raise _wrong(
            path,
            f"its first four bytes are {header[:4].hex(' ')}, not 00 00 08 {dimensions:02x}",
            f"先頭の 4 バイトが 00 00 08 {dimensions:02x} ではなく {header[:4].hex(' ')} です",
        )
    shape = tuple(int(n) for n in np.frombuffer(header, ">u4", offset=4))
    size = 1
    for side in shape:
        size *= side
    if not size or size > min(MOST_BYTES, most):
        shown = "×".join(map(str, shape))
        raise _wrong(
            path,
            f"its header announces {shown}, which a file of {path.stat().st_size} bytes cannot "
            "hold",
            f"ヘッダの大きさ {shown} は、{path.stat().st_size} バイトのファイルには入りません",
        )
    return shape


def _wrong(path: Path, en: str, ja: str) -> DataError:
    return DataError(
        en=f"{path} is not a whole IDX file: {en}; remove it and fetch it again",
        ja=f"{path} は正しい IDX ファイルではありません。{ja}。削除して取り直してください",
    )


def find_idx(folder: Path) -> dict[str, tuple[Path, Path]] | None:
    """The four files of a set in ``folder``, or None where one is missing."""
    found = {}
    for part, names in FILES.items():
        # Some copies have "-images.idx3-ubyte" for "-images-idx3-ubyte".
        spelt = [(n, f"{n}.gz", n.replace("-idx", ".idx")) for n in names]
        pair = [find_file(folder, *names) for names in spelt]
        if pair[0] is None or pair[1] is None:
            return None
        found[part] = (pair[0], pair[1])
    return found


def read_pair(pictures: Path, labels: Path, classes: int) -> Examples:
    """Pictures (N, H, W, 1) uint8 with labels (N,) below ``classes``. Raises DataError."""
    x, t = read_idx(pictures, 3), read_idx(labels, 1)
    if len(x) != len(t):
        raise DataError(
            en=f"{pictures} holds {len(x)} pictures but {labels} holds {len(t)} labels; they do "
            "not belong together",
            ja=f"{pictures} の画像は {len(x)} 枚、{labels} のラベルは {len(t)} 個で、"
            "対応していません",
        )
    if int(t.max()) >= classes:
        row = int(np.argmax(t >= classes))
        raise DataError(
            en=f"{labels}: label {row} is {t[row]}, but labels run from 0 to {classes - 1}",
            ja=f"{labels} の {row} 番目のラベルが {t[row]} です (0 から {classes - 1} のはずです)",
        )
    return Examples(x[..., None], t)


@dataclass(frozen=True)
class IdxReader:
    """Reads a set in the layout of MNIST, whose pictures are light on dark."""

    folder: Path
    name: str
    classes: tuple[str, ...]

    def __call__(self, *, validation: Size = VALIDATION, seed: int = 0) -> DataSet:
        """The set: x is (N, 28, 28, 1) uint8.

        The validation part is drawn from the training files, stratified; the test files are the
        sealed part. Raises DataError for missing or damaged files.
        """
        files = find_idx(self.folder)
        if files is None:
            wanted = ", ".join(f"{name}.gz" for pair in FILES.values() for name in pair)
            raise DataError(
                en=f"{self.folder} does not hold all of {wanted}",
                ja=f"{self.folder} に {wanted} が揃っていません",
            )
        whole, test = (read_pair(*files[part], len(self.classes)) for part in ("train", "test"))
        if whole.x.shape[1:] != test.x.shape[1:]:
            raise DataError(
                en=f"the pictures for training are {whole.x.shape[1:3]}, those for the test "
                f"{test.x.shape[1:3]}; the files do not belong together",
                ja=f"訓練用の画像は {whole.x.shape[1:3]}、テスト用は {test.x.shape[1:3]} で、"
                "ファイルが対応していません",
            )
        height, width = whole.x.shape[1:3]
        return with_official_test(
            whole,
            test,
            split(whole.t, validation=validation, test=0, seed=seed),
            name=self.name,
            classes=self.classes,
            source=str(self.folder),
            preparation=Pixels((height, width, 1), background="dark"),
        )
