"""Data are checked before anything runs: what does not fit is said in two languages, with the cure.

Nothing is broadcast, guessed or cut.
"""

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from mieru.nn import (
    BinaryCrossEntropy,
    CrossEntropy,
    MeanSquaredError,
    Network,
    SquaredError,
    check_output,
    checked_inputs,
    checked_targets,
    one_hot,
)
from mieru.words import DataError, MieruError, SettingError, ShapeError, speaking
from tests.nn.oracle import float64

FOUR = Network.parse("4, dense 3")
PICTURE = Network.parse("2x2x1, flatten, dense 3")
ONE = Network.parse("1, dense 1")
TOKENS = Network.parse("3, embedding 10 2, flatten, dense 3")


def refused(kind: type[MieruError], call: Any) -> MieruError:
    with pytest.raises(kind) as caught:
        call()
    with speaking("ja"):
        assert str(caught.value) == caught.value.ja != caught.value.en
    return caught.value


@pytest.mark.parametrize(
    ("given", "dtype"),
    [
        ([[1, 2, 3, 4]], np.float32),
        (np.ones((2, 4), np.int64), np.float32),
        (np.ones((2, 4), np.float64), np.float32),
        (np.ones((2, 4), np.float16), np.float32),
        (np.ones((2, 4), bool), np.float32),
        (np.ones((2, 4), np.uint8), np.uint8),
        (jnp.ones((2, 4)), np.float32),
    ],
)
def test_numbers_become_float32_and_pixels_stay_bytes(given: Any, dtype: type) -> None:
    found = checked_inputs(FOUR, given)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, given)


def test_where_jax_computes_in_float64_so_do_inputs_and_targets() -> None:
    with float64():
        assert checked_inputs(FOUR, np.ones((2, 4))).dtype == np.float64
        assert checked_targets(FOUR, SquaredError(), np.ones((2, 3)), 2).dtype == np.float64
        assert checked_inputs(FOUR, np.ones((2, 4), np.float32)).dtype == np.float32


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32])
def test_tokens_are_whole_numbers_whatever_their_type(dtype: type) -> None:
    found = checked_inputs(TOKENS, np.array([[0, 9, 5]], dtype))
    assert found.dtype == np.int32
    np.testing.assert_array_equal(found, [[0, 9, 5]])


@pytest.mark.parametrize(
    "text",
    [
        "2x3, flatten, embedding 10 2, flatten",
        "6, parallel(embedding 10 2; embedding 20 2), flatten",
    ],
)
def test_an_embedding_that_comes_first_a_little_later_still_gets_tokens(text: str) -> None:
    network = Network.parse(text)
    x = np.full((1, *network.input_shape), 9, np.uint8)
    assert checked_inputs(network, x).dtype == np.int32
    error = refused(DataError, lambda: checked_inputs(network, x + 1))
    assert error.en.startswith("the embedding takes whole numbers from 0 to 9, but example 0 holds")


@pytest.mark.parametrize(
    ("network", "x", "en"),
    [
        (
            FOUR,
            np.ones((5, 3)),
            ("dense1, the first layer, takes 4 as the network says, but an example of the data is "
            "3; begin the network with 3, or give data of (N, 4)"),
        ),
        (
            FOUR,
            np.ones((5, 2, 2)),
            ("dense1, the first layer, takes 4 as the network says, but an example of the data is "
            "2×2; begin the network with 2x2, flatten"),
        ),
        (
            FOUR,
            np.ones(4),
            ("dense1, the first layer, takes 4 as the network says, but an example of the data is "
            "1 number; this is one example: add the batch axis with x[None]"),
        ),
        (
            PICTURE,
            np.ones((5, 4)),
            ("flatten1, the first layer, takes 2×2×1 as the network says, but an example of the "
            "data is 4; reshape the data to (N, 2, 2, 1)"),
        ),
        (
            ONE,
            np.ones(5),
            ("dense1, the first layer, takes 1 as the network says, but an example of the data is "
            "1 number; write x[:, None] for (N, 1)"),
        ),
    ],
)  # fmt: skip
def test_inputs_of_another_shape_are_told_with_the_cure(
    network: Network, x: np.ndarray, en: str
) -> None:
    assert refused(ShapeError, lambda: checked_inputs(network, x)).en == en


