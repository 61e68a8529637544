"""Pack the basemap as the program draws it: `python resources/basemap/pack.py`.

Needs frontviewer itself. To be run whenever one of the GeoJSON files beside it has changed.
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
    """Write `ground.npz` beside this script; the same GeoJSON makes the same bytes."""
    np.savez(HERE / "ground.npz", **packed(HERE))


def packed(folder: Path) -> Arrays:
    """Return a folder's land, lines and towns by name, in metres on the map (EPSG:3857)."""
    layers = {stem: read_layer(folder / f"{stem}.geojson") for stem in (*SHAPES, "towns")}
    arrays: Arrays = {}
    for stem in SHAPES:
        geometry = _placed(layers[stem])
        arrays |= {f"{stem}.{name}": getattr(geometry, name) for name in GeometryArrays.__slots__}
    arrays |= _towns(layers["towns"])
    credit = (str(layer.members.get("attribution") or "") for layer in layers.values())
    arrays["attribution"] = _text(dict.fromkeys(filter(None, credit)))
    return arrays


def _placed(layer: Layer) -> GeometryArrays:
    located = np.flatnonzero(np.diff(layer.geometry.feature_offsets) > 0)
    return project_geometry(take_features(layer.geometry, located))


def _towns(layer: Layer) -> Arrays:
    """Return the points, names and inhabitants of towns, the most populous first."""
    located = [feature for feature in layer.features() if feature.located]
    people = np.array([_population(f.properties.get("population")) for f in located], np.int64)
    order = np.argsort(-people, kind="stable")
    corners = layer.geometry.bounds[[feature.index for feature in located], :2]
    return {
        "towns.coords": to_map(corners.reshape(-1, 2))[order],
        "towns.names": _text(located[index].name for index in order),
        "towns.people": people[order],
    }


def _population(value: object) -> int:
    return int(value) if isinstance(value, int | float) and value > 0 else 0


def _text(lines: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Return lines of text as bytes: arrays of words would take four for each letter."""
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


if __name__ == "__main__":
    main()
