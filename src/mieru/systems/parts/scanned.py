"""One picture under one kernel, by the layer that networks use, and how it is drawn."""

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from mieru.nn import Conv, Given, Network, forward
from mieru.systems.report.drawings import Chart, Heat
from mieru.systems.report.text import Words

Array = NDArray[np.float64]


def convolved(
    picture: ArrayLike,
    kernel: ArrayLike,
    *,
    padding: str = "valid",
    stride: int = 1,
    dilation: int = 1,
) -> Array:
    """The feature map (OH, OW) of a picture (H, W) under a kernel (kh, kw), which is not flipped.

    Raises ShapeError where the kernel does not fit into the picture.
    """
    x, k = np.asarray(picture, np.float32), np.asarray(kernel, np.float32)
    network = one_convolution(x.shape, k, padding, stride, dilation)
    y = forward(network, network.initial_parameters(), jnp.asarray(x[None, :, :, None]))
    return np.asarray(y, np.float64)[0, :, :, 0]


def one_convolution(
    shape: tuple[int, ...], kernel: ArrayLike, padding: str, stride: int, dilation: int
) -> Network:
    """A network of one convolution, its kernel given, for pictures (H, W)."""
    k = np.asarray(kernel, np.float64)
    layer = Conv(
        1,
        (k.shape[0], k.shape[1]),
        stride=(stride, stride),
        padding=padding,
        dilation=(dilation, dilation),
        bias=False,
        initial=Given(tuple(k.ravel().tolist())),
    )
    return Network((*shape, 1), [layer])


def uses(
    size: int, kernel: int, *, padding: str = "valid", stride: int = 1, dilation: int = 1
) -> Array:
    """How many products each pixel of a ``size`` × ``size`` picture takes part in.

    The sum of all outputs under a kernel of ones counts each of them once, so its derivative by a
    pixel is that number.
    """
    network = one_convolution((size, size), np.ones((kernel, kernel)), padding, stride, dilation)
    parameters = network.initial_parameters()
    total = jax.grad(lambda x: jnp.sum(forward(network, parameters, x)))
    return np.asarray(total(jnp.zeros((1, size, size, 1), jnp.float32)), np.float64)[0, :, :, 0]


def grid(title: Words, values: ArrayLike, caption: Words = "") -> Chart:
    """A small array (R, C), its numbers written into the cells: blue above, orange below 0."""
    numbers = np.asarray(values, np.float64)
    texts = [[number(v) for v in row] for row in numbers]
    return Chart(
        title,
        [Heat(numbers, texts=texts, diverging=True)],
        caption=caption,
        square=True,
        third=True,
        height=0.05 + 0.105 * len(numbers),
    )


def number(value: float) -> str:
    """288, 0.5, −8: with the sign that print uses."""
    return f"{value + 0.0:.4g}".replace("-", "−")  # −0 is written 0
