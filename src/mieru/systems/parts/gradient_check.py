"""Derivatives by backpropagation against two independent ways to the same derivatives."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from mieru.nn import CrossEntropy, Loss, Network, Parameters, Trace, checked_targets, forward


def random_examples(
    network: Network, loss: Loss, count: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """x (count, *input) from N(0, 1), and targets of the form that the loss takes."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(count, *network.input_shape))
    if isinstance(loss, CrossEntropy):
        return x, random.integers(network.output_shape[0], size=count).astype(np.int32)
    return x, random.integers(2, size=(count, *network.output_shape)).astype(np.float64)


@dataclass(frozen=True)
class Check:
    """How far one parameter array's derivatives are from those found in two other ways."""

    path: str
    count: int
    largest: float  # |∂E/∂w|
    autodiff: float
    central: float


def checked(seen: Trace, parameters: Parameters) -> list[Check]:
    """Backpropagation against automatic differentiation and central differences, by array."""
    network, loss, x = seen.network, seen.loss, jnp.asarray(seen.x)
    t = jnp.asarray(checked_targets(network, loss, seen.t, len(seen.x)))

    def error(w: Parameters) -> jax.Array:
        return jnp.mean(loss.by_example(forward(network, w, x), t))

    flat, unravel = ravel_pytree(parameters)
    step = 6e-6  # ∛ε: where the error of cutting the series off meets that of rounding
    shifts = step * jnp.eye(flat.size)
    along = jax.jit(jax.vmap(lambda shift: error(unravel(flat + shift))))
    central = unravel((along(shifts) - along(-shifts)) / (2 * step)) if flat.size else {}
    automatic = jax.grad(error)(parameters)
    leaves = jax.tree_util.tree_leaves_with_path(seen.result.gradients)
    others = zip(jax.tree.leaves(automatic), jax.tree.leaves(central), strict=True)
    return [
        Check(
            path=".".join(key.key for key in path),
            count=ours.size,
            largest=float(jnp.abs(ours).max()),
            autodiff=float(jnp.abs(ours - a).max()),
            central=float(jnp.abs(ours - c).max()),
        )
        for (path, ours), (a, c) in zip(leaves, others, strict=True)
    ]
