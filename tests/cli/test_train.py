"""``mieru train``: any network on any data."""

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pytest

import mieru as library
from mieru.cli import learning
from mieru.learn import OPTIMIZERS, SCHEDULES, Settings
from mieru.nn import LOSSES
from tests.cli.conftest import Command

SHORT = ["--epochs", "2", "--out", "run"]


def test_the_names_in_the_help_are_those_of_the_library():
    assert set(learning.OPTIMIZERS) == set(OPTIMIZERS)
    assert set(learning.SCHEDULES) == set(SCHEDULES)
    assert set(learning.LOSSES) == set(LOSSES)
    Settings(epochs=learning.MOST_EPOCHS, batch_size=learning.MOST_EXAMPLES)
    with pytest.raises(library.words.SettingError):
        Settings(epochs=learning.MOST_EPOCHS + 1)
    with pytest.raises(library.words.SettingError):
        Settings(batch_size=learning.MOST_EXAMPLES + 1)
    usual = Settings()
    for name, value in learning.USUAL.items():
        found = getattr(usual, name)
        assert value == (found.kind if name == "optimizer" else found)


def test_the_help_says_rightly_whose_each_number_is(mieru: Command):
    text = " ".join(mieru("train", "--help").out.split())
    for kinds in (OPTIMIZERS, SCHEDULES):
        fields = [f.name for kind in kinds.values() for f in dataclasses.fields(kind)]
        for name in sorted(set(fields) - {"rate", "initial", "epochs"}):
            owners = [n for n, k in kinds.items() if hasattr(k, name)]
            option = f"--{name.replace('_', '-')} "
            told = text.partition(option)[2].partition(" --")[0]
            assert told.endswith(f"({', '.join(owners)})"), (name, told)


def test_a_run_is_recorded_with_where_its_data_came_from(mieru: Command):
    said = mieru("train", "4-8-3 tanh", "--data", "iris", "--seed", "3", *SHORT)
    assert said.code == 0, said.err
    run = library.load("run.safetensors")
    assert run.data["name"] == "iris"
    assert run.data["loaded"]["seed"] == run.settings["seed"] == 3
    assert len(run.history) == 2
    assert "recording: run.safetensors" in said.out
    assert "test data: 30 (sealed)" in said.err


def test_it_learns_what_fit_learns(mieru: Command):
    mieru("train", "4-8-3 tanh", "--data", "iris", "--seed", "3", *SHORT)
    network = library.Network.parse("4-8-3 tanh")
    run = library.fit(network, library.data.load("iris", seed=3), epochs=2, seed=3)
    for layer, arrays in library.load("run.safetensors").parameters.items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(array, run.parameters[layer][name])


def test_the_rate_found_is_told_and_learned_with_as_if_it_were_typed(mieru: Command):
    words = ["train", "4-8-3 tanh", "--data", "iris", "--epochs", "2", "--json"]
    said = mieru(*words, "--find-rate", "--out", "found")
    told = json.loads(said.out)["rate_found"]
    assert f"rate found: {told['rate']:g} (a tenth of the lowest)" in said.err
    assert told["rate"] == pytest.approx(told["lowest"] / 10, rel=0.06)
    assert told["smooth"][told["rates"].index(told["lowest"])] == min(told["smooth"])
    mieru(*words, "--rate", str(told["rate"]), "--out", "typed")
    found, typed = (library.load(f"{name}.safetensors") for name in ("found", "typed"))
    assert found.settings == typed.settings
    for layer, arrays in found.parameters.items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(array, typed.parameters[layer][name])
    clash = mieru(*words, "--find-rate", "--rate", "0.1")
    assert clash.code == 2
    assert "--find-rate finds the rate that --rate would give" in clash.err


def test_a_schedule_starts_from_the_rate_found_and_nothing_need_be_learned(mieru: Command):
    words = ["--find-rate", "--schedule", "step_decay", "--epochs", "0", "--out", "run"]
    said = mieru("train", "4-3", "--data", "iris", *words)
    run = library.load("run.safetensors")
    rate = run.settings["optimizer"]["rate"]
    assert rate["kind"] == "step_decay"
    assert f"rate found and set: {rate['initial']:g}\n" in said.out
    assert run.history == []


def test_the_json_is_one_object_and_nothing_else(mieru: Command):
    said = mieru("train", "4-3", "--data", "iris", "--json", *SHORT)
    told = json.loads(said.out)
    assert said.out.count("\n") == 1
    assert {"name", "settings", "seed", "metrics", "seconds", "files"} <= set(told)
    assert told["files"] == ["run.safetensors"]
    assert 0 <= told["metrics"]["validation_accuracy"] <= 1
    assert told["settings"]["epochs"] == 2
    assert "epoch 2/2" in said.err


