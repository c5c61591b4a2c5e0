import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from mieru.files import load
from tests.cli.conftest import Command


def test_weights_become_a_recording_that_predicts(mieru: Command, iris: Path, tmp_path: Path):
    run = load(iris)
    names = {"dense1": "fc1", "dense2": "fc2"}
    arrays = {}
    for ours, theirs in names.items():
        arrays[f"{theirs}.weight"] = np.ascontiguousarray(run.parameters[ours]["weight"].T)
        arrays[f"{theirs}.bias"] = run.parameters[ours]["bias"]
    save_file(arrays, tmp_path / "theirs.safetensors")
    (tmp_path / "names.json").write_text(json.dumps(names))
    said = mieru(
        "import",
        "--weights",
        "theirs.safetensors",
        "--names",
        "names.json",
        "--like",
        iris,
        "--out",
        "ours",
    )
    assert said.code == 0, said.err
    (tmp_path / "new.csv").write_text(
        "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n5,3.4,1.5,0.2\n"
    )
    answered = mieru("predict", "ours.safetensors", "new.csv", "--top", "2")
    assert answered.out == mieru("predict", iris, "new.csv", "--top", "2").out
    assert "prediction,probability,prediction_2,probability_2" in answered.out


def test_weights_of_keras_become_the_same_recording(mieru: Command, iris: Path, tmp_path: Path):
    run = load(iris)
    save_file(
        {
            f"{layer}/{name}": arrays[kind]
            for layer, arrays in run.parameters.items()
            for kind, name in (("weight", "kernel"), ("bias", "bias"))
        },
        tmp_path / "keras.safetensors",
    )
    said = mieru("import", "--weights", "keras.safetensors", "--like", iris, "--out", "ours")
    assert said.code == 0, said.err
    for layer, arrays in load("ours.safetensors").parameters.items():
        np.testing.assert_array_equal(arrays["weight"], run.parameters[layer]["weight"])
    wrong = mieru(
        *("import", "--weights", "keras.safetensors", "--like", iris, "--layout", "pytorch")
    )
    assert wrong.code == 1
    assert "dense1/kernel should be 8×4 but is 4×8" in wrong.err


def test_answers_go_into_a_file_and_come_from_a_bundle(
    mieru: Command, iris: Path, digits: Path, tmp_path: Path
):
    assert mieru("export", iris, "--to", "bundle", "--out", "iris.zip").code == 0
    (tmp_path / "new.csv").write_text(
        "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n5,3.4,1.5,0.2\n"
    )
    said = mieru("predict", "iris.zip", "new.csv", "--out", "answers.csv")
    assert said.out == "1 answers are in answers.csv\n"
    assert "prediction,probability" in (tmp_path / "answers.csv").read_text("utf-8")
    assert mieru("predict", "iris.zip", "new.csv", "--out", "answers.json").code == 0
    assert json.loads((tmp_path / "answers.json").read_text())["predictions"][0]["class"]
    from PIL import Image

    Image.new("L", (8, 8)).save(tmp_path / "black.png")
    assert mieru("predict", digits, "black.png", "--top", "2", "--out", "p.csv").code == 0
    head = (tmp_path / "p.csv").read_text("utf-8").splitlines()[0]
    assert head == "input,prediction_1,probability_1,prediction_2,probability_2"


def test_what_is_missing_or_wrong_is_said(mieru: Command, tmp_path: Path):
    save_file({"w": np.zeros(1, np.float32)}, tmp_path / "w.safetensors")
    said = mieru("import", "--network", "2-1")
    assert said.code == 2
    assert "--weights is missing" in said.err
    (tmp_path / "bad.json").write_text("[1]")
    said = mieru("import", "--weights", "w.safetensors", "--network", "2-1", "--names", "bad.json")
    assert said.code == 1
    assert "holds no names of layers" in said.err
