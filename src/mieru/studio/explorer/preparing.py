"""From a drawing, a file or an example to what a network takes, by the run's own preparation."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from mieru.studio.images import looking
from mieru.studio.images.choices import DIGITS
from mieru.studio.weights import picture_shape
from mieru.words import DataError

if TYPE_CHECKING:
    from mieru.data import Photograph, Preparation
    from mieru.files import Run

THUMBNAIL = 96  # pixels a side
Shape = tuple[int, int, int]
Colour = Literal["red", "green", "blue"]


def shape_of_pictures(run: "Run") -> Shape | None:
    """(height, width, 1 or 3) of the pictures that the run takes; None where it takes none."""
    from mieru.data import Pixels

    preparation = preparation_of(run)
    if isinstance(preparation, Pixels):
        return preparation.shape
    return picture_shape(run)


def colours(run: "Run") -> tuple[Colour, ...]:
    """The colours of a coloured picture in the order in which the network takes them."""
    photograph = _photograph(run)
    backwards = photograph is not None and photograph.order == "bgr"
    return ("blue", "green", "red") if backwards else ("red", "green", "blue")


def takes_digits(run: "Run") -> bool:
    """Whether it learned digits, so that a drawing is read as one."""
    return run.data.get("name") in DIGITS and shape_of_pictures(run) is not None


def drawn(run: "Run", content: bytes, sides: tuple[int, int]) -> Any:
    """A drawing as pixels (height, width, channels), uint8. Raises DataError."""
    return looking.drawn(content, sides, _shape(run), digits=takes_digits(run))


def from_file(run: "Run", content: bytes) -> Any:
    """A picture file as pixels (height, width, channels), uint8. Raises DataError."""
    photograph = _photograph(run)
    if photograph is None:
        return looking.uploaded(content, _shape(run), digits=takes_digits(run))
    whole = (photograph.resized, photograph.resized, 3)
    return photograph.pixels(looking.uploaded(content, whole, digits=False))[0]


def thumbnails() -> np.ndarray:
    """The sample photographs (N, side, side, 3), uint8; what cannot be read is grey."""
    from mieru.data.photographs import photographs
    from mieru.data.picture import read_picture

    shape = (THUMBNAIL, THUMBNAIL, 3)
    shown = np.full((len(photographs()), *shape), 128, np.uint8)
    for i, path in enumerate(photographs().values()):
        with suppress(DataError):
            shown[i] = read_picture(path, shape)
    return shown


def exact(run: "Run", content: bytes) -> Any:
    """Pixels as an earlier look told them. Raises DataError where there are more or fewer."""
    return looking.exact(content, _shape(run))


def numbers(run: "Run", pixels: Any) -> Any:
    """What the network computes with, (1, *input_shape), for pixels (height, width, channels)."""
    photograph = _photograph(run)
    if photograph is not None:
        return photograph.numbers(pixels[None])
    return pixels.reshape(1, *run.network.input_shape)


def as_pixels(run: "Run", x: np.ndarray) -> np.ndarray:
    """Examples of the run's data (N, *input_shape) as pixels (N, height, width, channels)."""
    from mieru.studio.images.pixels import as_bytes

    return as_bytes(x).reshape(len(x), *_shape(run))


def preparation_of(run: "Run") -> "Preparation | None":
    """How the run's data were prepared, where it says so in a form that makes sense."""
    from mieru.data import Preparation

    told = run.data.get("preparation")
    try:
        return None if told is None else Preparation.from_json(told)
    except DataError:
        return None


def _photograph(run: "Run") -> "Photograph | None":
    from mieru.data import Photograph

    preparation = preparation_of(run)
    return preparation if isinstance(preparation, Photograph) else None


def _shape(run: "Run") -> Shape:
    found = shape_of_pictures(run)
    if found is None:
        raise DataError(
            en="this network takes no pictures; choose one of its examples",
            ja="このネットワークの入力は画像ではありません。データから選んでください",
        )
    return found
