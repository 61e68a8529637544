"""Generates synthetic benchmark layers; the same name gives the same bytes.

    layers.py FOLDER [NAME ...]

NAME is one of the named layers below, or like 5000x40: 5000 polygons of 40 vertices each.
Coordinates are longitude and latitude in degrees, WGS 84.
"""

# ruff: noqa: T201 - it prints
import argparse
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

Feature = dict[str, Any]
Ring = npt.NDArray[np.float64]
"""(n, 2) longitude, latitude in degrees; closed."""

_WEST_SOUTH, _EAST_NORTH = (36.0, 47.7), (38.5, 49.0)
_LATITUDE_SCALE = 0.67
"""Length of a degree of longitude in the region, as a share of a degree of latitude."""


def polygons(count: int, vertices: int, seed: int) -> Iterator[Feature]:
    """Yield irregular polygons of up to a few kilometers at random positions in the region."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    for number in range(count):
        x, y = rng.uniform(_WEST_SOUTH, _EAST_NORTH)
        radius = rng.uniform(0.001, 0.02)
        walk = np.cumsum(rng.normal(0, 1, vertices)) / np.sqrt(vertices)
        radii = radius * (np.abs(1 + 0.3 * walk) + 0.2)
        ring = np.c_[x + radii * np.cos(angle), y + radii * np.sin(angle) * _LATITUDE_SCALE]
        ring = np.vstack([ring, ring[:1]]).round(6)
        yield _feature(number, f"Object {number}", "Polygon", [ring.tolist()])


def points(count: int, seed: int) -> Iterator[Feature]:
    """Yield points around a thousand towns, each with a paragraph of properties."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(_WEST_SOUTH, _EAST_NORTH, (1000, 2))
    positions = (towns[rng.integers(0, len(towns), count)] + rng.normal(0, 0.03, (count, 2))).round(
        6
    )
    for number, position in enumerate(positions.tolist()):
        yield _feature(number, f"Place {number}", "Point", position, note_repeats=7)


def fronts(days: int, vertices: int, seed: int) -> Iterator[Feature]:
    """Yield one multipolygon per day: nearly the same large area with a hole and islands."""
    rng = np.random.default_rng(seed)
    shares = [0.7, *[0.02] * 15]
    outlines = [_fractal_ring(int(vertices * share), rng) for share in shares]
    centers = rng.uniform(_WEST_SOUTH, _EAST_NORTH, (len(shares), 2))
    for day in range(days):
        parts = []
        for index, (outline, (x, y)) in enumerate(zip(outlines, centers, strict=True)):
            radius = 1.1 if index == 0 else 0.06
            moved = outline * (1 + 0.0004 * day) + rng.normal(0, 2e-5, outline.shape)
            moved[-1] = moved[0]
            center = (37.2, 48.3) if index == 0 else (x, y)
            parts.append([(moved * (radius, radius * _LATITUDE_SCALE) + center).round(8).tolist()])
        hole = outlines[1] * (0.12, 0.08) + (37.2, 48.3)
        parts[0].append(hole[::-1].round(8).tolist())
        yield _feature(day, f"Day {day}", "MultiPolygon", parts)


def coastline(vertices: int, seed: int) -> Iterator[Feature]:
    """Yield synthetic coastlines: a continent of a million vertices, then ever smaller islands.

    Every third is a line, the others are areas.
    """
    rng = np.random.default_rng(seed)
    number, remaining = 0, vertices
    while remaining > 0:
        size = max(12, min(remaining, 1_000_000 // (1 + number)))
        radius = 18 * (size / 1_000_000) ** 0.5
        ring = _fractal_ring(size, rng) * (radius, radius * _LATITUDE_SCALE) + rng.uniform(
            (-150, -50), (150, 62)
        )
        ring = ring.clip((-179.9, -84), (179.9, 84)).round(6)
        if number % 3 == 0:
            yield _feature(number, f"Coast {number}", "LineString", ring[:-1].tolist())
        else:
            yield _feature(number, f"Island {number}", "Polygon", [ring.tolist()])
        number, remaining = number + 1, remaining - size


LAYERS: dict[str, Callable[[], Iterator[Feature]]] = {
    "p1m": partial(polygons, 10_000, 100, 0),
    "p2m": partial(polygons, 100_000, 20, 1),
    "big1m": partial(polygons, 100, 10_000, 2),
    "points": partial(points, 235_000, 4),
    "fronts": partial(fronts, 769, 2_500, 5),
    "coastline": partial(coastline, 9_500_000, 6),
}
"""The first three are byte-identical to those of ../shared/bench/make_layers.py."""


def ensure_layer(folder: Path, name: str) -> Path:
    """Return the file of a layer; write it if it does not exist."""
    path = folder / f"{name}.geojson"
    if not path.exists():
        count, _, vertices = name.partition("x")
        features = (
            LAYERS[name] if name in LAYERS else partial(polygons, int(count), int(vertices), 3)
        )
        folder.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        write_layer(temporary, features())
        temporary.replace(path)
    return path


def write_layer(path: Path, features: Iterator[Feature]) -> None:
    """Write a FeatureCollection, one feature per line."""
    with path.open("wb") as out:
        out.write(b'{"type":"FeatureCollection","features":[\n')
        for number, feature in enumerate(features):
            out.write((b",\n" if number else b"") + msgspec.json.encode(feature))
        out.write(b"\n]}")


def _fractal_ring(vertices: int, rng: np.random.Generator) -> Ring:
    """Return a closed ring of radius about 1 around 0, 0, irregular at every scale like a coast."""
    waves = np.arange(1, vertices // 2 + 1)
    spectrum = np.zeros(len(waves) + 1, dtype=complex)
    phases = rng.uniform(0, 2 * np.pi, len(waves))
    spectrum[1:] = np.exp(1j * phases) / waves**1.25
    wave = np.fft.irfft(spectrum, vertices)
    radii = np.exp(0.35 * wave / max(wave.std(), 1e-12))
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    ring = np.c_[radii * np.cos(angle), radii * np.sin(angle)]
    return np.vstack([ring, ring[:1]])


def _feature(
    number: int, name: str, geometry_type: str, coordinates: Any, note_repeats: int = 3
) -> Feature:
    return {
        "type": "Feature",
        "id": number,
        "properties": {
            "name": name,
            "kind": ("settlement", "area", "route")[number % 3],
            "date": f"2025-10-{1 + number % 30:02d}",
            "note": "lorem ipsum " * note_repeats,
        },
        "geometry": {"type": geometry_type, "coordinates": coordinates},
    }


def main() -> None:
    """Write the layers named on the command line, or all named layers."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(LAYERS) + " or NxM")
    args = parser.parse_args()
    for name in args.names or LAYERS:
        path = ensure_layer(args.folder, name)
        print(f"{path}  {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
