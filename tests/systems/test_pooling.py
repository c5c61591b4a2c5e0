"""Pooling: largest and mean, who answers for δ, and what a move changes."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.systems import run_system
from mieru.systems.pooling import EXAMPLE, changed, edges_of, pooled, shares_of_delta
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return run_system("pooling", out=tmp_path_factory.mktemp("out"))


def test_the_example_comes_out(finished):
    # windows (1 3, 5 4), (2 0, 1 1), (0 2, 1 1), (8 6, 4 2)
    assert pooled(EXAMPLE, "max", 2).tolist() == [[5, 2], [2, 8]]
    assert pooled(EXAMPLE, "mean", 2).tolist() == [[13 / 4, 1], [1, 5]]
    metrics = finished.result.metrics
    assert [metrics[f"max_{i}_{j}"] for i in (1, 2) for j in (1, 2)] == [5, 2, 2, 8]
    assert [metrics[f"mean_{i}_{j}"] for i in (1, 2) for j in (1, 2)] == [3.25, 1, 1, 5]


def test_the_largest_takes_all_of_delta_and_the_mean_shares_it():
    assert shares_of_delta(EXAMPLE, "max", 2).tolist() == [
        [0, 0, 1, 0],
        [1, 0, 0, 0],
        [0, 1, 1, 0],
        [0, 0, 0, 0],
    ]
    assert (shares_of_delta(EXAMPLE, "mean", 2) == 0.25).all()


@given(window=st.integers(1, 4), by=st.integers(1, 4), seed=st.integers(0, 1000))
def test_windows_that_do_not_overlap_are_those_of_a_reshape(window, by, seed):
    picture = np.random.default_rng(seed).normal(size=(window * by, window * by))
    tiles = picture.reshape(by, window, by, window)
    assert pooled(picture, "max", window) == pytest.approx(tiles.max(axis=(1, 3)), abs=1e-6)
    assert pooled(picture, "mean", window) == pytest.approx(tiles.mean(axis=(1, 3)), abs=1e-5)


def test_a_pattern_that_stays_in_its_window_leaves_the_largest_as_it_was():
    spot = np.zeros((1, 8, 8))
    spot[0, 2, 2] = 1
    change = changed(spot, "max", 2, 2)
    assert change[0] == change[1] == 0  # column 2 and 3 share a window
    assert change[2] == pytest.approx(2**0.5)  # column 4 does not


def test_edges_are_those_where_it_gets_lighter_to_the_right():
    picture = np.zeros((1, 8, 8))
    picture[0, :, 4:] = 1
    found = edges_of(picture)[0]
    assert found.shape == (32, 32)
    assert (found >= 0).all()
    # the step stands between columns 4 + 3·4 − 1 and the next
    assert np.flatnonzero(found[16]).tolist() == [15, 16]
    assert found[16, 15] == 4


def test_after_pooling_a_digit_s_edges_change_less_when_it_moves(finished):
    metrics = finished.result.metrics
    assert metrics["change_max"] < metrics["change_mean"] < metrics["change_none"]
    assert metrics["change_max"] < 0.75 * metrics["change_none"]


def test_the_report_tells_it_in_both_languages(finished):
    check_told(finished)


def test_another_window_and_stride_are_taken(tmp_path):
    finished = run_system("pooling", {"window": "3", "stride": "2"}, out=tmp_path)
    check_told(finished)
    assert "(3×3, stride 2: 15×15 numbers are left)" in finished.report.read_text()
