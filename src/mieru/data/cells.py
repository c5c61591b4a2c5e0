"""What the text in one cell of a table means: a number, nothing, or a name."""

import math
import re
import unicodedata
from numbers import Real
from typing import Any

MISSING = frozenset(
    {"", "?", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "欠損", "欠測", "不明"}
)

LONGEST_MISSING = max(map(len, MISSING))
# 1,234,567.8: commas only where thousands are parted, so that "1,2" stays a text.
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
LONGEST_NUMBER = 400
LARGEST = 1e100  # so that squares and sums stay finite


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN, empty, or one of the usual words for it.

    >>> is_missing("n/a"), is_missing(0)
    (True, False)
    """
    if value is None:
        return True
    if isinstance(value, str):
        value = value.strip()
        return len(value) <= LONGEST_MISSING and value.lower() in MISSING
    return isinstance(value, Real) and math.isnan(value)


def as_number(value: Any) -> float | None:
    """The finite number that a cell holds, else None. Full-width digits count as digits.

    >>> as_number("1,234.5"), as_number("１２"), as_number("1,2"), as_number("x")
    (1234.5, 12.0, None, None)
    """
    if not isinstance(value, str | Real):
        return None
    if isinstance(value, str) and (len(value) > LONGEST_NUMBER or "_" in value):
        return None  # float() takes 1_000 for a number
    try:
        number = float(value)
    except ValueError:
        plain = _plain(str(value))
        return None if plain is None else as_number(plain)
    except OverflowError:  # a whole number beyond all floats
        return None
    return number if -LARGEST < number < LARGEST else None


def _plain(text: str) -> str | None:
    """A number that is written in a way that ``float`` does not know, as it knows it; or None."""
    if not text.isascii():
        narrow = unicodedata.normalize("NFKC", text).replace("−", "-")
        if narrow != text:
            return narrow
    text = text.strip()
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else None
