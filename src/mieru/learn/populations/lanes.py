"""Small dense networks by the hundred: the members side by side on the last axis.

A network of 22 weights has no matrices worth the name. Here every weight is a row of numbers, one
of each member, and each sum over inputs is written out: the processor then does one operation on 8
or 16 members at once. The parameters of all are one array (numbers, members), and a batch at
some layer is (units, batch, members).
"""

from collections.abc import Callable
from functools import reduce
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from mieru.learn.compiled import Examples, Knobs, Updated, empty_memory
from mieru.learn.populations.dropout import TurnedDropout, dropout_numbers, factor
from mieru.learn.populations.forms import Batch, Form, Judged, Learned, Tree
from mieru.learn.schedules import rate_at
from mieru.learn.shortening import bounded
from mieru.nn import Activation, CrossEntropy, Dense, Dropout, Network, Parameters
from mieru.nn.inputs import as_numbers
from mieru.nn.shapes import size

# δ (units, batch, members) → (δ of the layer below, {parameter: its gradient (…, members)})
_Pullback = Callable[[Array], tuple[Array, dict[str, Array]]]

# The largest network that gains by it, and the fewest members. (Measured against Stacked.)
MOST_WEIGHTS = 2_000
FEWEST = 8
_JUDGED = 2**18  # numbers by layer in one block of judged examples


def fits(network: Network, members: int) -> bool:
    """Whether this form knows the network, and is faster with it than :class:`Stacked`."""
    known = (Dense, Activation, Dropout, TurnedDropout)
    simple = all(isinstance(layer, known) for layer in network.layers)
    small = network.parameter_count <= MOST_WEIGHTS
    return simple and small and len(network.input_shape) == 1 and members >= FEWEST


