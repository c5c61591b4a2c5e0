"""The classic tables."""

import numpy as np
import pytest
from sklearn import datasets
from sklearn.preprocessing import StandardScaler

from mieru.data.tables import numbers_of
from tests.data.loose import load

SHAPES = {
    "iris": (150, (4,), 3),
    "wine": (178, (13,), 3),
    "breast-cancer": (569, (30,), 2),
    "diabetes": (442, (10,), 1),
    "digits": (1797, (8, 8, 1), 10),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_example_is_there(name):
    data = load(name)
    total = len(data.train) + len(data.validation) + len(data.test)
    assert (total, data.input_shape, data.outputs) == SHAPES[name]


def test_scaling_is_scikit_learn_s_fitted_to_the_training_part_alone():
    table = datasets.load_wine()
    raw = load("wine", standardize=False, seed=3)
    scaled = load("wine", seed=3)
    scaler = StandardScaler().fit(raw.train.x.astype(np.float64))
    for part in ("train", "validation"):
        expected = scaler.transform(getattr(raw, part).x)
        assert getattr(scaled, part).x == pytest.approx(expected, abs=1e-3)
    assert np.abs(scaled.train.x.mean(axis=0)).max() < 1e-5
    assert scaled.train.x.std(axis=0) == pytest.approx(np.ones(13), abs=1e-5)
    assert np.abs(scaled.validation.x.mean(axis=0)).max() > 0.01  # as new data would be
    assert scaled.features == tuple(table.feature_names)


def test_the_preparation_makes_the_same_x_of_raw_rows():
    raw, scaled = load("iris", standardize=False), load("iris")
    assert np.array_equal(
        scaled.preparation.apply(raw.train.x.astype(np.float64).round(1)), scaled.train.x
    )


def test_classes_are_stratified():
    data = load("iris")
    assert np.bincount(data.train.t).tolist() == [35, 35, 35]
    assert np.bincount(data.validation.t).tolist() == [5, 5, 5]


def test_a_constant_column_stays_finite():
    column = numbers_of(("a", "b"), np.array([[0.1, 1e12]] * 7))
    assert [c.std for c in column] == [1.0, 1.0]


def test_digits_are_pictures_between_0_and_1():
    data = load("digits", validation=0, test=0)
    assert data.train.x.dtype == np.float32
    assert (data.train.x.min(), data.train.x.max()) == (0, 1)
    assert np.array_equal(data.train.x[..., 0] * 16, datasets.load_digits().images)


def test_diabetes_is_a_regression_in_its_own_units():
    data = load("diabetes")
    assert data.task == "regression"
    assert data.train.t.dtype == np.float32
    assert (data.train.t.min(), data.train.t.max()) >= (25, 300)
