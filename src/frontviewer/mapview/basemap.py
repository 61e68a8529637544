"""The quiet ground beneath the layers: land, borders, rivers, towns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from frontviewer.core.columns import take_features
from frontviewer.core.geodesy import to_map
from frontviewer.core.geojson.reader import read_layer
from frontviewer.core.layer import Coordinates, Layer
from frontviewer.mapview.detail import Shapes, on_map

_SHAPES = ("land", "rivers", "oblast_lines", "borders")
_TOWNS = "towns"


@dataclass(frozen=True, slots=True, eq=False)
class Towns:
    """Points with names, the most populous first.

    Attributes
    ----------
    coords
        (n, 2) map metres.
    populations
        0 where unknown.
    """

    coords: Coordinates
    names: tuple[str, ...]
    populations: npt.NDArray[np.int64]


_NO_TOWNS = Towns(np.empty((0, 2)), (), np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Basemap:
    """What is drawn beneath all layers.

    Attributes
    ----------
    shapes
        By the stem of their file, one of `_SHAPES`.
    attribution
        Whom the ground must be credited to.
    """

    shapes: Mapping[str, Shapes] = field(default_factory=dict)
    towns: Towns = _NO_TOWNS
    attribution: tuple[str, ...] = ()


def load_basemap(folder: Path) -> Basemap:
    """Read the ground from a folder's GeoJSON files; may run off the interface thread.

    A file that is missing is left out of the picture.

    Raises
    ------
    UnusableFileError
        If one of the files cannot be used.
    """
    files = ((stem, folder / f"{stem}.geojson") for stem in (*_SHAPES, _TOWNS))
    layers = {stem: read_layer(file) for stem, file in files if file.is_file()}
    credit = (str(layer.members.get("attribution") or "") for layer in layers.values())
    return Basemap(
        shapes={stem: _placed(layer) for stem, layer in layers.items() if stem != _TOWNS},
        towns=_towns(layers[_TOWNS]) if _TOWNS in layers else _NO_TOWNS,
        attribution=tuple(dict.fromkeys(line for line in credit if line)),
    )


def _placed(layer: Layer) -> Shapes:
    located = np.flatnonzero(np.diff(layer.columns.feature_offsets) > 0)
    return Shapes(on_map(take_features(layer.columns, located)))


def _towns(layer: Layer) -> Towns:
    located = [feature for feature in layer.features() if feature.located]
    people = np.array([_population(f.properties.get("population")) for f in located], dtype=int)
    order = np.argsort(-people, kind="stable")
    corners = layer.columns.bounds[[feature.index for feature in located], :2]
    return Towns(
        coords=to_map(corners.reshape(-1, 2))[order],
        names=tuple(located[index].name for index in order),
        populations=people[order],
    )


def _population(value: object) -> int:
    return int(value) if isinstance(value, int | float) and value > 0 else 0
