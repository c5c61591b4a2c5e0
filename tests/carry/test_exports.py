"""What export writes can be used, says what it is in both languages, and refuses what it cannot."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mieru
from mieru import Run
from mieru.carry import card, export, kinds
from mieru.carry.exports import KINDS
from mieru.carry.source import MOST_IN_TEXT, source_text
from mieru.data import Photograph, Preparation
from mieru.words import FileError, SettingError, speaking
from tests.carry.conftest import pictures


def apply(run: Run, raw: object) -> np.ndarray:
    return run.predict(Preparation.from_json(run.data["preparation"]).apply(raw))


def run_source(folder: Path, module: str, x: str) -> np.ndarray:
    code = f"import numpy as np; from {module} import predict; nan = np.nan\n"
    code += f"np.save('out.npy', predict({x}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return np.asarray(np.load(folder / "out.npy"))


@pytest.mark.parametrize("kind", kinds())
def test_each_kind_is_written_with_its_card(kind: str, people: Run, tmp_path: Path):
    files = export(people, tmp_path / "people", kind)
    assert [path.name for path in files] == [f"people{KINDS[kind].suffix}", "people.card.md"]
    assert all(path.stat().st_size for path in files)
    if files[0].suffix == ".py":
        compile(files[0].read_text("utf-8"), "people.py", "exec")


def test_numpy_takes_rows_with_gaps_as_they_come(people: Run, tmp_path: Path):
    export(people, tmp_path / "people.py", "numpy")
    rows = [
        {"age": 40.0, "city": "Tokyo", "income": "5.5", "note": "a", "since": ""},
        {"age": None, "city": "", "income": float("nan"), "note": "N/A", "since": "2020-05-06"},
        {"age": 12, "city": "Nagoya", "income": -3.0, "note": " b ", "since": "2020/05/06"},
    ]
    np.testing.assert_allclose(
        run_source(tmp_path, "people", repr(rows)), apply(people, rows), rtol=1e-4, atol=1e-6
    )


def test_numpy_takes_numbers_and_pixels_as_they_come(iris: Run, digits: Run, tmp_path: Path):
    export(iris, tmp_path / "iris.py", "numpy")
    x = [[5.1, 3.5, 1.4, 0.2], [6.0, float("nan"), 4.5, 1.5]]
    found = run_source(tmp_path, "iris", repr(x))
    np.testing.assert_allclose(found, apply(iris, x), rtol=1e-4, atol=1e-6)
    export(digits, tmp_path / "digits.py", "numpy")
    np.save(tmp_path / "x.npy", pictures())
    found = run_source(tmp_path, "digits", "np.load('x.npy')")
    np.testing.assert_allclose(found, apply(digits, pictures()), rtol=1e-4, atol=1e-6)


def test_numpy_takes_photographs_that_were_cut_out(photographs: Run, tmp_path: Path):
    export(photographs, tmp_path / "photos.py", "numpy")
    x = np.random.default_rng(0).integers(0, 256, (3, 6, 6, 3)).astype(np.uint8)
    np.save(tmp_path / "x.npy", x)
    preparation = Preparation.from_json(photographs.data["preparation"])
    assert isinstance(preparation, Photograph)
    prepared = preparation.numbers(x)
    for given in ("np.load('x.npy')", "np.load('x.npy') / 255"):
        found = run_source(tmp_path, "photos", given)
        np.testing.assert_allclose(found, photographs.predict(prepared), rtol=1e-4, atol=1e-6)
    told = card(photographs, "photos")
    assert "shorter side is brought to 7 pixels" in told
    assert "mean 120, 110, 90 and the scale 58, 57, 60 (BGR" in told


def test_many_numbers_stand_beside_the_text(tmp_path: Path):
    network = mieru.Network.parse("100-60-2 relu")
    run = mieru.fit(network, mieru.data.from_arrays(np.eye(100), [0, 1] * 50), epochs=1)
    assert network.parameter_count > MOST_IN_TEXT
    files = export(run, tmp_path / "many.py", "numpy")
    assert [path.name for path in files] == ["many.py", "many.npz", "many.card.md"]
    found = run_source(tmp_path, "many", "np.eye(100)[:3]")
    np.testing.assert_allclose(found, run.predict(np.eye(100)[:3]), rtol=1e-4, atol=1e-6)


def test_the_suffix_tells_the_kind(iris: Run, tmp_path: Path):
    pytest.importorskip("onnx")
    assert export(iris, tmp_path / "a.onnx")[0].suffix == ".onnx"
    assert export(iris, tmp_path / "a.zip")[0].suffix == ".zip"
    assert export(iris, tmp_path / "a", "torch")[0].name == "a.py"
    with pytest.raises(SettingError, match=r"say what a\.py is to be"):
        export(iris, tmp_path / "a.py")
    with pytest.raises(SettingError, match="not to 'cobol'"):
        export(iris, tmp_path / "a", "cobol")


def test_where_nothing_can_be_written_that_is_said(iris: Run, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError, match="cannot be written"):
        export(iris, tmp_path / "file" / "a", "numpy")


def test_a_folder_is_no_name_for_a_file(iris: Run):
    for path in ("", ".", "/", ".."):
        with pytest.raises(SettingError, match="is a folder"):
            export(iris, path, "onnx")


def test_parts_that_nobody_knows_do_not_break_the_card(iris: Run):
    odd = replace(iris, data=iris.data | {"examples": {"train_data": 7, "mine": 3}})
    assert "training data 7 |" in card(odd, "odd")


def test_the_card_tells_data_split_settings_metrics_seeds_and_versions(people: Run):
    told = card(people, "people")
    for part in (
        "people.csv", "training data 11", "test data 3", "| seed | 0 |", "adam(rate=0.001",
        "no, yes", "category: Kyoto, Osaka, Tokyo", "missing values, filled in",
        "has not been opened", f"| mieru | {mieru.__version__} |",
    ):  # fmt: skip
        assert part in told, part
    with speaking("ja"):
        told = card(people, "people")
    for part in ("訓練データ 11", "欠損値を訓練部分の値で補いました", "まだ開かれていません"):
        assert part in told, part


def test_the_card_counts_the_openings_of_the_test_part(iris: Run):
    told = card(Run(**{**iris.__dict__, "data": iris.data | {"openings": ["2026-01-02"]}}), "iris")
    assert "opened 1 time(s): 2026-01-02" in told


def test_a_text_in_the_data_does_not_break_the_card(iris: Run):
    told = card(Run(**{**iris.__dict__, "data": iris.data | {"source": "a|b\n\n# c"}}), "iris")
    assert r"| source | a\|b # c |" in told


def test_the_source_of_another_library_is_written_for_raw_input(people: Run):
    text, arrays = source_text(people, "torch", "w.npz")
    assert "def features(rows)" in text
    assert "torch.tensor(features(x), dtype=torch.float32)" in text
    assert not arrays