def test_without_out_it_goes_into_a_folder_of_its_own(mieru: Command):
    files = [
        json.loads(mieru("train", "4-3", "--data", "iris", "--epochs", "1", "--json").out)["files"]
        for _ in range(2)
    ]
    assert files[0] != files[1]
    for (file,) in files:
        assert re.fullmatch(r"runs/iris-\d{8}-\d{6}(-2)?/run\.safetensors", file)
        assert Path(file).is_file()


def test_the_settings_are_those_of_the_command_line(mieru: Command):
    words = "--batch-size 8 --optimizer nesterov --rate 0.02 --momentum 0.8 --l1 0.01 --l2 0.02"
    more = "--clip 2 --stop-after 7 --schedule cosine --warmup 1 --final 0.001 --seed 5"
    augment = ["--augment", "mixup 0.1"]
    said = mieru(
        "train",
        "4-3",
        "--data",
        "iris",
        *words.split(),
        *more.split(),
        *augment,
        *SHORT,
        "--loss",
        "cross_entropy",
    )
    assert said.code == 0, said.err
    settings = library.load("run.safetensors").settings
    rate = {"kind": "cosine", "initial": 0.02, "epochs": 2.0, "warmup": 1.0, "final": 0.001}
    assert settings["optimizer"] == {"kind": "nesterov", "rate": rate, "momentum": 0.8}
    assert (settings["batch_size"], settings["l1"], settings["l2"]) == (8, 0.01, 0.02)
    assert settings["clip"] == 2
    assert settings["augment"] == "mixup 0.1"
    assert settings["stopping"] == {"patience": 7, "minimum_change": 0.0}
    assert settings["loss"] == {"kind": "cross_entropy"}


def test_pictures_meet_a_vector_through_a_flatten_and_it_is_said(mieru: Command):
    said = mieru("train", "64-10", "--data", "digits", *SHORT)
    assert said.code == 0
    assert library.load("run.safetensors").network.text == "8x8x1, flatten, dense 10"
    assert (
        "the examples of digits are 8x8x1, so a flatten was put in front of the network: "
        "8x8x1, flatten, dense 10\n"
    ) in said.err
    said = mieru("train", "64-10", "--data", "digits", "--lang", "ja", *SHORT)
    assert "digits のデータ点は 8x8x1 なので、先頭に flatten を加えました" in said.err


@pytest.mark.parametrize(
    ("network", "data", "en", "ja"),
    [
        (
            "4-8-5 tanh",
            "iris",
            "iris has 3 classes, but dense2, the last layer, gives 5; end the network with dense 3",
            (
                "iris は 3 クラスですが、最後の層 dense2 の出力は 5 です。"
                "ネットワークを dense 3 で終えてください"
            ),
        ),
        (
            "10-2",
            "diabetes",
            (
                "diabetes has 1 value(s) to predict, but dense1, the last layer, gives 2; end the "
                "network with dense 1"
            ),
            (
                "diabetes の目標値は 1 個ですが、最後の層 dense1 の出力は 2 です。"
                "ネットワークを dense 1 で終えてください"
            ),
        ),
        (
            "5-3",
            "iris",
            "an example of iris is 4, but the network takes 5; begin it with 4",
            (
                "iris のデータ点は 4 ですが、ネットワークの入力は 5 です。"
                "ネットワークを 4 で始めてください"
            ),
        ),
    ],
)
def test_a_network_that_does_not_fit_the_data_is_refused(
    mieru: Command, network: str, data: str, en: str, ja: str
):
    said = mieru("train", network, "--data", data, *SHORT)
    assert (said.code, said.out) == (1, "")
    assert said.err.endswith(f"mieru: {en}\n")
    assert mieru("train", network, "--data", data, *SHORT, "--lang", "ja").err.endswith(f"{ja}\n")
    assert not Path("run.safetensors").exists()


