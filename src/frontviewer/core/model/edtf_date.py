"""Dates that are known only so exactly, and intervals between them: the values of `core.edtf`.

Years are astronomical (0000 is 1 BC), in the proleptic Gregorian calendar.
"""

import calendar
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias

Day: TypeAlias = tuple[float, float, float]
"""Year, month, day; not a `datetime.date`, which knows only the years 1 to 9999."""

BEFORE_ALL: Day = (-math.inf, 1, 1)
AFTER_ALL: Day = (math.inf, 12, 31)
MONTHS = 12
SEASONS: Mapping[int, str] = MappingProxyType(
    {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
)
_FIRST_MONTHS: Mapping[int, int] = MappingProxyType({21: 3, 22: 6, 23: 9, 24: 12})
"""Of the seasons, as meteorologists count them north of the equator."""


class Unbounded(Enum):
    """An end of an interval that is no date: open on purpose (`..`), or not known (empty)."""

    OPEN = ".."
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """One date: a day, month, season or year, as exactly as it is known.

    Attributes
    ----------
    year
        Unspecified last digits are 0 in it.
    month
        1 to 12, or a season: 21 spring, 22 summer, 23 autumn, 24 winter.
    month, day
        None where not given, 0 where said to be unspecified (`XX`).
    time
        Of the day, with its zone if given: "20:02:00Z"; else "".
    unspecified
        Number of unspecified last digits of the year: 0, 1 (`201X`) or 2 (`20XX`).
    """

    year: int
    month: int | None = None
    day: int | None = None
    time: str = ""
    unspecified: int = 0
    uncertain: bool = False
    approximate: bool = False

    def __str__(self) -> str:
        """Return the date as EDTF."""
        parts = [_year_text(self)]
        parts += ["XX" if n == 0 else f"{n:02}" for n in (self.month, self.day) if n is not None]
        time = f"T{self.time}" if self.time else ""
        return "-".join(parts) + time + _qualifier(self)

    @property
    def first(self) -> Day:
        """The earliest day it can mean."""
        month = self.month or 1
        return self.year, _FIRST_MONTHS.get(month, month), self.day or 1

    @property
    def last(self) -> Day:
        """The latest day it can mean; winter ends with the February of the next year."""
        year = self.year + 10**self.unspecified - 1
        month = self.month or MONTHS
        if month in SEASONS:
            month = _FIRST_MONTHS[month] + 2
            year, month = (year + 1, month - MONTHS) if month > MONTHS else (year, month)
        return year, month, self.day or days_in(year, month)


@dataclass(frozen=True, slots=True)
class EdtfInterval:
    """From one date to another; one of the two ends may be open or unknown."""

    start: EdtfDate | Unbounded
    end: EdtfDate | Unbounded

    def __str__(self) -> str:
        """Return the interval as EDTF."""
        ends = (self.start, self.end)
        return "/".join(e.value if isinstance(e, Unbounded) else str(e) for e in ends)

    @property
    def first(self) -> Day:
        """The earliest day it can mean."""
        return BEFORE_ALL if isinstance(self.start, Unbounded) else self.start.first

    @property
    def last(self) -> Day:
        """The latest day it can mean."""
        return AFTER_ALL if isinstance(self.end, Unbounded) else self.end.last


Edtf: TypeAlias = EdtfDate | EdtfInterval


def days_in(year: int, month: int) -> int:
    """Count the days of a month; the calendar repeats itself every 400 years."""
    return calendar.monthrange(2000 + year % 400, month)[1]


def _year_text(moment: EdtfDate) -> str:
    size = abs(moment.year)
    minus = "-" if moment.year < 0 else ""
    if size > 9999:  # noqa: PLR2004 - four digits
        return f"Y{minus}{size}"
    digits = f"{size:04}"
    return minus + digits[: len(digits) - moment.unspecified] + "X" * moment.unspecified


def _qualifier(moment: EdtfDate) -> str:
    if moment.uncertain and moment.approximate:
        return "%"
    return "?" if moment.uncertain else "~" if moment.approximate else ""