@pytest.mark.parametrize(
    ("x", "en"),
    [
        (np.zeros((0, 4)), "there are no examples; give at least one"),
        (
            [[1, 2, 3, 4], [1, 2, 3]],
            ("the inputs must be an array of numbers, but they are rows of different lengths; "
            "turn texts and classes into numbers, and make all rows alike"),
        ),
        (
            [["a", "b", "c", "d"]],
            ("the inputs must be an array of numbers, but they are of type <U1; turn texts and "
            "classes into numbers, and make all rows alike"),
        ),
        (
            np.ones((1, 4), complex),
            ("the inputs must be an array of numbers, but they are of type complex128; turn texts "
            "and classes into numbers, and make all rows alike"),
        ),
        (
            [[1, 2, 3, 4], [1, 2, float("nan"), 4]],
            "example 1 holds a number that is not finite; fill it in or remove the example",
        ),
        (
            [[1, 2, 3, 1e300]],
            "example 0 holds a number that is not finite; fill it in or remove the example",
        ),
    ],
)  # fmt: skip
def test_inputs_that_are_no_numbers_are_told(x: Any, en: str) -> None:
    assert refused(DataError, lambda: checked_inputs(FOUR, x)).en == en


@pytest.mark.parametrize("token", [-1, 10, 0.5, float("nan"), float("inf"), 2**40])
def test_a_token_that_is_none_is_told(token: float) -> None:
    error = refused(DataError, lambda: checked_inputs(TOKENS, [[0, 1, 2], [0, token, 2]]))
    assert error.en == (
        f"the embedding takes whole numbers from 0 to 9, but example 1 holds {token:g}"
    )


@pytest.mark.parametrize("t", [[2, 0, 1], np.array([2.0, 0, 1]), np.eye(3)[[2, 0, 1]]])
def test_classes_are_numbers_or_one_hot_rows(t: Any) -> None:
    found = checked_targets(FOUR, CrossEntropy(), t, 3)
    assert found.dtype == np.int32
    np.testing.assert_array_equal(found, [2, 0, 1])


def test_answers_of_yes_and_no_may_be_labels_or_a_column() -> None:
    for t in ([1, 0], [True, False], [[1.0], [0.0]], np.array([[1], [0]])):
        found = checked_targets(ONE, BinaryCrossEntropy(), t, 2)
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, [[1], [0]])


def test_values_become_float32() -> None:
    found = checked_targets(ONE, SquaredError(), [[1], [2]], 2)
    assert found.dtype == np.float32


