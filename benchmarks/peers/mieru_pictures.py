"""Mieru: the scanned step behind ``fit``, on pictures."""

from collections.abc import Callable

import jax
import numpy as np
from picture_cases import Layer as Described, Layers, PictureCase

from mieru.data import Examples
from mieru.learn import GradientDescent, Learner, Settings
from mieru.nn import CrossEntropy, Layer, Network
from mieru.nn.layers import (
    Activation,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Flatten,
    GlobalMeanPool,
    MaxPool,
    Residual,
)
from mieru.systems import resnet

EPOCHS = 7  # of which the rate's cycle is made


def network_of(shape: tuple[int, int, int], layers: Layers) -> Network:
    found = _layers(layers, shape[2])
    dense = next((i for i, layer in enumerate(found) if isinstance(layer, Dense)), len(found))
    flat = dense == len(found) or isinstance(found[dense - 1], GlobalMeanPool)
    return Network(shape, found if flat else [*found[:dense], Flatten(), *found[dense:]])


def _layers(layers: Layers, channels: int) -> list[Layer]:
    found: list[Layer] = []
    for layer in layers:
        found += _made(layer, channels)
        if layer[0].startswith("conv"):
            channels = layer[1]
        elif layer[0] == "residual":
            channels = next((part[1] for part in layer[1] if part[0] == "conv_norm"), channels)
    return found


def _made(layer: Described, channels: int) -> list[Layer]:  # noqa: C901 - a line for each kind
    match layer:
        case ("conv", out, side, *stride):
            return [Conv(out, side, stride=(*stride, 1)[0], padding=(side - 1) // 2)]
        case ("conv_norm", out, side, *stride):
            conv = Conv(out, side, stride=(*stride, 1)[0], padding=(side - 1) // 2, bias=False)
            return [conv, BatchNorm()]
        case ("conv_bare", out, side):
            return [Conv(out, side, padding=side // 2, bias=False)]
        case ("norm",):
            return [BatchNorm()]
        case ("depthwise", side):
            return [Conv(channels, side, padding=side // 2, groups=channels)]
        case ("unfold_norm", out, side):
            return [ConvTranspose(out, side, bias=False), BatchNorm()]
        case ("grow_norm", out, side):
            return [ConvTranspose(out, side, stride=2, padding=1, bias=False), BatchNorm()]
        case ("grow", out, side):
            return [ConvTranspose(out, side, stride=2, padding=1)]
        case ("residual", chain, shortcut):
            return [Residual(_layers(chain, channels), _layers(shortcut, channels))]
        case ("pool",):
            return [MaxPool(2)]
        case ("mean",):
            return [GlobalMeanPool()]
        case ("dense", units):
            return [Dense(units)]
    return [Activation(*layer)]


def prepare(case: PictureCase) -> Callable[[int], None]:
    if case.generator:
        from peers import mieru_dcgan

        return mieru_dcgan.prepare(case)
    network = network_of(case.shape, case.layers)
    x, t = case.bytes() if case.recipe else case.data()
    settings = Settings(batch_size=case.batch, optimizer=GradientDescent(case.rate))
    if case.recipe:
        settings = resnet.learning(EPOCHS)
        assert network.parameter_count == resnet.small().parameter_count
        assert settings.batch_size == case.batch
    learner = Learner(network, CrossEntropy(), Examples(x, t.astype(np.int32)), None, settings)

    def steps(count: int) -> None:
        last = int(learner.carry.step) + count
        while (done := int(learner.carry.step)) < last:
            learner.advance(last - done)
        jax.block_until_ready(learner.carry)

    return steps
