"""Fetching, from a home on this machine that breaks off, corrupts, stalls and comes back."""

import gzip
import hashlib
import io
import subprocess
import sys
import tarfile
import zipfile

import numpy as np
import pytest

from mieru.data import describe
from mieru.data.download import Downloader, homes_of
from mieru.data.fetch import by_hand, fetch
from mieru.data.progress import Progress
from mieru.data.remote import REMOTES, Remote
from mieru.data.stored import where_to_put
from mieru.words import DataError, speaking
from tests.data.home import home
from tests.data.loose import load
from tests.data.test_cifar import binary
from tests.data.test_idx import LABELS, PICTURES, idx

CONTENT = np.random.default_rng(0).bytes(300_000)
QUICK = Downloader(pause=0.01)


@pytest.fixture
def server(monkeypatch):
    with home() as place:
        monkeypatch.setenv("MIERU_MIRROR", place.address)
        for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(proxy, raising=False)
        place.files["file.bin"] = CONTENT
        yield place


def remote_of(content, name="file.bin", **options):
    checksum = "sha256:" + hashlib.sha256(content).hexdigest()
    return Remote(name, len(content), checksum, ("http://127.0.0.1:1/",), **options)


FILE = remote_of(CONTENT)


def test_a_file_arrives_whole_and_its_progress_is_heard(server, tmp_path):
    heard: list[Progress] = []
    path = Downloader(heard.append).fetch(FILE, tmp_path / "new" / "folder")
    assert path.read_bytes() == CONTENT
    assert [p.name for p in path.parent.iterdir() if not p.name.startswith(".")] == ["file.bin"]
    received = [p.received for p in heard]
    assert received == sorted(received)
    assert (received[-1], heard[-1].total, heard[-1].name) == (300_000, 300_000, "file.bin")


def test_what_is_there_whole_is_not_fetched_again(server, tmp_path):
    QUICK.fetch(FILE, tmp_path)
    QUICK.fetch(FILE, tmp_path)
    assert len(server.asked) == 1


def test_a_file_that_was_damaged_on_disk_is_fetched_again(server, tmp_path):
    (tmp_path / "file.bin").write_bytes(CONTENT[:-1] + b"?")
    assert QUICK.fetch(FILE, tmp_path).read_bytes() == CONTENT


def test_a_broken_connection_is_taken_up_where_it_broke(server, tmp_path):
    server.faults = ["break", "break"]
    assert QUICK.fetch(FILE, tmp_path).read_bytes() == CONTENT
    assert server.asked == [
        ("file.bin", None),
        ("file.bin", "bytes=150000-"),
        ("file.bin", "bytes=225000-"),
    ]


def test_a_later_command_goes_on_from_what_an_earlier_one_left(server, tmp_path):
    server.faults = ["break"]
    with pytest.raises(DataError, match="the connection broke after 150000 of 300000 bytes"):
        Downloader(tries=1).fetch(FILE, tmp_path)
    assert not (tmp_path / "file.bin").exists()
    assert QUICK.fetch(FILE, tmp_path).read_bytes() == CONTENT
    assert server.asked[-1] == ("file.bin", "bytes=150000-")


def test_a_home_without_ranges_is_begun_again(server, tmp_path):
    server.faults = ["break", "no-range"]
    assert QUICK.fetch(FILE, tmp_path).read_bytes() == CONTENT


def test_a_part_that_is_too_long_is_thrown_away(server, tmp_path):
    (tmp_path / "file.bin.part").write_bytes(CONTENT + b"more")
    assert QUICK.fetch(FILE, tmp_path).read_bytes() == CONTENT


def test_a_part_that_is_whole_already_needs_no_home(server, tmp_path):
    (tmp_path / "file.bin.part").write_bytes(CONTENT)
    assert QUICK.fetch(FILE, tmp_path).read_bytes() == CONTENT
    assert server.asked == []


def test_a_part_of_something_else_is_mended_by_the_checksum(server, tmp_path):
    (tmp_path / "file.bin.part").write_bytes(b"x" * 1000)
    assert QUICK.fetch(FILE, tmp_path).read_bytes() == CONTENT
    assert server.asked == [("file.bin", "bytes=1000-"), ("file.bin", None)]


def test_a_corrupted_download_never_takes_the_place_of_the_file(server, tmp_path):
    server.files["file.bin"] = CONTENT[:-1] + b"?"
    with pytest.raises(DataError) as caught:
        QUICK.fetch(FILE, tmp_path)
    assert str(caught.value) == (
        f"file.bin could not be fetched ({server.address}file.bin: what arrived does not have the "
        "published checksum)"
    )
    assert len(server.asked) == 2
    assert not list(tmp_path.glob("file*"))


