"""Deconvolution: the adjoint, and what is carried back to the pixels."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.nn import Network
from mieru.systems import run_system
from mieru.systems.deconvolution import GEOMETRIES, adjoint_error, laid_down, scaled
from mieru.systems.parts.deconvnet import feature_maps, views
from tests.systems.told import check_told


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
def test_the_transposed_convolution_is_the_adjoint(geometry):
    assert adjoint_error(*geometry, seed=1) < 1e-6


def test_a_small_picture_becomes_the_sum_of_kernels_laid_down():
    picture = np.array([[1.0, 2.0]])
    kernel = np.array([[1.0, 3.0, 5.0]])
    # 1·(1 3 5) and, one stride of 2 further, 2·(1 3 5)
    assert laid_down(picture, kernel, 2).tolist() == [[1, 3, 5 + 2, 6, 10]]


NETWORK = Network.parse(
    "6x6x1, conv 2 3x3 padding=same, relu, maxpool 2x2, conv 3 2x2, relu, flatten, dense 2"
)


def test_a_linear_way_back_is_the_gradient():
    """Where every ReLU lets everything through, the deconvnet is backpropagation."""
    parameters = jax.tree.map(lambda w: abs(w) + 0.1, NETWORK.initial_parameters(0))
    x = np.random.default_rng(0).random((2, 6, 6, 1), np.float32)
    maps = feature_maps(NETWORK, parameters, {}, x, 4)

    def strongest(x):
        from mieru.nn import Context, chain

        out = chain.walk(NETWORK.layers[:5], parameters, x, Context())[0]
        return jnp.sum(jnp.max(out[..., 1].reshape(len(x), -1), axis=1) ** 2) / 2

    wanted = jax.grad(strongest)(jnp.asarray(x))
    found = views(NETWORK, parameters, {}, x, 4, 1, [0, 1])
    for n, view in enumerate(found):
        assert view.strength == pytest.approx(maps[n, :, :, 1].max())
        np.testing.assert_allclose(view.signal, wanted[n], rtol=1e-4, atol=1e-6)


def test_only_what_the_channel_sees_can_raise_it():
    parameters = NETWORK.initial_parameters(0)
    x = np.random.default_rng(0).random((1, 6, 6, 1), np.float32)
    maps = feature_maps(NETWORK, parameters, {}, x, 1)
    row, column = np.unravel_index(maps[0, :, :, 0].argmax(), (6, 6))
    signal = views(NETWORK, parameters, {}, x, 1, 0, [0])[0].signal[:, :, 0]
    away = np.abs(np.arange(6)[:, None] - row), np.abs(np.arange(6)[None] - column)
    assert (signal[np.maximum(*np.broadcast_arrays(*away)) > 1] == 0).all()


def test_signals_become_colours_around_grey():
    shown = scaled(np.array([[[-2.0, 0, 1]]], np.float32))
    assert shown.tolist() == [[[0, 0.5, 0.75]]]
    assert (scaled(np.zeros((1, 1, 3), np.float32)) == 0.5).all()


@pytest.mark.slow
def test_the_report_tells_it_in_both_languages(data_folder, tmp_path):
    finished = run_system("deconvolution", {"examples": 300, "epochs": 1}, out=tmp_path)
    check_told(finished)
    assert finished.result.metrics["adjoint_error"] < 1e-6
    assert "The filters of conv3" in finished.report.read_text("utf-8")
