"""Inputs, checked against the network before anything runs, and as numbers it computes with.

uint8 arrays are pixels everywhere in Mieru: 0…255 stand for 0…1. They stay bytes until the compiled
step takes a batch, which keeps memory and copies at a quarter. Only a network that begins with an
embedding takes its inputs, of whatever type, as the whole numbers that they are.
"""

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from mieru.nn.layer import Layer
from mieru.nn.layers import Embedding, Flatten, Parallel
from mieru.nn.network import Network
from mieru.nn.shapes import Shape, shape_text, size, typed_shape
from mieru.words import DataError, ShapeError


def as_numbers(x: Array) -> Array:
    """Pixels as float32 in 0…1; anything else as it is. Runs inside compiled code."""
    x = jnp.asarray(x)
    return x.astype(jnp.float32) * jnp.float32(1 / 255) if x.dtype == jnp.uint8 else x


def checked_inputs(network: Network, x: object) -> np.ndarray:
    """``x`` (N, *input_shape) as float32, uint8 pixels or int32 tokens; raises where it is not."""
    array = as_array(x, ("inputs", "入力"))
    if array.shape[1:] != network.input_shape or array.ndim == 0:
        raise _mismatch(array.shape, network)
    if len(array) == 0:
        raise DataError(
            en="there are no examples; give at least one",
            ja="データ点がありません。1 つ以上必要です",
        )
    if vocabulary := vocabulary_of(network.layers):
        return _tokens(array, vocabulary)
    if array.dtype == np.uint8:
        return array
    numbers = as_floats(array)
    if (row := first_not_finite(numbers)) is not None:
        raise DataError(
            en=f"example {row} holds a number that is not finite; fill it in or remove the example",
            ja=f"{row} 番目のデータ点に有限でない数があります。値を補うか、そのデータ点を"
            "取り除いてください",
        )
    return numbers


def as_array(given: object, called: tuple[str, str]) -> np.ndarray:
    """An array of real numbers (or of True and False); raises DataError for anything else."""
    try:
        array = np.asarray(given)
    except ValueError:
        raise _not_numbers(called, ("rows of different lengths", "長さの揃わない行")) from None
    if array.dtype.kind not in "biuf":
        raise _not_numbers(called, (f"of type {array.dtype}", f"{array.dtype} 型"))
    return array


def _not_numbers(called: tuple[str, str], found: tuple[str, str]) -> DataError:
    return DataError(
        en=f"the {called[0]} must be an array of numbers, but they are {found[0]}; turn texts and "
        "classes into numbers, and make all rows alike",
        ja=f"{called[1]}は数の配列でなければなりませんが、{found[1]}です。"
        "文字列やクラス名は数に直し、行の長さを揃えてください",
    )


def as_floats(array: np.ndarray) -> np.ndarray:
    """As float32 (float64 where JAX computes in it); what float32 cannot hold becomes infinite."""
    wanted = np.float64 if array.dtype == np.float64 else np.float32
    with np.errstate(over="ignore"):
        return array.astype(jax.dtypes.canonicalize_dtype(wanted))


def first_not_finite(array: np.ndarray) -> int | None:
    """The number of the first example that holds NaN or an infinity, None where all are finite."""
    finite = np.isfinite(array)
    if finite.all():
        return None
    return int(np.argmin(finite.reshape(len(array), -1).all(axis=1)))


def vocabulary_of(layers: Sequence[Layer]) -> int | None:
    """How many tokens the network knows where it begins with an embedding, else None."""
    for layer in layers:
        if isinstance(layer, Embedding):
            return layer.vocabulary
        if isinstance(layer, Parallel):
            found = [vocabulary_of(branch) for branch in layer.branches]
            return None if None in found else min(n for n in found if n)
        if not isinstance(layer, Flatten):
            return None
    return None


def _tokens(array: np.ndarray, vocabulary: int) -> np.ndarray:
    inside = (array >= 0) & (array < vocabulary)
    if array.dtype.kind == "f":
        inside &= np.floor(array) == array
    if not inside.all():
        row = int(np.argmin(inside.reshape(len(array), -1).all(axis=1)))
        raise DataError(
            en=f"the embedding takes whole numbers from 0 to {vocabulary - 1}, but example {row} "
            f"holds {array[~inside][0]:g}",
            ja=f"埋め込み層は 0 から {vocabulary - 1} までの整数を受け取りますが、"
            f"{row} 番目のデータ点に {array[~inside][0]:g} があります",
        )
    return array.astype(np.int32)


def _mismatch(shape: Shape, network: Network) -> ShapeError:
    wanted = network.input_shape
    cure_en, cure_ja = _cure(shape, wanted)
    return ShapeError(
        en=f"{network.names[0]}, the first layer, takes {shape_text(wanted)} as the network says, "
        f"but an example of the data is {shape_text(shape[1:])}; {cure_en}",
        ja=f"最初の層 {network.names[0]} の入力はネットワークの定義で {shape_text(wanted)} ですが、"
        f"データの 1 点は {shape_text(shape[1:])} です。{cure_ja}",
    )


def _cure(shape: Shape, wanted: Shape) -> tuple[str, str]:
    axes, given = f"(N, {', '.join(map(str, wanted))})", typed_shape(shape[1:]) or "1"
    if wanted == (1,) and len(shape) == 1:
        return f"write x[:, None] for {axes}", f"x[:, None] と書いて {axes} にしてください"
    if shape == wanted:
        en = "this is one example: add the batch axis with x[None]"
        return en, "これは 1 つのデータ点です。x[None] でバッチの軸を加えてください"
    if size(shape[1:]) != size(wanted):
        en = f"begin the network with {given}, or give data of {axes}"
        return en, f"ネットワークを {given} で始めるか、{axes} のデータを与えてください"
    if len(wanted) == 1:
        en = f"begin the network with {given}, flatten"
        return en, f"ネットワークを {given}, flatten で始めてください"
    return f"reshape the data to {axes}", f"データを {axes} に変形してください"