class Lanes(Form):
    """See the module. Only for networks of dense layers, activations and dropout."""

    row_axis: ClassVar[int] = 0

    def together(self, members: list[Parameters]) -> Tree:
        flat = [[np.ravel(leaf) for leaf in jax.tree.leaves(one)] for one in members]
        return np.stack([np.concatenate(leaves) for leaves in flat], axis=-1)

    def alone(self, parameters: Tree, index: int) -> Parameters:
        found: Parameters = jax.tree.map(np.array, self._tree(np.asarray(parameters)[:, index]))
        return found

    def empty_memory(self, knobs: Knobs, parameters: Tree) -> Tree:
        members = parameters.shape[-1]

        def for_each(leaf: Array) -> Array:
            # Optax counts steps in one number; members that have fewer examples do fewer.
            return leaf if leaf.ndim else jnp.full((1, members), leaf)

        return jax.tree.map(for_each, empty_memory(knobs.optimizer, parameters))

    def laid(self, rows: np.ndarray) -> np.ndarray:
        return rows[..., 0, :] if rows.shape[-2] == 1 else rows.swapaxes(-2, -1)

    def cut(self, rows: Array, start: Array, count: int) -> Array:
        return lax.dynamic_slice_in_dim(rows, start, count, axis=self.row_axis)

    def gather(self, source: Examples, rows: Array) -> Examples:
        """x (units, batch, members or 1); t (batch,), (batch, outputs), or with members last."""

        def columns(a: Array) -> Array:
            each = [a[:, k].at[rows].get(mode="promise_in_bounds") for k in range(a.shape[1])]
            return jnp.stack(each)

        x = columns(source.x)
        x = as_numbers(x if rows.ndim == 2 else x[:, :, None])
        if source.t.ndim == 1:
            return Examples(x, source.t.at[rows].get(mode="promise_in_bounds"))
        return Examples(x, columns(source.t).swapaxes(0, 1))

    def before(self, place: Array, count: Array) -> Array:
        return place[:, None] < count[None, :]

    def learn(self, knobs: Knobs, batch: Batch, learned: Learned) -> Updated:
        x, t = batch.examples.x, batch.examples.t
        knobs = jax.tree.map(lambda number: number[None, :], knobs)
        weights, optimizer = learned.parameters, learned.optimizer
        outputs, back = self._forward(weights, x, batch.keys, learned.state)
        losses, right = self._judged(outputs, t)
        present = batch.present
        share = present / jnp.sum(present, axis=0, keepdims=True)
        delta = self._by_member(self.loss.delta, outputs, t, 2)
        if self.loss.classifies:
            softened = self._by_member(self.loss.smoothing_delta, outputs, t, 2)
            delta = delta + knobs.label_smoothing[None] * softened
        delta = delta * share[:, None, :]
        gradients = back(delta.swapaxes(0, 1)) + knobs.l2 * self._penalized * weights
        if knobs.clip is not None:
            gradients = _clipped(gradients, knobs.clip)
        rate = rate_at(knobs.optimizer.rate, batch.epochs[None, :])
        change, optimizer = knobs.optimizer.rule(rate).update(gradients, optimizer, weights)
        weights = weights + change
        threshold = rate * knobs.l1 * self._penalized
        weights = weights - jnp.clip(weights, -threshold, threshold)
        if knobs.max_norm is not None:
            weights = self._bounded(weights, knobs.max_norm[0])
        return Updated(
            parameters=weights,
            state=learned.state,
            optimizer=optimizer,
            loss_sum=jnp.sum(jnp.where(present, losses, 0), axis=0),
            right_sum=jnp.sum(jnp.where(present, right, 0), axis=0).astype(jnp.int32),
        )

    def judge(self, learned: Learned, examples: Examples, present: Array) -> Judged:
        x, t = examples.x, examples.t
        outputs, _ = self._forward(learned.parameters, x, None, learned.state)
        losses, right = self._judged(outputs, t)
        right_sum = jnp.sum(jnp.where(present, right, 0), axis=0)
        return Judged(jnp.sum(jnp.where(present, losses, 0), axis=0), right_sum.astype(jnp.int32))

    def of_each(self, values: Array, leaf: Array) -> Array:
        return values.reshape(*[1] * (leaf.ndim - 1), -1)

    def finite(self, tree: Tree) -> Array:
        # 0 times a number is 0, but NaN for an infinity or NaN; a sum runs on all lanes at once,
        # where jnp.all over isfinite takes as long as the step itself.
        numbers = [leaf for leaf in jax.tree.leaves(tree) if jnp.issubdtype(leaf, jnp.inexact)]
        each = [jnp.sum(leaf * 0, axis=0) == 0 for leaf in numbers if leaf.ndim == 2]
        return reduce(jnp.logical_and, each, jnp.ones((), bool))

    def judged_at_once(self, members: int, examples: int) -> int:
        widest = max(map(size, (self.network.input_shape, *self.network.shapes)))
        return max(1, min(examples, _JUDGED // (widest * members)))

    @property
    def _penalized(self) -> Array:
        """1 for each number that L1 and L2 act on, (numbers, 1)."""
        acts = self.network.penalties
        shapes = self.network.parameter_shapes
        full = jax.tree.map(lambda on, shape: np.full(size(shape), on, np.float32), acts, shapes)
        return jnp.asarray(np.concatenate(jax.tree.leaves(full)))[:, None]

    def _bounded(self, parameters: Array, most: Array) -> Array:
        """:func:`mieru.learn.compiled.bounded` for each member; ``most`` (members,)."""
        each = jax.vmap(bounded, in_axes=(None, -1, 0), out_axes=-1)
        found = each(self.network, self._tree(parameters), most)
        return jnp.concatenate([w.reshape(-1, w.shape[-1]) for w in jax.tree.leaves(found)])

    def _tree(self, parameters: Any) -> Parameters:
        """(numbers, …) as the tree of arrays (*shape, …)."""
        shapes, start = self.network.parameter_shapes, 0
        leaves, structure = jax.tree.flatten(shapes, is_leaf=lambda node: isinstance(node, tuple))
        found = []
        for shape in leaves:
            part = parameters[start : start + size(shape)]
            found.append(part.reshape(*shape, *parameters.shape[1:]))
            start += size(shape)
        tree: Parameters = jax.tree.unflatten(structure, found)
        return tree

    def _by_member(self, function: Any, outputs: Array, t: Array, out_axis: int) -> Array:
        """A function of the loss for each member; ``outputs`` (units, batch, members)."""
        shared = t.ndim == self._target_axes
        own = None if shared else t.ndim - 1
        mapped = jax.vmap(function, in_axes=(2, own), out_axes=out_axis)
        found: Array = mapped(outputs.swapaxes(0, 1), t)
        return found

    @property
    def _target_axes(self) -> int:
        return 1 if isinstance(self.loss, CrossEntropy) else 2

    def _judged(self, outputs: Array, t: Array) -> tuple[Array, Array]:
        """(e_n, whether right), (batch, members) each."""
        losses = self._by_member(self.loss.by_example, outputs, t, 1)
        return losses, self._by_member(self.loss.correct, outputs, t, 1)

    def _forward(
        self, parameters: Array, x: Array, keys: Array | None, state: Any
    ) -> tuple[Array, Callable[[Array], Array]]:
        """The outputs (units, batch, members), and the way back to the gradients."""
        tree = self._tree(parameters)
        pullbacks: list[tuple[str, _Pullback]] = []
        for i, (name, layer) in enumerate(
            zip(self.network.names, self.network.layers, strict=True)
        ):
            if isinstance(layer, Dense):
                x, pullback = _dense(tree[name], x)
            elif isinstance(layer, Activation):
                x, pullback = _activation(layer, x)
            elif keys is None:
                continue
            else:
                drawn = _factor(layer, keys, i, x, state.get(name))
                x, pullback = _times(x, drawn)
            pullbacks.append((name, pullback))

        def back(delta: Array) -> Array:
            gradients: Parameters = {}
            for name, pullback in reversed(pullbacks):
                delta, found = pullback(delta)
                if found:
                    gradients[name] = found
            leaves = [leaf.reshape(-1, leaf.shape[-1]) for leaf in jax.tree.leaves(gradients)]
            return jnp.concatenate(leaves)

        return x, back


def _kept_apart(values: Array) -> Array:
    """The same values; XLA would merge layer into layer and count all below again for each unit."""
    found: Array = lax.optimization_barrier(values)  # type: ignore[no-untyped-call]
    return found


def _dense(parameters: Parameters, x: Array) -> tuple[Array, _Pullback]:
    """uⱼ = Σᵢ wᵢⱼxᵢ + bⱼ, the sum over i written out."""
    weight = parameters["weight"]  # (inputs, units, members)
    x = _kept_apart(x)
    terms = [x[i][None] * weight[i][:, None, :] for i in range(weight.shape[0])]
    u = reduce(jnp.add, terms)
    if "bias" in parameters:
        u = u + parameters["bias"][:, None, :]

    def pullback(delta: Array) -> tuple[Array, dict[str, Array]]:
        delta = _kept_apart(delta)
        each = [jnp.sum(x[i][None] * delta, axis=1) for i in range(weight.shape[0])]
        gradients = {"weight": jnp.stack(each)}
        if "bias" in parameters:
            gradients["bias"] = jnp.sum(delta, axis=1)
        terms = [weight[:, j][:, None, :] * delta[j][None] for j in range(weight.shape[1])]
        return reduce(jnp.add, terms), gradients

    return u, pullback


def _times(x: Array, factor: Array) -> tuple[Array, _Pullback]:
    return x * factor, lambda delta: (delta * factor, {})


def _activation(layer: Activation, u: Array) -> tuple[Array, _Pullback]:
    f, a = layer.definition, layer.parameter or 0.0
    z = f.f(u, a)
    return z, lambda delta: (delta * f.derivative(u, z, a), {})


def _factor(layer: Any, keys: Array, index: int, x: Array, state: Any) -> Array:
    """What dropout multiplies with, (units, batch, members): drawn as each member alone would."""
    units, batch = x.shape[:2]
    if isinstance(layer, Dropout):
        state = dropout_numbers(layer)

    def one(key: Array, rate: Array, kept_from: Array) -> Array:
        return factor(jax.random.fold_in(key, index), (batch, units), rate, kept_from).T

    axes = (0, 0, 0) if isinstance(layer, TurnedDropout) else (0, None, None)
    found: Array = jax.vmap(one, in_axes=axes, out_axes=2)(keys, state["rate"], state["kept_from"])
    return found


def _clipped(gradients: Array, most: Array) -> Array:
    """:func:`mieru.learn.compiled.clipped` for each member."""
    largest = jnp.max(jnp.abs(gradients), axis=0, keepdims=True)
    unit = jnp.maximum(largest, jnp.full((), 1e-30, jnp.float32))
    norm = jnp.sqrt(jnp.sum((gradients / unit) ** 2, axis=0, keepdims=True))
    return gradients * jnp.minimum(1, most / unit / norm)
