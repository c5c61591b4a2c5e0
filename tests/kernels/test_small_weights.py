"""Weights of examples in small networks: what each loss is multiplied with."""

import numpy as np
import pytest

from mieru.kernels.small import Knobs, SmallShape
from mieru.words import ShapeError
from tests.kernels.small import HEADS, NAMES, examples, small_network, whole_batches


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("output", "loss"), HEADS)
def test_a_whole_weight_counts_as_so_many_examples(name, output, loss):
    shape = SmallShape((2, 5, 3), ("tanh",), output=output, loss=loss)
    x, t = examples(shape, 37)
    counts = np.random.default_rng(2).integers(0, 4, 37)
    weighted, repeated = small_network(shape, name), small_network(shape, name)
    order, offsets = whole_batches(37, 3)
    weights = counts / counts.mean()
    total = weighted.train(x, t, order, offsets, np.full(3, 0.1), Knobs("adam"), weights=weights)
    x, t = x.repeat(counts, axis=0), t.repeat(counts, axis=0)
    order, offsets = whole_batches(len(x), 3)
    expected = repeated.train(x, t, order, offsets, np.full(3, 0.1), Knobs("adam"))
    np.testing.assert_allclose(weighted.parameters, repeated.parameters, rtol=1e-9, atol=1e-12)
    assert total / 37 == pytest.approx(expected / len(x), rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_weights_of_1_change_no_bit(name):
    shape = SmallShape((2, 4, 1), ("relu",))
    x, t = examples(shape, 50)
    plain, weighted = small_network(shape, name), small_network(shape, name)
    order, offsets = np.arange(50), np.array([0, 20, 40, 50])
    plain.train(x, t, order, offsets, np.full(3, 0.1), Knobs())
    weighted.train(x, t, order, offsets, np.full(3, 0.1), Knobs(), weights=np.ones(50))
    np.testing.assert_array_equal(plain.parameters, weighted.parameters)


def test_weights_of_another_number_are_refused():
    shape = SmallShape((2, 4, 1), ("relu",))
    x, t = examples(shape, 5)
    with pytest.raises(ShapeError, match=r"weights have the shape \(4,\), and must have \(5,\)"):
        small_network(shape, NAMES[-1]).train(
            x, t, np.arange(5), [0, 5], [0.1], Knobs(), weights=np.ones(4)
        )
