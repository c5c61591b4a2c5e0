"""Gradients of batches and of shards: how noisy they are, and how they are put together."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.nn import Context, CrossEntropy, Network, Parameters, backpropagate

Gradients = NDArray[np.float32]
LOSS = CrossEntropy()
DRAWS = 300  # batches drawn to measure the noise of each size


def flat(gradients: Parameters) -> Gradients:
    """Every gradient in one row."""
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(gradients)])


def gradient(
    network: Network, parameters: Parameters, examples: Examples, capacity: int = 0
) -> Gradients:
    """∂E/∂W of those examples, by backpropagation, in one row.

    They are filled up to ``capacity`` with examples that do not count, as in learning, so that
    shards of any size run the same compiled program.
    """
    place = np.arange(max(capacity, len(examples)))
    rows = np.minimum(place, len(examples) - 1)
    x, t = jnp.asarray(examples.x[rows]), jnp.asarray(examples.t[rows])
    return flat(_gradients(network, parameters, x, t, jnp.asarray(place < len(examples))))


@partial(jax.jit, static_argnums=0)
def _gradients(
    network: Network, parameters: Parameters, x: jax.Array, t: jax.Array, present: jax.Array
) -> Parameters:
    context = Context(present=present)
    return backpropagate(network, parameters, x, t, LOSS, context=context).gradients


def gradient_of_each(network: Network, parameters: Parameters, examples: Examples) -> Gradients:
    """∂e/∂W of each example by itself, (N, parameters)."""

    def one(x: jax.Array, t: jax.Array) -> Parameters:
        return backpropagate(network, parameters, x[None], t[None], LOSS).gradients

    each = jax.jit(jax.vmap(one))(examples.x, examples.t)
    return np.concatenate(
        [np.reshape(leaf, (len(examples), -1)) for leaf in jax.tree.leaves(each)], axis=1
    )


@dataclass(frozen=True)
class Noise:
    """How far a batch's gradient is from the whole one, relative to its length."""

    size: int
    measured: float  # √ of the mean squared distance over the batches drawn
    expected: float  # by the formula


def noise_sizes(examples: int) -> list[int]:
    """1, 2, 5, 10, … below the number of examples."""
    return [m * 10**k for k in range(7) for m in (1, 2, 5) if m * 10**k < examples]


def noise(each: Gradients, size: int, seed: int) -> Noise:
    """Measured on batches drawn without putting back, and by σ/√B · √((N − B)/(N − 1))."""
    n, whole = len(each), each.mean(axis=0)
    random = np.random.default_rng([seed, size])
    chosen = random.random((DRAWS, n)).argpartition(size - 1, axis=1)[:, :size]
    shares = np.zeros((DRAWS, n), np.float32)
    np.put_along_axis(shares, chosen, np.float32(1 / size), axis=1)
    distance = np.linalg.norm(shares @ each - whole, axis=1)
    length = float(np.linalg.norm(whole))
    variance = float(np.sum((each - whole) ** 2)) / n
    expected = float(np.sqrt(variance / size * (n - size) / (n - 1)))
    return Noise(size, float(np.sqrt(np.mean(distance**2))) / length, expected / length)


@dataclass(frozen=True)
class Shared:
    """A gradient put together from shards, against that of one device (relative, largest)."""

    sizes: tuple[int, ...]
    weighted: float  # mean weighted by the sizes of the shards
    unweighted: float  # plain mean over the shards


def even_bounds(examples: int, devices: int) -> list[int]:
    """Where shards as equal as can be begin and end."""
    return [examples * i // devices for i in range(devices + 1)]


def uneven_bounds(examples: int, devices: int) -> list[int]:
    """Shards whose sizes are as 1 : 2 : 3 : …"""
    parts = devices * (devices + 1) // 2
    return [examples * (i * (i + 1) // 2) // parts for i in range(devices + 1)]


def share(
    network: Network, parameters: Parameters, examples: Examples, bounds: list[int]
) -> Shared:
    """Each device's gradient of its shard, and what their means are worth."""
    whole = gradient(network, parameters, examples)
    pairs = list(pairwise(bounds))
    sizes = tuple(end - start for start, end in pairs)
    shards = [
        gradient(network, parameters, examples.take(slice(*pair)), max(sizes)) for pair in pairs
    ]
    largest = float(np.abs(whole).max())

    def difference(mean: Gradients) -> float:
        return float(np.abs(mean - whole).max()) / largest

    return Shared(
        sizes,
        weighted=difference(np.average(shards, axis=0, weights=sizes)),
        unweighted=difference(np.mean(shards, axis=0)),
    )
