import json

import pytest

from mieru.files import load
from mieru.systems import run_system
from mieru.systems.frame import Stage
from mieru.systems.report.text import Text
from mieru.words import DataError, FileError, SettingError, speaking


def test_a_system_leaves_its_report_and_its_numbers(tmp_path):
    finished = run_system("worked-example", out=tmp_path / "new" / "place")
    assert finished.report == tmp_path / "new" / "place" / "report.html"
    told = json.loads((tmp_path / "new" / "place" / "result.json").read_text())
    assert list(told) == ["name", "settings", "seed", "metrics", "seconds", "files"]
    assert told["name"] == "worked-example"
    assert told["settings"] == {"x": 2.0, "t": 5.0, "w1": 1.0, "w2": 0.5}
    assert told["metrics"]["E"] == 9
    assert told["seconds"] > 0
    assert told["files"] == [str(path) for path in finished.files]
    assert all(path.is_file() for path in finished.files)
    assert told == finished.to_json()


def test_without_a_place_it_goes_into_a_new_folder_each_time(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, second = run_system("worked-example"), run_system("worked-example")
    assert first.report.parent != second.report.parent
    for finished in (first, second):
        assert finished.report.parts[0] == "runs"
        assert finished.report.parts[1].startswith("worked-example-")


def test_a_recording_lies_beside_the_report_and_loads(tmp_path):
    finished = run_system("adaline", {"epochs": "3"}, out=tmp_path)
    assert finished.files[2] == tmp_path / "adaline.safetensors"
    assert len(load(finished.files[2]).history) == 3


def test_a_metric_that_is_no_finite_number_is_null(tmp_path):
    # XOR's four corners cannot be parted, so the perceptron on them has no bound.
    noisy = run_system("perceptron", {"data": "gauss", "noise": "50", "epochs": "3"}, out=tmp_path)
    assert noisy.result.metrics["novikoff_bound"] == float("inf")
    assert noisy.to_json()["metrics"]["novikoff_bound"] is None
    assert json.loads((tmp_path / "result.json").read_text())["metrics"]["novikoff_bound"] is None


def test_the_same_seed_gives_the_same_numbers_and_pages(tmp_path):
    one = run_system("perceptron", seed=3, out=tmp_path / "one")
    two = run_system("perceptron", seed=3, out=tmp_path / "two")
    other = run_system("perceptron", seed=4, out=tmp_path / "other")
    assert one.result.metrics == two.result.metrics != other.result.metrics
    assert body(one) == body(two) != body(other)


def body(finished):
    """The page without its foot, which tells how long it took."""
    return finished.report.read_text().split("<footer>")[0]


def test_wrong_names_and_values_are_refused_before_anything_is_written(tmp_path):
    for name, settings in (("nothing", {}), ("mlp", {"zzz": "1"}), ("mlp", {"recipe": "best"})):
        with pytest.raises(SettingError):
            run_system(name, settings, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_is_told_before_the_work_begins(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError) as caught:
        run_system("mlp", out=tmp_path / "file" / "out")
    assert caught.value.en.startswith(f"the folder {tmp_path / 'file' / 'out'} cannot be made: ")
    assert caught.value.ja.endswith("Not a directory")


def test_work_that_fails_leaves_no_empty_folder(tmp_path):
    with pytest.raises(SettingError):
        run_system("big-network", {"network": "784, nothing"}, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_stage_counts_openings_and_knows_their_reasons_in_both_languages():
    stage = Stage()
    data = stage.data("iris")
    assert stage.openings() == []
    why = Text("final accuracy", "最終の正解率")
    assert len(stage.open(data, why)) == 30
    assert stage.openings() == [("iris", [why])]


def test_a_stage_says_so_where_there_is_no_test_part():
    stage = Stage()
    data = stage.data("iris", test=0)
    with pytest.raises(DataError) as caught:
        stage.open(data, "accuracy")
    assert caught.value.en == "iris has no test part; load it with test=0.2"


def test_a_stage_tells_progress_and_adds_up_seconds():
    heard = []
    stage = Stage(on_progress=lambda share, text: heard.append((share, text.en)))
    with stage.part("reading"):
        pass
    assert list(stage.progress("ab", "counting")) == ["a", "b"]
    assert heard == [(0.0, "reading"), (0.0, "counting"), (0.5, "counting"), (1.0, "counting")]
    assert stage.seconds[Text("reading", "reading")] >= 0


def test_the_page_is_in_the_reader_s_language_first(tmp_path):
    with speaking("ja"):
        finished = run_system("worked-example", out=tmp_path)
    page = finished.report.read_text()
    assert '<html lang="ja">' in page
    assert "<title>手計算の例題 · Mieru</title>" in page
    assert 'id="choose-ja" aria-label="日本語" checked' in page
