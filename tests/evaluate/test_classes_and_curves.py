"""Precision to calibration: every figure is scikit-learn's, on whatever hypothesis thinks of."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

from mieru.evaluate import (
    AVERAGES,
    average_precision,
    brier_score,
    by_class,
    calibration,
    class_metrics,
    confusion_matrix,
    expected_calibration_error,
    log_loss,
    mae,
    mse,
    precision_recall_curve,
    r2,
    rmse,
    roc_auc,
    roc_curve,
    top_k_accuracy,
)
from mieru.words import MieruError


@st.composite
def answered(draw: st.DrawFn, least: int = 2) -> tuple[Any, Any]:
    """Labels (N,) and probabilities (N, K), with equal ones among them."""
    classes, n = draw(st.integers(least, 9)), draw(st.integers(1, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scores = rng.integers(1, draw(st.integers(2, 40)), (n, classes)).astype(float)
    return rng.integers(0, classes, n), scores / scores.sum(axis=1, keepdims=True)


@given(answered())
def test_precision_recall_and_f1_are_those_of_scikit_learn(found):
    t, p = found
    k, told = p.shape[1], p.argmax(axis=1)
    ours = by_class(confusion_matrix(t, told, k))
    every = sk.precision_recall_fscore_support(t, told, labels=range(k), zero_division=0)
    for figure, expected in zip(
        (ours.precision, ours.recall, ours.f1, ours.support), every, strict=True
    ):
        np.testing.assert_allclose(figure, expected, rtol=1e-12)
    for how in AVERAGES:
        expected = sk.precision_recall_fscore_support(t, told, average=how, zero_division=0)
        np.testing.assert_allclose(ours.average(how), expected[:3], rtol=1e-12)


@given(answered(least=3), st.integers(1, 8))
def test_top_k_log_loss_and_brier_are_those_of_scikit_learn(found, k):
    t, p = found
    labels = np.arange(p.shape[1])
    if k < p.shape[1]:
        assert top_k_accuracy(t, p, k) == sk.top_k_accuracy_score(t, p, k=k, labels=labels)
    else:
        assert top_k_accuracy(t, p, k) == 1
    assert log_loss(t, p) == pytest.approx(sk.log_loss(t, p, labels=labels), rel=1e-9)
    expected = np.mean(np.sum((p - np.eye(len(labels))[t]) ** 2, axis=1))
    assert brier_score(t, p) == pytest.approx(expected, rel=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(2, 80), st.integers(2, 30))
def test_curves_of_two_classes_are_those_of_scikit_learn(seed, n, values):
    rng = np.random.default_rng(seed)
    yes, scores = rng.integers(0, 2, n), rng.integers(0, values, n) / (values - 1)
    yes[:2] = [0, 1]
    x, y, thresholds = sk.roc_curve(yes, scores, drop_intermediate=False)
    ours = roc_curve(yes, scores)
    np.testing.assert_allclose([ours.x, ours.y, ours.thresholds], [x, y, thresholds])
    assert roc_auc(yes, scores) == pytest.approx(sk.roc_auc_score(yes, scores))
    precision, recall, thresholds = sk.precision_recall_curve(yes, scores)
    curve = precision_recall_curve(yes, scores)
    np.testing.assert_allclose(curve.x[::-1], recall[:-1])
    np.testing.assert_allclose(curve.y[::-1], precision[:-1])
    np.testing.assert_allclose(curve.thresholds[::-1], thresholds)
    assert average_precision(yes, scores) == pytest.approx(sk.average_precision_score(yes, scores))
    both = np.stack([1 - scores, scores], axis=1)
    assert brier_score(yes, both) == pytest.approx(sk.brier_score_loss(yes, scores))
    so, said = calibration_curve(yes, scores, n_bins=10)
    found = calibration(yes, scores)
    np.testing.assert_allclose([found.so, found.said], [so, said])
    assert found.counts.sum() == n


def test_a_share_of_nothing_is_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert average_precision(np.zeros(4), np.arange(4)) == 0
        assert np.isnan(roc_auc(np.ones(4), np.arange(4)))
        assert by_class(np.zeros((3, 3), int)).average("weighted") == (0, 0, 0)


def test_calibration_error_by_hand():
    """Sure of 0.9 and right in 1 of 2, sure of 0.6 and right in 1 of 1."""
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6]])
    t = np.array([0, 1, 1])
    assert expected_calibration_error(t, p) == pytest.approx((2 * 0.4 + 1 * 0.4) / 3)


@given(answered(least=3))
def test_all_by_name(found):
    t, p = found
    every = class_metrics(t, p)
    assert every["accuracy"] == sk.accuracy_score(t, p.argmax(axis=1))
    assert ("top5_error" in every) == (p.shape[1] > 5)
    present = np.unique(t)
    if len(present) == p.shape[1]:
        expected = sk.roc_auc_score(t, p, multi_class="ovr")
        assert every["roc_auc"] == pytest.approx(expected)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 3))
def test_errors_of_values_are_those_of_scikit_learn(seed, n, k):
    rng = np.random.default_rng(seed)
    t, y = rng.normal(size=(2, n, k))
    assert mse(t, y) == pytest.approx(sk.mean_squared_error(t, y))
    assert mae(t, y) == pytest.approx(sk.mean_absolute_error(t, y))


P3 = np.full((4, 3), 1 / 3)
T3 = np.array([0, 1, 2, 0])
Y = np.arange(4.0)


@pytest.mark.parametrize(
    "figure",
    [
        *(lambda f=f: f(Y[:, None], Y) for f in (rmse, mse, mae, r2)),
        lambda: rmse(np.zeros(0), np.zeros(0)),
        *(lambda f=f: f(T3[:, None], P3) for f in (top_k_accuracy, brier_score, log_loss)),
        *(lambda f=f, t=t: f(t, P3) for f in (log_loss, class_metrics) for t in (T3[:3], T3 - 1)),
        lambda: log_loss(T3 + 1, P3),
        lambda: brier_score(T3 + 0.5, P3),
        lambda: expected_calibration_error(T3, P3[:2]),
        lambda: confusion_matrix(T3, T3[:1], 3),
        lambda: confusion_matrix(T3, T3, 2),
        *(lambda f=f: f(T3 > 0, Y[:3]) for f in (roc_auc, average_precision, calibration)),
        *(lambda f=f: f(T3[:0] > 0, Y[:0]) for f in (roc_curve, precision_recall_curve)),
        lambda: roc_auc(T3 > 0, np.array([0, 1, np.nan, 2])),
        lambda: calibration(T3 > 0, Y / 4, bins=0),
        lambda: by_class(np.eye(2)).average("mikro"),  # type: ignore[arg-type]
    ],
)
def test_no_figure_is_made_of_what_does_not_belong_together(figure):
    """NumPy would stretch (N, 1) against (N,) to (N, N), and count class −1 from the end."""
    with pytest.raises(MieruError):
        figure()
