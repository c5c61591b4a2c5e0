"""Arrays that may be larger than memory: they then lie in a file, and look like any other array.

The file has no name that others could see, and goes with the array, however the process ends. The
system keeps in memory what it has room for of it; learning copies out what the next steps need.
"""

import mmap
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.home import data_folder
from mieru.words import DataError

Array = npt.NDArray[Any]
LARGE = 2**30  # bytes: arrays of more are not kept in memory whole
_AT_ONCE = 2**26  # bytes that are copied together


def is_large(array: Array) -> bool:
    """Whether an array is one that should not be kept in memory whole (once more)."""
    return array.nbytes > LARGE


def empty(shape: tuple[int, ...], dtype: npt.DTypeLike = np.uint8) -> Array:
    """An array to be filled: in memory, or in a file of the data folder where it is large.

    Raises DataError where the disk has no room for it.
    """
    size = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
    if size <= LARGE:
        return np.empty(shape, dtype)
    folder = _existing(data_folder())
    free = shutil.disk_usage(folder).free
    try:
        if size > free:
            raise OSError
        with tempfile.TemporaryFile(dir=folder, prefix="mieru-") as file:
            if hasattr(os, "posix_fallocate"):  # else a full disk would end the process later on
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                file.truncate(size)
            mapped = mmap.mmap(file.fileno(), size)
    except OSError as error:
        raise DataError(
            en=f"the examples take {size / 2**30:.1f} GiB on disk, but {folder} has room for "
            f"{free / 2**30:.1f}; choose a smaller size, limit them with per_class, or let "
            "MIERU_DATA name a folder on a larger disk",
            ja=f"データ点を置くのにディスク容量が {size / 2**30:.1f} GiB 必要ですが、{folder} の"
            f"空きは {free / 2**30:.1f} GiB です。size を小さくするか、per_class で枚数を絞るか、"
            "環境変数 MIERU_DATA で大きなディスクのフォルダを指定してください",
        ) from error
    return np.frombuffer(mapped, dtype).reshape(shape)


def rows(array: Array, places: Array) -> Array:
    """The rows at ``places``, in that order, as an array of its own."""
    size = array[:1].nbytes * len(places)
    if size <= LARGE:
        return array[places]
    found = empty((len(places), *array.shape[1:]), array.dtype)
    step = max(1, _AT_ONCE // array[:1].nbytes)
    for start in range(0, len(places), step):
        found[start : start + step] = array[places[start : start + step]]
    return found


def without(array: Array, places: set[int]) -> Array:
    """The rows but those at ``places``; the array is used up."""
    kept = 0
    for place in range(len(array)):
        if place not in places:
            if kept != place:
                array[kept] = array[place]
            kept += 1
    return array[:kept]


def _existing(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir())
    return folder
