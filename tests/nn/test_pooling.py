"""Pooling against NumPy windows; padding never counts, and δ goes back where it belongs."""

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st

from mieru.nn import (
    GlobalMeanPool,
    MaxPool,
    MeanPool,
    Network,
    SquaredError,
    backpropagate,
    forward,
)
from mieru.words import SettingError

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
sides = st.tuples(st.integers(0, 2), st.integers(0, 2))
walks = st.fixed_dictionaries(
    {
        "window": pairs,
        "stride": st.none() | pairs,
        "padding": st.sampled_from(["valid", "same"]) | st.tuples(sides, sides),
    }
)


def by_windows(x: np.ndarray, layer: Any, reduce: Any) -> np.ndarray:
    """Each window by itself; what lies outside of the picture is left out."""
    walk = layer._walk(x.shape[1:])
    padded = np.pad(x, ((0, 0), *walk.padding, (0, 0)), constant_values=np.nan)
    (h, w), (down, across) = walk.window, walk.stride
    rows, columns = (padded.shape[1] - h) // down + 1, (padded.shape[2] - w) // across + 1
    y = np.zeros((len(x), rows, columns, x.shape[3]))
    for i, j in np.ndindex(rows, columns):
        part = padded[:, i * down : i * down + h, j * across : j * across + w]
        y[:, i, j] = reduce(part, axis=(1, 2))
    return y


@pytest.mark.parametrize(
    ("kind", "reduce"), [(MaxPool, np.nanmax), (MeanPool, np.nanmean)], ids=["max", "mean"]
)
@given(walks, pairs, st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_any_window_is_that_of_numpy(
    kind: Any, reduce: Any, walk: dict[str, Any], more: tuple[int, int], seed: int
) -> None:
    try:
        layer = kind(**walk)
        network = Network((2 + more[0], 2 + more[1], 2), [layer])
    except ValueError:
        assume(False)
    x = np.random.default_rng(seed).normal(size=(2, *network.input_shape)).astype(np.float32)
    found = forward(network, {}, jnp.asarray(x))
    assert found.shape == (2, *network.output_shape)
    np.testing.assert_allclose(found, by_windows(x, layer, reduce), rtol=1e-5, atol=1e-6)


def test_the_stride_is_the_window_unless_said_and_both_ways_are_equal() -> None:
    assert MaxPool(3) == MaxPool((3, 3), stride=3) != MaxPool(3, stride=2)
    assert Network((6, 6, 1), [MaxPool(3)]).output_shape == (2, 2, 1)
    assert Network((7, 7, 1), [MeanPool(2, padding="same")]).output_shape == (4, 4, 1)


def test_delta_goes_to_the_first_of_several_largest_and_to_no_other() -> None:
    network = Network((2, 2, 1), [MaxPool()])
    x = jnp.asarray([[[1.0, 3], [3, 3]]])[..., None]
    found = backpropagate(network, {}, x, jnp.zeros((1, 1, 1, 1)), SquaredError())
    np.testing.assert_array_equal(found.delta_x[0, :, :, 0], [[0, 3], [0, 0]])


def test_overlapping_windows_add_their_delta() -> None:
    network = Network((1, 3, 1), [MaxPool((1, 2), stride=1)])
    x = jnp.asarray([[[1.0, 5, 2]]])[..., None]
    found = backpropagate(network, {}, x, jnp.zeros((1, 1, 2, 1)), SquaredError())
    np.testing.assert_array_equal(found.delta_x[0, 0, :, 0], [0, 10, 0])


def test_a_picture_of_negative_numbers_is_not_raised_by_its_padding() -> None:
    x = jnp.full((1, 2, 2, 1), -3.0)
    for layer in (MaxPool(2, 1, padding="same"), MeanPool(2, 1, padding="same")):
        np.testing.assert_array_equal(forward(Network((2, 2, 1), [layer]), {}, x), x)


def test_global_mean_is_that_of_numpy() -> None:
    x = np.random.default_rng(0).normal(size=(3, 4, 5, 2)).astype(np.float32)
    found = forward(Network((4, 5, 2), [GlobalMeanPool()]), {}, jnp.asarray(x))
    np.testing.assert_allclose(found, x.mean(axis=(1, 2)), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("padding", ["full", 2, ((2, 0), (0, 0))])
def test_a_window_without_a_pixel_is_refused(padding: Any) -> None:
    with pytest.raises(SettingError) as caught:
        MaxPool(2, padding=padding)
    assert caught.value.en == (
        "maxpool: padding must be smaller than the window, or a window would hold no pixel; "
        "use valid or same"
    )
    assert caught.value.ja.startswith("maxpool: padding は窓より小さくしてください")
