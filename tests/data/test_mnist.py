"""The real MNIST."""

import numpy as np

from tests.data.loose import load


def test_mnist_has_its_official_parts(data_folder):
    data = load("mnist")
    assert (len(data.train), len(data.validation), len(data.test)) == (55_000, 5_000, 10_000)
    assert data.train.x.shape == (55_000, 28, 28, 1)
    assert data.train.x.dtype == np.uint8
    assert data.train.t.dtype == np.int32
    assert data.classes == tuple("0123456789")
    assert (data.input_shape, data.outputs, data.task) == ((28, 28, 1), 10, "classification")


def test_the_first_digits_are_those_of_the_original_files(data_folder):
    data = load("mnist", validation=0)
    assert data.validation is None
    assert data.train.t[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert data.test.open("a look").t[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    # A published fact: the mean and standard deviation of the training pixels.
    assert abs(data.train.x.mean() / 255 - 0.1307) < 5e-5
    assert abs(data.train.x.std() / 255 - 0.3081) < 5e-5


def test_the_validation_part_is_stratified_and_seeded(data_folder):
    data, again, other = (load("mnist", seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(data.validation.t, again.validation.t)
    assert np.array_equal(data.train.x[:5], again.train.x[:5])
    assert not np.array_equal(data.validation.t, other.validation.t)
    whole = load("mnist", validation=0)
    expected = np.bincount(whole.train.t) / 12  # 5,000 of 60,000
    assert np.abs(np.bincount(data.validation.t) - expected).max() < 1
