"""An estimator's parameters, checked when it is fitted: what they mean, and what is wrong."""

from typing import Any

import numpy as np

from mieru.learn import OPTIMIZERS, Optimizer, Settings
from mieru.nn import Activation, Dense, Layer, Network
from mieru.nn.checks import as_finite, as_whole, shown
from mieru.words import SettingError

# Small batches make many steps of an epoch; large ones make an epoch of many rows quick.
LEAST_BATCH, MOST_BATCH = 32, 128
MOST_EPOCHS = 1_000_000


def network_of(hidden: Any, inputs: int, outputs: int) -> Network:
    """The whole network: ``hidden`` between the columns and one dense layer.

    ``hidden`` is the units of each ReLU layer, (100,) or 100, or layers as text, such as
    ``"dense 64, tanh, dropout 0.2"``; an empty one is a linear model. Raises SettingError.
    """
    if isinstance(hidden, str):
        middle = f"{hidden}, " if hidden.strip() else ""
        return Network.parse(f"{inputs}, {middle}dense {outputs}")
    units = [hidden] if as_whole(hidden) is not None else hidden
    if not isinstance(units, list | tuple) or not all((as_whole(n) or 0) >= 1 for n in units):
        raise SettingError(
            en="hidden must be the units of each hidden layer, such as (100,), or layers as text, "
            f'such as "dense 64, tanh, dropout 0.2", not {shown(hidden)}',
            ja='hidden には (100,) のような各隠れ層のユニット数か、"dense 64, tanh, dropout 0.2" '
            f"のような層の記述を指定してください ({shown(hidden)} ではなく)",
        )
    layers: list[Layer] = []
    for n in units:
        layers += [Dense(int(n)), Activation("relu")]
    return Network(inputs, [*layers, Dense(outputs)])


def settings_of(estimator: Any, examples: int, seed: int) -> Settings:
    """How it learns from so many examples. Raises SettingError naming the parameter."""
    batch = estimator.batch_size
    if batch is None:
        batch = max(LEAST_BATCH, min(MOST_BATCH, examples // 500))
    return Settings(
        epochs=_whole(estimator, "epochs", 1, MOST_EPOCHS),
        batch_size=min(_number_of_examples(batch), examples),
        optimizer=_optimizer(estimator.optimizer),
        l2=estimator.l2,
        seed=seed,
    )


def patience_of(estimator: Any) -> int:
    """Epochs without a better loss after which it stops."""
    return _whole(estimator, "patience", 1, MOST_EPOCHS)


def validation_of(estimator: Any) -> float:
    """The share of the examples that is kept back; 0 for none. Raises SettingError."""
    share = as_finite(estimator.validation)
    if share is None or not 0 <= share < 1:
        raise SettingError(
            en="validation must be a share of the examples from 0 to less than 1, such as 0.1, "
            f"not {shown(estimator.validation)}",
            ja="validation には 0 以上 1 未満の割合 (例: 0.1) を指定してください "
            f"({shown(estimator.validation)} ではなく)",
        )
    return share


def _number_of_examples(batch: Any) -> int:
    whole = as_whole(batch)
    if whole is None or whole < 1:
        raise SettingError(
            en=f"batch_size must be a whole number of at least 1, or None, not {shown(batch)}",
            ja=f"batch_size は 1 以上の整数か None です ({shown(batch)} ではなく)",
        )
    return whole


def _whole(estimator: Any, name: str, least: int, most: int) -> int:
    given = getattr(estimator, name)
    whole = as_whole(given)
    if whole is None or not least <= whole <= most:
        raise SettingError(
            en=f"{name} must be a whole number from {least} to {most}, not {shown(given)}",
            ja=f"{name} は {least} から {most} までの整数でなければなりません "
            f"({shown(given)} ではなく)",
        )
    return whole


def _optimizer(given: Any) -> Optimizer:
    if isinstance(given, Optimizer):
        return given
    if not isinstance(given, str) or given not in OPTIMIZERS:
        raise SettingError(
            en=f"optimizer must be one such as mieru.Adam(0.01), or a name among "
            f"{', '.join(OPTIMIZERS)}, not {shown(given)}",
            ja=f"optimizer には mieru.Adam(0.01) のような値か、{', '.join(OPTIMIZERS)} "
            f"のいずれかの名前を指定してください ({shown(given)} ではなく)",
        )
    return OPTIMIZERS[given]()


def seed_of(random_state: Any) -> int:
    """A seed from what scikit-learn takes for one: None, a whole number or a RandomState."""
    from sklearn.utils import check_random_state

    drawn: int = int(check_random_state(random_state).randint(np.iinfo(np.int32).max))
    return drawn
