import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_a_recording_is_exported_beside_itself(mieru: Command, iris: Path, tmp_path: Path):
    own = tmp_path / "flowers.safetensors"
    own.write_bytes(iris.read_bytes())
    said = mieru("export", own, "--to", "numpy")
    assert said.code == 0, said.err
    assert "flowers.py" in said.out
    assert (tmp_path / "flowers.py").is_file()
    assert (tmp_path / "flowers.card.md").read_text("utf-8").startswith("# flowers (iris)")
    assert mieru("export", own, "--to", "pytorch", "--out", tmp_path / "t.py").code == 0
    assert "import torch" in (tmp_path / "t.py").read_text("utf-8")


def test_onnx_is_what_is_written_unless_another_form_is_asked_for(
    mieru: Command, iris: Path, tmp_path: Path
):
    pytest.importorskip("onnx")
    said = mieru("export", iris, "--out", tmp_path / "here", "--prepared", "--logits", "--json")
    assert said.code == 0, said.err
    files = json.loads(said.out)["files"]
    assert [Path(file).name for file in files] == ["here.onnx", "here.card.md"]
    (tmp_path / "folder").mkdir()
    said = mieru("export", iris, "--out", tmp_path / "folder", "--to", "bundle", "--lang", "ja")
    assert said.code == 0, said.err
    assert "## 学習の設定" in (tmp_path / "folder" / "iris.card.md").read_text("utf-8")


def test_wrong_words_are_answered(mieru: Command, iris: Path, tmp_path: Path):
    said = mieru("export", iris, "--to", "onxx")
    assert said.code == 2
    assert "did you mean 'onnx'?" in said.err
    assert mieru("export", tmp_path / "none.safetensors").code == 1
    said = mieru("export", iris, "--out", tmp_path / "a.py")
    assert said.code == 2
    assert "say what a.py is to be" in said.err


def test_the_help_lists_the_forms(mieru: Command):
    said = mieru("export", "--help", "--lang", "ja")
    assert "NumPy だけで動くソースコード" in said.out
