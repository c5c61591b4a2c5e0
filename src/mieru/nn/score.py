"""A network judged or asked on many examples: in blocks, so that memory stays small."""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from mieru.nn.backprop import forward
from mieru.nn.inputs import checked_inputs
from mieru.nn.layer import Parameters, State
from mieru.nn.losses import Loss
from mieru.nn.network import Network
from mieru.nn.shapes import size

# The largest output of a layer, for a whole block, has at most this many numbers (16 MB).
_BLOCK = 2**22


class Score(NamedTuple):
    """The mean loss over the examples and the share of right classes (0 for a regression)."""

    loss: Array
    accuracy: Array


def block_size(network: Network, examples: int) -> int:
    """How many examples go through the network at once."""
    widest = max(map(size, (network.input_shape, *network.shapes)))
    return max(1, min(examples, _BLOCK // widest))


def scored(
    network: Network,
    loss: Loss,
    parameters: Parameters,
    state: State,
    x: Array,
    t: Array,
    weights: Array | None = None,
) -> Score:
    """Mean loss and accuracy on x (N, *input), t as checked; runs inside compiled code.

    ``weights`` (N,) are what the loss of each example is multiplied with.
    """
    n = x.shape[0]
    block = block_size(network, n)

    def add(i: Array, total: tuple[Array, Array]) -> tuple[Array, Array]:
        # The last block reaches back over examples that are counted already.
        first = i * jnp.int32(block)
        start = jnp.minimum(first, n - block)
        counted = start + jnp.arange(block, dtype=jnp.int32) >= first
        targets = lax.dynamic_slice_in_dim(t, start, block)
        inputs = lax.dynamic_slice_in_dim(x, start, block)
        outputs = forward(network, parameters, inputs, state=state)
        losses = loss.by_example(outputs, targets)
        if weights is not None:
            losses = losses * lax.dynamic_slice_in_dim(weights, start, block)
        losses = jnp.where(counted, losses, 0)
        right = jnp.where(counted, loss.correct(outputs, targets), 0)
        return total[0] + jnp.sum(losses, dtype=float), total[1] + jnp.sum(right, dtype=float)

    zero = jnp.zeros(())
    losses, right = lax.fori_loop(jnp.int32(0), jnp.int32(-(-n // block)), add, (zero, zero))
    return Score(losses / n, right / n)


_scored = partial(jax.jit, static_argnums=(0, 1))(scored)


def score(
    network: Network,
    loss: Loss,
    parameters: Parameters,
    x: np.ndarray,
    t: np.ndarray,
    *,
    state: State | None = None,
) -> tuple[float, float]:
    """(mean loss, accuracy) on x (N, *input) and t as :func:`checked_targets` gives it."""
    found = _scored(network, loss, parameters, state or {}, x, t)
    return float(found.loss), float(found.accuracy)


@partial(jax.jit, static_argnums=(0, 1))
def _answers(
    network: Network, loss: Loss | None, parameters: Parameters, state: State, x: Array
) -> Array:
    outputs = forward(network, parameters, x, state=state)
    return outputs if loss is None else loss.predict(outputs)


def predict(
    network: Network,
    parameters: Parameters,
    x: object,
    *,
    loss: Loss | None = None,
    state: State | None = None,
) -> np.ndarray:
    """What the network says for x (N, *input): probabilities or values, (N, *output).

    Without a loss, the plain outputs (logits). Raises ShapeError or DataError as fit does.
    """
    inputs = checked_inputs(network, x)
    # A power of two, so that asking for 3, 4, 5, … examples does not compile each time.
    block = block_size(network, 1 << (len(inputs) - 1).bit_length())
    parts = []
    for start in range(0, len(inputs), block):
        part = inputs[start : start + block]
        filled = np.concatenate([part, np.repeat(part[-1:], block - len(part), axis=0)])
        answers = _answers(network, loss, parameters, state or {}, filled)
        parts.append(np.asarray(answers)[: len(part)])
    return np.concatenate(parts)
