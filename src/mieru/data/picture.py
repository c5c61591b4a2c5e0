"""Reading one picture, of whatever kind and from whoever, as pixels of one size."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.words import DataError

Array = npt.NDArray[Any]

# Only these decoders run: no other format's code meets a stranger's bytes (EPS starts a program).
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "PPM")
SUFFIXES = frozenset(
    f".{suffix}"
    for suffix in ("jpg", "jpeg", "jpe", "png", "gif", "bmp", "webp", "tif", "tiff", "ppm", "pgm")
)
LARGEST_PICTURE = 64_000_000  # pixels: 192 MB decoded; phones and cameras stay below


def read_picture(path: Path, shape: tuple[int, int, int]) -> Array:
    """The picture in a file as uint8 (height, width, 1 or 3). Raises DataError if it cannot be.

    Turned upright by its EXIF orientation; the first frame of an animation; 16 bits become 8;
    transparency is laid on white.
    """
    with _decoding():
        if path.stat().st_size == 0:
            raise DataError(en="the file is empty (0 bytes)", ja="ファイルが空 (0 バイト) です")
        return _decoded(path, shape)


def decode_picture(content: bytes, shape: tuple[int, int, int]) -> Array:
    """The same for a file's content."""
    return _decoded(BytesIO(content), shape)


def _decoded(source: Path | BytesIO, shape: tuple[int, int, int]) -> Array:
    from PIL import Image

    with _decoding(), Image.open(source, formats=FORMATS) as image:
        _check_size(image)
        if image.format in ("JPEG", "MPO"):
            # The decoder itself shrinks by 2, 4 or 8; twice the size asked for stays sharp.
            image.draft("RGB", (2 * shape[1], 2 * shape[0]))
        return fitted(image, shape)


def fitted(image: Any, shape: tuple[int, int, int]) -> Array:
    """A Pillow image as uint8 ``shape``: resized to cover it, the centre cut out.

    Raises DataError for what is no image, or one that cannot be decoded.
    """
    from PIL import Image, ImageOps

    if not isinstance(image, Image.Image):
        raise DataError(
            en="a picture must be a path, an array or a Pillow image, not a "
            f"{type(image).__name__}",
            ja="画像はパス、配列、Pillow の画像のいずれかで与えてください "
            f"({type(image).__name__} ではなく)",
        )
    _check_size(image)
    height, width, channels = shape
    with _decoding():
        image = ImageOps.exif_transpose(_eight_bits(image))
        image = _opaque(image).convert("L" if channels == 1 else "RGB")
        if image.size != (width, height):
            image = ImageOps.fit(image, (width, height), method=Image.Resampling.BICUBIC)
        return np.asarray(image, dtype=np.uint8).reshape(shape)


@contextmanager
def _decoding() -> Iterator[None]:
    try:
        yield
    except DataError:
        raise
    except Exception as error:  # decoders raise whatever the damage leads them to
        raise DataError(
            en=f"the picture cannot be read ({_reason(error)})",
            ja=f"画像を読み取れません ({_reason(error)})",
        ) from error


def _eight_bits(image: Any) -> Any:
    """16-bit and floating greys as 8-bit, where a plain conversion would clip them to white."""
    from PIL import Image

    if image.mode == "F":
        grey = np.nan_to_num(np.asarray(image, np.float32), posinf=0, neginf=0)
        low, high = float(grey.min()), float(grey.max())
        if low < 0 or high > 1:  # no known scale: its own range
            grey = (grey - low) / max(high - low, 1e-30)
        return Image.fromarray(np.rint(grey * 255).clip(0, 255).astype(np.uint8))
    if image.mode == "I" or image.mode.startswith("I;16"):
        levels = np.asarray(image).astype(np.int64).clip(0, 65535)
        return Image.fromarray((levels >> 8).astype(np.uint8))
    return image


def _opaque(image: Any) -> Any:
    from PIL import Image

    if image.mode not in ("RGBA", "LA", "PA", "La", "RGBa") and "transparency" not in image.info:
        return image
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, image)


def _check_size(image: Any) -> None:
    if min(image.size) < 1 or image.size[0] * image.size[1] > LARGEST_PICTURE:
        width, height = image.size
        raise DataError(
            en=f"the picture announces {width}×{height} pixels, more than the {LARGEST_PICTURE:,} "
            "that are read; make it smaller",
            ja=f"画像の大きさが {width}×{height} 画素で、上限の {LARGEST_PICTURE:,} "
            "画素を超えています。"
            "小さくしてください",
        )


def _reason(error: Exception) -> str:
    from PIL import UnidentifiedImageError

    if isinstance(error, UnidentifiedImageError):
        return "not a picture"
    return (str(error) or type(error).__name__).splitlines()[0][:120]
