"""``mieru data``: what is here, where, and how to get the rest."""

import json
import shutil
from pathlib import Path

import pytest

from mieru.data.catalogue import CATALOGUE
from tests.cli.conftest import Command


@pytest.fixture(autouse=True)
def empty_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIERU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MIERU_MIRROR", "http://127.0.0.1:1")  # nobody listens there
    monkeypatch.setattr("mieru.data.download.time.sleep", lambda _: None)
    return tmp_path / "data"


def test_every_set_is_listed(mieru: Command, empty_data_folder: Path):
    english, japanese = mieru("data"), mieru("data", "--lang", "ja")
    assert english.code == japanese.code == 0
    for name, entry in CATALOGUE.items():
        assert name in english.out
        assert entry.title.ja in japanese.out
    assert f"data folder: {empty_data_folder}" in english.out
    assert f"データフォルダ: {empty_data_folder}" in japanese.out
    told = json.loads(mieru("data", "--json").out)
    assert [t["name"] for t in told["data"]] == list(CATALOGUE)
    here = {t["name"]: t["here"] for t in told["data"]}
    assert here["iris"]
    assert not here["mnist"]


def test_where_tells_what_to_put_where(mieru: Command, empty_data_folder: Path):
    said = mieru("data", "where", "mnist")
    assert (said.code, said.err) == (0, "")
    assert f"`mieru data fetch mnist` fetches it into {empty_data_folder / 'mnist'}" in said.out
    assert "train-images-idx3-ubyte.gz" in said.out
    assert "mnist はまだありません" in mieru("data", "where", "mnist", "--lang", "ja").out
    told = json.loads(mieru("data", "where", "mnist", "--json").out)
    assert told == {"name": "mnist", "here": False, "folder": str(empty_data_folder / "mnist")}


def test_what_comes_with_mieru_needs_no_files(mieru: Command):
    for action in ("where", "fetch"):
        assert mieru("data", action, "iris").out == "iris comes with Mieru and needs no files\n"


def test_an_unknown_name_is_wrong_use(mieru: Command):
    said = mieru("data", "where", "mnst")
    assert (said.code, said.out) == (2, "")
    assert "did you mean 'mnist'?" in said.err


def test_offline_fetching_tells_what_to_bring_where(mieru: Command, empty_data_folder: Path):
    said = mieru("data", "fetch", "mnist")
    assert (said.code, said.out) == (1, "")
    assert str(empty_data_folder / "mnist") in said.err
    assert "Traceback" not in said.err


def test_a_set_that_is_here_is_found(
    mieru: Command, data_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MIERU_DATA", str(data_folder))
    for action in ("where", "fetch"):
        told = json.loads(mieru("data", action, "mnist", "--json").out)
        assert told["here"]
        assert Path(told["folder"]).is_dir()


def test_a_fetched_file_is_told_as_it_comes(
    mieru: Command,
    data_folder: Path,
    empty_data_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
):
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    home = tmp_path / "home"
    home.mkdir()
    for file in (data_folder / "mnist").glob("*.gz"):
        shutil.copy(file, home)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=home)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("MIERU_MIRROR", f"http://127.0.0.1:{server.server_port}")
        said = mieru("data", "fetch", "mnist")
        server.shutdown()
    assert said.code == 0, said.err
    assert said.out == f"mnist is in {empty_data_folder / 'mnist'}\n"
    assert "train-images-idx3-ubyte.gz  9.9 / 9.9 MB\n" in said.err
