"""``mieru show``: everything that a file holds."""

import json
from pathlib import Path

import numpy as np
import pytest

import mieru as library
from mieru.cli.opened import opened
from tests.cli.conftest import Command


def test_a_recording_is_shown_whole(mieru: Command, iris: Path):
    said = mieru("show", iris)
    assert (said.code, said.err) == (0, "")
    for words in (
        f"{iris} (recording)",
        "  data: iris\n",
        "  class: setosa, versicolor, virginica\n",
        "  learning: finished, weights of epoch 60, ",
        "tanh1   8  = tanh(dense1)",
        "total                   67               56",
        "adam(rate=0.01, decay1=0.9, decay2=0.999, epsilon=1e-08)",
        "* training loss   o validation loss",
        "epoch  training loss  validation loss  training accuracy  validation accuracy",
        "dense1.weight    4x8",
    ):
        assert words in said.out, words


def test_it_is_shown_in_japanese(mieru: Command, iris: Path):
    out = mieru("show", iris, "--lang", "ja").out
    for words in (
        "(記録)",
        "学習: 完了, エポック 60 の重み",
        "== 設定",
        "== 履歴",
        "== 重み",
        "標準偏差",
    ):
        assert words in out, words


def test_the_json_holds_what_the_file_holds(mieru: Command, iris: Path):
    told = json.loads(mieru("show", iris, "--json").out)
    run = library.load(iris)
    assert told["network"] == "4, dense 8, tanh, dense 3"
    assert told["parameters"] == run.network.parameter_count == 67
    assert told["history"] == run.history
    assert told["settings"] == run.settings
    assert len(told["history"]) == 60
    weight = next(w for w in told["weights"] if w["name"] == "dense1.weight")
    array = run.parameters["dense1"]["weight"].astype(np.float64)
    assert weight["mean"] == pytest.approx(array.mean())
    assert weight["standard_deviation"] == pytest.approx(array.std())
    assert (weight["smallest"], weight["largest"]) == (array.min(), array.max())


def test_a_checkpoint_is_shown_with_its_weights(mieru: Command):
    words = ["train", "4-5-3", "--data", "iris", "--epochs", "4", "--checkpoint", "c"]
    assert mieru(*words, "--out", "run", "--optimizer", "momentum").code == 0
    said = mieru("show", "c")
    assert said.code == 0, said.err
    assert "c (checkpoint)" in said.out
    assert "weights of epoch 4" in said.out
    run, found = library.load("run.safetensors"), opened("c")
    for layer, arrays in run.parameters.items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(found.parameters[layer][name], array)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x08" + bytes(7) + b"{}      "])
def test_a_file_that_is_none_of_ours_is_refused(mieru: Command, content: bytes):
    Path("x.safetensors").write_bytes(content)
    said = mieru("show", "x.safetensors")
    assert said.code == 1
    assert said.out == ""
    assert said.err.startswith("mieru: x.safetensors ")


def test_a_missing_file_is_told(mieru: Command):
    assert mieru("show", "none") == (1, "", "mieru: there is no file none\n")
    assert mieru("show", "none", "--lang", "ja").err == "mieru: ファイル none がありません\n"


def test_a_long_history_is_thinned_but_its_ends_are_kept(mieru: Command):
    words = ["train", "2-1", "--data", "circle", "--epochs", "300", "--out", "long"]
    assert mieru(*words).code == 0
    rows = mieru("show", "long.safetensors").out.partition("\nepoch  ")[2].partition("\n\n")[0]
    epochs = [int(row.split()[0]) for row in rows.splitlines()[1:]]
    assert (epochs[0], epochs[-1], len(epochs)) == (1, 300, 12)
