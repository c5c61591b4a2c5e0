"""``mieru import``: published weights become a recording that the other commands take."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture(scope="module")
def squeezenet(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from mieru.cli import main

    path = tmp_path_factory.mktemp("imported") / "squeezenet.safetensors"
    assert main(["import", "squeezenet1.1", "--out", str(path)]) == 0
    return path


def test_what_is_imported_names_what_is_in_a_photograph(
    mieru: Command, squeezenet: Path, data_folder: Path
):
    said = mieru(
        "predict", squeezenet, data_folder / "photos" / "coffee.png", "--top", "5", "--json"
    )
    assert said.code == 0
    (told,) = json.loads(said.out)["predictions"]
    assert told["class"] == "espresso"
    assert len(told["top"]) == 5


def test_it_shows_like_any_recording(mieru: Command, squeezenet: Path):
    said = mieru("show", squeezenet)
    assert (said.code, said.err) == (0, "")
    assert "1,235,496" in said.out
    assert "ImageNet" in said.out


def test_it_says_what_it_wrote(mieru: Command, data_folder: Path):
    said = mieru("import", "efficientnet-lite0", "--fold", "--out", "e", "--json")
    told = json.loads(said.out)
    assert told["file"] == "e.safetensors"
    assert told["folded"] is True
    assert told["parameters"] < 4_652_008  # without the scales and shifts of batch normalization
    text = mieru("import", "efficientnet-lite0", "--out", "e", "--lang", "ja").out
    assert text.startswith("EfficientNet-Lite0: パラメータ 4,652,008 個を e.safetensors に")


def test_without_a_name_it_lists_them(mieru: Command, data_folder: Path):
    said = mieru("import")
    assert "alexnet" in said.out
    assert "61,100,840" in said.out
    told = json.loads(mieru("import", "--json").out)["networks"]
    here = {t["name"] for t in told if t["file"]}
    assert {"squeezenet1.1", "efficientnet-lite0"} <= here


def test_wrong_use_is_told(mieru: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MIERU_DATA", "nowhere")
    said = mieru("import", "resnet15")
    assert said.code == 2
    assert "did you mean" in said.err
    said = mieru("import", "resnet18")
    assert said.code == 1
    assert "the weights of ResNet-18 are not in the data folder" in said.err
    said = mieru("import", "resnet18", "--weights", "none.safetensors", "--lang", "ja")
    assert (said.code, said.out) == (1, "")
    assert "ファイル none.safetensors がありません" in said.err
