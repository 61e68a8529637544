"""Computes the extent of layers and features from their bounds, without any rendering."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.web_mercator import ground_scale
from frontviewer.core.model.layer import Layer
from frontviewer.mapview.camera import MapBounds, project_bounds

_FULL_CIRCLE_DEG = 360.0


def compute_layers_extent(layers: Iterable[Layer]) -> MapBounds | None:
    """Return the map bounds of all layers together; None if no feature has a geometry."""
    return _merge_bounds(
        np.concatenate([np.empty((0, 4)), *(layer.geometry.bounds for layer in layers)])
    )


def compute_feature_extent(layer: Layer, id_: str) -> MapBounds | None:
    """Return the map bounds of a feature, grown by its precision; None without a geometry."""
    index = layer.positions.get(id_)
    bounds = None if index is None else _merge_bounds(layer.geometry.bounds[[index]])
    if index is None or bounds is None:
        return None
    latitude = float(layer.geometry.bounds[index, [1, 3]].mean())
    radius = (layer.feature(index).precision_m or 0.0) / ground_scale(latitude)
    west, south, east, north = bounds
    return west - radius, south - radius, east + radius, north + radius


def _merge_bounds(bounds: npt.NDArray[np.float64]) -> MapBounds | None:
    """Return the narrowest map bounds that contain (n, 4) bounds in degrees; NaN rows are skipped.

    Bounds on both sides of the antimeridian are merged across it if that is narrower.
    """
    west, south, east, north = bounds[~np.isnan(bounds).any(axis=1)].T
    if not len(west):
        return None
    east = east + _FULL_CIRCLE_DEG * (west > east)
    shift = _FULL_CIRCLE_DEG * (west < 0)
    candidates = [(west.min(), east.max()), ((west + shift).min(), (east + shift).max())]
    left, right = min(candidates, key=lambda span: float(span[1] - span[0]))
    return project_bounds((float(left), float(south.min()), float(right), float(north.max())))
