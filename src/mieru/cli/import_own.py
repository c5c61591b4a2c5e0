"""``mieru import --network …``: weights of a network of one's own, learned with another library."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mieru.cli.answer import Answer
from mieru.cli.frame import wrong_use
from mieru.cli.network_argument import read_start
from mieru.cli.out import recording_path
from mieru.words import FileError, term

if TYPE_CHECKING:
    from mieru.files import Run
    from mieru.nn import Network

LARGEST_NAMES = 1_000_000  # bytes


@dataclass(frozen=True)
class Own:
    """What is asked for; without ``names`` the file calls each layer as the network does."""

    weights: str | None
    network: str | None
    names: str | None
    like: str | None
    layout: str | None
    out: str | None
    json: bool


def import_own(asked: Own) -> Answer:
    """Reads the weights, saves the recording, and tells where."""
    from mieru.files import load, save

    if asked.weights is None:
        raise wrong_use(
            en="--weights is missing: the .safetensors file to read",
            ja="--weights がありません。読み込む .safetensors ファイルを指定してください",
        )
    like = load(asked.like) if asked.like else None
    if asked.network is not None:
        network = read_start(asked.network).network
    else:
        assert like is not None
        network = like.network
    run = _run(asked, network, like)
    out = save(recording_path(asked.out, Path(asked.weights).stem), run)
    text = f"{network.text}  ({term('parameters')}: {network.parameter_count:,})\n  {out}"
    data = {"network": network.text, "parameters": network.parameter_count, "files": [str(out)]}
    return Answer(text, data, asked.json)


def _run(asked: Own, network: "Network", like: "Run | None") -> "Run":
    from mieru.files import Run, versions
    from mieru.files.foreign import import_weights, weighted_layers
    from mieru.nn import CrossEntropy

    assert asked.weights is not None
    names = _names(asked.names) or {layer: layer for layer in weighted_layers(network)}
    parameters, state = import_weights(asked.weights, network, names, layout=asked.layout)
    path = Path(asked.weights)
    run = Run(
        network=network,
        loss=like.loss if like else CrossEntropy(),
        parameters=parameters,
        state=state,
        settings={},
        history=[],
        kept_epoch=0,
        ended="finished",
        seconds=0.0,
        data={"name": path.stem, "source": path.name},
        versions=versions(),
    )
    if like is None:
        return run
    kept = {k: like.data[k] for k in ("classes", "features", "preparation") if k in like.data}
    return dataclasses.replace(run, data=run.data | kept)


def _names(file: str | None) -> dict[str, str]:
    if file is None:
        return {}
    path = Path(file)
    try:
        if path.stat().st_size > LARGEST_NAMES:
            raise ValueError(f"more than {LARGEST_NAMES:,} bytes")
        found = json.loads(path.read_text("utf-8"))
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            raise ValueError("no object of texts")
    except (OSError, ValueError, RecursionError) as error:
        raise FileError(
            en=f'{path} holds no names of layers, such as {{"dense1": "fc1"}}: {error}',
            ja=f'{path} は {{"dense1": "fc1"}} のような層の名前のファイルではありません: {error}',
        ) from error
    return found
