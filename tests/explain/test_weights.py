import math

import numpy as np
import pytest

from mieru.explain.weights import weight_statistics


def test_statistics_of_each_array_by_its_path():
    tree = {
        "dense1": {"weight": np.array([[0.0, 1.0], [2.0, -3.0]], np.float32)},
        "residual1": {"conv1": {"bias": np.zeros(4, np.float32)}},
    }
    first, second = weight_statistics(tree)
    assert (first.name, first.shape) == ("dense1.weight", (2, 2))
    assert first.mean == 0
    assert first.standard_deviation == pytest.approx(math.sqrt(14 / 4))
    assert (first.smallest, first.largest, first.share_of_zeros) == (-3, 2, 0.25)
    assert (second.name, second.share_of_zeros) == ("residual1.conv1.bias", 1)


def test_an_array_without_numbers_has_no_statistics():
    (only,) = weight_statistics({"embedding1": {"weight": np.zeros((0, 3), np.float32)}})
    assert only.shape == (0, 3)
    assert math.isnan(only.mean)


def test_the_mean_of_float32_weights_is_not_rounded_to_float32():
    array = np.full(10**6, 0.1, np.float32)
    (only,) = weight_statistics({"w": array})
    assert only.mean == pytest.approx(float(np.float32(0.1)), rel=1e-12)
