"""EDTF dates of limited precision, and intervals between them: the results of `edtf.parse`.

Years are astronomical (0000 is 1 BC), in the proleptic Gregorian calendar.
"""

import calendar
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias

from frontviewer.core.text.translation import mark

Day: TypeAlias = tuple[float, float, float]
"""Year, month, day; `datetime.date` is limited to the years 1 to 9999."""

BEFORE_ALL: Day = (-math.inf, 1, 1)
AFTER_ALL: Day = (math.inf, 12, 31)
MONTHS = 12
SEASONS: Mapping[int, str] = MappingProxyType(
    {21: mark("spring"), 22: mark("summer"), 23: mark("autumn"), 24: mark("winter")}
)
"""Names of the EDTF season numbers, to be translated when shown."""
_FIRST_MONTHS: Mapping[int, int] = MappingProxyType({21: 3, 22: 6, 23: 9, 24: 12})
"""First month of each season: meteorological seasons of the northern hemisphere."""
_MAX_FOUR_DIGIT_YEAR = 9999


class Unbounded(Enum):
    """An interval end without a date: open (`..`) or unknown (empty)."""

    OPEN = ".."
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """One date with the precision of a day, month, season or year.

    Attributes
    ----------
    year
        Unspecified last digits are 0.
    month
        1 to 12, or a season: 21 spring, 22 summer, 23 autumn, 24 winter; None if absent, 0 if
        unspecified (`XX`).
    day
        1 to 31; None if absent, 0 if unspecified (`XX`).
    time
        Time of day, with its zone if stated: "20:02:00Z"; else "".
    unspecified_digits
        Number of unspecified last digits of the year: 0, 1 (`201X`) or 2 (`20XX`).
    """

    year: int
    month: int | None = None
    day: int | None = None
    time: str = ""
    unspecified_digits: int = 0
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
        """Earliest possible day."""
        month = self.month or 1
        return self.year, _FIRST_MONTHS.get(month, month), self.day or 1

    @property
    def last(self) -> Day:
        """Latest possible day; winter ends in February of the next year."""
        year = self.year + 10**self.unspecified_digits - 1
        month = self.month or MONTHS
        if month in SEASONS:
            month = _FIRST_MONTHS[month] + 2
            year, month = (year + 1, month - MONTHS) if month > MONTHS else (year, month)
        return year, month, self.day or days_in_month(year, month)


@dataclass(frozen=True, slots=True)
class EdtfInterval:
    """Interval between two dates; one of its ends may be open or unknown."""

    start: EdtfDate | Unbounded
    end: EdtfDate | Unbounded

    def __str__(self) -> str:
        """Return the interval as EDTF."""
        ends = (self.start, self.end)
        return "/".join(e.value if isinstance(e, Unbounded) else str(e) for e in ends)

    @property
    def first(self) -> Day:
        """Earliest possible day."""
        return BEFORE_ALL if isinstance(self.start, Unbounded) else self.start.first

    @property
    def last(self) -> Day:
        """Latest possible day."""
        return AFTER_ALL if isinstance(self.end, Unbounded) else self.end.last


Edtf: TypeAlias = EdtfDate | EdtfInterval


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month; the calendar repeats every 400 years."""
    return calendar.monthrange(2000 + year % 400, month)[1]


def _year_text(date: EdtfDate) -> str:
    magnitude = abs(date.year)
    sign = "-" if date.year < 0 else ""
    if magnitude > _MAX_FOUR_DIGIT_YEAR:
        return f"Y{sign}{magnitude}"
    digits = f"{magnitude:04}"
    count = date.unspecified_digits
    return sign + digits[: len(digits) - count] + "X" * count


def _qualifier(date: EdtfDate) -> str:
    if date.uncertain and date.approximate:
        return "%"
    return "?" if date.uncertain else "~" if date.approximate else ""
