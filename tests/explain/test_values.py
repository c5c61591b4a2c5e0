"""A value of a feature map is the sum, the window or the product that it is told to be."""

from typing import Any

import jax
import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings, strategies as st

from mieru.explain.feature_maps import FeatureMaps, answer, feature_maps
from mieru.explain.graph import nodes
from mieru.explain.values import (
    Applied,
    Given,
    Joined,
    Normalized,
    Pooled,
    Scanned,
    Summed,
    Unexplained,
    how_made,
    softmax,
)
from mieru.nn import CrossEntropy, Network, predict
from mieru.words import DataError, SettingError


def looked(text: str, seed: int = 0) -> FeatureMaps:
    """The pass of a random example, with parameters and state that are nowhere 0."""
    network = Network.parse(text)
    rng = np.random.default_rng(seed)

    def filled(tree: Any) -> Any:
        return jax.tree.map(lambda a: rng.normal(size=np.shape(a)).astype(np.float32), tree)

    state = jax.tree.map(np.abs, filled(network.initial_state()))
    x = rng.normal(size=(1, *network.input_shape)).astype(np.float32)
    return feature_maps(network, filled(network.initial_parameters(seed)), x, state=state)


def made_of(maps: FeatureMaps, path: str, place: tuple[int, ...], most: int = 24) -> Any:
    """How a value was made; of which kind, the test knows."""
    return how_made(maps, path, place, most=most)


def some_places(maps: FeatureMaps, path: str) -> list[tuple[int, ...]]:
    """The corners of what a layer gives, and a few places between."""
    shape = maps.values[path].shape
    rng = np.random.default_rng(1)
    between = [tuple(int(rng.integers(n)) for n in shape) for _ in range(6)]
    return [(0,) * len(shape), tuple(n - 1 for n in shape), *between]


def told(made: object) -> float:
    """The value as what it is made of says it."""
    match made:
        case Scanned():
            return sum(c.total for c in made.channels) + made.rest + (made.bias or 0)
        case Pooled(how="max", chosen=chosen, window=window):
            assert chosen is not None
            assert window[chosen] == np.nanmax(window)
            return float(window[chosen])
        case Pooled():
            return float(np.nanmean(made.window))
        case Summed():
            return sum(p.total for p in made.products) + made.rest + (made.bias or 0)
        case Normalized():
            return made.normal * made.scale + made.shift
        case Joined():
            return sum(part.value for part in made.parts)
    raise AssertionError(made)


EVERYTHING = (
    "conv 4 3x3",
    "conv 4 5x3 padding=same",
    "conv 6 3x3 stride=2 padding=1",
    "conv 4 3x2 stride=2x3 padding=1:0x2:1",
    "conv 4 3x3 dilation=2 padding=full",
    "conv 4 3x3 groups=2 bias=no",
    "conv 8 3x3 groups=4 padding=same",
    "conv_transpose 4 4x4 stride=2 padding=same",
    "conv_transpose 4 3x3 stride=2",
    "conv_transpose 4 2x3 stride=3 padding=same",
    "conv_transpose 6 3x3 stride=2 padding=1 groups=2 dilation=2",
    "maxpool 2",
    "maxpool 3 stride=2 padding=1",
    "meanpool 3 stride=2 padding=same",
    "global_meanpool",
    "batchnorm",
    "layernorm",
    "flatten",
    "residual(conv 4 3x3 padding=same, relu)",
    "residual(conv 6 3x3 stride=2 padding=1; conv 6 1x1 stride=2)",
    "parallel(conv 2 1x1; conv 3 3x3 padding=same, tanh; maxpool 3 stride=1 padding=same)",
    "parallel(conv 2 1x1; conv 2 3x3 padding=same) join=add",
    "flatten, dense 5",
    "dropout 0.5",
)


