"""A network of the playground as a recording in a file, and a recording that learns on."""

import base64
import dataclasses
import math
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt

from mieru.playground.address import write
from mieru.playground.experiment import Experiment
from mieru.playground.history import MOST_ROWS, History
from mieru.playground.live import Live
from mieru.playground.record import Past
from mieru.playground.seeds import seed_number
from mieru.playground.timeline import Timeline
from mieru.words import FileError, MieruError

if TYPE_CHECKING:
    from mieru.files import Run
    from mieru.playground.tables import Tables

Array = npt.NDArray[Any]
PLAYGROUND = "playground"  # where a recording's data keep the experiment
COLUMNS = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy")
# What an engine remembers besides its weights, that a file may bring back.
REMEMBERED = ("parameters", "memory", "alive", "updates", "optimizer", "carried")
MOST_EPOCHS = 10**9
MOST_UPDATES = 2**60


def run_of(live: Live) -> "Run":
    """The network as it is now, with its history, and the experiment that it came from."""
    from mieru.files import Run, versions

    with live.lock:
        e, points, epoch = live.experiment, live.points, live.engine.epochs
        return Run(
            network=live.network(),
            loss=live.loss(),
            parameters=live.parameters_tree(),
            state={},
            settings=_settings(e, epoch),
            history=_history(live),
            kept_epoch=epoch,
            ended="finished",
            seconds=0.0,
            data={
                "name": e.data,
                "classes": list(points.classes) if points.classes else None,
                "features": list(live.features.labels),
                PLAYGROUND: {
                    "address": "#" + write(e),
                    "experiment": msgspec.to_builtins(e),
                    "epoch": epoch,
                    "remembered": _remembered(live.engine.state()),
                },
            },
            versions=versions(),
        )


def save_live(live: Live, path: Path) -> Path:
    """Writes the recording. Raises FileError where its weights are not finite."""
    from mieru.files import save

    return save(path, run_of(live))


def live_of(path: Path, tables: "Tables | None" = None) -> Live:
    """A network that learns on from a recording of the playground.

    Raises FileError for another or a damaged file, FieldError for an experiment that cannot be.
    """
    from mieru.files import load

    run = load(path)
    kept, experiment = _kept(run)
    live = Live(experiment, tables)
    parameters = _flat(run.parameters, live.setup.sizes)
    epoch = kept.get("epoch")
    if not isinstance(epoch, int) or not 0 <= epoch <= MOST_EPOCHS:
        raise _damaged()
    live.go_on_from(
        Past(live.setup.sizes, "file", epoch, parameters, {}, _past(run.history), Timeline())
    )
    _remember(live, kept.get("remembered"))
    return live


def _settings(e: Experiment, epochs: int) -> dict[str, Any]:
    """As a run of the command says them, where the playground has the same."""
    from mieru.learn.optimizers import OPTIMIZERS

    fields = {f.name for f in dataclasses.fields(OPTIMIZERS[e.optimizer])}
    numbers = {name: getattr(e, name) for name in sorted(fields) if hasattr(e, name)}
    if "decay" in fields:
        numbers["decay"] = e.decay1
    return {
        "epochs": epochs,
        "batch_size": max(1, e.batch_size),
        "optimizer": {"kind": e.optimizer, **numbers},
        "l1": e.l1,
        "l2": e.l2,
        "seed": seed_number(e.seed),
    }


def _history(live: Live) -> list[dict[str, Any]]:
    rows = []
    for row in live.history.rows.tolist():
        named = dict(zip(COLUMNS, row, strict=True))
        named["epoch"] = int(named["epoch"])
        if live.points.classes is None:
            del named["train_accuracy"], named["test_accuracy"]
        rows.append(named)
    return rows


