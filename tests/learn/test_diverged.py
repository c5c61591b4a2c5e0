"""Numbers that stop being finite: the layer and the step that are named are the first."""

from typing import Any

import numpy as np
import pytest

from mieru.data import DataSet, Examples
from mieru.files import load, save
from mieru.learn import Adam, Cosine, Ended, GradientDescent, Learner, Settings, fit
from mieru.nn import (
    Activation,
    BatchNorm,
    Dense,
    Given,
    MeanSquaredError,
    Network,
    Residual,
)
from mieru.words import DivergenceError


def unit(weight: float) -> Dense:
    """y = weight·x."""
    return Dense(1, bias=False, initial=Given((weight,)))


def diverged(network: Network, x: float = 1.0, t: float = 0.0, **changes: Any) -> DivergenceError:
    usual: dict[str, Any] = {"optimizer": GradientDescent(1e-3), "epochs": 1}
    with pytest.raises(DivergenceError) as caught:
        fit(network, (np.array([[x]]), np.array([[t]])), **usual | changes)
    return caught.value


def test_the_first_layer_forward_is_named():
    # 1 → 10 → 10³ → 10⁴ → 10¹² → 10¹³ → 10³⁹, beyond float32
    network = Network(1, [unit(10), "cube", unit(10), "cube", unit(10), "cube", unit(1)])
    error = diverged(network)
    assert (error.layer, error.step) == ("cube3", 1)
    assert error.en == (
        "learning diverged at step 1 (epoch 1): the output of cube3 stopped being a finite number "
        "there; try a learning rate of a tenth (it is 0.001), or clip=1"
    )
    assert error.ja == (
        "学習が第 1 ステップ (エポック 1) で発散しました: cube3 の出力が有限の数でなくなりました。"
        "学習率 (現在 0.001) を 10 分の 1 にするか、clip=1 を試してください"
    )


def test_a_layer_inside_another_is_named():
    inner = Residual((unit(1e13), Activation("cube")))
    assert diverged(Network(1, [unit(1), inner, unit(1)])).layer == "residual1.layers.cube1"


def test_the_first_gradient_on_the_way_back_is_named():
    # Forward all is finite: u = 10⁻³⁰, z = u. Back: δ = 1 at dense3, times 10³⁰ = 10³⁰ at dense2,
    # whose gradient is δ·10⁻³⁰; times 10³⁰ again, 10⁶⁰, at dense1.
    network = Network(1, [unit(1e-35), "identity", unit(1e30), "identity", unit(1e30)])
    error = diverged(network, x=1e-20, t=-10.0, loss="huber")
    assert (error.layer, error.step) == ("dense2", 1)
    assert "δ on its way back through dense2 stopped being a finite number" in error.en
    assert "dense2 を逆に通る δ" in error.ja


def test_a_loss_that_overflows_over_finite_outputs_is_named():
    # E = w², w ← w − 2·2w = −3w. From 10¹⁵, |w| passes 1.84·10¹⁹, whose square is beyond float32,
    # with 3⁹ = 19683: nine steps are done, the tenth fails.
    optimizer = GradientDescent(2.0)
    error = diverged(Network(1, [unit(1e15)]), optimizer=optimizer, epochs=50)
    assert (error.layer, error.step) == ("loss", 10)
    assert "step 10 (epoch 10): the loss (mean_squared_error) stopped" in error.en
    assert "損失 (mean_squared_error) が有限の数でなくなりました" in error.ja


def test_an_update_that_overflows_is_found_even_at_the_very_last_step():
    # Huber's δ is 1, the gradient 10¹⁰, and 10³⁰ times that is beyond float32.
    network = Network(1, [unit(1.0)])
    error = diverged(network, x=1e10, optimizer=GradientDescent(1e30), loss="huber")
    assert (error.layer, error.step) == ("dense1", 1)
    assert "the updated dense1's weight stopped being a finite number" in error.en
    assert error.run.parameters["dense1"]["weight"].item() == 1  # the last finite one


def test_a_memory_of_the_optimizer_that_overflows_is_named():
    # g = 10²⁰: its square is infinite, and Adam would never move that weight again.
    network = Network(1, [unit(1.0)])
    error = diverged(network, x=1e20, optimizer=Adam(0.1), loss="huber")
    assert error.layer == "dense1"
    assert "what the optimizer remembers of dense1's weight stopped being" in error.en


