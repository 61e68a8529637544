"""Numbers, sizes, measures, scales and coordinates have one style."""

import pytest

from frontviewer.core.text.formatting import (
    format_area,
    format_coordinate,
    format_coordinates,
    format_length,
    format_number,
    format_scale,
    format_size,
    format_stated_length,
)


def test_measured_lengths_are_rounded():
    lengths = (0, 849.6, 999.7, 3000, 9949, 9960, 42_400, 1_234_567)
    assert [format_length(meters) for meters in lengths] == [
        "0 m", "850 m", "1.0 km", "3.0 km", "9.9 km", "10 km", "42 km", "1,235 km",
    ]  # fmt: skip


def test_stated_lengths_get_no_digits_that_were_not_stated():
    assert [format_stated_length(meters) for meters in (50, 3000, 2500, 30_000)] == [
        "50 m", "3 km", "2.5 km", "30 km",
    ]  # fmt: skip


def test_areas_are_rounded():
    assert [format_area(area) for area in (2500, 250_000, 3_400_000, 27_000_000_000)] == [
        "2,500 m²", "0.25 km²", "3.4 km²", "27,000 km²",
    ]  # fmt: skip


def test_numbers_keep_every_digit():
    assert [format_number(n) for n in (0, 31, 12_345.5, 1_000_000, 0.1)] == [
        "0", "31", "12,345.5", "1,000,000", "0.1",
    ]  # fmt: skip


def test_sizes_scales_and_coordinates_are_short():
    assert [format_size(size) for size in (0, 2_048, 24_000_000, 3_100_000_000)] == [
        "0.0 kB", "2.0 kB", "24.0 MB", "3.1 GB",
    ]  # fmt: skip
    assert format_scale(25_012.4) == "1:25,000"
    assert format_coordinates(37.17706, 48.28014) == "48.28014° N, 37.17706° E"
    assert format_coordinates(-70.5, -33.25) == "33.25000° S, 70.50000° W"


def test_single_coordinates_have_no_thousands_separator():
    assert [format_coordinate(value) for value in (200.0, -37.5, 5_300_000, 365_020.25)] == [
        "200", "-37.5", "5300000", "365020.25",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [0, -5, 10**15, 1e-7])
def test_a_number_can_be_read_back(value: float):
    assert float(format_number(value).replace(",", "")) == value
