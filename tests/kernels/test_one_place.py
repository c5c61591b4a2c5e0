"""A kernel that meets the picture at one place is a matrix product, with zeros and without."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.kernels import plain_convolution as plain
from mieru.kernels.convolution import (
    Geometry,
    convolution,
    convolution_input_gradient,
    convolution_weight_gradient,
)


@pytest.mark.parametrize(
    ("size", "geometry"),
    [
        ((4, 3), Geometry()),
        ((3, 2), Geometry(padding=((1, 0), (0, 1)))),
        ((6, 4), Geometry((3, 2), ((-1, 0), (0, 0)))),
    ],
)
def test_values_and_gradients_are_those_of_the_convolution(
    size: tuple[int, int], geometry: Geometry
) -> None:
    rng = np.random.default_rng(0)
    shapes = (2, *size, 3), (4, 3, 3, 5), (2, 1, 1, 5)
    x, k, delta = (jnp.asarray(rng.normal(size=shape), jnp.float32) for shape in shapes)
    for ours, oracle in (
        (convolution(x, k, geometry), plain.convolution(x, k, geometry)),
        (
            convolution_input_gradient(delta, k, geometry, size),
            plain.convolution_input_gradient(delta, k, geometry, size),
        ),
        (
            convolution_weight_gradient(x, delta, geometry, (4, 3)),
            plain.convolution_weight_gradient(x, delta, geometry, (4, 3)),
        ),
    ):
        np.testing.assert_allclose(ours, oracle, rtol=1e-4, atol=1e-4)
    assert "dot_general" in str(jax.make_jaxpr(lambda: convolution(x, k, geometry))())
