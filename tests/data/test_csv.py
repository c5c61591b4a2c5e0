"""A user's own table."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from mieru.data import read_examples, read_rows
from mieru.data.csv.text import read_table
from mieru.data.preparation import Preparation
from mieru.words import DataError, MieruError, SettingError, speaking
from tests.data.damage import damaged
from tests.data.loose import load

FLOWERS = "width,colour,kind\n" + "".join(
    f"{i},{'red' if i % 2 else 'blue'},{'tall' if i < 10 else 'short'}\n" for i in range(20)
)


@pytest.fixture
def put(tmp_path):
    def write(content, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def whole(path, **options):
    return load(path, **{"validation": 0, "test": 0} | options)


def said(data):
    return " / ".join(map(str, data.notes))


def test_numbers_are_standardized_and_names_become_one_hot(put):
    data = whole(put(FLOWERS), target="kind")
    assert data.features == ("width", "colour=blue", "colour=red")
    assert (data.name, data.classes) == ("table", ("short", "tall"))
    width = np.arange(20)
    assert data.train.x[:, 0] == pytest.approx((width - width.mean()) / width.std(), abs=1e-6)
    assert np.array_equal(data.train.x[:, 2], width % 2)
    assert np.array_equal(data.train.x[:, 1], 1 - width % 2)
    assert np.array_equal(data.train.t, width < 10)
    assert "width numbers the rows" in said(data)


def test_the_target_is_guessed_and_said(put):
    assert said(whole(put(FLOWERS))).startswith(
        "the target is taken to be 'kind', as the last column; name another with target"
    )
    moved = FLOWERS.replace("width,", "class,")
    assert "the target is taken to be 'class', by its name" in said(whole(put(moved)))
    with speaking("ja"):
        assert said(whole(put(FLOWERS))).startswith("目標値は最後の列なので 'kind' としました。")


@pytest.mark.parametrize("target", ["colour", "Colour", 1, -2])
def test_the_target_is_named_or_counted(put, target):
    assert whole(put(FLOWERS), target=target).classes == ("blue", "red")


@pytest.mark.parametrize("target", ["color", 3, -4, "", True, 1.5])
def test_a_target_that_is_not_there_is_an_error(put, target):
    with pytest.raises(SettingError, match=f"there is no column {target!r}; "):
        load(put(FLOWERS), target=target)


def test_the_nearest_column_is_offered(put):
    with pytest.raises(SettingError) as caught:
        load(put(FLOWERS), target="color")
    assert str(caught.value) == "there is no column 'color'; did you mean 'colour'?"


def numbers(values):
    return "x,y\n" + "".join(f"{i % 7},{value}\n" for i, value in enumerate(values))


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([i % 3 for i in range(30)], ("0", "1", "2")),  # few whole numbers, each of them often
        ([2 * (i % 2) + 0.5 for i in range(30)], ("0.5", "2.5")),  # two values
        (["1.0", "1", "10", "9.0"] * 10, ("1", "9", "10")),  # equal numbers are one class
        ([i * 0.5 for i in range(30)], None),
        (list(range(30)), None),
        ([i % 10 for i in range(30)], None),  # three rows for each number
    ],
)
def test_classes_or_values_is_decided_by_what_there_is(put, values, classes):
    data = whole(put(numbers(values)))
    assert data.classes == classes
    assert data.task == ("classification" if classes else "regression")
    assert "'y' is taken for" in said(data)


def test_the_decision_can_be_overruled(put):
    path = put(numbers([i % 3 for i in range(30)]))
    data = whole(path, task="regression")
    assert data.classes is None
    assert data.train.t[:4].tolist() == [[0], [1], [2], [0]]
    assert "taken for" not in said(data)
    assert len(whole(put(numbers(range(30))), task="classification", target="x").classes) == 7
    with pytest.raises(SettingError, match="'kind' is not made of numbers, so it cannot be"):
        load(put(FLOWERS), task="regression")
    with pytest.raises(SettingError, match="task must be classification or regression, not 'x'"):
        load(put(FLOWERS), task="x")


def test_missing_values_are_counted_and_filled_from_the_training_part(put):
    rows = [f"{i},{'ab'[i % 3 == 0]},{i % 2}" for i in range(30)]
    rows[3], rows[7], rows[9] = "?,b,1", ",a,1", "9,NA,1"
    data = whole(put("size,sort,t\n" + "\n".join(rows)))
    assert (
        "missing values, filled in from the training part: size 2 (median), sort 1 (most freq"
        in (said(data))
    )
    kept = [i for i in range(30) if i not in (3, 7)]
    column = data.preparation.columns[0]
    assert column.fill == np.median(kept)
    assert data.train.x[3, 0] == pytest.approx((column.fill - column.mean) / column.std, abs=1e-6)
    assert data.train.x[9, 1:].tolist() == [1, 0]  # "a" is the most frequent


def test_nothing_is_learned_from_the_other_parts(put):
    # The largest values and a rare name end up outside of training in some division.
    content = "size,sort,t\n" + "".join(f"{i**3},{'a' if i else 'z'},{i % 2}\n" for i in range(40))
    for seed in range(5):
        data = load(put(content), seed=seed)
        assert np.abs(data.train.x[:, 0].mean()) < 1e-6
        assert data.train.x[:, 0].std() == pytest.approx(1, abs=1e-5)
        column = data.preparation.columns[1] if len(data.preparation.columns) > 1 else None
        if column is not None and "z" not in column.values:
            assert len(data.features) == 2


def test_rows_without_a_target_are_left_out_and_said(put):
    content = FLOWERS + "20,red,\n21,red,?\n"
    data = whole(put(content))
    assert len(data.train) == 20
    assert "2 rows without a target are left out" in said(data)


def test_columns_without_use_are_left_out_and_said(put):
    content = "id,same,note,empty,size,kind\n" + "".join(
        f"{100 + i},x,free text {i},,{i * i % 7},{i % 2}\n" for i in range(30)
    )
    data = whole(put(content))
    assert data.features == ("size",)
    assert (
        "left out: id (an identifier), same (always the same), note (text of 30 kinds), empty "
        "(empty)"
    ) in said(data)


def test_a_column_of_distinct_numbers_is_no_identifier_unless_it_is_called_so(put):
    assert whole(put(FLOWERS)).features[0] == "width"
    assert "width" not in whole(put(FLOWERS.replace("width", "flower_id"))).features


def test_a_few_odd_values_among_numbers_are_said(put):
    rows = [f"{i},{i % 2}" for i in range(40)]
    rows[11] = "12 cm,1"
    data = whole(put("size,t\n" + "\n".join(rows)))
    assert "1 values of size are not numbers and count as missing, the first on line 13" in said(
        data
    )
    assert data.features == ("size",)


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "read as utf-16"),
        ("cp932", "read as cp932; if letters look wrong, name the encoding"),
    ],
)
def test_the_encoding_is_found_out_and_said(put, encoding, note):
    content = "幅,種類\n" + "".join(f"{i},{'桜' if i % 2 else '梅'}\n" for i in range(20))
    data = whole(put(content, encoding=encoding))
    assert (data.features, data.classes) == (("幅",), ("桜", "梅"))
    assert note is None or note in said(data)
    assert note is not None or "read as" not in said(data)


def test_utf_16_is_known_without_its_mark(put):
    for encoding in ("utf-16-le", "utf-16-be"):
        assert whole(put(FLOWERS, encoding=encoding)).classes == ("short", "tall")


def test_european_letters_are_read_and_the_encoding_can_be_named(put):
    content = "größe,art\n" + "".join(f"{i},{'é' if i % 2 else 'ü'}\n" for i in range(20))
    assert whole(put(content, encoding="latin-1")).classes == ("é", "ü")
    path = put(content, encoding="utf-8")
    assert whole(path, encoding="latin-1").features == ("grÃ¶Ã\x9fe",)
    with pytest.raises(SettingError, match="there is no encoding 'klingon'; try utf-8"):
        load(path, encoding="klingon")
    with pytest.raises(DataError, match="is not text in ascii; save the table as CSV in UTF-8"):
        load(path, encoding="ascii")


@pytest.mark.parametrize(("delimiter", "shown"), [(";", ";"), ("\t", "tab"), ("|", "|")])
def test_the_delimiter_is_found_out_and_said(put, delimiter, shown):
    data = whole(put(FLOWERS.replace(",", delimiter), "table.tsv"))
    assert len(data.features) == 3
    assert f"the columns are parted by {shown}" in said(data)


def test_decimal_commas_are_read_where_commas_part_no_columns(put):
    content = "größe;art\n" + "".join(f"{i},5;{'a' if i % 2 else 'b'}\n" for i in range(20))
    data = whole(put(content))
    assert data.preparation.columns[0].mean == 10
    assert "1,5 is read as 1.5" in said(data)


def test_quoted_values_may_hold_the_delimiter_and_line_breaks(put):
    content = 'name,size,kind\n"a, b",1,x\n"c\nd",2,y\n' + '"a, b",3,x\n"c\nd",5,y\n' * 5
    data = whole(put(content))
    assert data.features == ("name=a, b", "name=c\nd", "size")


def test_a_file_without_a_header_has_numbered_columns(put):
    content = "".join(f"{i * i + 5},{i % 2}\n" for i in range(30))
    data = whole(put(content))
    assert data.features == ("column 1",)
    assert len(data.train) == 30
    assert "the first row does not look like names, so the columns are numbered" in said(data)
    assert len(whole(put(content), header=True).train) == 29


def test_a_header_above_names_is_found_by_its_words_being_new(put):
    rows = "red,tall\nblue,short\n" * 10
    assert whole(put("colour,kind\n" + rows)).features == ("colour=blue", "colour=red")
    assert whole(put(rows)).features == ("column 1=blue", "column 1=red")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no rows; save the table as CSV again"),
        ("\n\n , \n", "holds no rows"),
        ("a,b\n", "holds a header but no rows below it"),
        ("a,b\n1,2\n\n1,2,3\n", r"line 4 has 3 values, but line 1 has 2; mend that line, or quote"),
        ("a,b\n1,2\n1\n", "line 3 has 1 values, but line 1 has 2"),
        ("a,b,a\n1,2,3\n2,3,4\n", "columns 1 and 3 are both called 'a'; rename one"),
        ('a,b\n1,"2\n3,4\n', "line 2: unexpected end of data; mend the quotes there"),
        ('a,b\n1,"2"x\n', "line 2: ',' expected after '\"'"),
        ("a,kind\n1,x\n2,x\n", "the target 'kind' has only one value, so there is nothing to"),
        ("a,kind\nx,1\ny,1\n", "the target 'kind' has only one value"),
        ("same,kind\n1,x\n1,y\n1,x\n1,y\n", "has no column to learn from besides 'kind'"),
        (b"\x00\x01\x02\x03", "is not text; save the table as CSV in UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(put, content, message):
    path = put(content)
    with pytest.raises(DataError, match=message) as caught:
        load(path, header=True if b"a," in path.read_bytes()[:4] else None)
    assert str(path) in str(caught.value) or "the target" in str(caught.value)


def test_too_many_classes_are_refused(put):
    content = "size,name\n" + "".join(f"{i},person {i}\n" for i in range(30))
    with pytest.raises(DataError, match="has 30 different values in 30 rows, too many to be"):
        load(put(content), target="name")


@pytest.mark.parametrize("encoding", ["utf\0", 5, "hex", "undefined"])
def test_what_is_no_encoding_is_refused(put, encoding):
    with pytest.raises(MieruError, match=r"there is no encoding|is not text"):
        load(put("a,b\n1,x\n2,y\n"), encoding=encoding)


def test_another_kind_of_file_is_refused(put):
    with pytest.raises(DataError, match=r"is no table that can be read; save it as CSV"):
        load(put(b"PK\x03\x04", "table.xlsx"))


def test_the_preparation_survives_json_and_gives_the_same_x(put):
    path = put(FLOWERS)
    data = whole(path)
    again: Any = Preparation.from_json(data.preparation.to_json())
    assert again == data.preparation
    assert np.array_equal(again.apply(read_rows(path, again)), data.train.x)


def test_new_rows_may_lack_the_target_and_have_their_columns_in_another_order(put):
    preparation = whole(put(FLOWERS)).preparation
    other = put("colour,width\nred,1\ngreen,\n", "new.csv")
    x = preparation.apply(read_rows(other, preparation))
    assert x[0].tolist() == pytest.approx([(1 - 9.5) / np.arange(20).std(), 0, 1])
    assert x[1].tolist() == [0, 0, 0]  # the mean for the missing number; a colour never seen
    with pytest.raises(DataError, match="row 1 lacks the column 'width'"):
        preparation.apply([{"colour": "red"}])


def test_new_rows_without_a_header_are_told_apart_by_their_number(put):
    content = "".join(f"{i % 2},{i * i}\n" for i in range(30))
    preparation = whole(put(content), target=0, task="classification").preparation
    expected = preparation.apply([{"column 2": 16}])
    with_target, without = put("1,16\n", "a.csv"), put("16\n", "b.csv")
    for path in (with_target, without):
        assert np.array_equal(preparation.apply(read_rows(path, preparation)), expected)
    with pytest.raises(DataError, match="the rows have 3 values, but the table that was learned"):
        read_rows(put("1,2,3\n", "c.csv"), preparation)


def test_another_file_with_targets_can_be_judged(put):
    data = whole(put(FLOWERS))
    other = put("colour,kind,width\nred,short,3\nblue,,5\nblue,tall,4\n", "new.csv")
    examples = read_examples(other, data.preparation, data.classes)
    assert examples.t.tolist() == [0, 1]
    with pytest.raises(DataError, match="the class 'wide' is not one of those learned:"):
        read_examples(put("width,colour,kind\n1,red,wide\n"), data.preparation, data.classes)
    with pytest.raises(DataError, match="has a value of 'kind'"):
        read_examples(put("width,colour,kind\n1,red,\n"), data.preparation, data.classes)
    with pytest.raises(DataError, match="has no column 'kind', the target that was learned"):
        read_examples(put("width,colour\n1,red\n"), data.preparation, data.classes)
    iris: Any = load("iris").preparation
    with pytest.raises(DataError, match="does not say which column its target was"):
        read_examples(put(",".join(iris.header) + "\n1,2,3,4\n"), iris, None)


def test_numbered_classes_and_values_are_read_back_alike(put):
    data = whole(put(numbers([i % 3 for i in range(30)])))
    other = put("x,y\n1,2.0\n3,0\n", "new.csv")
    assert read_examples(other, data.preparation, data.classes).t.tolist() == [2, 0]
    assert read_examples(other, data.preparation, None).t.tolist() == [[2], [0]]


CELLS = st.one_of(
    st.text(max_size=6),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["", "NA", "1,5", "1.5", "a", "b", "0", "1e400", "٣", "１２"]),
)


@settings(max_examples=200)
@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n))))
def test_any_table_gives_finite_numbers_or_a_clear_error(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    path.write_bytes(file.getvalue().encode("utf-8", "surrogatepass"))
    check(path)


@settings(max_examples=200)
@given(st.data())
def test_no_damage_does_anything_but_raise_a_clear_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    whole_files = [FLOWERS.encode(e) for e in ("utf-8", "utf-16")]
    content = st.sampled_from(whole_files).flatmap(damaged) | st.binary(max_size=64)
    path.write_bytes(data.draw(content))
    check(path)


def check(path):
    try:
        data = load(path, validation=0, test=0)
    except MieruError as error:
        assert str(path) in str(error) or "target" in str(error) or "finite" in str(error)  # noqa: PT017
        return
    assert np.isfinite(data.train.x).all()
    assert np.isfinite(data.train.t).all()
    again = Preparation.from_json(data.preparation.to_json())
    assert again == data.preparation


JAPANESE = "氏名,年齢,住所\n山田太郎,31,東京都千代田区\n佐藤はな,28,大阪府大阪市\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp932", "cp932"),
        ("euc_jp", "euc_jp"),
        ("iso2022_jp", "iso2022_jp"),
    ],
)
def test_each_way_to_write_japanese_is_recognized(tmp_path, encoding, found):
    path = tmp_path / "table.csv"
    path.write_bytes(JAPANESE.encode(encoding))
    table = read_table(path)
    assert table.layout.encoding == found
    assert table.header == ("氏名", "年齢", "住所")
    assert table.rows[1] == ["佐藤はな", "28", "大阪府大阪市"]


def test_half_width_letters_of_windows_are_not_taken_for_another_encoding(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes("ｼﾒｲ,年齢,住所\nﾔﾏﾀﾞ,31,東京\nｻﾄｳ,28,大阪の南\n".encode("cp932"))
    assert read_table(path).rows[0] == ["ﾔﾏﾀﾞ", "31", "東京"]


def test_dates_are_found_and_learned_from(put):
    rows = "".join(f"2024/{m}/{d},{m},{'ab'[m % 2]}\n" for m in range(1, 13) for d in (1, 15))
    data = load(put("day,size,kind\n" + rows))
    assert data.features is not None
    assert data.features[:2] == ("day", "day (year sin)")
    assert data.input_shape == (6,)


def visits(patients=20, each=6):
    rows = [
        f"{p},{p * 7 % 11},{v},{'ill' if p % 3 else 'well'}"
        for p in range(patients)
        for v in range(each)
    ]
    return "patient_id,age,visit,state\n" + "\n".join(rows) + "\n,5,1,ill\n"


def test_rows_of_one_group_stay_together_and_the_group_is_not_learned_from(put):
    path = put(visits())
    data = load(path, target="state", group="patient_id", seed=3)
    assert data.features == ("age", "visit")
    assert data.groups is not None
    train, validation = map(set, data.groups)
    assert not train & validation
    assert len(train) + len(validation) < 21  # the others are in the test part
    assert "divided by patient_id: none of its 20 values stands in two parts; 1 rows" in said(data)
    assert "patient_id (divides the parts)" in said(data)
    tied = "rows of the same one are no independent test; divide by it with group='patient_id'"
    assert tied not in said(data)
    assert tied in said(load(path, target="state", seed=3))
    with pytest.raises(SettingError, match="'state' is the target, so it cannot be the group"):
        load(path, target="state", group="state")
    with pytest.raises(SettingError, match="there is no column 'patient'"):
        load(path, group="patient")
