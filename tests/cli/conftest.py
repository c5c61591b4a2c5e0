"""The command called in this process, and a recording that it made."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from mieru.cli import main


class Said(NamedTuple):
    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def mieru(capsys: pytest.CaptureFixture[str]) -> Command:
    def call(*words: str | Path) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Said(code, *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def iris(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("iris") / "iris.safetensors"
    words = ["train", "4-8-3 tanh", "--data", "iris", "--epochs", "60", "--rate", "0.01"]
    assert main([*words, "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("digits") / "digits.safetensors"
    words = ["train", "64-32-10 relu", "--data", "digits", "--epochs", "20", "--rate", "0.005"]
    assert main([*words, "--out", str(path)]) == 0
    return path
