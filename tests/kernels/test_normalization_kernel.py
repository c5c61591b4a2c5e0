"""Batch normalization of pictures in native code gives the statistics and slopes of the formula."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from mieru.kernels import either
from mieru.kernels.native_calls import instructions
from mieru.kernels.normalization import Batch, Form, normalized, normalized_gradient

BUILDS = range(-1, len(instructions()))  # −1: plain XLA
EPSILON = 1e-5


def formula(x: Array, present: Array, scale: Array, shift: Array, relu: bool) -> Array:
    real = x[np.asarray(present) == 1]
    mean, variance = (f(real, axis=(0, 1, 2), keepdims=True) for f in (jnp.mean, jnp.var))
    y = (x - mean) / jnp.sqrt(variance + EPSILON) * scale.reshape(1, 1, 1, -1)
    y = y + shift.reshape(1, 1, 1, -1)
    return jnp.maximum(y, 0) if relu else y


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize(("channels", "middle"), [(3, 0.0), (37, 0.0), (16, 1000.0)])
def test_values_and_slopes(
    build: int, relu: bool, channels: int, middle: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(either, "widest", lambda: build)
    jax.clear_caches()  # what was compiled for another build
    rng = np.random.default_rng(channels)
    x = (middle + rng.normal(size=(5, 4, 6, channels))).astype(np.float32)
    delta = rng.normal(size=x.shape).astype(np.float32)
    scale, shift = rng.normal(size=(2, channels)).astype(np.float32)
    present = np.array([1, 1, 0, 1, 1], np.float32)
    delta[2] = 0  # a picture that does not count sends nothing back
    with jax.enable_x64(True):
        wide = [jnp.asarray(a, jnp.float64) for a in (x, scale, shift)]

        def exact(x: Array, scale: Array, shift: Array) -> Array:
            return formula(x, jnp.asarray(present), scale, shift, relu)

        y, way_back = jax.vjp(exact, *wide)
        oracle = [np.asarray(a) for a in (y, *way_back(jnp.asarray(delta, jnp.float64)))]
    batch, form = Batch(*map(jnp.asarray, (x, present, scale, shift))), Form(EPSILON, relu)
    found, statistics = normalized(batch, form)
    slopes = normalized_gradient(batch, statistics, jnp.asarray(delta), form)
    close = 1e-5 + 1e-6 * middle  # float32 holds a number near 1000 to 6e-5
    real = present == 1
    np.testing.assert_allclose(found[real], oracle[0][real], rtol=close, atol=close)
    np.testing.assert_allclose(slopes[0][real], oracle[1][real], rtol=0, atol=5 * close)
    for ours, expected in zip(slopes[1:], oracle[2:], strict=True):
        np.testing.assert_allclose(ours, expected, rtol=0, atol=50 * close)
    np.testing.assert_allclose(statistics.variance, x[real].var(axis=(0, 1, 2)), rtol=1e-4)
