"""Winograd's way of convolution stays within its bound of the sum worked out in 64 bits."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.data import load
from mieru.kernels import plain_convolution as plain
from mieru.kernels.bilinear import Settings as Asked
from mieru.kernels.convolution import Geometry, _forward, _input_gradient, _weight_gradient
from mieru.kernels.native_calls import instructions
from mieru.learn import Settings, fit
from mieru.nn import Network

pytestmark = pytest.mark.skipif(not instructions(), reason="the native code was not built")

# Of the largest number of the result: what the transforms cancel costs a digit of float32's seven.
BOUND = 2e-5

# (pictures, height, width), (channels, channels out), side of the kernel, padding: whole tiles and
# cut ones, whole vectors and cut ones, pictures that lie half outside, padding that cuts away.
CASES = [
    ((3, 14, 14), (32, 64), 5, 2),
    ((2, 13, 11), (20, 36), 5, 0),
    ((4, 32, 32), (64, 64), 3, 1),
    ((5, 8, 9), (16, 17), 3, 1),
    ((33, 4, 4), (130, 128), 3, 1),
    ((3, 7, 7), (16, 16), 3, 2),
    ((2, 9, 10), (16, 24), 5, -1),
]


@pytest.mark.parametrize("build", range(len(instructions())))
@pytest.mark.parametrize(("size", "channels", "side", "padding"), CASES)
def test_the_error_stays_within_its_bound(
    build: int, size: tuple[int, ...], channels: tuple[int, int], side: int, padding: int
) -> None:
    geometry = Geometry(padding=((padding, padding), (padding, padding)))
    rng = np.random.default_rng(side)
    with jax.enable_x64(True):
        x = jnp.asarray(rng.normal(size=(*size, channels[0])))
        k = jnp.asarray(rng.normal(size=(side, side, *channels)))
        exact = plain.convolution(x, k, geometry)
        delta = jnp.asarray(rng.normal(size=exact.shape))
        exact_x = plain.convolution_input_gradient(delta, k, geometry, size[1:])  # type: ignore[arg-type]
        exact_k = plain.convolution_weight_gradient(x, delta, geometry, (side, side))
    x, k, delta = (jnp.asarray(a, jnp.float32) for a in (x, k, delta))
    asked = Asked(geometry, build)
    for found, oracle in (
        (_forward(x, k, asked), exact),
        (_input_gradient(delta, k, asked.sized(size[1:])), exact_x),
        (_weight_gradient(x, delta, asked.sized((side, side))), exact_k),
    ):
        largest = np.abs(np.asarray(oracle)).max()
        np.testing.assert_allclose(found, np.asarray(oracle), rtol=0, atol=BOUND * largest)


def test_what_is_not_a_number_is_seen_and_reaches_no_further_than_its_tile() -> None:
    x = jnp.ones((1, 12, 12, 16)).at[0, 5, 5, 3].set(jnp.nan)
    same = Geometry(padding=((1, 1), (1, 1)))
    lost = jnp.isnan(_forward(x, jnp.ones((3, 3, 16, 16)), Asked(same, 0)))[0, :, :, 0]
    assert lost[4:7, 4:7].all()
    assert not lost[8:, :].any()


def test_learning_comes_to_the_same_with_it_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounded otherwise, two courses of learning part slowly: by less than two seeds differ."""
    digits = load("digits", seed=0).train.take(slice(256))
    network = Network.parse(
        "8x8x1, conv 16 3x3 padding=same, relu, conv 16 3x3 padding=same, relu, maxpool 2, "
        "conv 32 3x3 padding=same, relu, flatten, dense 10"
    )

    def courses(**changes: Any) -> np.ndarray:
        how = Settings(epochs=4, batch_size=64, **changes)
        with jax.numpy_dtype_promotion("standard"), jax.numpy_rank_promotion("allow"):
            runs = [fit(network, digits, how.changed(seed=seed)) for seed in range(3)]
        return np.array([[row["train_loss"] for row in run.history] for run in runs])

    with_it = courses()
    monkeypatch.setattr("mieru.kernels.convolution.widest", lambda: -1)
    monkeypatch.setattr("mieru.kernels.either.widest", lambda: -1)
    without = courses(batch_capacity=65)  # another number, so that it is compiled anew
    between_seeds = np.ptp(without, axis=0)
    assert not np.array_equal(with_it, without)
    assert (np.abs(with_it - without) < 0.1 * between_seeds).all()
