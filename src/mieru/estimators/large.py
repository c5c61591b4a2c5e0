"""Learning in the compiled loop of :mod:`mieru.learn`: any network, large tables, in float32."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from mieru.data import Examples
from mieru.estimators.engine import Engine
from mieru.estimators.examples import Array, Weighted
from mieru.learn import Learner, Settings
from mieru.learn.diverged import divergence
from mieru.nn import BinaryCrossEntropy, CrossEntropy, Loss, Network, Parameters, State, predict
from mieru.nn.score import score


class Large(Engine):
    """See the module."""

    def __init__(self, network: Network, loss: Loss, parameters: Parameters) -> None:
        self.network, self.loss = network, loss
        self._parameters = _host(parameters)
        self._state: State = _host(network.initial_state())
        self._memory: Any = None  # what the optimizer remembers
        self._learner: Learner | None = None
        self._learns_from: Weighted | None = None

    def epoch(self, examples: Weighted, settings: Settings, number: int) -> float:
        learner = self._prepared(examples, settings)
        began = learner.carry
        epoch = began.epoch * 0 + number
        learner.carry = before = began._replace(epoch=epoch)
        rows: list[dict[str, Any]] = []
        while not rows and learner.carry.finite:
            rows = learner.advance(learner.steps_by_epoch)
        if not learner.carry.finite:
            raise divergence(learner, before)
        return float(rows[-1]["train_loss"])

    def judge(self, examples: Weighted) -> float:
        parameters, state = self.learned()
        t = _targets(self.loss, examples.t)
        if examples.weights is None:
            x = np.asarray(examples.x, np.float32)
            return score(self.network, self.loss, parameters, x, t, state=state)[0]
        outputs = jnp.asarray(self.outputs(examples.x), jnp.float32)
        losses = np.asarray(self.loss.by_example(outputs, jnp.asarray(t)), np.float64)
        return float(np.mean(losses * examples.weights))

    def outputs(self, x: Array) -> Array:
        parameters, state = self.learned()
        found = predict(self.network, parameters, np.asarray(x, np.float32), state=state)
        return found.astype(np.float64)

    def learned(self) -> tuple[Parameters, State]:
        self._take()
        return self._parameters, self._state

    def go_back(self, learned: tuple[Parameters, State]) -> None:
        self._take()
        self._learner = None
        self._parameters, self._state = learned

    def _prepared(self, examples: Weighted, settings: Settings) -> Learner:
        if self._learner is not None and examples is self._learns_from:
            return self._learner
        self._take()
        kind = settings.optimizer.kind
        host = Examples(np.asarray(examples.x, np.float32), _targets(self.loss, examples.t))
        weights = (examples.weights, None)
        learner = Learner(
            self.network, self.loss, host, None, settings, self._parameters, weights=weights
        )
        remembered = self._memory
        if remembered is not None and remembered[0] == kind:
            learner.carry = learner.carry._replace(optimizer=remembered[1])
        state = jax.tree.map(np.asarray, self._state)
        learner.carry = learner.carry._replace(state=state)
        self._learner, self._learns_from = learner, examples
        return learner

    def _take(self) -> None:
        """Brings home what the learner has learned."""
        if self._learner is None:
            return
        carry = self._learner.carry
        self._parameters, self._state = _host(carry.parameters), _host(carry.state)
        kind = self._learner.settings.optimizer.kind
        self._memory = kind, jax.tree.map(np.asarray, carry.optimizer)

    def __getstate__(self) -> dict[str, Any]:
        self._take()
        return self.__dict__ | {"_learner": None, "_learns_from": None}


def _targets(loss: Loss, t: Array) -> Array:
    if isinstance(loss, CrossEntropy):
        return t.astype(np.int32)
    values = t[:, None] if isinstance(loss, BinaryCrossEntropy) or t.ndim == 1 else t
    return values.astype(np.float32)


def _host(tree: Any) -> Any:
    return jax.tree.map(np.array, tree)
