"""What the studio remembers between its starts: the token, and the port of each runs folder.

So an open page finds its server again after a restart. The file stands in the user's state folder
(or in the one that MIERU_STATE names), and nobody else may read it.
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

import msgspec

MOST_FOLDERS = 100
_SHORTEST_TOKEN, _LONGEST_TOKEN = 32, 200


class _File(msgspec.Struct):
    token: str
    ports: dict[str, int] = {}


class Remembered:
    """The file, read once. Where it cannot be read or written, nothing is remembered."""

    def __init__(self, *, new_token: bool = False) -> None:
        self._path = _folder() / "studio.json"
        found = self._read()
        if found is None or new_token:
            found = _File(secrets.token_urlsafe(24), found.ports if found else {})
        self._file = found

    @property
    def token(self) -> str:
        """The token of this user's studios."""
        return self._file.token

    def port(self, folder: Path) -> int | None:
        """The port that the studio of the runs ``folder`` had last."""
        return self._file.ports.get(str(folder.resolve()))

    def keep(self, folder: Path, port: int) -> None:
        """Remembers the token, and that the studio of ``folder`` has this port."""
        ports = {k: v for k, v in self._file.ports.items() if v != port}
        ports[str(folder.resolve())] = port
        self._file.ports = dict(list(ports.items())[-MOST_FOLDERS:])
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # mkstemp makes a file that only its owner may read.
            handle, part = tempfile.mkstemp(dir=self._path.parent, prefix=".studio")
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(self._file))
            Path(part).replace(self._path)

    def _read(self) -> _File | None:
        try:
            found = msgspec.json.decode(self._path.read_bytes(), type=_File)
        except (OSError, msgspec.MsgspecError, RecursionError):
            return None
        plain = found.token.isascii() and found.token.replace("-", "").replace("_", "").isalnum()
        return found if plain and _SHORTEST_TOKEN <= len(found.token) <= _LONGEST_TOKEN else None


def _folder() -> Path:
    if named := os.environ.get("MIERU_STATE"):
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_state_dir("mieru", appauthor=False))
