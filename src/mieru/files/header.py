"""What a recording says of itself, read from its header alone: no arrays, and no JAX.

The checksum covers the arrays too, so that damage inside them shows only when the file is loaded;
what stands in the header is checked here as it is there.
"""

from dataclasses import dataclass
from itertools import chain
from math import prod
from pathlib import Path
from typing import Any

import msgspec

from mieru.files.history import Columns, check_columns
from mieru.words import FileError

KIND = "mieru run"
DESCRIPTION = "mieru"  # the name of the description among the file's metadata
LONGEST_TEXT = 2_000  # characters of a network's one-line form kept for lists
_LENGTH = 8  # bytes that tell the header's length
_SIZES = {"F64": 8, "F32": 4}


class Description(msgspec.Struct, forbid_unknown_fields=True):
    """A run without its arrays, as the file says it. ``text``: the network's line, for lists."""

    kind: str
    network: dict[str, Any]
    loss: dict[str, Any]
    settings: dict[str, Any]
    history: Columns
    kept_epoch: int
    ended: str
    seconds: float
    data: dict[str, Any]
    versions: dict[str, str]
    metrics: dict[str, float | None]
    when: str
    text: str = ""


class _Tensor(msgspec.Struct, forbid_unknown_fields=True):
    """Where an array lies in the file."""

    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]


@dataclass(frozen=True)
class Header:
    """The description of the run, and how many numbers its arrays hold."""

    run: Description
    numbers: int


class TooLarge(FileError):
    """The header is longer than the reader allowed."""


def read_header(path: str | Path, most: int = 100_000_000) -> Header:
    """The header of a recording; ``most`` bounds its bytes.

    Raises FileError where the file is missing, damaged or no recording; TooLarge, a FileError,
    where its header is longer than ``most``.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            length = int.from_bytes(file.read(_LENGTH), "little")
            if size < _LENGTH or length > size - _LENGTH:
                raise _damaged(path, "it is cut off", "途中で切れています")
            if length > most:
                raise TooLarge(
                    en=f"the header of {path} has {length:,} bytes, more than {most:,}",
                    ja=f"{path} のヘッダーは {length:,} バイトで、上限の {most:,} を超えています",
                )
            content = file.read(length)
    except OSError as error:
        raise FileError(
            en=f"{path} cannot be read: {error.strerror or error}",
            ja=f"{path} を読み込めません: {error.strerror or error}",
        ) from error
    return _checked(path, content, size - _LENGTH - length)


def _checked(path: Path, content: bytes, rest: int) -> Header:
    try:
        parts = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        notes = msgspec.json.decode(parts.pop("__metadata__", b"{}"), type=dict[str, str])
        tensors = [msgspec.json.decode(part, type=_Tensor) for part in parts.values()]
        _check_places(tensors, rest)
        if DESCRIPTION not in notes:
            raise FileError(
                en=f"{path} holds weights but no description of a Mieru run; was it written "
                "elsewhere?",
                ja=f"{path} に重みはありますが、Mieru の記録ではありません。"
                "別のソフトのファイルですか?",
            )
        text = notes[DESCRIPTION].encode()
        kind = msgspec.json.decode(text, type=_Kind).kind
        if kind != KIND:
            raise FileError(
                en=f"{path} is not the recording of a run but a {kind[:80]!r}",
                ja=f"{path} は実行の記録ではありません ({kind[:80]!r})",
            )
        run = msgspec.json.decode(text, type=Description)
        check_columns(run.history)
    except FileError:
        raise
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        said = str(error)[:200]
        raise _damaged(path, said, said) from error
    return Header(run, sum(prod(tensor.shape) for tensor in tensors))


class _Kind(msgspec.Struct):
    kind: str = "file of another kind"


def _check_places(tensors: list[_Tensor], rest: int) -> None:
    """Raises ValueError unless the arrays fill the rest of the file, one after another."""
    end = 0
    for tensor in sorted(tensors, key=lambda t: t.data_offsets):
        if tensor.dtype not in _SIZES or any(side < 0 for side in tensor.shape):
            raise ValueError(f"an array of {tensor.dtype[:20]}{tensor.shape[:8]}")
        size = prod(chain(tensor.shape, (_SIZES[tensor.dtype],)))
        if tensor.data_offsets != (end, end + size):
            raise ValueError("arrays that lie over each other or apart")
        end += size
    if end != rest:
        raise ValueError(f"{rest} bytes of arrays where there should be {end}")


def _damaged(path: Path, en: str, ja: str) -> FileError:
    return FileError(
        en=f"{path} is damaged or no .safetensors file: {en}",
        ja=f"{path} は壊れているか、.safetensors ファイルではありません: {ja}",
    )
