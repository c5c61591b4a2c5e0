"""Targets, checked against the loss and the network before anything runs.

Nothing is broadcast, guessed or cut: (N,) against (N, 1), a label out of range, a row that is
neither a class number nor one-hot are all refused with the cure.
"""

import numpy as np

from mieru.nn.inputs import as_array, as_floats, first_not_finite
from mieru.nn.layers import Activation, Dropout, Flatten
from mieru.nn.losses import BinaryCrossEntropy, CrossEntropy, Loss
from mieru.nn.network import Network
from mieru.nn.shapes import Shape, shape_text
from mieru.words import DataError, SettingError, ShapeError


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Class numbers (N,) as rows (N, classes) of zeros with a single one. Raises DataError.

    >>> import numpy as np
    >>> one_hot(np.array([2, 0]), 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    array = as_array(labels, ("labels", "ラベル"))
    if array.ndim != 1:
        raise ShapeError(
            en=f"class numbers are (N,), one for each example, but these are {array.shape}",
            ja=f"クラス番号はデータ点ごとに 1 つの (N,) ですが、{array.shape} です",
        )
    rows: np.ndarray = _class_numbers(array, classes)[:, None] == np.arange(classes)[None, :]
    return rows.astype(np.float32)


def checked_targets(network: Network, loss: Loss, t: object, examples: int) -> np.ndarray:
    """``t`` in the one form that the loss takes: int32 (N,) classes, or float32 (N, *output)."""
    array = as_array(t, ("targets", "目標値"))
    if array.ndim == 0 or len(array) != examples:
        found = len(array) if array.ndim else 1
        raise ShapeError(
            en=f"there are {examples} examples but {found} targets; give one target for each",
            ja=f"データ点は {examples} 個、目標値は {found} 個です。"
            "データ点ごとに 1 つずつ与えてください",
        )
    array = as_floats(array) if array.dtype.kind == "f" else array
    if (row := first_not_finite(array)) is not None:
        raise DataError(
            en=f"the target of example {row} is not a finite number; remove or mend that example",
            ja=f"{row} 番目のデータ点の目標値が有限の数ではありません。取り除くか直してください",
        )
    check_output(network, loss)
    if isinstance(loss, CrossEntropy):
        return _classes(array, network.output_shape[0])
    if isinstance(loss, BinaryCrossEntropy):
        return _yes_or_no(array, network.output_shape)
    return _values(array, network.output_shape)


def check_output(network: Network, loss: Loss) -> None:
    """Raises where the network's last layer does not give what the loss takes."""
    shape = network.output_shape
    if loss.classifies and (squashing := _last_sigmoid(network)):
        inside = "softmax" if isinstance(loss, CrossEntropy) else "sigmoid"
        raise SettingError(
            en=f"{squashing} ends the network, but {loss.kind} takes logits and applies its own "
            f"{inside}; leave that last activation out",
            ja=f"ネットワークが {squashing} で終わっていますが、{loss.kind} はロジットを受け取り、"
            f"{inside} を自分で適用します。最後の活性化関数を取り除いてください",
        )
    if loss.classifies and len(shape) != 1:
        raise ShapeError(
            en=f"{loss.kind} takes a vector of logits, but the network gives {shape_text(shape)}; "
            "put flatten or global_meanpool and a dense layer at the end",
            ja=f"{loss.kind} はロジットのベクトルを受け取りますが、ネットワークの出力は "
            f"{shape_text(shape)} です。最後に flatten か global_meanpool と dense を"
            "置いてください",
        )
    if isinstance(loss, CrossEntropy) and shape[0] < 2:
        raise ShapeError(
            en="cross_entropy needs at least 2 outputs, one for each class, but the network gives "
            "1; use binary_cross_entropy, or give the last layer 2 units",
            ja="cross_entropy にはクラスごとに 1 つ、合計 2 つ以上の出力が必要ですが、"
            "ネットワークの出力は 1 つです。binary_cross_entropy を使うか、"
            "最後の層を 2 ユニットにしてください",
        )


def _last_sigmoid(network: Network) -> str | None:
    """The name of a sigmoid that ends the network (layout and dropout do not count), or None."""
    for name, layer in zip(reversed(network.names), reversed(network.layers), strict=True):
        if not isinstance(layer, Flatten | Dropout):
            sigmoid = isinstance(layer, Activation) and layer.function == "sigmoid"
            return name if sigmoid else None
    return None


def _class_numbers(array: np.ndarray, classes: int) -> np.ndarray:
    broken = np.floor(array) != array
    if np.any(broken):
        raise DataError(
            en=f"class numbers must be whole, but {array[broken][0]:g} is among them",
            ja=f"クラス番号は整数でなければなりませんが、{array[broken][0]:g} があります",
        )
    wrong = (array < 0) | (array >= classes)
    if np.any(wrong):
        row = int(np.argmax(wrong))
        label = float(array[row])
        raise DataError(
            en=f"example {row} has the label {label:.0f}, but with {classes} classes labels run "
            f"from 0 to {classes - 1}; give the last layer more units, or count labels from 0",
            ja=f"{row} 番目のデータ点のラベルは {label:.0f} ですが、"
            f"{classes} クラスのラベルは 0 から {classes - 1} までです。"
            "最後の層のユニットを増やすか、ラベルを 0 から数えてください",
        )
    return array.astype(np.int32)


def _classes(array: np.ndarray, classes: int) -> np.ndarray:
    if array.ndim == 1:
        return _class_numbers(array, classes)
    if array.ndim == 2 and array.shape[1] == classes:
        once = ((array == 0) | (array == 1)).all(axis=1) & (array.sum(axis=1) == 1)
        if not once.all():
            row = int(np.argmin(once))
            raise DataError(
                en=f"the target row of example {row} is not one-hot (a single 1, else 0)",
                ja=f"{row} 番目のデータ点の目標値が one-hot (1 が 1 つ、他は 0) ではありません",
            )
        labels: np.ndarray = np.argmax(array, axis=1).astype(np.int32)
        return labels
    column = array.shape[1:] == (1,)
    raise ShapeError(
        en=f"cross_entropy takes class numbers (N,) or one-hot rows (N, {classes}), as the "
        f"network's last layer has {classes} units, but the targets are {array.shape}"
        + ("; write t[:, 0]" if column else ""),
        ja=f"cross_entropy はクラス番号 (N,) か、最後の層の {classes} ユニットに合わせた "
        f"one-hot の行 (N, {classes}) を受け取りますが、目標値は {array.shape} です"
        + ("。t[:, 0] と書いてください" if column else ""),
    )


def _yes_or_no(array: np.ndarray, output: Shape) -> np.ndarray:
    if array.ndim == 1 and array.dtype.kind in "biu" and output == (1,):
        return _class_numbers(array, 2).astype(np.float32)[:, None]
    values = _values(array, output)
    wrong = (values != 0) & (values != 1)
    if np.any(wrong):
        raise DataError(
            en=f"binary_cross_entropy takes targets of 0 and 1, but {values[wrong][0]:g} is among "
            "them",
            ja=f"binary_cross_entropy の目標値は 0 か 1 ですが、{values[wrong][0]:g} があります",
        )
    return values


def _values(array: np.ndarray, output: Shape) -> np.ndarray:
    if array.shape[1:] == output:
        return as_floats(array)
    cure_en, cure_ja = "make their shapes alike", "形状を揃えてください"
    if array.ndim == 1 and output == (1,):
        cure_en = "write t[:, None] for targets of (N, 1)"
        cure_ja = "t[:, None] と書いて (N, 1) にしてください"
    axes = f"(N, {', '.join(map(str, output))})"
    raise ShapeError(
        en=f"the network gives {axes} but the targets are {array.shape}; nothing is broadcast "
        f"here: {cure_en}",
        ja=f"ネットワークの出力は {axes}、目標値は {array.shape} です。"
        f"形状が自動で広げられることはありません。{cure_ja}",
    )
