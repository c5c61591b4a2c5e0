"""``mieru data look FILE``: a table before anything is learned from it."""

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mieru.cli.answer import Answer
from mieru.cli.chart import sparkline
from mieru.cli.data_argument import column_option, group_option, types_of
from mieru.cli.frame import Command, Described
from mieru.cli.parameters import argument, json_flag, option
from mieru.words import say, term
from mieru.words.columns import table

if TYPE_CHECKING:
    from mieru.data.overview import ColumnLook, Overview


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    file: str
    target: str | None
    column: tuple[str, ...]
    group: str | None
    json: bool


def command() -> Command:
    """The command."""
    return Command(
        "look",
        Described(
            about=say(
                en="Look at a CSV file before learning from it: columns, kinds, warnings.",
                ja="学習の前に CSV ファイルの列・種類・注意点を調べます。",
            ),
            details=say(
                en="What each column was taken for can be overruled with --column, here and in "
                "`mieru train`. Nothing is learned, and the test part stays sealed.",
                ja="列の種類の判断は --column で変えられます (`mieru train` でも同じです)。"
                "学習は行わず、テスト部分も封印したままです。",
            ),
            examples=(
                "mieru data look my.csv",
                "mieru data look my.csv --target price --column postcode=category",
            ),
        ),
        [
            argument("file", say(en="a CSV file", ja="CSV ファイル")),
            option(
                "--target",
                say(en="the column to predict", ja="予測する列"),
                metavar="COLUMN",
            ),
            column_option(),
            group_option(),
            json_flag(),
        ],
        Asked,
        look,
    )


def look(asked: Asked) -> Answer:
    """The columns, what is noteworthy, what may go wrong, and how to go on."""
    from mieru.cli.data import Meter
    from mieru.data.overview import look as looked

    types = types_of(asked.column)
    found = looked(
        asked.file, target=asked.target, types=types, group=asked.group, listener=Meter()
    )
    parts = [
        _headline(found),
        _columns(found),
        _listed(say(en="Notes", ja="読み取りの結果"), [str(note) for note in found.notes]),
        _listed(say(en="Warnings", ja="注意"), [str(w.note) for w in found.warnings]),
        _onward(found, asked),
    ]
    return Answer("\n\n".join(part for part in parts if part), _told(found), asked.json)


def _headline(found: "Overview") -> str:
    counts = ", ".join(f"{term(part)} {count:,}" for part, count in found.parts.items())
    task = term(found.task)
    if found.classes is not None:
        more = " …" if len(found.classes) > 8 else ""
        task += f" ({', '.join(found.classes[:8])}{more})"
    return say(
        en=f"{found.path}: {found.rows:,} rows, {len(found.columns)} columns\n"
        f"  target {found.target}: {task}\n"
        f"  a row becomes {found.features} numbers; {counts}",
        ja=f"{found.path}: {found.rows:,} 行、{len(found.columns)} 列\n"
        f"  目標値 {found.target}: {task}\n"
        f"  1 行は {found.features} 個の数になります。{counts}",
    )


def kind_text(kind: str) -> str:
    """The reader's word for the kind of a column."""
    return {
        "number": say(en="number", ja="数値"),
        "category": say(en="category", ja="カテゴリ"),
        "date": say(en="date", ja="日付"),
    }.get(kind, kind)


def _columns(found: "Overview") -> str:
    head = [
        say(en="column", ja="列"),
        say(en="kind", ja="種類"),
        say(en="missing", ja="欠損"),
        say(en="different", ja="異なる値"),
        say(en="spread", ja="分布"),
        "",
    ]
    rows = [_row(column, found.target) for column in found.columns]
    return table([head, *rows], right=[2, 3])


def _row(column: "ColumnLook", target: str) -> list[str]:
    said = str(column.left_out) if column.left_out else ""
    if said:
        said = say(en=f"left out: {said}", ja=f"除外: {said}")
    if column.name == target:
        said = say(en="target", ja="目標値")
    spread = ""
    if column.histogram is not None:
        names = column.histogram.names[:4]
        spread = ", ".join(names) or sparkline([float(n) for n in column.histogram.counts])
    return [
        column.name,
        kind_text(column.kind),
        f"{column.missing:,}" if column.missing else "",
        f"{column.different:,}",
        spread[:40],
        said,
    ]


def _listed(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"  - {line}" for line in lines)]) if lines else ""


def _onward(found: "Overview", asked: Asked) -> str:
    outputs = len(found.classes) if found.classes else 1
    words = ["--data", asked.file, "--target", found.target]
    words += [word for column in asked.column for word in ("--column", column)]
    words += ["--group", asked.group] if asked.group else []
    line = f'mieru train "{found.features}-16-{outputs} relu" {shlex.join(words)}'
    return say(en=f"To learn from it:\n  {line}", ja=f"学習するには:\n  {line}")


def _told(found: "Overview") -> dict[str, Any]:
    return {
        "file": str(found.path),
        "rows": found.rows,
        "target": found.target,
        "task": found.task,
        "classes": found.classes,
        "features": found.features,
        "parts": dict(found.parts),
        "columns": [
            {
                "name": column.name,
                "kind": column.kind,
                "missing": column.missing,
                "different": column.different,
                "left_out": str(column.left_out) if column.left_out else None,
            }
            for column in found.columns
        ],
        "notes": [str(note) for note in found.notes],
        "warnings": [
            {"kind": w.kind, "column": w.column, "text": str(w.note)} for w in found.warnings
        ],
    }
