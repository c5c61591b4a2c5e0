r"""Pre-training: a deep sigmoid network that does not learn from random weights learns after it.

Going back through a sigmoid layer multiplies δ by Wᵀ and by σ′ ≤ 1/4, so with random weights of the
usual size next to nothing of the error reaches the first layers of a deep network (the vanishing
gradient), and going forward its units soon say nearly the same about every picture. Gradient
descent then stays on a plateau: every picture gets the classes' frequencies for an answer.

Greedy layer-wise pre-training (Hinton and Salakhutdinov 2006; Bengio et al. 2007) starts elsewhere.
Each layer first learns, without labels, to keep what it is shown, as the encoder of an autoencoder;
only then does the whole network learn the classes (fine-tuning). Same network, same data, same
optimizer: only the weights at the start differ.

ReLU with He's weights, or Adam, get by without it today; both are shown beside it.
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from mieru.data import DataSet, Examples
from mieru.learn import Adam, Momentum, Optimizer, fit
from mieru.nn import (
    Activation,
    CrossEntropy,
    Dense,
    Glorot,
    He,
    Initial,
    Network,
    Parameters,
    as_numbers,
    trace,
)
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.autoencoders import Pretrained, pretrain
from mieru.systems.parts.pretraining_report import NAMES, Tried, sections
from mieru.systems.report.text import Text
from mieru.systems.report.values import Result

Array = NDArray[np.float32]
_WHY = Text("accuracy after each way to start", "それぞれの始め方での正解率")
_LOOKED_AT = 200  # examples that δ and the units' spread are measured on
SIZES = {"mnist": (200, 10_000, 8, 12), "digits": (64, 1_500, 60, 60)}


@dataclass(frozen=True)
class Settings:
    """How deep, on what, and for how long."""

    data: str = option(
        "mnist",
        en="mnist, or digits (8×8 pixels, comes with scikit-learn)",
        ja="mnist または digits (8×8 画素、scikit-learn に付属)",
        choices=("mnist", "digits"),
    )
    depth: int = option(6, en="hidden layers", ja="隠れ層の数", least=1, most=20)
    epochs: int = option(
        0,
        en="epochs of fine-tuning; 0 for what the data need",
        ja="ファインチューニングのエポック数。0 ならデータに応じた値",
        least=0,
        most=1000,
    )
    pretraining_epochs: int = option(
        0,
        en="epochs of each autoencoder; 0 for what the data need",
        ja="自己符号化器ごとのエポック数。0 ならデータに応じた値",
        least=0,
        most=1000,
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Fails, pre-trains, learns; then the two ways of today."""
    units, examples, autoencoder_epochs, epochs = SIZES[settings.data]
    data = stage.data(settings.data, seed=seed)
    train = flat(data.train.take(slice(examples)))
    widths = (units,) * settings.depth
    ways = _Ways(train, data.outputs, widths, settings.epochs or epochs, seed, stage)
    with stage.part(Text("pre-training", "事前学習")):
        before = pretrain(
            train.x, widths, settings.pretraining_epochs or autoencoder_epochs, seed, stage
        )
    with stage.part(Text("fine-tuning, and from random weights", "ファインチューニングと比較")):
        tried = ways.all(before)
    test = flat(stage.open(data, _WHY))
    for name, way in tried.items():
        answers = np.argmax(way.learned.predict(test.x), axis=1)
        tried[name] = way.judged(float(np.mean(answers == test.t)))
    return _result(tried, before, data, test)


def flat(examples: Examples) -> Examples:
    """Pixels as numbers 0…1, (N, H·W)."""
    numbers = np.asarray(as_numbers(jnp.asarray(examples.x)))
    return Examples(numbers.reshape(len(examples), -1), examples.t)


def deep(inputs: int, widths: tuple[int, ...], outputs: int, function: str) -> Network:
    """Hidden layers of one activation, each with the initial weights that were made for it."""
    initial: Initial = He() if function == "relu" else Glorot()
    hidden = [[Dense(units, initial=initial), Activation(function)] for units in widths]
    return Network(inputs, [*(layer for pair in hidden for layer in pair), Dense(outputs)])


@dataclass(frozen=True, eq=False)
class _Ways:
    train: Examples
    outputs: int
    widths: tuple[int, ...]
    epochs: int
    seed: int
    stage: Stage

    def all(self, before: Pretrained) -> dict[str, Tried]:
        plain = Momentum(0.1, momentum=0.9)
        start = before.weights(self._network("sigmoid"), self.seed)
        return {
            "random": self._tried("sigmoid", plain, None),
            "pretrained": self._tried("sigmoid", plain, start),
            "adam": self._tried("sigmoid", Adam(0.001), None),
            "relu": self._tried("relu", plain, None),
        }

    def _network(self, function: str) -> Network:
        return deep(self.train.x.shape[1], self.widths, self.outputs, function)

    def _tried(self, function: str, optimizer: Optimizer, start: Parameters | None) -> Tried:
        network = self._network(function)
        learned = fit(
            network,
            self.train,
            epochs=self.epochs,
            batch_size=100,
            optimizer=optimizer,
            seed=self.seed,
            parameters=start,
            listeners=self.stage.listeners,
        )
        fresh = network.initial_parameters(self.seed) if start is None else start
        spread, deltas = looked_into(network, fresh, self.train.take(slice(_LOOKED_AT)))
        return Tried(learned, spread, deltas)


def looked_into(
    network: Network, parameters: Parameters, examples: Examples
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each layer with weights: how much its units tell examples apart, and how much δ it gets.

    The first is the mean over the units of the standard deviation of u over the examples, the
    second the mean of |δ|.
    """
    seen = [
        layer
        for layer in trace(network, parameters, examples.x, examples.t, CrossEntropy())
        if layer.gradients
    ]
    spread = np.array([np.asarray(layer.output).std(axis=0).mean() for layer in seen])
    return spread, np.array([np.abs(layer.delta).mean() for layer in seen])


def _result(tried: dict[str, Tried], before: Pretrained, data: DataSet, test: Examples) -> Result:
    random, better = tried["random"], tried["pretrained"]
    depth = len(before.runs)
    back = before.back(test.x[:_LOOKED_AT])
    metrics = {f"{name}_test_accuracy": way.accuracy for name, way in tried.items()}
    metrics |= {f"{name}_train_accuracy": way.train_accuracy for name, way in tried.items()}
    metrics |= {
        "random_reaching_share": random.reaching,
        "pretrained_reaching_share": better.reaching,
        "reconstruction_error": float(np.mean((back - test.x[:_LOOKED_AT]) ** 2)),
        "pretraining_seconds": sum(run.seconds for run in before.runs),
    }
    return Result(
        metrics=metrics,
        names=NAMES,
        headline=(
            "random_test_accuracy",
            "pretrained_test_accuracy",
            "random_reaching_share",
            "pretrained_reaching_share",
        ),
        summary=Text(
            f"A sigmoid network of {depth} hidden layers stays at {random.accuracy:.1%} on the "
            f"test digits from random weights; after pre-training it reaches "
            f"{better.accuracy:.1%}.",
            f"隠れ層 {depth} 層のシグモイドのネットワークは、ランダムな重みから始めると"
            f"テスト正解率 {random.accuracy:.1%} のままですが、"
            f"事前学習のあとでは {better.accuracy:.1%} になります。",
        ),
        sections=sections(tried, before, test.x[:8], data.input_shape[:2]),
        recordings={name: way.learned for name, way in tried.items()},
    )
