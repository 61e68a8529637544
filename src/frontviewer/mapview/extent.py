"""How far layers and features reach: known before anything is drawn."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.web_mercator import ground_scale
from frontviewer.core.model.layer import Layer
from frontviewer.mapview.camera import MapBounds, project_bounds

_ROUND = 360.0


def layers_extent(layers: Iterable[Layer]) -> MapBounds | None:
    """Return the map bounds of all layers together; None where nothing has a place."""
    return _around(np.concatenate([np.empty((0, 4)), *(layer.geometry.bounds for layer in layers)]))


def feature_extent(layer: Layer, id_: str) -> MapBounds | None:
    """Return the map bounds of a feature and of the precision around it; None without a place."""
    index = layer.positions.get(id_)
    box = None if index is None else _around(layer.geometry.bounds[[index]])
    if index is None or box is None:
        return None
    latitude = float(layer.geometry.bounds[index, [1, 3]].mean())
    halo = (layer.feature(index).precision_m or 0.0) / ground_scale(latitude)
    west, south, east, north = box
    return west - halo, south - halo, east + halo, north + halo


def _around(boxes: npt.NDArray[np.float64]) -> MapBounds | None:
    """Return the narrowest map bounds around (n, 4) bounds in degrees, NaN left out.

    Those of what lies on both sides of the antimeridian go across it.
    """
    west, south, east, north = boxes[~np.isnan(boxes).any(axis=1)].T
    if not len(west):
        return None
    east = east + _ROUND * (west > east)
    turned = _ROUND * (west < 0)
    ways = [(west.min(), east.max()), ((west + turned).min(), (east + turned).max())]
    left, right = min(ways, key=lambda way: float(way[1] - way[0]))
    return project_bounds((float(left), float(south.min()), float(right), float(north.max())))
