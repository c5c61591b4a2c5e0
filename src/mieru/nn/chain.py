"""A chain of layers: names, shapes, the walk forward and the walk back.

A network is a chain, and so is each path inside a residual block or a parallel layer.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from jax import Array

from mieru.nn.initial import Seed, seed_of
from mieru.nn.layer import Context, Layer, Parameters, Passed, Pullback, State
from mieru.nn.shapes import Shape
from mieru.words import ShapeError

Layers = Sequence[Layer]


def names(layers: Layers) -> tuple[str, ...]:
    """``dense1``, ``sigmoid1``, ``dense2``, …: each kind of layer is counted by itself."""
    count: Counter[str] = Counter()
    found = []
    for layer in layers:
        count[layer.stem] += 1
        found.append(f"{layer.stem}{count[layer.stem]}")
    return tuple(found)


def shapes(layers: Layers, shape: Shape) -> tuple[Shape, ...]:
    """The shape that each layer gives; a layer that cannot take its input is named in the error."""
    found: list[Shape] = []
    for i, layer in enumerate(layers):
        try:
            shape = layer.output_shape(shape)
        except ShapeError as error:
            raise _placed(error, layers, i) from None
        found.append(shape)
    return tuple(found)


def _placed(error: ShapeError, layers: Layers, i: int) -> ShapeError:
    labels, n = names(layers), len(layers)
    before_en, before_ja = (labels[i - 1], f"{labels[i - 1]} ") if i else ("the input", "入力")
    return ShapeError(
        en=f"{labels[i]} (layer {i + 1} of {n}, after {before_en}): {error.en}",
        ja=f"{labels[i]} ({n} 層中の第 {i + 1} 層、{before_ja}の次): {error.ja}",
    )


def output_shape(layers: Layers, shape: Shape) -> Shape:
    """The shape that comes out at the end: that of the input where there is no layer."""
    return (shape, *shapes(layers, shape))[-1]


def input_shapes(layers: Layers, shape: Shape) -> tuple[Shape, ...]:
    """The shape that each layer takes."""
    return (shape, *shapes(layers, shape))[: len(layers)]


def parameter_shapes(layers: Layers, shape: Shape) -> Parameters:
    """The tree of parameter shapes; layers without parameters do not appear."""
    triples = zip(names(layers), layers, input_shapes(layers, shape), strict=True)
    trees = {name: layer.parameter_shapes(taken) for name, layer, taken in triples}
    return {name: tree for name, tree in trees.items() if tree}


def penalties(layers: Layers, shape: Shape) -> Parameters:
    """The tree of parameters with True where L1 and L2 act."""
    triples = zip(names(layers), layers, input_shapes(layers, shape), strict=True)
    trees = {name: layer.penalties(taken) for name, layer, taken in triples}
    return {name: tree for name, tree in trees.items() if tree}


def multiplications(layers: Layers, shape: Shape) -> int:
    """Multiplications of a weight with an input that one example costs, forward."""
    taken = input_shapes(layers, shape)
    return sum(layer.multiplications(s) for layer, s in zip(layers, taken, strict=True))


def initial_parameters(layers: Layers, seed: Seed, shape: Shape) -> Parameters:
    """Fresh parameters of every layer, each from a seed of its own."""
    trees: Parameters = {}
    triples = zip(names(layers), layers, input_shapes(layers, shape), strict=True)
    for i, (name, layer, taken) in enumerate(triples):
        try:
            trees[name] = layer.initial_parameters(seed_of(seed, i), taken)
        except ShapeError as error:
            raise _placed(error, layers, i) from None
    return {name: tree for name, tree in trees.items() if tree}


def initial_state(layers: Layers, shape: Shape) -> State:
    """Fresh running state of the layers that have one."""
    triples = zip(names(layers), layers, input_shapes(layers, shape), strict=True)
    trees = {name: layer.initial_state(taken) for name, layer, taken in triples}
    return {name: tree for name, tree in trees.items() if tree}


class Step(NamedTuple):
    """One layer that the walk has passed, with its way back."""

    name: str
    path: str
    pullback: Pullback


def walk(
    layers: Layers, parameters: Parameters, x: Array, context: Context
) -> tuple[Array, list[Step], State]:
    """Goes forward, keeping each layer's pullback. Returns output, steps and new running state.

    Layers that the context freezes are only gone through, as outside of training, and keep no step.
    A layer may do those that follow it in one with its own work (convolution, ReLU, pooling: one
    step then), which is faster; where someone watches, each is passed by itself.
    """
    steps: list[Step] = []
    state: State = {}
    done = 0
    for i, (name, layer) in enumerate(zip(names(layers), layers, strict=True)):
        if i < done:
            continue
        inner, own = context.inside(name, i), parameters.get(name, {})
        if i < context.frozen:
            inner = replace(inner, training=False)
        joined = _joined(layers, i, context)
        done = i + 1 + len(joined)
        if joined:
            passed = layer.forward_joined(joined, own, x, inner)
        else:
            passed = layer.forward(own, x, inner)
        if context.watcher:
            context.watcher.forward(inner.path, layer, x, passed.output)
        if i >= context.frozen:
            steps.append(Step(name, inner.path, passed.pullback))
        if passed.state:
            state[name] = passed.state
        x = passed.output
    return x, steps, state


def _joined(layers: Layers, i: int, context: Context) -> Layers:
    """Those after layer i that it does in one with its own work, all of them frozen or none."""
    if context.watcher:
        return ()
    past = min(i + 3, context.frozen) if i < context.frozen else i + 3
    following = layers[i + 1 : past]
    return following[: layers[i].joins(following)]


def walk_back(steps: list[Step], delta: Array, context: Context) -> tuple[Array, Parameters]:
    """Goes back, carrying δ. Returns ∂E/∂input and the gradients of every layer's parameters."""
    gradients: Parameters = {}
    for name, path, pullback in reversed(steps):
        delta_x, found = pullback(delta)
        if context.watcher:
            context.watcher.backward(path, delta, delta_x, found)
        if found:
            gradients[name] = found
        delta = delta_x
    return delta, dict(reversed(gradients.items()))


def passed_through(layers: Layers, parameters: Parameters, x: Array, context: Context) -> Passed:
    """The whole chain as if it were one layer."""
    output, steps, state = walk(layers, parameters, x, context)
    return Passed(output, lambda delta: walk_back(steps, delta, context), state)
