"""Archives that try to leave their folder, or to fill the disk."""

import io
import tarfile
import zipfile

import pytest
from hypothesis import given, strategies as st

from mieru.data.unpack import unpack
from mieru.words import DataError
from tests.data.damage import damaged


def tar_of(*members):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for name, content, kind in members:
            member = tarfile.TarInfo(name)
            member.type, member.size, member.linkname = kind, len(content), "/etc/passwd"
            tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


def zip_of(*members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content, mode in members:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


REGULAR = tarfile.REGTYPE
TAR = tar_of(("a/", b"", tarfile.DIRTYPE), ("a/b/c.txt", b"hello", REGULAR), ("d", b"", REGULAR))
ZIP = zip_of(("a/", b"", 0o040755), ("a/b/c.txt", b"hello", 0o100644), ("d", b"", 0))


def put(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path, tmp_path / "into"


def seen(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize(("name", "content"), [("x.tar.gz", TAR), ("x.zip", ZIP)])
def test_files_and_folders_are_written(tmp_path, name, content):
    archive, into = put(tmp_path, name, content)
    unpack(archive, into)
    assert seen(into) == ["a/b/c.txt", "d"]
    assert (into / "a/b/c.txt").read_text() == "hello"


def test_what_is_there_already_stays(tmp_path):
    archive, into = put(tmp_path, "x.zip", ZIP)
    (into / "a").mkdir(parents=True)
    (into / "a" / "mine.txt").write_text("mine")
    unpack(archive, into)
    assert seen(into) == ["a/b/c.txt", "a/mine.txt", "d"]


@pytest.mark.parametrize("name", ["../out", "a/../../out", "/out", "C:\\out", "..\\out", "a/.."])
@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_no_name_leads_outside(tmp_path, name, kind):
    bad = (name, b"evil", REGULAR if kind == "tar.gz" else 0)
    good = ("good", b"", REGULAR if kind == "tar.gz" else 0)
    content = tar_of(good, bad) if kind == "tar.gz" else zip_of(good, bad)
    archive, into = put(tmp_path, f"x.{kind}", content)
    with pytest.raises(DataError, match=r"was not unpacked: .* in it points outside its folder"):
        unpack(archive, into)
    assert seen(tmp_path) == [f"x.{kind}"]  # not even the good one


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(tmp_path, kind):
    archive, into = put(tmp_path, "x.tar.gz", tar_of(("link", b"", kind)))
    with pytest.raises(DataError, match="'link' in it is a link or a device; remove it and"):
        unpack(archive, into)
    archive, into = put(tmp_path, "x.zip", zip_of(("link", b"/etc/passwd", 0o120777)))
    with pytest.raises(DataError, match="'link' in it is a link or a device"):
        unpack(archive, into)


def test_an_archive_that_grows_without_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("mieru.data.unpack.MOST_BYTES", 10_000)
    for name, content in (
        ("x.zip", zip_of(("zeros", bytes(100_000), 0))),
        ("x.tar.gz", tar_of(("zeros", bytes(100_000), REGULAR))),
    ):
        archive, into = put(tmp_path, name, content)
        with pytest.raises(DataError, match="it is too large unpacked"):
            unpack(archive, into)
        assert seen(into) == []


def test_an_archive_of_too_many_files_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("mieru.data.unpack.MOST_FILES", 3)
    many = [(f"file{i}", b"", REGULAR) for i in range(5)]
    archive, into = put(tmp_path, "x.tar.gz", tar_of(*many))
    with pytest.raises(DataError, match="it holds too many files"):
        unpack(archive, into)


def test_an_inner_archive_that_is_missing_is_said(tmp_path):
    archive, into = put(tmp_path, "x.zip", ZIP)
    with pytest.raises(DataError, match=r"it does not hold inner\.tar\.gz"):
        unpack(archive, into, ("inner.tar.gz",))


@given(st.data())
def test_no_damage_does_anything_but_raise_a_data_error(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("archive")
    name, whole = data.draw(st.sampled_from([("x.tar.gz", TAR), ("x.zip", ZIP)]))
    archive, into = put(folder, name, data.draw(damaged(whole) | st.binary(max_size=64)))
    try:
        unpack(archive, into)
    except DataError:
        assert seen(folder) == [name]
    assert {p.name for p in folder.iterdir()} <= {name, "into"}
