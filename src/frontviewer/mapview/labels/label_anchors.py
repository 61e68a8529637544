"""Computes label anchors: one point inside the visible part of each feature."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import shapely

from frontviewer.core.geometry.arrays import (
    GeometryArrays,
    Indices,
    Mask,
    PartKind,
    concat_geometry,
    parts_to_shapely,
    ring_kinds,
    ring_owners,
)
from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.painters.render_layer import RenderLayer, drop_degenerate_rings

_FILLED_SHARE = 0.9
"""Share of the view above which an area fills it."""


def compute_label_anchors(
    chosen: Iterable[tuple[RenderLayer, Sequence[int]]], camera: Camera
) -> tuple[npt.NDArray[np.float64], Mask]:
    """Return a label anchor for each of the chosen features, and which of them fill the view.

    Parameters
    ----------
    chosen
        Layers, each with draw indices of features.

    Returns
    -------
    anchors
        (n, 2) map meters; NaN where nothing of the feature is visible.
    fills_view
        (n,) True where an area fills the view, so that a label would not identify it.
    """
    clipped = [
        layer.lod.clip_to_view(camera.resolution, layer.draw_order[list(indices)], camera.bounds)[0]
        for layer, indices in chosen
        if len(indices)
    ]
    if not clipped:
        return np.empty((0, 2)), np.empty(0, dtype=np.bool_)
    geometry = concat_geometry(clipped)
    anchors = np.full((len(geometry.bounds), 2), np.nan)
    fills_view = np.zeros(len(anchors), dtype=np.bool_)
    pieces, owners = _find_largest_pieces(drop_degenerate_rings(geometry), camera)
    points = shapely.centroid(pieces)
    is_outside = ~shapely.intersects(points, pieces)
    points[is_outside] = shapely.point_on_surface(pieces[is_outside])
    anchors[owners] = np.stack([shapely.get_x(points), shapely.get_y(points)], axis=1)
    west, south, east, north = camera.bounds
    fills_view[owners] = shapely.area(pieces) > _FILLED_SHARE * (east - west) * (north - south)
    _anchor_at_points(anchors, fills_view, geometry)
    return anchors, fills_view


def _find_largest_pieces(
    geometry: GeometryArrays, camera: Camera
) -> tuple[npt.NDArray[np.object_], Indices]:
    """Return the largest visible piece of each visible feature, and the index of the feature."""
    pieces = _clip_parts(parts_to_shapely(geometry), camera.bounds)
    owners = np.repeat(np.arange(len(geometry.bounds)), np.diff(geometry.feature_offsets))
    is_visible = ~shapely.is_empty(pieces)
    pieces, owners = pieces[is_visible], owners[is_visible]
    sizes = shapely.area(pieces) + shapely.length(pieces) * camera.resolution
    order = np.lexsort((sizes, owners))
    is_largest = np.append(np.diff(owners[order]) > 0, True)[: len(order)]
    largest = order[is_largest]
    return pieces[largest], owners[largest]


def _clip_parts(parts: npt.NDArray[np.object_], bounds: MapBounds) -> npt.NDArray[np.object_]:
    """Clip parts to bounds; a part that GEOS cannot clip, such as a bow tie, becomes empty."""
    try:
        return np.asarray(shapely.clip_by_rect(parts, *bounds), dtype=object)
    except shapely.GEOSException:
        if len(parts) > 1:
            return np.concatenate([_clip_parts(half, bounds) for half in np.array_split(parts, 2)])
        return np.array([shapely.Point()], dtype=object)


def _anchor_at_points(
    anchors: npt.NDArray[np.float64], fills_view: Mask, geometry: GeometryArrays
) -> None:
    """Move the anchor of each feature that contains points to its first point, in place."""
    kinds = ring_kinds(geometry)
    points = np.flatnonzero(kinds == PartKind.POINT)
    owners, firsts = np.unique(ring_owners(geometry)[points], return_index=True)
    anchors[owners] = geometry.coords[geometry.ring_offsets[:-1][points[firsts]]]
    fills_view[owners] = False
