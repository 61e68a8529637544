"""Draws times over sizes as an SVG picture, both axes logarithmic."""

from collections.abc import Mapping, Sequence

import numpy as np

_WIDTH, _HEIGHT, _MARGIN, _NAMES = 800, 480, 70, 150
"""In pixels; the names of the lines stand in a column at the right."""
_LINE_APART = 15.0
_COLOURS = ("#1b5e9e", "#2a9d8f", "#c1440e", "#7b3fa0", "#555555")


def plot(sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> str:
    """Return the picture; `lines` are seconds by name. Dashed: linear, through the first's end."""
    every = np.log10(np.maximum([value for line in lines.values() for value in line], 1e-6))
    low, high = int(np.floor(every.min())), int(np.ceil(every.max()))
    span = np.log10(sizes[-1] / sizes[0]) or 1.0

    def x(size: float) -> float:
        share = np.log10(size / sizes[0]) / span
        return float(_MARGIN + share * (_WIDTH - _MARGIN - _NAMES))

    def y(seconds: float) -> float:
        share = (np.log10(max(seconds, 1e-6)) - low) / ((high - low) or 1)
        return float(_HEIGHT - _MARGIN / 2 - share * (_HEIGHT - _MARGIN))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<path d="M{_MARGIN},{at:.1f}H{_WIDTH - _NAMES}" stroke="#ddd"/>')
        parts.append(f'<text x="8" y="{at + 4:.1f}">{10.0**power:g} s</text>')
    for size in sizes:
        words = f'y="{_HEIGHT - 8}" text-anchor="middle">{size:,}</text>'
        parts.append(f'<text x="{x(size):.1f}" {words}')
    end = next(iter(lines.values()))[-1]
    linear = (size for size in sizes if end * size / sizes[-1] >= 10.0**low)
    dashed = " ".join(f"{x(size):.1f},{y(end * size / sizes[-1]):.1f}" for size in linear)
    parts.append(f'<polyline points="{dashed}" fill="none" stroke="#999" stroke-dasharray="4 4"/>')
    for color, line in zip(_COLOURS, lines.values(), strict=False):
        points = " ".join(
            f"{x(size):.1f},{y(value):.1f}" for size, value in zip(sizes, line, strict=True)
        )
        look = f'fill="none" stroke="{color}" stroke-width="2"'
        parts.append(f'<polyline points="{points}" {look}/>')
    heights = _apart({name: y(line[-1]) for name, line in lines.items()})
    for color, name in zip(_COLOURS, lines, strict=False):
        place = f'x="{_WIDTH - _NAMES + 8}" y="{heights[name] + 4:.1f}"'
        parts.append(f'<text {place} fill="{color}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _apart(heights: Mapping[str, float]) -> dict[str, float]:
    """Return heights moved down where their names would lie on each other."""
    moved: dict[str, float] = {}
    free = 0.0
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        moved[name] = max(height, free)
        free = moved[name] + _LINE_APART
    return moved
