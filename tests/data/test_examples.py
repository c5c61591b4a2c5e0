"""Examples, the sealed part and the data set."""

import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from mieru.data import DataSet, Examples, Note, Sealed
from mieru.words import DataError, speaking
from tests.data.loose import from_arrays, load

X, T = np.zeros((4, 2)), np.array([0, 1, 1, 0])


def test_wider_numbers_are_narrowed_and_pixels_stay():
    assert Examples(X, T).x.dtype == np.float32
    assert Examples(X, T).t.dtype == np.int32
    assert Examples(np.zeros((4, 2), np.uint8), T).x.dtype == np.uint8
    assert Examples(np.zeros((4, 2), np.int64), T).x.dtype == np.int32
    assert Examples(X, np.zeros((4, 1))).t.dtype == np.float32


def test_examples_cannot_be_written_and_the_array_given_stays_writable():
    x = np.zeros((4, 2), np.float32)
    examples = Examples(x, T)
    with pytest.raises(ValueError, match="read-only"):
        examples.x[0] = 1
    x[0] = 1


def test_taking_keeps_the_order_of_the_indices():
    examples = Examples(np.arange(4.0)[:, None], T)
    assert examples.take([2, 0]).x[:, 0].tolist() == [2, 0]
    assert examples.take(np.array([], int)).x.shape == (0, 1)
    assert len(examples.take(slice(1, 3))) == 2
    with pytest.raises(DataError, match="not True and False"):
        examples.take(np.array([True, False, True, True]))


@pytest.mark.parametrize(
    ("x", "t", "message"),
    [
        (X, T[:3], "there are 4 inputs but 3 targets; give one target for each"),
        (np.float32(1), T, "x is one number; give an array (N, ...)"),
        (np.array(["a"] * 4), T, "x must be numbers, but it is an array of <U1"),
        (X, np.array(["a"] * 4), "t must be numbers, but it is an array of <U1"),
        (X, T.astype(float), "targets must be whole class numbers (N,) or values (N, K), but they"),
        (X + np.nan, T, "x of example 0 is not a finite number; remove or mend that example"),
        (X + 1e300, T, "x of example 0 is not a finite number"),
        (X, np.array([[0], [0], [np.inf], [0]]), "t of example 2 is not a finite number"),
        (X, T + 2**31, "t holds whole numbers beyond ±2³¹; give them as float32"),
    ],
)
def test_arrays_that_are_no_examples_are_refused(x, t, message):
    with pytest.raises(DataError) as caught:
        Examples(x, t)
    assert str(caught.value).startswith(message)


def test_the_test_part_gives_nothing_until_it_is_opened():
    sealed = Sealed(Examples(X, T))
    assert len(sealed) == 4
    looks: list[Callable[[], object]] = [
        lambda: sealed.x,
        lambda: sealed.t,
        lambda: sealed[0],
        lambda: list(sealed),
        lambda: np.asarray(sealed),
        lambda: sealed.take([0]),
        lambda: copy.deepcopy(sealed),
        lambda: pickle.dumps(sealed),
    ]
    for look in looks:
        with pytest.raises(DataError, match=r'is sealed, .* use open\("why"\) once, at the end'):
            look()
    assert sealed.openings == ()


def test_every_opening_is_written_down():
    sealed = Sealed(Examples(X, T))
    assert len(sealed.open("final accuracy")) == 4
    sealed.open("  a second look ")
    assert sealed.openings == ("final accuracy", "a second look")
    assert repr(sealed) == "Sealed(4 examples, opened 2 times)"


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_opening_needs_a_reason(reason):
    with pytest.raises(DataError, match="say why the test part is opened") as caught:
        Sealed(Examples(X, T)).open(reason)
    with speaking("ja"):
        assert "理由を書いてください" in str(caught.value)


def test_a_mapped_seal_shares_its_openings_and_maps_only_when_opened():
    calls = []

    def double(examples):
        calls.append(len(examples))
        return Examples(examples.x * 2, examples.t)

    sealed = Sealed(Examples(X + 1, T))
    mapped = sealed.mapped(double).mapped(double)
    assert calls == []
    assert mapped.open("check").x.tolist() == [[4, 4]] * 4
    assert sealed.openings == mapped.openings == ("check",)


def test_a_data_set_knows_its_form():
    data = from_arrays(np.zeros((10, 3, 4)), np.arange(10) % 5, validation=0, test=0)
    assert (data.task, data.input_shape, data.outputs) == ("classification", (3, 4), 5)
    data = from_arrays(np.zeros((10, 3)), np.zeros((10, 2)), validation=0, test=0)
    assert (data.task, data.input_shape, data.outputs) == ("regression", (3,), 2)
    assert data.classes is None


def test_a_label_without_a_class_is_refused():
    with pytest.raises(DataError) as caught:
        DataSet("mine", Examples(X, T + 1), classes=("a", "b"))
    assert str(caught.value) == (
        "example 1 of the train part has the label 2, but with 2 classes labels run from 0 to 1"
    )
    with pytest.raises(DataError, match=r"class numbers start at 0, but -1 is among them"):
        from_arrays(X, T - 1)


def test_parts_of_different_form_are_refused():
    with pytest.raises(DataError, match=r"x of the validation part is float32\(3,\) for each"):
        DataSet("mine", Examples(X, T), Examples(np.zeros((2, 3)), T[:2]))


def test_arrays_are_divided_with_the_rest_sealed():
    data = from_arrays(np.arange(100.0)[:, None], np.arange(100) % 2, seed=5)
    assert (len(data.train), len(data.validation), len(data.test)) == (70, 10, 20)
    parts = (data.train, data.validation, data.test.open("test"))
    seen = np.sort(np.concatenate([part.x[:, 0] for part in parts]))
    assert np.array_equal(seen, np.arange(100))
    for part in parts:  # inputs and targets stay together
        assert np.array_equal(part.x[:, 0].astype(int) % 2, part.t)
    with pytest.raises(DataError, match="there is no example at all"):
        from_arrays(np.zeros((0, 2)), np.zeros(0, int))


def test_a_mapped_data_set_keeps_its_test_part_sealed():
    data = load("circle").mapped(lambda e: Examples(e.x**2, e.t), features=("x²", "y²"))
    assert data.test.openings == ()
    assert data.features == ("x²", "y²")
    assert data.preparation is None
    assert (data.test.open("check").x >= 0).all()


def test_a_data_set_is_shown_in_the_reader_s_language():
    data = load("iris")
    assert repr(data) == (
        "DataSet('iris', train=105, validation=15, test=30 sealed, classification, (4,) -> 3)"
    )
    assert str(data).splitlines()[1:4] == [
        "  training data: 105",
        "  validation data: 15",
        "  test data: 30 (sealed)",
    ]
    with speaking("ja"):
        assert "テストデータ: 30 (封印済み)" in str(data)
        assert str(Note("a", "あ")) == "あ"
