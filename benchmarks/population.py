"""Many networks at once against one after another, both by Mieru's general engine.

``--networks 256 --epochs 400``. Times are of a second call, when everything is compiled.
"""

import argparse
import time

import numpy as np
from report import machine, save, table

from mieru.data import DataSet, Examples
from mieru.learn import GradientDescent, Settings, fit, grid, population
from mieru.nn import CrossEntropy, Network, SquaredError

ROUNDS = 3
ONE_AFTER_ANOTHER = 8  # so many are timed, and all are reckoned from them


def playground() -> tuple[Network, Examples, Settings]:
    """The default of the playground: 250 points, 2-4-2-1, batches of 10."""
    random = np.random.default_rng(0)
    x = random.normal(size=(250, 2)).astype(np.float32)
    t = np.sign(x[:, :1] * x[:, 1:]).astype(np.float32)
    settings = Settings(batch_size=10, optimizer=GradientDescent(0.03), loss=SquaredError())
    return Network.parse("2-4-2-1 tanh"), Examples(x, t), settings


def digits() -> tuple[Network, Examples, Settings]:
    """As large as 12,000 of MNIST."""
    random = np.random.default_rng(0)
    x = random.integers(0, 256, (12_000, 784)).astype(np.uint8)
    settings = Settings(
        epochs=2, batch_size=100, optimizer=GradientDescent(0.1), loss=CrossEntropy()
    )
    t = random.integers(0, 10, 12_000).astype(np.int32)
    return Network.parse("784-100-10 sigmoid"), Examples(x, t), settings


def least(work) -> float:
    work()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def compared(alone: float, together: float, networks: int, steps: int) -> dict[str, float]:
    return {
        "one (s)": alone,
        "all at once (s)": together,
        "all / one": together / alone,
        "networks": networks,
        "times as many networks a second": alone * networks / together,
        "µs a network-step": together / networks / steps * 1e6,
    }


def playgrounds(networks: int, epochs: int) -> dict[str, dict[str, float]]:
    network, data, settings = playground()
    settings = settings.changed(epochs=epochs)

    def one_after_another() -> None:
        for seed in range(ONE_AFTER_ANOTHER):
            fit(network, data, settings.changed(seed=seed))

    alone = least(one_after_another) / ONE_AFTER_ANOTHER
    kinds = {
        "learning rates": grid(settings, rate=list(np.linspace(0.001, 0.1, networks))),
        "seeds": grid(settings, seed=range(networks)),
    }
    return {
        f"2-4-2-1, {networks} {name}": compared(
            alone,
            least(lambda members=members: population(network, data, members)),
            networks,
            epochs * 25,
        )
        for name, members in kinds.items()
    }


def ten_folds() -> dict[str, dict[str, float]]:
    network, data, settings = digits()
    parts = np.array_split(np.random.default_rng(1).permutation(len(data)), 10)
    folds = [(np.setdiff1d(np.arange(len(data)), part), part) for part in parts]
    first = DataSet(name="fold", train=data.take(folds[0][0]), validation=data.take(folds[0][1]))
    alone = least(lambda: fit(network, first, settings))
    together = least(lambda: population(network, data, settings, folds=folds))
    return {"784-100-10, 10 folds": compared(alone, together, 10, 2 * 108)}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--networks", type=int, default=256)
    asked.add_argument("--epochs", type=int, default=400)
    options = asked.parse_args()
    found = playgrounds(options.networks, options.epochs) | ten_folds()
    print(table(found))
    print(save("population", {"machine": machine(), "populations": found}))


if __name__ == "__main__":
    main()
