"""What a network is worth, as pages have it. All figures are the library's."""

from typing import TYPE_CHECKING, Any

from mieru.studio.describe import clean, number
from mieru.studio.judging.messages import RocLine, Verdict
from mieru.words import DataError

if TYPE_CHECKING:
    from mieru.data import Examples
    from mieru.files import Run

MOST_CURVES = 4
MOST_POINTS = 300  # of a curve, or of answers
MOST_CLASSES = 30  # whose confusion is shown


def verdict_on(run: "Run", test: "Examples", said: Any = None) -> Verdict:
    """``run`` on examples; ``said`` is what it told of them, where that is known (N, K).

    Raises DataError for targets of another form than a class or some values for each example.
    """
    import numpy as np

    from mieru.evaluate import value_metrics

    said = run.predict(test.x) if said is None else said
    if run.loss.classifies and test.t.ndim == 1:
        return _classes_told(run, test, said)
    t = np.asarray(test.t)
    if run.loss.classifies or t.ndim != 2:
        raise DataError(
            en="this page judges one class, or some values, for each example; the targets of "
            f"these data have the form {t.shape[1:]}",
            ja="このページで評価できるのは、1 件ごとに 1 つのクラスかいくつかの値を答えるデータ"
            f"です (このデータの目標値の形は {t.shape[1:]})",
        )
    pairs = zip(t[:MOST_POINTS, 0].tolist(), said[:MOST_POINTS, 0].tolist(), strict=True)
    metrics = {name: number(value) for name, value in value_metrics(t, said).items()}
    return Verdict(len(test), metrics, answers=tuple(pairs))


def _classes_told(run: "Run", test: "Examples", said: Any) -> Verdict:
    from mieru.evaluate import as_answers, by_class, class_metrics, told_calibration

    found = as_answers(said, test.t)
    count = found.probabilities.shape[1]
    names = [clean(name, 60) for name in run.data.get("classes") or ()]
    names = names if len(names) == count else [str(k) for k in range(count)]
    metrics = class_metrics(found.labels, found.probabilities)
    each, sure = by_class(found.confusion), told_calibration(found.labels, found.probabilities)
    shown = count <= MOST_CLASSES
    shares = zip(each.precision.tolist(), each.recall.tolist(), each.f1.tolist(), strict=True)
    bins = zip(sure.said.tolist(), sure.so.tolist(), sure.counts.tolist(), strict=True)
    ranked = range(1, 2) if count == 2 else range(min(count, MOST_CURVES))
    return Verdict(
        len(test),
        {name: number(value) for name, value in metrics.items()},
        tuple(names) if shown else (),
        tuple(map(tuple, found.confusion.tolist())) if shown else (),
        tuple(shares) if shown else (),
        tuple(_roc(names[k], found.labels == k, found.probabilities[:, k]) for k in ranked),
        tuple(bins),
    )


def _roc(name: str, yes: Any, scores: Any) -> RocLine:
    from mieru.evaluate import roc_auc, roc_curve

    area = number(roc_auc(yes, scores))
    if area is None:  # all of one kind: there is no curve
        return RocLine(name, (), ())
    curve = roc_curve(yes, scores)
    every = -(-len(curve.x) // MOST_POINTS)
    x, y = curve.x.tolist(), curve.y.tolist()
    return RocLine(name, (*x[:-1:every], x[-1]), (*y[:-1:every], y[-1]), area)
