"""The native convolution gives what plain XLA gives: every geometry, every instruction set."""

import subprocess
import sys
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from jax import Array

from mieru.kernels import plain_convolution as plain
from mieru.kernels.bilinear import Settings
from mieru.kernels.convolution import (
    Geometry,
    _forward,
    _input_gradient,
    _weight_gradient,
    convolution,
    convolution_input_gradient,
    convolution_weight_gradient,
    output_size,
)
from mieru.kernels.finished import finished
from mieru.kernels.native_calls import build_note, instructions

needs_native = pytest.mark.skipif(not instructions(), reason="the native code was not built")
BUILDS = range(len(instructions()))

strides = st.tuples(st.integers(1, 3), st.integers(1, 3))
kernels = st.tuples(st.integers(1, 5), st.integers(1, 5))
sides = st.tuples(st.integers(-1, 3), st.integers(-1, 3))
geometries = st.builds(Geometry, strides, st.tuples(sides, sides), strides, st.sampled_from([1, 3]))
# Around one, two and several vectors of every width; (1, 1) with 3 groups is depthwise.
channels = st.sampled_from([(1, 1), (3, 8), (4, 5), (16, 17), (20, 36), (33, 64)])


def arrays(seed: int, *shapes: tuple[int, ...]) -> list[Array]:
    rng = np.random.default_rng(seed)
    return [jnp.asarray(rng.normal(size=shape), jnp.float32) for shape in shapes]


def assert_close(found: Array, oracle: Array) -> None:
    """Within float32's rounding of sums; the error is measured beside the largest number."""
    assert found.shape == oracle.shape
    largest = float(jnp.abs(oracle).max(initial=1e-3))
    np.testing.assert_allclose(found, oracle, rtol=0, atol=2e-5 * largest)


@needs_native
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_every_geometry_gives_what_plain_xla_gives(data: st.DataObject) -> None:
    geometry, kernel, (few, many) = data.draw(geometries), data.draw(kernels), data.draw(channels)
    size = data.draw(st.tuples(st.integers(3, 12), st.integers(3, 12)))
    pictures, build = data.draw(st.integers(1, 6)), data.draw(st.sampled_from(BUILDS))
    out = [
        output_size(
            size[i], kernel[i], geometry.stride[i], geometry.padding[i], geometry.dilation[i]
        )
        for i in (0, 1)
    ]
    assume(min(out) > 0)
    assume(all(size[i] + sum(geometry.padding[i]) > 0 for i in (0, 1)))
    x, k, delta = arrays(
        data.draw(st.integers(0, 1000)),
        (pictures, *size, few * geometry.groups),
        (*kernel, few, many * geometry.groups),
        (pictures, *out, many * geometry.groups),
    )
    asked = Settings(geometry, build)
    for ours, oracle in (
        (_forward(x, k, asked), plain.convolution(x, k, geometry)),
        (
            _input_gradient(delta, k, asked.sized(size)),
            plain.convolution_input_gradient(delta, k, geometry, size),
        ),
        (
            _weight_gradient(x, delta, asked.sized(kernel)),
            plain.convolution_weight_gradient(x, delta, geometry, kernel),
        ),
    ):
        assert_close(ours, oracle)


@needs_native
@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("wide", [8, 35, 64])
def test_depthwise_convolution_of_many_channels(build: int, wide: int) -> None:
    geometry = Geometry((2, 1), ((1, 1), (2, 0)), (1, 2), wide)
    x, k = arrays(wide, (3, 11, 14, wide), (3, 3, 1, wide))
    y = plain.convolution(x, k, geometry)
    (delta,) = arrays(1, y.shape)
    asked = Settings(geometry, build)
    assert_close(_forward(x, k, asked), y)
    assert_close(
        _input_gradient(delta, k, asked.sized((11, 14))),
        plain.convolution_input_gradient(delta, k, geometry, (11, 14)),
    )
    assert_close(
        _weight_gradient(x, delta, asked.sized((3, 3))),
        plain.convolution_weight_gradient(x, delta, geometry, (3, 3)),
    )