def test_two_classes_may_have_one_output(mieru: Command):
    assert mieru("train", "2-1", "--data", "circle", *SHORT).code == 0
    assert library.load("run.safetensors").loss == library.BinaryCrossEntropy()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--data", "iris"], "NETWORK is missing; write for example: mieru train"),
        (["4-3"], "--data is missing: give the name of a data set, a CSV file or a folder of"),
        (["4-3", "--momentum", "0.9"], "adam has no --momentum; it has: --decay1, --decay2,"),
        (["4-3", "--warmup", "2"], "--warmup needs --schedule"),
        (
            ["4-3", "--schedule", "cosine", "--every", "2"],
            "cosine has no --every; it has: --warmup, --final",
        ),
        (["4-3", "--data", "iris", "--data-option", "x"], "--data-option is written KEY=VALUE"),
        (["4, dens 3", "--data", "iris"], "'dens 3' is no layer; layers: "),
        (["4-3", "--decay1", "2"], "decay1 must be a number"),
    ],
)
def test_wrong_use_is_refused_before_anything_is_done(
    mieru: Command, words: list[str], complaint: str
):
    said = mieru("train", *words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err


def test_data_that_are_not_there_are_told_with_the_nearest_name(mieru: Command):
    said = mieru("train", "4-3", "--data", "irris")
    assert (said.code, said.out) == (1, "")
    assert "did you mean iris" in said.err


def test_options_of_the_data_reach_it(mieru: Command):
    words = ["--data-option", "points=100", "--data-option", "noise=10", "--validation", "0.2"]
    assert mieru("train", "2-1", "--data", "circle", *words, *SHORT).code == 0
    loaded = library.load("run.safetensors").data["loaded"]
    assert loaded["options"] == {"points": 100, "noise": 10}
    assert loaded["validation"] == 0.2


def test_a_network_may_stand_in_a_json_file(mieru: Command):
    network = library.Network.parse("4-6-3 tanh")
    Path("net.json").write_text(json.dumps(network.to_json()))
    assert mieru("train", "net.json", "--data", "iris", *SHORT).code == 0
    assert library.load("run.safetensors").network == network


@pytest.mark.parametrize(
    ("content", "code", "complaint"),
    [
        (None, 1, "there is no file net.json"),
        ("{", 1, "net.json is no JSON: "),
        ("[" * 100_000, 1, "net.json is no JSON: "),
        ("{}", 2, 'network: expected an object with "input" and "layers", found {}'),
    ],
)
def test_a_bad_json_file_is_refused(mieru: Command, content: str | None, code: int, complaint: str):
    if content is not None:
        Path("net.json").write_text(content)
    said = mieru("train", "net.json", "--data", "iris")
    assert said.code == code
    assert complaint in said.err


def test_a_recording_goes_on_from_its_weights_settings_and_split(mieru: Command):
    first = ["--data", "iris", "--seed", "7", "--validation", "0.2", "--optimizer", "rmsprop"]
    assert mieru("train", "4-8-3 tanh", *first, "--epochs", "30", "--out", "first").code == 0
    assert (
        mieru("train", "first.safetensors", "--epochs", "3", "--seed", "8", "--out", "b").code == 0
    )
    before, after = library.load("first.safetensors"), library.load("b.safetensors")
    assert after.data["loaded"] == before.data["loaded"], "the split must stay as it was"
    assert after.settings["optimizer"] == before.settings["optimizer"]
    assert (after.settings["epochs"], after.settings["seed"]) == (3, 8)
    assert after.history[0]["train_loss"] < before.history[5]["train_loss"]


def test_a_place_that_cannot_be_written_to_is_told_before_learning(mieru: Command):
    Path("file").write_text("")
    said = mieru("train", "4-3", "--data", "iris", "--out", "file/run.safetensors")
    assert (said.code, said.out) == (1, "")
    assert "nothing can be written to the folder file: " in said.err
    assert "epoch" not in said.err


def test_a_resumed_run_ends_as_the_whole_one(mieru: Command):
    words = ["train", "4-8-3 tanh", "--data", "iris", "--seed", "4", "--epochs", "5"]
    assert mieru(*words, "--out", "whole", "--checkpoint", "c").code == 0
    said = mieru("train", "--resume", "c", "--out", "again")
    assert said.code == 0, said.err
    whole, again = library.load("whole.safetensors"), library.load("again.safetensors")
    for name, array in whole.parameters["dense1"].items():
        np.testing.assert_array_equal(array, again.parameters["dense1"][name])
    assert again.data["loaded"]["seed"] == 4


def test_resume_takes_no_other_settings(mieru: Command):
    said = mieru("train", "4-3", "--resume", "c", "--epochs", "5", "--batch-size", "2")
    assert said.code == 2
    assert "leave out --epochs, --batch-size, NETWORK" in said.err


def test_resume_with_other_data_is_refused(mieru: Command):
    words = ["train", "4-3", "--data", "iris", "--epochs", "1"]
    assert mieru(*words, "--checkpoint", "c", "--out", "a").code == 0
    said = mieru("train", "--resume", "c", "--data", "iris", "--validation", "0.3")
    assert (said.code, said.out) == (1, "")
    assert "the data are not those that c was learning from" in said.err


def test_a_run_that_diverges_is_kept_and_fails(mieru: Command):
    words = ["--optimizer", "gradient_descent", "--rate", "1e6", "--epochs", "50"]
    said = mieru("train", "10, dense 8, cube, dense 1", "--data", "diabetes", *words, "--out", "d")
    assert (said.code, said.out) == (1, "")
    assert "the recording up to there, with the last finite weights: d.safetensors" in said.err
    assert "learning diverged at step" in said.err
    assert library.load("d.safetensors").ended == "diverged"
