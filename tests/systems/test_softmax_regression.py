"""Softmax regression: four data sets, the same answers as scikit-learn's on each."""

import numpy as np
import pytest

from mieru.data import load
from mieru.systems import Finished, Stage, run_system
from mieru.systems.parts.maximum_likelihood import fit_both
from mieru.systems.softmax_regression import DATA_SETS, Settings, run
from tests.systems.told import check_told

# What a linear classifier is known to reach on these, with room for a split of bad luck.
LEAST = {"iris": 0.88, "wine": 0.9, "breast-cancer": 0.93, "digits": 0.94}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("softmax-regression", out=tmp_path_factory.mktemp("out"))


@pytest.mark.parametrize("name", DATA_SETS)
def test_test_accuracy_is_within_one_point_of_scikit_learns(finished: Finished, name: str) -> None:
    key = name.replace("-", "_")
    metrics = finished.result.metrics
    ours, theirs = (metrics[f"{key}_{by}test_accuracy"] for by in ("", "scikit_learn_"))
    assert abs(ours - theirs) <= 0.01
    assert ours >= LEAST[name]


def test_the_probabilities_themselves_agree(finished: Finished) -> None:
    assert finished.result.metrics["max_probability_difference"] < 2e-3


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", DATA_SETS)
def test_it_holds_on_other_splits(name: str, seed: int) -> None:
    metrics = run(Settings(data=name), seed=seed, stage=Stage()).metrics
    key = name.replace("-", "_")
    ours, theirs = (metrics[f"{key}_{by}test_accuracy"] for by in ("", "scikit_learn_"))
    assert abs(ours - theirs) <= 0.01
    assert ours >= LEAST[name] - 0.05  # 30 irises: one mistake is three points


def test_the_weights_are_scikit_learns() -> None:
    data = load("iris", validation=0, test=0.2)
    found = fit_both(data, penalty=1.0, epochs=3000, seed=0, stage=Stage())
    np.testing.assert_allclose(found.weights.T, found.theirs.coef_, atol=1e-3)
    # Adding one number to every logit changes nothing, and nothing pushes it away from 0.
    np.testing.assert_allclose(found.weights.sum(axis=1), 0, atol=1e-4)


def test_with_two_classes_it_is_logistic_regression() -> None:
    data = load("breast-cancer", validation=0, test=0.2)
    softmax = fit_both(data, penalty=1.0, epochs=3000, seed=0, stage=Stage())
    logistic = fit_both(data, penalty=1.0, epochs=3000, seed=0, stage=Stage(), binary=True)
    difference = softmax.weights[:, 1] - softmax.weights[:, 0]
    np.testing.assert_allclose(difference, logistic.weights[:, 0], atol=1e-3)
    np.testing.assert_allclose(
        softmax.probabilities(data.train), logistic.probabilities(data.train), atol=1e-3
    )


def test_each_test_part_is_opened_once() -> None:
    stage = Stage()
    run(Settings(data="wine", epochs=5), seed=0, stage=stage)
    (data,) = stage.loaded
    assert data.test is not None
    assert data.test.openings == ("accuracy of the fitted models",)


def test_every_data_set_leaves_a_recording(finished: Finished) -> None:
    assert set(finished.result.recordings) == set(DATA_SETS)


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
