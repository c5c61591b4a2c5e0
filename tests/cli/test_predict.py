"""``mieru predict``: rows come back as rows, pictures with their likeliest classes."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import mieru as library
from tests.cli.conftest import Command

HEADER = "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)"


@pytest.fixture
def flowers() -> Path:
    from sklearn.datasets import load_iris

    rows = load_iris().data[[0, 60, 120]]
    lines = [",".join(["name", HEADER])]
    lines += [f"flower {i}," + ",".join(map(str, row)) for i, row in enumerate(rows)]
    Path("new.csv").write_text("\n".join(lines))
    return Path("new.csv")


def test_a_csv_comes_back_with_predictions(mieru: Command, iris: Path, flowers: Path):
    said = mieru("predict", iris, flowers)
    assert (said.code, said.err) == (0, "")
    rows = list(csv.DictReader(said.out.splitlines()))
    assert [row["prediction"] for row in rows] == ["setosa", "versicolor", "virginica"]
    assert [row["name"] for row in rows] == ["flower 0", "flower 1", "flower 2"]
    assert all(0.33 < float(row["probability"]) <= 1 for row in rows)


def test_the_json_holds_the_same(mieru: Command, iris: Path, flowers: Path):
    told = json.loads(mieru("predict", iris, flowers, "--json").out)["predictions"]
    assert [t["class"] for t in told] == ["setosa", "versicolor", "virginica"]


def test_several_files_come_back_as_one(mieru: Command, iris: Path, flowers: Path):
    rows = list(csv.reader(mieru("predict", iris, flowers, flowers).out.splitlines()))
    assert len(rows) == 7
    Path("other.csv").write_text(f"{HEADER}\n1,2,3,4\n")
    said = mieru("predict", iris, flowers, "other.csv")
    assert (said.code, said.out) == (1, "")
    assert said.err == "mieru: other.csv has other columns than new.csv; predict them one by one\n"


def test_a_missing_column_is_told_with_the_file(mieru: Command, iris: Path):
    Path("short.csv").write_text("sepal length (cm),sepal width (cm)\n1,2\n")
    said = mieru("predict", iris, "short.csv")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("mieru: short.csv: row 1 lacks the column 'petal length (cm)'")


def test_a_column_called_prediction_stays(mieru: Command, iris: Path):
    Path("new.csv").write_text(f"{HEADER},prediction\n5,3,1.5,0.2,mine\n")
    header, row = csv.reader(mieru("predict", iris, "new.csv").out.splitlines())
    assert header[-3:] == ["prediction", "prediction_2", "probability"]
    assert row[-3:-1] == ["mine", "setosa"]


def test_values_of_any_size_are_predicted_in_their_own_unit(mieru: Command):
    lines = [f"{i},{2_000 * i + 1_000}" for i in range(100)]
    Path("line.csv").write_text("\n".join(["x,y", *lines]))
    words = ["train", "1-1", "--data", "line.csv", "--epochs", "60", "--rate", "0.1", "--out", "r"]
    said = mieru(*words, "--data-option", "task=regression")
    assert said.code == 0, said.err
    assert (
        "targets: scaled for learning and in the losses (mean 9"
        in mieru("show", "r.safetensors").out
    )
    assert mieru("export", "r.safetensors", "--to", "numpy").code == 0
    assert "| scale of the target | learned with mean 9" in Path("r.card.md").read_text()
    Path("new.csv").write_text("x\n10\n50\n")
    rows = list(csv.DictReader(mieru("predict", "r.safetensors", "new.csv").out.splitlines()))
    assert [float(row["prediction"]) for row in rows] == pytest.approx([21e3, 101e3], rel=0.01)


def test_a_toy_set_s_points_may_stand_in_a_csv(mieru: Command):
    words = ["train", "2-8-1 tanh", "--data", "circle", "--epochs", "200", "--rate", "0.02"]
    assert mieru(*words, "--out", "c").code == 0
    Path("points.csv").write_text("x,y\n0,0\n4,3\n")
    rows = list(csv.DictReader(mieru("predict", "c.safetensors", "points.csv").out.splitlines()))
    assert [row["prediction"] for row in rows] == ["+1", "-1"]


@pytest.fixture
def pictures() -> list[Path]:
    from sklearn.datasets import load_digits

    digits = load_digits()
    paths = []
    for i in (10, 11, 12):
        pixels = np.kron(digits.images[i] / 16 * 255, np.ones((4, 4))).astype(np.uint8)
        paths.append(Path(f"picture{i}-{digits.target[i]}.png"))
        Image.fromarray(pixels).save(paths[-1])
    return paths


def test_pictures_are_answered_with_their_likeliest_classes(
    mieru: Command, digits: Path, pictures: list[Path]
):
    said = mieru("predict", digits, *pictures)
    assert (said.code, said.err) == (0, "")
    for path, line in zip(pictures, said.out.splitlines(), strict=True):
        name, *answers = line.split("  ")
        assert name == str(path)
        assert len(answers) == 3
        assert answers[0].split()[0] == path.stem[-1]
        shares = [float(answer.split()[1].rstrip("%")) for answer in answers]
        assert shares == sorted(shares, reverse=True)


def test_top_says_how_many_classes(mieru: Command, digits: Path, pictures: list[Path]):
    told = json.loads(mieru("predict", digits, pictures[0], "--top", "10", "--json").out)
    (only,) = told["predictions"]
    assert len(only["top"]) == 10
    assert sum(t["probability"] for t in only["top"]) == pytest.approx(1, abs=1e-5)


def test_a_folder_stands_for_its_pictures(mieru: Command, digits: Path, pictures: list[Path]):
    Path("all").mkdir()
    for path in pictures:
        path.rename(Path("all") / path)
    Path("all/notes.txt").write_text("no picture")
    assert len(mieru("predict", digits, "all").out.splitlines()) == 3
    Path("empty").mkdir()
    assert mieru("predict", digits, "empty").err == "mieru: there are no pictures in empty\n"


def test_a_damaged_picture_keeps_no_other_from_being_answered(
    mieru: Command, digits: Path, pictures: list[Path]
):
    Path("bad.png").write_bytes(b"no picture")
    said = mieru("predict", digits, "bad.png", "none.png", pictures[0], "--json")
    assert said.code == 1
    told = json.loads(said.out)
    assert [t["input"] for t in told["predictions"]] == [str(pictures[0])]
    assert [t["input"] for t in told["failed"]] == ["bad.png", "none.png"]
    assert "none.png: there is no such file\n" in said.err


def test_a_recording_made_of_arrays_is_refused(mieru: Command):
    x, t = np.eye(4, dtype=np.float32), np.array([0, 1, 0, 1], np.int32)
    library.save("a", library.fit(library.Network.parse("4-2"), (x, t), epochs=1))
    said = mieru("predict", "a.safetensors", "x.csv")
    assert (said.code, said.out) == (1, "")
    assert "use run.predict(x) in Python" in said.err
