"""EDTF level 1 dates: parsing, sorting, limits as calendar days, and formatting for readers.

The package `edtf` is maintained but not used: it formats no text, has no limits for open intervals,
and adds pyparsing and dateutil to the installers for a grammar of two patterns.
"""

import datetime
import re

from frontviewer.core.model.edtf_date import (
    AFTER_ALL,
    MONTHS,
    SEASONS,
    Day,
    Edtf,
    EdtfDate,
    EdtfInterval,
    Unbounded,
    days_in_month,
)
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.translation import mark, tr

_DATE = re.compile(
    r"(?P<year>-?\d{4}|\d{3}X|\d{2}XX|Y-?[1-9]\d{4,17})"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)(?:T(?P<time>.+?))?)?)?"
    r"(?P<qualifier>[?~%]?)",
    re.ASCII,
)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(Z|[+-](0\d|1[0-4])(:[0-5]\d)?)?", re.ASCII)
_MAX_LENGTH = 100
# calendar.month_name depends on the locale of the process, not on the language of the interface.
_MONTH_NAMES = (
    "",
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)


class EdtfError(ValueError):
    """A text is not a valid EDTF level 1 date; the message states why."""


def parse(text: str) -> Edtf:
    """Parse an EDTF level 1 date or interval.

    Raises
    ------
    EdtfError
        If the text is invalid; the message states why.
    """
    if not text:
        raise EdtfError(tr("The date is empty."))
    if len(text) > _MAX_LENGTH:
        raise EdtfError(
            tr("The date has {length} characters; the maximum is {maximum}.").format(
                length=format_number(len(text)), maximum=format_number(_MAX_LENGTH)
            )
        )
    if "/" not in text:
        return _parse_date(text)
    ends = text.split("/")
    if len(ends) > 2:  # noqa: PLR2004 - an interval has two ends
        message = tr("“{date}” has more than one “/”; an interval has two ends.")
        raise EdtfError(message.format(date=text))
    start, end = (_parse_end(part) for part in ends)
    if isinstance(start, Unbounded) and isinstance(end, Unbounded):
        message = tr("“{date}” contains no date; an interval needs at least one.")
        raise EdtfError(message.format(date=text))
    interval = EdtfInterval(start, end)
    if interval.first > interval.last:
        raise EdtfError(tr("“{date}” ends before it begins.").format(date=text))
    return interval


def earliest_date(when: Edtf) -> datetime.date:
    """Return the first possible day; `date.min` for an open start or a year before 1."""
    return _clamp(when.first)


def latest_date(when: Edtf) -> datetime.date:
    """Return the last possible day; `date.max` for an open end or a year after 9999."""
    return _clamp(when.last)


def sort_key(text: str) -> tuple[Day, Day, str]:
    """Return a key that sorts by first day, last day, then text; invalid and empty dates last."""
    try:
        when = parse(text)
    except EdtfError:
        return AFTER_ALL, AFTER_ALL, text
    return when.first, when.last, text


def format_edtf(text: str) -> str:
    """Format an EDTF date for readers; return an invalid date unchanged.

    Month names are written out, "c." marks an approximate date, and an en dash with spaces joins
    the ends of an interval: "c. October 2024 – 30 October 2025".
    """
    try:
        when = parse(text)
    except EdtfError:
        return text
    return _format_date(when) if isinstance(when, EdtfDate) else _format_interval(when)


def format_as_of(text: str) -> str:
    """Format an information cut-off date: "Data as of 30 October 2025"; "" without a date."""
    return tr("Data as of {date}").format(date=format_edtf(text)) if text else ""


def _parse_end(text: str) -> EdtfDate | Unbounded:
    if text in ("..", ""):
        return Unbounded(text)
    date = _parse_date(text)
    if date.time:
        message = tr("“{date}” has a time of day; the ends of an interval are dates.")
        raise EdtfError(message.format(date=text))
    return date


def _parse_date(text: str) -> EdtfDate:
    match = _DATE.fullmatch(text)
    if not match:
        message = tr("“{date}” is not an EDTF date such as 2025-10-30, 2025-10~ or 2024-22.")
        raise EdtfError(message.format(date=text))
    qualifier = match["qualifier"]
    digits = match["year"].removeprefix("Y")
    date = EdtfDate(
        year=int(digits.replace("X", "0")),
        month=_parse_number(match["month"], text),
        day=_parse_number(match["day"], text),
        time=match["time"] or "",
        unspecified_digits=digits.count("X"),
        uncertain=qualifier in ("?", "%"),
        approximate=qualifier in ("~", "%"),
    )
    _check(date, text, is_long_year=match["year"].startswith("Y"))
    return date


