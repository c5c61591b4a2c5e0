"""Losses: worked values, derivatives, and numbers that stay finite where exp does not."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.special import softmax

from mieru.nn import BinaryCrossEntropy, CrossEntropy, Huber, Loss, MeanSquaredError, SquaredError
from mieru.systems import Finished, Stage, run_system
from mieru.systems.losses import Settings, curve, naive_softmax, run, value_and_delta
from mieru.systems.parts.outliers import fitted_lines, spoilt_line
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("losses", out=tmp_path_factory.mktemp("out"))


def test_the_mean_squared_error_of_the_lecture_is_two(finished: Finished) -> None:
    assert finished.result.metrics["mean_squared_error"] == 2
    assert finished.result.metrics["squared_error"] == 3  # ½(1 + 1 + 4)
    # (½ + ½ + (2 − ½))/3
    assert finished.result.metrics["huber"] == pytest.approx(2.5 / 3, abs=1e-6)


def test_the_deltas_of_the_lecture() -> None:
    outputs, targets = (2, 4, 6), (3, 5, 8)
    np.testing.assert_allclose(value_and_delta(SquaredError(), outputs, targets)[1], [-1, -1, -2])
    np.testing.assert_allclose(
        value_and_delta(MeanSquaredError(), outputs, targets)[1], [-2 / 3, -2 / 3, -4 / 3]
    )
    np.testing.assert_allclose(value_and_delta(Huber(), outputs, targets)[1], [-1 / 3] * 3)


def test_logits_of_ten_thousand_do_not_overflow(finished: Finished) -> None:
    metrics = finished.result.metrics
    assert metrics["softmax_sum_at_10000"] == 1
    assert metrics["cross_entropy_at_10000"] == 20_000
    assert metrics["binary_cross_entropy_at_10000"] == 10_000


def test_the_softmax_as_it_is_written_does_overflow() -> None:
    assert np.isnan(naive_softmax([1e4, -1e4, 0])).any()
    assert np.isnan(naive_softmax([-1e4, -1e4, -1e4])).all()
    np.testing.assert_allclose(naive_softmax([2, 1, 0.1]), softmax([2, 1, 0.1]), rtol=1e-6)


@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=2, max_size=6))
def test_the_softmax_sums_to_one_and_is_scipys(logits: list[float]) -> None:
    p = np.asarray(CrossEntropy().predict(jnp.asarray([logits], jnp.float32)))[0]
    assert p.sum() == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(p, softmax(np.asarray(logits, np.float64)), atol=1e-5)


@pytest.mark.parametrize(
    ("loss", "target"),
    [
        (SquaredError(), [0.3, -1.0]),
        (MeanSquaredError(), [0.3, -1.0]),
        (Huber(0.7), [0.3, -1.0]),
        (CrossEntropy(), 1),
        (BinaryCrossEntropy(), [1.0, 0.0]),
    ],
)
def test_delta_along_a_curve_is_the_slope_of_the_loss(loss: Loss, target: object) -> None:
    outputs = np.random.default_rng(0).normal(size=(20, 2)).astype(np.float32)
    _, delta = curve(loss, outputs, target)  # type: ignore[arg-type]
    t = jnp.asarray(target)[None]

    def value(y: jax.Array) -> jax.Array:
        return loss.by_example(y[None], t)[0]

    np.testing.assert_allclose(delta, jax.vmap(jax.grad(value))(outputs), atol=1e-6)


def test_two_softmax_outputs_are_one_sigmoid() -> None:
    u = np.linspace(-8, 8, 33, dtype=np.float32)
    soft, soft_delta = curve(CrossEntropy(), np.stack([u, 0 * u], axis=1), 0)
    binary, binary_delta = curve(BinaryCrossEntropy(), u[:, None], [1.0])
    np.testing.assert_allclose(soft, binary, atol=1e-6)
    np.testing.assert_allclose(soft_delta[:, 0], binary_delta[:, 0], atol=1e-6)


def test_huber_hears_less_of_outliers(finished: Finished) -> None:
    metrics = finished.result.metrics
    assert abs(metrics["huber_slope"] - 1) < abs(metrics["squared_error_slope"] - 1)


def test_squared_error_draws_the_least_squares_line() -> None:
    points = spoilt_line(4, seed=0)
    lines = fitted_lines(points, threshold=1.0, seed=0, listeners=())
    expected = np.polyfit(points.x[:, 0], points.t[:, 0], 1)
    np.testing.assert_allclose(lines["squared_error"], expected, atol=1e-4)


def test_without_outliers_both_find_the_line() -> None:
    metrics = run(Settings(outliers=0), seed=0, stage=Stage()).metrics
    assert metrics["huber_slope"] == pytest.approx(1, abs=0.1)
    assert metrics["squared_error_slope"] == pytest.approx(1, abs=0.1)


def test_with_a_threshold_beyond_every_residual_huber_is_squared_error() -> None:
    metrics = run(Settings(threshold=100), seed=0, stage=Stage()).metrics
    assert metrics["huber_slope"] == pytest.approx(metrics["squared_error_slope"], abs=1e-5)


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
