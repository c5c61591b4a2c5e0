"""What every layer says is what the forward pass computes, layer by layer."""

import numpy as np
import pytest

from mieru.explain.activations import activations
from mieru.nn import Network, predict
from mieru.words import ShapeError


def test_each_layer_gives_what_it_would_give_alone():
    network = Network.parse("2, dense 3, relu, dense 1")
    parameters = {
        "dense1": {"weight": np.array([[1, -1, 2], [0, 1, 1.0]]), "bias": np.array([0, 1.0, -3])},
        "dense2": {"weight": np.array([[1], [10], [100.0]]), "bias": np.array([0.5])},
    }
    found = activations(network, parameters, [[1.0, 2.0]])
    assert [one.path for one in found] == ["dense1", "relu1", "dense2"]
    # u = (1, −1 + 2 + 1, 2 + 2 − 3), all positive; y = 1 + 20 + 100 + 0.5
    np.testing.assert_allclose(found[0].output, [[1, 2, 1]])
    np.testing.assert_allclose(found[1].output, [[1, 2, 1]])
    np.testing.assert_allclose(found[2].output, [[121.5]])


def test_layers_inside_a_layer_are_named_by_their_path_and_come_before_it():
    network = Network.parse(
        "6x6x1, conv 3 3x3, relu, maxpool 2, residual(conv 3 3x3 padding=same), flatten, dense 2"
    )
    parameters = network.initial_parameters(0)
    x = np.random.default_rng(0).random((4, 6, 6, 1), np.float32)
    found = activations(network, parameters, x)
    assert [(one.path, one.output.shape) for one in found] == [
        ("conv1", (4, 4, 4, 3)),
        ("relu1", (4, 4, 4, 3)),
        ("maxpool1", (4, 2, 2, 3)),
        ("residual1.layers.conv1", (4, 2, 2, 3)),
        ("residual1", (4, 2, 2, 3)),
        ("flatten1", (4, 12)),
        ("dense1", (4, 2)),
    ]
    np.testing.assert_allclose(found[1].output, np.maximum(found[0].output, 0))
    np.testing.assert_allclose(found[-1].output, predict(network, parameters, x), rtol=1e-5)


def test_pixels_are_taken_as_shares_of_255():
    network = Network.parse("2x2x1, flatten, dense 1")
    parameters = network.initial_parameters(1)
    pixels = np.array([[[[0], [51]], [[102], [255]]]], np.uint8)
    as_pixels = activations(network, parameters, pixels)[0].output
    np.testing.assert_allclose(as_pixels, [[0, 0.2, 0.4, 1]], rtol=1e-6)


def test_an_input_of_another_shape_is_refused():
    network = Network.parse("2, dense 1")
    with pytest.raises(ShapeError):
        activations(network, network.initial_parameters(0), [[1.0, 2.0, 3.0]])
