"""Reports on a reader's own networks and data, made as those of the systems are."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from mieru.data import DataSet, Examples
from mieru.evaluate import answers, class_metrics, value_metrics
from mieru.evaluate.selection import Selection
from mieru.files import Run, versions, write_atomically
from mieru.systems.catalogue import System
from mieru.systems.parts.evaluation_report import (
    METRIC_NAMES,
    evaluation_sections,
    value_sections,
)
from mieru.systems.parts.selection_report import compared, winner
from mieru.systems.report.page import Told, page
from mieru.systems.report.text import Text, as_text
from mieru.systems.report.values import Code, Result, Section

SELECTION = System(
    "select",
    "learning",
    "Networks compared",
    "ネットワークの比較",
    "Every candidate cross-validated, and the best one learned again.",
    "すべての候補を交差検証で比べ、最良のものを学習し直しました。",
)
EVALUATION = System(
    "evaluate",
    "learning",
    "A network judged",
    "ネットワークの評価",
    "What it answers to examples that it has not learned from.",
    "学習に使っていないデータに対する答えの評価。",
)


def selection_report(
    path: Path, found: Selection, data: DataSet, settings: Mapping[str, str], seed: int
) -> Path:
    """Writes what a search found, and how the winner does on the test part where that was opened,
    as one HTML page; returns its path.
    """
    row = None if found.winner is None else found.rows[found.winner]
    measures = ("validation_accuracy", "validation_loss")
    metrics = {name: row.mean(name) for name in measures if row is not None and name in row.scores}
    if found.judged is not None:
        metrics |= {f"test_{name}": value for name, value in found.judged.metrics.items()}
    sections = [compared(found), winner(found)]
    if found.run is not None and found.test is not None:
        sections += _judged(found.run, found.test)[1]
    result = Result(metrics, sections)
    return _write(path, SELECTION, result, data, settings, seed, found.seconds)


def evaluation_report(
    path: Path, run: Run, examples: Examples, data: Sequence[str], openings: Sequence[str]
) -> Path:
    """Writes how ``run`` does on ``examples`` as one HTML page; returns its path.

    ``data`` says on what, ``openings`` when the test part was opened.
    """
    began = time.perf_counter()
    network = Section(Text("The network", "ネットワーク"), [Code(str(run.network))])
    metrics, sections = _judged(run, examples)
    result = Result(metrics, [network, *sections], names=dict(METRIC_NAMES))
    told = Told(
        system=EVALUATION,
        settings={},
        seed=run.seed,
        result=result,
        parts={},
        openings=[(", ".join(data), [as_text(when) for when in openings])] if openings else [],
        sources=[(name, "") for name in data],
        files=[],
        versions=versions(),
        began=began,
    )
    write_atomically(path, page(told).encode())
    return path


def _judged(run: Run, examples: Examples) -> tuple[dict[str, float], list[Section]]:
    """All figures on ``examples``, and what to tell beside them."""
    if run.loss.classifies and examples.t.ndim == 1:
        found = answers(run, examples)
        names = _class_names(run, found.probabilities.shape[1])
        features = [str(name) for name in run.data.get("features") or ()]
        sections = evaluation_sections(found, examples, names, features)
        return class_metrics(found.labels, found.probabilities), sections
    said, t = run.predict(examples.x), np.asarray(examples.t)
    return value_metrics(t, said), value_sections(t, said) if t.ndim == 2 else []


def _class_names(run: Run, classes: int) -> list[str]:
    names = [str(name) for name in run.data.get("classes") or ()]
    return names if len(names) == classes else [str(k) for k in range(classes)]


def _write(
    path: Path,
    system: System,
    result: Result,
    data: DataSet,
    settings: Mapping[str, str],
    seed: int,
    seconds: float,
) -> Path:
    openings = [as_text(reason) for reason in data.test.openings] if data.test else []
    told = Told(
        system=system,
        settings=dict(settings),
        seed=seed,
        result=result,
        parts={},
        openings=[(data.name, openings)] if openings else [],
        sources=[(data.name, data.source)],
        files=["winner.safetensors"],
        versions=versions(),
        began=time.perf_counter() - seconds,
    )
    write_atomically(path, page(told).encode())
    return path
