"""Learning with a copy of the weights taken from time to time: the path to be drawn."""

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from mieru.learn import Settings, usual_loss
from mieru.learn.fit import Data, parts_of, scaled_learner
from mieru.learn.target_scale import target_scale
from mieru.nn import Loss, Network, Parameters, State
from mieru.words import DivergenceError, SettingError


@dataclass(frozen=True, eq=False)
class Snapshots:
    """The weights at the start and after steps ``steps[i]``; the last are those that are kept."""

    network: Network
    loss: Loss
    parameters: list[Parameters]
    steps: list[int]
    state: State
    history: list[dict[str, Any]]


def snapshots(
    network: Network, data: Data, settings: Settings | None = None, *, count: int = 40
) -> Snapshots:
    """Learns as :func:`mieru.learn.fit` does, bit for bit, and keeps ``count`` + 1 snapshots.

    They are as evenly spread over the steps as can be. Early stopping is left out: the path goes on
    to the last epoch. Where targets are scaled for learning, the weights answer in the targets' own
    unit, as a recording's do, and the losses of ``history`` are the scaled ones.

    Raises what ``fit`` raises; SettingError for a count below 1.
    """
    if count < 1:
        raise SettingError(
            en=f"at least one snapshot has to be kept, not {count}",
            ja=f"スナップショットは 1 つ以上必要です ({count} ではなく)",
        )
    settings = settings or Settings()
    train, validation, _ = parts_of(data)
    loss = settings.loss or usual_loss(network, train)
    settings = settings.changed(loss=loss, stopping=None)
    scale = target_scale([network], loss, data, train, settings.scale_targets)
    learner = scaled_learner(scale, network, loss, (train, validation), settings)

    def weights() -> Parameters:
        return scale.own(network, _copy(learner.carry.parameters))

    whole = settings.epochs * learner.steps_by_epoch
    at = np.unique(np.linspace(0, whole, count + 1).round().astype(int))
    kept, history = [weights()], []
    for until in at[1:]:
        while (done := int(learner.carry.step)) < until:
            history += learner.advance(int(until) - done)
            if not learner.carry.finite:
                raise DivergenceError(
                    en=f"learning diverged by step {int(until)}; try a learning rate of a tenth",
                    ja=f"第 {int(until)} ステップまでに学習が発散しました。"
                    "学習率を 10 分の 1 にしてみてください",
                )
        kept.append(weights())
    state = _copy(learner.carry.state)
    return Snapshots(network, loss, kept, [int(step) for step in at], state, history)


def _copy(tree: Any) -> Any:
    return jax.tree.map(np.array, tree)
