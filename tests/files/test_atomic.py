"""The old file or the new one, whole, whatever happens while it is written."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mieru.files import remove_leftovers, write_atomically
from mieru.words import FileError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


WRITER = """
import sys
from pathlib import Path
from mieru.files.tensors import write_atomically
path, contents = Path(sys.argv[1]), [bytes([letter]) * 300_000 for letter in b"abc"]
print("ready", flush=True)
while True:
    for content in contents:
        write_atomically(path, content)
"""


def test_a_file_is_replaced(tmp_path):
    path = tmp_path / "new" / "folder" / "file"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert names(path.parent) == ["file"]
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("where", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_what_breaks_off_the_writing_leaves_the_old_file_and_nothing_else(
    where, error, tmp_path, monkeypatch
):
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def broken(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(where, broken)
        with pytest.raises(error):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


def test_a_full_disk_is_said(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    path = tmp_path / "file"
    with pytest.raises(FileError) as caught:
        write_atomically(path, b"new")
    assert caught.value.en == f"{path} cannot be written: No space left on device"
    assert caught.value.ja == f"{path} に書き込めません: No space left on device"
    assert names(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do anything")
def test_a_folder_that_one_may_not_write_to_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(FileError, match="cannot be written: Permission denied"):
        write_atomically(tmp_path / "file", b"new")


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "folder").write_bytes(b"")
    with pytest.raises(FileError, match="cannot be written: "):
        write_atomically(tmp_path / "folder" / "file", b"new")


def test_a_place_taken_by_a_folder_is_said(tmp_path):
    (tmp_path / "file").mkdir()
    with pytest.raises(FileError, match="cannot be written: "):
        write_atomically(tmp_path / "file", b"new")
    assert names(tmp_path) == ["file"]


def test_leftovers_are_removed_and_nothing_else(tmp_path):
    mine, others = ".run[1].abcd_123.part", ".run[1].best.abcd_123.part"
    for name in (mine, others, ".run1.abcd_123.part", "run[1]", ".run[1]", "run[1].part"):
        (tmp_path / name).write_bytes(b"")
    remove_leftovers(tmp_path / "run[1]")
    assert mine not in names(tmp_path)
    assert len(names(tmp_path)) == 5
    remove_leftovers(tmp_path / "no folder" / "run")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path):
    path = tmp_path / "file"
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process, process.stdout:
        assert process.stdout.readline() == "ready\n"
        while not path.exists():
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
    content = path.read_bytes()
    assert len(content) == 300_000
    assert len(set(content)) == 1
    remove_leftovers(path)
    assert names(tmp_path) == ["file"]