def _check(date: EdtfDate, text: str, *, is_long_year: bool) -> None:
    message = ""
    if (is_long_year or date.unspecified_digits) and date.month is not None:
        message = tr("“{date}”: a year of this form cannot have a month.")
    elif text.startswith("-0000"):
        message = tr("“{date}”: the year zero cannot be negative.")
    elif date.month in SEASONS and date.day is not None:
        message = tr("“{date}”: a season cannot have a day.")
    elif date.month and date.month > MONTHS and date.month not in SEASONS:
        message = tr("“{date}”: there is no month {month}; seasons are 21 to 24.")
    elif date.month == 0 and date.day:
        message = tr("“{date}” has a day in an unspecified month.")
    elif date.day and date.day > days_in_month(date.year, date.month or 1):
        message = tr("“{date}”: the month has no day {day}.")
    elif date.time and not (date.day and _TIME.fullmatch(date.time)):
        message = tr("“{date}”: a time of day has the form T20:02:00 or T20:02:00+02:00.")
    if message:
        raise EdtfError(message.format(date=text, month=f"{date.month or 0:02}", day=date.day))


def _parse_number(part: str | None, text: str) -> int | None:
    """Parse a month or day: None if absent, 0 if unspecified."""
    if part == "00":
        raise EdtfError(tr("“{date}”: months and days start at 01.").format(date=text))
    return None if part is None else 0 if part == "XX" else int(part)


def _clamp(day: Day) -> datetime.date:
    year, month, number = day
    if year < datetime.MINYEAR:
        return datetime.date.min
    if year > datetime.MAXYEAR:
        return datetime.date.max
    return datetime.date(int(year), int(month), int(number))


def _format_interval(interval: EdtfInterval) -> str:
    start, end = (
        "" if isinstance(limit, Unbounded) else _format_date(limit)
        for limit in (interval.start, interval.end)
    )
    if interval.end is Unbounded.OPEN:
        return tr("since {date}").format(date=start)
    if interval.end is Unbounded.UNKNOWN:
        return tr("from {date}, end unknown").format(date=start)
    if interval.start is Unbounded.OPEN:
        return tr("until {date}").format(date=end)
    if interval.start is Unbounded.UNKNOWN:
        return tr("until {date}, start unknown").format(date=end)
    return f"{start} – {end}"


def _format_date(date: EdtfDate) -> str:
    text = _format_day(date)
    if date.approximate:
        text = tr("c. {date}").format(date=text)
    remarks = [*_unspecified_parts(date), *([tr("uncertain")] if date.uncertain else [])]
    return f"{text} ({', '.join(remarks)})" if remarks else text


def _unspecified_parts(date: EdtfDate) -> list[str]:
    if date.month == 0 and date.day == 0:
        return [tr("day and month unknown")]
    if date.month == 0:
        return [tr("month unknown")]
    return [tr("day unknown")] if date.day == 0 else []


def _format_day(date: EdtfDate) -> str:
    year = _format_year(date)
    if not date.month:
        return year
    month = tr(SEASONS.get(date.month) or _MONTH_NAMES[date.month])
    if not date.day:
        return tr("{month} {year}").format(month=month, year=year)
    day = tr("{day} {month} {year}").format(day=date.day, month=month, year=year)
    return f"{day}, {_format_time(date.time)}" if date.time else day


def _format_year(date: EdtfDate) -> str:
    first = date.year
    if date.unspecified_digits == 1:
        return tr("the {decade}s").format(decade=first)
    if date.unspecified_digits:
        last = first + 10**date.unspecified_digits - 1
        return tr("a year between {first} and {last}").format(first=first, last=last)
    return str(first) if first > 0 else tr("{year} BC").format(year=1 - first)


def _format_time(time: str) -> str:
    clock, zone = time[:8], time[8:]
    clock = clock.removesuffix(":00") if clock.count(":") > 1 else clock
    return f"{clock} UTC{'' if zone == 'Z' else zone}" if zone else clock
