"""``mieru playground LINK``: the numbers of a link's run, without a browser."""

import json

import pytest

from tests.cli.conftest import Command

LINK = "https://example.org/#activation=tanh&networkShape=4,2&batchSize=10&seed=0.50000"
LOSS_10 = [0.47644288604153634, 0.49991365600650006]  # of the original's engine


def test_json_is_one_object_with_losses_weights_and_biases(mieru: Command):
    said = mieru("playground", LINK, "--epochs", "10,0", "--json")
    told = json.loads(said.out)
    assert (said.code, said.err) == (0, "")
    assert said.out.count("\n") == 1
    assert list(told["loss"]) == list(told["weights"]) == list(told["biases"]) == ["0", "10"]
    assert told["loss"]["10"] == pytest.approx(LOSS_10, abs=1e-12)
    assert len(told["weights"]["0"]) == 18
    assert told["biases"]["0"] == [0.1] * 7


def test_the_five_epochs_of_the_reference_runs_are_usual(mieru: Command):
    told = json.loads(mieru("playground", LINK, "--json").out)
    assert list(told["loss"]) == ["0", "1", "10", "100", "500"]


def test_the_address_alone_runs_the_same(mieru: Command):
    whole = json.loads(mieru("playground", LINK, "--epochs", "3", "--json").out)
    after = json.loads(mieru("playground", LINK.split("#")[1], "--epochs", "3", "--json").out)
    again = json.loads(mieru("playground", whole["address"], "--epochs", "3", "--json").out)
    assert whole == after == again


def test_a_reader_gets_a_table(mieru: Command):
    lines = mieru("playground", LINK, "--epochs", "0,10").out.splitlines()
    assert lines[2].split() == ["epoch", "training", "loss", "test", "loss"]
    assert lines[4].split() == ["10", "0.476443", "0.499914"]
    assert lines[6].startswith("Weights after epoch 10: ")


def test_it_speaks_japanese(mieru: Command):
    out = mieru("playground", LINK, "--epochs", "0", "--lang", "ja").out
    assert out.splitlines()[2].split() == ["エポック", "訓練損失", "テスト損失"]
    assert "エポック 0 後の重み" in out


def test_weights_that_grow_without_bound_are_explained(mieru: Command):
    link = "#problem=regression&learningRate=10&seed=0.50000"
    said = mieru("playground", link, "--epochs", "0,50")
    assert "At epoch 50 the weights are no longer numbers: they grew without bound." in said.out
    told = json.loads(mieru("playground", link, "--epochs", "50", "--json").out)
    assert told["loss"]["50"] == [None, None]


def test_no_test_data_gives_null(mieru: Command):
    told = mieru("playground", "#percTrainData=100&seed=1", "--epochs", "0", "--json").out
    assert json.loads(told)["loss"]["0"][1] is None


@pytest.mark.parametrize("epochs", ["", "a", "1,,2", "-1", "1.5", "2000000"])
def test_what_is_no_list_of_epochs_is_refused(mieru: Command, epochs: str):
    said = mieru("playground", LINK, "--epochs", epochs)
    assert said.code == 2
    assert "is no list of epochs such as 0,1,10" in said.err


def test_a_link_that_asks_for_too_much_is_refused(mieru: Command):
    said = mieru("playground", "#networkShape=5000")
    assert (said.code, said.out) == (2, "")
    assert "there may be 32, 1000 and 100000" in said.err
