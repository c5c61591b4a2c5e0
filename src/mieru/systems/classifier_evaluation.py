r"""Judging a classifier: what "95 % right" hides.

Accuracy counts right answers and nothing else. With 95 healthy patients and 5 ill ones, "healthy"
for everybody is 95 % right and useless. So one looks at what happens to each class:

    precision = TP/(TP + FP)    of those called ill, how many are,
    recall    = TP/(TP + FN)    of the ill, how many are found,
    F1        = 2·TP/(2·TP + FP + FN), the harmonic mean of both,

and at the threshold: a network gives a probability, somebody decides from which on it says yes. The
ROC curve and the curve of precision against recall show all thresholds at once; the area under the
ROC curve is how often an example of the class scores above one that is not of it. Last, whether
its probabilities mean what they say: of the answers it is 80 % sure of, 80 % should be right.

Two classes (breast cancer) and ten (handwritten digits), each on a test part opened once. Every
figure is compared here with scikit-learn's, computed on the same answers.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mieru.data import DataSet, Examples
from mieru.evaluate import Answers, answers, class_metrics
from mieru.files import Run
from mieru.learn import Adam, EarlyStopping, fit
from mieru.nn import Dense, Flatten, Layer, Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.evaluation_report import METRIC_NAMES, evaluation_sections
from mieru.systems.report.text import Text, Words, word
from mieru.systems.report.values import Cell, Result, Section, Table
from mieru.words import GLOSSARY

DATA_SETS = ("breast-cancer", "digits")


@dataclass(frozen=True)
class Settings:
    """On what, and how long it learns."""

    data: str = option(
        "all", en="all, or one data set", ja="all (すべて) または 1 つ", choices=("all", *DATA_SETS)
    )
    units: int = option(32, en="hidden units", ja="隠れ層のユニット数", least=1, most=1024)
    epochs: int = option(40, en="epochs at most", ja="エポック数の上限", least=1, most=1000)


@dataclass(frozen=True, eq=False)
class Judged:
    """One data set: what was learned, and the answers to its test part."""

    data: DataSet
    learned: Run
    test: Examples
    found: Answers
    metrics: dict[str, float]
    difference: float  # the largest from scikit-learn's figures


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Learns each data set, opens its test part once, and judges."""
    names = DATA_SETS if settings.data == "all" else (settings.data,)
    judged = [_judged(stage.data(name, seed=seed), settings, seed, stage) for name in names]
    metrics: dict[str, float] = {}
    told: dict[str, Text] = {}
    for one in judged:
        for name, value in one.metrics.items():
            key = f"{_key(one.data)}_{name}"
            metrics[key] = value
            text = _metric_text(name)
            told[key] = Text(f"{text.en}, {one.data.name}", f"{text.ja} ({one.data.name})")
    metrics["difference_from_scikit_learn"] = max(one.difference for one in judged)
    told["difference_from_scikit_learn"] = Text(
        "largest difference from scikit-learn", "scikit-learn との最大の差"
    )
    most = metrics["difference_from_scikit_learn"]
    each = [(one.data.name, one.metrics["accuracy"], one.metrics["f1"]) for one in judged]
    return Result(
        metrics=metrics,
        names=told,
        headline=[
            *(f"{_key(one.data)}_{name}" for one in judged for name in ("accuracy", "f1")),
            "difference_from_scikit_learn",
        ],
        summary=Text(
            "; ".join(f"{name}: accuracy {a:.1%}, F1 {f:.3f}" for name, a, f in each)
            + f". All figures agree with scikit-learn's to {most:.0e}.",
            "、".join(f"{name}: 正解率 {a:.1%}, F1 {f:.3f}" for name, a, f in each)
            + f"。どの値も scikit-learn と {most:.0e} 以内の差で一致します。",
        ),
        sections=[_table(judged), *(s for one in judged for s in _sections(one))],
        recordings={one.data.name: one.learned for one in judged},
    )