@needs_native
@pytest.mark.parametrize("build", BUILDS)
def test_one_channel_in_and_out(build: int) -> None:
    x, k = arrays(6, (2, 9, 8, 1), (3, 4, 1, 1))
    for geometry in (Geometry(), Geometry((2, 3), ((1, 2), (0, 1)))):
        assert_close(_forward(x, k, Settings(geometry, build)), plain.convolution(x, k, geometry))


@needs_native
@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize(("few", "many"), [(1, 64), (2, 33), (3, 20), (4, 48)])
def test_from_many_channels_to_a_few(build: int, few: int, many: int) -> None:
    for geometry in (
        Geometry(padding=((1, 1), (2, 2))),
        Geometry((2, 2), ((1, 2), (1, 2)), (1, 2)),
    ):
        x, there, back = arrays(few, (3, 9, 10, many), (3, 5, many, few), (3, 5, few, many))
        asked = Settings(geometry, build)
        assert_close(_forward(x, there, asked), plain.convolution(x, there, geometry))
        large = plain.convolution(jnp.zeros((3, 11, 17, few)), back, geometry)
        (delta,) = arrays(7, large.shape)
        assert_close(
            _input_gradient(delta, back, asked.sized((11, 17))),
            plain.convolution_input_gradient(delta, back, geometry, (11, 17)),
        )


@needs_native
def test_many_weights_on_a_small_picture() -> None:
    geometry = Geometry(padding=((1, 1), (1, 1)))
    x, k, delta = arrays(0, (9, 4, 4, 128), (3, 3, 128, 160), (9, 4, 4, 160))
    assert_close(convolution(x, k, geometry), plain.convolution(x, k, geometry))
    assert_close(
        convolution_input_gradient(delta, k, geometry, (4, 4)),
        plain.convolution_input_gradient(delta, k, geometry, (4, 4)),
    )
    assert_close(
        convolution_weight_gradient(x, delta, geometry, (3, 3)),
        plain.convolution_weight_gradient(x, delta, geometry, (3, 3)),
    )


def test_derivatives_of_derivatives_are_those_of_plain_xla() -> None:
    geometry = Geometry((2, 1), ((1, 1), (0, 2)))
    x, k = arrays(3, (2, 7, 6, 3), (3, 3, 3, 4))

    def loss(form: Any, x: Array, k: Array) -> Array:
        return jnp.sum(form(x, k, geometry) ** 3)

    def curvature(form: Any) -> Any:
        gradient = jax.grad(partial(loss, form), argnums=(0, 1))
        return jax.jit(jax.grad(lambda x, k: sum(jnp.sum(g**2) for g in gradient(x, k)), (0, 1)))

    for ours, oracle in zip(
        curvature(convolution)(x, k), curvature(plain.convolution)(x, k), strict=True
    ):
        assert_close(ours, oracle)
    ours, oracle = (
        jax.jvp(partial(loss, f), (x, k), (x, k)) for f in (convolution, plain.convolution)
    )
    np.testing.assert_allclose(ours, oracle, rtol=1e-4)


@pytest.mark.parametrize("axes", [(0, None), (None, 0), (0, 0), (1, None)])
def test_vmap_over_pictures_over_kernels_and_over_both(axes: tuple[Any, Any]) -> None:
    geometry = Geometry(padding=((1, 1), (1, 1)))
    x, k = arrays(4, (3, 3, 5, 6, 4), (3, 3, 3, 4, 5))
    x, k = (a if axis is not None else a[0] for a, axis in zip((x, k), axes, strict=True))

    def gradients(form: Any) -> Any:
        return jax.value_and_grad(lambda x, k: jnp.sum(form(x, k, geometry) ** 2), (0, 1))

    found = jax.jit(jax.vmap(gradients(convolution), axes))(x, k)
    oracle = jax.vmap(gradients(plain.convolution), axes)(x, k)
    jax.tree.map(assert_close, found, oracle)


