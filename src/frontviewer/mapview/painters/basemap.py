"""The quiet ground beneath the layers: land, borders, rivers, towns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import Coordinates, GeometryArrays
from frontviewer.mapview.painters.level_of_detail import LevelOfDetail

_PACKED = "ground.npz"
_SHAPES = ("land", "rivers", "oblast_lines", "borders")


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
        By the stem of the file they come from, one of `_SHAPES`.
    attribution
        Whom the ground must be credited to.
    """

    shapes: Mapping[str, LevelOfDetail] = field(default_factory=dict)
    towns: Towns = _NO_TOWNS
    attribution: tuple[str, ...] = ()


def load_basemap(folder: Path) -> Basemap:
    """Read the ground of a folder, ready to be drawn; may run off the interface thread.

    It was packed from GeoJSON by the folder's own `pack.py`: reading that at every start took
    60 ms. Without it, the map has no ground.

    Raises
    ------
    OSError, ValueError, KeyError, zipfile.BadZipFile
        If the file is damaged: the program is not installed whole.
    """
    file = folder / _PACKED
    if not file.is_file():
        return Basemap()
    with np.load(file) as packed:
        shapes = {
            stem: LevelOfDetail(
                GeometryArrays(**{n: packed[f"{stem}.{n}"] for n in GeometryArrays.__slots__})
            )
            for stem in _SHAPES
        }
        towns = Towns(packed["towns.coords"], _lines(packed["towns.names"]), packed["towns.people"])
        return Basemap(shapes, towns, _lines(packed["attribution"]))


def _lines(text: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(text.tobytes().decode().splitlines())
