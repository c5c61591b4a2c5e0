"""The preparation of photographs for networks that were published with one of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from mieru.data.pixels import Pixels
from mieru.data.preparation import LARGEST_SIDE, Preparation, damaged, fields
from mieru.words import DataError

Array = npt.NDArray[Any]
Three = tuple[float, float, float]
Order = Literal["rgb", "bgr"]


@dataclass(frozen=True)
class Photograph(Preparation):
    """Photographs as (side, side, 3) numbers, centred and scaled: x = (pixel − mean)/scale.

    The shorter side is brought to ``resized`` pixels and the centre, ``side`` × ``side``, cut out.
    ``mean`` and ``scale`` are in units of pixels, 0..255, and in the ``order`` of the channels.
    """

    kind: ClassVar[str] = "photograph"
    side: int
    resized: int
    mean: Three = (0.0, 0.0, 0.0)
    scale: Three = (1.0, 1.0, 1.0)
    order: Order = "rgb"

    def __post_init__(self) -> None:
        if not 1 <= self.side <= self.resized:
            raise DataError(
                en=f"a square of {self.side} pixels cannot be cut out of {self.resized}",
                ja=f"{self.resized} 画素から {self.side} 画素の正方形は切り出せません",
            )

    @property
    def input_shape(self) -> tuple[int, ...]:
        return self.side, self.side, 3

    def pixels(self, raw: Any) -> Array:
        """What the network is shown, before numbers are made of it: uint8 (N, side, side, 3) RGB.

        ``raw`` as :meth:`Pixels.apply` takes it. Raises DataError.
        """
        whole = Pixels((self.resized, self.resized, 3)).apply(raw)
        start = (self.resized - self.side) // 2
        cut = slice(start, start + self.side)
        return whole[:, cut, cut]

    def apply(self, raw: Any) -> Array:
        return self.numbers(self.pixels(raw))

    def numbers(self, pixels: Array) -> Array:
        """x (N, side, side, 3), float32, for pixels as :meth:`pixels` gives them."""
        x = pixels.astype(np.float32)
        if self.order == "bgr":
            x = x[..., ::-1]
        mean, scale = np.array(self.mean, np.float32), np.array(self.scale, np.float32)
        prepared: Array = (x - mean) / scale
        return prepared

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "side": self.side,
            "resized": self.resized,
            "mean": list(self.mean),
            "scale": list(self.scale),
            "order": self.order,
        }

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> "Photograph":
        """From JSON. Raises DataError."""
        fields(value, {"side", "resized", "mean", "scale", "order"})
        sides = value["side"], value["resized"]
        if not all(type(n) is int and 1 <= n <= LARGEST_SIDE // 10 for n in sides):
            raise damaged("its sides are no numbers of pixels", "side か resized が不正です")
        mean, scale = _three(value["mean"]), _three(value["scale"])
        if min(map(abs, scale)) < 1e-6:
            raise damaged("its scale is zero", "scale が 0 です")
        if value["order"] not in ("rgb", "bgr"):
            raise damaged(
                "its order is neither rgb nor bgr", "order が rgb でも bgr でもありません"
            )
        return cls(sides[0], sides[1], mean, scale, value["order"])


def _three(value: object) -> Three:
    good = isinstance(value, list | tuple) and len(value) == 3
    numbers = list(value) if isinstance(value, list | tuple) and good else []
    if not good or not all(
        isinstance(n, int | float) and not isinstance(n, bool) and abs(n) <= 1e6 for n in numbers
    ):
        raise damaged(
            f"{str(value)[:80]} is not three numbers",
            f"{str(value)[:80]} は 3 つの数ではありません",
        )
    return float(numbers[0]), float(numbers[1]), float(numbers[2])
