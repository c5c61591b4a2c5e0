"""Convolution, ReLU and pooling in one give what they give one after another, forward and back."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from mieru.kernels import either, plain_convolution, plain_pooling
from mieru.kernels.convolution import Geometry
from mieru.kernels.finished import finished, finished_input_gradient, finished_weight_gradient
from mieru.kernels.native_calls import instructions
from mieru.kernels.plain_pooling import Walk

BUILDS = range(-1, len(instructions()))  # −1: plain XLA

# (pictures, height, width), (channels by group, channels out), side, stride, groups: the first
# layer of LeNet, both of Winograd's kernels with few weights and with many, a stride, an odd
# picture, a few channels out, depthwise, groups.
CASES = [
    ((3, 12, 12), (1, 32), 5, 1, 1),
    ((2, 14, 14), (32, 40), 5, 1, 1),
    ((5, 9, 8), (16, 20), 3, 1, 1),
    ((9, 4, 4), (130, 128), 3, 1, 1),
    ((2, 13, 11), (5, 24), 3, 2, 1),
    ((2, 7, 9), (20, 3), 3, 1, 1),
    ((2, 8, 7), (1, 12), 3, 1, 12),
    ((2, 8, 8), (3, 8), 3, 1, 2),
]


def arrays(seed: int, *shapes: tuple[int, ...]) -> list[Array]:
    rng = np.random.default_rng(seed)
    return [jnp.asarray(rng.normal(size=shape), jnp.float32) for shape in shapes]


def assert_close(found: Array, oracle: Array) -> None:
    largest = float(jnp.abs(oracle).max(initial=1e-3))
    np.testing.assert_allclose(found, oracle, rtol=0, atol=3e-5 * largest)


def one_after_another(x: Array, k: Array, b: Array, geometry: Geometry, pooled: bool) -> Array:
    u = plain_convolution.convolution(x, k, geometry) + b.reshape(1, 1, 1, -1)
    y = jnp.maximum(u, 0)
    return plain_pooling.max_pool(y, Walk((2, 2), (2, 2))) if pooled else y


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("pooled", [False, True])
@pytest.mark.parametrize(("size", "channels", "side", "stride", "groups"), CASES)
def test_forward_and_back(
    size: tuple[int, ...],
    channels: tuple[int, int],
    side: int,
    stride: int,
    groups: int,
    pooled: bool,
    build: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(either, "widest", lambda: build)
    jax.clear_caches()  # what was compiled for another build
    pad = side // 2
    geometry = Geometry((stride, stride), ((pad, pad), (pad, pad)), groups=groups)
    x, k, b = arrays(side, (*size, channels[0] * groups), (side, side, *channels), (channels[1],))
    y, way_back = jax.vjp(partial(one_after_another, geometry=geometry, pooled=pooled), x, k, b)
    (delta,) = arrays(1, y.shape)
    found, left = finished(x, k, b, geometry, pooled=pooled)
    assert_close(found, y)
    d_x = finished_input_gradient(delta, left, k, geometry, size[1:])
    d_k, d_b = finished_weight_gradient(x, delta, left, geometry, (side, side))
    for ours, oracle in zip((d_x, d_k, d_b), way_back(delta), strict=True):
        assert_close(ours, oracle)


def both_ways(form: Any, x: Array, k: Array, b: Array) -> Array:
    """Σ of the cubes of the gradients that a loss has by the form's own way back."""
    gradients = jax.grad(lambda *given: jnp.sum(form(*given) ** 2), (0, 1, 2))(x, k, b)
    return sum((jnp.sum(g**3) for g in gradients), jnp.zeros(()))


@pytest.mark.parametrize("pooled", [False, True])
def test_derivatives_of_any_order_are_those_of_the_plain_form(pooled: bool) -> None:
    same = Geometry(padding=((1, 1), (1, 1)))
    x, k, b = arrays(2, (2, 6, 6, 3), (3, 3, 3, 4), (4,))

    def ours(x: Array, k: Array, b: Array) -> Array:
        y: Array = finished(x, k, b, same, pooled=pooled)[0]
        return y

    def plain(x: Array, k: Array, b: Array) -> Array:
        return one_after_another(x, k, b, same, pooled)

    for given in range(3):
        slopes = (
            jax.jit(jax.grad(lambda *a, form=form: both_ways(form, *a), given))(x, k, b)
            for form in (ours, plain)
        )
        assert_close(*slopes)


@pytest.mark.parametrize("axes", [(0, None, None), (0, 0, None), (None, 0, 0)])
def test_vmap_over_pictures_and_over_weights(axes: tuple[int | None, ...]) -> None:
    same = Geometry(padding=((1, 1), (1, 1)))
    given = arrays(3, (3, 2, 6, 6, 16), (3, 3, 3, 16, 16), (3, 16))
    given = [a if axis is not None else a[0] for a, axis in zip(given, axes, strict=True)]

    def back(x: Array, k: Array, b: Array) -> Any:
        y, left = finished(x, k, b, same, pooled=True)
        d_x = finished_input_gradient(y, left, k, same, (6, 6))
        return y, d_x, *finished_weight_gradient(x, y, left, same, (3, 3))

    found = jax.jit(jax.vmap(back, axes))(*given)
    for i in range(3):
        own = [a if axis is None else a[i] for a, axis in zip(given, axes, strict=True)]
        jax.tree.map(assert_close, [part[i] for part in found], list(back(*own)))


def test_what_is_not_a_number_is_seen() -> None:
    x = jnp.ones((1, 4, 4, 1)).at[0, 1, 0, 0].set(jnp.nan)
    k, b = jnp.ones((1, 1, 1, 8)), jnp.zeros(8)
    y, _ = finished(x, k, b, Geometry(), pooled=True)
    np.testing.assert_array_equal(jnp.isnan(y[0, :, :, 0]), [[True, False], [False, False]])


def test_where_nothing_is_above_zero_nothing_goes_back() -> None:
    x, k, b = jnp.ones((1, 4, 4, 1)), -jnp.ones((1, 1, 1, 2)), jnp.zeros(2)
    y, left = finished(x, k, b, Geometry(), pooled=True)
    np.testing.assert_array_equal(y, 0)
    np.testing.assert_array_equal(left, 4)
    d_x = finished_input_gradient(jnp.ones_like(y), left, k, Geometry(), (4, 4))
    np.testing.assert_array_equal(d_x, 0)
