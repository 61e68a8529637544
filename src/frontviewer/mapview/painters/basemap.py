"""Basemap data: land, borders, rivers and towns beneath the layers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import Coordinates, GeometryArrays
from frontviewer.mapview.painters.level_of_detail import LevelOfDetail

_ARCHIVE = "ground.npz"
_SHAPE_STEMS = ("land", "rivers", "oblast_lines", "borders")


@dataclass(frozen=True, slots=True, eq=False)
class Towns:
    """Named points, most populous first.

    Attributes
    ----------
    coords
        (n, 2) map meters.
    populations
        0 where unknown.
    """

    coords: Coordinates
    names: tuple[str, ...]
    populations: npt.NDArray[np.int64]


_NO_TOWNS = Towns(np.empty((0, 2)), (), np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Basemap:
    """Shapes and towns that are drawn beneath all layers.

    Attributes
    ----------
    shapes
        By the stem of the source file, one of `_SHAPE_STEMS`.
    attribution
        Credits that the map must show.
    """

    shapes: Mapping[str, LevelOfDetail] = field(default_factory=dict)
    towns: Towns = _NO_TOWNS
    attribution: tuple[str, ...] = ()


def load_basemap(folder: Path) -> Basemap:
    """Read the packed basemap of a folder; may run off the UI thread.

    The folder's own `pack.py` packs it from GeoJSON: parsing that at every start took 60 ms.
    Without the packed file the basemap is empty.

    Raises
    ------
    OSError, ValueError, KeyError, zipfile.BadZipFile
        If the file is damaged: the installation is incomplete.
    """
    file = folder / _ARCHIVE
    if not file.is_file():
        return Basemap()
    with np.load(file) as packed:
        shapes = {
            stem: LevelOfDetail(
                GeometryArrays(**{n: packed[f"{stem}.{n}"] for n in GeometryArrays.__slots__})
            )
            for stem in _SHAPE_STEMS
        }
        towns = Towns(
            packed["towns.coords"], _decode_lines(packed["towns.names"]), packed["towns.people"]
        )
        return Basemap(shapes, towns, _decode_lines(packed["attribution"]))


def _decode_lines(text: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    """Return the lines of UTF-8 text stored as bytes."""
    return tuple(text.tobytes().decode().splitlines())