def _past(rows: list[dict[str, Any]]) -> History:
    table = np.array([[_number(row.get(name)) for name in COLUMNS] for row in rows[:MOST_ROWS]])
    table = table.reshape(-1, len(COLUMNS))
    epochs = table[:, 0]
    if not (np.isfinite(epochs).all() and (np.diff(epochs) > 0).all()):
        raise _damaged()
    return History.of(table)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _kept(run: "Run") -> tuple[dict[str, Any], Experiment]:
    kept = run.data.get(PLAYGROUND)
    if not isinstance(kept, dict):
        raise FileError(
            en="this recording was not made in the playground; its page is under Runs",
            ja="この記録はプレイグラウンドで作られたものではありません。"
            "「実行の記録」のページで見られます",
        )
    try:
        return kept, msgspec.convert(kept.get("experiment"), Experiment)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _damaged() from error


def _flat(tree: dict[str, Any], sizes: tuple[int, ...]) -> Array:
    """Weights by layer and unit, then biases. Raises FileError where they are of other sizes."""
    weights, biases = [], []
    for layer, shape in enumerate(pairwise(sizes), 1):
        arrays = tree.get(f"dense{layer}")
        if not isinstance(arrays, dict) or not {"weight", "bias"} <= arrays.keys():
            raise _damaged()
        weight, bias = np.asarray(arrays["weight"]), np.asarray(arrays["bias"])
        if weight.shape != shape or bias.shape != shape[1:]:
            raise _damaged()
        weights.append(weight.T.ravel())
        biases.append(bias)
    return np.concatenate([*weights, *biases]).astype(np.float64)


def _remembered(state: dict[str, Array]) -> dict[str, Any]:
    return {
        name: {
            "dtype": state[name].dtype.str,
            "shape": list(state[name].shape),
            "base64": base64.b64encode(state[name].tobytes()).decode(),
        }
        for name in REMEMBERED
        if name in state
    }


def _remember(live: Live, kept: object) -> None:
    """What fits of ``kept`` into the engine's memory; it was written by anybody."""
    state = live.engine.state()
    found = kept if isinstance(kept, dict) else {}
    changed = {
        name: array
        for name in REMEMBERED
        if name in state and (array := _array(found.get(name), state[name])) is not None
    }
    live.engine.restore({**state, **_sane(changed, state["parameters"])})
    live.record.changed()
    live.record.mark()


def _array(kept: object, like: Array) -> Array | None:
    """The array that a file tells, where it is of the kind and shape of ``like``."""
    if not isinstance(kept, dict) or kept.get("dtype") != like.dtype.str:
        return None
    text = kept.get("base64")
    if not isinstance(text, str) or kept.get("shape") != list(like.shape):
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    if len(content) != like.nbytes:
        return None
    return np.frombuffer(content, like.dtype).reshape(like.shape).copy()


def _sane(arrays: dict[str, Array], parameters: Array) -> dict[str, Array]:
    """Without numbers that no engine would have written.

    Parameters are kept a second time with all digits of float64, where the engine has them.
    """
    from mieru.kernels.small import OPTIMIZERS

    rules: dict[str, Callable[[Array], bool]] = {
        "parameters": lambda a: bool(np.allclose(a, parameters, rtol=1e-6, atol=1e-30)),
        "carried": lambda a: not bool(np.isinf(a).any()),
        "memory": lambda a: bool(np.isfinite(a).all()),
        "alive": lambda a: a.dtype == np.bool_ or bool((a <= 1).all()),
        "updates": lambda a: 0 <= int(a) <= MOST_UPDATES,
        "optimizer": lambda a: 0 <= int(a) < len(OPTIMIZERS),
    }
    return {name: array for name, array in arrays.items() if rules[name](array)}


def _damaged() -> MieruError:
    return FileError(
        en="the recording's experiment and its weights do not fit together; the file is damaged or "
        "of another version",
        ja="記録の中の実験と重みが食い違っています。ファイルが壊れているか、"
        "別のバージョンで作られたものです",
    )


def file_name(live: Live, now: float | None = None) -> str:
    """A name for the recording's folder: the data's and the time."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
    return f"playground-{live.experiment.data}-{stamp}"
