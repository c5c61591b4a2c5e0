"""Transfer learning: f is the published network's own, and both ways come to the same g."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from mieru.data import DataSet, Examples, Photograph
from mieru.learn import Adam
from mieru.nn import Dense, Network, forward
from mieru.published import find, load, transfer
from mieru.published.transfer import USUAL, Body, body, on_features, on_frozen
from mieru.words import DataError, FileError, SettingError
from tests.published.channel_first import made_up

CAT = "chelsea.png"


def test_the_body_says_what_the_network_says_before_its_last_layer(tmp_path: Path):
    # resnet18: batch normalization to fold, a preparation with mean and scale, a dense layer last
    save_file(made_up("resnet18"), tmp_path / "w.safetensors")
    run, f = (
        load("resnet18", tmp_path / "w.safetensors"),
        body("resnet18", tmp_path / "w.safetensors"),
    )
    pixels = np.random.default_rng(0).integers(0, 256, (2, 224, 224, 3)).astype(np.uint8)
    preparation = find("resnet18").preparation
    mean, scale = np.array(preparation.mean), np.array(preparation.scale)
    x = ((pixels - mean) / scale).astype(np.float32)
    cut = Network(run.network.input_shape, run.network.layers[:-1])
    wanted = np.asarray(forward(cut, run.parameters, x, state=run.state))
    found = f.features(pixels)
    assert found.shape == (2, 512)
    np.testing.assert_allclose(found, wanted, atol=1e-3 * np.abs(wanted).max())


def test_channels_come_in_the_order_that_the_network_was_taught():
    prepared = transfer._prepared(Photograph(4, 4, (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), "bgr"))
    pixel = np.array([10, 20, 30], np.float32) / 255  # red, green, blue
    found = pixel @ prepared["weight"][0, 0] + prepared["bias"]
    np.testing.assert_allclose(found, [(30 - 1) / 4, (20 - 2) / 5, (10 - 3) / 6], rtol=1e-5)


def small() -> Body:
    """A body of random weights, with batch normalization that no convolution stands before."""
    network = Network.parse("8x8x3, conv 4 3x3, relu, batchnorm, dropout 0.5, global_meanpool")
    state = {
        "batchnorm1": {"mean": np.full(4, 0.1, np.float32), "variance": np.full(4, 0.3, np.float32)}
    }
    return Body("small", network, network.initial_parameters(5), state)


def pictures(shape: tuple[int, ...] = (8, 8, 3)) -> DataSet:
    random = np.random.default_rng(0)
    t = np.arange(40, dtype=np.int32) % 3
    x = random.integers(0, 128, (40, *shape)).astype(np.uint8)
    x[..., 0] += (t * 60).astype(np.uint8)[:, None, None]
    return DataSet("p", Examples(x, t), Examples(x[:9], t[:9]), classes=("a", "b", "c"))


HOW = USUAL.changed(epochs=6, batch_size=8, optimizer=Adam(0.05), l2=1e-3, l1=1e-4, seed=3)


def test_both_ways_come_to_the_same_weights():
    f, data = small(), pictures()
    one, two = on_frozen(f, data, HOW), on_features(f, data, HOW)
    assert one.network == two.network == f.whole(3)
    for name in f.parameters:
        np.testing.assert_equal(one.parameters[name], f.parameters[name])
    np.testing.assert_equal(one.state, f.state)
    np.testing.assert_allclose(
        one.parameters["dense1"]["weight"], two.parameters["dense1"]["weight"], atol=1e-5
    )
    assert one.settings == two.settings
    assert one.data == two.data
    x = data.train.x[:5]
    np.testing.assert_allclose(one.predict(x), two.predict(x), atol=1e-5)
    assert one.history[-1]["train_loss"] < one.history[0]["train_loss"]  # it did learn


def test_pictures_may_be_varied_by_way_1_alone():
    f, data = small(), pictures()
    varied = HOW.changed(augment="flip, shift 1", epochs=1)
    assert on_frozen(f, data, varied).settings["augment"] == "flip 0.5, shift 1"
    with pytest.raises(SettingError, match="features are computed once"):
        on_features(f, data, varied)


def test_pictures_of_another_size_are_refused():
    with pytest.raises(DataError, match=r"small takes pictures of 8×8×3 by class, but p is 9×8×3"):
        on_features(small(), pictures((9, 8, 3)))


def test_missing_weights_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    with pytest.raises(FileError, match=r"the weights of SqueezeNet 1\.1 are not in the data"):
        body("squeezenet1.1")


@pytest.mark.slow
def test_two_photographs_of_each_class_are_told_apart(data_folder: Path):
    """On 20 photographs a network from random weights could not learn this."""
    from mieru.data import load as load_data

    f = body("squeezenet1.1")
    assert f.network.layers[-1].kind == "global_meanpool"
    assert Dense(1000) not in f.network.layers
    data = load_data("caltech101", size=f.side, per_class=5, validation=0.2, test=0.2)
    run = on_features(f, data, USUAL.changed(epochs=20))
    assert run.history[-1]["validation_accuracy"] >= 0.6  # of 20 classes
