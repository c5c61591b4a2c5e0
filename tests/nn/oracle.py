"""One oracle for every derivative: the written-out backpropagation against automatic
differentiation and against central differences, in float64, on the regularized loss."""

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from mieru.nn import (
    Backpropagated,
    Context,
    Loss,
    Network,
    Parameters,
    backpropagate,
    forward,
    penalty,
)

TOLERANCE = 1e-6
STEP = 1e-5  # of the central difference: its error is of the order of STEP² and 1e-16/STEP


def float64() -> Any:
    """The context in which JAX computes in float64."""
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(True)
    from jax.experimental import enable_x64  # type: ignore[attr-defined] # before JAX 0.8

    return enable_x64(True)


def wide(tree: Any) -> Any:
    """The same tree with float64 numbers (and int32 tokens as they are)."""

    def widened(leaf: Any) -> np.ndarray:
        array = np.asarray(leaf)
        return array.astype(np.float64) if array.dtype.kind == "f" else array

    return jax.tree.map(widened, tree)


def some_parameters(network: Network, seed: int = 0) -> Parameters:
    """Parameters of which none is zero or one, as fresh biases and scales would be."""
    rng = np.random.default_rng(seed)
    fresh = network.initial_parameters(seed)
    found: Parameters = jax.tree.map(
        lambda p: np.asarray(p) + rng.normal(0, 0.3, np.shape(p)), fresh
    )
    return found


def compiled(function: Any) -> Any:
    """Compiled, as operation by operation takes longer; not optimized, for the same reason."""
    return jax.jit(function, compiler_options={"xla_backend_optimization_level": 0})


def check_gradients(
    network: Network,
    x: np.ndarray,
    t: np.ndarray,
    loss: Loss,
    *,
    context: Context | None = None,
    l1: float = 0.01,
    l2: float = 0.1,
    seed: int = 0,
) -> Backpropagated:
    """Raises AssertionError unless all derivatives agree; returns what backpropagation gave,
    as NumPy arrays."""
    with float64():
        context = context or Context()
        context = replace(context, state=wide(context.state))
        parameters, x = wide(some_parameters(network, seed)), wide(x)
        targets = jnp.asarray(wide(t))

        def regularized(parameters: Parameters, x: Any) -> Any:
            outputs = forward(network, parameters, x, context=context)
            losses = loss.by_example(outputs, targets)
            present = context.present
            weights = jnp.ones(len(losses)) if present is None else present.astype(float)
            mean = jnp.sum(losses * weights) / jnp.sum(weights)
            return mean + penalty(network, parameters, l1, l2)

        def backward(parameters: Parameters, x: Any) -> Backpropagated:
            return backpropagate(
                network, parameters, x, targets, loss, context=context, l1=l1, l2=l2
            )

        both = (jax.tree.map(jnp.asarray, parameters), jnp.asarray(x))
        found: Backpropagated = compiled(backward)(*both)
        assert str(jax.tree.structure(found.gradients)) == str(jax.tree.structure(parameters))
        of_input = x.dtype.kind == "f"
        automatic = compiled(jax.value_and_grad(regularized, (0, 1) if of_input else (0,)))
        written = (found.gradients, found.delta_x) if of_input else (found.gradients,)
        _check_alike(written, automatic(*both)[1])
        _check_differences(lambda *moved: float(automatic(*moved)[0]), both, found, seed)
        in_numpy: Backpropagated = jax.tree.map(np.asarray, found)
        return in_numpy


def _check_alike(written: Any, automatic: Any) -> None:
    for ours, auto in zip(jax.tree.leaves(written), jax.tree.leaves(automatic), strict=True):
        assert ours.shape == auto.shape
        assert ours.dtype == auto.dtype == jnp.float64
        np.testing.assert_allclose(ours, auto, rtol=1e-9, atol=1e-9)


def _check_differences(regularized: Any, both: Any, found: Backpropagated, seed: int) -> None:
    """The slope along random directions: of all parameters and inputs at once, of each alone."""
    rng = np.random.default_rng(seed)
    points, structure = jax.tree.flatten(both)
    slopes = jax.tree.leaves((found.gradients, found.delta_x))
    numbers = [i for i, point in enumerate(points) if point.dtype.kind == "f"]
    for moved in (numbers, *([i] for i in numbers)):
        along = {i: rng.normal(size=points[i].shape) for i in moved}
        ahead, behind = (
            regularized(*jax.tree.unflatten(structure, _moved(points, along, sign * STEP)))
            for sign in (1, -1)
        )
        slope = sum(float(np.sum(np.asarray(slopes[i]) * along[i])) for i in moved)
        difference = (ahead - behind) / (2 * STEP)
        assert abs(difference - slope) <= TOLERANCE * max(1, abs(slope)), (moved, difference, slope)


def _moved(points: list[Any], along: dict[int, np.ndarray], step: float) -> list[Any]:
    return [p + step * along[i] if i in along else p for i, p in enumerate(points)]
