"""Dense, Flatten and Embedding give what NumPy gives, and cost what they should."""

import jax.numpy as jnp
import numpy as np
import pytest

from mieru.nn import Dense, Embedding, Flatten, Glorot, Network, backpropagate, forward
from mieru.nn.losses import SquaredError
from mieru.words import SettingError
from tests.nn.oracle import some_parameters


def test_dense_is_x_times_w_plus_b() -> None:
    rng = np.random.default_rng(0)
    x, w, b = (rng.normal(size=s).astype(np.float32) for s in ((7, 3), (3, 4), (4,)))
    found = forward(Network(3, [Dense(4)]), {"dense1": {"weight": w, "bias": b}}, jnp.asarray(x))
    np.testing.assert_allclose(found, x @ w + b, rtol=1e-5, atol=1e-6)
    assert found.dtype == jnp.float32


def test_dense_acts_on_each_step_of_a_sequence_alike() -> None:
    network, alone = Network((5, 3), [Dense(4)]), Network(3, [Dense(4)])
    parameters = some_parameters(network)
    x = np.random.default_rng(0).normal(size=(2, 5, 3)).astype(np.float32)
    found = forward(network, parameters, jnp.asarray(x))
    assert network.output_shape == (5, 4)
    for step in range(5):
        one = forward(alone, parameters, jnp.asarray(x[:, step]))
        np.testing.assert_allclose(found[:, step], one, rtol=1e-5)


def test_costs_of_dense_layers() -> None:
    network = Network(784, [Dense(100), Dense(10, bias=False)])
    assert network.parameter_count == 784 * 100 + 100 + 100 * 10
    assert network.multiplications == 784 * 100 + 100 * 10
    assert Network((5, 3), [Dense(4)]).multiplications == 5 * 3 * 4


def test_flatten_goes_row_by_row_and_back() -> None:
    x = np.arange(24, dtype=np.float32).reshape(2, 3, 2, 2)
    network = Network((3, 2, 2), [Flatten()])
    np.testing.assert_array_equal(forward(network, {}, jnp.asarray(x)), x.reshape(2, 12))
    t = jnp.zeros((2, 12))
    found = backpropagate(network, {}, jnp.asarray(x), t, SquaredError())
    np.testing.assert_array_equal(found.delta_x, x / 2)  # δ = (y − 0)/N, in the picture's shape


def test_embedding_is_a_row_of_the_table_and_gradients_gather_there() -> None:
    network = Network(3, [Embedding(4, 2)])
    table = np.arange(8, dtype=np.float32).reshape(4, 2)
    parameters = {"embedding1": {"table": jnp.asarray(table)}}
    tokens = jnp.asarray([[0, 3, 3], [1, 3, 0]], jnp.int32)
    np.testing.assert_array_equal(forward(network, parameters, tokens), table[np.asarray(tokens)])
    found = backpropagate(
        network, parameters, tokens, forward(network, parameters, tokens) - 1, SquaredError()
    )
    # Every δ is 1/N = 0.5; token 3 was seen three times, token 0 twice, token 2 never.
    np.testing.assert_array_equal(
        found.gradients["embedding1"]["table"][:, 0], [1.0, 0.5, 0.0, 1.5]
    )
    np.testing.assert_array_equal(found.delta_x, np.zeros((2, 3)))


def test_embedding_is_one_hot_times_the_table() -> None:
    table = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    tokens = np.array([[4, 0], [2, 2]], np.int32)
    found = forward(
        Network(2, [Embedding(5, 3)]), {"embedding1": {"table": table}}, jnp.asarray(tokens)
    )
    np.testing.assert_allclose(found, np.eye(5, dtype=np.float32)[tokens] @ table, rtol=1e-6)


@pytest.mark.parametrize("token", [-1, 4, 2**30])
def test_a_token_outside_the_vocabulary_never_passes_unseen(token: int) -> None:
    network = Network(1, [Embedding(4, 2)])
    parameters = network.initial_parameters()
    found = forward(network, parameters, jnp.asarray([[token]], jnp.int32))
    assert bool(jnp.all(jnp.isnan(found)))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Dense(0), "dense: units must be a whole number of at least 1, not 0"),
        (lambda: Dense(2.0), "dense: units must be a whole number of at least 1, not 2.0"),  # type: ignore[arg-type]
        (lambda: Dense(True), "dense: units must be a whole number of at least 1, not True"),
        (lambda: Dense(2, bias="no"), "dense: bias must be True or False, not 'no'"),  # type: ignore[arg-type]
        (
            lambda: Dense(2, initial="he"),  # type: ignore[arg-type]
            "dense: initial must be a rule for initial weights such as Glorot() or He(), not 'he'",
        ),
        (
            lambda: Dense(2, initial_bias=float("nan")),
            "dense: initial_bias must be a finite number, not nan",
        ),
        (lambda: Embedding(0, 2), "embedding: vocabulary must be a whole number of at least 1"),
    ],
)
def test_fields_out_of_range_are_refused(build: object, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        build()  # type: ignore[operator]
    assert caught.value.en.startswith(message)
    assert caught.value.ja != caught.value.en


def test_numpy_numbers_make_the_same_layer() -> None:
    made = Dense(np.int64(3), initial_bias=np.float32(0.5))  # type: ignore[arg-type]
    assert made == Dense(3, initial_bias=0.5)
    assert type(made.units) is int
    assert type(made.initial_bias) is float
    assert made.initial == Glorot()
