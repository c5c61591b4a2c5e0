"""A column of a table by which its rows are divided, such as a patient's number."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.csv.columns import Sheet
from mieru.data.csv.types import Typed
from mieru.data.examples import Note
from mieru.words import SettingError

Array = npt.NDArray[Any]
_DIVIDES = Note("divides the parts", "分割に使用")


def without(sheet: Sheet, group: int, target: int) -> Sheet:
    """The sheet, the column in place ``group`` not learned from. Raises SettingError."""
    columns = list(sheet.columns)
    if group == target:
        name = columns[group].name
        raise SettingError(
            en=f"{name!r} is the target, so it cannot be the group; name another column with group",
            ja=f"{name!r} は目標値なので、グループにはできません。"
            "group には別の列を指定してください",
        )
    columns[group] = replace(columns[group], left_out=_DIVIDES, odd=None)
    return replace(sheet, columns=tuple(columns))


def groups_of(column: Typed, rows: Array) -> Array:
    """The number of the group (N,) that each of ``rows`` is of; rows without one are alone."""
    keys, known = column.keys[rows], column.known[rows]
    groups = np.arange(len(rows))
    # Numbered as they come: keys made of letters are others in every process, and their order is
    # what the division by chance begins with.
    _, first, which = np.unique(keys[known], return_index=True, return_inverse=True)
    groups[known] = len(rows) + first[which]
    return groups


def group_notes(column: Typed) -> tuple[Note, ...]:
    """What the reader should know of the division."""
    alone = column.missing
    return (
        Note(
            en=f"divided by {column.name}: none of its {column.kinds} values stands in two parts"
            + (f"; {alone} rows without one are each a group" if alone else ""),
            ja=f"{column.name} ごとに分けました: {column.kinds} 個の値のどれも、2 つの部分に"
            "またがりません"
            + (f" (値のない {alone} 行は、それぞれ 1 つのグループ)" if alone else ""),
        ),
    )
