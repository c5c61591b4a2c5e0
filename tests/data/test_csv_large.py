"""A table that comes in many pieces is the table that it is as a whole."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from mieru.data.csv import columns, gather, text
from mieru.data.csv.columns import read_sheet
from mieru.data.csv.types import Typed
from mieru.data.download import Downloader
from mieru.data.overview import look
from mieru.data.progress import Progress
from mieru.words import DataError, SettingError
from tests.data.loose import load

ROWS = 400  # four times what the guesses are made from


@pytest.fixture(autouse=True)
def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "CHUNK_CELLS", 60)
    monkeypatch.setattr(gather, "MOST_NAMES", 300)


def table(tmp_path: Path, cells: list[str], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    path = tmp_path / "table.csv"
    rows = [delimiter.join((c, str(i % 7), "ab"[i % 2])) for i, c in enumerate(cells)]
    path.write_bytes("\n".join([delimiter.join(("c", "n", "kind")), *rows]).encode(encoding))
    return path


def column(path: Path, told: str | None = None) -> Typed:
    return read_sheet(path, types={"c": told} if told else None).columns[0]


def late(first: str, last: str) -> list[str]:
    return [first.format(i) for i in range(ROWS - 30)] + [last.format(i) for i in range(30)]


def test_numbers_stay_numbers_with_a_few_odd_ones_whose_first_line_is_told(tmp_path: Path) -> None:
    cells = [f"{i}.5" for i in range(ROWS)]
    cells[250], cells[300], cells[320] = "x", "1_000", "n/a"
    found = column(table(tmp_path, cells))
    assert found.kind == "number"
    assert (found.odd, found.missing) == (gather.Odd(2, 252), 3)
    numbers = found.numbers
    assert numbers is not None
    np.testing.assert_array_equal(numbers[[0, 249, 251]], [0.5, 249.5, 251.5])


@pytest.mark.parametrize(
    ("cells", "kind", "kinds"),
    [
        (late("{}", "x{}"), "category", ROWS),  # no more numbers than a text may hold
        (["", "NA"] * 150 + ["2024-05-03", "2024/6/1"] * 50, "date", 2),
        (late("03/04/2024", "03/14/2024"), "date", 2),  # only month first fits both
        (late("03/04/2024", "soon"), "category", 2),
        (["?x"] * 100 + [str(i) for i in range(10_000)], "number", 10_000),
        (late("7", "7"), "category", 1),  # always the same
    ],
)
def test_what_the_first_rows_seemed_to_be_is_held_against_all(
    tmp_path: Path, cells: list[str], kind: str, kinds: int
) -> None:
    found = column(table(tmp_path, cells))
    assert (found.kind, found.kinds) == (kind, kinds)
    assert len(found.keys) == len(cells)


def test_days_and_months_are_those_of_the_order_that_fits_all(tmp_path: Path) -> None:
    found = column(table(tmp_path, late("03/04/2024", "03/14/2024")))
    numbers = found.numbers
    assert numbers is not None
    assert found.order == "mdy"
    days = np.array(["2024-03-04", "2024-03-14"], "datetime64[D]").astype(float)
    np.testing.assert_array_equal(numbers[[0, -1]], days)


def test_an_encoding_or_a_comma_that_only_late_rows_show_is_found(tmp_path: Path) -> None:
    path = table(tmp_path, late("city{}", "東京{}"), "cp932")
    sheet = read_sheet(path)
    assert (sheet.layout.encoding, sheet.rows) == ("cp932", ROWS)
    path = table(tmp_path, late("1", "{},5"), delimiter=";")
    sheet = read_sheet(path)
    assert sheet.layout.decimal_comma
    assert sheet.columns[0].numbers is not None
    assert sheet.columns[0].numbers[-1] == 29.5
    # A point anywhere, also after commas, says that commas are none.
    sheet = read_sheet(table(tmp_path, ["1,5"] * 200 + ["1.5"] * 200, delimiter=";"))
    assert not sheet.layout.decimal_comma
    assert sheet.columns[0].kind == "category"


def test_a_fault_late_in_the_file_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="line 390 has 4 values, but line 1 has 3"):
        load(table(tmp_path, [*("1" for _ in range(388)), "1,2", "3"]))


def test_texts_past_counting_still_tell_who_stands_on_both_sides(tmp_path: Path) -> None:
    customers = [f"customer {i // 2}" for i in range(1_000)]
    path = table(tmp_path, customers)
    path.write_text(path.read_text().replace("c,n", "customer_id,n"))
    found = look(path, target="kind")
    assert found.columns[0].different == 500
    assert [str(w.note) for w in found.warnings if w.column == "customer_id"]
    with pytest.raises(SettingError, match="has 500 different values, too many for a category"):
        look(path, target="kind", types={"customer_id": "category"})


def test_groups_past_counting_are_divided_alike_whatever_their_letters_are_made_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python hashes a text otherwise in every process."""
    path = table(tmp_path, [f"customer {i // 2}" for i in range(1_000)])
    found = []
    for other in (hash, lambda text: -hash(text)):
        monkeypatch.setattr(gather, "_hash", other)
        found.append(load(path, target="kind", group="c", seed=1))
    np.testing.assert_array_equal(found[0].train.x, found[1].train.x)
    np.testing.assert_array_equal(found[0].train.t, found[1].train.t)


def test_pieces_of_any_size_give_the_same_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = ["red", "blue", "", "green"] * 100
    found = []
    for size in (1, 250, 10**6):
        monkeypatch.setattr(text, "CHUNK_CELLS", size)
        found.append(load(table(tmp_path, cells), target="kind", seed=1))
    for other in found[1:]:
        np.testing.assert_array_equal(found[0].train.x, other.train.x)
        assert found[0].preparation == other.preparation
        assert list(map(str, found[0].notes)) == list(map(str, other.notes))


def test_a_long_reading_is_heard_of_and_a_short_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path, [str(i) for i in range(ROWS)])
    heard: list[Progress] = []
    load(path, fetch=Downloader(listener=heard.append))
    assert heard == []
    monkeypatch.setattr(columns, "_QUIET", -1.0)
    load(path, fetch=Downloader(listener=heard.append))
    assert len(heard) > 5
    assert heard[-1] == Progress("table.csv", path.stat().st_size, path.stat().st_size)
    assert [p.received for p in heard] == sorted(p.received for p in heard)


def test_memory_holds_numbers_and_not_the_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "CHUNK_CELLS", 3_000)
    path = table(tmp_path, [f"{i}.123456789" for i in range(20_000)])
    tracemalloc.start()
    try:
        read_sheet(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Eight bytes a cell, once more while a column is put together, and one piece of texts.
    assert peak < 2.5 * 8 * 3 * 20_000


def test_more_than_can_be_held_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "MOST_HELD", 24 * 200)
    with pytest.raises(DataError, match="rows of 3 columns, too many to learn from at once"):
        read_sheet(table(tmp_path, ["1", "2"] * 200))
