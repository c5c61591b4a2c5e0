"""Linear regression: both ways to the plane agree with each other and with scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from mieru.data import Examples, load
from mieru.systems import Finished, Stage, run_system
from mieru.systems.linear_regression import Settings, run
from mieru.systems.parts.least_squares import (
    closed_form,
    curvatures,
    most_telling,
    r_squared,
    residuals,
    waypoints,
    with_ones,
)
from mieru.words import DivergenceError
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("linear-regression", out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def train() -> Examples:
    return load("diabetes", validation=0, test=0.2).train


def test_gradient_descent_ends_where_the_closed_form_says(finished: Finished) -> None:
    assert finished.result.metrics["max_relative_difference"] < 1e-5
    assert finished.result.metrics["line_max_relative_difference"] < 1e-5


def test_the_closed_form_is_scikit_learns(train: Examples) -> None:
    theirs = LinearRegression().fit(train.x.astype(np.float64), train.t[:, 0])
    ours = closed_form(train)
    np.testing.assert_allclose(ours[:-1], theirs.coef_, rtol=1e-6)
    np.testing.assert_allclose(ours[-1], theirs.intercept_, rtol=1e-9)


def test_r_squared_is_scikit_learns(train: Examples, finished: Finished) -> None:
    weights = closed_form(train)
    said = with_ones(train.x) @ weights
    assert r_squared(weights, train) == pytest.approx(r2_score(train.t[:, 0], said), abs=1e-12)
    assert finished.result.metrics["train_r2"] == pytest.approx(r_squared(weights, train), abs=1e-6)


def test_residuals_of_the_lowest_point_are_orthogonal_to_every_feature(train: Examples) -> None:
    pull = with_ones(train.x).T @ residuals(closed_form(train), train)
    np.testing.assert_allclose(pull, 0, atol=1e-6)


def test_more_features_explain_more_of_the_training_data(finished: Finished) -> None:
    metrics = finished.result.metrics
    assert metrics["train_r2"] > metrics["line_train_r2"] > 0.3
    assert metrics["test_r2"] > metrics["line_test_r2"]


def test_the_one_feature_is_the_body_mass_index(train: Examples) -> None:
    assert (load("diabetes").features or ())[most_telling(train)] == "bmi"


def test_above_two_by_lambda_it_diverges(train: Examples) -> None:
    bound = 2 / curvatures(train)[-1]
    with pytest.raises(DivergenceError):
        run(Settings(epochs=5000, rate=1.1 * bound), seed=0, stage=Stage())
    close = run(Settings(epochs=2000, rate=0.99 * bound), seed=0, stage=Stage())
    assert close.metrics["train_r2"] > 0.5


def test_the_test_part_is_opened_once() -> None:
    stage = Stage()
    run(Settings(epochs=10), seed=3, stage=stage)
    (data,) = stage.loaded
    assert data.test is not None
    assert data.test.openings == ("R² of the line and the plane",)


def test_the_same_seed_gives_the_same_numbers() -> None:
    first, second = (run(Settings(epochs=20), seed=4, stage=Stage()).metrics for _ in range(2))
    assert first == second


@given(
    st.lists(st.floats(-10, 10), min_size=2, max_size=4),
    st.integers(0, 100),
)
def test_points_on_a_plane_give_back_the_plane(weights: list[float], seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(30, len(weights) - 1))
    t = with_ones(x) @ np.array(weights)
    found = closed_form(Examples(x, t[:, None]))
    np.testing.assert_allclose(found, weights, atol=1e-4)  # Examples hold float32


@given(st.integers(1, 200_000))
def test_the_way_is_told_from_the_first_epoch_to_the_last(last: int) -> None:
    stops = waypoints(last)
    assert stops[0] == 1
    assert stops[-1] == last
    assert stops == sorted(set(stops))


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
