"""Which learning rate to begin with: the rate is raised step by step, and the loss tells.

The range test of Smith (2017): from a rate that is surely too small, each step takes one that is
larger by the same factor, until the loss goes up and away. Where it falls steepest, learning is
fast; where it is lowest, learning is about to become unstable.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mieru.learn.fit import Data, parts_of, scaled_learner, usual_loss
from mieru.learn.learner import Learner
from mieru.learn.numbers import POSITIVE, number, whole
from mieru.learn.settings import Settings
from mieru.learn.target_scale import target_scale
from mieru.nn import Network, Parameters, State
from mieru.words import SettingError

# How much of the running mean of the losses stays at each step, and how far above the lowest the
# loss may climb before the test ends.
_KEPT = 0.9
_TOO_HIGH = 4.0
# A running mean of fewer losses than this says more of their batches than of the rate.
_NOISY = 10
# What learns best over an epoch or more is well below what one step can bear. Of rates from a
# thirtieth to ten times it, a tenth of the lowest was the best or within a small factor of it for
# gradient descent, momentum and Adam on five data sets.
_BELOW_LOWEST = 10.0


@dataclass(frozen=True)
class RateRange:
    """From which rate to which, in how many steps."""

    least: float = 1e-6
    most: float = 10.0
    steps: int = 150

    def __post_init__(self) -> None:
        number(self, "least", POSITIVE)
        number(self, "most", POSITIVE)
        whole(self, "steps", 10, 100_000)
        if self.least >= self.most:
            raise SettingError(
                en=f"the rates run from least to most, but {self.least:g} is not below "
                f"{self.most:g}",
                ja=f"学習率は least から most まで上げますが、{self.least:g} は {self.most:g} より"
                "小さくありません",
            )

    @property
    def rates(self) -> NDArray[np.float64]:
        """The rate of each step, (steps,)."""
        return np.geomspace(self.least, self.most, self.steps)


@dataclass(frozen=True, eq=False)
class RateFound:
    """What the test saw, each (steps done,), and what it advises.

    ``losses`` are those of each step's batch before the step; ``smooth`` their running mean, freed
    of its start. ``steepest`` is the rate at which ``smooth`` falls fastest, ``lowest`` that at
    which it is lowest. ``suggested`` is a tenth of ``lowest``.
    """

    rates: NDArray[np.float64]
    losses: NDArray[np.float64]
    smooth: NDArray[np.float64]
    steepest: float
    lowest: float

    @property
    def suggested(self) -> float:
        """A rate to begin with."""
        return self.lowest / _BELOW_LOWEST


def find_rate(
    network: Network,
    data: Data,
    settings: Settings | None = None,
    *,
    between: RateRange = RateRange(),
    parameters: Parameters | None = None,
    state: State | None = None,
) -> RateFound:
    """The range test with the optimizer, batch size, strengths and seed of ``settings``.

    ``data``, ``parameters`` and ``state`` as :func:`mieru.learn.fit` takes them; none is changed,
    and no test part is opened. Raises what ``fit`` raises, and SettingError where the loss never
    falls.
    """
    settings = settings or Settings()
    train, _, _ = parts_of(data)
    loss = settings.loss or usual_loss(network, train)
    settings = settings.changed(loss=loss, stopping=None)
    scale = target_scale([network], loss, data, train, settings.scale_targets)
    learner = scaled_learner(scale, network, loss, (train, None), settings, parameters)
    if state is not None:
        learner.begin_with(state)
    losses: list[float] = []
    for rate in between.rates:
        losses.append(_step(learner, float(rate)))
        smooth = smoothed(losses)
        if not math.isfinite(losses[-1]) or smooth[-1] > _TOO_HIGH * max(smooth.min(), 1e-12):
            break
    return _found(between.rates[: len(losses)], np.array(losses))


def smoothed(losses: list[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """The running mean of the losses, freed of its start as Adam's is: (steps,)."""
    mean, found = 0.0, []
    for t, loss in enumerate(losses, 1):
        mean = _KEPT * mean + (1 - _KEPT) * float(loss)
        found.append(mean / (1 - _KEPT**t))
    return np.array(found)


def _step(learner: Learner, rate: float) -> float:
    """One step at ``rate``; returns the mean loss of its batch before it, NaN where not finite."""
    optimizer = replace(learner.settings.optimizer, rate=rate)
    learner.turn(learner.settings.changed(optimizer=optimizer))
    began = int(learner.carry.position)
    learner.carry = learner.carry._replace(loss_sum=learner.carry.loss_sum * 0)
    rows = learner.advance(1)
    if not learner.carry.finite:
        return math.nan
    if rows:  # the step ended an epoch, whose line holds the sum over all examples
        return float(rows[-1]["train_loss"]) * learner.examples / (learner.examples - began)
    return (
        learner.running_loss * int(learner.carry.position) / (int(learner.carry.position) - began)
    )


def _found(rates: NDArray[np.float64], losses: NDArray[np.float64]) -> RateFound:
    finite = np.isfinite(losses)
    rates, losses = rates[finite], losses[finite]
    smooth = smoothed(losses)
    low = int(np.argmin(smooth)) if len(smooth) else 0
    if low < 1:
        raise SettingError(
            en="the loss does not fall at any rate of the range; begin at a smaller rate (least), "
            "or look at the data and the loss",
            ja="どの学習率でも損失が下がりませんでした。もっと小さな学習率 (least) から始めるか、"
            "データと損失関数を確かめてください",
        )
    slopes = np.gradient(smooth, np.log(rates))
    first = min(_NOISY, low - 1)
    steepest = first + int(np.argmin(slopes[first : low + 1]))
    return RateFound(rates, losses, smooth, float(rates[steepest]), float(rates[low]))
