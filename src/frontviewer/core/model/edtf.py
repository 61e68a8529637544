"""EDTF level 1 dates: read, ordered, bounded and said in words.

An own reader: the registry's `edtf` is kept up, but prints no words, bounds no open interval and
brings pyparsing and dateutil into the installer for a grammar of two patterns.
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
    days_in,
)

_DATE = re.compile(
    r"(?P<year>-?\d{4}|\d{3}X|\d{2}XX|Y-?[1-9]\d{4,17})"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)(?:T(?P<time>.+?))?)?)?"
    r"(?P<qualifier>[?~%]?)",
    re.ASCII,
)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(Z|[+-](0\d|1[0-4])(:[0-5]\d)?)?", re.ASCII)
_LONGEST = 100


class EdtfError(ValueError):
    """A text is no EDTF level 1 date; the message says what is wrong with it."""


def parse(text: str) -> Edtf:
    """Read an EDTF level 1 date. Raises EdtfError, which says what is wrong."""
    if not text:
        raise EdtfError("The date is empty.")
    if len(text) > _LONGEST:
        raise EdtfError(f"A date has at most {_LONGEST} characters, this one has {len(text)}.")
    if "/" not in text:
        return _moment(text)
    ends = text.split("/")
    if len(ends) > 2:  # noqa: PLR2004 - an interval has two ends
        raise EdtfError(f"“{text}” has more than one “/”; an interval has two ends.")
    start, end = (_end(part) for part in ends)
    if isinstance(start, Unbounded) and isinstance(end, Unbounded):
        raise EdtfError(f"“{text}” names no date; an interval needs at least one.")
    interval = EdtfInterval(start, end)
    if interval.first > interval.last:
        raise EdtfError(f"“{text}” ends before it begins.")
    return interval


def earliest(when: Edtf) -> datetime.date:
    """Return the first day it can mean; the calendar's first for open starts and before year 1."""
    return _clipped(when.first)


def latest(when: Edtf) -> datetime.date:
    """Return the last day it can mean; the calendar's last for open ends and after year 9999."""
    return _clipped(when.last)


def sort_key(text: str) -> tuple[Day, Day, str]:
    """Order dates by earliest day, then latest day, then text; unreadable and empty ones last."""
    try:
        when = parse(text)
    except EdtfError:
        return AFTER_ALL, AFTER_ALL, text
    return when.first, when.last, text


def format_edtf(text: str) -> str:
    """Say an EDTF date in English; a text that is none comes back as it is."""
    try:
        when = parse(text)
    except EdtfError:
        return text
    if isinstance(when, EdtfDate):
        return _moment_words(when)
    start, end = (_end_words(end) for end in (when.start, when.end))
    if isinstance(when.end, Unbounded):
        return f"since {start}" if when.end is Unbounded.OPEN else f"from {start}, end not known"
    if isinstance(when.start, Unbounded):
        return f"until {end}" + (", start not known" if when.start is Unbounded.UNKNOWN else "")
    return f"{start} to {end}"


def format_as_of(text: str) -> str:
    """Say up to when something is known: "as of 30 October 2025"; "" for no date."""
    return f"as of {format_edtf(text)}" if text else ""


def _end(text: str) -> EdtfDate | Unbounded:
    if text in ("..", ""):
        return Unbounded(text)
    moment = _moment(text)
    if moment.time:
        raise EdtfError(f"“{text}” has a time of day; an interval runs between dates.")
    return moment


def _moment(text: str) -> EdtfDate:
    found = _DATE.fullmatch(text)
    if not found:
        raise EdtfError(f"“{text}” is no EDTF date such as 2025-10-30, 2025-10~ or 2024-22.")
    qualifier = found["qualifier"]
    digits = found["year"].removeprefix("Y")
    moment = EdtfDate(
        year=int(digits.replace("X", "0")),
        month=_number(found["month"], text),
        day=_number(found["day"], text),
        time=found["time"] or "",
        unspecified=digits.count("X"),
        uncertain=qualifier in ("?", "%"),
        approximate=qualifier in ("~", "%"),
    )
    _check(moment, text, long_year=found["year"].startswith("Y"))
    return moment


def _check(moment: EdtfDate, text: str, *, long_year: bool) -> None:
    if (long_year or moment.unspecified) and moment.month is not None:
        raise EdtfError(f"“{text}”: such a year stands alone, without a month.")
    if text.startswith("-0000"):
        raise EdtfError(f"“{text}”: the year zero has no minus.")
    if moment.month in SEASONS and moment.day is not None:
        raise EdtfError(f"“{text}”: a season has no days.")
    if moment.month and moment.month > MONTHS and moment.month not in SEASONS:
        raise EdtfError(f"“{text}” has no month {moment.month:02}; seasons are 21 to 24.")
    if moment.month == 0 and moment.day:
        raise EdtfError(f"“{text}” gives a day of an unspecified month.")
    if moment.day and moment.day > days_in(moment.year, moment.month or 1):
        raise EdtfError(f"“{text}”: that month has no day {moment.day}.")
    if moment.time and not (moment.day and _TIME.fullmatch(moment.time)):
        raise EdtfError(f"“{text}”: a time of day reads like T20:02:00 or T20:02:00+02:00.")


def _number(part: str | None, text: str) -> int | None:
    """Read the digits of a month or day: None where not given, 0 where unspecified."""
    if part == "00":
        raise EdtfError(f"“{text}”: months and days are counted from 01.")
    return None if part is None else 0 if part == "XX" else int(part)


def _clipped(day: Day) -> datetime.date:
    year, month, number = day
    if year < datetime.MINYEAR:
        return datetime.date.min
    if year > datetime.MAXYEAR:
        return datetime.date.max
    return datetime.date(int(year), int(month), int(number))


def _end_words(end: EdtfDate | Unbounded) -> str:
    return "" if isinstance(end, Unbounded) else _moment_words(end)


def _moment_words(moment: EdtfDate) -> str:
    about = "about " if moment.approximate else ""
    remarks = [*_missing(moment), *(["uncertain"] if moment.uncertain else [])]
    return about + _date_words(moment) + (f" ({', '.join(remarks)})" if remarks else "")


def _missing(moment: EdtfDate) -> list[str]:
    month, day = moment.month == 0, moment.day == 0
    if month and day:
        return ["day and month not known"]
    return ["month not known"] if month else ["day not known"] if day else []


def _date_words(moment: EdtfDate) -> str:
    year = _year_words(moment)
    if not moment.month:
        return year
    month = SEASONS.get(moment.month) or _MONTH_NAMES[moment.month]
    if not moment.day:
        return f"{month} {year}"
    time = f", {_time_words(moment.time)}" if moment.time else ""
    return f"{moment.day} {month} {year}{time}"


def _year_words(moment: EdtfDate) -> str:
    if moment.unspecified:
        first, last = moment.year, moment.year + 10**moment.unspecified - 1
        return f"the {first}s" if moment.unspecified == 1 else f"a year from {first} to {last}"
    return _one_year(moment.year)


def _one_year(year: int) -> str:
    return str(year) if year > 0 else f"{1 - year} BC"


def _time_words(time: str) -> str:
    clock, zone = time[:8], time[8:]
    clock = clock.removesuffix(":00") if clock.count(":") > 1 else clock
    return f"{clock} UTC{'' if zone == 'Z' else zone}" if zone else clock


# calendar.month_name speaks the user's language; these words are English.
_MONTH_NAMES = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
