"""What a comparison found, as the page has it. All figures are the library's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mieru.studio.asking import LONGEST_PROBLEM
from mieru.studio.describe import clean, number
from mieru.studio.messages import Text
from mieru.studio.selection.messages import (
    Measure,
    SelectCurve,
    SelectRow,
    SelectScore,
    Tried,
)

if TYPE_CHECKING:
    from mieru.evaluate.selection import Course, Row

MOST_ROWS = 200


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
