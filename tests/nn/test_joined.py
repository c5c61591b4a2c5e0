"""Layers that are done in one for speed give what they give one by one, and each can be seen."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.nn import Context, CrossEntropy, Network, backpropagate, trace
from mieru.nn.layer import Watcher

NETWORKS = [
    "12×12×3, conv 16 3x3 padding=same, relu, maxpool 2, conv 20 5x5, relu, flatten, dense 4",
    "11×9×4, conv 8 3x3 stride=2 bias=no, relu, maxpool 2, flatten, dense 4",
    "8×8×6, conv 6 3x3 padding=same groups=6, relu, maxpool 2, flatten, dense 4",
    (
        "8×8×3, conv 16 3x3 bias=no, batchnorm, relu, "
        "residual(conv 16 3x3 padding=same, batchnorm), relu, global_meanpool, dense 4"
    ),
]


class _Nobody(Watcher):
    def forward(self, *_: Any) -> None: ...

    def backward(self, *_: Any) -> None: ...


@pytest.mark.parametrize("text", NETWORKS)
@pytest.mark.parametrize("training", [False, True])
def test_joined_layers_give_what_they_give_one_by_one(text: str, training: bool) -> None:
    network = Network.parse(text)
    rng = np.random.default_rng(0)
    x = jnp.asarray(rng.normal(size=(6, *network.input_shape)), jnp.float32)
    t = jnp.asarray(rng.integers(0, 4, 6), jnp.int32)
    parameters = jax.tree.map(jnp.asarray, network.initial_parameters(1))
    state = jax.tree.map(jnp.asarray, network.initial_state())
    present = jnp.arange(6) < 5
    joined, one_by_one = (
        backpropagate(
            network,
            parameters,
            x,
            t,
            CrossEntropy(),
            context=Context(training, present=present, state=state, watcher=watcher),
        )
        for watcher in (None, _Nobody())
    )
    jax.tree.map(
        lambda ours, oracle: np.testing.assert_allclose(ours, oracle, rtol=1e-3, atol=1e-5),
        joined,
        one_by_one,
    )


def test_the_microscope_shows_every_layer() -> None:
    network = Network.parse(NETWORKS[0])
    found = trace(
        network,
        network.initial_parameters(0),
        np.ones((1, 12, 12, 3), np.float32),
        [0],
        CrossEntropy(),
    )
    assert [layer.path for layer in found] == list(network.names)
