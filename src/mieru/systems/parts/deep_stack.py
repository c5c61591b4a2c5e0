"""A network of a thousand layers that learns, with and without bypasses.

Most of its layers are equal: what is equal goes round one loop over stacked parameters, so that a
thousand layers compile as fast as a few. On the way back each block is passed forward once more, so
that only its input has to be kept (Chen et al. 2016). The layers and their pullbacks are those of
any network.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from mieru.nn import Context, CrossEntropy, Layer, Network, Parallel, Residual, as_numbers
from mieru.nn.layer import Parameters

_TRAINING = Context(training=True)
_MOMENTUM = 0.9


@dataclass(frozen=True)
class Stretch:
    """``times`` equal layers, one after the other."""

    layer: Layer
    times: int


class Learned(NamedTuple):
    """How a deep network learned: the loss and the first layer's gradient at each step, and the
    gradient of each block before the first step, from input to output."""

    losses: NDArray[np.float64]
    first: NDArray[np.float64]
    by_block: NDArray[np.float64]

    @property
    def reached(self) -> int:
        """How many blocks, from the output on, the gradient reached as a number above 0."""
        there = np.isfinite(self.by_block) & (self.by_block > 0)
        return len(there) if there.all() else int(np.argmin(there[::-1]))


def without_bypasses(network: Network) -> Network:
    """The same layers, nothing led around them."""
    layers = [
        Parallel([layer.layers], join="add") if isinstance(layer, Residual) else layer
        for layer in network.layers
    ]
    return Network(network.input_shape, layers)


def learn_deep(
    network: Network, x: NDArray[Any], t: NDArray[np.int32], *, steps: int, rate: float, seed: int
) -> Learned:
    """Teaches ``network`` the examples x (N, *input), t (N,), all of them at every step.

    Gradient descent with momentum, the gradient clipped to a length of 1; cross-entropy; batch
    statistics. The weights are forgotten afterwards.
    """
    stretches = tuple(_stretches(network))
    parameters = _stacked(network, stretches, seed)
    velocity = jax.tree.map(jnp.zeros_like, parameters)
    pictures, labels = as_numbers(jnp.asarray(x)), jnp.asarray(t)
    losses, first = [], []
    by_block: list[float] = []
    for step in range(steps):
        loss, gradients = _error(stretches, parameters, pictures, labels)
        norms = [np.asarray(norm) for norm in _norms(stretches, gradients)]
        losses.append(float(loss))
        first.append(float(norms[0][0]))
        if step == 0:
            by_block = [float(n) for norm in norms for n in norm]
        parameters, velocity = _moved(parameters, velocity, gradients, jnp.float32(rate))
    return Learned(np.array(losses), np.array(first), np.array(by_block))


def _stretches(network: Network) -> Iterator[Stretch]:
    for layer, equal in groupby(network.layers):
        times = len(list(equal))
        # Only blocks are worth a loop; a layer that changes the shape never stands twice in a row.
        if isinstance(layer, Residual | Parallel):
            yield Stretch(layer, times)
        else:
            yield from [Stretch(layer, 1)] * times


def _stacked(network: Network, stretches: tuple[Stretch, ...], seed: int) -> tuple[Parameters, ...]:
    """The initial parameters of each stretch, those of equal layers on one axis more in front."""
    fresh = network.initial_parameters(seed)
    names = iter(network.names)
    found = []
    for stretch in stretches:
        trees = [fresh.get(next(names), {}) for _ in range(stretch.times)]
        found.append(
            trees[0] if stretch.times == 1 else jax.tree.map(lambda *a: np.stack(a), *trees)
        )
    return tuple(found)


@partial(jax.jit, static_argnums=0)
def _error(
    stretches: tuple[Stretch, ...], parameters: tuple[Parameters, ...], x: Array, t: Array
) -> tuple[Array, tuple[Parameters, ...]]:
    """The mean loss and ∂E/∂parameters of each stretch."""
    passed = []
    for stretch, own in zip(stretches, parameters, strict=True):
        if stretch.times == 1:
            out = stretch.layer.forward(own, x, _TRAINING)
            passed.append(out.pullback)
            x = out.output
        else:
            x, inputs = _round(stretch.layer, own, x)
            passed.append(partial(_round_back, stretch.layer, own, inputs))
    loss = CrossEntropy()
    delta = loss.delta(x, t) / len(t)
    mean = jnp.mean(loss.by_example(x, t))
    gradients = []
    for pullback in reversed(passed):
        delta, found = pullback(delta)
        gradients.append(found)
    return mean, tuple(reversed(gradients))


def _round(layer: Layer, stacked: Parameters, x: Array) -> tuple[Array, Array]:
    """What comes out of all the equal layers, and what each of them was given."""

    def step(x: Array, own: Parameters) -> tuple[Array, Array]:
        return layer.forward(own, x, _TRAINING).output, x

    output, inputs = lax.scan(step, x, stacked)
    return output, inputs


def _round_back(
    layer: Layer, stacked: Parameters, inputs: Array, delta: Array
) -> tuple[Array, Parameters]:
    def step(delta: Array, each: tuple[Parameters, Array]) -> tuple[Array, Parameters]:
        own, x = each
        return layer.forward(own, x, _TRAINING).pullback(delta)

    delta_x, gradients = lax.scan(step, delta, (stacked, inputs), reverse=True)
    return delta_x, gradients


@partial(jax.jit, static_argnums=0)
def _norms(stretches: tuple[Stretch, ...], gradients: tuple[Parameters, ...]) -> list[Array]:
    """The length of the gradient of each layer's kernels, (1,), or (times,) for equal ones."""
    found = []
    for stretch, tree in zip(stretches, gradients, strict=True):
        rows = [leaf.reshape(stretch.times, -1) for leaf in _kernels(tree, stretch.times > 1)]
        if rows:
            found.append(jnp.sqrt(sum(jnp.sum(row**2, axis=1) for row in rows)))
    return found


def _kernels(tree: Parameters, stacked: bool) -> list[Array]:
    """The arrays of weights; biases, scales and shifts have one axis, and one more if stacked."""
    return [leaf for leaf in jax.tree.leaves(tree) if leaf.ndim > 1 + stacked]


@jax.jit
def _moved(
    parameters: tuple[Parameters, ...],
    velocity: tuple[Parameters, ...],
    gradients: tuple[Parameters, ...],
    rate: Array,
) -> tuple[tuple[Parameters, ...], tuple[Parameters, ...]]:
    # Where the gradient is steep it is shortened to 1, so that depth alone makes nothing diverge.
    length = jnp.sqrt(sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(gradients)))
    rate = rate / jnp.maximum(length, 1)
    velocity = jax.tree.map(lambda v, g: _MOMENTUM * v - rate * g, velocity, gradients)
    return jax.tree.map(jnp.add, parameters, velocity), velocity
