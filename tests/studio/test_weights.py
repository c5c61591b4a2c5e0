"""Weights reach the page as they are, to 1/127 of the largest."""

import dataclasses

import msgspec
import numpy as np
import pytest

from mieru.files import Run
from mieru.nn import CrossEntropy, Network
from mieru.studio import weights as room
from mieru.studio.messages import Weights
from mieru.studio.weights import picture, pictured


def on_host(tree):
    if isinstance(tree, dict):
        return {name: on_host(branch) for name, branch in tree.items()}
    return np.asarray(tree)


def made(text: str, **data: object) -> Run:
    """A run that has learned nothing."""
    network = Network.parse(text)
    return Run(
        network=network,
        loss=CrossEntropy(),
        parameters=on_host(network.initial_parameters(0)),
        state={},
        settings={},
        history=[],
        kept_epoch=0,
        ended="finished",
        seconds=0.0,
        data=data,
    )


def read(answer: bytes) -> tuple[Weights, np.ndarray]:
    """The header, and the weights that the bytes stand for."""
    size = int.from_bytes(answer[:4], "little")
    header = msgspec.json.decode(answer[4 : 4 + size], type=Weights)
    form = (header.count, header.height, header.width, header.channels)
    sent = np.frombuffer(answer[4 + size :], np.uint8).reshape(form).astype(float)
    return header, np.where(sent == 0, np.nan, (sent - 128) / 127 * header.scale)


def close(values, expected, header):
    assert values.shape == expected.shape
    np.testing.assert_allclose(values, expected, atol=header.scale / 254 + 1e-9)


def test_units_that_see_a_picture_are_pictures_of_it(run):
    header, values = read(picture(run, "dense1/weight"))
    weight = run.parameters["dense1"]["weight"]
    assert (header.kind, header.count, header.total, header.step) == ("units", 5, 5, 1)
    assert header.scale == pytest.approx(np.abs(weight).max())
    close(values, weight.T.reshape(5, 6, 6, 1), header)


def test_a_vector_without_columns_is_taken_for_a_square_picture():
    run = made("784, dense 10", name="mnist")
    header, _ = read(picture(run, "dense1/weight"))
    assert (header.kind, header.height, header.width) == ("units", 28, 28)
    table = made("64, dense 10", name="own.csv", features=["a"] * 64)
    assert read(picture(table, "dense1/weight"))[0].kind == "matrix"
    assert read(picture(made("64, dense 10"), "dense1/weight"))[0].kind == "matrix"
    assert read(picture(made("4, dense 3", name="x"), "dense1/weight"))[0].kind == "matrix"


def test_colour_pictures_have_three_channels():
    run = made("4x5x3, flatten, dense 2")
    header, values = read(picture(run, "dense1/weight"))
    assert (header.kind, header.channels) == ("units", 3)
    close(values, run.parameters["dense1"]["weight"].T.reshape(2, 4, 5, 3), header)


@pytest.mark.parametrize(
    "text", ["6x6x1, conv 1 1x1, flatten, dense 3", "6x6x1, flatten, relu, dense 3"]
)
def test_behind_other_layers_a_unit_sees_no_pixels(text):
    assert read(picture(made(text), "dense1/weight"))[0].kind == "matrix"


def test_a_matrix_has_a_row_for_each_unit():
    run = made("4, dense 3")
    header, values = read(picture(run, "dense1/weight"))
    assert (header.kind, header.count, header.height, header.width) == ("matrix", 1, 3, 4)
    close(values[0, :, :, 0], run.parameters["dense1"]["weight"].T, header)


def test_kernels_are_small_pictures_unit_by_unit():
    run = made("8x8x1, conv 4 3x3, conv 2 3x3")
    header, values = read(picture(run, "conv1/weight"))
    assert (header.kind, header.count, header.height) == ("kernels", 4, 3)
    close(values, run.parameters["conv1"]["weight"].transpose(3, 0, 1, 2), header)
    header, values = read(picture(run, "conv2/weight"))
    weight = run.parameters["conv2"]["weight"]
    assert (header.count, header.channels) == (8, 1)
    close(values[5, :, :, 0], weight[:, :, 1, 1], header)  # unit 1, channel 1


def test_kernels_on_colours_are_in_colour():
    header, _ = read(picture(made("8x8x3, conv 4 3x3"), "conv1/weight"))
    assert (header.kind, header.count, header.channels) == ("kernels", 4, 3)


def test_a_one_by_one_kernel_is_a_matrix():
    header, _ = read(picture(made("8x8x5, conv 4 1x1"), "conv1/weight"))
    assert (header.kind, header.height, header.width) == ("matrix", 4, 5)


def test_what_is_not_a_number_is_said_to_be_none(run):
    weight = run.parameters["dense1"]["weight"].copy()
    weight[0, 0], weight[1, 0], weight[2, 0] = np.nan, np.inf, -np.inf
    broken = dataclasses.replace(run, parameters={"dense1": {"weight": weight}})
    header, values = read(picture(broken, "dense1/weight"))
    assert np.isnan(values[0, 0, :3, 0]).all()
    assert np.isnan(values).sum() == 3
    assert np.isfinite(header.scale)


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_weights_without_size_are_sent_too(run, value):
    broken = dataclasses.replace(run, parameters={"dense1": {"weight": np.full((36, 5), value)}})
    header, values = read(picture(broken, "dense1/weight"))
    assert header.scale == 0
    assert np.isnan(values).all() == np.isnan(value)


def test_large_weights_are_thinned_and_many_are_cut(run):
    wide = dataclasses.replace(
        made("4, dense 3"), parameters={"dense1": {"weight": np.ones((3_000, 2_100))}}
    )
    header, values = read(picture(wide, "dense1/weight"))
    assert (header.height, header.width, header.step) == (700, 1_000, 3)
    assert values.size <= room.MOST_BYTES
    many = made("6x6x1, flatten, dense 999")
    header, values = read(picture(many, "dense1/weight"))
    assert (header.count, header.total, len(values)) == (256, 999, 256)


def test_only_arrays_with_a_picture_are_named(run):
    assert list(pictured(run)) == ["dense1/weight", "dense2/weight"]
    nested = made("4, residual(dense 4, relu)")
    assert list(pictured(nested)) == ["residual1/layers/dense1/weight"]
    with pytest.raises(KeyError):
        picture(run, "dense1/bias")
