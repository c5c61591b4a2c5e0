"""One door to every set."""

import subprocess
import sys
from pathlib import Path

import pytest

import mieru.data
from mieru.data import data_folder, describe, names
from mieru.data.catalogue import CATALOGUE
from mieru.data.loading import known_name
from mieru.data.stored import STORED
from mieru.words import DataError, SettingError, speaking
from tests.data.loose import load

OWN = [name for name in CATALOGUE if name not in STORED]


@pytest.mark.parametrize("name", OWN)
def test_the_catalogue_tells_what_loading_gives(name):
    data, entry = load(name), CATALOGUE[name]
    total = len(data.train) + len(data.validation) + len(data.test)
    assert (total, data.input_shape, data.task) == (entry.examples, entry.input_shape, entry.task)
    assert (len(data.classes) if data.classes else None) == entry.classes


@pytest.mark.parametrize("name", ["mnist", "cifar-10"])
def test_the_catalogue_tells_what_real_files_hold(name, data_folder):
    data, entry = load(name), CATALOGUE[name]
    total = len(data.train) + len(data.validation) + len(data.test)
    assert (total, data.input_shape, data.outputs) == (
        entry.examples,
        entry.input_shape,
        entry.classes,
    )


@pytest.mark.parametrize("name", names())
def test_every_set_is_described_in_both_languages(name, monkeypatch, tmp_path):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    about = describe(name)
    assert about.here == (name in OWN) or name == "fashion-mnist"
    assert (about.by_hand is None) == (name in OWN)
    english = str(about.entry.title)
    with speaking("ja"):
        assert str(about.entry.title) != english


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("MNIST", "mnist"),
        ("breast_cancer", "breast-cancer"),
        ("CIFAR10", "cifar-10"),
        (" Fashion MNIST ", "fashion-mnist"),
        ("caltech-101", "caltech101"),
        ("caltech", None),
        (Path("iris"), None),
    ],
)
def test_a_name_is_known_however_it_is_written(said, name):
    assert known_name(said) == name


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("minst", "there is no data set and no file 'minst'; did you mean mnist or moons?"),
        ("no/such/file.csv", "there is no data set and no file 'no/such/file.csv'; `mieru data`"),
        ("", "data are named by a name or a path, not ''"),
        ("a\0b", "data are named by a name or a path, not 'a\\x00b'"),
        ("~nobody-of-that-name/x.csv", "~nobody-of-that-name/x.csv cannot be read (Could not"),
        (None, "data are named by a name or a path, not None"),
        ("x" * 5000, "xxxxxxxxxx"),
    ],
)
def test_an_unknown_source_is_said(source, message):
    with pytest.raises(DataError) as caught:
        load(source)
    assert str(caught.value).startswith(message)


def test_a_test_part_that_is_fixed_cannot_be_chosen(tmp_path, monkeypatch):
    from tests.data.test_idx import put_set

    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    put_set(tmp_path / "mnist")
    with pytest.raises(SettingError, match="mnist comes with a test part of its own; leave test"):
        load("mnist", test=0.2)
    with pytest.raises(SettingError, match="mnist has no option 'noise'; it has validation"):
        load("mnist", noise=3)


def test_a_path_is_a_file_even_if_it_is_called_like_a_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("iris").mkdir()
    with pytest.raises(DataError, match="iris holds 0 folders and 0 loose pictures"):
        load(Path("iris"))
    assert load("iris").name == "iris"


def test_the_data_folder_is_the_platform_s_unless_it_is_named(monkeypatch):
    monkeypatch.delenv("MIERU_DATA", raising=False)
    assert data_folder().parts[-2:] == ("mieru", "data") or sys.platform == "win32"
    monkeypatch.setenv("MIERU_DATA", "~/mine")
    assert data_folder() == Path.home() / "mine"


def test_importing_the_room_imports_nothing_heavy():
    code = (
        "import sys, mieru.data; mieru.data.names(); mieru.data.load('circle')\n"
        "heavy = {'jax', 'sklearn', 'scipy', 'matplotlib', 'PIL', 'http', 'concurrent.futures'}\n"
        "print(*(heavy & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "\n"


def test_the_room_s_names_are_there():
    for name in mieru.data.__all__:
        assert getattr(mieru.data, name).__doc__
