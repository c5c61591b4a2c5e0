"""Transfer learning: what a published network has learned to see, and a new output on top of it.

f is the network without its last layer with weights, g the new output for classes of one's own.

- ``on_frozen``, the lecture's way 1: f and g are one network, and g learns while f stays as it is.
  Every picture goes through f in every epoch, so pictures may be augmented.
- ``on_features``, way 2: every picture goes through f once, and g learns from what comes out.

With the same seed both see the same batches from the same start: they learn the same g, but for
rounding. Way 2 goes through f once for each epoch of way 1, and ends with the same recording.
(Donahue et al. 2014, DeCAF; Yosinski et al. 2014)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from mieru.data import DataSet, Examples
from mieru.data.photograph import Photograph
from mieru.files import Run
from mieru.learn import Adam, Listener, Settings, fit
from mieru.learn.fit import parts_of
from mieru.nn import (
    Conv,
    CrossEntropy,
    Dense,
    Dropout,
    GlobalMeanPool,
    Layer,
    Network,
    Parameters,
    State,
    predict,
)
from mieru.nn.score import block_size
from mieru.published.catalogue import find
from mieru.published.load import load
from mieru.words import DataError, SettingError

Progress = Callable[[float], object]

USUAL = Settings(epochs=10, batch_size=32, optimizer=Adam(0.005), loss=CrossEntropy())
_AT_ONCE = 4  # blocks between two words about how far it is


@dataclass(frozen=True, eq=False)
class Body:
    """f: pictures (N, side, side, 3) as bytes, or as numbers 0…1, in; features (N, F) out.

    ``name`` is that of the published network.
    """

    name: str
    network: Network
    parameters: Parameters
    state: State

    @property
    def side(self) -> int:
        """The pictures' height and width."""
        return self.network.input_shape[0]

    def whole(self, classes: int) -> Network:
        """f and a new output g for so many classes, as one network."""
        return Network(self.network.input_shape, [*self.network.layers, Dense(classes)])

    def features(self, x: np.ndarray, on_progress: Progress | None = None) -> np.ndarray:
        """What f says of x (N, side, side, 3): (N, F) float32. Hears of the share that is done."""
        step = _AT_ONCE * block_size(self.network, len(x))
        parts = []
        for start in range(0, len(x), step):
            if on_progress:
                on_progress(start / len(x))
            part = x[start : start + step]
            parts.append(predict(self.network, self.parameters, part, state=self.state))
        if not parts:
            return np.zeros((0, *self.network.output_shape), np.float32)
        return np.concatenate(parts)


def body(name: str, weights: str | Path | None = None) -> Body:
    """f of the published network ``name``; ``weights`` as :func:`mieru.published.load` takes them.

    Its batch normalization is folded, and the preparation of its photographs is its first layer: a
    convolution of 1×1 that makes (pixel − mean)/scale of a pixel, in the order of its channels.
    Raises SettingError for an unknown name and FileError where the weights are missing or damaged.
    """
    published = find(name)
    run = load(name, weights, folded=True)
    names, layers = run.network.names, list(run.network.layers)
    last = max(i for i, one in enumerate(names) if one in run.network.parameter_shapes)
    while last and isinstance(layers[last - 1], Dropout):
        last -= 1
    first = Conv(3, 1)
    kept: list[Layer | str] = [first, *layers[:last]]
    network = Network(run.network.input_shape, kept)
    if len(network.output_shape) == 3:
        network = Network(run.network.input_shape, [*kept, GlobalMeanPool()])
    renamed = dict(zip(names[:last], network.names[1 : last + 1], strict=True))
    parameters = {network.names[0]: _prepared(published.preparation)} | {
        renamed[one]: tree for one, tree in run.parameters.items() if one in renamed
    }
    state = {renamed[one]: tree for one, tree in run.state.items() if one in renamed}
    return Body(name, network, parameters, state)


