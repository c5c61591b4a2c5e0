"""How raw input becomes x, and what a file may not make of it."""

import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, strategies as st
from PIL import Image

from mieru.data import AsIs, Columns, Pixels, Preparation
from mieru.data.columns import Category, Number
from mieru.words import DataError, speaking
from tests.data.loose import load

TABLE = Columns(
    (Number("size", 2.0, 4.0, 3.0), Category("sort", ("a", "b"), "b")),
    header=("size", "sort", "t"),
    target="t",
)
DIGIT = Pixels((28, 28, 1), background="dark")


@pytest.mark.parametrize("preparation", [TABLE, DIGIT, AsIs((2, 3)), Columns(())])
def test_json_gives_the_same_value_back(preparation):
    text = json.dumps(preparation.to_json(), allow_nan=False)
    assert Preparation.from_json(json.loads(text)) == preparation


@pytest.mark.parametrize("name", ["circle", "iris", "digits", "diabetes"])
def test_every_named_set_has_one_that_fits_its_input(name):
    data = load(name)
    assert data.preparation.input_shape == data.input_shape
    assert Preparation.from_json(data.preparation.to_json()) == data.preparation


def test_rows_by_name_by_place_and_as_an_array():
    expected = [[2.0, 1.0, 0.0], [0.25, 0.0, 1.0]]
    by_name = [{"sort": "a", "size": "10", "more": 1}, {"size": None, "sort": ""}]
    assert TABLE.apply(by_name).tolist() == expected
    assert TABLE.apply([[10, "a"], [np.nan, None]]).tolist() == expected
    assert TABLE.apply(by_name[0]).tolist() == expected[:1]
    numbers = Columns((Number("a", 0, 1, 0), Number("b", 1, 2, 0)))
    assert numbers.apply(np.array([[1, 5]])).tolist() == [[1, 2]]
    assert numbers.apply(np.array([1.0, 5.0])).tolist() == [[1, 2]]
    assert numbers.apply([]).shape == (0, 2)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"size": 1}], "row 1 lacks the column 'sort'"),
        ([{}], "row 1 lacks the column 'size' and 1 more"),
        ([[1, "a"], [1]], "row 2 has 1 values, but x is made of 2 columns: size, sort"),
        ([["tall", "a"]], "row 1, column 'size': 'tall' is not a number"),
        ("text", "give rows: a list of objects by column name, or of lists of values"),
    ],
)
def test_rows_of_another_form_are_refused(rows, message):
    with pytest.raises(DataError) as caught:
        TABLE.apply(rows)
    assert str(caught.value) == message


def test_a_value_beyond_float32_is_held_at_its_edge():
    x = Columns((Number("a", 0, 1, 0),)).apply([[1e90], [-1e90]])
    assert np.isfinite(x).all()
    assert x[0, 0] == -x[1, 0] == np.finfo(np.float32).max


def test_a_picture_is_taken_in_every_form(tmp_path):
    array = np.arange(28 * 28, dtype=np.uint8).reshape(28, 28)
    array[0] = array[-1] = 0  # a dark border
    array[:, 0] = array[:, -1] = 0
    path = tmp_path / "a.png"
    Image.fromarray(array).save(path)
    for raw in (path, str(path), Image.open(path), array, array[:, :, None], array / 255):
        assert np.array_equal(DIGIT.apply(raw)[0, :, :, 0], array)
    assert DIGIT.apply([path, array]).shape == (2, 28, 28, 1)
    assert DIGIT.apply(np.stack([array[:, :, None]] * 3)).shape == (3, 28, 28, 1)
    assert DIGIT.apply([]).shape == (0, 28, 28, 1)


def test_dark_ink_on_paper_becomes_light_on_dark_as_in_mnist():
    paper = np.full((28, 28), 250, np.uint8)
    paper[10:18, 12:16] = 20
    assert np.array_equal(DIGIT.apply(paper)[0, :, :, 0], 255 - paper)
    assert np.array_equal(Pixels((28, 28, 1)).apply(paper)[0, :, :, 0], paper)


def test_float_pictures_lie_between_0_and_1():
    data = load("digits")
    x = data.preparation.apply(data.train.x[:5])
    assert np.array_equal(x, data.train.x[:5])
    assert data.preparation.apply(np.full((8, 8), 51, np.uint8)).max() == np.float32(0.2)


