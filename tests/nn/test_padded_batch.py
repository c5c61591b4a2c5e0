"""A batch filled up with examples that do not count gives what the batch alone gives, exactly.

Inputs and weights are small multiples of powers of two, so that float32 sums have no rounding and
"exactly" means every bit, whatever the order of a sum.
"""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.nn import Context, Network, SquaredError, backpropagate, penalty

PRESENT = np.array([True, True, False, True, False, True, False])  # 4 of 7: shares of 1/4


def dyadic(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return (rng.integers(-8, 9, shape) / 4).astype(np.float32)


@pytest.mark.parametrize(
    "text",
    [
        "3, dense 4, relu, dense 2",
        "3, residual(dense 3, relu), square",
        "4x4x1, conv 2 3x3, relu, maxpool, flatten, dense 2",
        "3, parallel(dense 2; dense 2, relu)",
    ],
)
def test_gradients_and_loss_are_those_of_the_batch_alone(text: str) -> None:
    rng = np.random.default_rng(0)
    network = Network.parse(text)
    parameters = jax.tree.map(
        lambda p: jnp.asarray(dyadic(rng, p.shape)), network.initial_parameters()
    )
    x = dyadic(rng, (len(PRESENT), *network.input_shape))
    t = dyadic(rng, (len(PRESENT), *network.output_shape))
    both = [
        backpropagate(
            network,
            parameters,
            jnp.asarray(x[rows]),
            jnp.asarray(t[rows]),
            SquaredError(),
            context=Context(training=True, present=present),
            l2=0.5,
        )
        for rows, present in ((PRESENT, None), (slice(None), jnp.asarray(PRESENT)))
    ]
    alone, filled = both
    assert float(alone.loss) == float(filled.loss)
    for one, other in zip(
        jax.tree.leaves(alone.gradients), jax.tree.leaves(filled.gradients), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(alone.delta_x, filled.delta_x[PRESENT])
    np.testing.assert_array_equal(filled.delta_x[~PRESENT], 0)


def test_statistics_of_batchnorm_are_those_of_the_batch_alone() -> None:
    rng = np.random.default_rng(0)
    network = Network.parse("3, batchnorm momentum=0.5")
    parameters = network.initial_parameters()
    x = dyadic(rng, (len(PRESENT), 3))
    states = [
        backpropagate(
            network,
            parameters,
            jnp.asarray(x[rows]),
            jnp.zeros(x[rows].shape),
            SquaredError(),
            context=Context(training=True, present=present, state=network.initial_state()),
        ).state["batchnorm1"]
        for rows, present in ((PRESENT, None), (slice(None), jnp.asarray(PRESENT)))
    ]
    for name in ("mean", "variance"):
        np.testing.assert_array_equal(states[0][name], states[1][name])


def test_the_penalty_is_of_weights_not_of_biases_nor_of_normalization() -> None:
    network = Network.parse("2, dense 2, batchnorm, residual(dense 2)")
    parameters = jax.tree.map(lambda p: jnp.full(p.shape, 3.0), network.initial_parameters())
    # 4 weights of dense1 and 4 inside the residual block: l1·8·3 + ½·l2·8·9.
    assert float(penalty(network, parameters, 0.5, 0.0)) == pytest.approx(12)
    assert float(penalty(network, parameters, 0.0, 0.5)) == pytest.approx(18)
