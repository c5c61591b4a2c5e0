"""A photograph to look at: the reader's own, or one that comes with scikit-learn."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mieru.data.picture import fitted, read_picture
from mieru.systems.report.text import Text
from mieru.words import DataError, FileError

HEIGHT, WIDTH = 160, 240
# The help of a setting that names one.
PICTURE_EN = "a photograph of yours, as a file; empty for one that comes with scikit-learn"
PICTURE_JA = "自分の写真のファイル。空なら scikit-learn に付属する写真"
_CREDIT = Text(
    "Photograph: china.jpg of scikit-learn, by danielbuechele, CC BY 2.0.",
    "写真: scikit-learn 付属の china.jpg (danielbuechele 撮影、CC BY 2.0)。",
)


def photograph(name: str) -> tuple[NDArray[np.float64], Text]:
    """A grey photograph (160, 240) in 0…1 and where it is from; ``name`` empty for the usual one.

    Raises FileError where there is no such file and DataError for one that is no picture.
    """
    shape = (HEIGHT, WIDTH, 1)
    if not name:
        return _grey(fitted(_usual(), shape)), _CREDIT
    path = existing_picture(name)
    try:
        pixels = read_picture(path, shape)
    except DataError as error:
        raise DataError(en=f"{name}: {error.en}", ja=f"{name}: {error.ja}") from error
    return _grey(pixels), Text(f"Photograph: {path.name}.", f"写真: {path.name}。")


def existing_picture(name: str) -> Path:
    """The path of the reader's own picture. Raises FileError where there is no such file."""
    path = Path(name).expanduser()
    if not path.is_file():
        raise FileError(
            en=f"there is no file {name}; give the path of a picture, or leave picture empty",
            ja=f"ファイル {name} がありません。画像のパスを指定するか、picture を空にしてください",
        )
    return path


def _usual() -> Any:
    from PIL import Image
    from sklearn.datasets import load_sample_image

    return Image.fromarray(load_sample_image("china.jpg"))


def _grey(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    return pixels[..., 0].astype(np.float64) / 255
