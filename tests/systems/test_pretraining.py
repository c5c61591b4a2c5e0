"""Pre-training: the encoders become the network, which learns where it did not before."""

import numpy as np
import pytest

from mieru.data import Examples
from mieru.nn import predict
from mieru.systems import run_system
from mieru.systems.frame import Stage
from mieru.systems.parts.autoencoders import autoencoder, halves, pretrain
from mieru.systems.pretraining import deep, flat, looked_into
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def x():
    return np.random.default_rng(0).random((40, 6), dtype=np.float32)


@pytest.fixture(scope="module")
def before(x):
    return pretrain(x, (5, 4), 2, 0, Stage())


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    settings = {"data": "digits"}
    return run_system("pretraining", settings, out=tmp_path_factory.mktemp("out"))


def test_an_autoencoder_is_its_encoder_and_then_its_decoder(before, x):
    first = before.runs[0]
    assert first.network == autoencoder(6, 5)
    encoder, decoder = halves(first)
    whole = predict(first.network, first.parameters, x)
    assert decoder.of(encoder.of(x)) == pytest.approx(whole, abs=1e-6)


def test_each_autoencoder_learns_what_the_one_before_shows(before, x):
    assert [run.network.input_shape for run in before.runs] == [(6,), (5,)]
    (up, down), (upper, upper_down) = map(halves, before.runs)
    expected = down.of(upper_down.of(upper.of(up.of(x))))
    assert before.back(x) == pytest.approx(expected, abs=1e-6)


def test_the_encoders_become_the_layers_and_only_the_last_is_fresh(before):
    network = deep(6, (5, 4), 3, "sigmoid")
    weights, fresh = before.weights(network, 7), network.initial_parameters(7)
    for name, run in zip(("dense1", "dense2"), before.runs, strict=True):
        assert np.array_equal(weights[name]["weight"], run.parameters["dense1"]["weight"])
        assert np.array_equal(weights[name]["bias"], run.parameters["dense1"]["bias"])
    assert np.array_equal(weights["dense3"]["weight"], fresh["dense3"]["weight"])
    network.check_parameters(weights)


def test_pixels_become_numbers_from_0_to_1():
    found = flat(Examples(np.full((2, 4, 4, 1), 255, np.uint8), np.array([0, 1])))
    assert found.x.shape == (2, 16)
    assert (found.x == 1).all()


def test_with_random_weights_little_of_delta_reaches_the_first_layer(x):
    network = deep(6, (8,) * 6, 3, "sigmoid")
    examples = Examples(x, np.arange(40, dtype=np.int32) % 3)
    spread, deltas = looked_into(network, network.initial_parameters(0), examples)
    assert len(spread) == len(deltas) == 7
    assert deltas[0] < 1e-2 * deltas[-1]
    assert spread[-1] < 1e-2 * spread[0]


def test_the_network_fails_from_random_weights_and_learns_after_pre_training(finished):
    metrics = finished.result.metrics
    assert metrics["random_test_accuracy"] < 0.2
    assert metrics["random_train_accuracy"] < 0.2
    assert metrics["pretrained_test_accuracy"] > 0.93
    assert metrics["pretrained_reaching_share"] > 100 * metrics["random_reaching_share"]


def test_both_start_from_the_same_network_data_and_settings(finished):
    random, better = (finished.result.recordings[name] for name in ("random", "pretrained"))
    assert random.network == better.network
    assert random.settings == better.settings
    assert random.data == better.data


def test_the_report_tells_it_in_both_languages(finished):
    check_told(finished)
    assert "The test part of digits was opened once" in finished.report.read_text()


@pytest.mark.slow
def test_on_mnist_too(data_folder, tmp_path):
    metrics = run_system("pretraining", out=tmp_path).result.metrics
    assert metrics["random_test_accuracy"] < 0.2
    assert metrics["pretrained_test_accuracy"] > 0.93