@pytest.mark.parametrize("layer", EVERYTHING)
def test_what_a_value_is_made_of_gives_the_value(layer):
    maps = looked(f"9x8x4, {layer}")
    for path in list(maps.nodes)[1:]:
        for place in some_places(maps, path):
            made = made_of(maps, path, place)
            if isinstance(made, Applied):
                continue
            assert made.value == maps.values[path][place]
            np.testing.assert_allclose(told(made), made.value, rtol=1e-4, atol=1e-5)


def test_the_feature_maps_end_with_what_the_network_says():
    maps = looked("8x8x1, conv 3 3x3, relu, maxpool 2, flatten, dense 4")
    x = maps.values["input"][None]
    said = predict(maps.network, maps.parameters, x, loss=CrossEntropy())[0]
    np.testing.assert_allclose(answer(maps, CrossEntropy()), said, rtol=1e-5)
    np.testing.assert_allclose(softmax(maps.output).probabilities, said, rtol=1e-5)


def test_the_sums_of_patches_times_kernels_are_the_correlation_of_scipy():
    maps = looked("7x6x2, conv 3 3x3")
    x, weight = maps.values["input"], maps.parameters["conv1"]["weight"]
    for row, column, channel in [(0, 0, 0), (4, 3, 2), (2, 1, 1)]:
        made = made_of(maps, "conv1", (row, column, channel))
        assert (made.rows, made.columns) == (
            (row, row + 1, row + 2),
            (column, column + 1, column + 2),
        )
        for told_ in made.channels:
            full = scipy.signal.correlate2d(
                x[:, :, told_.channel], weight[:, :, told_.channel, channel], mode="valid"
            )
            np.testing.assert_allclose(told_.total, full[row, column], rtol=1e-5)


def test_beyond_the_edge_the_patch_is_nought_and_has_no_row_or_column():
    maps = looked("4x4x1, conv 1 3x3 padding=same")
    made = made_of(maps, "conv1", (0, 3, 0))
    assert (made.rows, made.columns) == ((None, 0, 1), (2, 3, None))
    patch = made.channels[0].patch
    assert (patch[0] == 0).all()
    assert (patch[:, 2] == 0).all()
    np.testing.assert_array_equal(patch[1:, :2], maps.values["input"][:2, 2:, 0])


def test_of_many_channels_the_largest_parts_are_told_and_the_rest_in_one_number():
    maps = looked("5x5x40, conv 2 3x3")
    made = made_of(maps, "conv1", (1, 1, 1), most=10)
    all_ = {c.channel: c.total for c in made_of(maps, "conv1", (1, 1, 1), most=99).channels}
    assert (len(made.channels), made.others) == (10, 30)
    kept = {c.channel for c in made.channels}
    assert min(abs(all_[c]) for c in kept) >= max(abs(all_[c]) for c in all_.keys() - kept)
    np.testing.assert_allclose(made.rest, sum(all_[c] for c in all_.keys() - kept))


def test_a_unit_names_the_pixel_that_each_product_came_from():
    maps = looked("3x4x2, flatten, dropout 0.2, dense 3")
    made = made_of(maps, "dense1", (2,), most=5)
    weight = maps.parameters["dense1"]["weight"]
    sizes = [abs(product.total) for product in made.products]
    assert sizes == sorted(sizes, reverse=True)
    assert made.others == 3 * 4 * 2 - 5
    for product in made.products:
        assert product.source.path == "input"
        assert product.source.value == maps.values["input"][product.source.place]
        row, column, channel = product.source.place
        assert product.weight == weight[(row * 4 + column) * 2 + channel, 2]


def test_the_first_of_several_alike_is_the_largest_of_a_window():
    network = Network.parse("2x2x1, maxpool 2")
    made = made_of(feature_maps(network, {}, np.ones((1, 2, 2, 1))), "maxpool1", (0, 0, 0))
    assert made.chosen == (0, 0)


def test_an_activation_tells_its_u_and_its_formula():
    maps = looked("6, leaky_relu 0.1")
    for unit in range(6):
        made = made_of(maps, "leaky_relu1", (unit,))
        u = float(maps.values["input"][unit])
        assert (made.source.value, made.parameter, made.formula) == (u, 0.1, "u or a·u")
        np.testing.assert_allclose(made.value, u if u > 0 else 0.1 * u, rtol=1e-6)


