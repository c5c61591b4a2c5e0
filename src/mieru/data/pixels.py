"""The preparation of pictures: any picture becomes pixels of one size, uint8 or float32 in 0..1."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from mieru.data.preparation import Preparation, damaged, fields, shape_from_json
from mieru.words import DataError

Array = npt.NDArray[Any]
Numbers = Literal["uint8", "float32"]
Background = Literal["any", "dark"]


@dataclass(frozen=True)
class Pixels(Preparation):
    """Pictures as (height, width, 1 or 3) pixels.

    A picture of another size is resized to cover, and its centre is cut out. ``numbers`` says
    whether x is uint8, 0..255, or float32, 0..1. ``background="dark"`` is for sets such as MNIST,
    whose strokes are light on dark: a picture whose border is light is inverted.
    """

    kind: ClassVar[str] = "pixels"
    shape: tuple[int, int, int]
    numbers: Numbers = "uint8"
    background: Background = "any"

    def __post_init__(self) -> None:
        if len(self.shape) != 3 or self.shape[2] not in (1, 3) or min(self.shape) < 1:
            raise DataError(
                en=f"pictures must be (height, width, 1 or 3), not {self.shape}",
                ja=f"画像は (高さ, 幅, 1 か 3) でなければなりません ({self.shape} ではなく)",
            )

    @property
    def input_shape(self) -> tuple[int, ...]:
        return self.shape

    def apply(self, raw: Any) -> Array:
        """A path, a Pillow image, an array (H, W), (H, W, C) or (N, H, W, C), or a list of those,
        as (N, height, width, channels). An array of numbers other than uint8 must hold 0..1.
        """
        if isinstance(raw, np.ndarray) and raw.ndim == 4:
            raw = list(raw)
        pictures = raw if isinstance(raw, list | tuple) else [raw]
        if not pictures:
            return np.zeros((0, *self.shape), self.numbers)
        return np.stack([self._one(picture) for picture in pictures])

    def _one(self, raw: Any) -> Array:
        from mieru.data.picture import fitted, read_picture

        if isinstance(raw, str | Path):
            pixels = read_picture(Path(raw), self.shape)
        elif isinstance(raw, np.ndarray):
            if raw.shape == self.shape and raw.dtype != np.uint8 and self.numbers == "float32":
                return _zero_to_one(raw).astype(np.float32)  # as it is, not through 256 steps
            pixels = _pixels_of(raw)
            if pixels.shape != self.shape:
                pixels = fitted(_image_of(pixels), self.shape)
        else:
            pixels = fitted(raw, self.shape)
        if self.background == "dark":
            pixels = _on_dark(pixels)
        return pixels if self.numbers == "uint8" else pixels.astype(np.float32) / np.float32(255)

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "shape": list(self.shape),
            "numbers": self.numbers,
            "background": self.background,
        }

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> "Pixels":
        """From JSON. Raises DataError."""
        fields(value, {"shape", "numbers", "background"})
        shape = shape_from_json(value["shape"])
        if len(shape) != 3:
            raise damaged(
                f"{shape} is not (height, width, channels)",
                f"形状 {shape} は画像のものではありません",
            )
        numbers, background = value["numbers"], value["background"]
        if numbers not in ("uint8", "float32") or background not in ("any", "dark"):
            raise damaged(
                "its numbers or background are unknown", "numbers か background が不明です"
            )
        return cls((shape[0], shape[1], shape[2]), numbers, background)


def _pixels_of(raw: Array) -> Array:
    """An array that stands for one picture, as uint8 (H, W, 1 or 3)."""
    if raw.ndim == 2:
        raw = raw[:, :, None]
    if raw.ndim != 3 or raw.shape[2] not in (1, 3) or raw.size == 0:
        raise DataError(
            en=f"an array of shape {raw.shape} is not a picture; give (H, W), (H, W, 1) or "
            "(H, W, 3)",
            ja=f"形状 {raw.shape} の配列は画像ではありません。(H, W)、(H, W, 1)、(H, W, 3) の"
            "いずれかにしてください",
        )
    if raw.dtype == np.uint8:
        return raw
    pixels: Array = np.rint(_zero_to_one(raw) * 255).astype(np.uint8)
    return pixels


def _zero_to_one(raw: Array) -> Array:
    numbers = np.issubdtype(raw.dtype, np.number) or raw.dtype == np.bool_
    if not numbers or np.iscomplexobj(raw) or not ((raw >= 0) & (raw <= 1)).all():
        raise DataError(
            en=f"pixels that are {raw.dtype} must lie in 0..1; divide them by their largest "
            "value, or give uint8 for 0..255",
            ja=f"{raw.dtype} の画素値は 0..1 でなければなりません。最大値で割るか、"
            "0..255 なら uint8 で与えてください",
        )
    return raw.astype(np.float64)


def _image_of(pixels: Array) -> Any:
    from PIL import Image

    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def _on_dark(pixels: Array) -> Array:
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    inverted: Array = np.invert(pixels)  # of uint8: 255 − pixels
    return inverted if float(np.median(border)) > 127 else pixels
