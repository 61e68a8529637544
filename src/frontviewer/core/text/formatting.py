"""Formats numbers, sizes, measures, scales and coordinates in one style for the whole program.

Thousands are separated by commas, except in coordinates; decimals by a point. Dates are formatted
by `frontviewer.core.model.edtf`.
"""

from frontviewer.core.text.translation import tr

_KM = 1000.0
_FINE_KM = 10.0
_FINE_KM2 = 100.0
_HECTARE_KM2 = 0.01
_GB, _MB, _KB = 1e9, 1e6, 1e3


def format_number(value: float) -> str:
    """Return a number exactly as given, with thousands separated: "12,345.5"."""
    return f"{value:,.15g}"


def format_size(size: int) -> str:
    """Return a size in bytes: "2.0 kB", "24.0 MB", "3.1 GB"."""
    if size >= _GB:
        return tr("{value} GB").format(value=f"{size / _GB:,.1f}")
    if size >= _MB:
        return tr("{value} MB").format(value=f"{size / _MB:.1f}")
    return tr("{value} kB").format(value=f"{size / _KB:.1f}")


def format_length(meters: float) -> str:
    """Return a measured length, rounded: "850 m", "3.0 km", "42 km"."""
    if round(meters) < _KM:
        return tr("{value} m").format(value=f"{meters:.0f}")
    km = meters / _KM
    return tr("{value} km").format(value=f"{km:.1f}" if round(km, 1) < _FINE_KM else f"{km:,.0f}")


def format_stated_length(meters: float) -> str:
    """Return a length that a source states, with no digits added: "800 m", "3 km", "0.5 km"."""
    if meters < _KM:
        return tr("{value} m").format(value=f"{meters:,g}")
    return tr("{value} km").format(value=f"{meters / _KM:,g}")


def format_area(square_meters: float) -> str:
    """Return a measured area, rounded: "2,500 m²", "3.4 km²", "27,000 km²"."""
    km2 = square_meters / _KM**2
    if km2 < _HECTARE_KM2:
        return tr("{value} m²").format(value=f"{square_meters:,.0f}")
    value = f"{km2:.2f}" if km2 < 1 else f"{km2:,.1f}" if km2 < _FINE_KM2 else f"{km2:,.0f}"
    return tr("{value} km²").format(value=value)


def format_scale(denominator: float) -> str:
    """Return a map scale, rounded to three digits: "1:25,000"."""
    return f"1:{int(float(f'{denominator:.3g}')):,}"


def format_coordinate(value: float) -> str:
    """Return one coordinate in degrees or projected meters, with at most ten digits: "5300000".

    Thousands are not separated, so that a comma can only separate two coordinates.
    """
    return f"{value:.10g}"


def format_coordinates(longitude: float, latitude: float) -> str:
    """Return a position in degrees, latitude first: "48.28014° N, 37.17706° E"."""
    north = tr("{degrees}° N") if latitude >= 0 else tr("{degrees}° S")
    east = tr("{degrees}° E") if longitude >= 0 else tr("{degrees}° W")
    first = north.format(degrees=f"{abs(latitude):.5f}")
    return f"{first}, {east.format(degrees=f'{abs(longitude):.5f}')}"
