"""The kernels' pooling and its gradients against XLA's own windows."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import assume, given, settings, strategies as st
from jax import Array, lax

from mieru.kernels.convolution import output_size
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