def _judged(data: DataSet, settings: Settings, seed: int, stage: Stage) -> Judged:
    layers: list[Layer | str] = [Flatten()] if len(data.input_shape) > 1 else []
    network = Network(
        data.input_shape, [*layers, Dense(settings.units), "tanh", Dense(data.outputs)]
    )
    learned = fit(
        network,
        data,
        epochs=settings.epochs,
        optimizer=Adam(0.01),
        stopping=EarlyStopping(10),
        seed=seed,
        listeners=stage.listeners,
    )
    test = stage.open(data, Text("evaluation of the final weights", "最終的な重みの評価"))
    found = answers(learned, test)
    metrics = class_metrics(found.labels, found.probabilities)
    theirs = scikit_learn_metrics(found)
    difference = max(abs(metrics[name] - value) for name, value in theirs.items())
    measured = {f"test_{name}": value for name, value in metrics.items()}
    return Judged(data, replace(learned, metrics=measured), test, found, metrics, difference)


def scikit_learn_metrics(found: Answers) -> dict[str, float]:
    """The same by scikit-learn, all that it has."""
    from sklearn import metrics as sk

    t, told, p = found.labels, found.told, found.probabilities.astype(np.float64)
    p = p / p.sum(axis=1, keepdims=True)
    labels = np.arange(p.shape[1])
    two = p.shape[1] == 2
    scores: Any = p[:, 1] if two else p
    hot = t if two else np.eye(len(labels))[t]
    names = ("precision", "recall", "f1")
    macro = sk.precision_recall_fscore_support(t, told, average="macro", zero_division=0)
    theirs = dict(zip(names, map(float, macro[:3]), strict=True))
    return theirs | {
        "accuracy": float(sk.accuracy_score(t, told)),
        "log_loss": float(sk.log_loss(t, p, labels=labels)),
        "roc_auc": float(sk.roc_auc_score(t, scores, multi_class="ovr")),
        "average_precision": float(sk.average_precision_score(hot, scores)),
    }


def _sections(one: Judged) -> list[Section]:
    names = one.data.classes or tuple(map(str, range(one.data.outputs)))
    found = evaluation_sections(one.found, one.test, names, one.data.features or ())
    titled = []
    for section in found:
        title = section.title
        en, ja = (title.en, title.ja) if isinstance(title, Text) else (title, title)
        named = Text(f"{one.data.name}: {en}", f"{one.data.name}: {ja}")
        titled.append(Section(named, section.body))
    return titled


def _table(judged: list[Judged]) -> Section:
    names = list(dict.fromkeys(name for one in judged for name in one.metrics))
    rows: list[list[Cell]] = [
        [_metric_text(name), *(_shown(name, one.metrics.get(name)) for one in judged)]
        for name in names
    ]
    head: list[Words] = [word("metrics"), *(one.data.name for one in judged)]
    about = Text(
        "Each figure answers another question. Precision: may a yes be believed? Recall: is "
        "anything missed? The area under the ROC curve: does it rank well, whatever the threshold? "
        "Calibration: do its probabilities mean what they say?",
        "指標ごとに答える問いが違います。適合率は「はい」という答えを信じてよいか、再現率は見落としが"
        "ないか、ROC 曲線の下の面積はしきい値によらず順位付けが正しいか、較正は確率の値が"
        "言葉どおりかを表します。",
    )
    return Section(Text("All figures", "すべての指標"), [about, Table(head, rows)])


def _shown(name: str, value: float | None) -> Cell:
    if value is None:
        return None
    return f"{value:.2%}" if name in ("accuracy", "top5_error") else f"{value:.4f}"


def _metric_text(name: str) -> Text:
    return (
        METRIC_NAMES[name]
        if name in METRIC_NAMES
        else (word(name) if name in GLOSSARY else Text(name, name))
    )


def _key(data: DataSet) -> str:
    return data.name.replace("-", "_")
