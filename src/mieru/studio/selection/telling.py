"""What a comparison found, as the page has it. All figures are the library's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mieru.studio.describe import clean, number
from mieru.studio.images.asking import LONGEST_PROBLEM
from mieru.studio.messages import Text
from mieru.studio.selection.messages import (
    Measure,
    SelectCurve,
    SelectJudged,
    SelectLine,
    SelectRow,
    SelectScore,
    Tried,
)

if TYPE_CHECKING:
    from mieru.data import Examples
    from mieru.evaluate.selection import Course, Row
    from mieru.files import Run

MOST_ROWS = 200
MOST_CURVES = 4
MOST_POINTS = 300  # of a curve, or of answers
MOST_CLASSES = 30  # whose confusion is shown


def columns_of(told: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """What tells candidates apart, see ``differences``."""
    return tuple(dict.fromkeys(name for one in told for name in one))


def rows_told(
    told: Sequence[dict[str, Any]], rows: Sequence["Row | None"], measure: Measure
) -> tuple[SelectRow, ...]:
    """The rows from the best to the worst; those that failed, and then the unfinished, last."""
    from mieru.evaluate.selection.search import ordered

    columns = columns_of(told)
    order = sorted(ordered(rows, measure), key=lambda place: rows[place] is None)
    return tuple(
        _row(place, tuple(_cell(told[place].get(name)) for name in columns), rows[place], measure)
        for place in order[:MOST_ROWS]
    )


def _row(
    place: int, values: tuple[str | float | None, ...], row: "Row | None", measure: Measure
) -> SelectRow:
    if row is None:
        return SelectRow(place, values)
    if row.reason:
        en, ja = (clean(text, LONGEST_PROBLEM) for text in row.reason)
        return SelectRow(place, values, seconds=number(row.seconds), reason=Text(en, ja))
    return SelectRow(
        place,
        values,
        _score(row, "validation_accuracy"),
        _score(row, "validation_loss"),
        _score(row, "train_loss"),
        row.scores.get(f"validation_{measure}", ()),
        number(row.seconds),
    )


def _score(row: "Row", measure: str) -> SelectScore | None:
    if measure not in row.scores:
        return None
    return SelectScore(number(row.mean(measure)), number(row.deviation(measure)))


def _cell(value: object) -> str | float | None:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    return value if isinstance(value, int | float) else clean(value, 300)


def judged_told(run: "Run", test: "Examples") -> SelectJudged:
    """The winner on the test part."""
    import numpy as np

    from mieru.evaluate import value_metrics

    if run.loss.classifies and test.t.ndim == 1:
        return _classes_told(run, test)
    t, said = np.asarray(test.t), run.predict(test.x)
    pairs = zip(t[:MOST_POINTS, 0].tolist(), said[:MOST_POINTS, 0].tolist(), strict=True)
    metrics = {name: number(value) for name, value in value_metrics(t, said).items()}
    return SelectJudged(len(test), metrics, answers=tuple(pairs))


def _classes_told(run: "Run", test: "Examples") -> SelectJudged:
    from mieru.evaluate import answers, by_class, class_metrics, told_calibration

    found = answers(run, test)
    count = found.probabilities.shape[1]
    names = [clean(name, 60) for name in run.data.get("classes") or ()]
    names = names if len(names) == count else [str(k) for k in range(count)]
    metrics = class_metrics(found.labels, found.probabilities)
    each, sure = by_class(found.confusion), told_calibration(found.labels, found.probabilities)
    shown = count <= MOST_CLASSES
    shares = zip(each.precision.tolist(), each.recall.tolist(), each.f1.tolist(), strict=True)
    bins = zip(sure.said.tolist(), sure.so.tolist(), sure.counts.tolist(), strict=True)
    ranked = range(1, 2) if count == 2 else range(min(count, MOST_CURVES))
    return SelectJudged(
        len(test),
        {name: number(value) for name, value in metrics.items()},
        tuple(names) if shown else (),
        tuple(map(tuple, found.confusion.tolist())) if shown else (),
        tuple(shares) if shown else (),
        tuple(_roc(names[k], found.labels == k, found.probabilities[:, k]) for k in ranked),
        tuple(bins),
    )


def _roc(name: str, yes: Any, scores: Any) -> SelectLine:
    from mieru.evaluate import roc_auc, roc_curve

    area = number(roc_auc(yes, scores))
    if area is None:  # all of one kind: there is no curve
        return SelectLine(name, (), ())
    curve = roc_curve(yes, scores)
    every = -(-len(curve.x) // MOST_POINTS)
    x, y = curve.x.tolist(), curve.y.tolist()
    return SelectLine(name, (*x[:-1:every], x[-1]), (*y[:-1:every], y[-1]), area)


def curve_told(course: "Course", over: Tried | None, measure: Measure) -> SelectCurve:
    """A learning curve (``over`` None), or a validation curve over a setting."""

    def scores(part: str) -> tuple[SelectScore, ...]:
        name = f"{part}_{measure}"
        if name not in course.scores:
            return ()
        pairs = zip(course.mean(name).tolist(), course.deviation(name).tolist(), strict=True)
        return tuple(SelectScore(number(mean), number(spread)) for mean, spread in pairs)

    points = tuple(float(point) for point in course.points)
    return SelectCurve(over or "rows", measure, points, scores("train"), scores("validation"))
