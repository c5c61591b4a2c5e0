"""The JAX side of :class:`mieru.playground.engines.scanned.ScannedEngine`."""

from itertools import count
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from mieru.data import Examples
from mieru.kernels.small import OPTIMIZERS as ORDER
from mieru.learn import OPTIMIZERS, Cosine, ExponentialDecay, Learner, Settings, StepDecay
from mieru.learn.compiled import advance
from mieru.learn.optimizers import Optimizer, Rate
from mieru.playground.engines.engine import State
from mieru.playground.engines.scanned import capacity
from mieru.playground.experiment import Experiment
from mieru.playground.networks import flat_of, loss_of, network_of, tree_of
from mieru.playground.seeds import seed_number
from mieru.playground.setup import Setup

Array = npt.NDArray[Any]


MOST_COMPILED = 64
_MADE = count(1)
PLACES: dict[str, tuple[int, ...]] = {
    "gradient_descent": (),
    "momentum": (0,),
    "nesterov": (0,),
    "adagrad": (1,),
    "rmsprop": (1,),
    "adam": (0, 1),
    "adamw": (0, 1),
}


class Done(NamedTuple):
    """Where learning stands after some steps."""

    steps: int
    epoch: int
    position: int
    parameters: Array  # (P,) flat


class Scan:
    """A compiled learner of one network. Making it compiles."""

    def __init__(
        self, setup: Setup, experiment: Experiment, batch_size: int, x: Array, t: Array
    ) -> None:
        self._setup = setup.turned(experiment)
        targets = t.astype(np.int32) if setup.output == "softmax" else t[:, None]
        self._learner = Learner(
            network_of(self._setup),
            loss_of(self._setup),
            Examples(x, targets),
            None,
            self._settings(experiment, batch_size),
            tree_of(self._setup, np.zeros(setup.parameters)),
        )
        self._learner.advance(0)
        _let_go_of_old_ones()

    def turn(self, experiment: Experiment, batch_size: int) -> None:
        """Other numbers for the steps to come."""
        self._learner.turn(self._settings(experiment, batch_size))

    def begin(self, state: State) -> None:
        """Stands where ``state``, of a SmallEngine, was taken."""
        epoch, _, position = map(int, state["course"])
        carry = self._learner.carry
        parameters = jax.tree.map(jnp.asarray, tree_of(self._setup, state["parameters"]))
        self._learner.carry = carry._replace(
            parameters=parameters,
            optimizer=self._remembered(carry.optimizer, state),
            epoch=jnp.int32(epoch),
            position=jnp.int32(position),
            loss_sum=jnp.float32(0),
            finite=jnp.ones((), bool),
        )

    def learn(self, steps: int) -> Done | None:
        """Does ``steps`` steps; None where a number stopped being finite."""
        left = steps
        while left:
            before = int(self._learner.carry.step)
            self._learner.advance(left)
            if not bool(self._learner.carry.finite):
                return None
            left -= int(self._learner.carry.step) - before
        carry = self._learner.carry
        return Done(steps, int(carry.epoch), int(carry.position), flat_of(carry.parameters))

    def memory(self) -> dict[str, Array]:
        """What the optimizer remembers, as a SmallNetwork keeps it."""
        leaves, slots = self._slots(self._learner.carry.optimizer)
        memory = np.zeros((2, self._setup.parameters), np.float32)
        for place, slot in zip(self._places, slots, strict=True):
            memory[place] = flat_of(slot)
        counts = [leaf for leaf in leaves if np.ndim(leaf) == 0]
        kind = ORDER.index(self._learner.settings.optimizer.kind)
        return {
            "memory": memory,
            "updates": np.array(counts[0] if counts else 1, np.int64),
            "optimizer": np.array(kind, np.int64),
        }

    def _remembered(self, empty: Any, state: State) -> Any:
        """Optax's state with the numbers of a SmallNetwork; another kind begins empty."""
        if int(state["optimizer"]) != ORDER.index(self._learner.settings.optimizer.kind):
            return jax.tree.map(jnp.zeros_like, empty)
        leaves, _ = self._slots(empty)
        trees = [tree_of(self._setup, state["memory"][i]) for i in self._places]
        numbers = iter([leaf for tree in trees for leaf in jax.tree.leaves(tree)])
        updates = jnp.int32(int(state["updates"]))
        filled = [jnp.asarray(next(numbers)) if np.ndim(leaf) else updates for leaf in leaves]
        return jax.tree.unflatten(jax.tree.structure(empty), filled)

    @property
    def _places(self) -> tuple[int, ...]:
        """Which rows of a SmallNetwork's memory the optimizer has: of g, of g²."""
        return PLACES[self._learner.settings.optimizer.kind]

    def _slots(self, optimizer: Any) -> tuple[list[Any], list[Any]]:
        """All leaves of Optax's state, and those of the size of the parameters as trees."""
        leaves = jax.tree.leaves(optimizer)
        arrays = [leaf for leaf in leaves if np.ndim(leaf)]
        parameters = self._learner.carry.parameters
        structure, size = jax.tree.structure(parameters), len(jax.tree.leaves(parameters))
        groups = [arrays[i : i + size] for i in range(0, len(arrays), size)]
        return leaves, [jax.tree.unflatten(structure, group) for group in groups]

    def _settings(self, experiment: Experiment, batch_size: int) -> Settings:
        return Settings(
            batch_size=batch_size,
            batch_capacity=capacity(batch_size),
            optimizer=optimizer_of(experiment),
            l1=experiment.l1,
            l2=experiment.l2,
            seed=seed_number(experiment.seed),
        )


def _let_go_of_old_ones() -> None:
    """What was compiled is kept for as long as the process runs, unless it is let go."""
    if next(_MADE) % MOST_COMPILED == 0:
        advance.clear_cache()  # type: ignore[attr-defined]


def optimizer_of(experiment: Experiment) -> Optimizer:
    """The experiment's optimizer with its schedule, as ``mieru.learn`` has them."""
    e = experiment
    rate: Rate = e.rate
    if e.rate > 0 and e.schedule == "step_decay":
        rate = StepDecay(e.rate, e.schedule_factor, e.schedule_epochs)
    elif e.rate > 0 and e.schedule == "exponential_decay":
        rate = ExponentialDecay(e.rate, e.schedule_factor ** (1 / e.schedule_epochs))
    elif e.rate > 0 and e.schedule == "cosine":
        rate = Cosine(e.rate, e.schedule_epochs)
    match e.optimizer:
        case "momentum" | "nesterov":
            return OPTIMIZERS[e.optimizer](rate, momentum=e.momentum)  # type: ignore[call-arg]
        case "rmsprop":
            return OPTIMIZERS[e.optimizer](rate, decay=e.decay1)  # type: ignore[call-arg]
        case "adam" | "adamw":
            more = {"weight_decay": e.weight_decay} if e.optimizer == "adamw" else {}
            return OPTIMIZERS[e.optimizer](  # type: ignore[call-arg]
                rate, decay1=e.decay1, decay2=e.decay2, **more
            )
    return OPTIMIZERS[e.optimizer](rate)
