"""Small networks that learn while a reader turns what holds them back."""

import time
from functools import lru_cache
from typing import Any

import numpy as np

from mieru.data import DataSet, load
from mieru.explain.descent import relief
from mieru.explain.landscape import (
    along,
    losses_on,
    path_plane,
    places_between,
    random_plane,
    snapshots,
)
from mieru.learn import (
    OPTIMIZERS,
    Adam,
    EarlyStopping,
    Optimizer,
    RateRange,
    Settings,
    find_rate,
    fit,
)
from mieru.nn import Network, predict
from mieru.studio.lessons.messages import (
    LabelsAsked,
    LabelsTold,
    LandscapeAsked,
    LandscapeTold,
    RateAsked,
    RateTold,
    RegularizeAsked,
    RegularizeTold,
)
from mieru.studio.lessons.races import finite, pieces
from mieru.systems import learning_rate, random_labels
from mieru.systems.parts.regularized import weights_of
from mieru.words import SettingError

Options = tuple[tuple[str, int], ...]

TOYS = ("moons", "circle", "xor", "gauss", "spiral")
TABLES = ("digits", "iris", "wine", "breast-cancer")
SIDE = 61  # places along each side of a landscape
PICTURE = 61
_SNAPSHOTS = 60
_REACH = 6.0  # toys lie in [−6, 6]²
_BINS = 41


@lru_cache(maxsize=32)
def _data(name: str, known: tuple[str, ...], seed: int, options: Options) -> DataSet:
    if name not in known:
        raise SettingError(
            en=f"there are no data {name[:60]!r} here; known: {', '.join(known)}",
            ja=f"データ {name[:60]!r} はここでは使えません。使えるもの: {', '.join(known)}",
        )
    more: dict[str, Any] = dict(options)
    return load(name, seed=seed, **more)


def _bounded(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise SettingError(
            en=f"{name} must be from {least:g} to {most:g} here, not {value:g}",
            ja=f"{name} はここでは {least:g} から {most:g} までです ({value:g} ではなく)",
        )


def regularized(asked: RegularizeAsked) -> RegularizeTold:
    """A network of 40 tanh units on 60 noisy points. Raises SettingError out of range."""
    began = time.perf_counter()
    _bounded("dropout", asked.dropout, 0, 0.9)
    noisy = (("noise", 35), ("points", 240), ("validation", 120), ("test", 60))
    data = _data(asked.data, TOYS, asked.seed, noisy)
    between = f", dropout {asked.dropout:g}" if asked.dropout else ""
    network = Network.parse(f"2, dense 40, tanh{between}, dense 2")
    settings = Settings(
        epochs=250,
        batch_size=20,
        optimizer=Adam(0.02),
        l1=asked.l1,
        l2=asked.l2,
        max_norm=asked.max_norm or None,
        label_smoothing=asked.label_smoothing,
        stopping=EarlyStopping(asked.stopping) if asked.stopping else None,
        seed=asked.seed,
    )
    run = fit(network, data, settings)
    weights = weights_of(network, run.parameters)
    most = max(1.0, float(np.ceil(2 * np.abs(weights).max()) / 2))
    counts, edges = np.histogram(weights, _BINS, (-most, most))
    side = np.linspace(-_REACH, _REACH, PICTURE)
    x, y = np.meshgrid(side, side)
    places = np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)
    shown = predict(network, run.parameters, places, loss=run.loss)[:, 1]
    kept = run.history[run.kept_epoch - 1]
    return RegularizeTold(
        train_loss=tuple(row["train_loss"] for row in run.history),
        validation_loss=tuple(row["validation_loss"] for row in run.history),
        train_accuracy=kept["train_accuracy"],
        validation_accuracy=kept["validation_accuracy"],
        kept=run.kept_epoch,
        edges=tuple(edges.tolist()),
        counts=tuple(counts.tolist()),
        zeros=int((weights == 0).sum()),
        weights=weights.size,
        norm=float(np.linalg.norm(weights)),
        size=PICTURE,
        picture=tuple(np.rint(255 * shown).astype(int).tolist()),
        points=tuple(
            (float(a), float(b), int(t))
            for (a, b), t in zip(data.train.x.tolist(), data.train.t.tolist(), strict=True)
        ),
        seconds=time.perf_counter() - began,
    )


