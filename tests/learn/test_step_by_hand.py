"""One step of learning, small enough to do by hand, every number in its comment.

One unit without activation sees one example: x = (1, 2), t = 3, w = (0.5, −0.25), b = 0.1.

    u = 0.5·1 − 0.25·2 + 0.1 = 0.1      E = (u − t)² = 2.9² = 8.41      δ = 2(u − t) = −5.8
    ∂E/∂w = δx = (−5.8, −11.6)          ∂E/∂b = δ = −5.8
"""

from typing import Any

import numpy as np
import pytest

from mieru.files import Run
from mieru.learn import GradientDescent, fit
from mieru.nn import Dense, Given, Network

UNIT = Network(2, [Dense(1, initial=Given((0.5, -0.25)), initial_bias=0.1)])


def stepped(rate: float = 0.1, **changes: Any) -> Run:
    data = np.array([[1.0, 2.0]]), np.array([[3.0]])
    return fit(UNIT, data, epochs=1, optimizer=GradientDescent(rate), **changes)


def weights(run: Run) -> list[float]:
    """w₁, w₂, b."""
    unit = run.parameters["dense1"]
    return [*unit["weight"][:, 0].tolist(), float(unit["bias"][0])]


def test_gradient_descent_takes_the_rate_times_the_gradient():
    # w = (0.5 + 0.1·5.8, −0.25 + 0.1·11.6), b = 0.1 + 0.1·5.8
    assert weights(stepped()) == pytest.approx([1.08, 0.91, 0.68], rel=1e-6)


def test_the_history_tells_the_loss_before_the_step():
    run = stepped()
    assert run.history == [
        {"epoch": 1, "train_loss": pytest.approx(8.41), "rate": 0.1, "seconds": run.seconds}
        | {"seconds": pytest.approx(run.seconds, abs=1)}
    ]


def test_l2_adds_its_strength_times_the_weight_and_leaves_the_bias():
    # ∂/∂w of E + ½·0.2·Σw² = (−5.8 + 0.2·0.5, −11.6 − 0.2·0.25) = (−5.7, −11.65)
    assert weights(stepped(l2=0.2)) == pytest.approx([1.07, 0.915, 0.68], rel=1e-6)


def test_l1_then_takes_rate_times_strength_off_each_weight_and_leaves_the_bias():
    # after the step w = (1.08, 0.91); threshold 0.1·0.3 = 0.03
    assert weights(stepped(l1=0.3)) == pytest.approx([1.05, 0.88, 0.68], rel=1e-6)


def test_l1_stops_at_an_exact_zero():
    # after the step w = (1.08, 0.91); threshold 0.1·10 = 1
    w1, w2, b = weights(stepped(l1=10.0))
    assert w1 == pytest.approx(0.08, rel=1e-5)
    assert w2 == 0
    assert b == pytest.approx(0.68)


def test_clip_shortens_the_whole_gradient_and_keeps_its_direction():
    # the gradient (−5.8, −11.6, −5.8) is 5.8·√6 = 14.2070 long; shortened to 1 it is
    # (−0.408248, −0.816497, −0.408248), and a step of 0.1 changes by a tenth of that
    assert weights(stepped(clip=1.0)) == pytest.approx([0.5408248, -0.1683503, 0.1408248])


def test_a_gradient_shorter_than_clip_is_left_alone():
    assert weights(stepped(clip=14.3)) == weights(stepped())


def test_clip_counts_the_penalty_in():
    # with l2 = 0.2: (−5.7, −11.65, −5.8), √(32.49 + 135.7225 + 33.64) = 14.20748
    found = weights(stepped(clip=1.0, l2=0.2))
    expected = [0.5 + 0.57 / 14.20748, -0.25 + 1.165 / 14.20748, 0.1 + 0.58 / 14.20748]
    assert found == pytest.approx(expected, rel=1e-6)


def test_clip_rescues_a_gradient_whose_square_is_too_large_for_float32():
    # x = 10²⁰: the gradient (−5.8·10²⁰, …) has an infinite square in float32
    data = np.array([[1e20, 0.0]]), np.array([[0.0]])
    run = fit(UNIT, data, epochs=1, optimizer=GradientDescent(0.1), clip=1.0, loss="huber")
    assert weights(run) == pytest.approx([0.4, -0.25, 0.1])


def test_max_norm_shortens_the_weights_into_a_unit_and_leaves_the_bias():
    # after the step w = (1.08, 0.91), √(1.1664 + 0.8281) = 1.412268; shortened to the norm 1
    expected = [1.08 / 1.412268, 0.91 / 1.412268, 0.68]
    assert weights(stepped(max_norm=1.0)) == pytest.approx(expected, rel=1e-6)
    assert weights(stepped(max_norm=1.42)) == weights(stepped())


def test_max_norm_comes_after_l1():
    # L1 with threshold 0.1·10 = 1 leaves w = (0.08, 0)
    assert weights(stepped(l1=10.0, max_norm=0.05)) == pytest.approx([0.05, 0, 0.68])


def test_label_smoothing_takes_from_the_class_and_gives_to_all():
    # Two units with w = 0 say p = (½, ½) to x = 1 of class 0. With ε = 0.2 the target (1, 0)
    # becomes (0.9, 0.1): δ = (−0.4, 0.4), and ∂E/∂w = δx. The loss is told without it: log 2.
    network = Network(1, [Dense(2, bias=False, initial=Given((0.0, 0.0)))])
    data = np.array([[1.0]]), np.array([0])
    run = fit(network, data, epochs=1, optimizer=GradientDescent(1.0), label_smoothing=0.2)
    np.testing.assert_allclose(run.parameters["dense1"]["weight"], [[0.4, -0.4]], rtol=1e-6)
    assert run.history[0]["train_loss"] == pytest.approx(np.log(2))
