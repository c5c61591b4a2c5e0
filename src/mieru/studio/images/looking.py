"""One picture through the network: what it says, and what every layer says on the way."""

from typing import TYPE_CHECKING, Any

import numpy as np

from mieru.studio.describe import number
from mieru.studio.images.maps import as_maps
from mieru.studio.images.messages import FeatureMaps, Looked, Pictures
from mieru.studio.images.pixels import as_bytes, headed
from mieru.words import DataError

if TYPE_CHECKING:
    from mieru.files import Run
    from mieru.studio.images.job import Copy

LARGEST_DRAWING = 512  # pixels a side
LARGEST_UPLOAD = 24_000_000  # bytes
UPLOADED_SIDE = 256  # pixels: a photograph of a digit is read at this size
MOST_LAYERS = 60
# Layers that only hand numbers on.
SILENT = {"flatten", "dropout"}


def drawn(content: bytes, sides: tuple[int, int], shape: tuple[int, ...], *, digits: bool) -> Any:
    """A drawing (grey, light on dark, a byte a pixel) as the pixels that the network takes.

    ``sides`` are its width and height. Raises DataError where there are more or fewer bytes.
    """
    from mieru.data.digit import as_digit

    width, height = sides
    fits = min(sides) >= 1 and max(sides) <= LARGEST_DRAWING
    if not fits or len(content) != width * height:
        raise DataError(
            en=f"a drawing of {width}×{height} pixels, at most {LARGEST_DRAWING} a side, has a "
            f"byte for each; {len(content):,} came",
            ja=f"{width}×{height} 画素 (1 辺は最大 {LARGEST_DRAWING}) の絵は 1 画素 1 バイトです。"
            f"届いたのは {len(content):,} バイトでした",
        )
    grey = np.frombuffer(content, np.uint8).reshape(height, width)
    return as_digit(grey, shape[0])[:, :, None] if digits else _resized(grey, shape)


def uploaded(content: bytes, shape: tuple[int, ...], *, digits: bool) -> Any:
    """A picture file as the pixels that the network takes. Raises DataError for what is none."""
    from mieru.data.digit import as_digit, light_on_dark
    from mieru.data.picture import decode_picture

    if not content:
        raise DataError(en="the file is empty (0 bytes)", ja="ファイルが空 (0 バイト) です")
    if not digits:
        return decode_picture(content, (shape[0], shape[1], shape[2]))
    grey = decode_picture(content, (UPLOADED_SIDE, UPLOADED_SIDE, 1))[:, :, 0]
    return as_digit(light_on_dark(grey), shape[0])[:, :, None]


def exact(content: bytes, shape: tuple[int, ...]) -> Any:
    """Pixels that the network takes as they are, such as an earlier answer told them."""
    if len(content) != int(np.prod(shape)):
        raise DataError(
            en=f"the network takes {int(np.prod(shape)):,} bytes of pixels; {len(content):,} came",
            ja=f"ネットワークへの入力は {int(np.prod(shape)):,} バイトの画素です。"
            f"届いたのは {len(content):,} バイトでした",
        )
    return np.frombuffer(content, np.uint8).reshape(shape)


def looked(copy: "Copy", pixels: Any, dtype: Any, *, layers: bool) -> bytes:
    """What the network says to ``pixels`` (height, width, channels), uint8, in its own numbers."""
    x = pixels[None] if dtype == np.uint8 else pixels[None].astype(np.float32) / 255
    run = copy.run
    said = run.predict(x)[0]
    probabilities = (1 - said[0], said[0]) if len(said) == 1 else said
    maps = feature_maps(run, x) if layers else []
    height, width, channels = pixels.shape
    head = Looked(
        stamp=copy.stamp,
        probabilities=tuple(number(round(float(p), 6)) for p in probabilities),
        picture=Pictures(1, height, width, channels),
        layers=tuple(one for one, _ in maps),
    )
    return headed(head, as_bytes(pixels).tobytes() + b"".join(content for _, content in maps))


def feature_maps(run: "Run", x: np.ndarray) -> list[tuple[FeatureMaps, bytes]]:
    """What each layer says to the one example x (1, height, width, channels), as bytes."""
    from mieru.explain.activations import activations

    found = activations(run.network, run.parameters, x, state=run.state)
    told = [one for one in found if one.path.rpartition(".")[2].rstrip("0123456789") not in SILENT]
    return [as_maps(one.path, one.output[0]) for one in told[:MOST_LAYERS]]


def _resized(grey: np.ndarray, shape: tuple[int, ...]) -> Any:
    from PIL import Image

    from mieru.data.picture import fitted

    return fitted(Image.fromarray(grey), (shape[0], shape[1], shape[2]))
