"""Mieru: the scanned step behind ``fit``, on pictures."""

from collections.abc import Callable

import jax
import numpy as np
from picture_cases import Layer, PictureCase

from mieru.data import Examples
from mieru.learn import GradientDescent, Learner, Settings
from mieru.nn import CrossEntropy, Network


def _text(case: PictureCase) -> str:
    channels, said = case.shape[2], ["×".join(map(str, case.shape))]
    for layer in case.layers:
        words, channels = _words(layer, channels)
        said.append(words)
    first_dense = next(i for i, words in enumerate(said) if words.startswith("dense"))
    return ", ".join([*said[:first_dense], "flatten", *said[first_dense:]])


def _words(layer: Layer, channels: int) -> tuple[str, int]:
    match layer:
        case ("conv", int(out), int(side)):
            return f"conv {out} {side}x{side} padding=same", out
        case ("depthwise", int(side)):
            return f"conv {channels} {side}x{side} padding=same groups={channels}", channels
        case ("pool",):
            return "maxpool 2", channels
    return " ".join(map(str, layer)), channels


def prepare(case: PictureCase) -> Callable[[int], None]:
    network = Network.parse(_text(case))
    x, t = case.data()
    settings = Settings(batch_size=case.batch, optimizer=GradientDescent(case.rate))
    learner = Learner(network, CrossEntropy(), Examples(x, t.astype(np.int32)), None, settings)

    def steps(count: int) -> None:
        last = int(learner.carry.step) + count
        while (done := int(learner.carry.step)) < last:
            learner.advance(last - done)
        jax.block_until_ready(learner.carry)

    return steps
