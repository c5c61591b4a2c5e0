"""A network that is learning: the carry, the data on the device, and one way to move on.

``fit`` is a loop around this; whoever wants to turn a knob between two chunks of steps (the studio)
holds a learner.
"""

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from mieru.data import Examples as HostExamples
from mieru.data.large import is_large
from mieru.learn.augmentation import check_augmentation
from mieru.learn.cache import use_compilation_cache
from mieru.learn.compiled import (
    Carry,
    Examples,
    Knobs,
    Program,
    Row,
    advance,
    empty_memory,
    fresh,
    learning_part,
)
from mieru.learn.orders import Orders
from mieru.learn.settings import Settings
from mieru.learn.stream import Place, Stream
from mieru.nn import Loss, Network, Parameters, State, checked_inputs, checked_targets
from mieru.words import SettingError

_NEVER = 2**31 - 1

Weights = tuple[np.ndarray | None, np.ndarray | None]


class Learner:
    """Data checked, carry at its start. ``parameters`` None means fresh ones from the seed.

    ``weights`` (N,), of the training and of the validation examples, are what the loss of each is
    multiplied with; None: 1.

    Learning is in float32, also where JAX has been told to compute in 64 bits.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        train: HostExamples,
        validation: HostExamples | None,
        settings: Settings,
        parameters: Parameters | None = None,
        weights: Weights = (None, None),
    ) -> None:
        use_compilation_cache()
        self.network, self.loss = network, loss
        self.examples = len(train)
        capacity = settings.batch_capacity or settings.batch_size
        _check_frozen(network, settings.frozen)
        self.program = Program(network, loss, min(capacity, self.examples), settings.frozen)
        self._orders = Orders(self.examples, self.program.batch_capacity)
        self._stream: Stream | None = None
        if is_large(train.x):
            x, t = checked(network, loss, train)
            self._train = _weighted(Examples(jnp.asarray(x[:0]), _in_32_bits(t)), weights[0])
            self._stream = Stream(x, self._train, self._orders, self.program.batch_capacity)
        else:
            self._train = _weighted(on_device(network, loss, train), weights[0])
        self._validation = None
        if validation is not None:
            self._validation = _weighted(on_device(network, loss, validation), weights[1])
        self._check(settings)
        self.settings, self.knobs = settings, self._knobs(settings)
        if parameters is None:
            parameters = network.initial_parameters(settings.seed)
        network.check_parameters(parameters)
        parameters = jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float32), parameters)
        judged = validation is not None
        self.carry: Carry = fresh(self.program, self.knobs, parameters, judged)

    def turn(self, settings: Settings) -> None:
        """Takes new numbers for the next steps. Nothing is compiled as long as kinds stay.

        Another kind of optimizer begins with an empty memory. Raises SettingError for a batch
        larger than the compiled one, another loss, or early stopping without validation data.
        """
        self._check(settings)
        another = type(settings.optimizer) is not type(self.settings.optimizer)
        self.settings, self.knobs = settings, self._knobs(settings)
        if another:
            learned = learning_part(self.program, self.carry.parameters)
            memory = empty_memory(self.knobs.optimizer, learned)
            self.carry = self.carry._replace(optimizer=memory)

    def begin_with(self, state: State) -> None:
        """Begins with this running state instead of a fresh one. Raises ShapeError."""
        self.network.check_state(state)
        state = jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float32), state)
        best = self.carry.best
        best = None if best is None else best._replace(state=state)
        self.carry = self.carry._replace(state=state, best=best)

    @property
    def steps_by_epoch(self) -> int:
        """Steps that one epoch takes at the batch size in force: ⌈N/batch⌉."""
        return math.ceil(self.examples / int(self.knobs.batch_size))

    @property
    def epochs(self) -> float:
        """How many epochs have passed, with the part of the one under way."""
        return int(self.carry.epoch) + int(self.carry.position) / self.examples

    @property
    def running_loss(self) -> float:
        """The mean loss over what the epoch under way has seen; NaN before the first step."""
        seen = int(self.carry.position)
        return float(self.carry.loss_sum) / seen if seen else math.nan

    @property
    def train(self) -> Examples:
        """The training data on the device: whole, or the window that the next step is in."""
        return self._window()[0]

    @property
    def waited(self) -> float:
        """Seconds in which the device had no data to learn from, while they were read."""
        return self._stream.waited if self._stream else 0.0

    def advance(self, steps: int) -> list[dict[str, Any]]:
        """Up to ``steps`` steps. Returns the history rows of the epochs that ended on the way.

        May do fewer: the order of the examples is handed over for some epochs at a time, and so are
        the examples themselves where they are too large to be on the device whole. Stops for
        good at a loss or a weight that is not a finite number (``carry.finite`` is then False), and
        when patience has run out (``carry.stopped``).
        """
        began = int(self.carry.epoch)
        orders, first_epoch = self._orders.at(self.settings.seed, began)
        train, most = self._window()
        self.carry, rows = advance(
            self.program,
            self.knobs,
            train,
            self._validation,
            orders,
            np.int32(first_epoch),
            np.uint32(np.clip(steps, 0, most)),
            self.carry,
        )
        self._orders.prepare()  # the device is at work
        ended = int(self.carry.epoch) - began
        return self._history_rows(began + 1, ended, rows) if ended else []

    def _window(self) -> tuple[Examples, int]:
        """What the next steps learn from, and how many steps it is enough for."""
        if self._stream is None:
            return self._train, _NEVER
        place = Place(self.settings.seed, int(self.carry.epoch), int(self.carry.position))
        return self._stream.at(place, int(self.knobs.batch_size))

    def batch_order(self) -> jax.Array:
        """The order of the epoch under way, filled up to whole batches: (N + capacity,)."""
        epoch = int(self.carry.epoch)
        orders, first_epoch = self._orders.at(self.settings.seed, epoch)
        return orders[epoch - first_epoch]

    def _knobs(self, settings: Settings) -> Knobs:
        stopping = settings.stopping
        return Knobs(
            optimizer=jax.tree.map(np.float32, settings.optimizer),
            l1=np.float32(settings.l1),
            l2=np.float32(settings.l2),
            clip=None if settings.clip is None else np.float32(settings.clip),
            max_norm=None if settings.max_norm is None else np.float32(settings.max_norm),
            label_smoothing=np.float32(settings.label_smoothing),
            batch_size=np.int32(min(settings.batch_size, self.program.batch_capacity)),
            seed=np.uint32(settings.seed),
            patience=np.int32(stopping.patience if stopping else _NEVER),
            minimum_change=np.float32(stopping.minimum_change if stopping else 0),
            augment=jax.tree.map(np.float32, settings.augment),
        )

    def _check(self, settings: Settings) -> None:
        if settings.stopping and self._validation is None:
            raise nothing_to_watch()
        check_smoothing(settings, self.loss)
        check_augmentation(settings.augment, self.network, self._train.x.dtype)
        if settings.batch_size > self.program.batch_capacity < self.examples:
            raise SettingError(
                en=f"batch_size {settings.batch_size} is larger than the compiled batch_capacity "
                f"{self.program.batch_capacity}",
                ja=f"batch_size {settings.batch_size} がコンパイル済みの batch_capacity "
                f"{self.program.batch_capacity} を超えています",
            )
        if settings.frozen != self.program.frozen:
            raise SettingError(
                en=f"frozen={self.program.frozen} is compiled in; begin anew for another number",
                ja=f"frozen={self.program.frozen} はコンパイル済みです。"
                "変えるには始めからやり直してください",
            )
        if settings.loss not in (None, self.loss):
            raise SettingError(
                en=f"the loss {self.loss.kind} is compiled in; begin anew for another one",
                ja=f"損失関数 {self.loss.kind} はコンパイル済みです。"
                "変えるには始めからやり直してください",
            )

    def _history_rows(self, first: int, ended: int, rows: Row) -> list[dict[str, Any]]:
        columns: dict[str, list[Any]] = {"epoch": list(range(first, first + ended))}
        shown = ["train_loss", "validation_loss", "train_accuracy", "validation_accuracy"]
        for name in shown:
            judged = self._validation is not None or name.startswith("train")
            if judged and (self.loss.classifies or name.endswith("loss")):
                columns[name] = shortest_decimals(getattr(rows, name), ended)
        columns["rate"] = shortest_decimals(rows.rate, ended)
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _check_frozen(network: Network, frozen: int) -> None:
    weighted = [i for i, name in enumerate(network.names) if name in network.parameter_shapes]
    last = max(weighted, default=0)
    if frozen > last:
        raise SettingError(
            en=f"frozen={frozen} leaves no layer with weights to learn; the last one is "
            f"{network.names[last]}, so freeze {last} layers at most",
            ja=f"frozen={frozen} では学習する重みのある層が残りません。重みのある最後の層は "
            f"{network.names[last]} なので、固定できるのは {last} 層までです",
        )


def nothing_to_watch() -> SettingError:
    """The error for early stopping without validation data."""
    return SettingError(
        en="early stopping watches the validation loss, but there are no validation data; "
        "keep some back (validation=0.1) or leave stopping out",
        ja="早期終了は検証損失を見ますが、検証データがありません。"
        "検証データを残す (validation=0.1) か、stopping を外してください",
    )


def check_smoothing(settings: Settings, loss: Loss) -> None:
    """Raises SettingError for label smoothing of what are no classes."""
    if settings.label_smoothing and not loss.classifies:
        raise SettingError(
            en=f"label_smoothing softens classes, but {loss.kind} compares values; leave it out",
            ja=f"label_smoothing はクラスの目標値を滑らかにするものですが、{loss.kind} は値を"
            "比べる損失関数です。指定を外してください",
        )


def on_device(network: Network, loss: Loss, examples: HostExamples) -> Examples:
    """The examples as learning takes them; raises ShapeError or DataError where they do not fit."""
    return Examples(*map(_in_32_bits, checked(network, loss, examples)))


def checked(network: Network, loss: Loss, examples: HostExamples) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets as the network and the loss take them. Raises as ``on_device`` does."""
    x = checked_inputs(network, examples.x)
    return x, checked_targets(network, loss, examples.t, len(x))


def _weighted(examples: Examples, weights: np.ndarray | None) -> Examples:
    if weights is None:
        return examples
    assert weights.shape == (len(examples.t),)
    return examples._replace(weights=jnp.asarray(weights, jnp.float32))


def _in_32_bits(array: np.ndarray) -> jax.Array:
    return jnp.asarray(array, jnp.float32 if array.dtype == np.float64 else array.dtype)


def shortest_decimals(column: jax.Array, count: int) -> list[float]:
    """Each float32 as the shortest decimal that names it (0.98, not 0.9800000190734863).

    Infinity becomes NaN, the one value that a file keeps for "not a finite number".
    """
    values = np.asarray(column)[:count]
    return [float(str(value)) for value in np.where(np.isfinite(values), values, np.nan)]
