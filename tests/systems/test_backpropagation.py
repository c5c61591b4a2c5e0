"""Backpropagation: every derivative right, whatever the network, and the check itself not blind."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.data import load
from mieru.nn import Network, SquaredError, loss_named, trace
from mieru.systems import Finished, run_system
from mieru.systems.backpropagation import Settings, _drawn, _numbers_section, chosen
from mieru.systems.parts.double import double_precision, in_double
from mieru.systems.parts.gradient_check import Check, checked, random_examples
from mieru.systems.parts.stops import stops
from mieru.systems.parts.vanishing_gradient import ACTIVATIONS, DEPTHS, deep, deltas_by_layer
from mieru.words import SettingError
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("backpropagation", out=tmp_path_factory.mktemp("out"))


def check(text: str, loss_name: str, examples: int, seed: int = 0) -> list[Check]:
    network, loss = chosen(Settings(network=text, loss=loss_name))
    with double_precision():
        parameters = in_double(network.initial_parameters(seed))
        x, t = random_examples(network, loss, examples, seed)
        return checked(trace(network, parameters, x, t, loss), parameters)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("2, dense 3, sigmoid, dense 2, sigmoid", "squared_error"),
        ("3, dense 4, tanh, dense 4, relu, dense 3", "cross_entropy"),
        pytest.param("3, dense 5, gelu, dense 2", "binary_cross_entropy", marks=pytest.mark.slow),
        pytest.param(
            "4, dense 3, elu, dense 2, softplus", "mean_squared_error", marks=pytest.mark.slow
        ),
        pytest.param("2, dense 2 bias=no, square, dense 1, cube", "huber", marks=pytest.mark.slow),
        ("4, residual(dense 4, tanh), parallel(dense 2; dense 3, relu)", "squared_error"),
        pytest.param(
            "6x6x1, conv 2 3x3, relu, flatten, dense 3", "cross_entropy", marks=pytest.mark.slow
        ),
        pytest.param(
            "5, layernorm, dense 3, sigmoid, dense 2", "squared_error", marks=pytest.mark.slow
        ),
    ],
)
def test_it_equals_automatic_differentiation_and_central_differences(
    text: str, loss: str, seed: int
) -> None:
    for found in check(text, loss, examples=3, seed=seed):
        assert found.autodiff < 1e-7, found
        assert found.central < 1e-7, found


def test_every_parameter_is_checked() -> None:
    found = check("2, dense 3, sigmoid, dense 2", "squared_error", 2)
    assert {c.path: c.count for c in found} == {
        "dense1.weight": 6,
        "dense1.bias": 3,
        "dense2.weight": 6,
        "dense2.bias": 2,
    }


def test_the_check_would_find_a_wrong_derivative() -> None:
    network, loss = Network.parse("2, dense 3, sigmoid, dense 1"), SquaredError()
    with double_precision():
        parameters = in_double(network.initial_parameters(0))
        x, t = random_examples(network, loss, 2, 0)
        seen = trace(network, parameters, x, t, loss)
        seen.result.gradients["dense1"]["weight"] *= 2  # the L2 fault: off by a factor
        wrong = {c.path: c for c in checked(seen, parameters)}
    assert wrong["dense1.weight"].autodiff > 1e-3
    assert wrong["dense1.weight"].central > 1e-3
    assert wrong["dense2.weight"].autodiff < 1e-12


def test_the_metrics_reach_what_the_course_asks(finished: Finished) -> None:
    assert finished.result.metrics["max_difference_autodiff"] < 1e-7
    assert finished.result.metrics["max_difference_central"] < 1e-7


def test_the_numbers_shown_obey_the_rule_going_back() -> None:
    network = Network.parse("2, dense 3, sigmoid, dense 2, sigmoid")
    with double_precision():
        parameters = in_double(network.initial_parameters(1))
        x, t = random_examples(network, SquaredError(), 1, 1)
        seen = trace(network, parameters, x, t, SquaredError())
    first, last = stops(seen)
    w1, w2 = parameters["dense1"]["weight"], parameters["dense2"]["weight"]
    assert first.derivative is not None
    assert last.derivative is not None
    np.testing.assert_allclose(first.u, x[0] @ w1 + parameters["dense1"]["bias"])
    np.testing.assert_allclose(first.z, 1 / (1 + np.exp(-first.u)))
    np.testing.assert_allclose(first.derivative, first.z * (1 - first.z))
    np.testing.assert_allclose(last.delta, (last.z - t[0]) * last.derivative)
    np.testing.assert_allclose(first.delta, first.derivative * (w2 @ last.delta))
    np.testing.assert_allclose(
        seen.result.gradients["dense2"]["weight"], np.outer(first.z, last.delta)
    )
    np.testing.assert_allclose(seen.result.gradients["dense1"]["bias"], first.delta)


def test_double_precision_ends_with_the_block() -> None:
    with double_precision():
        assert jnp.ones(1).dtype == jnp.float64
    assert jnp.ones(1).dtype == jnp.float32
    assert jax.jit(lambda x: x * 2)(np.float32(1)).dtype == jnp.float32


def test_a_network_too_large_to_show_is_refused_in_both_languages() -> None:
    with pytest.raises(SettingError) as caught:
        chosen(Settings(network="100, dense 10"))
    assert caught.value.en == (
        "the network has 1010 parameters; as every number of it is shown, take one with at most 500"
    )
    assert caught.value.ja == (
        "このネットワークのパラメータは 1010 個です。すべての数を示すので、500 個までにしてください"
    )


def test_a_network_without_parameters_is_refused_in_both_languages() -> None:
    with pytest.raises(SettingError) as caught:
        chosen(Settings(network="2, relu"))
    assert caught.value.en == (
        "the network has no parameters, so there is no derivative to find; add a layer that "
        "learns, such as dense 2"
    )
    assert caught.value.ja == (
        "このネットワークにはパラメータがなく、求める微分がありません。"
        "dense 2 のような学習する層を加えてください"
    )


@pytest.mark.parametrize("name", ["squared_error", "cross_entropy", "binary_cross_entropy"])
def test_the_random_targets_are_what_the_loss_takes(name: str) -> None:
    network = Network.parse("2, dense 3")
    x, t = random_examples(network, loss_named(name), 5, 0)
    assert x.shape == (5, 2)
    assert t.shape == ((5,) if name == "cross_entropy" else (5, 3))


# The vanishing gradient.


def test_delta_vanishes_behind_sigmoids_and_not_behind_relu(finished: Finished) -> None:
    metrics = finished.result.metrics
    assert metrics["sigmoid_reaching_share"] < 1e-20
    assert metrics["relu_reaching_share"] > 1e-3
    assert metrics["tanh_reaching_share"] > 1e-3


def test_delta_falls_by_more_than_half_at_each_sigmoid() -> None:
    data = load("digits")
    deltas = deltas_by_layer(deep("sigmoid", 10, 32, data), data.train.take(slice(50)), 0)
    assert len(deltas) == 10
    assert np.all(deltas[:-1] < 0.6 * deltas[1:])


def test_a_deep_sigmoid_network_does_not_learn_and_a_deep_relu_network_does(
    finished: Finished,
) -> None:
    metrics = finished.result.metrics
    assert metrics["sigmoid_deep_train_accuracy"] < 0.3
    assert metrics["relu_deep_train_accuracy"] > 0.9


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("depth", DEPTHS)
def test_a_deep_network_has_that_many_weighted_layers(activation: str, depth: int) -> None:
    network = deep(activation, depth, 8, load("digits"))
    assert len(network.parameter_shapes) == depth
    assert network.output_shape == (10,)


@pytest.mark.parametrize("text", ["4, dense 3", "4x4x1, conv 2 3x3, relu, flatten, dense 12"])
def test_networks_that_are_not_drawn_are_still_told_number_by_number(text: str) -> None:
    network, loss = chosen(Settings(network=text, loss="cross_entropy"))
    x, t = random_examples(network, loss, 4, 0)
    seen = trace(network, network.initial_parameters(0), x, t, loss)
    assert _numbers_section(seen).body
    assert (_drawn(seen) is None) == ("conv" in text)


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
    assert "∂E/∂dense1.weight" in finished.report.read_text("utf-8")
