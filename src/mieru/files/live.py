"""A run that is under way, as a small file tells of it to other processes; read without JAX."""

import os
import platform
import time
from pathlib import Path
from typing import Any

import msgspec

from mieru.files.history import Columns, check_columns
from mieru.words import FileError

LIVE = ".live.json"  # what the name of such a file ends with
KIND = "mieru live"
LARGEST = 2_000_000  # bytes
_LONGEST_SILENCE = 86_400  # seconds after which nobody is believed to be still at it


class Live(msgspec.Struct, forbid_unknown_fields=True):
    """How far a run is. ``epoch`` counts parts; ``loss`` is the mean over the epoch so far.

    ``seconds_left`` is None until the first steps have been timed, ``compiled`` False until the
    first step has run. ``process`` on the machine ``host`` is the one that learns.
    """

    kind: str
    network: str
    data: str | None
    settings: dict[str, Any]
    epochs: int
    epoch: float
    history: Columns
    loss: float | None
    seconds: float
    seconds_left: float | None
    compiled: bool
    process: int
    host: str
    when: str

    @property
    def goes_on(self) -> bool:
        """Whether the process that learns is still there, as far as this machine can tell."""
        if self.host != platform.node() or os.name != "posix":
            return True
        try:
            os.kill(self.process, 0)
        except PermissionError:
            return True
        except (ProcessLookupError, OverflowError):
            return False
        return True


def read_live(path: str | Path) -> Live:
    """What the file tells. Raises FileError where it is missing, damaged or of another kind."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"more than {LARGEST:,} bytes")
        found = msgspec.json.decode(path.read_bytes(), type=Live)
        if found.kind != KIND or found.process < 1:
            raise ValueError(f"a {found.kind[:80]!r}")
        check_columns(found.history)
    except OSError as error:
        raise FileError(
            en=f"{path} cannot be read: {error.strerror or error}",
            ja=f"{path} を読み込めません: {error.strerror or error}",
        ) from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise FileError(
            en=f"{path} does not tell of a run under way: {str(error)[:200]}",
            ja=f"{path} は実行中の記録ではありません: {str(error)[:200]}",
        ) from error
    return found


def is_silent(path: Path) -> bool:
    """Whether the file has not been written for so long that nobody can be at it."""
    return time.time() - path.stat().st_mtime > _LONGEST_SILENCE
