"""Losses against scikit-learn, SciPy and by hand, at extremes too."""

import jax.numpy as jnp
import numpy as np
import pytest
import scipy.special
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import log_loss, mean_squared_error

from mieru.nn import (
    LOSSES,
    BinaryCrossEntropy,
    CrossEntropy,
    Huber,
    MeanSquaredError,
    SquaredError,
    loss_named,
)
from mieru.nn.json_form import loss_from_json, value_to_json
from mieru.words import SettingError
from tests.nn.oracle import float64

numbers = st.floats(-50, 50)
outputs = arrays(np.float64, (4, 3), elements=numbers)


@given(outputs, outputs)
def test_squared_errors_are_those_of_scikit_learn(y: np.ndarray, t: np.ndarray) -> None:
    with float64():
        mean = MeanSquaredError().by_example(jnp.asarray(y), jnp.asarray(t))
        half = SquaredError().by_example(jnp.asarray(y), jnp.asarray(t))
    oracle = mean_squared_error(y.T, t.T, multioutput="raw_values")
    np.testing.assert_allclose(mean, oracle, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(half, oracle * 3 / 2, rtol=1e-12, atol=1e-300)


@given(outputs, outputs, st.floats(0.01, 100))
def test_huber_is_that_of_scipy(y: np.ndarray, t: np.ndarray, threshold: float) -> None:
    with float64():
        found = Huber(threshold).by_example(jnp.asarray(y), jnp.asarray(t))
    oracle = scipy.special.huber(threshold, y - t).mean(axis=1)
    np.testing.assert_allclose(found, oracle, rtol=1e-12, atol=1e-300)


@given(outputs, arrays(np.int32, 4, elements=st.integers(0, 2)))
def test_cross_entropy_is_the_log_loss_of_scikit_learn(u: np.ndarray, t: np.ndarray) -> None:
    with float64():
        p = np.asarray(CrossEntropy().predict(jnp.asarray(u)))
        found = np.asarray(CrossEntropy().by_example(jnp.asarray(u), jnp.asarray(t)))
    np.testing.assert_allclose(p, scipy.special.softmax(u, axis=1), rtol=1e-12)
    for one, row, label in zip(found, u, t, strict=True):
        oracle = -scipy.special.log_softmax(row)[label]
        assert one == pytest.approx(oracle, rel=1e-12, abs=1e-15)
    clear = np.clip(p, 1e-12, 1)
    if (p > 1e-12).all():
        assert found.mean() == pytest.approx(log_loss(t, clear, labels=[0, 1, 2]), abs=1e-9)


@given(outputs, arrays(np.float64, (4, 3), elements=st.sampled_from([0.0, 1.0])))
def test_binary_cross_entropy_is_that_of_scipy(u: np.ndarray, t: np.ndarray) -> None:
    with float64():
        found = BinaryCrossEntropy().by_example(jnp.asarray(u), jnp.asarray(t))
        p = BinaryCrossEntropy().predict(jnp.asarray(u))
    oracle = -np.sum(scipy.special.log_expit(np.where(t == 1, u, -u)), axis=1)
    np.testing.assert_allclose(found, oracle, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(p, scipy.special.expit(u), rtol=1e-12)


@pytest.mark.parametrize("size", [1e4, -1e4])
def test_logits_of_ten_thousand_neither_overflow_nor_vanish(size: float) -> None:
    u = jnp.asarray([[size, 0.0]], jnp.float32)
    for label in (0, 1):
        t = jnp.asarray([label], jnp.int32)
        wrong = (size > 0) == (label == 1)
        assert CrossEntropy().by_example(u, t).item() == (1e4 if wrong else 0)
        assert np.isfinite(CrossEntropy().delta(u, t)).all()
        yes = jnp.asarray([[1.0 - label, 0.5]], jnp.float32)
        found = BinaryCrossEntropy().by_example(u, yes).item()
        assert found == pytest.approx((1e4 if wrong else 0) + np.log(2), rel=1e-6)
        assert np.isfinite(BinaryCrossEntropy().delta(u, yes)).all()


def test_large_logits_close_to_each_other_keep_their_digits() -> None:
    u = jnp.asarray([[10_000.0, 9_999.0]], jnp.float32)
    found = CrossEntropy().by_example(u, jnp.asarray([0], jnp.int32)).item()
    assert found == pytest.approx(np.log1p(np.exp(-1)), rel=1e-6)


def test_a_confident_yes_keeps_its_digits() -> None:
    found = BinaryCrossEntropy().by_example(jnp.asarray([[20.0]]), jnp.ones((1, 1))).item()
    assert found == pytest.approx(np.log1p(np.exp(-20)), rel=1e-6)


def test_the_lecture_s_mean_squared_error() -> None:
    y, t = jnp.asarray([[2.0, 4, 6]]), jnp.asarray([[3.0, 5, 8]])
    assert MeanSquaredError().by_example(y, t).item() == 2
    np.testing.assert_allclose(MeanSquaredError().delta(y, t)[0], [-2 / 3, -2 / 3, -4 / 3])
    assert SquaredError().by_example(y, t).item() == 3
    np.testing.assert_array_equal(SquaredError().delta(y, t)[0], [-1, -1, -2])


def test_huber_is_square_inside_and_straight_outside() -> None:
    y = jnp.asarray([[0.5], [-3.0]])
    np.testing.assert_allclose(Huber(2).by_example(y, jnp.zeros((2, 1))), [0.125, 4])
    np.testing.assert_allclose(Huber(2).delta(y, jnp.zeros((2, 1)))[:, 0], [0.5, -2])


def test_right_answers_are_counted() -> None:
    u = jnp.asarray([[2.0, 1, 0], [0, 1, 2], [0, 3, 1]])
    np.testing.assert_array_equal(
        CrossEntropy().correct(u, jnp.asarray([0, 1, 1], jnp.int32)), [1, 0, 1]
    )
    yes = jnp.asarray([[1.0, 1, 0], [0, 0, 1], [0, 1, 1]])
    np.testing.assert_array_equal(BinaryCrossEntropy().correct(u, yes), [1, 0, 1])
    np.testing.assert_array_equal(SquaredError().correct(u, yes), [0, 0, 0])


def test_losses_are_found_by_name_and_come_back_from_json() -> None:
    for name, kind in LOSSES.items():
        assert loss_named(name) == kind() == loss_from_json({"kind": name})
        assert loss_from_json(value_to_json(kind())) == kind()
    assert loss_from_json(value_to_json(Huber(0.5))) == Huber(0.5)
    with pytest.raises(SettingError) as caught:
        loss_named("mse")
    assert caught.value.en.startswith("there is no loss 'mse'; known: squared_error, ")
    assert caught.value.ja.startswith("損失関数 'mse' はありません")


@pytest.mark.parametrize("threshold", [0, -1, float("inf"), "1", None])
def test_a_threshold_that_is_not_positive_is_refused(threshold: object) -> None:
    with pytest.raises(SettingError, match="huber: threshold must be"):
        Huber(threshold)  # type: ignore[arg-type]