def test_a_concatenated_channel_is_that_of_its_branch():
    maps = looked("4x4x2, parallel(conv 2 1x1; conv 3 1x1)")
    made = made_of(maps, "parallel1", (1, 2, 3))
    [part] = made.parts
    assert (part.path, part.place) == ("parallel1.branch2.conv1", (1, 2, 1))


def test_without_a_shortcut_a_block_adds_its_own_input():
    maps = looked("4x4x2, relu, residual(conv 2 3x3 padding=same)")
    made = made_of(maps, "residual1", (0, 0, 0))
    assert [part.path for part in made.parts] == ["residual1.layers.conv1", "relu1"]


def test_the_graph_names_what_each_layer_takes():
    network = Network.parse(
        "4x4x2, conv 2 1x1, parallel(relu, residual(conv 2 1x1); conv 3 1x1), flatten"
    )
    assert [(node.path, node.inputs) for node in nodes(network)] == [
        ("input", ()),
        ("conv1", ("input",)),
        ("parallel1.branch1.relu1", ("conv1",)),
        ("parallel1.branch1.residual1.layers.conv1", ("parallel1.branch1.relu1",)),
        (
            "parallel1.branch1.residual1",
            ("parallel1.branch1.residual1.layers.conv1", "parallel1.branch1.relu1"),
        ),
        ("parallel1.branch2.conv1", ("conv1",)),
        ("parallel1", ("parallel1.branch1.residual1", "parallel1.branch2.conv1")),
        ("flatten1", ("parallel1",)),
    ]
    assert nodes(network)[-1].shape == (4 * 4 * 5,)


def test_pixels_are_told_as_the_numbers_that_the_first_layer_gets():
    network = Network.parse("1x2x1, flatten, dense 1")
    pixels = np.array([[[[51], [255]]]], np.uint8)
    maps = feature_maps(network, network.initial_parameters(0), pixels)
    made = made_of(maps, "input", (0, 0, 0))
    assert isinstance(made, Given)
    assert made.value == pytest.approx(0.2)


def test_a_layer_of_another_kind_tells_its_formula():
    maps = feature_maps(
        network := Network.parse("3, embedding 10 4"), network.initial_parameters(0), [[1, 2, 9]]
    )
    made = made_of(maps, "embedding1", (2, 1))
    assert isinstance(made, Unexplained)
    assert made.formula == "table[x]"


def test_softmax_takes_the_largest_logit_off_first():
    found = softmax([1000.0, 999.0, 0.0])
    np.testing.assert_allclose(found.exponentials, [1, np.exp(-1), 0])
    np.testing.assert_allclose(found.probabilities.sum(), 1)
    np.testing.assert_allclose(found.probabilities, jax.nn.softmax(np.array([1000.0, 999, 0])))


@settings(max_examples=15, deadline=None)
@given(
    size=st.integers(5, 9),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    padding=st.sampled_from(["valid", "same", "full", "1"]),
    seed=st.integers(0, 9),
)
def test_a_window_lies_where_the_convolution_reads(size, kernel, stride, padding, seed):
    maps = looked(f"{size}x7x1, conv 1 {kernel}x2 stride={stride} padding={padding}", seed)
    for place in some_places(maps, "conv1"):
        made = made_of(maps, "conv1", place)
        np.testing.assert_allclose(told(made), made.value, rtol=1e-4, atol=1e-5)


def test_what_is_not_there_is_refused():
    maps = looked("4x4x1, conv 2 3x3")
    with pytest.raises(SettingError, match="has no layer 'conv9'"):
        how_made(maps, "conv9", (0, 0, 0))
    for place in [(2, 0, 0), (0, 0, 2), (0, 0), (-1, 0, 0)]:
        with pytest.raises(SettingError, match="no place"):
            how_made(maps, "conv1", place)
    with pytest.raises(DataError, match="one example"):
        feature_maps(maps.network, maps.parameters, np.zeros((2, 4, 4, 1)))
