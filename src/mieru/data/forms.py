"""The few forms that examples come in, and the narrowing of other arrays to them.

Inputs are uint8 pixels, int32 tokens or float32; targets are int32 (N,) or float32 (N, K).
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.words import DataError

Array = npt.NDArray[Any]


def read_only(array: Array) -> Array:
    """A view of ``array`` that cannot be written through."""
    view = array.view()
    view.flags.writeable = False
    return view


def inputs(x: Array) -> Array:
    """Inputs in the form that they are kept in. Raises DataError."""
    if x.ndim == 0:
        raise DataError(
            en="x is one number; give an array (N, ...) with one entry for each example",
            ja="x が 1 つの数です。データ点ごとに 1 要素を持つ配列 (N, ...) を与えてください",
        )
    if x.dtype == np.uint8:
        return x
    if np.issubdtype(x.dtype, np.integer):
        return _as_int32(x, "x")
    if x.dtype == np.bool_ or np.issubdtype(x.dtype, np.floating):
        return _as_float32(x, "x")
    raise _not_numbers("x", x)


def targets(t: Array) -> Array:
    """Targets in the form that they are kept in. Raises DataError."""
    whole = np.issubdtype(t.dtype, np.integer) or t.dtype == np.bool_
    if t.ndim == 1 and whole:
        return _as_int32(t, "t")
    if t.ndim == 2 and (whole or np.issubdtype(t.dtype, np.floating)):
        return _as_float32(t, "t")
    if t.dtype == object or not (whole or np.issubdtype(t.dtype, np.floating)):
        raise _not_numbers("t", t)
    raise DataError(
        en=f"targets must be whole class numbers (N,) or values (N, K), but they are {t.dtype} "
        f"of shape {t.shape}; write t[:, None] for one value each",
        ja=f"目標値は整数のクラス番号 (N,) か値 (N, K) ですが、形状 {t.shape} の {t.dtype} です。"
        "値が 1 つずつなら t[:, None] と書いてください",
    )


def _as_int32(array: Array, what: str) -> Array:
    if array.size and (int(array.min()) < -(2**31) or int(array.max()) >= 2**31):
        raise DataError(
            en=f"{what} holds whole numbers beyond ±2³¹; give them as float32",
            ja=f"{what} に ±2³¹ を超える整数があります。float32 で与えてください",
        )
    return array.astype(np.int32, copy=False)


def _as_float32(array: Array, what: str) -> Array:
    with np.errstate(over="ignore"):
        array = array.astype(np.float32, copy=False)
    finite = np.isfinite(array)
    if not finite.all():
        row = int(np.argwhere(~finite)[0][0])
        raise DataError(
            en=f"{what} of example {row} is not a finite number; remove or mend that example",
            ja=f"{row} 番目のデータ点の {what} が有限の数ではありません。取り除くか直してください",
        )
    return array


def _not_numbers(what: str, array: Array) -> DataError:
    return DataError(
        en=f"{what} must be numbers, but it is an array of {array.dtype}",
        ja=f"{what} は数でなければなりませんが、{array.dtype} の配列です",
    )
