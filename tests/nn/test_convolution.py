"""Convolution against SciPy, lax.conv and by hand; transposed convolution as its adjoint."""

from functools import partial
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
import scipy.signal
from hypothesis import assume, given, settings, strategies as st
from jax import Array, lax

from mieru.nn import Conv, ConvTranspose, Network, forward
from mieru.words import SettingError
from tests.nn.oracle import compiled

LECTURE_PICTURE = [
    [5, 1, 0, 1, 9],
    [1, 6, 1, 7, 0],
    [4, 1, 6, 3, 5],
    [1, 8, 0, 1, 0],
    [2, 2, 8, 0, 4],
]
LECTURE_FILTER = [[2, 0, -2], [0, 2, 0], [-2, 0, 2]]
# In the middle of the last row the lecture prints −14, which is a misprint.
LECTURE_RESULT = [[26, 6, -6], [0, -4, 8], [24, -8, -4]]


def convolved(picture: object, kernel: object, **fields: Any) -> np.ndarray:
    """One picture of one channel with one kernel, as two tables."""
    x, k = (np.asarray(a, np.float32) for a in (picture, kernel))
    network = Network((*x.shape, 1), [Conv(1, k.shape, bias=False, **fields)])
    parameters = {"conv1": {"weight": k[:, :, None, None]}}
    return np.asarray(forward(network, parameters, jnp.asarray(x)[None, :, :, None]))[0, :, :, 0]


def test_the_lecture_s_five_by_five_example() -> None:
    np.testing.assert_array_equal(convolved(LECTURE_PICTURE, LECTURE_FILTER), LECTURE_RESULT)


def test_a_filter_of_upright_stripes_answers_to_upright_stripes_only() -> None:
    upright_filter = [[1, -1, 1, -1]] * 4
    assert convolved([[1, 0, 1, 0]] * 4, upright_filter).item() == 8
    assert convolved([[1] * 4, [0] * 4] * 2, upright_filter).item() == 0


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(1, 3))
@settings(max_examples=8)
def test_paddings_are_those_of_scipy(mode: str, seed: int, half_h: int, half_w: int) -> None:
    rng = np.random.default_rng(seed)
    kernel = rng.normal(size=(2 * half_h - 1, 2 * half_w - 1))
    picture = rng.normal(size=(7, 6))
    found = convolved(picture, kernel, padding=mode)
    oracle = scipy.signal.correlate2d(picture, kernel, mode=mode)
    np.testing.assert_allclose(found, oracle, rtol=1e-4, atol=1e-5)


sizes = st.integers(1, 3)
pairs = st.tuples(sizes, sizes)
paddings = st.one_of(
    st.sampled_from(["valid", "same", "full"]),
    st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * 2),
)
geometries = st.fixed_dictionaries(
    {"kernel": pairs, "stride": pairs, "dilation": pairs, "padding": paddings, "groups": sizes}
)


