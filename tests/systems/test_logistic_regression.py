"""Logistic regression: the same answers as scikit-learn's on the same split."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn import metrics as judge

from mieru.data import Examples
from mieru.systems import Finished, Stage, run_system
from mieru.systems.logistic_regression import Settings, loaded, logits, roc, run
from mieru.systems.parts.decision_line import _level_line, picked, telling_pair
from mieru.systems.parts.maximum_likelihood import (
    Fitted,
    accuracy,
    confusion,
    fit_both,
    log_loss,
    scikit_learn,
)
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("logistic-regression", out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def fitted() -> tuple[Fitted, Examples]:
    data = loaded("iris", 0, Stage())
    found = fit_both(data, penalty=1.0, epochs=2000, seed=0, stage=Stage(), binary=True)
    return found, data.train


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("data", ["breast-cancer", "iris"])
def test_test_accuracy_is_within_one_point_of_scikit_learns(data: str, seed: int) -> None:
    metrics = run(Settings(data=data), seed=seed, stage=Stage()).metrics
    assert abs(metrics["test_accuracy"] - metrics["scikit_learn_test_accuracy"]) <= 0.01
    assert metrics["max_probability_difference"] < 1e-3
    assert metrics["test_accuracy"] > 0.85


def test_the_weights_are_scikit_learns(fitted: tuple[Fitted, Examples]) -> None:
    ours, train = fitted
    theirs = scikit_learn(train, 1.0)
    np.testing.assert_allclose(ours.weights[:, 0], theirs.coef_[0], atol=1e-4)
    np.testing.assert_allclose(ours.bias, theirs.intercept_, atol=1e-4)


@pytest.mark.parametrize("penalty", [0.1, 10.0])
def test_a_penalty_means_what_scikit_learns_inverse_c_means(penalty: float) -> None:
    data = loaded("iris", 0, Stage())
    found = fit_both(data, penalty=penalty, epochs=4000, seed=0, stage=Stage(), binary=True)
    np.testing.assert_allclose(found.weights[:, 0], found.theirs.coef_[0], atol=1e-3)


def test_probabilities_are_the_sigmoid_of_the_sum(fitted: tuple[Fitted, Examples]) -> None:
    ours, train = fitted
    u = train.x.astype(np.float64) @ ours.weights[:, 0] + ours.bias[0]
    np.testing.assert_allclose(logits(ours, train), u, atol=1e-4)
    np.testing.assert_allclose(ours.probabilities(train)[:, 1], 1 / (1 + np.exp(-u)), atol=1e-5)
    np.testing.assert_allclose(ours.probabilities(train)[:, 0], 1 / (1 + np.exp(u)), atol=1e-5)


def test_on_the_decision_line_both_classes_are_equally_probable() -> None:
    data = loaded("iris", 0, Stage())
    pair = telling_pair(data.train)
    assert [(data.features or ())[i] for i in pair] == ["petal length (cm)", "petal width (cm)"]
    two = fit_both(
        data.mapped(lambda e: picked(e, pair)),
        penalty=1.0,
        epochs=500,
        seed=0,
        stage=Stage(),
        binary=True,
    )
    x, y = _level_line(two, 0.0, (-2, 2, -2, 2))
    points = Examples(np.stack([x, y], axis=1), np.zeros(len(x), np.int32))
    np.testing.assert_allclose(two.probabilities(points), 0.5, atol=1e-4)


@given(st.integers(0, 10_000), st.integers(2, 60), st.integers(1, 10))
def test_the_roc_curve_and_its_area_are_scikit_learns(seed: int, n: int, levels: int) -> None:
    random = np.random.default_rng(seed)
    t = np.append([0, 1], random.integers(2, size=n))
    p = random.integers(levels + 1, size=n + 2) / levels  # with ties
    false_rate, true_rate, area = roc(p, t)
    theirs = judge.roc_curve(t, p, drop_intermediate=False)
    np.testing.assert_allclose(false_rate, theirs[0])
    np.testing.assert_allclose(true_rate, theirs[1])
    assert area == pytest.approx(judge.roc_auc_score(t, p))


@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(1, 40))
def test_judgements_are_scikit_learns(seed: int, classes: int, n: int) -> None:
    random = np.random.default_rng(seed)
    t = random.integers(classes, size=n)
    p = random.dirichlet(np.ones(classes), size=n)
    labels = np.arange(classes)
    assert accuracy(p, t) == pytest.approx(judge.accuracy_score(t, p.argmax(axis=1)))
    assert log_loss(p, t) == pytest.approx(judge.log_loss(t, p, labels=labels))
    theirs = judge.confusion_matrix(t, p.argmax(axis=1), labels=labels)
    np.testing.assert_array_equal(confusion(p, t), theirs)


def test_the_test_part_is_opened_once() -> None:
    stage = Stage()
    run(Settings(data="iris", epochs=10), seed=0, stage=stage)
    (data,) = stage.loaded
    assert data.test is not None
    assert len(data.test.openings) == 1


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
