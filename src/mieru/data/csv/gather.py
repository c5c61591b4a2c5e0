"""One column of a CSV file gathered cell by cell: as numbers, as dates, or as texts.

Each keeps eight bytes a row at the most, and knows at the end whether the column is of its kind.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from string import ascii_letters
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.cells import LARGEST, LONGEST_MISSING, as_number, is_missing
from mieru.data.dates import ORDERS, Order, as_day, order_of

Array = npt.NDArray[Any]

# Of a column of numbers, so much may be something else, which counts as missing and is said.
MOST_ODD = 0.05
HEAD = 8  # cells that are kept as they stand, to show them
# Of more different texts than these, only numbers that tell them apart are kept.
MOST_NAMES = 100_000
MISSING = -1


@dataclass(frozen=True)
class Odd:
    """How many cells of a column of numbers are none, and the line of the first."""

    count: int
    line: int


class Gathered(ABC):
    """A column that comes in pieces. ``refuted``: it cannot be of this kind any more."""

    def __init__(self) -> None:
        self.refuted = False
        self.head: list[str] = []
        self._parts: list[Array] = []

    def add(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Further cells, and the line on which the row of each began."""
        if len(self.head) < HEAD:
            self.head += cells[: HEAD - len(self.head)]
        taken = self._taken(cells, lines)  # which may change what was taken before
        self._parts.append(taken)

    def whole(self) -> Array:
        """All rows, once; what it was gathered in is given back."""
        if len(self._parts) != 1:
            self._parts = [np.concatenate(self._parts) if self._parts else np.zeros(0)]
        return self._parts[0]

    @abstractmethod
    def _taken(self, cells: Sequence[str], lines: Sequence[int]) -> Array: ...

    @abstractmethod
    def holds(self) -> bool:
        """Whether the whole column is of this kind."""


class Numbers(Gathered):
    """float64, NaN for missing and for the ``odd`` that are no numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: Odd | None = None

    def _taken(self, cells: Sequence[str], lines: Sequence[int]) -> Array:
        try:
            if "_" in "".join(cells):  # float() takes 1_000 for a number
                raise ValueError
            numbers = np.array([float(cell or "nan") for cell in cells])
        except ValueError:
            return self._one_by_one(cells, lines)
        if (np.abs(numbers) >= LARGEST).any():
            return self._one_by_one(cells, lines)
        return numbers

    def _one_by_one(self, cells: Sequence[str], lines: Sequence[int]) -> Array:
        numbers = np.full(len(cells), np.nan)
        for i, cell in enumerate(cells):
            number = as_number(cell)
            if number is not None:
                numbers[i] = number
            elif not is_missing(cell):
                before = self.odd or Odd(0, lines[i])
                self.odd = Odd(before.count + 1, before.line)
        return numbers

    def holds(self) -> bool:
        odd = self.odd.count if self.odd else 0
        return odd <= MOST_ODD * (odd + int((~np.isnan(self.whole())).sum()))


class Dates(Gathered):
    """Days since 1970 of dates in one order, float64, NaN for missing."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order
        self._known: dict[str, float] = {}

    def _taken(self, cells: Sequence[str], lines: Sequence[int]) -> Array:
        return np.array([self._day(cell) for cell in cells])

    def _day(self, cell: str) -> float:
        if (known := self._known.get(cell)) is not None:
            return known
        day = np.nan if is_missing(cell) else as_day(cell, self.order)
        if day is None:
            self.refuted = True
            return np.nan
        if len(self._known) < MOST_NAMES:
            self._known[cell] = day
        return day

    def holds(self) -> bool:
        return not self.refuted


class Texts(Gathered):
    """A number for each different text, int64, :data:`MISSING` where there is none.

    ``names`` are the texts by number; None once there are more than :data:`MOST_NAMES`, whose
    numbers are then made of their letters, so that equal texts still have equal ones.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] | None = []
        self._places: dict[str, int] = {}
        self._numeric = 0

    def _taken(self, cells: Sequence[str], lines: Sequence[int]) -> Array:
        if self.names is None:
            return self._hashed(cells)
        places = self._places
        for cell in dict.fromkeys(cells):  # in their order, whatever Python's hashes are
            if cell not in places:
                places[cell] = self._place(cell)
        codes = np.array([places[cell] for cell in cells], np.int64)
        if len(self.names) > MOST_NAMES:
            self._forget()
            return self._hashed(cells)
        return codes

    def _place(self, cell: str) -> int:
        if is_missing(cell):
            return MISSING
        assert self.names is not None
        self.names.append(cell)
        return len(self.names) - 1

    def _forget(self) -> None:
        """From texts to numbers made of them, for what has been gathered so far."""
        before = self._parts
        self._numeric = self._numeric_so_far()
        hashes = np.array([*map(_hash, self.names or ()), MISSING], np.int64)  # −1 is the last
        self._parts = [hashes[part] for part in before]
        self.names, self._places = None, {}

    def _hashed(self, cells: Sequence[str]) -> Array:
        self._numeric += sum(map(_is_number, cells))
        return np.array(
            [MISSING if len(c) <= LONGEST_MISSING and is_missing(c) else _hash(c) for c in cells],
            np.int64,
        )

    def _numeric_so_far(self) -> int:
        """How many cells could be numbers."""
        if self.names is None:
            return self._numeric
        counts = self.counts()
        return int(sum(n for n, name in zip(counts, self.names, strict=True) if _is_number(name)))

    def counts(self) -> Array:
        """How often each of ``names`` occurs."""
        codes = self.whole()
        return np.bincount(codes[codes >= 0], minlength=len(self.names or ()))

    def holds(self) -> bool:
        present = int((self.whole() != MISSING).sum())
        return not present or present - self._numeric_so_far() > MOST_ODD * present


def _is_number(text: str) -> bool:
    # What begins with a letter is none; that is soon seen, and most texts do.
    return text[:1] not in ascii_letters and as_number(text) is not None


def _hash(text: str) -> int:
    number = hash(text)
    return number if number != MISSING else MISSING - 1


Ladder = list[Callable[[], Gathered]]


def ladder(cells: Sequence[str], told: str | None) -> Ladder:
    """What a column that begins with ``cells`` may be, the likeliest first.

    ``told`` is what the reader says that it is, None where nothing. The last is taken whatever
    comes.
    """
    dates: Ladder = [partial(Dates, order) for order in ORDERS]
    if told == "number":
        return [Numbers]
    if told == "category":
        return [Texts]
    if told == "date":
        return dates
    present = [cell for cell in cells if not is_missing(cell)]
    odd = sum(as_number(cell) is None for cell in present)
    if odd <= MOST_ODD * len(present):
        return [Numbers, *dates, Texts]
    order = order_of(present)
    if order is not None:
        return [*dates[ORDERS.index(order) :], Texts]
    return [Texts, Numbers]
