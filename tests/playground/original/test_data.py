"""Each data set of the original has the shape that its formula gives."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from mieru.playground.original.data import (
    HILLS,
    INPUTS,
    SETS,
    OriginalData,
    drawn_data,
    input_values,
)
from mieru.playground.original.random import SeedRandom

seeds = st.integers(0, 99_999).map(lambda n: f"0.{n:05}")
few = settings(max_examples=10, deadline=None)


def drawn(name: str, seed: str, noise: float = 0.0, train: float = 50.0) -> OriginalData:
    return drawn_data(SeedRandom(seed), name, noise, train)


def radii(data: OriginalData) -> np.ndarray:
    found: np.ndarray = np.hypot(data.xy[:, 0], data.xy[:, 1])
    return found


@few
@given(seeds)
def test_circle_without_noise_is_a_disk_in_a_ring(seed: str):
    data = drawn("circle", seed)
    inside = radii(data) < 2.5
    assert inside.sum() == 250
    np.testing.assert_array_equal(data.labels, np.where(inside, 1, -1))
    assert radii(data)[~inside].min() >= 3.5
    assert radii(data).max() <= 5


@few
@given(seeds)
def test_noise_of_circle_moves_labels_and_no_point(seed: str):
    calm, noisy = drawn("circle", seed), drawn("circle", seed, noise=50)
    np.testing.assert_array_equal(calm.xy, noisy.xy)
    assert (calm.labels != noisy.labels).any()


@few
@given(seeds, st.sampled_from([0.0, 25.0]))
def test_xor_keeps_away_from_the_axes(seed: str, noise: float):
    data = drawn("xor", seed, noise)
    assert np.abs(data.xy).min() >= 0.3
    assert np.abs(data.xy).max() <= 5.3
    if not noise:
        np.testing.assert_array_equal(data.labels, np.sign(data.xy.prod(axis=1)))


@few
@given(seeds, st.sampled_from([0, 20, 50]))
def test_gauss_is_two_clouds_whose_variance_grows_with_noise(seed: str, noise: int):
    data = drawn("gauss", seed, noise)
    variance = 0.5 + 7 * noise / 100
    for label, centre in ((1, 2), (-1, -2)):
        cloud = data.xy[data.labels == label]
        assert len(cloud) == 250
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=5 * np.sqrt(variance / 250))
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.5)


@few
@given(seeds)
def test_spiral_without_noise_is_two_arms_that_mirror_each_other(seed: str):
    data = drawn("spiral", seed)
    first = data.xy[data.labels == 1]
    second = data.xy[data.labels == -1]
    order, other = np.argsort(np.hypot(*first.T)), np.argsort(np.hypot(*second.T))
    np.testing.assert_allclose(first[order], -second[other], atol=1e-12)
    np.testing.assert_allclose(np.hypot(*first[order].T), np.arange(250) / 50, atol=1e-12)


@few
@given(seeds)
def test_plane_without_noise_rises_along_the_diagonal(seed: str):
    data = drawn("plane", seed)
    assert len(data.xy) == 1200
    np.testing.assert_allclose(data.labels, data.xy.sum(axis=1) / 10, atol=1e-15)


@few
@given(seeds)
def test_hills_without_noise_are_cones_of_radius_two(seed: str):
    data = drawn("gauss-regression", seed)
    centres = np.array([hill[:2] for hill in HILLS])
    signs = np.array([hill[2] for hill in HILLS])
    distance = np.linalg.norm(data.xy[:, None] - centres, axis=2)
    heights = signs * np.clip(1 - distance / 2, 0, 1)
    nearest = np.abs(heights).argmax(axis=1)
    np.testing.assert_allclose(data.labels, heights[np.arange(1200), nearest], atol=1e-15)


@few
@given(seeds, st.sampled_from(sorted(SETS)), st.floats(0, 50))
def test_regression_noise_moves_the_label_alone(seed: str, name: str, noise: float):
    data = drawn(name, seed, noise)
    assert np.isfinite(data.xy).all()
    assert np.abs(data.labels).max() <= 2.2
    if name in ("plane", "gauss-regression"):
        np.testing.assert_array_equal(data.xy, drawn(name, seed).xy)


@pytest.mark.parametrize(
    ("percent", "train"),
    [(50, 250), (10, 50), (12.5, 62), (0, 0), (100, 500), (150, 500), (-50, 250), (-300, 0)],
)
def test_the_share_of_training_data_is_cut_as_javascript_slices(percent: float, train: int):
    assert drawn("xor", "0.50000", train=percent).train == train


@given(st.floats(-6, 6), st.floats(-6, 6))
def test_inputs_are_what_their_names_say(x: float, y: float):
    values = input_values(tuple(INPUTS), np.array([[x, y]]))
    wanted = [x, y, x * x, y * y, x * y, np.sin(x), np.sin(y)]
    np.testing.assert_array_equal(values, [wanted])
    assert input_values((), np.zeros((3, 2))).shape == (3, 0)
