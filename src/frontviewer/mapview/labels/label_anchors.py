"""Where on the map a feature's name may stand."""

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
    part_shapes,
    ring_kinds,
    ring_owners,
)
from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.painters.render_layer import RenderLayer, with_room

_ALL_AROUND = 0.9


def label_anchors(
    chosen: Iterable[tuple[RenderLayer, Sequence[int]]], camera: Camera
) -> tuple[npt.NDArray[np.float64], Mask]:
    """Return (n, 2) a point on what is visible of some features of each layer, in map metres.

    NaN where nothing is. The second result says where one is so far inside a feature that its
    name would say nothing.
    """
    seen = [
        layer.lod.clip_to_view(camera.resolution, layer.features[list(numbers)], camera.bounds)[0]
        for layer, numbers in chosen
        if len(numbers)
    ]
    if not seen:
        return np.empty((0, 2)), np.empty(0, dtype=np.bool_)
    geometry = concat_geometry(seen)
    anchors = np.full((len(geometry.bounds), 2), np.nan)
    around = np.zeros(len(anchors), dtype=np.bool_)
    bent, owners = _largest_pieces(with_room(geometry), camera)
    middles = shapely.centroid(bent)
    outside = ~shapely.intersects(middles, bent)
    middles[outside] = shapely.point_on_surface(bent[outside])
    anchors[owners] = np.stack([shapely.get_x(middles), shapely.get_y(middles)], axis=1)
    west, south, east, north = camera.bounds
    around[owners] = shapely.area(bent) > _ALL_AROUND * (east - west) * (north - south)
    _put_on_points(anchors, around, geometry)
    return anchors, around


def _largest_pieces(
    geometry: GeometryArrays, camera: Camera
) -> tuple[npt.NDArray[np.object_], Indices]:
    """Return the largest visible piece of each feature that has one, and whose it is."""
    pieces = _clipped(part_shapes(geometry), camera.bounds)
    owners = np.repeat(np.arange(len(geometry.bounds)), np.diff(geometry.feature_offsets))
    shown = ~shapely.is_empty(pieces)
    pieces, owners = pieces[shown], owners[shown]
    sizes = shapely.area(pieces) + shapely.length(pieces) * camera.resolution
    order = np.lexsort((sizes, owners))
    last = np.append(np.diff(owners[order]) > 0, True)[: len(order)]
    largest = order[last]
    return pieces[largest], owners[largest]


def _clipped(parts: npt.NDArray[np.object_], bounds: MapBounds) -> npt.NDArray[np.object_]:
    """Cut parts to bounds; what cannot be cut, as an outline that crosses itself, is left out."""
    try:
        return np.asarray(shapely.clip_by_rect(parts, *bounds), dtype=object)
    except shapely.GEOSException:
        if len(parts) > 1:
            return np.concatenate([_clipped(half, bounds) for half in np.array_split(parts, 2)])
        return np.array([shapely.Point()], dtype=object)


def _put_on_points(
    anchors: npt.NDArray[np.float64], around: Mask, geometry: GeometryArrays
) -> None:
    """Let the name of a feature with points stand at the first of them."""
    kinds = ring_kinds(geometry)
    pointed = np.flatnonzero(kinds == PartKind.POINT)
    owners, firsts = np.unique(ring_owners(geometry)[pointed], return_index=True)
    anchors[owners] = geometry.coords[geometry.ring_offsets[:-1][pointed[firsts]]]
    around[owners] = False
