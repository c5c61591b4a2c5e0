"""One network of a population: an engine that does many epochs in one call where it can."""

import numpy as np

from mieru.kernels.small import ACTIVATIONS
from mieru.playground.by_hand import lay
from mieru.playground.engines.engine import Engine
from mieru.playground.engines.made import made
from mieru.playground.engines.small import SmallEngine
from mieru.playground.fields import FieldError
from mieru.playground.populations.orders import SharedOrders
from mieru.playground.rates import rates
from mieru.playground.setup import Setup
from mieru.words import DivergenceError

MOST_PARAMETERS = 20_000
_AT_ONCE = 200_000  # examples in one call


class ManyEpochs(SmallEngine):
    """The engine of the page, with the numbers that it has there, for many epochs in one call."""

    def learn_epochs(self, epochs: int, orders: SharedOrders) -> None:
        """So many epochs, from the end of one. Raises DivergenceError."""
        count = len(self._x)
        while epochs > 0:
            part = min(epochs, max(1, _AT_ONCE // count))
            self._learn_part(part, orders)
            epochs -= part

    def _learn_part(self, epochs: int, orders: SharedOrders) -> None:
        count = len(self._x)
        numbers = range(self.epochs, self.epochs + epochs)
        order = orders.between(self._seed, count, numbers.start, numbers.stop)
        starts = np.arange(0, count, self._batch_size)
        begins = (np.arange(epochs)[:, None] * count + starts).ravel()
        passed = (np.array(numbers)[:, None] + starts / count).ravel()
        self._network.train(
            self._x,
            self._t,
            order,
            np.append(begins, epochs * count).astype(np.int32),
            rates(self._experiment, passed),
            self._knobs,
            self._seed,
            self._network.updates,
        )
        self.epochs += epochs


def engine_of(setup: Setup) -> Engine:
    """An engine for the setup. Raises FieldError for a network too large for a population."""
    if setup.experiment.mode == "original":
        return made(setup.experiment)[1]
    if setup.parameters > MOST_PARAMETERS:
        raise FieldError(
            "layers",
            en=f"a population takes networks of at most {MOST_PARAMETERS:,} weights and biases; "
            f"this one has {setup.parameters:,}",
            ja=f"集団にできるのは重みとバイアスが {MOST_PARAMETERS:,} 個までのネットワークです "
            f"(このネットワークは {setup.parameters:,} 個)",
        )
    if unknown := set(setup.activations) - set(ACTIVATIONS):
        raise FieldError(
            "layers",
            en=f"a population does not know the activation function {min(unknown)}; choose "
            f"{', '.join(ACTIVATIONS)}",
            ja=f"集団では活性化関数 {min(unknown)} を使えません。{', '.join(ACTIVATIONS)} から"
            "選んでください",
        )
    engine = ManyEpochs(setup)
    lay(engine, setup.experiment.edited)
    return engine


def learn_until(engine: Engine, epoch: int, orders: SharedOrders) -> bool:
    """Learns until ``epoch`` epochs are done; False where a number stopped being finite."""
    try:
        if isinstance(engine, ManyEpochs):
            engine.learn_epochs(epoch - engine.epochs, orders)
        while engine.epochs < epoch:
            engine.learn(engine.batches_left)
    except DivergenceError:
        return False
    return True
