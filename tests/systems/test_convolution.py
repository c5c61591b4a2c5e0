"""Convolution: the lecture's stripes and 5×5 example, every size, and the filters' pictures."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from PIL import Image
from scipy.signal import correlate2d

from mieru.nn import Network
from mieru.systems import run_system
from mieru.systems.convolution import LEVEL, PICTURE, STRIPES, UPRIGHT
from mieru.systems.parts.filters import FILTERS, read_filter
from mieru.systems.parts.photograph import HEIGHT, WIDTH, photograph
from mieru.systems.parts.scanned import convolved, number, uses
from mieru.words import DataError, FileError, SettingError, ShapeError
from tests.systems.told import check_told

FILTER = np.array([[2, 0, -2], [0, 2, 0], [-2, 0, 2]], float)
# The lecture prints −14 in the middle of the last row; its own numbers give −8.
FEATURE_MAP = [[26, 6, -6], [0, -4, 8], [24, -8, -4]]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return run_system("convolution", out=tmp_path_factory.mktemp("out"))


def test_the_stripes_give_8_and_0(finished):
    assert UPRIGHT.tolist() == [[1, 0, 1, 0]] * 4
    assert LEVEL.tolist() == [[1, 1, 1, 1], [0, 0, 0, 0]] * 2
    assert STRIPES.tolist() == [[1, -1, 1, -1]] * 4
    assert finished.result.metrics["vertical_stripes"] == 8
    assert finished.result.metrics["horizontal_stripes"] == 0


def test_the_5x5_example_comes_out_number_by_number(finished):
    assert convolved(PICTURE, FILTER).tolist() == FEATURE_MAP
    for i, row in enumerate(FEATURE_MAP, start=1):
        for j, value in enumerate(row, start=1):
            assert finished.result.metrics[f"y_{i}_{j}"] == value


def test_the_report_tells_every_product_in_both_languages(finished):
    check_told(finished)
    page = finished.report.read_text()
    # the place that the lecture misprints: rows (6 3 5)… under the filter's non-zero numbers
    assert "1·2 + 3·(−2) + 0·2 + 2·(−2) + 0·2</td>" in page
    assert page.count("·(−2)") == 18


@given(
    height=st.integers(3, 9),
    width=st.integers(3, 9),
    side=st.integers(1, 3),
    padding=st.sampled_from(["valid", "same", "full"]),
    seed=st.integers(0, 1000),
)
def test_feature_maps_are_those_of_scipy(height, width, side, padding, seed):
    random = np.random.default_rng(seed)
    picture, kernel = random.normal(size=(height, width)), random.normal(size=(side, side))
    # SciPy centres an even kernel one pixel further up and left than deep learning does
    if padding == "same" and side % 2 == 0:
        padding = "full"
    found = convolved(picture, kernel, padding=padding)
    assert found == pytest.approx(correlate2d(picture, kernel, mode=padding), abs=1e-5)


@pytest.mark.parametrize(("stride", "dilation"), [(2, 1), (1, 2), (3, 2)])
def test_stride_and_dilation_are_those_of_a_spread_filter_at_every_nth_place(stride, dilation):
    random = np.random.default_rng(0)
    picture, kernel = random.normal(size=(11, 9)), random.normal(size=(3, 3))
    spread = np.zeros((2 * dilation + 1,) * 2)
    spread[::dilation, ::dilation] = kernel
    expected = correlate2d(picture, spread, mode="valid")[::stride, ::stride]
    found = convolved(picture, kernel, stride=stride, dilation=dilation)
    assert found == pytest.approx(expected, abs=1e-5)


def test_padding_decides_how_often_a_pixel_is_used():
    # 3×3 on 5×5. valid: one, two or three places a side; full: every number of the filter
    assert uses(5, 3)[0].tolist() == [1, 2, 3, 2, 1]
    assert uses(5, 3, padding="same")[0].tolist() == [4, 6, 6, 6, 4]
    assert (uses(5, 3, padding="full") == 9).all()


@pytest.mark.parametrize(
    ("kernel", "padding", "side"),
    [("3x3", "valid", 3), ("3x3", "same", 5), ("3x3", "full", 7), ("4x4", "full", 8)],
)
def test_a_5x5_picture_comes_out_as_the_lecture_says(kernel, padding, side):
    network = Network.parse(f"5x5x1, conv 1 {kernel} padding={padding}")
    assert network.output_shape == (side, side, 1)


def test_small_grids_stand_three_in_a_row(finished):
    rows = finished.report.read_text().split('<div class="row">')[1:]
    assert [row.count('<div class="drawing third">') for row in rows] == [3] * 5


def test_groups_divide_the_weights(finished):
    page = finished.report.read_text()
    for weights in (8 * 8 * 9, 8 * 8 * 9 // 2, 8 * 8 * 9 // 4, 8 * 9):
        assert f">{weights}</td>" in page


def test_the_settings_turn_the_example(tmp_path):
    settings = {"filter": "0 1, 1 0", "padding": "full", "stride": "2", "dilation": "2"}
    finished = run_system("convolution", settings, out=tmp_path)
    check_told(finished)
    spread = np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0]])
    expected = correlate2d(PICTURE, spread, mode="full")[::2, ::2]
    found = finished.result.metrics
    assert [
        found[f"y_{i}_{j}"] for i in range(1, 5) for j in range(1, 5)
    ] == expected.ravel().tolist()


def test_a_filter_is_read_row_by_row():
    assert read_filter("2 0 -2, 0 2 0, -2 0 2").tolist() == FILTER.tolist()
    assert read_filter("0.5").tolist() == [[0.5]]


@pytest.mark.parametrize("text", ["", "1 2, 3", "a b", "1 nan", ",", "1 " * 12])
def test_a_filter_that_is_none_is_refused(text):
    with pytest.raises(SettingError) as caught:
        read_filter(text)
    assert "write rows of equally many numbers apart by commas, at most 11×11" in caught.value.en
    assert "同じ個数の数を並べた行をカンマで区切り" in caught.value.ja


def test_a_filter_larger_than_the_picture_is_refused(tmp_path):
    with pytest.raises(ShapeError, match="does not fit"):
        run_system("convolution", {"dilation": "3"}, out=tmp_path)


def test_edge_filters_see_nothing_on_an_even_wall_and_blurring_keeps_it():
    wall = np.full((9, 9), 0.5)
    for f in FILTERS:
        inside = convolved(wall, f.kernel)
        assert inside == pytest.approx(np.full_like(inside, 0 if f.signed else 0.5), abs=1e-6)


def test_a_photograph_of_one_s_own_is_taken(tmp_path):
    Image.new("RGB", (300, 200), (255, 0, 0)).save(tmp_path / "red.png")
    grey, credit = photograph(str(tmp_path / "red.png"))
    assert grey.shape == (HEIGHT, WIDTH)
    assert np.ptp(grey) == 0
    assert credit.en == "Photograph: red.png."


def test_a_photograph_that_is_none_is_told_with_its_name(tmp_path):
    with pytest.raises(FileError) as caught:
        photograph("no/such.png")
    assert caught.value.en == (
        "there is no file no/such.png; give the path of a picture, or leave picture empty"
    )
    assert "picture を空にしてください" in caught.value.ja
    (tmp_path / "text.png").write_text("words")
    with pytest.raises(DataError) as broken:
        photograph(str(tmp_path / "text.png"))
    assert broken.value.en.startswith(str(tmp_path / "text.png") + ": ")


def test_numbers_are_written_with_the_sign_of_print():
    assert [number(v) for v in (-8.0, 0.5, -0.0, 26)] == ["−8", "0.5", "0", "26"]
