"""Activation functions against outside oracles, and functions that a user adds."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.special
from hypothesis import given, strategies as st

from mieru.nn import (
    Activation,
    ActivationFunction,
    Context,
    Network,
    SquaredError,
    activation_function,
    activation_names,
    activations as module,
    add_activation,
    forward,
)
from mieru.words import MieruError, SettingError
from tests.nn.oracle import check_gradients, float64

U = np.array([-30, -5, -1.5, -1, -0.1, -1e-3, 1e-3, 0.1, 1, 2.5, 30])

# Worked out by SciPy and NumPy, in forms other than ours.
ORACLES = {
    "identity": lambda u: u,
    "heaviside": lambda u: np.heaviside(u, 1),
    "sign": np.sign,
    "sigmoid": scipy.special.expit,
    "tanh": lambda u: 1 - 2 / (np.exp(2 * u) + 1),
    "relu": lambda u: (u + np.abs(u)) / 2,
    "clipped_relu": lambda u: np.clip(u, 0, 6),
    "leaky_relu": lambda u: np.maximum(u, 0.01 * u),
    "elu": lambda u: np.where(u > 0, u, np.exp(u) - 1),
    "gelu": lambda u: u * scipy.special.ndtr(u),
    "softplus": lambda u: -scipy.special.log_expit(-u),
    "square": np.square,
    "cube": lambda u: u**3,
}


def test_there_is_an_oracle_for_every_function() -> None:
    assert set(ORACLES) == set(activation_names())


@pytest.mark.parametrize("name", activation_names())
def test_values_are_those_of_the_oracle(name: str) -> None:
    with float64():
        z = forward(Network(len(U), [name]), {}, jnp.asarray(U[None]))
        np.testing.assert_allclose(z[0], ORACLES[name](U), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", activation_names())
def test_the_derivative_beside_the_formula_is_that_of_automatic_differentiation(name: str) -> None:
    layer = Activation(name)
    with float64():
        slope = jax.vmap(jax.grad(lambda u: layer.definition.f(u, layer.parameter or 0.0)))
        np.testing.assert_allclose(
            layer.local_derivative(jnp.asarray(U)), slope(jnp.asarray(U)), rtol=1e-12, atol=1e-15
        )


@pytest.mark.parametrize("name", activation_names())
def test_float32_goes_in_and_out_and_extremes_stay_finite(name: str) -> None:
    u = jnp.asarray([[-1e4, -90, 0, 90, 1e4]], jnp.float32)
    layer = Activation(name)
    z = layer.forward({}, u, Context()).output
    slope = layer.local_derivative(u)
    assert z.dtype == slope.dtype == jnp.float32
    assert bool(jnp.all(jnp.isfinite(z) & jnp.isfinite(slope)))


@pytest.mark.parametrize(("name", "at_zero"), [("relu", 0), ("leaky_relu", 0.01), ("elu", 1)])
def test_at_a_corner_the_derivative_is_the_one_from_the_left(name: str, at_zero: float) -> None:
    assert Activation(name).local_derivative(jnp.zeros(1)).item() == pytest.approx(at_zero)


def test_gelu_keeps_its_digits_where_the_normal_distribution_is_tiny() -> None:
    z = forward(Network(1, ["gelu"]), {}, jnp.asarray([[-5.0]]))
    np.testing.assert_allclose(z.item(), -5 * scipy.special.ndtr(-5.0), rtol=1e-4)


@given(st.floats(-3, 3), st.floats(-50, 50))
def test_leaky_relu_is_u_or_a_times_u_whatever_a(a: float, u: float) -> None:
    z = forward(Network(1, [Activation("leaky_relu", a)]), {}, jnp.asarray([[u]], jnp.float32))
    np.testing.assert_allclose(z.item(), u if u > 0 else a * u, rtol=1e-5, atol=1e-30)


def test_an_unknown_function_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingError) as caught:
        activation_function("rely")
    assert caught.value.en.startswith("there is no activation function 'rely'; known: identity, ")
    assert caught.value.ja.startswith("活性化関数 'rely' はありません。使えるもの: identity, ")


def test_softmax_is_refused_with_the_reason() -> None:
    for network in (lambda: Network(3, ["softmax"]), lambda: Network.parse("3, softmax")):
        with pytest.raises(SettingError, match="cross-entropy loss applies it to the logits"):
            network()
    with pytest.raises(SettingError) as caught:
        activation_function("softmax")
    assert "二重に適用すると" in caught.value.ja


def test_a_number_is_refused_by_a_function_without_one() -> None:
    with pytest.raises(SettingError) as caught:
        Activation("relu", 0.1)
    assert caught.value.en == "relu takes no number, but 0.1 was given"
    assert caught.value.ja == "relu に数値は不要ですが、0.1 が与えられました"


def test_the_number_of_a_function_must_be_finite() -> None:
    with pytest.raises(SettingError, match="elu: parameter must be a finite number, not inf"):
        Activation("elu", float("inf"))


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test adds is forgotten after it."""
    monkeypatch.setattr(module, "_FUNCTIONS", dict(module._FUNCTIONS))


SWISH = ActivationFunction(
    "swish",
    lambda u, a: u * jax.nn.sigmoid(a * u),
    lambda u, z, a: a * z + jax.nn.sigmoid(a * u) * (1 - a * z),
    "u·σ(a·u)",
    r"u\,\sigma(a u)",
    default=1.0,
)


@pytest.mark.usefixtures("registry")
def test_an_added_function_works_in_text_json_and_backpropagation() -> None:
    add_activation(SWISH)
    network = Network.parse("3, dense 4, swish, dense 2, swish 0.5")
    assert network.names == ("dense1", "swish1", "dense2", "swish2")
    assert Network.parse(network.text) == network
    assert Network.from_json(network.to_json()) == network
    assert Network.parse("3-4-2 swish").layers[1] == Activation("swish", 1.0)
    rng = np.random.default_rng(0)
    check_gradients(network, rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), SquaredError())


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("name", ["relu", "dense", "residual", "softmax", "activation"])
def test_a_name_keeps_its_meaning(name: str) -> None:
    with pytest.raises(SettingError) as caught:
        add_activation(ActivationFunction(name, SWISH.f, SWISH.derivative, "f(u)", "f(u)"))
    assert caught.value.en == f"the name '{name}' is taken already; choose another one"
    assert caught.value.ja == f"'{name}' という名前は既に使われています。別の名前を付けてください"


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("name", ["", "My", "a b", "スイッシュ", "relu1", "2x", "a.b", "a=b", "_a"])
def test_a_name_that_text_or_layer_numbers_could_not_tell_is_refused(name: str) -> None:
    with pytest.raises(MieruError, match="cannot name an activation function"):
        add_activation(ActivationFunction(name, SWISH.f, SWISH.derivative, "f(u)", "f(u)"))
