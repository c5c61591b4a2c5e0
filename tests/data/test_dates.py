"""Dates in cells: NumPy's calendar is the oracle."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.data.columns import Columns, Date
from mieru.data.dates import as_day, order_of
from mieru.data.preparation import Preparation
from mieru.words import DataError

days = st.dates().map(lambda d: d.isoformat())


@given(days)
def test_a_day_is_the_one_that_numpy_counts(text):
    wanted = float(np.datetime64(text, "D").astype(np.int64))
    year, month, day = text.split("-")
    assert as_day(text) == wanted
    assert as_day(f"{year}/{month}/{day}") == wanted
    assert as_day(f"{int(day)}/{int(month)}/{year}", "dmy") == wanted
    assert as_day(f"{int(month)}/{int(day)}/{year}", "mdy") == wanted
    assert as_day(f"{year}年{int(month)}月{int(day)}日") == wanted


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("S64年1月7日", "1989-01-07"),
        ("2024-05-03T06:00:00Z", "2024-05-03T06:00:00"),
        ("2024-05-03 06:00+09:00", "2024-05-02T21:00:00"),
        ("2024.5.3 6:00", "2024-05-03T06:00:00"),
    ],
)
def test_eras_times_and_zones_are_understood(text, iso):
    moment = datetime.fromisoformat(iso).replace(tzinfo=UTC)
    assert as_day(text) == (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-13-01", "2023-02-29", "12", "5/3", "1/2/3", "x", "", None),
        *("6年5月3日", "24年5月3日", "元年5月1日", "令和2024年5月3日"),
    ],
)
def test_what_is_no_date_is_none(text):
    assert as_day(text) is None


def test_the_order_is_the_one_in_which_all_cells_are_dates():
    assert order_of(["2024-05-03", "", "2024/5/4"]) == "ymd"
    assert order_of(["3/4/2024", "13/4/2024"]) == "dmy"
    assert order_of(["3/4/2024", "4/13/2024"]) == "mdy"
    assert order_of(["3/4/2024", "13/13/2024"]) is None
    assert order_of(["", "NA"]) is None


def test_a_column_of_dates_gives_the_day_and_the_place_in_year_and_week():
    columns = Columns((Date("d", "ymd", mean=10.0, std=5.0, fill=0.0),))
    x = columns.apply([{"d": "1970-01-08"}, {"d": ""}])
    turns = np.array([[7 / 365.2425, 1.0], [0.0, 0.0]]) * 2 * np.pi
    np.testing.assert_allclose(x[:, 0], [-0.6, -2.0], rtol=1e-6)
    np.testing.assert_allclose(x[:, [1, 3]], np.sin(turns), atol=1e-6)
    np.testing.assert_allclose(x[:, [2, 4]], np.cos(turns), atol=1e-6)
    assert Preparation.from_json(columns.to_json()) == columns
    with pytest.raises(DataError, match="row 1, column 'd': 'soon' is not a date"):
        columns.apply([{"d": "soon"}])


def test_a_damaged_column_of_dates_is_refused():
    told = Columns((Date("d", "ymd", 1.0, 1.0, 1.0),)).to_json()
    for change in ({"order": "dym"}, {"std": 0.0}, {"fill": "x"}):
        spoilt = told | {"columns": [told["columns"][0] | change]}
        with pytest.raises(DataError, match="is not a column"):
            Preparation.from_json(spoilt)
