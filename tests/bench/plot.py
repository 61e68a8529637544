"""Plots times over sizes as an SVG image with two logarithmic axes."""

from collections.abc import Mapping, Sequence

import numpy as np

_WIDTH, _HEIGHT, _MARGIN, _LEGEND_WIDTH = 800, 480, 70, 150
"""In pixels; the legend is a column on the right."""
_LEGEND_SPACING = 15.0
_COLORS = ("#1b5e9e", "#2a9d8f", "#c1440e", "#7b3fa0", "#555555")


def plot(sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> str:
    """Return the SVG text of a plot.

    `lines` are seconds by name, one value per size. A dashed line shows linear growth through the
    last value of the first line.
    """
    logs = np.log10(np.maximum([value for line in lines.values() for value in line], 1e-6))
    low, high = int(np.floor(logs.min())), int(np.ceil(logs.max()))
    span = np.log10(sizes[-1] / sizes[0]) or 1.0

    def x(size: float) -> float:
        share = np.log10(size / sizes[0]) / span
        return float(_MARGIN + share * (_WIDTH - _MARGIN - _LEGEND_WIDTH))

    def y(seconds: float) -> float:
        share = (np.log10(max(seconds, 1e-6)) - low) / ((high - low) or 1)
        return float(_HEIGHT - _MARGIN / 2 - share * (_HEIGHT - _MARGIN))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for power in range(low, high + 1):
        line_y = y(10.0**power)
        parts.append(f'<path d="M{_MARGIN},{line_y:.1f}H{_WIDTH - _LEGEND_WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="8" y="{line_y + 4:.1f}">{10.0**power:g} s</text>')
    for size in sizes:
        label = f'y="{_HEIGHT - 8}" text-anchor="middle">{size:,}</text>'
        parts.append(f'<text x="{x(size):.1f}" {label}')
    end = next(iter(lines.values()))[-1]
    linear = (size for size in sizes if end * size / sizes[-1] >= 10.0**low)
    dashed = " ".join(f"{x(size):.1f},{y(end * size / sizes[-1]):.1f}" for size in linear)
    parts.append(f'<polyline points="{dashed}" fill="none" stroke="#999" stroke-dasharray="4 4"/>')
    for color, line in zip(_COLORS, lines.values(), strict=False):
        points = " ".join(
            f"{x(size):.1f},{y(value):.1f}" for size, value in zip(sizes, line, strict=True)
        )
        style = f'fill="none" stroke="{color}" stroke-width="2"'
        parts.append(f'<polyline points="{points}" {style}/>')
    legend_y = _spread_out({name: y(line[-1]) for name, line in lines.items()})
    for color, name in zip(_COLORS, lines, strict=False):
        position = f'x="{_WIDTH - _LEGEND_WIDTH + 8}" y="{legend_y[name] + 4:.1f}"'
        parts.append(f'<text {position} fill="{color}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _spread_out(positions: Mapping[str, float]) -> dict[str, float]:
    """Return vertical positions by name, moved down where legend entries would overlap."""
    moved: dict[str, float] = {}
    lowest_free = 0.0
    for name, position in sorted(positions.items(), key=lambda pair: pair[1]):
        moved[name] = max(position, lowest_free)
        lowest_free = moved[name] + _LEGEND_SPACING
    return moved
