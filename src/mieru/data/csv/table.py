"""A user's own table: a CSV file as a data set, all that was guessed being said in its notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.arrays import divided
from mieru.data.cells import is_missing
from mieru.data.columns import Coded, Columns
from mieru.data.csv.columns import Sheet, read_sheet
from mieru.data.csv.form import Form
from mieru.data.csv.groups import group_notes, groups_of, without
from mieru.data.csv.target import Target, Task, read_target, target_column, targets_of
from mieru.data.csv.text import Layout, read_table
from mieru.data.csv.types import Typed, column_notes, fitted_column
from mieru.data.examples import DataSet, Examples, Note
from mieru.data.faults import Warned, faults_of, split_faults
from mieru.data.progress import Listener
from mieru.data.split import TEST_SHARE, VALIDATION_SHARE, Parts, Size, split
from mieru.words import DataError

Array = npt.NDArray[Any]

MOST_FEATURES = 10_000
MOST_BYTES = 4 * 2**30
_SAID = ("constant",)  # faults that the notes tell already


@dataclass(frozen=True)
class TableReader:
    """Reads one CSV file, of any size that its numbers leave room for.

    ``listener`` hears how far a long reading has come.
    """

    path: Path
    listener: Listener | None = None

    def __call__(  # noqa: PLR0913 - each is one thing that a table may need to be told
        self,
        *,
        target: str | int | None = None,
        task: Task | None = None,
        types: Mapping[str, str] | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        header: bool | None = None,
        group: str | int | None = None,
        validation: Size = VALIDATION_SHARE,
        test: Size = TEST_SHARE,
        seed: int = 0,
    ) -> DataSet:
        """The table: x is (N, D) float32, standardized and one-hot; t classes or (N, 1) values.

        ``target`` names the column to predict (or gives its place, -1 for the last); without it, it
        is guessed. ``types`` overrules what columns were taken for: ``{"postcode": "category",
        "id": "skip"}``, of ``number``, ``category``, ``date`` and ``skip``. ``task``, ``encoding``,
        ``delimiter`` and ``header`` (whether the first row holds names) are found out where they
        are None. ``group`` is a column, such as a patient's number, of which no value stands in two
        parts; it is not learned from, and a row without one is a group of its own. Means, fillings
        and categories come from the training part alone. Raises DataError naming the line,
        SettingError for a target that is not there.
        """
        found = self.sorted_out(
            target=target, task=task, types=types, form=Form(encoding, delimiter, header),
            group=group, sizes=(validation, test), seed=seed,
        )  # fmt: skip
        return divided(
            Examples(found.x, found.aim.t[found.rows]),
            found.parts,
            name=self.path.stem,
            classes=found.aim.classes,
            features=found.preparation.features,
            source=str(self.path),
            notes=(*found.notes, *(w.note for w in found.warnings if w.kind not in _SAID)),
            preparation=found.preparation,
            groups=found.groups_of_parts,
        )

    def sorted_out(
        self,
        *,
        target: str | int | None = None,
        task: Task | None = None,
        types: Mapping[str, str] | None = None,
        form: Form = Form(),
        group: str | int | None = None,
        sizes: tuple[Size, Size] = (VALIDATION_SHARE, TEST_SHARE),
        seed: int = 0,
    ) -> "Sorted":
        """The table with all that was found out of it; raises what the call does."""
        sheet = read_sheet(self.path, form, types, self.listener)
        place, notes = target_column(sheet.layout.names, target)
        grouping = None if group is None else target_column(sheet.layout.names, group)[0]
        if grouping is not None:
            sheet = without(sheet, grouping, place)
        columns, names = sheet.columns, sheet.layout.names
        aim = read_target(columns[place], task)
        rows = np.flatnonzero(aim.known)
        if not len(rows):
            raise _no_target(self.path, names[place])
        groups = None if grouping is None else groups_of(columns[grouping], rows)
        parts = split(aim.t[rows], validation=sizes[0], test=sizes[1], seed=seed, groups=groups)
        preparation = _preparation(sheet, place, rows[parts.train])
        _check_size(self.path, len(rows), len(preparation.features))
        x = preparation.prepare([_values(c, rows) for c in _used(columns, place)], len(rows))
        name = names[place]
        return Sorted(
            sheet=sheet,
            target=columns[place],
            aim=aim,
            rows=rows,
            parts=parts,
            preparation=preparation,
            x=x,
            groups=groups,
            notes=(
                *_form_notes(sheet.layout, form),
                *notes,
                *aim.notes,
                *(() if grouping is None else group_notes(columns[grouping])),
                *column_notes(columns, name),
            ),
            warnings=(
                *faults_of(columns, name, aim.t, aim.classes, rows),
                *split_faults(columns, x, rows, parts),
            ),
        )


@dataclass(frozen=True, eq=False)
class Sorted:
    """A table sorted out: its columns, its target over ``rows`` (those that have one), the parts
    of these, their prepared input ``x``, and which group each is of where they were divided by
    one; what the reader should know, and be warned of."""

    sheet: Sheet
    target: Typed
    aim: Target
    rows: Array
    parts: Parts
    preparation: Columns
    x: Array
    groups: Array | None
    notes: tuple[Note, ...]
    warnings: tuple[Warned, ...]

    @property
    def columns(self) -> tuple[Typed, ...]:
        """All columns of the table, in its order."""
        return self.sheet.columns

    @property
    def groups_of_parts(self) -> tuple[Array, Array] | None:
        """Which group each row of the training and of the validation part is of."""
        if self.groups is None:
            return None
        return self.groups[self.parts.train], self.groups[self.parts.validation]


def read_rows(path: str | Path, preparation: Columns) -> list[dict[str, str]]:
    """The rows of another CSV file of the same form, for ``preparation.apply``.

    The target may be among them or not. Raises DataError.
    """
    table = read_table(Path(path), Form(header=preparation.named))
    return preparation.named_rows(table.header, table.rows)


def read_examples(
    path: str | Path, preparation: Columns, classes: tuple[str, ...] | None
) -> Examples:
    """Another CSV file of the same form, with its targets, to judge what was learned by it.

    Rows without a target are left out. Raises DataError where the column of the target is missing
    or not known, or holds what training never saw.
    """
    rows = read_rows(path, preparation)
    name = preparation.target
    if name is None:
        raise DataError(
            en="the recording does not say which column its target was, so a table cannot judge "
            f"it ({path}); only one that learned from a table of its own does",
            ja=f"この記録には目標値の列の名前がないため、表 {path} では評価できません。"
            "自分の表から学習した記録だけが、別の表で評価できます",
        )
    if name not in rows[0]:
        raise DataError(
            en=f"{path} has no column {name!r}, the target that was learned",
            ja=f"{path} に学習した目標値の列 {name!r} がありません",
        )
    known = [row for row in rows if not is_missing(row[name])]
    if not known:
        raise _no_target(path, name)
    return Examples(preparation.apply(known), targets_of([row[name] for row in known], classes))


def _no_target(path: str | Path, name: str) -> DataError:
    return DataError(
        en=f"no row of {path} has a value of {name!r}",
        ja=f"{path} には {name!r} の値がある行がありません",
    )


def _values(column: Typed, rows: Array) -> Array | Coded:
    if column.codes is None:
        return np.asarray(column.keys[rows])
    assert column.names is not None
    return Coded(column.codes[rows], column.names)


def _used(columns: Sequence[Typed], target: int) -> list[Typed]:
    return [c for i, c in enumerate(columns) if i != target and c.left_out is None]


def _preparation(sheet: Sheet, target: int, train: Array) -> Columns:
    names, used = sheet.layout.names, _used(sheet.columns, target)
    if not used:
        raise DataError(
            en=f"{sheet.layout.path} has no column to learn from besides {names[target]!r}",
            ja=f"{sheet.layout.path} には {names[target]!r} のほかに学習に使える列がありません",
        )
    return Columns(
        tuple(fitted_column(column, train) for column in used),
        header=names,
        target=names[target],
        named=sheet.layout.header is not None,
    )


def _check_size(path: Path, rows: int, features: int) -> None:
    if features > MOST_FEATURES or rows * features * 4 > MOST_BYTES:
        raise DataError(
            en=f"{path} gives {rows} rows of {features} numbers, too many to learn from at once; "
            "take a part of its rows, or remove columns of many names",
            ja=f"{path} は {rows} 行 × {features} 個の数になり、一度に学習できる量を超えています。"
            "行を減らすか、種類の多い列を削除してください",
        )


def _form_notes(layout: Layout, asked: Form) -> tuple[Note, ...]:
    """What was found out of the file's form, where it is not the usual."""
    notes: list[Note] = []
    if asked.encoding is None and layout.encoding not in ("utf-8", "utf-8-sig"):
        notes.append(
            Note(
                en=f"read as {layout.encoding}; if letters look wrong, name the encoding",
                ja=f"文字コードは {layout.encoding} としました。文字化けする場合は指定してください",
            )
        )
    if asked.delimiter is None and layout.delimiter != ",":
        shown = {"\t": "tab"}.get(layout.delimiter, layout.delimiter)
        notes.append(
            Note(en=f"the columns are parted by {shown}", ja=f"列の区切りは {shown} としました")
        )
    if layout.decimal_comma:
        notes.append(Note(en="1,5 is read as 1.5", ja="1,5 は 1.5 として読みました"))
    if asked.header is None and layout.header is None:
        notes.append(
            Note(
                en="the first row does not look like names, so the columns are numbered",
                ja="1 行目が見出しではなさそうなので、列を番号で呼びます",
            )
        )
    return tuple(notes)
