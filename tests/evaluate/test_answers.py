"""Mistakes and cells are those of the probabilities."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss

from mieru.data import Examples
from mieru.evaluate.answers import Answers, answers
from mieru.learn import fit
from mieru.nn import Network

BY_HAND = Answers(
    np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7]], np.float32),
    np.array([0, 0, 1, 1], np.int32),
)


def test_a_worked_example():
    assert BY_HAND.told.tolist() == [0, 1, 0, 1]
    assert BY_HAND.accuracy == 0.5
    assert BY_HAND.confusion.tolist() == [[1, 1], [1, 1]]
    assert BY_HAND.mistakes(5).tolist() == [1, 2]  # 80 % sure before 60 %
    assert BY_HAND.mistakes(1).tolist() == [1]
    assert BY_HAND.cell(1, 0, 5).tolist() == [2]
    assert BY_HAND.loss == pytest.approx(-np.log([0.9, 0.2, 0.4, 0.7]).mean())


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(1, 60))
def test_scikit_learn_finds_the_same(seed, classes, n):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(classes), n).astype(np.float32)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    labels = rng.integers(0, classes, n).astype(np.int32)
    found = Answers(probabilities, labels)
    every = list(range(classes))
    assert found.accuracy == pytest.approx(accuracy_score(labels, found.told))
    assert (found.confusion == confusion_matrix(labels, found.told, labels=every)).all()
    clear = probabilities[np.arange(n), labels] > 1e-6
    if clear.all():
        exact = probabilities.astype(np.float64)
        exact /= exact.sum(axis=1, keepdims=True)
        expected = log_loss(labels, exact, labels=every)
        assert found.loss == pytest.approx(expected, rel=1e-4)
    wrong = found.mistakes(n)
    assert set(wrong) == set(np.flatnonzero(found.told != labels))
    assert (np.diff(found.sureness[wrong]) <= 0).all()
    cells = [found.cell(a, b, n) for a in every for b in every]
    assert sorted(np.concatenate(cells).tolist()) == list(range(n))


def test_one_output_is_the_probability_of_the_second_class():
    x = np.linspace(-1, 1, 40, dtype=np.float32)[:, None]
    examples = Examples(x, (x[:, 0] > 0).astype(np.int32))
    run = fit(Network.parse("1, dense 1"), examples, epochs=30)
    found = answers(run, examples)
    assert found.probabilities.shape == (40, 2)
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, rtol=1e-6)
    assert found.accuracy == pytest.approx(run.history[-1]["train_accuracy"], abs=0.1)