def test_a_picture_of_another_size_is_fitted():
    assert Pixels((4, 6, 3)).apply(np.zeros((50, 40), np.uint8)).shape == (1, 4, 6, 3)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (np.zeros((3, 4, 2), np.uint8), "an array of shape (3, 4, 2) is not a picture; give"),
        (np.zeros((0, 4), np.uint8), "an array of shape (0, 4, 1) is not a picture"),
        (np.full((3, 4), 200.0), "pixels that are float64 must lie in 0..1; divide them"),
        (np.full((3, 4), np.nan), "pixels that are float64 must lie in 0..1"),
        (7, "a picture must be a path, an array or a Pillow image, not a int"),
        ("missing.png", "the picture cannot be read ("),
    ],
)
def test_what_is_no_picture_is_refused(raw, message):
    with pytest.raises(DataError) as caught:
        DIGIT.apply(raw)
    assert str(caught.value).startswith(message)


def test_an_image_that_cannot_be_decoded_is_refused(tmp_path):
    path = tmp_path / "a.png"
    Image.effect_noise((64, 64), 50).save(path)
    path.write_bytes(path.read_bytes()[:500])
    with Image.open(path) as image, pytest.raises(DataError, match="the picture cannot be read"):
        DIGIT.apply(image)


def test_numbers_that_are_x_already_are_only_checked():
    plain = AsIs((2,))
    assert plain.apply([1, 2]).tolist() == [[1, 2]]
    assert plain.apply([[1, 2], [3, 4]]).dtype == np.float32
    with pytest.raises(DataError, match=r"input is of shape \(3,\), but it must be \(N, 2\)"):
        plain.apply([1, 2, 3])
    with pytest.raises(DataError, match="input must be numbers in rows of equal length"):
        plain.apply([[1], [2, 3]])
    with pytest.raises(DataError, match="input holds a value that is not a finite number"):
        plain.apply([1, float("inf")])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "it is not an object"),
        ({}, "its kind None is not one of none, pixels, photograph, columns"),
        ({"kind": []}, "its kind [] is not one of"),
        ({"kind": "none"}, "the fields shape are missing or unknown"),
        ({"kind": "none", "shape": [2], "x": 1}, "the fields x are missing or unknown"),
        ({"kind": "none", "shape": [0]}, "[0] is not a shape"),
        ({"kind": "none", "shape": [True]}, "[True] is not a shape"),
        ({"kind": "none", "shape": [10**5] * 8}, "[100000, 100000, "),
        (DIGIT.to_json() | {"shape": [3, 4]}, "(3, 4) is not (height, width, channels)"),
        (DIGIT.to_json() | {"numbers": "int"}, "its numbers or background are unknown"),
        (TABLE.to_json() | {"columns": 3}, "its columns are not a list"),
        (TABLE.to_json() | {"columns": [{}]}, "{} is not a column"),
        (TABLE.to_json() | {"target": 3}, "its target or named is wrong"),
        (TABLE.to_json() | {"header": [1]}, "[1] is not a list of texts"),
    ],
)
def test_a_file_s_preparation_is_not_believed(value, message):
    with pytest.raises(DataError) as caught:
        Preparation.from_json(value)
    assert str(caught.value).startswith(f"the preparation of the input cannot be read: {message}")
    with speaking("ja"):
        assert str(caught.value).startswith("入力の前処理を読み取れません。")


@pytest.mark.parametrize("std", [0, -1, float("nan"), float("inf"), "1", True, 10**400])
def test_a_scale_that_would_not_scale_is_refused(std):
    column = {"number": "a", "mean": 0, "std": std, "fill": 0}
    with pytest.raises(DataError, match="is not a column"):
        Preparation.from_json(TABLE.to_json() | {"columns": [column]})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(
    st.sampled_from([TABLE, DIGIT, AsIs((2,))]),
    st.dictionaries(
        st.sampled_from(["kind", "shape", "numbers", "background", "columns", "header", "target"]),
        JSON,
    ),
)
def test_no_json_does_anything_but_raise_a_data_error(preparation, changes):
    try:
        made = Preparation.from_json(preparation.to_json() | changes)
    except DataError:
        return
    assert Preparation.from_json(made.to_json()) == made
    assert hash(made) == hash(Preparation.from_json(made.to_json()))


def test_a_shape_without_end_allocates_nothing():
    tracemalloc.start()
    with pytest.raises(DataError):
        Preparation.from_json({"kind": "pixels", "shape": [10**5, 10**5, 3]} | {"numbers": "uint8"})
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()
