"""What a date in a cell means: days since 1970, whichever of the usual ways it is written in."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from mieru.data.cells import is_missing

Order = Literal["ymd", "dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")
YEAR, WEEK = 365.2425, 7.0  # days
SECONDS = 86_400.0
LONGEST = 40

_TIME = r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
_SIGNS = re.compile(r"(\d{1,4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,4})" + _TIME)
_JAPANESE = re.compile(
    r"(明治|大正|昭和|平成|令和|M|T|S|H|R)?\s*(\d{1,4}|元)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
    + _TIME
)
# The year before the first of each era.
_ERAS = {
    "明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018,
    "M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018,
}  # fmt: skip
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


def as_day(value: Any, order: Order = "ymd") -> float | None:
    """Days since 1970-01-01 that a cell holds, with the time of day as a fraction; else None.

    ``order`` decides what 03/04/2024 is; a year of four digits in front needs none.

    >>> as_day("1970-01-02"), as_day("3/1/1970", "dmy"), as_day("令和6年5月3日"), as_day("12")
    (1.0, 2.0, 19846.0, None)
    """
    if isinstance(value, datetime):
        return _days(value)
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    text = value.strip()
    if found := _JAPANESE.fullmatch(text):
        era, year, month, day, *time = found.groups()
        if len(year) > 2 if era else len(year) != 4:  # of 6年 nobody can tell the era
            return None
        first = 1 if year == "元" else int(year)
        return _made(first + _ERAS.get(era, 0), int(month), int(day), time)
    if not (found := _SIGNS.fullmatch(text)):
        return None
    first_text, _, second, third, *time = found.groups()
    if len(first_text) == 4:
        return _made(int(first_text), int(second), int(third), time)
    if len(third) != 4:
        return None
    day, month = (first_text, second) if order == "dmy" else (second, first_text)
    return None if order == "ymd" else _made(int(third), int(month), int(day), time)


def order_of(cells: Iterable[Any]) -> Order | None:
    """The order in which all cells that hold something are dates, None where there is none.

    03/04/2024 alone is taken for the 3rd of April: most of the world writes it so.
    """
    known = [cell for cell in cells if not is_missing(cell)]
    orders: Sequence[Order] = ORDERS
    for order in orders:
        if known and all(as_day(cell, order) is not None for cell in known):
            return order
    return None


def _made(year: int, month: int, day: int, time: Sequence[str | None]) -> float | None:
    hour, minute, second, zone = time
    try:
        moment = datetime(
            year, month, day, int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    days = _days(moment)
    if zone and zone != "Z":
        sign = -1 if zone[0] == "-" else 1
        away = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        days -= sign * away.total_seconds() / SECONDS
    return days


def _days(moment: datetime) -> float:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _ZERO).total_seconds() / SECONDS
