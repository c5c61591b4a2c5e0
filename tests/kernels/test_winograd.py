"""Winograd's way of convolution stays within its bound of the sum worked out in 64 bits."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.kernels import plain_convolution as plain
from mieru.kernels.bilinear import Settings
from mieru.kernels.convolution import Geometry, _forward, _input_gradient, _weight_gradient
from mieru.kernels.native_calls import instructions

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
    asked = Settings(geometry, build)
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
    lost = jnp.isnan(_forward(x, jnp.ones((3, 3, 16, 16)), Settings(same, 0)))[0, :, :, 0]
    assert lost[4:7, 4:7].all()
    assert not lost[8:, :].any()
