"""Weights that another library has written, brought into a network of ours by a named mapping.

A ``.safetensors`` file of PyTorch's kind names its arrays ``layer1.0.conv1.weight`` and the like.
The mapping says which of our layers each prefix (``layer1.0.conv1``) belongs to; what a layer keeps
there, and how its axes lie, follows from its kind:

    convolution   (out, in/groups, kh, kw)  →  (kh, kw, in/groups, out)
    dense         (out, in)                 →  (in, out)

A dense layer after ``flatten`` reads a picture row by row, pixel by pixel; PyTorch's reads it
channel by channel. Its rows are put into our order.

Everything is checked from the file's header before an array is read: names that are missing, names
that belong to no layer, shapes, kinds of number.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError, safe_open

from mieru.nn import (
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Embedding,
    Flatten,
    Layer,
    LayerNorm,
    Network,
    Parameters,
    Shape,
    State,
    chain,
    shape_text,
)
from mieru.words import FileError, MieruError, SettingError

Array = np.ndarray[Any, np.dtype[Any]]
# What PyTorch counts beside its running statistics, and nothing here needs.
_COUNTER = ".num_batches_tracked"
_NUMBERS = ("F16", "BF16", "F32", "F64")
_PICKLES = (".pth", ".pt", ".bin", ".pkl", ".ckpt", ".h5")
_NAMED = 4  # names told of each kind of trouble


class _Kept(NamedTuple):
    """One array of a layer: its tree and name here, its name there, and the order of our axes."""

    tree: str
    name: str
    there: str
    axes: tuple[int, ...]


_KERNEL = _Kept("parameters", "weight", "weight", (2, 3, 1, 0))
_BIAS = _Kept("parameters", "bias", "bias", (0,))
_SCALE = _Kept("parameters", "scale", "weight", (0,))
_SHIFT = _Kept("parameters", "shift", "bias", (0,))
_KEPT: dict[type[Layer], tuple[_Kept, ...]] = {
    Conv: (_KERNEL, _BIAS),
    ConvTranspose: (_KERNEL, _BIAS),
    Dense: (_Kept("parameters", "weight", "weight", (1, 0)), _BIAS),
    BatchNorm: (
        _SCALE,
        _SHIFT,
        _Kept("state", "mean", "running_mean", (0,)),
        _Kept("state", "variance", "running_var", (0,)),
    ),
    LayerNorm: (_SCALE, _SHIFT),
    Embedding: (_Kept("parameters", "table", "weight", (0, 1)),),
}


@dataclass(frozen=True)
class _Place:
    """A layer with weights: where it stands, what it takes, and the picture that was laid out."""

    path: str
    layer: Layer
    takes: Shape
    picture: Shape | None


@dataclass(frozen=True)
class _Wanted:
    """An array that the file must hold, and where it goes."""

    name: str
    shape: Shape
    place: _Place
    kept: _Kept

    def brought(self, there: Array) -> Array:
        """The array as our layer keeps it, in float32."""
        here = np.transpose(there, self.kept.axes).astype(np.float32)
        if self.place.picture is None or here.shape[0] != np.prod(self.place.picture):
            return np.ascontiguousarray(here)
        height, width, channels = self.place.picture
        rows = here.reshape(channels, height, width, -1).transpose(1, 2, 0, 3)
        return np.ascontiguousarray(rows.reshape(here.shape))


def weighted_layers(network: Network) -> tuple[str, ...]:
    """The paths of the layers that keep arrays, in the order in which an input meets them.

    >>> from mieru.nn import Network
    >>> weighted_layers(Network.parse("8x8x3, residual(conv 3 padding=same), flatten, dense 2"))
    ('residual1.layers.conv1', 'dense1')
    """
    return tuple(place.path for place in _places(network.layers, network.input_shape, ""))


def import_weights(
    path: str | Path, network: Network, names: Mapping[str, str], *, ignored: Sequence[str] = ()
) -> tuple[Parameters, State]:
    """(parameters, state) of ``network`` from a ``.safetensors`` file of PyTorch's layout.

    ``names`` maps each of :func:`weighted_layers` to its prefix in the file; arrays whose names
    begin with one of ``ignored`` may be there, and are left alone. Raises FileError where the file
    is missing, damaged or of another format, lacks an array, holds one too many, one of another
    shape or one that is not made of finite numbers; SettingError where ``names`` does not name the
    network's layers.
    """
    path = Path(path)
    wanted = _wanted(network, names)
    trees: dict[str, dict[str, Any]] = {"parameters": {}, "state": {}}
    with _opened(path) as file:
        _check_names(path, file, wanted, tuple(ignored))
        for each in wanted.values():
            tree = trees[each.kept.tree]
            for step in each.place.path.split("."):
                tree = tree.setdefault(step, {})
            tree[each.kept.name] = each.brought(_read(path, file, each))
    return trees["parameters"], trees["state"]


def _places(layers: Sequence[Layer], shape: Shape, path: str) -> Iterator[_Place]:
    picture: Shape | None = None
    taken = chain.input_shapes(layers, shape)
    for name, layer, takes in zip(chain.names(layers), layers, taken, strict=True):
        where = f"{path}.{name}" if path else name
        for inside, inner in layer.chains.items():
            yield from _places(inner, takes, f"{where}.{inside}")
        if type(layer) in _KEPT:
            yield _Place(where, layer, takes, picture)
        if isinstance(layer, Flatten):
            picture = takes if len(takes) == 3 else None
        elif isinstance(layer, Dense):
            picture = None


def _wanted(network: Network, names: Mapping[str, str]) -> dict[str, _Wanted]:
    places = list(_places(network.layers, network.input_shape, ""))
    paths = [place.path for place in places]
    if set(names) != set(paths):
        odd = sorted(set(names) ^ set(paths))
        shown = ", ".join(odd[:_NAMED]) + (", …" if odd[_NAMED:] else "")
        raise SettingError(
            en=f"the mapping and the network differ in the layers {shown}; weighted_layers(network)"
            " lists those that need a name",
            ja=f"対応表とネットワークの層が一致しません: {shown}。"
            "weighted_layers(network) で、名前が必要な層を確認できます",
        )
    found: dict[str, _Wanted] = {}
    for place in places:
        shapes = {
            "parameters": place.layer.parameter_shapes(place.takes),
            "state": {k: np.shape(v) for k, v in place.layer.initial_state(place.takes).items()},
        }
        for kept in _KEPT[type(place.layer)]:
            here = shapes[kept.tree].get(kept.name)
            if here is not None:
                there = tuple(here[kept.axes.index(i)] for i in range(len(here)))
                name = f"{names[place.path]}.{kept.there}"
                found[name] = _Wanted(name, there, place, kept)
    return found


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    if not path.is_file():
        raise FileError(en=f"there is no file {path}", ja=f"ファイル {path} がありません")
    if path.suffix.lower() in _PICKLES:
        raise FileError(
            en=f"{path}: files of this kind can run programs when they are opened, so only "
            ".safetensors is read; convert it once with PyTorch: "
            "safetensors.torch.save_file(torch.load(FILE, weights_only=True), OUT)",
            ja=f"{path}: この形式のファイルは開くだけでプログラムを実行できるため、"
            ".safetensors だけを読み込みます。PyTorch で一度変換してください: "
            "safetensors.torch.save_file(torch.load(FILE, weights_only=True), OUT)",
        )
    try:
        with safe_open(path, framework="numpy") as file:
            yield file
    except MieruError:
        raise
    except (SafetensorError, OSError, ValueError, TypeError, RecursionError) as error:
        raise FileError(
            en=f"{path} is damaged or no .safetensors file: {error}",
            ja=f"{path} は壊れているか、.safetensors ファイルではありません: {error}",
        ) from error


def _check_names(
    path: Path, file: Any, wanted: Mapping[str, _Wanted], ignored: tuple[str, ...]
) -> None:
    """Raises FileError that tells of every kind of trouble at once."""
    there = set(file.keys())
    missing = [name for name in wanted if name not in there]
    extra = sorted(
        name
        for name in there - set(wanted)
        if not name.endswith(_COUNTER) and not (ignored and name.startswith(ignored))
    )
    shapes = {name: tuple(file.get_slice(name).get_shape()) for name in wanted if name in there}
    other = [
        (name, shape_text(wanted[name].shape), shape_text(shape))
        for name, shape in shapes.items()
        if shape != wanted[name].shape
    ]
    troubles_en, troubles_ja = [], []
    if missing:
        troubles_en.append(f"it lacks {_listed(missing)}")
        troubles_ja.append(f"{_listed(missing)} がありません")
    if extra:
        troubles_en.append(f"it holds {_listed(extra)}, which no layer takes")
        troubles_ja.append(f"{_listed(extra)} に対応する層がありません")
    if other:
        troubles_en.append(_listed([f"{n} should be {a} but is {b}" for n, a, b in other]))
        troubles_ja.append(_listed([f"{n} は {a} のはずですが {b} です" for n, a, b in other]))
    if troubles_en:
        raise FileError(
            en=f"{path} does not fit the network: {'; '.join(troubles_en)}; are these the weights "
            "of another network?",
            ja=f"{path} はこのネットワークに合いません: {'。'.join(troubles_ja)}。"
            "別のネットワークの重みではありませんか?",
        )


def _listed(items: list[str]) -> str:
    shown = ", ".join(item[:120] for item in items[:_NAMED])
    more = len(items) - _NAMED
    return shown + (f" (+{more})" if more > 0 else "")


def _read(path: Path, file: Any, wanted: _Wanted) -> Array:
    kind = file.get_slice(wanted.name).get_dtype()
    if kind not in _NUMBERS:
        raise FileError(
            en=f"{path}: {wanted.name} holds {kind}, but weights are floating-point numbers",
            ja=f"{path}: {wanted.name} は {kind} ですが、重みは浮動小数点数です",
        )
    with np.errstate(over="ignore"):  # a float64 beyond float32 is told as not finite
        array: Array = np.asarray(file.get_tensor(wanted.name)).astype(np.float32)
    if not np.all(np.isfinite(array)):
        raise FileError(
            en=f"{path}: {wanted.name} holds numbers that are not finite",
            ja=f"{path}: {wanted.name} に有限でない数があります",
        )
    if wanted.kept.name == "variance" and np.any(array < 0):
        raise FileError(
            en=f"{path}: {wanted.name} holds negative numbers, which no variance is",
            ja=f"{path}: {wanted.name} に負の数がありますが、分散は負になりません",
        )
    return array