def test_one_corrupted_try_is_mended_by_the_next(server, tmp_path):
    server.faults = [CONTENT[:-1] + b"?"]
    assert QUICK.fetch(FILE, tmp_path).read_bytes() == CONTENT


def test_a_slow_home_is_waited_for_and_a_silent_one_is_asked_again(server, tmp_path):
    server.faults = ["silent", "slow"]
    assert Downloader(pause=0.01, timeout=0.3).fetch(FILE, tmp_path).read_bytes() == CONTENT
    assert len(server.asked) == 2


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (403, 1), (500, 3), (503, 3), (429, 3)])
def test_only_errors_that_may_pass_are_tried_again(server, tmp_path, status, asked):
    server.faults = [status] * 5
    with pytest.raises(DataError, match=f"HTTP {status}"):
        Downloader(tries=3, pause=0.01).fetch(FILE, tmp_path)
    assert len(server.asked) == asked


def test_an_error_that_passes_is_no_error(server, tmp_path):
    server.faults = [503, 500]
    assert QUICK.fetch(FILE, tmp_path).read_bytes() == CONTENT


def test_a_home_that_sends_without_end_is_stopped(server, tmp_path):
    server.files["file.bin"] = bytes(1_000_000)
    with pytest.raises(DataError, match="1000000 bytes come where 300000 belong"):
        QUICK.fetch(FILE, tmp_path)
    assert not list(tmp_path.glob("file*"))


def test_the_next_home_is_asked_where_one_fails(server, tmp_path, monkeypatch):
    monkeypatch.delenv("MIERU_MIRROR")
    homes = ("http://127.0.0.1:1/", server.address + "elsewhere/", server.address)
    remote = Remote(FILE.name, FILE.size, FILE.checksum, homes)
    assert Downloader(tries=1).fetch(remote, tmp_path).read_bytes() == CONTENT


def test_a_mirror_is_an_address(monkeypatch):
    monkeypatch.setenv("MIERU_MIRROR", "http://mirror/data")
    assert homes_of(FILE) == ("http://mirror/data/",)
    monkeypatch.setenv("MIERU_MIRROR", "ftp://mirror")
    with pytest.raises(DataError, match="MIERU_MIRROR must start with http:// or https://, but"):
        homes_of(FILE)


def test_a_folder_that_cannot_be_written_is_said(server, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match=r"cannot be written .* set MIERU_DATA to another folder"):
        QUICK.fetch(FILE, tmp_path / "file")


def test_two_processes_fetch_one_file_once(server, tmp_path):
    server.faults = ["slow"]
    code = (
        "import sys; from pathlib import Path\n"
        "from mieru.data.download import Downloader; from mieru.data.remote import Remote\n"
        f"Downloader().fetch(Remote({FILE.name!r}, {FILE.size}, {FILE.checksum!r}, ()), "
        f"Path({str(tmp_path)!r}))"
    )
    both = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert len(server.asked) == 1
    assert (tmp_path / "file.bin").read_bytes() == CONTENT


# --- whole sets ---


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def publish(server, monkeypatch, name, files, **options):
    server.files.update(files)
    remotes = tuple(remote_of(content, file, **options) for file, content in files.items())
    monkeypatch.setitem(REMOTES, name, remotes)


def mnist_files():
    return {
        f"{part}-{what}-ubyte.gz": gzip.compress(idx(array))
        for part in ("train", "t10k")
        for what, array in (("images-idx3", PICTURES), ("labels-idx1", LABELS))
    }


def test_loading_a_set_that_is_not_here_fetches_it_once(server, empty, monkeypatch):
    publish(server, monkeypatch, "mnist", mnist_files())
    assert describe("mnist").here is False
    assert len(load("mnist", validation=0).train) == 3
    assert len(load("mnist", validation=0).train) == 3
    assert len(server.asked) == 4
    assert describe("mnist").here is True
    assert describe("mnist").folder == empty / "mnist"


def test_progress_of_a_set_is_heard_by_its_files(server, empty, monkeypatch):
    publish(server, monkeypatch, "mnist", mnist_files())
    heard: list[Progress] = []
    load("mnist", validation=0, fetch=Downloader(heard.append))
    assert list(dict.fromkeys(p.name for p in heard)) == list(mnist_files())


def archive(files):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


