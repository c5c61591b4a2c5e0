"""The kernels' convolution and its two gradients against those that JAX derives, any geometry."""

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from jax import Array, lax

from mieru.kernels import plain_convolution as plain
from mieru.kernels.convolution import (
    Geometry,
    convolution,
    convolution_input_gradient,
    convolution_weight_gradient,
    output_size,
)

sizes = st.integers(1, 3)
pairs = st.tuples(sizes, sizes)
# Negative padding cuts away; a transposed convolution whose stride exceeds its kernel needs it.
sides = st.tuples(st.integers(-1, 2), st.integers(-1, 2))
geometries = st.builds(Geometry, pairs, st.tuples(sides, sides), pairs, sizes)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Geometry, np.ndarray, np.ndarray]:
    """A geometry with a batch of pictures and a kernel that fits into them."""
    geometry, (kh, kw), channels = draw(geometries), draw(pairs), draw(sizes)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    height, width = draw(st.integers(3, 7)), draw(st.integers(3, 7))
    for i, (size, kernel) in enumerate(((height, kh), (width, kw))):
        out = output_size(
            size, kernel, geometry.stride[i], geometry.padding[i], geometry.dilation[i]
        )
        assume(out > 0)
        assume(size + sum(geometry.padding[i]) > 0)
    x = rng.normal(size=(2, height, width, channels * geometry.groups))
    kernel_shape = (kh, kw, channels, 2 * geometry.groups)
    return geometry, x.astype(np.float32), rng.normal(size=kernel_shape).astype(np.float32)


@given(problems())
@settings(max_examples=25)
def test_values_and_gradients_are_those_that_jax_derives(problem: Any) -> None:
    geometry, x, kernel = problem
    widths = [(0, 0, 0), *((*sides, 0) for sides in geometry.padding), (0, 0, 0)]

    def padded_first(x: Array, kernel: Array) -> Array:
        # What JAX derives from a convolution with negative padding is wrong at times (0.10).
        padded = lax.pad(x, jnp.zeros((), x.dtype), widths)
        return convolution(padded, kernel, replace(geometry, padding=((0, 0), (0, 0))))

    def all_of_it(x: Array, kernel: Array, delta: Array) -> tuple[Any, Any]:
        y, derived = jax.vjp(padded_first, x, kernel)
        ours = (
            convolution(x, kernel, geometry),
            convolution_input_gradient(delta, kernel, geometry, x.shape[1:3]),  # type: ignore[arg-type]
            convolution_weight_gradient(x, delta, geometry, kernel.shape[:2]),  # type: ignore[arg-type]
        )
        return ours, (y, *derived(delta))

    quick = jax.jit(all_of_it, compiler_options={"xla_backend_optimization_level": 0})
    delta = np.random.default_rng(0).normal(size=jax.eval_shape(padded_first, x, kernel).shape)
    for ours, oracle in zip(*quick(x, kernel, delta.astype(np.float32)), strict=True):
        assert ours.shape == oracle.shape
        np.testing.assert_allclose(ours, oracle, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("unrolled", [0, 100])
def test_a_loop_over_the_places_of_a_kernel_gives_what_unrolling_gives(
    unrolled: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "_UNROLLED", unrolled)
    rng = np.random.default_rng(0)
    x, delta = (jnp.asarray(rng.normal(size=s), jnp.float32) for s in ((3, 9, 8, 4), (3, 3, 4, 6)))
    geometry = Geometry((2, 1), ((1, 0), (0, 0)), (2, 2), 2)
    _, derived = jax.vjp(lambda k: plain.convolution(x, k, geometry), jnp.zeros((3, 3, 2, 6)))
    found = plain.convolution_weight_gradient(x, delta, geometry, (3, 3))
    np.testing.assert_allclose(found, derived(delta)[0], rtol=1e-4, atol=1e-4)


@given(problems())
@settings(max_examples=10)
def test_the_form_of_a_gpu_gives_what_the_form_of_a_cpu_gives(problem: Any) -> None:
    geometry, x, kernel = problem
    shape = jax.eval_shape(lambda: convolution(x, kernel, geometry)).shape
    delta = jnp.asarray(np.random.default_rng(0).normal(size=shape), jnp.float32)
    forms = (plain._weight_gradient_by_products, plain._weight_gradient_by_xla)
    ours, oracle = (form(jnp.asarray(x), delta, geometry, kernel.shape[:2]) for form in forms)
    np.testing.assert_allclose(ours, oracle, rtol=1e-3, atol=1e-4)


def test_one_kernel_as_large_as_the_picture_compiles_in_seconds() -> None:
    import time

    x, delta = jnp.ones((2, 28, 28, 1)), jnp.ones((2, 1, 1, 3))
    began = time.perf_counter()
    quick = jax.jit(lambda x, d: plain.convolution_weight_gradient(x, d, Geometry(), (28, 28)))
    np.testing.assert_array_equal(quick(x, delta), np.full((28, 28, 1, 3), 2.0))
    assert time.perf_counter() - began < 15


def test_output_sizes() -> None:
    assert output_size(28, 5) == 24
    assert output_size(28, 5, 2, (2, 2)) == 14
    assert output_size(7, 3, dilation=3) == 1
    assert output_size(2, 3) == 0
