import numpy as np
import pytest

from mieru.systems import run_system
from mieru.systems.adaline import REGIMES, _Curve


@pytest.fixture(scope="module")
def metrics(tmp_path_factory):
    return run_system("adaline", out=tmp_path_factory.mktemp("adaline")).result.metrics


def test_one_step_by_hand():
    # x = (1, 2), t = (1, 1), w = 0: J = ½(1 + 1) = 1, Σ(t − a)x = 1·1 + 1·2 = 3, so with η = 0.1
    # w = 0.3; then a = (0.3, 0.6), Σ(t − a)x = 0.7 + 0.8 = 1.5, so w = 0.45.
    curve = _Curve(np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    assert curve.cost(0.0) == 1
    assert curve.descended(0.1, 2) == pytest.approx([0, 0.3, 0.45])
    assert curve.curvature == 5
    assert curve.lowest == pytest.approx(3 / 5)


def test_the_gradient_of_backpropagation_is_the_formula_s(metrics):
    assert metrics["difference_from_formula"] < 1e-6


@pytest.mark.parametrize("regime", REGIMES, ids=lambda regime: regime.name.en)
def test_each_step_multiplies_the_error_by_one_minus_eta_lambda(regime):
    curve = _Curve(np.array([1.0, -2.0, 0.5]), np.array([1.0, -1.0, 1.0]))
    path = np.array(curve.descended(regime.times / curve.curvature, 6)) - curve.lowest
    assert path[1:] / path[:-1] == pytest.approx([1 - regime.times] * 6, rel=1e-3)


def test_the_four_regimes_do_what_they_are_called(metrics):
    start, lowest = metrics["cost_start"], metrics["cost_lowest"]
    assert metrics["cost_right"] == pytest.approx(lowest, rel=1e-6)
    assert lowest + 0.3 * (start - lowest) < metrics["cost_too_small"] < start
    assert lowest * 1.001 < metrics["cost_wasteful"] < lowest + 0.05 * (start - lowest)
    assert metrics["cost_diverging"] > 5 * start


def test_the_classifier_is_that_of_least_squares(tmp_path):
    finished = run_system("adaline", {"epochs": "3000"}, out=tmp_path)
    run = finished.result.recordings["adaline"]
    found = np.append(run.parameters["dense1"]["weight"], run.parameters["dense1"]["bias"])
    x, t = iris(run)
    solved = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), t, rcond=None)[0]
    assert found == pytest.approx(solved, abs=1e-3)
    assert finished.result.metrics["test_accuracy"] >= 0.95


def iris(run):
    from mieru.data import load

    train = load("iris").train
    two = train.t < 2
    return train.x[two][:, [0, 2]], 2.0 * train.t[two] - 1
