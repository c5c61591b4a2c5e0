"""Fetching one file over HTTP: resumed, retried, checked, and put in place whole.

The standard library's urllib does it: pooch, the usual helper, always starts again from the first
byte, and would bring requests along.
"""

import hashlib
import http.client
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mieru.data.lock import locked
from mieru.data.progress import Listener, Progress
from mieru.data.remote import Remote
from mieru.words import DataError

TRIES = 4
TIMEOUT = 30.0  # seconds without a byte
PAUSE = 0.5  # seconds before the second try; doubled for each further one
PIECE = 2**16
# Sizes in the table are for the reader; a home that sends far more is not the home.
MOST = 1.5
MOST_WRONG = 2  # whole files of a wrong checksum


class _Broken(Exception):
    """A try that failed; ``final`` where it would fail again."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True)
class Downloader:
    """How to fetch: who listens, how often to try and how long to wait (seconds)."""

    listener: Listener | None = None
    tries: int = TRIES
    pause: float = PAUSE
    timeout: float = TIMEOUT

    def fetch(self, remote: Remote, folder: Path) -> Path:
        """The file of ``remote`` in ``folder``, fetched unless it is there whole already.

        What arrives is kept beside it as ``.part`` until the checksum holds. Raises DataError that
        tells what failed at each home.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with locked(folder):  # another process may be fetching the same file
                return self._fetch(remote, folder)
        except OSError as error:
            raise DataError(
                en=f"{folder} cannot be written ({error}); make room there, or set MIERU_DATA to "
                "another folder",
                ja=f"{folder} に書き込めません ({error})。空きを作るか、MIERU_DATA で別のフォルダを"
                "指定してください",
            ) from error

    def _fetch(self, remote: Remote, folder: Path) -> Path:
        target = folder / remote.name
        if target.is_file() and checksum_of(target, remote.checksum) == remote.checksum:
            return target
        part = folder / f"{remote.name}.part"
        if part.is_file() and checksum_of(part, remote.checksum) == remote.checksum:
            return part.replace(target)  # an earlier process ended at the last moment
        reasons = []
        for home in homes_of(remote):
            try:
                self._from(home + remote.name, remote, part)
            except _Broken as error:
                reasons.append(f"{home + remote.name}: {error}")
            else:
                return part.replace(target)
        raise DataError(
            en=f"{remote.name} could not be fetched ({'; '.join(reasons)})",
            ja=f"{remote.name} を取得できませんでした ({'; '.join(reasons)})",
        )

    def _from(self, address: str, remote: Remote, part: Path) -> None:
        """Bring ``part`` to the whole, checked file, or raise _Broken with the last reason."""
        wrong = 0
        for attempt in range(1, self.tries + 1):
            try:
                self._once(address, remote, part)
                if checksum_of(part, remote.checksum) == remote.checksum:
                    return
                part.unlink()  # going on from it cannot mend it
                wrong += 1
                raise _Broken(
                    "what arrived does not have the published checksum", final=wrong == MOST_WRONG
                )
            except _Broken as error:
                if error.final or attempt == self.tries:
                    raise
            time.sleep(self.pause * 2 ** (attempt - 1))

    def _once(self, address: str, remote: Remote, part: Path) -> None:
        """One request, going on from what ``part`` holds. Raises _Broken."""
        have = part.stat().st_size if part.is_file() else 0
        with _asked(address, have, self.timeout, part) as answer:
            going_on = answer.status == 206 and _starts_at(answer, have)
            have = have if going_on else 0
            said = answer.headers.get("Content-Length", "")
            total = have + int(said) if said.isascii() and said.isdigit() else 0
            most = int(remote.size * MOST) + PIECE
            with part.open("ab" if going_on else "wb") as file:
                while total <= most and have <= most and (piece := _piece(answer)):
                    have += len(piece)
                    file.write(piece)
                    if self.listener:
                        self.listener(Progress(remote.name, have, total or remote.size))
        if max(have, total) > most:
            part.unlink()
            raise _Broken(f"{max(have, total)} bytes come where {remote.size} belong", final=True)
        if have < total:
            raise _Broken(f"the connection broke after {have} of {total} bytes")


@contextmanager
def _asked(
    address: str, have: int, timeout: float, part: Path
) -> Iterator[http.client.HTTPResponse]:
    """The answer to a request for what comes after ``have`` bytes. Raises _Broken."""
    request = urllib.request.Request(address, headers={"User-Agent": "mieru"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        answer = urllib.request.urlopen(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:  # there is more in ``part`` than at the home
            part.unlink(missing_ok=True)
        again = error.code >= 500 or error.code in (408, 416, 429)
        raise _Broken(f"HTTP {error.code} {error.reason}", final=not again) from error
    except urllib.error.URLError as error:
        # Without such a name there is no network, or no such home any more.
        unknown = isinstance(error.reason, socket.gaierror)
        raise _Broken(str(error.reason), final=unknown) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _Broken(str(error) or type(error).__name__) from error
    with answer:
        yield answer


def _piece(answer: http.client.HTTPResponse) -> bytes:
    try:
        return answer.read(PIECE)
    except (OSError, http.client.HTTPException) as error:
        raise _Broken(str(error) or type(error).__name__) from error


def homes_of(remote: Remote) -> tuple[str, ...]:
    """Where ``remote`` is fetched from: ``MIERU_MIRROR`` alone where it is set, else its homes."""
    mirror = os.environ.get("MIERU_MIRROR", "").strip()
    if not mirror:
        return remote.homes
    if not mirror.startswith(("http://", "https://")):
        raise DataError(
            en=f"MIERU_MIRROR must start with http:// or https://, but it is {mirror!r}",
            ja=f"MIERU_MIRROR は http:// か https:// で始まるはずですが、{mirror!r} です",
        )
    return (mirror.rstrip("/") + "/",)


def checksum_of(path: Path, like: str) -> str:
    """The checksum of a file, by the algorithm that ``like`` names before its colon."""
    algorithm = like.partition(":")[0]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False))
    return f"{algorithm}:{digest.hexdigest()}"


def _starts_at(answer: http.client.HTTPResponse, have: int) -> bool:
    return answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
