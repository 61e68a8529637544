import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from frontviewer.core.model.edtf import (
    EdtfError,
    earliest,
    format_as_of,
    format_edtf,
    latest,
    parse,
    sort_key,
)
from frontviewer.core.model.edtf_date import EdtfDate, EdtfInterval, Unbounded

qualified = st.fixed_dictionaries({"uncertain": st.booleans(), "approximate": st.booleans()})
years = st.one_of(st.integers(-9999, 9999), st.integers(-(10**12), 10**12))
four_digits = st.integers(-9999, 9999)


def moments():
    alone = st.builds(lambda y, q: EdtfDate(y, **q), years, qualified)
    vague = st.builds(
        lambda y, n, q: EdtfDate(y // 10**n * 10**n, unspecified=n, **q),
        st.integers(100, 9999),
        st.integers(1, 2),
        qualified,
    )
    months = st.builds(
        lambda y, m, q: EdtfDate(y, m, **q),
        four_digits,
        st.sampled_from([*range(13), *range(21, 25)]),
        qualified,
    )
    unknown_days = st.builds(
        lambda y, m, q: EdtfDate(y, m, 0, **q), four_digits, st.integers(0, 12), qualified
    )
    days = st.builds(lambda d, q: EdtfDate(d.year, d.month, d.day, **q), st.dates(), qualified)
    return st.one_of(alone, vague, months, unknown_days, days)


ends = st.one_of(moments(), st.sampled_from(Unbounded))
dates = st.one_of(moments(), st.builds(EdtfInterval, ends, ends))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-22", "summer 2024"),
        ("2025-10~", "about October 2025"),
        ("2025-10-30", "30 October 2025"),
        ("2023-23/2025-10-30", "autumn 2023 to 30 October 2025"),
        ("2025-07?/2025-08?", "July 2025 (uncertain) to August 2025 (uncertain)"),
        ("2024-10~/2025-10-30", "about October 2024 to 30 October 2025"),
        ("1984%", "about 1984 (uncertain)"),
        ("2024-10/..", "since October 2024"),
        ("../2014", "until 2014"),
        ("2024-10/", "from October 2024, end not known"),
        ("/2014", "until 2014, start not known"),
        ("201X", "the 2010s"),
        ("20XX", "a year from 2000 to 2099"),
        ("2004-XX", "2004 (month not known)"),
        ("2004-02-XX?", "February 2004 (day not known, uncertain)"),
        ("2004-XX-XX", "2004 (day and month not known)"),
        ("-0043", "44 BC"),
        ("Y-17000", "17001 BC"),
        ("2025-10-30T20:02:00Z", "30 October 2025, 20:02 UTC"),
        ("2025-10-30T20:02:00+02:00", "30 October 2025, 20:02 UTC+02:00"),
        ("late summer", "late summer"),
        ("", ""),
    ],
)
def test_dates_are_said_in_words(text: str, said: str):
    assert format_edtf(text) == said


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
def test_a_date_is_drawn_from_its_first_to_its_last_day(text: str, first: tuple, last: tuple):
    assert earliest(parse(text)) == datetime.date(*first)
    assert latest(parse(text)) == datetime.date(*last)


def test_dates_are_ordered_by_when_they_begin_and_unreadable_ones_last():
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
    ("text", "fault"),
    [
        ("", "empty"),
        ("30.10.2025", "no EDTF date"),
        ("2025-13", "no month 13"),
        ("2025-25", "seasons are 21 to 24"),
        ("2025-00", "counted from 01"),
        ("2025-02-29", "no day 29"),
        ("2025-10-00", "counted from 01"),
        ("2025-22-01", "season has no days"),
        ("2025-XX-30", "unspecified month"),
        ("201X-05", "stands alone"),
        ("Y2025", "no EDTF date"),
        ("-0000", "no minus"),
        ("-01XX", "no EDTF date"),
        ("2025-10-30T24:00:00", "time of day"),
        ("2025-10T20:02:00", "no EDTF date"),
        ("2025-10-30T20:02:00/2025-11", "runs between dates"),
        ("2025-10/2024", "ends before it begins"),
        ("2023/2024/2025", "more than one"),
        ("../..", "names no date"),
        ("/", "names no date"),
        ("٢٠٢٥", "no EDTF date"),
        ("2025\n", "no EDTF date"),
        ("2025" * 99, "at most"),
    ],
)
def test_a_bad_date_is_told_what_is_wrong(text: str, fault: str):
    with pytest.raises(EdtfError, match=fault):
        parse(text)


@given(dates)
@settings(max_examples=150)
def test_what_is_printed_is_read_again(when: EdtfDate | EdtfInterval):
    try:
        again = parse(str(when))
    except EdtfError as error:
        assume("names no date" not in str(error) and "before it begins" not in str(error))
        raise

    assert again == when
    assert when.first <= when.last
    assert earliest(when) <= latest(when)
    assert format_edtf(str(when))


@given(st.text(alphabet="0123456789-/.XY?~%T:Z"))
@settings(max_examples=150)
def test_no_text_breaks_the_words(text: str):
    format_edtf(text)
    sort_key(text)


def test_how_far_something_is_known_is_said_in_words():
    assert format_as_of("2025-10-30") == "as of 30 October 2025"
    assert format_as_of("last week") == "as of last week"
    assert format_as_of("") == ""