def on_frozen(
    f: Body,
    data: DataSet,
    settings: Settings = USUAL,
    *,
    listeners: Iterable[Listener] = (),
) -> Run:
    """Way 1: g learns on top of f, which stays as it is, in one network.

    Raises DataError where ``data`` are not pictures of f's size by class.
    """
    check_pictures(f, data)
    network = f.whole(data.outputs)
    start = f.parameters | _new_output(network, settings.seed)
    settings = settings.changed(frozen=len(f.network.layers))
    return fit(network, data, settings, parameters=start, state=f.state, listeners=listeners)


def on_features(
    f: Body,
    data: DataSet,
    settings: Settings = USUAL,
    *,
    listeners: Iterable[Listener] = (),
    on_progress: Progress | None = None,
) -> Run:
    """Way 2: the features of every picture once, then g alone. The recording holds f and g.

    Raises DataError where ``data`` are not pictures of f's size by class, and SettingError for
    settings that augment: features are computed of the pictures as they are.
    """
    check_pictures(f, data)
    if settings.augment:
        raise SettingError(
            en="features are computed once, of the pictures as they are; for augment take way 1 "
            "(on_frozen)",
            ja="特徴は元の画像から 1 度だけ計算します。データ拡張を使うには方法 1 (on_frozen) を"
            "選んでください",
        )
    judged = data.validation.x if data.validation is not None else data.train.x[:0]
    whole = len(data.train) + len(judged)

    def hear(done: float) -> None:
        if on_progress:
            on_progress(done * len(data.train) / whole)

    known = f.features(data.train.x, hear), f.features(judged)
    return on_known_features(f, data, known, settings, listeners=listeners)


def on_known_features(
    f: Body,
    data: DataSet,
    features: tuple[np.ndarray, np.ndarray],
    settings: Settings = USUAL,
    *,
    listeners: Iterable[Listener] = (),
) -> Run:
    """Way 2 where the features (of the training part, of the validation part) are known."""
    network = f.whole(data.outputs)
    (name,) = output = _new_output(network, settings.seed)
    train = Examples(features[0], data.train.t)
    judged = Examples(features[1], data.validation.t) if data.validation is not None else None
    alone = Network(f.network.output_shape, [network.layers[-1]])
    known = DataSet(data.name, train, judged, classes=data.classes)
    learned = fit(alone, known, settings, parameters={"dense1": output[name]}, listeners=listeners)
    return replace(
        learned,
        network=network,
        parameters=f.parameters | {name: learned.parameters["dense1"]},
        state=f.state,
        settings=learned.settings | {"frozen": len(f.network.layers)},
        data=parts_of(data)[2],
    )


def answers(run: Run, features: np.ndarray) -> np.ndarray:
    """What a recording of either way says where f's features (N, F) are known: (N, K)."""
    name = run.network.names[-1]
    alone = Network(features.shape[1:], [run.network.layers[-1]])
    return predict(alone, {"dense1": run.parameters[name]}, features, loss=run.loss)


def check_pictures(f: Body, data: DataSet) -> None:
    """Raises DataError unless ``data`` are pictures of f's size by class."""
    if data.input_shape != f.network.input_shape or data.train.t.ndim != 1:
        sides = "×".join(map(str, data.input_shape))
        raise DataError(
            en=f"{f.name} takes pictures of {f.side}×{f.side}×3 by class, but {data.name} is "
            f"{sides}; load it with size={f.side}",
            ja=f"{f.name} が受け取るのは {f.side}×{f.side}×3 のクラス別の画像ですが、{data.name} "
            f"は {sides} です。size={f.side} で読み込んでください",
        )


def _new_output(network: Network, seed: int) -> dict[str, Any]:
    name = network.names[-1]
    return {name: network.initial_parameters(seed)[name]}


def _prepared(preparation: Photograph) -> dict[str, np.ndarray]:
    """(pixel − mean)/scale as a convolution of numbers 0…1: W = 255/scale, b = −mean/scale."""
    order = [2, 1, 0] if preparation.order == "bgr" else [0, 1, 2]
    weight = np.zeros((1, 1, 3, 3), np.float32)
    scale = np.array(preparation.scale, np.float64)
    weight[0, 0, order, range(3)] = 255 / scale
    bias = (-np.array(preparation.mean, np.float64) / scale).astype(np.float32)
    return {"weight": weight, "bias": bias}
