"""What a search among networks found, for a report: one table, one picture, the winner."""

import math
from typing import NamedTuple

import numpy as np

from mieru.evaluate.selection import Course, Row, Selection
from mieru.evaluate.selection.candidates import differences
from mieru.systems.report.drawings import Axis, Band, Chart, Line, Points
from mieru.systems.report.text import Text, Words, heading, word
from mieru.systems.report.values import Block, Cell, Code, Section, Table
from mieru.words import GLOSSARY

MOST_ROWS = 100


def compared(found: Selection) -> Section:
    """Every candidate with its scores over the folds, the best first."""
    order = found.order[:MOST_ROWS]
    told = differences(found.candidates)
    names = list(dict.fromkeys(name for one in told for name in one))
    classes = any(row and "validation_accuracy" in row.scores for row in found.rows)
    head: list[Words] = ["", *(_name(name) for name in names)]
    head += [word("validation_accuracy")] if classes else []
    head += [word("validation_loss"), word("train_loss")]
    stopped = any(row is not None and len(set(row.epochs)) > 1 for row in found.rows)
    head += [word("epochs")] if stopped else []
    failures = any(row is not None and row.reason for row in found.rows)
    shows = _Shows(classes, stopped, failures)
    head += [Text("what went wrong", "失敗の理由")] if failures else []
    rows: list[list[Cell]] = []
    for number, place in enumerate(order, 1):
        own: list[Cell] = [number, *(_shown(told[place].get(name)) for name in names)]
        rows.append(own + _scores(found.rows[place], shows))
    caption = Text(
        f"Mean ± standard deviation over {found.folds} folds"
        + (f" and {len(found.seeds)} seeds." if len(found.seeds) > 1 else "."),
        f"{found.folds} 個の分割"
        + (f"と {len(found.seeds)} 個のシード" if len(found.seeds) > 1 else "")
        + "にわたる平均 ± 標準偏差。",
    )
    if len(found.rows) > MOST_ROWS:
        caption = Text(
            f"{caption.en} The best {MOST_ROWS} of {len(found.rows)}.",
            f"{caption.ja}{len(found.rows)} 個のうち上位 {MOST_ROWS} 個。",
        )
    body: list[Block] = [Table(head, rows, caption), _picture(found, classes)]
    return Section(Text("The candidates", "候補の比較"), body)


class _Shows(NamedTuple):
    """Which columns the table has besides the losses."""

    accuracy: bool
    epochs: bool  # early stopping made them differ
    reasons: bool


def _scores(row: Row | None, shows: _Shows) -> list[Cell]:
    if row is None:
        return [Text("not reached", "未実行"), *[None] * (1 + sum(shows))]
    measures = ["validation_accuracy"] * shows.accuracy + ["validation_loss", "train_loss"]
    cells: list[Cell] = [_mean(row, measure) for measure in measures]
    if shows.epochs:
        cells.append(f"{np.mean(row.epochs):.3g}" if row.epochs else None)
    if shows.reasons:
        cells.append(Text(*row.reason) if row.reason else None)
    return cells


def _mean(row: Row, measure: str) -> str | None:
    mean, deviation = row.mean(measure), row.deviation(measure)
    if math.isnan(mean):
        return None
    if measure.endswith("accuracy"):
        return f"{mean:.2%} ± {100 * deviation:.2f}"
    return f"{mean:.4g} ± {deviation:.2g}"


