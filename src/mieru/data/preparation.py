"""How raw input becomes x: plain values that travel with a run and are applied again to predict.

They are written into files as JSON, so what is read back is not trusted until it is checked.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from mieru.words import DataError

Array = npt.NDArray[Any]
LARGEST_SIDE = 100_000
LARGEST_INPUT = 2**28


class Preparation(ABC):
    """What turns raw input into x. Subclasses are frozen dataclasses, comparable and JSON-able."""

    kind: ClassVar[str]

    @property
    @abstractmethod
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one prepared input."""

    @abstractmethod
    def apply(self, raw: Any) -> Array:
        """Raw input as a batch (N, *input_shape). Raises DataError for input of another form."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """As plain dicts, lists, strings and numbers, with its ``kind``."""

    @staticmethod
    def from_json(value: object) -> "Preparation":
        """From :meth:`to_json`'s form. Raises DataError for whatever is wrong in it.

        >>> Preparation.from_json({"kind": "none", "shape": [2]})
        AsIs(shape=(2,))
        """
        from mieru.data.columns import Columns
        from mieru.data.photograph import Photograph
        from mieru.data.pixels import Pixels

        if not isinstance(value, Mapping):
            raise damaged("it is not an object", "オブジェクトではありません")
        kinds: dict[object, Any] = {k.kind: k for k in (AsIs, Pixels, Photograph, Columns)}
        kind = value.get("kind")
        if not isinstance(kind, str) or kind not in kinds:
            raise damaged(
                f"its kind {kind!r} is not one of {', '.join(map(str, kinds))}",
                f"種類 {kind!r} が {', '.join(map(str, kinds))} のいずれでもありません",
            )
        prepared: Preparation = kinds[kind].read(value)
        return prepared


@dataclass(frozen=True)
class AsIs(Preparation):
    """Numbers that are x already; only their shape is checked."""

    kind: ClassVar[str] = "none"
    shape: tuple[int, ...]

    @property
    def input_shape(self) -> tuple[int, ...]:
        return self.shape

    def apply(self, raw: Any) -> Array:
        x = float_array(raw)
        if x.shape == self.shape:
            x = x[None]
        if x.shape[1:] != self.shape or x.ndim != len(self.shape) + 1:
            wanted = f"({', '.join(['N', *map(str, self.shape)])})"
            raise DataError(
                en=f"input is of shape {x.shape}, but it must be {wanted}",
                ja=f"入力の形状は {x.shape} ですが、{wanted} でなければなりません",
            )
        return x

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "shape": list(self.shape)}

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> "AsIs":
        """From checked-to-be-a-mapping JSON. Raises DataError."""
        fields(value, {"shape"})
        return cls(shape_from_json(value["shape"]))


def float_array(raw: Any) -> Array:
    """``raw`` as finite float32. Raises DataError where it is not made of numbers."""
    try:
        with np.errstate(over="ignore"):
            x: Array = np.asarray(raw, dtype=np.float32)
    except (ValueError, TypeError, OverflowError) as error:
        raise DataError(
            en=f"input must be numbers in rows of equal length ({error})",
            ja=f"入力は長さの揃った数の並びでなければなりません ({error})",
        ) from error
    if not np.isfinite(x).all():
        raise DataError(
            en="input holds a value that is not a finite number; remove or mend it",
            ja="入力に有限でない数があります。取り除くか直してください",
        )
    return x


def damaged(en: str, ja: str) -> DataError:
    """The error for a preparation whose JSON is wrong."""
    return DataError(
        en=f"the preparation of the input cannot be read: {en}",
        ja=f"入力の前処理を読み取れません。{ja}",
    )


def fields(value: Mapping[str, Any], names: set[str]) -> None:
    """Raises DataError unless ``value`` has exactly ``kind`` and these fields."""
    wrong = set(value) ^ (names | {"kind"})
    if wrong:
        shown = ", ".join(sorted(map(str, wrong)))
        raise damaged(
            f"the fields {shown} are missing or unknown", f"項目 {shown} の過不足があります"
        )


def shape_from_json(value: object) -> tuple[int, ...]:
    """A list of positive whole numbers as a shape. Raises DataError."""
    good = isinstance(value, list | tuple) and len(value) <= 8
    sides = list(value) if isinstance(value, list | tuple) and good else []
    good = good and all(
        isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= LARGEST_SIDE for n in sides
    )
    product = 1
    for n in sides if good else []:
        product *= n
    if not good or product > LARGEST_INPUT:
        raise damaged(
            f"{str(value)[:80]} is not a shape", f"{str(value)[:80]} は形状ではありません"
        )
    return tuple(sides)
