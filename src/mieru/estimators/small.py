"""Learning in native code: at once, in float64, for networks of dense layers and small problems."""

from typing import Any

import numpy as np

from mieru.estimators.engine import Engine
from mieru.estimators.examples import Array, Weighted
from mieru.kernels.small import ACTIVATIONS, Knobs, SmallNetwork, SmallShape
from mieru.kernels.small.shape import MOST_PARAMETERS, MOST_UNITS
from mieru.learn import Optimizer, Settings
from mieru.learn.orders import block_of_orders, epochs_by_block
from mieru.nn import (
    Activation,
    BinaryCrossEntropy,
    CrossEntropy,
    Dense,
    Dropout,
    Layer,
    Loss,
    Network,
    Parameters,
    SquaredError,
    State,
)

_HEADS: dict[type[Loss], tuple[str, str]] = {
    SquaredError: ("identity", "squared_error"),
    BinaryCrossEntropy: ("sigmoid", "cross_entropy"),
    CrossEntropy: ("softmax", "cross_entropy"),
}


def shape_of(network: Network, loss: Loss) -> SmallShape | None:
    """The network as the native code has it; None where it has no such thing."""
    *hidden, last = network.layers
    groups = _groups(hidden)
    head = _HEADS.get(type(loss))
    if groups is None or head is None or not _plain(last):
        return None
    sizes = (*network.input_shape, *(dense.units for dense, _, _ in groups), *network.output_shape)
    if max(sizes) > MOST_UNITS or network.parameter_count > MOST_PARAMETERS:
        return None
    functions = tuple(function for _, function, _ in groups)
    return SmallShape(sizes, functions, tuple(rate for *_, rate in groups), *head)


def _plain(layer: Layer) -> bool:
    return isinstance(layer, Dense) and layer.bias


def _groups(hidden: list[Layer]) -> list[tuple[Dense, str, float]] | None:
    """(dense, activation, dropout rate) by layer; None where the layers are no such sequence."""
    found: list[tuple[Dense, str, float]] = []
    left = list(hidden)
    while left:
        dense = left.pop(0)
        if not isinstance(dense, Dense) or not dense.bias:
            return None
        function, rate = "identity", 0.0
        if left and isinstance(layer := left[0], Activation):
            if layer != Activation(layer.function) or layer.function not in ACTIVATIONS:
                return None
            function = layer.function
            left.pop(0)
        if left and isinstance(layer := left[0], Dropout):
            rate = layer.rate
            left.pop(0)
        found.append((dense, function, rate))
    return found


class Small(Engine):
    """See the module."""

    def __init__(self, network: Network, loss: Loss, parameters: Parameters) -> None:
        self.network, self.loss = network, loss
        shape = shape_of(network, loss)
        assert shape is not None
        self._small = SmallNetwork(shape, np.float64)
        self._small.parameters[:] = _flat(network, parameters)
        self._orders: tuple[tuple[int, int, int], Array] | None = None  # of the epochs around

    def epoch(self, examples: Weighted, settings: Settings, number: int) -> float:
        n = len(examples.x)
        starts = np.arange(0, n, settings.batch_size)
        rates = np.array([rate_at(settings.optimizer, number + start / n) for start in starts])
        total = self._small.train(
            examples.x,
            examples.t,
            self._order(settings.seed, number, n),
            np.append(starts, n),
            rates,
            knobs_of(settings),
            settings.seed,
            self._small.updates % 2**32,
            examples.weights,
        )
        return total / n

    def _order(self, seed: int, number: int, examples: int) -> Array:
        block, inside = divmod(number, epochs_by_block(examples))
        if self._orders is None or self._orders[0] != (seed, block, examples):
            made = block_of_orders(seed, block, examples, 0)
            self._orders = (seed, block, examples), made
        order: Array = self._orders[1][inside]
        return order

    def judge(self, examples: Weighted) -> float:
        return mean_loss(self.loss, self.outputs(examples.x), examples)

    def outputs(self, x: Array) -> Array:
        x = np.ascontiguousarray(x, np.float64)
        answers = self._small.outputs(x)
        if isinstance(self.loss, SquaredError):
            return answers
        return self._logits(x)

    def learned(self) -> tuple[Parameters, State]:
        return _tree(self.network, self._small), {}

    def go_back(self, learned: tuple[Parameters, State]) -> None:
        self._small.parameters[:] = _flat(self.network, learned[0])

    def _logits(self, x: Array) -> Array:
        """Through the same weights with the identity at the end."""
        shape = self._small.shape
        plain = SmallShape(shape.sizes, shape.activations, (), "identity", "squared_error")
        network = SmallNetwork(plain, np.float64)
        network.parameters[:] = self._small.parameters
        return network.outputs(x)

    def __getstate__(self) -> dict[str, Any]:
        return {"network": self.network, "loss": self.loss, "state": self._small.state()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["network"], state["loss"], {})  # type: ignore[misc]
        self._small.restore(state["state"])


def knobs_of(settings: Settings) -> Knobs:
    """The settings as the native code has them."""
    optimizer = settings.optimizer
    numbers = {
        name: getattr(optimizer, name)
        for name in ("momentum", "decay1", "decay2", "epsilon", "weight_decay")
        if hasattr(optimizer, name)
    }
    if hasattr(optimizer, "decay"):
        numbers["decay1"] = optimizer.decay
    return Knobs(optimizer.kind, l1=settings.l1, l2=settings.l2, clip=settings.clip, **numbers)


def rate_at(optimizer: Optimizer, epochs: float) -> float:
    """The learning rate after so many epochs."""
    rate = optimizer.rate
    if isinstance(rate, float):
        return rate
    import jax.numpy as jnp

    from mieru.learn.schedules import rate_at as scheduled

    return float(scheduled(rate, jnp.float32(epochs)))


def mean_loss(loss: Loss, outputs: Array, examples: Weighted) -> float:
    """The mean weighted loss of outputs (N, K), in float64."""
    t, u = examples.t, outputs
    if isinstance(loss, SquaredError):
        losses = 0.5 * np.sum((u - t.reshape(u.shape)) ** 2, axis=1)
    elif isinstance(loss, BinaryCrossEntropy):
        losses = np.maximum(u[:, 0], 0) - t * u[:, 0] + np.log1p(np.exp(-np.abs(u[:, 0])))
    else:
        top = u.max(axis=1)
        total = top + np.log(np.exp(u - top[:, None]).sum(axis=1))
        losses = total - u[np.arange(len(u)), t.astype(np.int64)]
    return float(np.mean(losses if examples.weights is None else losses * examples.weights))


def _flat(network: Network, parameters: Parameters) -> Array:
    """All weights layer by layer, unit by unit, then all biases; zeros where there are none yet."""
    dense = [parameters[name] for name in parameters]
    if not dense:
        return np.zeros(network.parameter_count)
    weights = [np.asarray(one["weight"], np.float64).T.ravel() for one in dense]
    return np.concatenate([*weights, *(np.asarray(one["bias"], np.float64) for one in dense)])


def _tree(network: Network, small: SmallNetwork) -> Parameters:
    names = [n for n, layer in zip(network.names, network.layers, strict=True) if _plain(layer)]
    flat = small.parameters
    return {
        name: {
            "weight": flat[place.weights].reshape(place.shape).T.copy(),
            "bias": flat[place.biases].copy(),
        }
        for name, place in zip(names, small.shape.places(), strict=True)
    }
