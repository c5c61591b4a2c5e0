"""Arrays and a description in one ``.safetensors`` file, written in one move, read with suspicion.

The description stands in the file's metadata as JSON, beside a checksum over all that the file
says: a byte that changed on the way is noticed wherever it stands. (The checksum finds accidents;
what somebody wrote on purpose is refused by the checks of whoever reads the description.)
"""

import glob
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from mieru.files.header import DESCRIPTION
from mieru.nn.checks import shown
from mieru.words import FileError, MieruError

_CHECKSUM = "checksum"
# What the format's readers take; a longer header would make a file that nobody can open.
_LONGEST_HEADER = 100_000_000
# What Python and its libraries raise at values of the wrong kind.
_WRONG = (
    msgspec.MsgspecError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
)


def write_tensors(path: str | Path, tensors: dict[str, np.ndarray], description: Any) -> None:
    """Writes the file in one move: whoever reads sees the old one or the new one, whole.

    ``description`` is plain data (or a ``msgspec.Struct`` of it); NaN and ∞ in it become null.
    Raises FileError where the file cannot be written.
    """
    path = Path(path)
    text = msgspec.json.encode(description, enc_hook=_plain).decode()
    arrays = {name: np.asarray(array, order="C") for name, array in tensors.items()}
    content = save(arrays, {DESCRIPTION: text, _CHECKSUM: _checksum(text, arrays)})
    if int.from_bytes(content[:8], "little") > _LONGEST_HEADER:
        raise FileError(
            en=f"{path} cannot be written: the description would be longer than "
            f"{_LONGEST_HEADER // 10**6} MB; is the history that long?",
            ja=f"{path} に書き込めません。記述が {_LONGEST_HEADER // 10**6} MB を超えます。"
            "履歴が長すぎませんか?",
        )
    write_atomically(path, content)


def write_atomically(path: Path, content: bytes) -> None:
    """The old file or the new one, whole, whenever the machine stops. Raises FileError."""
    with _file_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o644)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _keep_names(path.parent)


def remove_leftovers(path: Path) -> None:
    """Removes what writers of ``path`` that were killed have left beside it. Raises FileError."""
    with _file_errors(path):
        for part in path.parent.glob(f".{glob.escape(path.name)}.{'?' * 8}.part"):
            part.unlink(missing_ok=True)


def read_tensors(path: str | Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """(arrays, description). Raises FileError for a file that is missing, damaged or not ours."""
    path = Path(path)
    if not path.is_file():
        raise FileError(en=f"there is no file {path}", ja=f"ファイル {path} がありません")
    try:
        with safe_open(path, framework="numpy") as file:
            notes = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        text = notes.get(DESCRIPTION)
        if text is None:
            raise _not_ours(path)
        if notes.get(_CHECKSUM) != _checksum(text, tensors):
            raise FileError(
                en=f"{path} is damaged: its checksum does not fit its content; take another copy",
                ja=f"{path} は壊れています (チェックサムが内容と一致しません)。"
                "別のコピーを使ってください",
            )
        description = msgspec.json.decode(text)
    except (SafetensorError, msgspec.MsgspecError, RecursionError, OSError, TypeError) as error:
        raise FileError(
            en=f"{path} is damaged or no .safetensors file: {error}",
            ja=f"{path} は壊れているか、.safetensors ファイルではありません: {error}",
        ) from error
    if not isinstance(description, dict):
        raise _not_ours(path)
    return tensors, description


@contextmanager
def description_errors(path: str | Path) -> Iterator[None]:
    """What goes wrong in making values of a description is a FileError that names the file."""
    try:
        yield
    except MieruError as error:
        raise FileError(en=f"{path}: {error.en}", ja=f"{path}: {error.ja}") from error
    except _WRONG as error:
        raise FileError(
            en=f"{path}: the description in it is damaged ({shown(error)})",
            ja=f"{path}: ファイルの記述が壊れています ({shown(error)})",
        ) from error


def _checksum(text: str, tensors: dict[str, np.ndarray]) -> str:
    total = zlib.crc32(text.encode())
    for name, array in sorted(tensors.items()):
        total = zlib.crc32(repr((name, str(array.dtype), array.shape)).encode(), total)
        total = zlib.crc32(np.ascontiguousarray(array).data, total)
    return f"{total:08x}"


def _not_ours(path: Path) -> FileError:
    return FileError(
        en=f"{path} holds weights but no description of a Mieru run; was it written elsewhere?",
        ja=f"{path} に重みはありますが、Mieru の記録ではありません。別のソフトのファイルですか?",
    )


def _plain(value: object) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"a description is plain data, but {type(value).__name__} is in it")


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(
            en=f"{path} cannot be written: {error.strerror or error}",
            ja=f"{path} に書き込めません: {error.strerror or error}",
        ) from error


def _keep_names(folder: Path) -> None:
    """Makes a rename survive a power cut, where the system lets one open a folder."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
