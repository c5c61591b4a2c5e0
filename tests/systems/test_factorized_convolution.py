"""Factorized convolution: 72 % and 67 %, and which kernels have factors."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.systems import run_system
from mieru.systems.factorized_convolution import (
    FORMS,
    LECTURE_S,
    SOBEL,
    Form,
    cost,
    factors,
    nearest,
)
from mieru.systems.parts.scanned import convolved
from tests.systems.told import check_told

BY_NAME: dict[str, Form] = {form.name: form for form in FORMS}


@pytest.mark.parametrize("channels", [1, 3, 64])
def test_the_cost_table_gives_72_and_67_per_cent(channels):
    before, after, multiplications = cost(BY_NAME["two_3x3"], channels, 14)
    assert (before, after) == (25 * channels**2, 18 * channels**2)
    assert after / before == multiplications == 0.72
    before, after, multiplications = cost(BY_NAME["3x1_1x3"], channels, 14)
    assert (before, after) == (9 * channels**2, 6 * channels**2)
    assert after / before == pytest.approx(0.667, abs=1e-3)
    assert multiplications == after / before


def test_the_other_forms_cost_what_their_sizes_say():
    assert cost(BY_NAME["three_3x3"], 8, 9)[:2] == (49 * 64, 27 * 64)
    assert cost(BY_NAME["7x1_1x7"], 8, 9)[:2] == (49 * 64, 14 * 64)
    # depthwise: a filter for each channel, then a 1×1 over all
    assert cost(BY_NAME["depthwise"], 8, 9)[:2] == (9 * 64, 9 * 8 + 64)


@given(seed=st.integers(0, 1000))
def test_a_column_and_a_row_after_one_another_are_their_product(seed):
    random = np.random.default_rng(seed)
    column, row = random.normal(size=(3, 1)), random.normal(size=(1, 3))
    picture = random.normal(size=(8, 9))
    in_steps = convolved(convolved(picture, column), row)
    assert in_steps == pytest.approx(convolved(picture, column @ row), abs=1e-4)


def test_the_edge_filter_has_factors_and_the_lecture_s_has_not():
    assert nearest(SOBEL)[1] == pytest.approx(0, abs=1e-12)
    column, row = factors(SOBEL)
    assert column @ row == pytest.approx(SOBEL)
    # singular values of (2 0 −2, 0 2 0, −2 0 2): 4, 2, 0; what is missed is 2/√20
    assert nearest(LECTURE_S)[1] == pytest.approx(2 / 20**0.5)
    assert nearest(LECTURE_S)[0] == pytest.approx(np.array([[2, 0, -2], [0, 0, 0], [-2, 0, 2]]))


@pytest.mark.slow
def test_three_forms_learn_the_digits_alike(tmp_path):
    finished = run_system("factorized-convolution", out=tmp_path)
    check_told(finished)
    metrics = finished.result.metrics
    assert metrics["two_3x3_weight_share"] == 0.72
    assert metrics["3x1_1x3_weight_share"] == pytest.approx(2 / 3)
    for name in ("5x5", "two_3x3", "5x1_1x5"):
        assert metrics[f"{name}_test_accuracy"] > 0.95
    page = finished.report.read_text()
    assert ">102,400</td>" in page
    assert ">73,728</td>" in page
    assert ">72.0%</td>" in page
    assert ">66.7%</td>" in page


def test_learning_may_be_short(tmp_path):
    settings = {"epochs": "1", "channels": "4", "side": "6"}
    check_told(run_system("factorized-convolution", settings, out=tmp_path))
