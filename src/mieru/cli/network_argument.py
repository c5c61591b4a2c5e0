"""The network that a command line names: a line of text, a JSON file, or a recording."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mieru.words import FileError, ShapeError, say

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.files import Run
    from mieru.nn import Loss, Network

LARGEST_FILE = 64_000_000  # bytes of a network as JSON


@dataclass(frozen=True, eq=False)
class Start:
    """A network, and the run that it comes from where there is one."""

    network: "Network"
    run: "Run | None" = None


def read_start(word: str) -> Start:
    """What ``word`` names. Raises SettingError for text that is no network, FileError for files."""
    from mieru.files import load
    from mieru.nn import Network

    suffix = Path(word).suffix.lower() if len(word) < 4096 else ""
    if suffix == ".safetensors":
        run = load(word)
        return Start(run.network, run)
    if suffix == ".json":
        return Start(Network.from_json(_json(Path(word))))
    return Start(Network.parse(word))


def _json(path: Path) -> object:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileError(
                en=f"{path} is larger than {LARGEST_FILE:,} bytes",
                ja=f"{path} が {LARGEST_FILE:,} バイトを超えています",
            )
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError(en=f"there is no file {path}", ja=f"ファイル {path} がありません") from None
    except OSError as error:
        raise FileError(
            en=f"{path} cannot be read: {error.strerror}",
            ja=f"{path} を読み取れません: {error.strerror}",
        ) from error
    except (ValueError, RecursionError) as error:
        raise FileError(
            en=f"{path} is no JSON: {error}", ja=f"{path} は JSON ではありません: {error}"
        ) from error


def suited(start: Start, data: "DataSet", loss: "Loss | None") -> tuple[Start, str]:
    """The start with a flatten in front where pictures meet a vector, and what was done.

    Raises ShapeError where the data's inputs or targets and the network do not fit together.
    """
    network, said = start.network, ""
    shape = data.input_shape
    flat = (_size(shape),)
    if network.input_shape == flat != shape:
        network = _flattening(network, shape)
        given = "x".join(map(str, shape))
        said = say(
            en=f"the examples of {data.name} are {given}, so a flatten was put in front of the "
            f"network: {network.text}",
            ja=f"{data.name} のデータ点は {given} なので、先頭に flatten を加えました: "
            f"{network.text}",
        )
        run = start.run and dataclasses.replace(start.run, network=network)
        start = Start(network, run)
    _check_input(network, data)
    _check_output(network, data, loss)
    return start, said


def _flattening(network: "Network", shape: tuple[int, ...]) -> "Network":
    from mieru.nn import Flatten, Network

    return Network(shape, [Flatten(), *network.layers])


def _check_input(network: "Network", data: "DataSet") -> None:
    if network.input_shape == data.input_shape:
        return
    wanted = "x".join(map(str, data.input_shape))
    given = "x".join(map(str, network.input_shape))
    raise ShapeError(
        en=f"an example of {data.name} is {wanted}, but the network takes {given}; begin it with "
        f"{wanted}",
        ja=f"{data.name} のデータ点は {wanted} ですが、ネットワークの入力は {given} です。"
        f"ネットワークを {wanted} で始めてください",
    )


def _check_output(network: "Network", data: "DataSet", loss: "Loss | None") -> None:
    from mieru.nn import BinaryCrossEntropy

    wanted, given = data.outputs, network.output_shape
    yes_or_no = data.task == "classification" and wanted == 2
    if given == (1,) and yes_or_no and (loss is None or isinstance(loss, BinaryCrossEntropy)):
        return
    if given == (wanted,):
        return
    last, shown = network.names[-1], "x".join(map(str, given))
    if data.task == "classification":
        raise ShapeError(
            en=f"{data.name} has {wanted} classes, but {last}, the last layer, gives {shown}; end "
            f"the network with dense {wanted}",
            ja=f"{data.name} は {wanted} クラスですが、最後の層 {last} の出力は {shown} です。"
            f"ネットワークを dense {wanted} で終えてください",
        )
    raise ShapeError(
        en=f"{data.name} has {wanted} value(s) to predict, but {last}, the last layer, gives "
        f"{shown}; end the network with dense {wanted}",
        ja=f"{data.name} の目標値は {wanted} 個ですが、最後の層 {last} の出力は {shown} です。"
        f"ネットワークを dense {wanted} で終えてください",
    )


def _size(shape: tuple[int, ...]) -> int:
    product = 1
    for side in shape:
        product *= side
    return product
