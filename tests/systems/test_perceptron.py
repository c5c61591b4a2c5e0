import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.systems import run_system
from mieru.systems.perceptron import learn, margin

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([-1.0, 1, 1, -1])


def test_the_rule_by_hand():
    # From w = (0, 0, 0): (1, 0, 1) is on the line, so w = (1, 0, 1).
    # (−1, 0, 1) gives w·x̃ = 0 with t = −1: w = (2, 0, 0). Then both are right.
    learned = learn(np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([1.0, -1.0]), 10)
    assert learned.path.tolist() == [[0, 0, 0], [1, 0, 1], [2, 0, 0]]
    assert learned.causes == (0, 1)
    assert learned.mistakes == (2, 0)
    assert learned.converged


def separable(seed, gap):
    """Points on both sides of a random line, none nearer to it than ``gap``."""
    draw = np.random.default_rng(seed)
    w = draw.normal(size=3)
    x = draw.normal(size=(60, 2))
    far = (x @ w[:2] + w[2]) / np.linalg.norm(w)
    return x[abs(far) > gap], np.sign(far)[abs(far) > gap]


@given(st.integers(0, 10_000))
def test_on_separable_data_it_ends_within_novikoffs_bound(seed):
    x, t = separable(seed, gap=0.1)
    gamma, longest = margin(x, t)
    learned = learn(x, t, rounds=10_000)
    assert learned.converged
    assert learned.updates <= (longest / gamma) ** 2
    assert np.all(t * (np.column_stack([x, np.ones(len(x))]) @ learned.path[-1]) > 0)


@given(st.integers(0, 1000))
def test_no_line_keeps_a_wider_margin(seed):
    from sklearn.svm import SVC

    x, t = separable(seed, gap=0.05)
    if len(set(t)) < 2:
        return
    gamma, _ = margin(x, t)
    # A support vector machine on x̃ and −x̃ has no bias: its margin is the widest through 0.
    signed = t[:, None] * np.column_stack([x, np.ones(len(x))])
    machine = SVC(kernel="linear", C=1e7, tol=1e-8)
    machine.fit(np.vstack([signed, -signed]), np.repeat([1, -1], len(x)))
    assert gamma == pytest.approx(1 / np.linalg.norm(machine.coef_), rel=1e-3)


def test_xor_has_no_margin_and_its_weights_run_in_a_circle():
    assert margin(*XOR)[0] == 0
    learned = learn(*XOR, rounds=50)
    assert not learned.converged
    assert min(learned.mistakes) > 0
    cycle = learned.cycle
    assert cycle == 4
    assert learned.path[-1].tolist() == learned.path[-1 - cycle].tolist()


@pytest.mark.parametrize("seed", range(5))
def test_the_system_parts_iris_within_the_bound(tmp_path, seed):
    metrics = run_system("perceptron", seed=seed, out=tmp_path).result.metrics
    assert metrics["train_accuracy"] == 1
    assert 0 < metrics["updates"] <= metrics["novikoff_bound"]
    assert metrics["test_accuracy"] >= 0.85
    assert metrics["xor_converged"] == 0
    assert metrics["xor_margin"] == 0


def test_data_that_no_line_parts_are_told_of_and_not_converged(tmp_path):
    finished = run_system(
        "perceptron", {"data": "gauss", "noise": "50", "epochs": "3"}, out=tmp_path
    )
    assert finished.result.metrics["rounds"] == 3
    assert "there are still mistakes" in finished.report.read_text()
    assert "there is no margin and no bound" in finished.report.read_text()


def test_a_line_is_drawn_for_the_updates(tmp_path):
    page = run_system("perceptron", seed=1, out=tmp_path).report.read_text()
    for number in range(1, 7):
        assert f"Update {number}" in page
        assert f"{number} 回目の更新" in page