def test_a_running_state_that_overflows_is_named():
    network = Network(2, [BatchNorm(), Dense(1)])
    x = np.array([[1e30, 0.0], [-1e30, 0.0]])
    with pytest.raises(DivergenceError) as caught:
        fit(network, (x, np.zeros((2, 1))), epochs=1, optimizer=GradientDescent(0.0))
    assert caught.value.layer == "batchnorm1"


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_weights_to_start_from_that_are_not_finite_are_named(value):
    # σ(∞) = 1 and σ'(∞) = 0: every loss and gradient would look well.
    network = Network(1, [unit(1.0), "sigmoid", unit(1.0)])
    parameters = {"dense1": {"weight": [[value]]}, "dense2": {"weight": [[1.0]]}}
    start = {name: {k: np.array(v) for k, v in tree.items()} for name, tree in parameters.items()}
    error = diverged(network, parameters=start)
    assert (error.layer, error.step) == ("dense1", 1)
    assert error.en == (
        "learning cannot begin: dense1's weight is not a finite number in the parameters to start "
        "from; give others"
    )
    assert error.ja.startswith("学習を始められません: 初期値として与えられた dense1 の weight ")


def test_a_step_far_inside_a_chunk_is_found_exactly():
    # w ← w − 1.01·2w = −1.02w, in float32; E = w² is infinite some two thousand steps later.
    w, step = np.float32(1), 1
    with np.errstate(over="ignore"):
        while np.isfinite(w * w):
            w, step = w - np.float32(1.01) * (2 * w), step + 1
    error = diverged(Network(1, [unit(1.0)]), optimizer=GradientDescent(1.01), epochs=5000)
    assert error.step == step > 2000
    assert [row["epoch"] for row in error.run.history] == list(range(1, step))
    assert error.run.kept_epoch == step - 1
    assert abs(error.run.parameters["dense1"]["weight"].item()) == pytest.approx(abs(w), rel=1e-3)


def test_a_learner_that_has_diverged_goes_no_further():
    examples = Examples(np.ones((1, 1)), np.zeros((1, 1)))
    settings = Settings(optimizer=GradientDescent(2.0))
    learner = Learner(Network(1, [unit(1e15)]), MeanSquaredError(), examples, None, settings)
    assert [row["epoch"] for row in learner.advance(50)] == list(range(1, 10))
    assert not learner.carry.finite
    assert learner.advance(50) == []
    assert int(learner.carry.step) == 10


@pytest.mark.parametrize(
    "network",
    [
        "2, dense 16, leaky_relu 0.1, dense 16, leaky_relu 0.1, dense 2",
        "2, dense 8, square, dense 8, square, dense 2",
        "2-9-9-9-9-2 elu",
    ],
)
def test_what_was_learned_until_then_is_kept_and_can_be_saved(network, tmp_path):
    random = np.random.default_rng(0)
    x, t = random.normal(size=(50, 2)), random.integers(0, 2, 50)
    data = DataSet("noise", Examples(x, t), Examples(x, t))
    heard: list[Any] = []
    with pytest.raises(DivergenceError) as caught:
        fit(
            Network.parse(network),
            data,
            epochs=300,
            optimizer=GradientDescent(Cosine(1e5, epochs=300, warmup=1)),
            listeners=[heard.append],
        )
    error = caught.value
    names = {*error.run.network.names, "loss"}
    assert error.layer in names
    assert "(it is cosine)" in error.en
    assert error.run.ended == "diverged"
    assert isinstance(heard[-1], Ended)
    assert heard[-1].reason == "diverged"
    back = load(save(tmp_path / "diverged", error.run))
    np.testing.assert_equal(back.history, error.run.history)  # for which NaN is NaN
    for name, layer in error.run.parameters.items():
        for key, values in layer.items():
            assert np.isfinite(values).all()
            np.testing.assert_array_equal(back.parameters[name][key], values)


def test_a_divergence_keeps_the_best_weights_where_there_is_validation():
    # A rate that rises for ten epochs: it learns first, and diverges later.
    random = np.random.default_rng(0)
    x = random.normal(size=(40, 1))
    data = DataSet("line", Examples(x, 3 * x), Examples(x, 3 * x))
    rising = GradientDescent(Cosine(50.0, epochs=1000, warmup=999))
    with pytest.raises(DivergenceError) as caught:
        fit(Network.parse("1-1"), data, epochs=500, batch_size=10, optimizer=rising)
    run = caught.value.run
    losses = [row["validation_loss"] for row in run.history]
    assert run.kept_epoch == int(np.nanargmin(losses)) + 1
    assert run.kept_epoch < len(losses)
