"""A history as a file keeps it: a list for each name, not a dict for each row, which is smaller.

What was not a finite number is null in the file (JSON has no other way) and NaN again when read.
"""

import math
from typing import Any

Columns = dict[str, list[int | float | None]]


def columns_of(history: list[dict[str, Any]]) -> Columns:
    """The rows as columns; a name that a row lacks is null there."""
    names = dict.fromkeys(name for row in history for name in row)
    return {name: [row.get(name) for row in history] for name in names}


def rows_of(columns: Columns) -> list[dict[str, Any]]:
    """The columns as rows again. Raises ValueError where they are not equally long."""
    filled = (
        [math.nan if value is None else value for value in column] for column in columns.values()
    )
    return [dict(zip(columns, row, strict=True)) for row in zip(*filled, strict=True)]


def check_columns(columns: Columns) -> None:
    """Raises ValueError where the columns are not equally long."""
    if len({len(column) for column in columns.values()}) > 1:
        raise ValueError("columns of the history that are not equally long")