@given(geometries, pairs, sizes, st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_any_geometry_is_that_of_a_loop_over_pixels(
    geometry: dict[str, Any], more: tuple[int, int], channels: int, seed: int
) -> None:
    groups = geometry["groups"]
    shape = (4 + more[0], 4 + more[1], channels * groups)
    layer = Conv(2 * groups, **geometry)
    try:
        network = Network(shape, [layer])
    except ValueError:
        assume(False)
    rng = np.random.default_rng(seed)
    parameters = {
        "weight": rng.normal(size=network.parameter_shapes["conv1"]["weight"]),
        "bias": rng.normal(size=2 * groups),
    }
    x = rng.normal(size=(2, *shape))
    found = compiled(partial(forward, network))(
        {"conv1": {n: p.astype(np.float32) for n, p in parameters.items()}},
        jnp.asarray(x, jnp.float32),
    )
    oracle = by_loops(layer, parameters["weight"], x) + parameters["bias"]
    assert found.shape == (2, *network.output_shape)
    np.testing.assert_allclose(found, oracle, rtol=1e-3, atol=1e-4)


def by_loops(layer: Conv, weight: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Convolution as its definition reads."""
    padding = layer._geometry(x.shape[1:]).padding
    x = np.pad(x, ((0, 0), *padding, (0, 0)))
    reach = [(k - 1) * d + 1 for k, d in zip(layer.kernel, layer.dilation, strict=True)]
    rows, columns = ((x.shape[1 + i] - reach[i]) // layer.stride[i] + 1 for i in (0, 1))
    per_group_in, per_group_out = weight.shape[2], layer.channels // layer.groups
    y = np.zeros((len(x), rows, columns, layer.channels))
    for i, j, o in np.ndindex(rows, columns, layer.channels):
        first = o // per_group_out * per_group_in
        top, left = i * layer.stride[0], j * layer.stride[1]
        patch = x[
            :,
            top : top + reach[0] : layer.dilation[0],
            left : left + reach[1] : layer.dilation[1],
            first : first + per_group_in,
        ]
        y[:, i, j, o] = np.sum(patch * weight[None, ..., o], axis=(1, 2, 3))
    return y


@given(geometries, pairs, sizes, st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_transposed_convolution_is_the_adjoint_of_convolution(
    geometry: dict[str, Any], size: tuple[int, int], channels: int, seed: int
) -> None:
    """⟨Ax, y⟩ = ⟨x, Aᵀy⟩ for every x and y, with one and the same kernel."""
    groups = geometry["groups"]
    try:
        up = Network(
            (*size, 2 * groups), [ConvTranspose(channels * groups, bias=False, **geometry)]
        )
        down = Network(up.output_shape, [Conv(2 * groups, bias=False, **geometry)])
    except ValueError:
        assume(False)
    assert down.output_shape == (*size, 2 * groups)
    assert up.parameter_shapes["conv_transpose1"] == down.parameter_shapes["conv1"]
    rng = np.random.default_rng(seed)
    kernel = jnp.asarray(rng.normal(size=down.parameter_shapes["conv1"]["weight"]), jnp.float32)
    x = jnp.asarray(rng.normal(size=(2, *down.input_shape)), jnp.float32)
    y = jnp.asarray(rng.normal(size=(2, *up.input_shape)), jnp.float32)

    def both(kernel: Array, x: Array, y: Array) -> tuple[Array, Array]:
        ax = forward(down, {"conv1": {"weight": kernel}}, x)
        return jnp.sum(ax * y), jnp.sum(x * forward(up, {"conv_transpose1": {"weight": kernel}}, y))

    left, right = compiled(both)(kernel, x, y)
    np.testing.assert_allclose(left, right, rtol=1e-3, atol=1e-3)


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=10)
def test_transposed_convolution_is_that_of_jax(seed: int, kernel: int, stride: int) -> None:
    rng = np.random.default_rng(seed)
    network = Network((3, 4, 2), [ConvTranspose(3, kernel, stride, bias=False)])
    weight = rng.normal(size=(kernel, kernel, 3, 2)).astype(np.float32)
    x = rng.normal(size=(1, 3, 4, 2)).astype(np.float32)
    found = forward(network, {"conv_transpose1": {"weight": weight}}, jnp.asarray(x))
    oracle = lax.conv_transpose(
        jnp.asarray(x),
        jnp.asarray(weight),
        (stride, stride),
        "VALID",
        transpose_kernel=True,
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
    )
    # lax.conv_transpose makes room for a whole stride at the end; ours ends with the last pixel.
    rows, columns = found.shape[1:3]
    np.testing.assert_allclose(found, oracle[:, :rows, :columns], rtol=1e-4, atol=1e-4)


def test_same_keeps_the_size_and_grows_it_by_the_stride() -> None:
    assert Network((7, 5, 1), [Conv(2, 3, padding="same")]).output_shape == (7, 5, 2)
    assert Network((7, 5, 1), [Conv(2, 4, 2, padding="same")]).output_shape == (4, 3, 2)
    assert Network((7, 5, 1), [ConvTranspose(2, 3, 2, padding="same")]).output_shape == (14, 10, 2)


def test_costs_of_convolutions() -> None:
    # LeNet's first layer: 6 kernels of 5×5 on 28×28 outputs.
    lenet = Network((32, 32, 1), [Conv(6, 5)])
    assert lenet.output_shape == (28, 28, 6)
    assert lenet.parameter_count == 6 * 25 + 6
    assert lenet.multiplications == 28 * 28 * 6 * 25
    # A depthwise convolution costs a channel's share of a full one.
    assert Network((8, 8, 4), [Conv(4, 3, groups=4)]).multiplications == 6 * 6 * 4 * 9
    up = Network((4, 4, 3), [ConvTranspose(2, 2, 2)])
    assert up.multiplications == 4 * 4 * 3 * 2 * 2 * 2
    assert up.parameter_count == 2 * 2 * 2 * 3 + 2


def test_ways_to_write_the_same_padding_make_equal_layers() -> None:
    assert Conv(1, padding=1) == Conv(1, padding=(1, 1)) == Conv(1, padding=((1, 1), (1, 1)))
    assert Conv(1, (3, 3)) == Conv(1, 3) == Conv(1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kernel": (3, 3, 3)}, "conv: kernel must be one or two whole numbers, such as 3"),
        ({"kernel": "3x3"}, "conv: kernel must be one or two whole numbers, such as 3"),
        ({"stride": 0}, "conv: stride must be a whole number of at least 1, not 0"),
        ({"padding": "sane"}, "conv: padding must be one of valid, same, full, not 'sane'"),
        ({"padding": -1}, "conv: padding must be a whole number of at least 0, not -1"),
        ({"padding": (1, 2, 3)}, "conv: padding must be valid, same, full or pixels such as 1"),
        ({"padding": None}, "conv: padding must be valid, same, full or pixels such as 1"),
        ({"groups": 2}, "conv: 3 output channels cannot be divided into 2 groups"),
        ({"bias": 1}, "conv: bias must be True or False, not 1"),
    ],
)
def test_fields_out_of_range_are_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError) as caught:
        Conv(3, **fields)
    assert caught.value.en.startswith(message)
    assert caught.value.ja != caught.value.en
