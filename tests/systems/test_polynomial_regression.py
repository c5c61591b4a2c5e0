"""Polynomial regression: underfit, fit and overfit, in numbers that hold up to degree 50."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st
from numpy.polynomial import Polynomial

from mieru.data import Examples, load
from mieru.systems import Finished, Stage, run_system
from mieru.systems.polynomial_regression import (
    Settings,
    condition_numbers,
    fitted,
    read_degrees,
    run,
)
from mieru.words import SettingError
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("polynomial-regression", out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def train() -> Examples:
    return load("sine", points=100, noise=20, validation=0.2, test=0.2).train


@pytest.mark.parametrize("seed", range(5))
def test_a_low_degree_underfits_a_high_one_overfits_and_the_chosen_one_fits(seed: int) -> None:
    metrics = run(Settings(), seed=seed, stage=Stage()).metrics
    assert metrics["test_error"] < 0.3  # the noise is 0.2
    assert metrics["lowest_degree_test_error"] > 1.5 * metrics["test_error"]
    assert metrics["highest_degree_test_error"] > 1.5 * metrics["test_error"]
    assert metrics["highest_degree_train_error"] < 0.75 * metrics["train_error"]
    assert metrics["chosen_degree"] in (3, 5, 10, 20)


def test_the_training_error_falls_with_every_degree(train: Examples) -> None:
    errors = [fitted(train, degree).error(train) for degree in range(51)]
    assert all(b <= a * (1 + 1e-9) for a, b in pairwise(errors))


def test_the_chosen_degree_has_the_smallest_validation_error() -> None:
    data = load("sine", points=100, noise=20, seed=1, validation=0.2, test=0.2)
    assert data.validation is not None
    validation = data.validation
    chosen = run(Settings(), seed=1, stage=Stage()).metrics["chosen_degree"]
    errors = {d: fitted(data.train, d).error(validation) for d in (1, 3, 5, 10, 20, 50)}
    assert min(errors, key=lambda d: errors[d]) == chosen


@pytest.mark.parametrize("degree", [1, 3, 5, 10, 15])
def test_the_curve_is_numpys(train: Examples, degree: int) -> None:
    x, t = train.x[:, 0].astype(np.float64), train.t[:, 0].astype(np.float64)
    grid = np.linspace(x.min(), x.max(), 50)
    theirs = Polynomial.fit(x, t, degree)(grid)
    np.testing.assert_allclose(fitted(train, degree)(grid), theirs, atol=1e-6)


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=6))
def test_a_polynomial_without_noise_is_found_again(coefficients: list[float]) -> None:
    x = np.linspace(-1, 1, 40)
    t = Polynomial(coefficients)(x)
    curve = fitted(Examples(x[:, None], t[:, None]), len(coefficients) - 1)
    np.testing.assert_allclose(curve(x), t, atol=1e-5)  # Examples hold float32


def test_legendre_polynomials_keep_the_problem_well_conditioned(train: Examples) -> None:
    powers, legendre = condition_numbers(train, 20)
    assert legendre < 1e3
    assert powers > 1e6


def test_the_test_part_is_opened_once_and_says_why() -> None:
    stage = Stage()
    chosen = run(Settings(), seed=2, stage=stage).metrics["chosen_degree"]
    (data,) = stage.loaded
    assert data.test is not None
    assert data.test.openings == (f"error of degree {chosen:.0f}, which the validation data chose",)


def test_degrees_are_read_sorted_and_once() -> None:
    assert read_degrees("5, 1,3,3") == [1, 3, 5]


@pytest.mark.parametrize("text", ["", "1,x", "-1", "201", "1,,3", "1.5"])
def test_other_degrees_are_refused_in_both_languages(text: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_degrees(text)
    assert caught.value.en == (
        f"degrees cannot be {text!r}; write whole numbers from 0 to 200 with commas between them, "
        "such as 1,3,5"
    )
    assert caught.value.ja == (
        f"degrees を {text!r} にはできません。0 から 200 までの整数を 1,3,5 のように"
        "カンマで区切って並べてください"
    )


def test_any_degrees_can_be_compared() -> None:
    result = run(Settings(degrees="0,2", points=20, noise=0.0), seed=0, stage=Stage())
    assert result.metrics["chosen_degree"] in (0, 2)


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
