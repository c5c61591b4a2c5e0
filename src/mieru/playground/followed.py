"""One experiment followed through chosen epochs: its losses, weights and biases at each of them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from mieru.playground.experiment import Experiment

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Moment:
    """The mean loss over the training and over the test points, and the network's numbers.

    Weights stand layer by layer, unit by unit, its incoming links in order; so do biases.
    """

    train_loss: float
    test_loss: float
    weights: tuple[float, ...]
    biases: tuple[float, ...]


def experiment_of(link: str) -> Experiment:
    """The experiment of a whole link, or of what stands after its #. Raises SettingError.

    A link without a # shows what the page shows at first.
    """
    from mieru.playground import address

    link = link.strip()
    after = link.partition("#")[2] if "#" in link or "://" in link else link
    return address.parse(after)


def followed(experiment: Experiment, epochs: Sequence[int]) -> dict[int, Moment]:
    """What ``experiment`` is at each of ``epochs``, in rising order.

    Raises SettingError for an experiment that cannot be, DivergenceError in the default mode where
    learning leaves the finite numbers.
    """
    reach, now = _original(experiment) if experiment.mode == "original" else _usual(experiment)
    found = {}
    for epoch in sorted(set(epochs)):
        reach(epoch)
        found[epoch] = now()
    return found


def _original(experiment: Experiment) -> tuple[Callable[[int], None], Callable[[], Moment]]:
    """The original goes on where numbers are no longer finite, as it does in its own page."""
    from mieru.playground.by_hand import lay
    from mieru.playground.original.engine import OriginalEngine

    engine = OriginalEngine(experiment)
    lay(engine, experiment.edited)

    def reach(epoch: int) -> None:
        while engine.epochs < epoch:
            engine.epoch()

    def now() -> Moment:
        return _moment(engine.losses(), engine.parameters, engine.sizes)

    return reach, now


def _usual(experiment: Experiment) -> tuple[Callable[[int], None], Callable[[], Moment]]:
    from mieru.playground.engines.made import made

    setup, engine = made(experiment)
    while engine.busy:  # it compiles
        time.sleep(0.01)

    def reach(epoch: int) -> None:
        while engine.epochs < epoch:
            engine.learn(engine.batches_left)

    def now() -> Moment:
        judged = engine.judge()
        return _moment((judged.train_loss, judged.test_loss), engine.parameters, setup.sizes)

    return reach, now


def _moment(losses: tuple[float, float], parameters: Array, sizes: tuple[int, ...]) -> Moment:
    weights = parameters.size - sum(sizes[1:])
    numbers = [float(value) for value in parameters]
    return Moment(*losses, tuple(numbers[:weights]), tuple(numbers[weights:]))
