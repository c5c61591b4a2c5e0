"""Published weights as a run: what ``predict``, the studio and the systems take like any other."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from mieru.data.home import data_folder, find_file
from mieru.files import Run, import_weights, versions, weighted_layers
from mieru.nn import CrossEntropy, fold
from mieru.published.catalogue import Published, find
from mieru.words import FileError

WEIGHTS = "weights"  # the folder, in the data folder
NAMES = "imagenet1000.json"
CLASSES = 1000
_LONGEST_NAMES = 1_000_000  # bytes


def load(name: str, weights: str | Path | None = None, *, folded: bool = False) -> Run:
    """The published network called ``name`` with its weights, ready for photographs.

    ``weights`` is a ``.safetensors`` file; without one, the file of the network's usual name in the
    data folder's ``weights``. ``folded`` takes batch normalization into the convolutions, which
    leaves every answer as it is, and answers faster. Raises SettingError for an unknown name and
    FileError where the weights are missing, damaged or another network's.

    >>> run = load("squeezenet1.1")                          # doctest: +SKIP
    >>> x = Preparation.from_json(run.data["preparation"]).apply(["cat.png"])   # doctest: +SKIP
    >>> run.data["classes"][run.predict(x)[0].argmax()]      # doctest: +SKIP
    'Egyptian Mau'
    """
    published = find(name)
    path = Path(weights).expanduser() if weights else _usual_file(published)
    network = published.network()
    names = dict(zip(weighted_layers(network), published.names(), strict=True))
    parameters, state = import_weights(
        path, network, names, layout="pytorch", ignored=published.ignored
    )
    if folded:
        network, parameters, state = fold(network, parameters, state)
    return Run(
        network=network,
        loss=CrossEntropy(),
        parameters=parameters,
        state=state,
        settings={},
        history=[],
        kept_epoch=0,
        ended="finished",
        seconds=0.0,
        data=_told(published),
        versions=versions(),
    )


def weights_file(published: Published) -> Path | None:
    """The file of its weights in the data folder, or None where there is none."""
    return find_file(data_folder() / WEIGHTS, published.file)


def imagenet_classes() -> list[tuple[str, str]]:
    """(WordNet number, name) of ImageNet's 1,000 classes in order, [] where no file says them.

    Raises FileError where the file in the data folder is damaged.
    """
    path = find_file(data_folder() / WEIGHTS, NAMES)
    if path is None:
        return []
    try:
        if path.stat().st_size > _LONGEST_NAMES:
            raise ValueError("it is too long")
        rows = json.loads(path.read_text(encoding="utf-8"))
        pairs = [(str(number), str(called)) for number, called in rows]
        if len(pairs) != CLASSES:
            raise ValueError(f"it names {len(pairs)} classes")
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise FileError(
            en=f"{path} is not the list of ImageNet's {CLASSES} classes: {error}",
            ja=f"{path} は ImageNet の {CLASSES} クラスの一覧ではありません: {error}",
        ) from error
    return pairs


def _told(published: Published) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": "ImageNet",
        "published": published.title,
        "preparation": published.preparation.to_json(),
    }
    pairs = imagenet_classes()
    if pairs:
        often = Counter(called for _, called in pairs)  # two classes are called crane
        told["classes"] = [
            called if often[called] == 1 else f"{called} ({number})" for number, called in pairs
        ]
    return told


def _usual_file(published: Published) -> Path:
    path = weights_file(published)
    if path is None:
        where = data_folder() / WEIGHTS / published.file
        raise FileError(
            en=f"the weights of {published.title} are not in the data folder; put them into {where}"
            " (PyTorch's names, as .safetensors), or name their file",
            ja=f"{published.title} の重みがデータフォルダにありません。{where} に置くか "
            "(PyTorch の名前の .safetensors)、ファイルを指定してください",
        )
    return path
