"""Unpacking a fetched archive: inside its folder, within bounds, and all or nothing."""

import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from mieru.words import DataError

MOST_FILES = 100_000
MOST_BYTES = 4 * 2**30
PIECE = 2**20


def unpack(archive: Path, into: Path, inside: tuple[str, ...] = ()) -> None:
    """Put the files of a .tar.gz or .zip under ``into``, beside what is there.

    Only plain files and folders are made, each under ``into``; a link, a device, an absolute path
    or ``..`` is refused. ``inside`` names archives within it that are unpacked instead of kept.
    A folder appears only when all of it has been written. Raises DataError.
    """
    into.mkdir(parents=True, exist_ok=True)
    try:
        # In the same file system, so that the last step is a rename.
        with tempfile.TemporaryDirectory(dir=into, prefix=".unpacking-") as folder:
            room = Path(folder)
            _write_all(archive, room)
            for name in inside:
                _unpack_inner(room, name, into)
            if not inside:
                _move(room, into)
    except DataError:
        raise
    except OSError as error:
        if error.errno is None:  # raised by gzip rather than by the system
            raise _refused(
                archive, f"it cannot be read ({error})", f"読み取れません ({error})"
            ) from error
        raise DataError(
            en=f"{archive.name} cannot be unpacked into {into} ({error}); make room there, or set "
            "MIERU_DATA to another folder",
            ja=f"{archive.name} を {into} に展開できません ({error})。空きを作るか、"
            "MIERU_DATA で別のフォルダを指定してください",
        ) from error
    except Exception as error:  # both readers raise whatever the damage leads them to
        raise _refused(
            archive, f"it cannot be read ({error})", f"読み取れません ({error})"
        ) from error


def _unpack_inner(room: Path, name: str, into: Path) -> None:
    found = sorted(room.rglob(name))
    if not found:
        raise _refused(room, f"it does not hold {name}", f"{name} が入っていません")
    unpack(found[0], into)


def _write_all(archive: Path, room: Path) -> None:
    written = 0
    for count, (name, file) in enumerate(_members(archive), start=1):
        if count > MOST_FILES:
            raise _refused(archive, "it holds too many files", "ファイルが多すぎます")
        target = room / _safe(archive, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as copy:
            while piece := file.read(PIECE):
                written += len(piece)  # counted, not believed from the archive's own table
                if written > MOST_BYTES:
                    raise _refused(archive, "it is too large unpacked", "展開すると大きすぎます")
                copy.write(piece)


def _members(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if archive.name.endswith(".zip"):
        yield from _zip_members(archive)
        return
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            if member.isdir():
                continue
            with _plain(
                archive, member.name, tar.extractfile(member) if member.isreg() else None
            ) as file:
                yield member.name, file


def _zip_members(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            if entry.is_dir():
                continue
            kind = stat.S_IFMT(entry.external_attr >> 16)
            plain = kind in (0, stat.S_IFREG)
            with _plain(archive, entry.filename, packed.open(entry) if plain else None) as file:
                yield entry.filename, file


@contextmanager
def _plain(archive: Path, name: str, file: IO[bytes] | None) -> Iterator[IO[bytes]]:
    if file is None:
        raise _refused(
            archive, f"{name!r} in it is a link or a device", f"{name!r} がリンクか装置です"
        )
    with file:
        yield file


def _safe(archive: Path, name: str) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    parts = path.parts
    if path.is_absolute() or not parts or ".." in parts or ":" in name or "\0" in name:
        raise _refused(
            archive,
            f"{name!r} in it points outside its folder",
            f"{name!r} がフォルダの外を指しています",
        )
    return path


def _move(room: Path, into: Path) -> None:
    """By one rename where nothing is there yet; else file by file, leaving what is there."""
    for made in room.iterdir():
        target = into / made.name
        if made.is_dir() and target.is_dir():
            _move(made, target)
        else:
            made.replace(target)


def _refused(archive: Path, en: str, ja: str) -> DataError:
    return DataError(
        en=f"{archive.name} was not unpacked: {en}; remove it and fetch it again",
        ja=f"{archive.name} を展開できません。{ja}。削除して取り直してください",
    )
