"""``mieru evaluate``: the sealed test part is opened, and that is said and noted."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn import metrics

import mieru as library
from tests.cli.conftest import Command


@pytest.fixture
def copy(iris: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(iris, tmp_path / "run.safetensors")).relative_to(tmp_path)


def test_it_agrees_with_scikit_learn_on_the_test_part(mieru: Command, copy: Path):
    told = json.loads(mieru("evaluate", copy, "--json").out)
    test = library.data.load("iris", seed=0).test
    assert test is not None
    examples = test.open("to compare with")
    answers = library.load(copy).predict(examples.x)
    said = np.argmax(answers, axis=1)
    assert told["examples"] == 30
    assert told["metrics"]["accuracy"] == pytest.approx(metrics.accuracy_score(examples.t, said))
    assert told["metrics"]["loss"] == pytest.approx(metrics.log_loss(examples.t, answers), rel=1e-5)
    assert told["confusion_matrix"] == metrics.confusion_matrix(examples.t, said).tolist()
    assert told["classes"] == ["setosa", "versicolor", "virginica"]


def test_the_opening_is_said_counted_and_kept_in_the_recording(mieru: Command, copy: Path):
    first, second = mieru("evaluate", copy), mieru("evaluate", copy, "--lang", "ja")
    assert first.code == second.code == 0
    opened = "The sealed test part of iris is opened (30 examples, opening 1 of it).\n"
    assert opened in first.err
    assert "iris の封印されたテスト部分を開きます (30 点、2 回目)。\n" in second.err
    run = library.load(copy)
    assert len(run.data["openings"]) == 2
    assert set(run.metrics) == {"test_loss", "test_accuracy"}
    shown = mieru("show", copy).out
    assert "test accuracy" in shown
    assert f"test part opened: {', '.join(run.data['openings'])}\n" in shown


def test_it_is_told_in_words(mieru: Command, copy: Path):
    english, japanese = mieru("evaluate", copy).out, mieru("evaluate", copy, "--lang", "ja").out
    assert english.startswith("On the test part of iris (30 examples):\n  loss ")
    assert "confusion matrix (row: what it is, column: what was answered)" in english
    assert "setosa  versicolor  virginica" in english
    assert japanese.startswith("iris のテスト部分 (30 点) での評価:\n  損失 ")
    assert "混同行列 (行: 正解、列: 答え)" in japanese


def test_a_regression_is_judged_by_rmse_and_r2(mieru: Command):
    words = ["train", "10-16-1", "--data", "diabetes", "--epochs", "30", "--out", "d"]
    assert mieru(*words).code == 0
    told = json.loads(mieru("evaluate", "d.safetensors", "--json").out)
    test = library.data.load("diabetes", seed=0).test
    assert test is not None
    examples = test.open("to compare with")
    answers = library.load("d.safetensors").predict(examples.x)
    wanted = metrics.root_mean_squared_error(examples.t, answers)
    assert told["metrics"]["rmse"] == pytest.approx(wanted, rel=1e-5)
    assert told["metrics"]["r2"] == pytest.approx(metrics.r2_score(examples.t, answers), rel=1e-4)
    assert "confusion_matrix" not in told


def test_another_csv_is_judged_whole_by_the_recording_s_own_preparation(mieru: Command):
    random = np.random.default_rng(0)
    x = random.normal(5, 2, (200, 2))
    kinds = np.where(x.sum(axis=1) > 10, "large", "small")
    lines = [f"{a:.4f},{b:.4f},{kind}" for (a, b), kind in zip(x, kinds, strict=True)]
    Path("first.csv").write_text("\n".join(["a,b,size", *lines[:150]]))
    Path("second.csv").write_text("\n".join(["size,b,a", *(_turned(line) for line in lines[150:])]))
    words = ["train", "2-8-2 tanh", "--data", "first.csv", "--epochs", "100", "--rate", "0.02"]
    assert mieru(*words, "--target", "size", "--out", "r").code == 0
    said = mieru("evaluate", "r.safetensors", "--data", "second.csv", "--json")
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert told["examples"] == 50
    assert told["metrics"]["accuracy"] > 0.9
    assert told["opening"] is None
    assert "openings" not in library.load("r.safetensors").data


def test_another_folder_of_pictures_is_judged_whole(mieru: Command):
    from PIL import Image

    random = np.random.default_rng(0)
    for folder, many in (("first", 20), ("second", 5)):
        for channel, name in ((2, "blue"), (0, "red")):
            (Path(folder) / name).mkdir(parents=True)
            for i in range(many):
                pixels = random.integers(0, 100, (12, 12, 3))
                pixels[:, :, channel] += 150
                Image.fromarray(pixels.astype(np.uint8)).save(f"{folder}/{name}/{i}.png")
    words = ["train", "192-2", "--data", "first", "--data-option", "size=8", "--batch-size", "4"]
    assert mieru(*words, "--epochs", "40", "--out", "r").code == 0
    told = json.loads(mieru("evaluate", "r.safetensors", "--data", "second", "--json").out)
    assert (told["examples"], told["metrics"]["accuracy"]) == (10, 1.0)
    assert told["classes"] == ["blue", "red"]
    said = mieru("evaluate", "r.safetensors", "--data", "second/red/0.png")
    assert (said.code, said.out) == (1, "")
    assert "give a folder of pictures by class" in said.err


def _turned(line: str) -> str:
    return ",".join(reversed(line.split(",")))


def test_a_file_that_is_not_there_is_told(mieru: Command, copy: Path):
    said = mieru("evaluate", copy, "--data", "none.csv")
    assert said == (1, "", "mieru: there is no data set and no file 'none.csv'\n")


def test_the_own_data_spelt_otherwise_are_still_the_own_data(mieru: Command):
    words = ["train", "4-3", "--data", "iris", "--seed", "5", "--epochs", "1", "--out", "r"]
    assert mieru(*words).code == 0
    first, second = (
        json.loads(mieru("evaluate", "r.safetensors", *more, "--json").out)
        for more in ([], ["--data", "Iris"])
    )
    assert first["metrics"] == second["metrics"]
    assert (first["opening"], second["opening"]) == (1, 2)

    lines = [f"{i % 7},{i % 3},{'ab'[i % 2]}" for i in range(50)]
    Path("my.csv").write_text("\n".join(["a,b,kind", *lines]))
    assert mieru("train", "2-2", "--data", "my.csv", "--epochs", "1", "--out", "c").code == 0
    told = json.loads(mieru("evaluate", "c.safetensors", "--data", "./my.csv", "--json").out)
    assert (told["examples"], told["opening"]) == (10, 1)


def test_a_recording_that_names_its_data_alone_is_divided_by_its_seed(mieru: Command):
    data = library.data.load("iris", seed=5)
    run = library.fit(library.Network.parse("4-3"), data, epochs=1, seed=5)
    library.save("r", run)
    said = mieru("evaluate", "r.safetensors", "--json")
    assert "does not say how iris was divided; taken to be by its seed 5.\n" in said.err
    assert data.test is not None
    examples = data.test.open("to compare with")
    right = np.argmax(run.predict(examples.x), axis=1) == examples.t
    assert json.loads(said.out)["metrics"]["accuracy"] == pytest.approx(right.mean())


def test_a_recording_made_of_arrays_needs_data(mieru: Command):
    x, t = np.eye(4, dtype=np.float32), np.array([0, 1, 0, 1], np.int32)
    library.save("a", library.fit(library.Network.parse("4-2"), (x, t), epochs=1))
    said = mieru("evaluate", "a.safetensors")
    assert (said.code, said.out) == (2, "")
    assert (
        "a.safetensors does not say which data it learned from; name them with --data" in said.err
    )


def test_classes_of_another_number_are_refused(mieru: Command, copy: Path):
    said = mieru("evaluate", copy, "--data", "wine")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("wine: ")
    assert "mieru: " in said.err


def test_a_recording_that_cannot_be_written_is_judged_all_the_same(
    mieru: Command, copy: Path, monkeypatch: pytest.MonkeyPatch
):
    from mieru import files

    def refuse(path: object, run: object):
        raise library.words.FileError(en=f"{path} is read-only", ja=f"{path} は読み取り専用です")

    monkeypatch.setattr(files, "save", refuse)
    said = mieru("evaluate", copy)
    assert said.code == 0
    assert "opening 1 could not be noted in the recording: run.safetensors is read-only" in said.err
