"""Weights that another library has written, brought into a network of ours by a named mapping.

A ``.safetensors`` file of PyTorch's kind names its arrays ``layer1.0.conv1.weight`` and the like.
The mapping says which of our layers each prefix (``layer1.0.conv1``) belongs to; what a layer keeps
there, and how its axes lie, follows from its kind and from the library (``foreign_layouts``).

Everything is checked from the file's header before an array is read: names that are missing, names
that belong to no layer, shapes, kinds of number.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from mieru.files.foreign_layouts import KEPT, LAYOUTS, Layout, Place, Wanted, wanted
from mieru.nn import Dense, Flatten, Layer, Network, Parameters, Shape, State, chain, shape_text
from mieru.words import FileError, MieruError, SettingError

Array = np.ndarray[Any, np.dtype[Any]]
# What PyTorch counts beside its running statistics, and what Keras' dropout draws from.
_NEEDLESS = (".num_batches_tracked", "seed_generator_state", "seed_generator_state:0")
_NUMBERS = ("F16", "BF16", "F32", "F64")
_PICKLES = (".pth", ".pt", ".bin", ".pkl", ".ckpt", ".h5")
_NAMED = 4  # names told of each kind of trouble


def weighted_layers(network: Network) -> tuple[str, ...]:
    """The paths of the layers that keep arrays, in the order in which an input meets them.

    >>> from mieru.nn import Network
    >>> weighted_layers(Network.parse("8x8x3, residual(conv 3 padding=same), flatten, dense 2"))
    ('residual1.layers.conv1', 'dense1')
    """
    return tuple(place.path for place in _places(network.layers, network.input_shape, ""))


def import_weights(
    path: str | Path,
    network: Network,
    names: Mapping[str, str],
    *,
    layout: str | None = None,
    ignored: Sequence[str] = (),
) -> tuple[Parameters, State]:
    """(parameters, state) of ``network`` from a ``.safetensors`` file of PyTorch or Keras.

    ``names`` maps each of :func:`weighted_layers` to its prefix in the file; arrays whose names
    begin with one of ``ignored`` may be there, and are left alone. ``layout`` is ``"pytorch"`` or
    ``"keras"``; None finds it out by the shapes of the kernels, or where they would fit both, by
    the name ``kernel``, which is Keras'. Raises FileError where the file is missing, damaged or of
    another format, lacks an array, holds one too many, one of another shape or one that is not made
    of finite numbers; SettingError where ``names`` does not name the network's layers, or where the
    layout cannot be told.
    """
    path = Path(path)
    places = _checked_places(network, names)
    trees: dict[str, dict[str, Any]] = {"parameters": {}, "state": {}}
    with _opened(path) as file:
        keys = list(file.keys())
        there = {name: tuple(file.get_slice(name).get_shape()) for name in keys}
        found = _wanted(places, names, there, _checked_layout(layout) or "pytorch")
        if layout is None:
            other = _wanted(places, names, there, "keras")
            if _is_keras(path, there, found, other):
                found = other
        _check_names(path, there, found, tuple(ignored))
        for each in found.values():
            tree = trees[each.kept.tree]
            for step in each.place.path.split("."):
                tree = tree.setdefault(step, {})
            tree[each.kept.name] = each.brought(_read(path, file, each))
    return trees["parameters"], trees["state"]


def _places(layers: Sequence[Layer], shape: Shape, path: str) -> Iterator[Place]:
    picture: Shape | None = None
    taken = chain.input_shapes(layers, shape)
    for name, layer, takes in zip(chain.names(layers), layers, taken, strict=True):
        where = f"{path}.{name}" if path else name
        for inside, inner in layer.chains.items():
            yield from _places(inner, takes, f"{where}.{inside}")
        if type(layer) in KEPT:
            yield Place(where, layer, takes, picture)
        if isinstance(layer, Flatten):
            picture = takes if len(takes) == 3 else None
        elif isinstance(layer, Dense):
            picture = None


def _checked_places(network: Network, names: Mapping[str, str]) -> list[Place]:
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
    often = Counter(names.values())
    twice = sorted(path for path in paths if often[names[path]] > 1)
    if twice:
        raise SettingError(
            en=f"{_listed(twice)} are given the same name of the file; each layer has its own",
            ja=f"{_listed(twice)} に、ファイルの同じ名前が指定されています。"
            "層ごとに別の名前を指定してください",
        )
    return places


def _checked_layout(layout: str | None) -> Layout | None:
    for known in LAYOUTS:
        if layout == known:
            return known
    if layout is None:
        return None
    raise SettingError(
        en=f"layout must be one of {', '.join(LAYOUTS)}, not {layout!r:.40}",
        ja=f"layout は {', '.join(LAYOUTS)} のいずれかです ({layout!r:.40} ではなく)",
    )


def _wanted(
    places: Sequence[Place], names: Mapping[str, str], there: Mapping[str, Shape], layout: Layout
) -> dict[str, Wanted]:
    found: dict[str, Wanted] = {}
    for place in places:
        shapes = {
            "parameters": place.layer.parameter_shapes(place.takes),
            "state": {k: np.shape(v) for k, v in place.layer.initial_state(place.takes).items()},
        }
        for kept in KEPT[type(place.layer)]:
            here = shapes[kept.tree].get(kept.name)
            if here is not None:
                each = wanted(place, kept, here, names[place.path], there, layout)
                found[each.name] = each
    return found


def _is_keras(
    path: Path,
    there: Mapping[str, Shape],
    pytorch: Mapping[str, Wanted],
    keras: Mapping[str, Wanted],
) -> bool:
    """Whether the kernels lie as in Keras. Raises FileError, SettingError where it is in doubt."""
    pairs = [
        (a, b)
        for a, b in zip(pytorch.values(), keras.values(), strict=True)
        if a.is_kernel and a.name in there and b.name in there
    ]
    only = {
        "pytorch": [a.name for a, b in pairs if a.shape == there[a.name] != b.shape],
        "keras": [a.name for a, b in pairs if a.shape != there[a.name] == b.shape],
    }
    if only["pytorch"] and only["keras"]:
        one, other = only["pytorch"][0], only["keras"][0]
        raise FileError(
            en=f"{path}: {one} {shape_text(there[one])} fits the network in PyTorch's layout only, "
            f"{other} {shape_text(there[other])} in Keras' only; are these the weights of another "
            "network?",
            ja=f"{path}: {one} {shape_text(there[one])} は PyTorch の並びでだけ、{other} "
            f"{shape_text(there[other])} は Keras の並びでだけ合います。"
            "別のネットワークの重みではありませんか?",
        )
    if only["pytorch"] or only["keras"]:
        return bool(only["keras"])
    called = any(a.name.removesuffix(":0").endswith("kernel") for a, _ in pairs)
    square = [a.name for a, b in pairs if a.shape == there[a.name] == b.shape and max(a.shape) > 1]
    if square and not called:
        raise SettingError(
            en=f"{path}: {_listed(square)} would fit the network in PyTorch's layout and in Keras'"
            " alike; say which it is with layout (--layout pytorch or --layout keras)",
            ja=f"{path}: {_listed(square)} は PyTorch の並びでも Keras の並びでも合います。"
            "layout (--layout pytorch または --layout keras) で指定してください",
        )
    return called


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
    path: Path,
    there: Mapping[str, Shape],
    wanted: Mapping[str, Wanted],
    ignored: tuple[str, ...],
) -> None:
    """Raises FileError that tells of every kind of trouble at once."""
    missing = [name for name in wanted if name not in there]
    extra = sorted(
        name
        for name in there.keys() - wanted.keys()
        if not name.endswith(_NEEDLESS) and not (ignored and name.startswith(ignored))
    )
    shapes = {name: there[name] for name in wanted if name in there}
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


def _read(path: Path, file: Any, wanted: Wanted) -> Array:
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
