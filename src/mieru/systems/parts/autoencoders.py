r"""Greedy layer-wise pre-training: each layer learns, as an autoencoder, what the ones below show.

An autoencoder of one hidden layer, h = σ(W x + b), y = σ(V h + c), learns to give its input back,
E = (1/N) Σ ½‖y − x‖². Its encoder (W, b) becomes a layer of the deep network, its hidden values the
input of the next autoencoder. No label is used (Hinton and Salakhutdinov 2006; Bengio et al. 2007).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.files import Run
from mieru.learn import Adam, fit
from mieru.nn import Activation, Dense, Network, Parameters, SquaredError, predict
from mieru.systems.frame import Stage

Array = NDArray[np.float32]
BATCH, RATE = 128, 0.002


@dataclass(frozen=True, eq=False)
class Pretrained:
    """One autoencoder by layer, first to last."""

    runs: tuple[Run, ...]

    def weights(self, network: Network, seed: int) -> Parameters:
        """Parameters for ``network``, its dense layers but the last one taken from the encoders."""
        parameters = network.initial_parameters(seed)
        hidden = [name for name, tree in parameters.items() if "weight" in tree][:-1]
        encoders = {
            name: dict(run.parameters["dense1"])
            for name, run in zip(hidden, self.runs, strict=True)
        }
        return parameters | encoders

    def back(self, x: Array) -> Array:
        """x (N, K) brought to the top and back down through all the decoders, (N, K)."""
        for run in self.runs:
            x = halves(run)[0].of(x)
        for run in reversed(self.runs):
            x = halves(run)[1].of(x)
        return x


@dataclass(frozen=True, eq=False)
class Half:
    """The encoder or the decoder of an autoencoder."""

    network: Network
    parameters: Parameters

    def of(self, x: Array) -> Array:
        """What it makes of x (N, K)."""
        return np.asarray(predict(self.network, self.parameters, x), np.float32)


def autoencoder(inputs: int, units: int) -> Network:
    """``inputs`` numbers to ``units`` and back, sigmoid both ways."""
    sigmoid = Activation("sigmoid")
    return Network(inputs, [Dense(units), sigmoid, Dense(inputs), sigmoid])


def halves(run: Run) -> tuple[Half, Half]:
    """The encoder and the decoder that an autoencoder has learned."""
    layers, sigmoid = run.network.layers, Activation("sigmoid")
    (inputs,), (units,) = run.network.input_shape, run.network.shapes[0]
    return (
        Half(Network(inputs, [layers[0], sigmoid]), {"dense1": run.parameters["dense1"]}),
        Half(Network(units, [layers[2], sigmoid]), {"dense1": run.parameters["dense2"]}),
    )


def pretrain(x: Array, widths: tuple[int, ...], epochs: int, seed: int, stage: Stage) -> Pretrained:
    """Autoencoders of the given widths, each on what the one before makes of x (N, K) in 0…1."""
    runs: list[Run] = []
    for number, units in enumerate(widths):
        run = fit(
            autoencoder(x.shape[1], units),
            Examples(x, x),
            loss=SquaredError(),
            epochs=epochs,
            batch_size=BATCH,
            optimizer=Adam(RATE),
            seed=seed + number,
            listeners=stage.listeners,
        )
        runs.append(run)
        x = halves(run)[0].of(x)
    return Pretrained(tuple(runs))
