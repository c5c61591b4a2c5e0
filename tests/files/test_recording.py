import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from mieru.files import Run, load, save
from mieru.nn import CrossEntropy, Huber, Loss, MeanSquaredError, Network
from mieru.words import FileError

NETWORKS = {
    "perceptron": "4-6-3 sigmoid",
    "batchnorm": "4, dense 6, batchnorm, relu, dropout 0.2, dense 3",
    "convolution": "8x8x1, conv 4 3x3 padding=same, batchnorm, relu, maxpool, flatten, dense 3",
    "residual": "6x6x2, residual(conv 2 3x3 padding=same, batchnorm), global_meanpool, dense 3",
    "parallel": "6x6x1, parallel(conv 2 1x1; conv 3 3x3 padding=same, batchnorm), flatten, dense 3",
    "embedding": "5, embedding 10 4, layernorm, flatten, dense 3",
    "transposed": "4x4x2, conv_transpose 3 4x4 stride=2, leaky_relu 0.2, flatten, dense 3",
    "given": "2, dense 1 initial=given(1 2) bias=no",
    "no parameters": "4x1, flatten",
}
HISTORY: list[dict[str, Any]] = [
    {"epoch": 1, "train_loss": 0.5, "validation_loss": math.nan, "rate": 0.1, "seconds": 0.25},
    {"epoch": 2, "train_loss": 0.25, "validation_loss": 1e-30, "rate": 0.1, "seconds": 0.5},
]


def recorded(network: Network, loss: Loss = CrossEntropy()) -> Run:
    # Running states are moved off their start, so that losing them would be seen.
    def moved(tree: dict[str, Any]) -> dict[str, Any]:
        return {
            name: moved(b) if isinstance(b, dict) else np.asarray(b) + np.float32(0.5)
            for name, b in tree.items()
        }

    return Run(
        network=network,
        loss=loss,
        parameters=moved(network.initial_parameters(3)),
        state=moved(network.initial_state()),
        settings={"epochs": 2, "seed": 3, "optimizer": {"kind": "adam", "rate": 0.1}},
        history=HISTORY,
        kept_epoch=2,
        ended="stopped",
        seconds=1.5,
        data={"name": "花", "classes": ["薔薇", "百合", "'\"\\\n"], "features": None},
        versions={"jax": "0.10"},
        metrics={"test_accuracy": 0.75, "unknown": math.nan},
    )


def simple() -> Run:
    return recorded(Network.parse("4-6-3 sigmoid"))


@pytest.mark.parametrize("name", NETWORKS)
def test_a_run_comes_back_as_it_was(name, tmp_path):
    run = recorded(Network.parse(NETWORKS[name]))
    back = load(save(tmp_path / "a" / "run.safetensors", run))
    assert back.network == run.network
    assert list(back.parameters) == list(run.network.parameter_shapes)
    for field in ("loss", "settings", "kept_epoch", "ended", "seconds", "data", "versions", "when"):
        assert getattr(back, field) == getattr(run, field), field
    for field in ("parameters", "state", "history", "metrics"):
        np.testing.assert_equal(getattr(back, field), getattr(run, field))
    if name not in ("embedding", "no parameters"):
        x = np.random.default_rng(0).normal(size=(3, *run.network.input_shape))
        np.testing.assert_array_equal(back.predict(x), run.predict(x))
        np.testing.assert_array_equal(back.logits(x), run.logits(x))


@pytest.mark.parametrize("loss", [Huber(0.3), MeanSquaredError(), CrossEntropy()])
def test_the_loss_comes_back_with_its_numbers(loss, tmp_path):
    assert load(save(tmp_path / "run", recorded(Network.parse("4-3"), loss))).loss == loss


def test_the_description_stands_in_the_metadata_as_json(tmp_path):
    path = save(tmp_path / "run", simple())
    assert path.name == "run.safetensors"
    with safe_open(path, "numpy") as file:
        told = json.loads(file.metadata()["mieru"])
    assert told["kind"] == "mieru run"
    assert told["settings"]["seed"] == 3
    assert told["history"]["train_loss"] == [0.5, 0.25]
    assert told["history"]["validation_loss"] == [None, 1e-30]
    assert told["network"]["layers"][0]["kind"] == "dense"
    assert told["versions"] == {"jax": "0.10"}
    assert set(load_file(path)) == {
        f"parameters/{layer}/{name}"
        for layer in ("dense1", "dense2")
        for name in ("weight", "bias")
    }


def test_numpys_numbers_may_stand_in_a_description(tmp_path):
    numbers = {"count": np.int64(3), "share": np.float32(0.5), "list": np.arange(2)}
    back = load(save(tmp_path / "run", replace(simple(), data=numbers)))
    assert back.data == {"count": 3, "share": 0.5, "list": [0, 1]}


def test_a_history_of_many_epochs_fits(tmp_path):
    rows = [{"epoch": i, "train_loss": 0.12345678, "seconds": i / 7} for i in range(200_000)]
    back = load(save(tmp_path / "run", replace(simple(), history=rows)))
    assert back.history == rows


def test_a_description_too_long_for_the_format_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("mieru.files.tensors._LONGEST_HEADER", 500)
    with pytest.raises(FileError) as caught:
        save(tmp_path / "run", simple())
    assert "cannot be written: the description would be longer than" in caught.value.en
    assert "履歴が長すぎませんか" in caught.value.ja
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_weights_that_are_not_finite_are_neither_saved_nor_loaded(value, tmp_path, monkeypatch):
    run = simple()
    run.parameters["dense1"]["weight"][1, 2] = value
    with pytest.raises(FileError) as caught:
        save(tmp_path / "run", run)
    assert caught.value.en.endswith("parameters/dense1/weight holds numbers that are not finite")
    assert caught.value.ja.endswith("parameters/dense1/weight に有限でない数があります")
    with monkeypatch.context() as patch:
        patch.setattr("mieru.files.recording.check_numbers", lambda *_: None)
        save(tmp_path / "run", run)
    with pytest.raises(FileError, match="parameters/dense1/weight holds numbers that are not"):
        load(tmp_path / "run.safetensors")


def test_another_programs_file_is_refused(tmp_path):
    path = tmp_path / "other.safetensors"
    save_file({"weight": np.ones(3, np.float32)}, path)
    with pytest.raises(FileError) as caught:
        load(path)
    assert caught.value.en == (
        f"{path} holds weights but no description of a Mieru run; was it written elsewhere?"
    )


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileError) as caught:
        load(tmp_path / "run.safetensors")
    assert caught.value.en == f"there is no file {tmp_path / 'run.safetensors'}"
    assert caught.value.ja == f"ファイル {tmp_path / 'run.safetensors'} がありません"
    with pytest.raises(FileError, match="there is no file"):
        load(tmp_path)
