"""The kernels' pooling and its gradients against XLA's own windows."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from jax import Array, lax

from mieru.kernels import plain_pooling, pooling
from mieru.kernels.geometry import output_size
from mieru.kernels.native_calls import instructions
from mieru.kernels.pooling import Walk, max_pool, max_pool_gradient, mean_pool, mean_pool_gradient

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def problems(draw: st.DrawFn) -> tuple[Walk, np.ndarray]:
    """Pictures and a window that always holds a pixel of them."""
    window = draw(pairs)
    padding = tuple(draw(st.tuples(*[st.integers(0, w - 1)] * 2)) for w in window)
    walk = Walk(window, draw(pairs), (padding[0], padding[1]))
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    for i, size in enumerate((height, width)):
        assume(output_size(size, window[i], walk.stride[i], walk.padding[i]) > 0)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    # All numbers differ, so that each window has one largest.
    numbers = rng.permutation(2 * height * width * 3).astype(np.float32)
    return walk, numbers.reshape(2, height, width, 3)


def by_windows(x: Array, walk: Walk, start: float, reduce: Any) -> Array:
    dims, strides = (1, *walk.window, 1), (1, *walk.stride, 1)
    padding = ((0, 0), *walk.padding, (0, 0))
    found: Array = lax.reduce_window(x, np.float32(start), reduce, dims, strides, padding)
    return found


def mean_by_windows(x: Array, walk: Walk) -> Array:
    return by_windows(x, walk, 0, lax.add) / by_windows(jnp.ones_like(x), walk, 0, lax.add)


@given(problems())
@settings(max_examples=25)
def test_values_and_gradients_are_those_of_xla_windows(problem: Any) -> None:
    walk, pictures = problem

    def all_of_it(x: Array) -> tuple[Any, Any]:
        largest, of_largest = jax.vjp(lambda x: by_windows(x, walk, -jnp.inf, lax.max), x)
        mean, of_mean = jax.vjp(lambda x: mean_by_windows(x, walk), x)
        delta = jnp.cos(jnp.arange(mean.size, dtype=jnp.float32)).reshape(mean.shape)
        y = max_pool(x, walk)
        ours = (
            y,
            max_pool_gradient(x, y, delta, walk),
            mean_pool(x, walk),
            mean_pool_gradient(x.shape, delta, walk),
        )
        return ours, (largest, *of_largest(delta), mean, *of_mean(delta))

    quick = jax.jit(all_of_it, compiler_options={"xla_backend_optimization_level": 0})
    for ours, oracle in zip(*quick(pictures), strict=True):
        assert ours.shape == oracle.shape
        np.testing.assert_allclose(ours, oracle, rtol=1e-5, atol=1e-5)


@pytest.mark.skipif(not instructions(), reason="the native code was not built")
@pytest.mark.parametrize("build", range(len(instructions())))
@pytest.mark.parametrize("walk", [Walk((2, 2), (2, 2)), Walk((3, 3), (2, 1), ((1, 0), (1, 1)))])
def test_native_pooling_gives_what_plain_xla_gives(
    build: int, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooling, "widest", lambda: build)
    rng = np.random.default_rng(0)
    # Few whole numbers, so that several pixels of a window are often the largest alike.
    x = jnp.asarray(rng.integers(0, 3, (3, 9, 8, 37)), jnp.float32)
    y = plain_pooling.max_pool(x, walk)
    np.testing.assert_array_equal(max_pool(x, walk), y)
    np.testing.assert_allclose(mean_pool(x, walk), plain_pooling.mean_pool(x, walk), rtol=1e-6)
    delta = jnp.asarray(rng.normal(size=y.shape), jnp.float32)
    for ours, oracle in (
        (
            max_pool_gradient(x, y, delta, walk),
            plain_pooling.max_pool_gradient(x, y, delta, walk),
        ),
        (
            mean_pool_gradient(x.shape, delta, walk),
            plain_pooling.mean_pool_gradient(x.shape, delta, walk),
        ),
    ):
        np.testing.assert_allclose(ours, oracle, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("pool", [max_pool, mean_pool])
def test_pooling_can_be_batched_and_derived_again(pool: Any) -> None:
    walk = Walk((2, 2), (2, 2))
    plain = plain_pooling.max_pool if pool is max_pool else plain_pooling.mean_pool
    x = jnp.asarray(np.random.default_rng(0).normal(size=(2, 3, 6, 6, 4)), jnp.float32)

    def twice(form: Any) -> Any:
        gradient = jax.grad(lambda x: jnp.sum(form(x, walk) ** 3))
        return jax.vmap(jax.grad(lambda x: jnp.sum(gradient(x) ** 2)))

    np.testing.assert_allclose(
        jax.jit(jax.vmap(lambda x: pool(x, walk)))(x),
        jax.vmap(lambda x: plain(x, walk))(x),
        rtol=1e-6,
    )
    np.testing.assert_allclose(jax.jit(twice(pool))(x), twice(plain)(x), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("pool", [max_pool, mean_pool])
def test_what_is_not_a_number_is_seen(pool: Any) -> None:
    x = jnp.zeros((1, 4, 4, 1)).at[0, 1, 0, 0].set(jnp.nan)
    y = pool(x, Walk((2, 2), (2, 2)))[0, :, :, 0]
    np.testing.assert_array_equal(jnp.isnan(y), [[True, False], [False, False]])
