import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from frontviewer.core.model.edtf import (
    EdtfError,
    earliest_date,
    format_as_of,
    format_edtf,
    latest_date,
    parse,
    sort_key,
)
from frontviewer.core.model.edtf_date import EdtfDate, EdtfInterval, Unbounded

qualifiers = st.fixed_dictionaries({"uncertain": st.booleans(), "approximate": st.booleans()})
years = st.one_of(st.integers(-9999, 9999), st.integers(-(10**12), 10**12))
four_digits = st.integers(-9999, 9999)


def edtf_dates():
    years_only = st.builds(lambda y, q: EdtfDate(y, **q), years, qualifiers)
    unspecified_years = st.builds(
        lambda y, n, q: EdtfDate(y // 10**n * 10**n, unspecified_digits=n, **q),
        st.integers(100, 9999),
        st.integers(1, 2),
        qualifiers,
    )
    months = st.builds(
        lambda y, m, q: EdtfDate(y, m, **q),
        four_digits,
        st.sampled_from([*range(13), *range(21, 25)]),
        qualifiers,
    )
    unspecified_days = st.builds(
        lambda y, m, q: EdtfDate(y, m, 0, **q), four_digits, st.integers(0, 12), qualifiers
    )
    days = st.builds(
        lambda date, q: EdtfDate(date.year, date.month, date.day, **q), st.dates(), qualifiers
    )
    return st.one_of(years_only, unspecified_years, months, unspecified_days, days)


ends = st.one_of(edtf_dates(), st.sampled_from(Unbounded))
dates = st.one_of(edtf_dates(), st.builds(EdtfInterval, ends, ends))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-22", "summer 2024"),
        ("2025-10~", "c. October 2025"),
        ("2025-10-30", "30 October 2025"),
        ("2023-23/2025-10-30", "autumn 2023 – 30 October 2025"),
        ("2025-07?/2025-08?", "July 2025 (uncertain) – August 2025 (uncertain)"),
        ("2024-10~/2025-10-30", "c. October 2024 – 30 October 2025"),
        ("1984%", "c. 1984 (uncertain)"),
        ("2024-10/..", "since October 2024"),
        ("../2014", "until 2014"),
        ("2024-10/", "from October 2024, end unknown"),
        ("/2014", "until 2014, start unknown"),
        ("201X", "the 2010s"),
        ("20XX", "a year between 2000 and 2099"),
        ("2004-XX", "2004 (month unknown)"),
        ("2004-02-XX?", "February 2004 (day unknown, uncertain)"),
        ("2004-XX-XX", "2004 (day and month unknown)"),
        ("-0043", "44 BC"),
        ("Y-17000", "17001 BC"),
        ("2025-10-30T20:02:00Z", "30 October 2025, 20:02 UTC"),
        ("2025-10-30T20:02:00+02:00", "30 October 2025, 20:02 UTC+02:00"),
        ("late summer", "late summer"),
        ("", ""),
    ],
)
def test_dates_are_formatted_for_readers(text: str, expected: str):
    assert format_edtf(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-22", (2024, 6, 1), (2024, 8, 31)),
        ("2023-24", (2023, 12, 1), (2024, 2, 29)),
        ("2025", (2025, 1, 1), (2025, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("201X", (2010, 1, 1), (2019, 12, 31)),
        ("2025-10-30/..", (2025, 10, 30), (9999, 12, 31)),
        ("/2025-10", (1, 1, 1), (2025, 10, 31)),
        ("-0500", (1, 1, 1), (1, 1, 1)),
        ("Y10000", (9999, 12, 31), (9999, 12, 31)),
    ],
)
def test_limits_are_the_first_and_last_possible_day(text: str, first: tuple, last: tuple):
    assert earliest_date(parse(text)) == datetime.date(*first)
    assert latest_date(parse(text)) == datetime.date(*last)


def test_dates_sort_by_first_day_with_invalid_ones_last():
    mixed = [
        "?",
        "2025/..",
        "2024-22",
        "",
        "2024",
        "2014",
        "Y-17000",
        "2014-01",
        "../1990",
        "2024-21",
    ]

    assert sorted(mixed, key=sort_key) == [
        "../1990",
        "Y-17000",
        "2014-01",
        "2014",
        "2024",
        "2024-21",
        "2024-22",
        "2025/..",
        "",
        "?",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("30.10.2025", "not an EDTF date"),
        ("2025-13", "no month 13"),
        ("2025-25", "seasons are 21 to 24"),
        ("2025-00", "start at 01"),
        ("2025-02-29", "no day 29"),
        ("2025-10-00", "start at 01"),
        ("2025-22-01", "season cannot have a day"),
        ("2025-XX-30", "unspecified month"),
        ("201X-05", "cannot have a month"),
        ("Y2025", "not an EDTF date"),
        ("-0000", "cannot be negative"),
        ("-01XX", "not an EDTF date"),
        ("2025-10-30T24:00:00", "time of day"),
        ("2025-10T20:02:00", "not an EDTF date"),
        ("2025-10-30T20:02:00/2025-11", "ends of an interval are dates"),
        ("2025-10/2024", "ends before it begins"),
        ("2023/2024/2025", "more than one"),
        ("../..", "contains no date"),
        ("/", "contains no date"),
        ("٢٠٢٥", "not an EDTF date"),
        ("2025\n", "not an EDTF date"),
        ("2025" * 99, "the maximum is 100"),
    ],
)
def test_invalid_date_is_rejected_with_the_reason(text: str, reason: str):
    with pytest.raises(EdtfError, match=reason):
        parse(text)


@given(dates)
@settings(max_examples=150)
def test_string_form_parses_to_the_same_date(when: EdtfDate | EdtfInterval):
    try:
        parsed = parse(str(when))
    except EdtfError as error:
        assume("contains no date" not in str(error) and "before it begins" not in str(error))
        raise

    assert parsed == when
    assert when.first <= when.last
    assert earliest_date(when) <= latest_date(when)
    assert format_edtf(str(when))


@given(st.text(alphabet="0123456789-/.XY?~%T:Z"))
@settings(max_examples=150)
def test_any_text_can_be_formatted_and_sorted(text: str):
    format_edtf(text)
    sort_key(text)


def test_cut_off_date_is_formatted_with_its_label():
    assert format_as_of("2025-10-30") == "Data as of 30 October 2025"
    assert format_as_of("last week") == "Data as of last week"
    assert format_as_of("") == ""
