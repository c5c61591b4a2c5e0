"""A table is warned of before anything is learned from it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mieru.data import load
from mieru.data.overview import Overview, look
from mieru.words import SettingError, speaking

RANDOM = np.random.default_rng(3)
ROWS = 60


def looked(tmp_path: Path, columns: dict[str, list], **options: Any) -> Overview:
    path = tmp_path / "table.csv"
    rows = [
        ",".join(columns),
        *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True)),
    ]
    path.write_text("\n".join(rows), "utf-8")
    return look(path, target="t", **options)


def plain(**more: list) -> dict[str, list]:
    """A table without faults, and ``more`` columns."""
    return {
        "a": RANDOM.normal(size=ROWS).round(4).tolist(),
        "b": RANDOM.choice(["x", "y", "z"], ROWS).tolist(),
        **more,
        "t": ["yes", "no"] * (ROWS // 2),
    }


def kinds(found: Overview) -> list[tuple[str, str | None]]:
    return [(warned.kind, warned.column) for warned in found.warnings]


def test_a_table_without_faults_is_not_warned_of(tmp_path: Path):
    assert kinds(looked(tmp_path, plain())) == []


def test_a_column_that_gives_the_target_away_is_named(tmp_path: Path):
    told = [{"yes": "left", "no": "here"}[t] for t in plain()["t"]]
    assert kinds(looked(tmp_path, plain(status=told))) == [("leak", "status")]
    score = [5 + RANDOM.random() if t == "yes" else RANDOM.random() for t in plain()["t"]]
    assert kinds(looked(tmp_path, plain(score=score))) == [("leak", "score")]
    table = plain()
    table["t"] = RANDOM.normal(size=ROWS).tolist()
    table["twice"] = [2 * t + 1 for t in table["t"]]
    table["t"] = table.pop("t")
    assert kinds(looked(tmp_path, table)) == [("leak", "twice")]


def test_an_identifier_on_several_rows_ties_the_parts(tmp_path: Path):
    found = looked(tmp_path, plain(patient_id=[i // 2 for i in range(ROWS)]))
    assert ("leak", "patient_id") in kinds(found)
    found = looked(
        tmp_path, plain(patient_id=[i // 2 for i in range(ROWS)]), types={"patient_id": "skip"}
    )
    assert ("leak", "patient_id") in kinds(found), "the rows are tied all the same"


def test_a_column_that_numbers_the_rows_is_named(tmp_path: Path):
    found = looked(tmp_path, plain(passenger=list(range(5, ROWS + 5))))
    assert kinds(found) == [("identifier", "passenger")]


def test_rows_that_stand_in_two_parts_are_counted(tmp_path: Path):
    table = {name: values[:30] * 2 for name, values in plain().items()}
    found = looked(tmp_path, table)
    (warned,) = found.warnings
    assert warned.kind == "duplicates"
    away = found.parts["validation_data"] + found.parts["test_data"]
    assert f"of the {away} rows for validation and test" in warned.note.en


def test_constant_empty_and_mostly_missing_columns_are_named(tmp_path: Path):
    found = looked(
        tmp_path, plain(same=["k"] * ROWS, none=[""] * ROWS, few=[1, 2, *[""] * (ROWS - 2)])
    )
    assert kinds(found) == [("constant", "same"), ("constant", "none"), ("missing", "few")]


def test_unbalanced_classes_and_few_rows_are_said(tmp_path: Path):
    table = plain()
    table["t"] = ["yes"] * 4 + ["no"] * (ROWS - 4)
    found = looked(tmp_path, table)
    assert kinds(found) == [("imbalance", "t")]
    assert "right in 93.3%" in found.warnings[0].note.en
    with speaking("ja"):
        assert "クラスの数が偏っています" in str(found.warnings[0].note)
    few = {name: values[:10] for name, values in plain().items()}
    assert ("few", None) in kinds(looked(tmp_path, few))


def test_what_may_go_wrong_is_among_the_notes_of_the_data(tmp_path: Path):
    looked(tmp_path, plain(passenger=list(range(ROWS))))
    notes = load(tmp_path / "table.csv", target="t").notes
    assert any("passenger numbers the rows" in note.en for note in notes)


def test_an_overview_tells_kinds_spread_parts_and_first_rows(tmp_path: Path):
    found = looked(tmp_path, plain(day=[f"2024-01-{i % 28 + 1:02d}" for i in range(ROWS)]))
    by_name = {column.name: column for column in found.columns}
    assert [c.kind for c in found.columns] == ["number", "category", "date", "category"]
    assert by_name["a"].histogram is not None
    assert sum(by_name["a"].histogram.counts) == ROWS
    assert by_name["b"].histogram is not None
    assert set(by_name["b"].histogram.names) == {"x", "y", "z"}
    assert by_name["day"].different == 28
    assert (found.task, found.classes, found.features) == ("classification", ("no", "yes"), 9)
    assert sum(found.parts.values()) == found.rows == ROWS
    assert len(found.preview) == 8
    assert len(found.preview[0]) == 4


def test_numbers_too_close_for_many_bins_are_counted_in_fewer(tmp_path: Path):
    table = plain(large=[2**53 + 2 * (i % 2) for i in range(ROWS)])
    by_name = {c.name: c for c in looked(tmp_path, table).columns}
    histogram = by_name["large"].histogram
    assert histogram is not None
    assert sum(histogram.counts) == ROWS


def test_kinds_can_be_overruled_and_wrong_ones_are_refused(tmp_path: Path):
    table = plain(code=[i % 3 for i in range(ROWS)])
    assert looked(tmp_path, table).features == 5
    assert looked(tmp_path, table, types={"code": "category"}).features == 7
    assert looked(tmp_path, table, types={"code": "skip"}).features == 4
    with pytest.raises(SettingError, match="there is no column 'cod'"):
        looked(tmp_path, table, types={"cod": "skip"})
    with pytest.raises(SettingError, match="can be number, category, date, skip, not 'text'"):
        looked(tmp_path, table, types={"code": "text"})
    with pytest.raises(SettingError, match="types tells the kind of columns by name"):
        looked(tmp_path, table, types=["code"])
    with pytest.raises(SettingError, match="does not hold dates"):
        looked(tmp_path, table, types={"b": "date"})
    with pytest.raises(SettingError, match="does not hold numbers"):
        looked(tmp_path, table, types={"b": "number"})
