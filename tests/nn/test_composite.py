"""Residual and Parallel join their chains as they say; layers inside keep their own names."""

import jax.numpy as jnp
import numpy as np
import pytest

from mieru.nn import Activation, Conv, Dense, Network, Parallel, Residual, forward
from mieru.words import SettingError
from tests.nn.oracle import some_parameters

X = jnp.asarray(np.random.default_rng(0).normal(size=(4, 3)), jnp.float32)


def inside(text: str, parameters: dict, name: str, chain: str) -> np.ndarray:
    """What one chain gives, run as a network of its own."""
    return np.asarray(forward(Network.parse(f"3, {text}"), parameters[name].get(chain, {}), X))


def test_residual_adds_what_its_layers_give_to_its_input() -> None:
    network = Network.parse("3, residual(dense 5, tanh, dense 3)")
    parameters = some_parameters(network)
    through = inside("dense 5, tanh, dense 3", parameters, "residual1", "layers")
    np.testing.assert_allclose(forward(network, parameters, X), through + X, rtol=1e-5)


def test_residual_adds_to_its_shortcut_where_it_has_one() -> None:
    network = Network.parse("3, residual(dense 2, tanh; dense 2 bias=no)")
    parameters = some_parameters(network)
    through = inside("dense 2, tanh", parameters, "residual1", "layers")
    around = inside("dense 2 bias=no", parameters, "residual1", "shortcut")
    np.testing.assert_allclose(forward(network, parameters, X), through + around, rtol=1e-5)


@pytest.mark.parametrize("join", ["concatenate", "add"])
def test_parallel_joins_its_branches(join: str) -> None:
    network = Network.parse(f"3, parallel(dense 2, tanh; dense 2) join={join}")
    parameters = some_parameters(network)
    parts = [
        inside("dense 2, tanh", parameters, "parallel1", "branch1"),
        inside("dense 2", parameters, "parallel1", "branch2"),
    ]
    wanted = sum(parts) if join == "add" else np.concatenate(parts, axis=-1)
    np.testing.assert_allclose(forward(network, parameters, X), wanted, rtol=1e-5, atol=1e-6)


def test_an_empty_branch_hands_its_input_on() -> None:
    network = Network.parse("3, parallel(dense 2; )")
    found = forward(network, some_parameters(network), X)
    np.testing.assert_array_equal(found[:, 2:], X)
    assert network.layers[0] == Parallel([[Dense(2)], []])


def test_branches_are_concatenated_along_the_channels_of_a_picture() -> None:
    network = Network((6, 6, 1), [Parallel([Conv(2, 1), [Conv(3, 3, padding="same"), "relu"]])])
    assert network.output_shape == (6, 6, 5)


def test_one_layer_and_names_of_functions_may_be_given_for_chains() -> None:
    assert Residual(Dense(3)) == Residual([Dense(3)])
    assert Residual([Dense(3), "relu"]) == Residual((Dense(3), Activation("relu")))
    assert Parallel([Dense(3), "relu"]) == Parallel(((Dense(3),), (Activation("relu"),)))


def test_parameters_inside_carry_their_whole_path() -> None:
    network = Network.parse("3, residual(parallel(dense 1; dense 2, relu))")
    assert network.parameter_shapes == {
        "residual1": {
            "layers": {
                "parallel1": {
                    "branch1": {"dense1": {"weight": (3, 1), "bias": (1,)}},
                    "branch2": {"dense1": {"weight": (3, 2), "bias": (2,)}},
                }
            }
        }
    }
    assert network.parameter_count == 3 + 1 + 6 + 2
    assert network.multiplications == 3 + 6


def test_each_layer_inside_draws_its_own_weights() -> None:
    parameters = Network.parse("3, parallel(dense 3; dense 3)").initial_parameters()
    one, two = (parameters["parallel1"][f"branch{i}"]["dense1"]["weight"] for i in (1, 2))
    assert (np.asarray(one) != np.asarray(two)).all()


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Residual([]), "residual needs at least one layer, such as residual(dense 8"),
        (lambda: Parallel([]), "parallel needs at least one branch, such as parallel(dense 8"),
        (lambda: Residual([3]), "residual is made of layers, but 3 is not one"),  # type: ignore[list-item]
        (lambda: Parallel([[None]]), "parallel is made of layers, but None is not one"),  # type: ignore[list-item]
        (
            lambda: Parallel([Dense(1)], join="multiply"),  # type: ignore[arg-type]
            "parallel: join must be one of concatenate, add, not 'multiply'",
        ),
    ],
)
def test_chains_that_are_none_are_refused(build: object, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        build()  # type: ignore[operator]
    assert caught.value.en.startswith(message)
    assert caught.value.ja != caught.value.en