@pytest.fixture
def small_cifar(monkeypatch):
    import dataclasses

    from mieru.data.cifar import LAYOUTS

    cut = tuple(
        dataclasses.replace(layout, train_records=4, test_records=4)
        for layout in LAYOUTS["cifar-10"]
    )
    monkeypatch.setitem(LAYOUTS, "cifar-10", cut)


def test_an_archive_is_unpacked_and_removed(server, empty, monkeypatch, small_cifar):
    names = [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]
    files = {f"cifar-10-batches-bin/{name}": binary([3, 9, 0, 5]) for name in names}
    publish(server, monkeypatch, "cifar-10", {"cifar-10-binary.tar.gz": archive(files)})
    assert len(load("cifar-10", validation=0).train) == 20
    assert [p.name for p in empty.iterdir() if p.name != ".lock"] == ["cifar-10-batches-bin"]


def test_an_archive_in_an_archive_is_unpacked(server, empty, monkeypatch):
    from tests.data.test_pictures import PICTURES as ENCODED

    photographs = {
        f"101_ObjectCategories/{name}/image_{i:04}.jpg": ENCODED["JPEG"]
        for name in ("ant", "cup", "BACKGROUND_Google")
        for i in range(10)
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("caltech-101/101_ObjectCategories.tar.gz", archive(photographs))
        packed.writestr("caltech-101/Annotations.tar", b"not needed")
    inside = REMOTES["caltech101"][0].inside
    publish(server, monkeypatch, "caltech101", {"caltech-101.zip": file.getvalue()}, inside=inside)
    data = load("caltech101", size=8)
    assert data.classes == ("ant", "cup")
    assert [p.name for p in empty.iterdir() if p.name != ".lock"] == ["101_ObjectCategories"]


def test_an_archive_brought_by_hand_needs_no_network(empty, monkeypatch, small_cifar, server):
    names = [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]
    packed = archive({f"cifar-10-batches-bin/{n}": binary([3, 9, 0, 5]) for n in names})
    monkeypatch.setitem(REMOTES, "cifar-10", (remote_of(packed, "cifar-10-binary.tar.gz"),))
    empty.mkdir()
    (empty / "cifar-10-binary.tar.gz").write_bytes(packed)
    assert len(load("cifar-10", validation=0).train) == 20
    assert server.asked == []


def test_without_a_network_it_says_what_to_put_where(empty, monkeypatch):
    monkeypatch.setenv("MIERU_MIRROR", "http://127.0.0.1:1/")
    with pytest.raises(DataError) as caught:
        fetch("mnist", Downloader(tries=1))
    said = str(caught.value)
    assert said.startswith("train-images-idx3-ubyte.gz could not be fetched (http://127.0.0.1:1/")
    assert said.endswith(
        "Without a network: take train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, "
        "t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz from "
        "https://ossci-datasets.s3.amazonaws.com/mnist/ on another machine and put them as they "
        f"are into {empty / 'mnist'}"
    )
    with speaking("ja"):
        assert f"そのまま {empty / 'mnist'} に置いてください" in str(caught.value)


def test_nothing_is_fetched_where_it_is_not_wanted(server, empty):
    with pytest.raises(DataError, match="cifar-10 is not in the data folder; `mieru data fetch ci"):
        load("cifar-10", fetch=False)
    assert server.asked == []


def test_what_needs_no_fetching_is_said(empty):
    with pytest.raises(DataError, match="circle is not fetched: it comes with Mieru"):
        fetch("circle")


def test_a_set_that_lacks_files_after_fetching_is_said(server, empty, monkeypatch):
    publish(server, monkeypatch, "cifar-10", {"cifar-10-binary.tar.gz": archive({"a/b": b"c"})})
    with pytest.raises(DataError, match="what was fetched for cifar-10 is not whole"):
        fetch("cifar-10", QUICK)


def test_every_fetched_set_has_a_checksum_a_place_and_instructions():
    for name, remotes in REMOTES.items():
        assert str(where_to_put(name).parent) in str(by_hand(name))
        for remote in remotes:
            algorithm, _, digest = remote.checksum.partition(":")
            assert len(digest) == {"md5": 32, "sha256": 64}[algorithm]
            assert remote.name in str(by_hand(name))


def test_the_checksums_of_mnist_are_those_of_the_original_files(data_folder):
    from mieru.data.download import checksum_of

    for remote in REMOTES["mnist"]:
        path = data_folder / "mnist" / remote.name
        assert checksum_of(path, remote.checksum) == remote.checksum
        assert path.stat().st_size == remote.size