@pytest.mark.parametrize(
    ("network", "loss", "t", "kind", "en"),
    [
        (
            ONE,
            SquaredError(),
            [1.0, 2.0],
            ShapeError,
            ("the network gives (N, 1) but the targets are (2,); nothing is broadcast here: write "
            "t[:, None] for targets of (N, 1)"),
        ),
        (
            FOUR,
            MeanSquaredError(),
            [[1.0], [2.0]],
            ShapeError,
            ("the network gives (N, 3) but the targets are (2, 1); nothing is broadcast here: make "
            "their shapes alike"),
        ),
        (
            FOUR,
            SquaredError(),
            [[1.0, 2, 3]],
            ShapeError,
            "there are 2 examples but 1 targets; give one target for each",
        ),
        (
            FOUR,
            CrossEntropy(),
            [0, 3],
            DataError,
            ("example 1 has the label 3, but with 3 classes labels run from 0 to 2; give the last "
            "layer more units, or count labels from 0"),
        ),
        (
            FOUR,
            CrossEntropy(),
            [-1, 0],
            DataError,
            ("example 0 has the label -1, but with 3 classes labels run from 0 to 2; give the last "
            "layer more units, or count labels from 0"),
        ),
        (
            FOUR,
            CrossEntropy(),
            [0, 1.5],
            DataError,
            "class numbers must be whole, but 1.5 is among them",
        ),
        (
            FOUR,
            CrossEntropy(),
            [0, float("nan")],
            DataError,
            "the target of example 1 is not a finite number; remove or mend that example",
        ),
        (
            FOUR,
            SquaredError(),
            [[1, 1, 1], [1, 1e300, 1]],
            DataError,
            "the target of example 1 is not a finite number; remove or mend that example",
        ),
        (
            FOUR,
            CrossEntropy(),
            [[0, 0, 1], [0.5, 0.5, 0]],
            DataError,
            "the target row of example 1 is not one-hot (a single 1, else 0)",
        ),
        (
            FOUR,
            CrossEntropy(),
            [[0, 0, 1], [1, 0, 1]],
            DataError,
            "the target row of example 1 is not one-hot (a single 1, else 0)",
        ),
        (
            FOUR,
            CrossEntropy(),
            [[0], [1]],
            ShapeError,
            ("cross_entropy takes class numbers (N,) or one-hot rows (N, 3), as the network's last "
            "layer has 3 units, but the targets are (2, 1); write t[:, 0]"),
        ),
        (
            FOUR,
            CrossEntropy(),
            ["cat", "dog"],
            DataError,
            ("the targets must be an array of numbers, but they are of type <U3; turn texts and "
            "classes into numbers, and make all rows alike"),
        ),
        (
            ONE,
            BinaryCrossEntropy(),
            [0, 2],
            DataError,
            ("example 1 has the label 2, but with 2 classes labels run from 0 to 1; give the last "
            "layer more units, or count labels from 0"),
        ),
        (
            ONE,
            BinaryCrossEntropy(),
            [[0.5], [1]],
            DataError,
            "binary_cross_entropy takes targets of 0 and 1, but 0.5 is among them",
        ),
        (
            ONE,
            BinaryCrossEntropy(),
            [0.0, 1.0],
            ShapeError,
            ("the network gives (N, 1) but the targets are (2,); nothing is broadcast here: write "
            "t[:, None] for targets of (N, 1)"),
        ),
    ],
)  # fmt: skip
def test_targets_that_do_not_fit_are_told(
    network: Network, loss: Any, t: Any, kind: type[MieruError], en: str
) -> None:
    assert refused(kind, lambda: checked_targets(network, loss, t, 2)).en == en


@pytest.mark.parametrize("text", ["4, dense 3, sigmoid", "4, dense 3, sigmoid, dropout 0.5"])
@pytest.mark.parametrize(
    ("loss", "inside"), [(CrossEntropy(), "softmax"), (BinaryCrossEntropy(), "sigmoid")], ids=str
)
def test_a_sigmoid_before_a_cross_entropy_is_refused(text: str, loss: Any, inside: str) -> None:
    error = refused(SettingError, lambda: check_output(Network.parse(text), loss))
    assert error.en == (
        f"sigmoid1 ends the network, but {loss.kind} takes logits and applies its own {inside}; "
        "leave that last activation out"
    )
    check_output(Network.parse(text), SquaredError())


@pytest.mark.parametrize(
    ("text", "loss", "en"),
    [
        (
            "4x4x1, conv 3",
            CrossEntropy(),
            ("cross_entropy takes a vector of logits, but the network gives 2×2×3; put flatten or "
            "global_meanpool and a dense layer at the end"),
        ),
        (
            "4, dense 1",
            CrossEntropy(),
            ("cross_entropy needs at least 2 outputs, one for each class, but the network gives 1; "
            "use binary_cross_entropy, or give the last layer 2 units"),
        ),
    ],
)  # fmt: skip
def test_outputs_that_are_no_logits_are_told(text: str, loss: Any, en: str) -> None:
    assert refused(ShapeError, lambda: check_output(Network.parse(text), loss)).en == en


def test_one_hot_rows_have_a_single_one() -> None:
    np.testing.assert_array_equal(one_hot(np.array([1, 0, 2]), 3), np.eye(3)[[1, 0, 2]])
    assert one_hot(np.array([True]), 2).dtype == np.float32
    refused(DataError, lambda: one_hot(np.array([3]), 3))
    refused(DataError, lambda: one_hot(np.array([0.5]), 3))
    refused(DataError, lambda: one_hot(np.array([np.nan]), 3))
    refused(DataError, lambda: one_hot(np.array([1e300]), 3))
    error = refused(ShapeError, lambda: one_hot(np.eye(2), 3))
    assert error.en == "class numbers are (N,), one for each example, but these are (2, 2)"