def _picture(found: Selection, classes: bool) -> Chart:
    by_accuracy = classes and found.measure == "accuracy"
    measure = "validation_accuracy" if by_accuracy else "validation_loss"
    scale = 100 if by_accuracy else 1
    order = [place for place in found.order[:MOST_ROWS] if _learned(found.rows[place])]
    x, y, means = [], [], []
    for number, place in enumerate(order, 1):
        row = found.rows[place]
        values = row.scores[measure] if row else ()
        x += [number] * len(values)
        y += [scale * value for value in values]
        means.append(scale * row.mean(measure) if row else math.nan)
    unit = Text(f"{word(measure).en} (%)", f"{word(measure).ja} (%)")
    return Chart(
        Text("Each fold, and the mean", "分割ごとの値と平均"),
        [
            Points(x, y, Text("a fold", "各分割"), hollow=True),
            Points(range(1, len(order) + 1), means, Text("mean", "平均"), size=7),
        ],
        Axis(Text("candidate, as in the table", "候補 (表の番号)"), whole=True),
        Axis(unit if by_accuracy else word(measure), log=not by_accuracy),
        wide=True,
        caption=Text(
            "Candidates whose folds overlap widely are hardly told apart by these data.",
            "分割ごとの値が大きく重なる候補どうしは、このデータではほとんど区別できません。",
        ),
    )


def _learned(row: Row | None) -> bool:
    return row is not None and not row.reason


def winner(found: Selection) -> Section:
    """The one that was taken, learned again, and what it is worth on the test part."""
    title = Text("The winner", "選ばれた候補")
    if found.winner is None or found.run is None:
        reason = Text(
            "Nothing was chosen: the search was ended early, or no candidate could learn. The test "
            "part stays sealed.",
            "何も選ばれていません。探索が途中で終わったか、学習できた候補がありませんでした。"
            "テスト部分は封印されたままです。",
        )
        return Section(title, [reason])
    told = Text(
        "It learned again from everything but the test part "
        f"({found.run.kept_epoch} epochs, seed {found.seeds[0]}).",
        f"テスト部分以外のすべてのデータで学習し直しました (エポック {found.run.kept_epoch} まで、"
        f"シード {found.seeds[0]})。",
    )
    body: list[Block] = [Code(str(found.run.network)), told]
    row = found.rows[found.winner]
    if found.judged is not None and row is not None:
        measured = dict(found.judged.metrics)
        rows: list[list[Cell]] = [
            [
                word(f"test_{name}") if f"test_{name}" in GLOSSARY else name,
                f"{value:.2%}" if name == "accuracy" else f"{value:.4g}",
                _mean(row, f"validation_{name}"),
            ]
            for name, value in measured.items()
        ]
        head: list[Words] = [
            word("metrics"),
            word("test_data"),
            Text("in the folds", "分割での値"),
        ]
        body.append(Table(head, rows))
        once = found.openings == 1
        times_en = "once" if once else f"{found.openings} times in all"
        times_ja = "一度だけ" if once else f"(これまでに計 {found.openings} 回) "
        body.append(
            Text(
                f"The test part ({found.judged.examples:,} examples) was opened {times_en}, "
                "after the choice was made. In the folds the best of many looks better than it is: "
                "it was chosen for that. The test figure was not.",
                f"テスト部分 ({found.judged.examples:,} 点) は、選択が終わったあとに"
                f"{times_ja}開きました。分割での値は、最も良かったものを選んだ分だけ実力より高めに出ます。"
                "テストの値にはその偏りがありません。",
            )
        )
    return Section(title, body)


def course_chart(course: Course, across: Axis, title: Words, classes: bool) -> Chart:
    """Training and validation over sizes or values, with the spread of the folds."""
    measure = "accuracy" if classes else "loss"
    marks: list[Line | Band] = []
    for colour, part in enumerate(("train", "validation")):
        if f"{part}_{measure}" not in course.scores:
            continue
        scale = 100 if classes else 1
        mean = scale * course.mean(f"{part}_{measure}")
        deviation = scale * course.deviation(f"{part}_{measure}")
        marks.append(Band(course.points, mean - deviation, mean + deviation, colour=colour))
        name = word(f"{part}_{measure}")
        marks.append(Line(course.points, mean, name, colour=colour, markers=True))
    unit = Text(f"{word(measure).en} (%)", f"{word(measure).ja} (%)") if classes else word(measure)
    return Chart(title, marks, across, Axis(unit))


def _name(name: str) -> Words:
    return heading(name) if name in GLOSSARY else name


def _shown(value: object) -> Cell:
    if isinstance(value, float):
        return f"{value:.4g}"
    return "" if value is None else str(value)
