"""Rows of CSV files that a command line names, and the CSV that they come back as."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mieru.words import DataError

if TYPE_CHECKING:
    import numpy as np

    from mieru.data.columns import Columns
    from mieru.data.csv.text import Table


@dataclass(frozen=True, eq=False)
class Rows:
    """``rows`` as they stand in the files, and x (N, D) that they become."""

    header: tuple[str, ...] | None
    rows: list[list[str]]
    x: "np.ndarray"


def read_rows(words: Sequence[str], preparation: "Columns") -> Rows:
    """The rows of all files, which must have the same columns. Raises DataError."""
    import numpy as np

    tables = [_table(Path(word), preparation) for word in words]
    header = tables[0].header
    for table in tables:
        if table.header != header:
            raise DataError(
                en=f"{table.path} has other columns than {tables[0].path}; predict them one by one",
                ja=f"{table.path} の列が {tables[0].path} と異なります。1 つずつ予測してください",
            )
    parts = [_prepared(table, preparation) for table in tables]
    rows = [row for table in tables for row in table.rows]
    return Rows(header, rows, np.concatenate(parts))


def _table(path: Path, preparation: "Columns") -> "Table":
    from mieru.data.csv.form import Form
    from mieru.data.csv.text import read_table

    # Of a table without names, the first row is a row.
    return read_table(path, Form(header=True) if preparation.named else Form(header=False))


def _prepared(table: "Table", preparation: "Columns") -> "np.ndarray":
    try:
        return preparation.apply(preparation.named_rows(table.header, table.rows))
    except DataError as error:
        raise DataError(en=f"{table.path}: {error.en}", ja=f"{table.path}: {error.ja}") from error


def as_columns(shape: tuple[int, ...], features: Sequence[str]) -> "Columns":
    """Numbers that are x already, as the columns of a table with these names."""
    from mieru.data.columns import Columns, Number

    if len(shape) != 1:
        raise DataError(
            en="the network takes arrays of more than one axis, which no CSV holds; use "
            "run.predict(x) in Python",
            ja="ネットワークの入力が 2 次元以上の配列で、CSV では表せません。"
            "Python で run.predict(x) を使ってください",
        )
    named = len(set(features)) == len(features) == shape[0]
    names = tuple(features) if named else tuple(f"column {i + 1}" for i in range(shape[0]))
    return Columns(tuple(Number(name, 0.0, 1.0, 0.0) for name in names), names, None, named)


def as_csv(rows: Rows, names: Sequence[str], added: Sequence[Sequence[str]]) -> str:
    """The rows with further columns, named where the file names its own."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if rows.header is not None:
        writer.writerow([*rows.header, *(_free(name, rows.header) for name in names)])
    for row, more in zip(rows.rows, added, strict=True):
        writer.writerow([*row, *more])
    return text.getvalue().rstrip("\n")


def _free(name: str, taken: Sequence[str]) -> str:
    again, free = 1, name
    while free in taken:
        again += 1
        free = f"{name}_{again}"
    return free