def landscape(asked: LandscapeAsked) -> LandscapeTold:
    """The loss around a network's path. Raises what ``snapshots`` raises."""
    began = time.perf_counter()
    _bounded("epochs", asked.epochs, 1, 200)
    _bounded("units", asked.units, 1, 128)
    data = _data(asked.data, TOYS, asked.seed, (("noise", 15), ("points", 300)))
    network = Network.parse(f"2, dense {asked.units}, tanh, dense 2")
    settings = Settings(
        epochs=asked.epochs,
        batch_size=16,
        optimizer=_optimizer(asked.optimizer, asked.rate),
        seed=asked.seed,
    )
    taken = snapshots(network, data, settings, count=_SNAPSHOTS)
    if asked.plane == "path":
        plane = path_plane(taken.parameters)
    elif asked.plane == "random":
        plane = random_plane(network, taken.parameters[-1], seed=asked.seed)
    else:
        raise SettingError(
            en=f"a plane is path or random, not {asked.plane[:60]!r}",
            ja=f"平面は path か random です ({asked.plane[:60]!r} ではなく)",
        )
    across, up = places_between(plane, SIDE, SIDE)
    losses = losses_on(plane, network, taken.loss, data.train, across, up)
    places = np.zeros((1, 2)) if plane.places is None else plane.places
    on_path = along(plane, network, taken.loss, data.train, places)
    seen = relief(losses)
    return LandscapeTold(
        network=network.text,
        extent=(float(across[0]), float(across[-1]), float(up[0]), float(up[-1])),
        columns=SIDE,
        rows=SIDE,
        shades=tuple(seen.shades.ravel().tolist()),
        contours=pieces(seen),
        heights=finite(np.round(losses, 6)),
        path=tuple((float(a), float(b)) for a, b in places),
        steps=tuple(taken.steps) if plane.places is not None else (taken.steps[-1],),
        losses=finite(on_path),
        explained=plane.explained,
        train_loss=float(taken.history[-1]["train_loss"]),
        places=losses.size,
        seconds=time.perf_counter() - began,
    )


def labels(asked: LabelsAsked) -> LabelsTold:
    """Digits with shuffled labels. Raises SettingError for what is out of range."""
    began = time.perf_counter()
    _bounded("share", asked.share, 0, 1)
    _bounded("epochs", asked.epochs, 1, 300)
    _bounded("units", asked.units, 1, 512)
    data = _data("digits", TABLES, asked.seed, (("validation", 400), ("test", 397)))
    settings = random_labels.Settings(units=asked.units, epochs=asked.epochs)
    run = random_labels.learn(data, asked.share, settings, asked.seed)
    shown = random_labels.shuffled(data.train, asked.share, asked.seed)
    return LabelsTold(
        train_accuracy=tuple(row["train_accuracy"] for row in run.history),
        validation_accuracy=tuple(row["validation_accuracy"] for row in run.history),
        parameters=run.network.parameter_count,
        examples=len(data.train),
        wrong=float(np.mean(shown.t != data.train.t)),
        chance=1 / data.outputs,
        seconds=time.perf_counter() - began,
    )


def rate(asked: RateAsked) -> RateTold:
    """The range test. Raises what ``find_rate`` raises."""
    began = time.perf_counter()
    data = _data(asked.data, (*TOYS, *TABLES), asked.seed, ())
    network = learning_rate.network_of(data, asked.network)
    settings = Settings(optimizer=_optimizer(asked.optimizer, 0.01), seed=asked.seed)
    found = find_rate(network, data, settings, between=RateRange(1e-6, 10.0, 150))
    return RateTold(
        network=network.text,
        rates=tuple(found.rates.tolist()),
        losses=tuple(found.losses.tolist()),
        smooth=tuple(found.smooth.tolist()),
        steepest=found.steepest,
        lowest=found.lowest,
        suggested=found.suggested,
        seconds=time.perf_counter() - began,
    )


def _optimizer(kind: str, rate: float) -> Optimizer:
    if kind not in OPTIMIZERS:
        known = ", ".join(OPTIMIZERS)
        raise SettingError(
            en=f"there is no optimizer {kind[:60]!r}; known: {known}",
            ja=f"最適化手法 {kind[:60]!r} はありません。使えるもの: {known}",
        )
    return OPTIMIZERS[kind](rate)
