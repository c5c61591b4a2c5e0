"""Tables of one's own: kept, read, and shown in the plane."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from mieru.playground import tables as room
from mieru.playground.experiment import Experiment
from mieru.playground.points import points_of
from mieru.playground.tables import Tables
from mieru.words import DataError, FileError, MieruError, SettingError, speaking

ROWS = 20
FLOWERS = "width,height,colour,kind\n" + "".join(
    f"{i},{i * i},{'red' if i % 2 else 'blue'},{'tall' if i < 10 else 'short'}\n"
    for i in range(ROWS)
)


@pytest.fixture
def tables(tmp_path):
    return Tables(tmp_path / "tables")


def shown(tables, text, *columns, problem="classification", **fields):
    digest = tables.keep(text if isinstance(text, bytes) else text.encode())
    return points_of(
        Experiment(data="own", table=digest, columns=columns, problem=problem, **fields), tables
    )


def test_a_table_of_two_columns_of_numbers_is_shown_as_it_is(tables):
    points = shown(tables, FLOWERS)
    back = points.xy[:, 1] * points.axes[1].scale + points.axes[1].centre
    assert sorted(back) == pytest.approx([i * i for i in range(ROWS)])
    assert points.classes == ("short", "tall")
    assert [axis.name for axis in points.axes] == ["width", "height"]
    assert points.train == ROWS // 2
    assert [str(note) for note in points.notes] == [
        "The column 'kind' is taken for the target; choose another where it is not."
    ]
    with speaking("ja"):
        assert str(points.notes[0]).startswith("列 'kind' を目標値としました。")


def test_axes_and_target_can_be_chosen(tables):
    assert shown(tables, FLOWERS, "colour").classes == ("blue", "red")
    chosen = shown(tables, FLOWERS, "height", "width", "colour")
    assert [axis.name for axis in chosen.axes] == ["height", "width"]
    assert chosen.classes == ("blue", "red")
    assert chosen.notes == ()
    values = shown(tables, FLOWERS, "width", "width", "height", problem="regression")
    assert (values.classes, values.t.min(), values.t.max()) == (None, -1, 1)
    assert values.target.name == "height"


def test_of_many_columns_the_principal_components_are_shown(tables):
    random = np.random.default_rng(0)
    rows = np.round(random.standard_normal((40, 5)), 3)
    text = "a,b,c,d,e,t\n" + "".join(
        ",".join(map(str, row)) + f",{'yes' if row[0] > 0 else 'no'}\n" for row in rows
    )
    points = shown(tables, text)
    assert [axis.name for axis in points.axes] == ["PC1", "PC2"]
    assert "the two principal components of 5 standardized columns" in str(points.notes[1])
    gap = shown(tables, text.replace(str(rows[3, 2]), ""))
    assert len(gap) == 40
    assert "filled in with the median of their column: 1" in str(gap.notes[1])


def test_rows_that_lack_a_value_are_left_out_and_said(tables):
    points = shown(
        tables, FLOWERS.replace("\n3,9,", "\n3,,").replace("\n5,25,red,tall", "\n5,25,red,")
    )
    assert len(points) == ROWS - 2
    assert "Rows that lack a value are left out: 2." in map(str, points.notes)


def test_of_a_long_table_so_many_rows_are_taken_as_are_shown(tables, monkeypatch):
    monkeypatch.setattr("mieru.playground.own_table.MOST_POINTS", 12)
    points = shown(tables, FLOWERS)
    assert len(points) == 12
    assert "12 of the 20 rows are taken, drawn at random." in map(str, points.notes)
    assert np.array_equal(np.sort(points.xy, 0), np.sort(shown(tables, FLOWERS).xy, 0))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_table_in_japanese_is_read_in_its_encoding(tables, encoding):
    text = "幅\t高さ\t種類\n" + "".join(f"{i}\t{-i}\t{'花' if i % 2 else '木'}\n" for i in range(8))
    points = shown(tables, text.encode(encoding))
    assert [axis.name for axis in points.axes] == ["幅", "高さ"]
    assert points.classes == ("木", "花")[:: 1 if "木" < "花" else -1]


def test_what_the_columns_are_is_found_out(tables):
    table = tables.table(tables.keep(FLOWERS.encode()))
    assert table.names == ("width", "height", "colour", "kind")
    assert table.numeric(3) == (0, 1)
    assert table.kinds == (20, 20, 2, 2)
    assert [table.problems(i) for i in range(4)] == [
        ("regression",),
        ("regression",),
        ("classification",),
        ("classification",),
    ]
    numbered = tables.table(tables.keep(b"x,y,label\n" + b"1,2,0\n3,4,1\n5,6,2\n" * 6))
    assert numbered.problems(2) == ("classification", "regression")
    assert numbered.preview[0] == ("1", "2", "0")


@pytest.mark.parametrize(
    ("text", "columns", "problem", "en"),
    [
        ("", (), "classification", "the table holds no rows; save the table as CSV again"),
        ("a,b\n1,2\n3\n", (), "classification", "the table, line 3 has 1 values, but line 1 has 2"),
        ('a,b\n"1,2\n', (), "classification", "the table, line 2: unexpected end of data"),
        ("a,b\n1,x\n1,y\n", (), "classification", "no column of the table holds numbers that"),
        (FLOWERS, ("kinds",), "classification", "there is no column 'kinds'; did you mean 'kind'?"),
        (FLOWERS, ("colour", "width"), "classification", "no column 'colour' of numbers; there"),
        (FLOWERS, ("a", "b", "c", "d"), "classification", "one target, not 4 columns"),
        (FLOWERS, (), "regression", "the target 'kind' is not made of numbers; choose"),
        (
            "a,b,t\n" + "".join(f"{i},{i},{i % 25}\n" for i in range(100)),
            (),
            "classification",
            "the target 't' has 25 classes; the playground shows 20 at most",
        ),
        (
            "a,b,t\n1,,u\n,2,v\n2,,u\n,3,v\n",
            (),
            "classification",
            "fewer than two rows have a value in each",
        ),
    ],
)
def test_what_cannot_be_used_is_told_without_a_path(tables, text, columns, problem, en):
    with pytest.raises((DataError, SettingError)) as caught:
        shown(tables, text, *columns, problem=problem)
    assert en in str(caught.value)
    assert str(tables.folder) not in caught.value.en + caught.value.ja
    with speaking("ja"):
        assert any(ord(letter) > 0x3000 for letter in str(caught.value))


def test_a_damaged_table_is_not_kept(tables):
    with pytest.raises(DataError):
        tables.keep(b"a,b\n1\n")
    assert list(tables.folder.iterdir()) == []


def test_a_table_is_found_again_by_its_digest(tables):
    digest = tables.keep(FLOWERS.encode())
    assert tables.keep(FLOWERS.encode()) == digest
    assert [path.name for path in tables.folder.iterdir()] == [f"{digest}.csv"]
    assert Tables(tables.folder).table(digest).rows == ROWS
    for other in ("0" * 32, "../../etc/passwd", "", digest.upper()):
        with pytest.raises(DataError, match="the table of this link is not on this computer"):
            tables.table(other)


def test_the_tables_used_longest_ago_go_first(tables, monkeypatch):
    monkeypatch.setattr(room, "MOST_TABLES", 2)
    digests = [tables.keep(f"{FLOWERS}{i},1,red,tall\n".encode()) for i in range(4)]
    assert len(list(tables.folder.iterdir())) == 2
    assert (tables.folder / f"{digests[-1]}.csv").is_file()


def test_bounds_of_what_is_read(tables, monkeypatch):
    monkeypatch.setattr(room, "MOST_BYTES", 100)
    with pytest.raises(DataError, match="the table has 341 bytes, more than the 100 that are read"):
        tables.keep(FLOWERS.encode())
    monkeypatch.setattr(room, "MOST_BYTES", 10_000)
    monkeypatch.setattr(room, "MOST_ROWS", 10)
    with pytest.raises(DataError, match="more than the 10 rows that are read"):
        tables.keep(FLOWERS.encode())
    monkeypatch.setattr(room, "MOST_ROWS", 1000)
    monkeypatch.setattr("mieru.playground.own_table.MOST_CELLS", 30)
    with pytest.raises(DataError, match="the table has 20 rows of 4 columns, more than"):
        tables.keep(FLOWERS.encode())


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "tables").write_text("in the way")
    with pytest.raises(FileError, match="the table cannot be kept in the runs folder"):
        Tables(tmp_path / "tables").keep(FLOWERS.encode())


@settings(max_examples=60)
@given(st.binary(max_size=200) | st.text("ab1,2.;\t\n\"' -", max_size=200).map(str.encode))
def test_any_bytes_are_a_table_or_a_message(tmp_path_factory, content):
    tables = Tables(tmp_path_factory.getbasetemp() / "any")
    try:
        digest = tables.keep(content)
        table = tables.table(digest)
        for place in range(len(table.columns)):
            table.problems(place)
        for problem in ("classification", "regression"):
            try:
                points = tables.points(digest, (), problem)
            except MieruError:
                continue
            assert np.isfinite(points.xy).all()
    except MieruError:
        return


NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64) | st.integers(-5, 5)


@settings(max_examples=60)
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=3, max_size=12))
def test_numbers_of_any_size_come_to_lie_in_the_plane(tmp_path_factory, rows):
    tables = Tables(tmp_path_factory.getbasetemp() / "numbers")
    text = "a,b,c,t\n" + "".join(",".join(map(repr, row)) + "\n" for row in rows)
    digest = tables.keep(text.encode())
    for columns in ((), ("t",), ("a", "b", "t"), ("c", "c", "t")):
        try:
            points = tables.points(digest, columns, "regression")
        except MieruError:
            continue
        assert np.abs(points.xy).max() < 5.001
        assert np.abs(points.t).max() < 1.001
