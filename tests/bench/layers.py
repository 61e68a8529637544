"""Layers to measure with, all made up: same name, same bytes.

    layers.py FOLDER [NAME ...]

NAME is one of the named layers below, or like 5000x40: 5000 polygons of 40 vertices each.
Places are longitude and latitude in degrees, WGS 84.
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
_SQUEEZE = 0.67
"""How much longer a degree of latitude is than one of longitude in these parts."""


def polygons(count: int, vertices: int, seed: int) -> Iterator[Feature]:
    """Yield wavy areas of up to some kilometres, strewn over a region."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    for number in range(count):
        x, y = rng.uniform(_WEST_SOUTH, _EAST_NORTH)
        radius = rng.uniform(0.001, 0.02)
        walk = np.cumsum(rng.normal(0, 1, vertices)) / np.sqrt(vertices)
        reach = radius * (np.abs(1 + 0.3 * walk) + 0.2)
        ring = np.c_[x + reach * np.cos(angle), y + reach * np.sin(angle) * _SQUEEZE]
        ring = np.vstack([ring, ring[:1]]).round(6)
        yield _feature(number, f"Object {number}", "Polygon", [ring.tolist()])


def points(count: int, seed: int) -> Iterator[Feature]:
    """Yield places around a thousand towns, each with a paragraph of properties."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(_WEST_SOUTH, _EAST_NORTH, (1000, 2))
    places = (towns[rng.integers(0, len(towns), count)] + rng.normal(0, 0.03, (count, 2))).round(6)
    for number, place in enumerate(places.tolist()):
        yield _feature(number, f"Place {number}", "Point", place, words=7)


def fronts(days: int, vertices: int, seed: int) -> Iterator[Feature]:
    """Yield one multipolygon a day: nearly the same wide area, its holes and its islands."""
    rng = np.random.default_rng(seed)
    shares = [0.7, *[0.02] * 15]
    outlines = [_coast(int(vertices * share), rng) for share in shares]
    centers = rng.uniform(_WEST_SOUTH, _EAST_NORTH, (len(shares), 2))
    for day in range(days):
        parts = []
        for place, (outline, (x, y)) in enumerate(zip(outlines, centers, strict=True)):
            reach = 1.1 if place == 0 else 0.06
            moved = outline * (1 + 0.0004 * day) + rng.normal(0, 2e-5, outline.shape)
            moved[-1] = moved[0]
            middle = (37.2, 48.3) if place == 0 else (x, y)
            parts.append([(moved * (reach, reach * _SQUEEZE) + middle).round(8).tolist()])
        hole = outlines[1] * (0.12, 0.08) + (37.2, 48.3)
        parts[0].append(hole[::-1].round(8).tolist())
        yield _feature(day, f"Day {day}", "MultiPolygon", parts)


def coastline(vertices: int, seed: int) -> Iterator[Feature]:
    """Yield the coasts of a made-up world: a continent of a million vertices, ever more islands.

    Every third is a line, the others are areas.
    """
    rng = np.random.default_rng(seed)
    number, left = 0, vertices
    while left > 0:
        size = max(12, min(left, 1_000_000 // (1 + number)))
        reach = 18 * (size / 1_000_000) ** 0.5
        ring = _coast(size, rng) * (reach, reach * _SQUEEZE) + rng.uniform((-150, -50), (150, 62))
        ring = ring.clip((-179.9, -84), (179.9, 84)).round(6)
        if number % 3 == 0:
            yield _feature(number, f"Coast {number}", "LineString", ring[:-1].tolist())
        else:
            yield _feature(number, f"Island {number}", "Polygon", [ring.tolist()])
        number, left = number + 1, left - size


LAYERS: dict[str, Callable[[], Iterator[Feature]]] = {
    "p1m": partial(polygons, 10_000, 100, 0),
    "p2m": partial(polygons, 100_000, 20, 1),
    "big1m": partial(polygons, 100, 10_000, 2),
    "points": partial(points, 235_000, 4),
    "fronts": partial(fronts, 769, 2_500, 5),
    "coastline": partial(coastline, 9_500_000, 6),
}
"""The first three are those of ../shared/bench/make_layers.py, byte for byte."""


def made(folder: Path, name: str) -> Path:
    """Return the file of a layer, written unless it is there."""
    path = folder / f"{name}.geojson"
    if not path.exists():
        count, _, vertices = name.partition("x")
        features = (
            LAYERS[name] if name in LAYERS else partial(polygons, int(count), int(vertices), 3)
        )
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        write_layer(unfinished, features())
        unfinished.replace(path)
    return path


def write_layer(path: Path, features: Iterator[Feature]) -> None:
    """Write a FeatureCollection, a feature to the line."""
    with path.open("wb") as out:
        out.write(b'{"type":"FeatureCollection","features":[\n')
        for number, feature in enumerate(features):
            out.write((b",\n" if number else b"") + msgspec.json.encode(feature))
        out.write(b"\n]}")


def _coast(vertices: int, rng: np.random.Generator) -> Ring:
    """Return a ring about 0, 0 of radius 1 or so, as wavy at every scale as a coast."""
    waves = np.arange(1, vertices // 2 + 1)
    spectrum = np.zeros(len(waves) + 1, dtype=complex)
    phases = rng.uniform(0, 2 * np.pi, len(waves))
    spectrum[1:] = np.exp(1j * phases) / waves**1.25
    wave = np.fft.irfft(spectrum, vertices)
    reach = np.exp(0.35 * wave / max(wave.std(), 1e-12))
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    ring = np.c_[reach * np.cos(angle), reach * np.sin(angle)]
    return np.vstack([ring, ring[:1]])


def _feature(number: int, name: str, shape: str, coordinates: Any, words: int = 3) -> Feature:
    return {
        "type": "Feature",
        "id": number,
        "properties": {
            "name": name,
            "kind": ("settlement", "area", "route")[number % 3],
            "date": f"2025-10-{1 + number % 30:02d}",
            "note": "lorem ipsum " * words,
        },
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def main() -> None:
    """Write the layers that are asked for, else all that have a name."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(LAYERS) + " or NxM")
    asked = parser.parse_args()
    for name in asked.names or LAYERS:
        path = made(asked.folder, name)
        print(f"{path}  {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
