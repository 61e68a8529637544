"""Convert the basemap GeoJSON to the arrays that the program draws.

    python resources/basemap/pack.py

Needs frontviewer itself. Run it after a change of any GeoJSON file beside it.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import GeometryArrays, take_features
from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.core.io.geojson.reader import read_layer
from frontviewer.core.model.layer import Layer
from frontviewer.mapview.painters.level_of_detail import project_geometry

HERE = Path(__file__).parent
SHAPES = ("land", "rivers", "oblast_lines", "borders")
Arrays = dict[str, npt.NDArray[Any]]


def main() -> None:
    """Write `ground.npz` beside this script; the same GeoJSON gives the same bytes."""
    np.savez(HERE / "ground.npz", **build_arrays(HERE))


def build_arrays(folder: Path) -> Arrays:
    """Return land, lines and towns of a folder's GeoJSON as named arrays, in meters (EPSG:3857)."""
    layers = {stem: read_layer(folder / f"{stem}.geojson") for stem in (*SHAPES, "towns")}
    arrays: Arrays = {}
    for stem in SHAPES:
        geometry = _project_located(layers[stem])
        arrays |= {f"{stem}.{name}": getattr(geometry, name) for name in GeometryArrays.__slots__}
    arrays |= _build_town_arrays(layers["towns"])
    credit = (str(layer.members.get("attribution") or "") for layer in layers.values())
    arrays["attribution"] = _encode_lines(dict.fromkeys(filter(None, credit)))
    return arrays


def _project_located(layer: Layer) -> GeometryArrays:
    """Return the geometry of the features that have one, projected to EPSG:3857."""
    located = np.flatnonzero(np.diff(layer.geometry.feature_offsets) > 0)
    return project_geometry(take_features(layer.geometry, located))


def _build_town_arrays(layer: Layer) -> Arrays:
    """Return coordinates, names and populations of towns, the most populous first."""
    located = [feature for feature in layer.features() if feature.located]
    populations = np.array(
        [_parse_population(f.properties.get("population")) for f in located], np.int64
    )
    order = np.argsort(-populations, kind="stable")
    points = layer.geometry.bounds[[feature.index for feature in located], :2]
    return {
        "towns.coords": to_map(points.reshape(-1, 2))[order],
        "towns.names": _encode_lines(located[index].name for index in order),
        "towns.people": populations[order],
    }


def _parse_population(value: object) -> int:
    return int(value) if isinstance(value, int | float) and value > 0 else 0


def _encode_lines(lines: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Return lines of text as UTF-8 bytes; numpy string arrays take four bytes per letter."""
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


if __name__ == "__main__":
    main()
