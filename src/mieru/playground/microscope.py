"""The microscope at the playground: an example of the batch under way, or a point of one's own."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mieru.explain.microscope import Chain, Learning, Level, Look, passed
from mieru.kernels.small import OPTIMIZERS, Knobs, draws
from mieru.playground.rates import rate_now
from mieru.playground.seeds import seed_number
from mieru.words import SettingError

if TYPE_CHECKING:
    from mieru.playground.experiment import Experiment
    from mieru.playground.live import Live
    from mieru.playground.setup import Setup

Array = npt.NDArray[Any]
State = dict[str, Array]


@dataclass(frozen=True)
class OwnPoint:
    """A point of one's own: plane coordinates, and t as the data have it (class or value)."""

    x1: float
    x2: float
    t: float


@dataclass(frozen=True, eq=False)
class Slide:
    """What lies under the microscope: the batch under way at one moment.

    ``xy`` (N, 2) tells where its examples lie, ``t`` (N,) their class numbers or values. A point
    of one's own is a batch by itself.
    """

    setup: "Setup"
    epoch: int
    batch: int
    look: Look
    xy: Array
    t: Array


def slide(live: "Live", example: int = 0, own: OwnPoint | None = None) -> Slide:
    """Example ``example``, from 0, of the batch that is learned next, or ``own``.

    The last one where the batch has fewer. Raises SettingError for a point that cannot be.
    """
    with live.lock:
        setup, engine = live.setup, live.engine
        places = engine.batch_examples()
        parameters, state = np.array(engine.parameters, np.float64), engine.state()
        kind, epoch, batch = engine.kind, engine.epochs, engine.batches
    if own is None:
        xy, x, t = setup.points.xy[places], setup.x[places], setup.t[places]
        known = setup.points.t[places]
    else:
        xy, x, t = _own(setup, own)
        known = np.array([own.t])
    chain = chain_of_setup(setup, parameters)
    factors = _factors(setup, state, len(x)) if kind in ("native", "plain") else ()
    learning = _learning(setup, state, kind, epoch)
    look = Look(
        passed(chain, x, t, factors), min(example, len(x) - 1), learning, setup.features.latex
    )
    return Slide(setup, epoch, batch, look, xy, known)


def chain_of_setup(setup: "Setup", parameters: Array) -> Chain:
    """The network as the microscope takes it; ``parameters`` flat, as an engine has them."""
    weights, at = [], 0
    for incoming, units in pairwise(setup.sizes):
        weights.append(parameters[at : at + incoming * units].reshape(units, incoming))
        at += incoming * units
    output, logits = setup.output, setup.experiment.loss == "cross_entropy"
    functions = (*setup.activations, "identity" if logits else output)
    shares = (*(layer.dropout for layer in setup.experiment.layers), 0.0)
    levels = []
    for matrix, function, share in zip(weights, functions, shares, strict=True):
        levels.append(Level(matrix, parameters[at : at + len(matrix)], function, share))
        at += len(matrix)
    loss = "squared_error"
    if logits:
        loss = "cross_entropy" if output == "softmax" else "binary_cross_entropy"
    return Chain(tuple(levels), loss)


def _own(setup: "Setup", own: OwnPoint) -> tuple[Array, Array, Array]:
    if not all(math.isfinite(v) and abs(v) <= 1e6 for v in (own.x1, own.x2, own.t)):
        raise SettingError(
            en="a point needs three numbers from −1,000,000 to 1,000,000: x₁, x₂ and t",
            ja="点は −1,000,000 から 1,000,000 までの 3 つの数 (x₁, x₂, t) で指定してください",
        )
    classes = setup.points.classes
    if classes is not None and own.t not in range(len(classes)):
        raise SettingError(
            en=f"t must be a class number from 0 to {len(classes) - 1}, not {own.t:g}",
            ja=f"t は 0 から {len(classes) - 1} までのクラス番号です ({own.t:g} ではなく)",
        )
    xy = np.array([[own.x1, own.x2]])
    t = 2 * own.t - 1 if setup.output == "tanh" else own.t
    return xy, setup.features.values(xy), np.array([t])


def _factors(setup: "Setup", state: State, examples: int) -> tuple[Array | None, ...]:
    """What dropout will multiply each unit by in the next step, level by level."""
    key = draws.step_key(seed_number(setup.experiment.seed), int(state["updates"]))
    found: list[Array | None] = []
    first = 0
    for layer in setup.experiment.layers:
        share, shape = layer.dropout, (examples, layer.units)
        kept = draws.kept(key, first, shape, share) / (1 - share) if share else None
        found.append(kept)
        first += layer.units
    return (*found, None)


def _learning(setup: "Setup", state: State, kind: str, epoch: int) -> Learning | None:
    """How the next step learns; None where the engine keeps its memory in another form."""
    e = setup.experiment
    if kind == "original":
        knobs = Knobs(l1=e.l1, l2=e.l2, l1_rule="original")
        return Learning(knobs, e.rate, alive=state["alive"]) if e.batch_size else None
    if "memory" not in state:
        return None
    share = int(state["course"][2]) / setup.points.train
    is_same = int(state["optimizer"]) == OPTIMIZERS.index(e.optimizer)
    return Learning(
        _knobs(e),
        rate_now(e, epoch + share),
        state["memory"] if is_same else None,
        int(state["updates"]) if is_same else 0,
        state["alive"],
    )


def _knobs(e: "Experiment") -> Knobs:
    return Knobs(
        optimizer=e.optimizer,
        momentum=e.momentum,
        decay1=e.decay1,
        decay2=e.decay2,
        weight_decay=e.weight_decay,
        l1=e.l1,
        l2=e.l2,
    )
