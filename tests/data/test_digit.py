"""A drawing becomes a digit like those that were learned."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from PIL import Image

from mieru.data import load
from mieru.data.digit import as_digit, light_on_dark


def bar(top: int, left: int, height: int, width: int, side: int = 112) -> np.ndarray:
    field = np.zeros((side, side), np.uint8)
    field[top : top + height, left : left + width] = 255
    return field


def test_a_bar_fills_the_box_of_twenty_and_stands_in_the_middle():
    found = as_digit(bar(30, 7, 60, 12), 28)
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    assert (rows[0], rows[-1]) == (4, 23)  # 20 rows
    assert (columns[0], columns[-1]) == (12, 15)  # 4 columns: the proportions are kept
    assert found.dtype == np.uint8


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 70), st.integers(1, 70))
def test_where_and_how_large_it_was_drawn_does_not_matter(top, left, height, width):
    here = as_digit(bar(top, left, height, width), 28)
    there = as_digit(bar(top + 2, left + 1, height, width), 28)
    np.testing.assert_array_equal(here, there)
    larger = np.kron(bar(top, left, height, width), np.ones((2, 2), np.uint8))
    np.testing.assert_array_equal(as_digit(larger, 28), here)


def test_a_small_field_is_filled_from_top_to_bottom_as_that_of_scikit_learn_is():
    found = as_digit(bar(30, 7, 64, 16), 8)
    assert (found[:, 3:5] == 255).all()  # 8 high, 2 wide
    assert not found[:, [0, 1, 2, 5, 6, 7]].any()
    assert not as_digit(bar(30, 7, 8, 64), 8)[:, [0, 7]].any()  # at most 6 wide


@given(st.integers(0, 1_000), st.sampled_from([8, 16, 28]))
def test_the_centre_of_mass_is_in_the_middle(seed, size):
    grey = np.zeros((64, 64), np.uint8)
    rng = np.random.default_rng(seed)
    for row, column in rng.integers(0, 60, (6, 2)):
        grey[row : row + 4, column : column + 4] = rng.integers(100, 256)
    found = as_digit(grey, size).astype(float)
    assert found.shape == (size, size)
    if size == 28:
        centre = [(found.sum(axis=1 - k) * np.arange(28)).sum() / found.sum() for k in (0, 1)]
        # To a pixel, where the box's 4 spare pixels on each side let it.
        assert np.abs(np.array(centre) - 14).max() <= 6.5


def test_nothing_drawn_is_a_dark_field():
    assert not as_digit(np.zeros((112, 112), np.uint8), 28).any()
    assert not light_on_dark(np.full((9, 9), 200, np.uint8)).any()


@pytest.mark.parametrize("inverted", [False, True])
def test_ink_on_paper_becomes_light_on_dark(inverted):
    rng = np.random.default_rng(0)
    photograph = rng.integers(210, 231, (64, 64))
    photograph[20:44, 30:36] = 40
    if inverted:
        photograph = 255 - photograph
    found = light_on_dark(photograph.astype(np.uint8))
    assert found[:15].max() == 0
    assert found[25:40, 31:35].min() == 255


def test_a_digit_of_mnist_enlarged_becomes_itself_again(data_folder):
    test = load("mnist").validation
    assert test is not None
    alike = []
    for pixels in test.x[:60, :, :, 0]:
        large = np.asarray(Image.fromarray(pixels).resize((112, 112), Image.Resampling.BICUBIC))
        again = as_digit(large, 28)
        alike.append(np.corrcoef(pixels.ravel(), again.ravel())[0, 1])
    assert np.mean(alike) > 0.93
    assert min(alike) > 0.6