def test_inside_a_compiled_loop() -> None:
    x, k = arrays(5, (2, 6, 6, 4), (3, 3, 4, 4))
    geometry = Geometry(padding=((1, 1), (1, 1)))

    def repeated(form: Any) -> Array:
        return jax.lax.scan(lambda x, _: (jnp.tanh(form(x, k, geometry)), None), x, length=4)[0]

    assert_close(jax.jit(lambda: repeated(convolution))(), repeated(plain.convolution))


def test_no_pictures_and_whole_numbers_take_the_plain_form() -> None:
    k = jnp.ones((3, 3, 2, 4))
    assert convolution(jnp.ones((0, 5, 5, 2)), k, Geometry()).shape == (0, 3, 3, 4)
    halves = convolution(jnp.ones((1, 3, 3, 2), jnp.float16), k.astype(jnp.float16), Geometry())
    assert halves.dtype == jnp.float16
    assert halves[0, 0, 0, 0] == 18


@needs_native
def test_what_is_not_a_number_stays_so() -> None:
    x = jnp.ones((1, 4, 4, 1)).at[0, 1, 1, 0].set(jnp.nan)
    y = convolution(x, jnp.ones((2, 2, 1, 3)), Geometry())
    np.testing.assert_array_equal(jnp.isnan(y[0, :, :, 0]), [[1, 1, 0], [1, 1, 0], [0, 0, 0]])


SUMS = """
import os, sys
cpus = sorted(os.sched_getaffinity(0))
os.sched_setaffinity(0, set(cpus[:int(sys.argv[1])]))
import hashlib, jax.numpy as jnp, numpy as np
from mieru.kernels.convolution import Geometry, convolution_weight_gradient
rng = np.random.default_rng(0)
x, d = (jnp.asarray(rng.normal(size=s), jnp.float32) for s in ((33, 9, 9, 7), (33, 9, 9, 20)))
same = Geometry(padding=((1, 1), (1, 1)))
print(hashlib.sha256(np.asarray(convolution_weight_gradient(x, d, same, (3, 3)))).hexdigest())
"""


@needs_native
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process have fewer cores")
def test_sums_do_not_depend_on_how_many_threads_there_are() -> None:
    command = [sys.executable, "-c", SUMS]
    one, two = (
        subprocess.run([*command, n], capture_output=True, text=True, check=True).stdout
        for n in "12"
    )
    assert one == two


def relu_and_pooling_too(x: Array, k: Array, geometry: Geometry) -> Array:
    y: Array = finished(x, k, jnp.zeros(k.shape[3]), geometry, pooled=True)[0]
    return y


@pytest.mark.parametrize("form", [convolution, relu_and_pooling_too])
def test_on_a_gpu_the_plain_form_runs_also_where_native_code_was_built(form: Any) -> None:
    x, k = arrays(8, (2, 6, 6, 16), (3, 3, 16, 16))
    traced = jax.jit(lambda x, k: form(x, k, Geometry())).trace(x, k)
    for platform, native in (("cuda", False), ("cpu", bool(instructions()))):
        text = traced.lower(lowering_platforms=(platform,)).as_text()
        assert ("mieru_" in text) == native
        assert ("stablehlo.convolution" in text) != native


def test_without_native_code_the_plain_form_runs_and_a_note_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from mieru.kernels import native_calls

    monkeypatch.setattr(native_calls, "instructions", lambda: ())
    note = build_note()
    assert note is not None
    assert "convolution is XLA's here, which is slower" in note.en
    assert "畳み込み" in note.ja
    y = convolution(jnp.ones((1, 3, 3, 1)), jnp.ones((3, 3, 1, 2)), Geometry())
    np.testing.assert_array_equal(y, np.full((1, 1, 1, 2), 9.0))
