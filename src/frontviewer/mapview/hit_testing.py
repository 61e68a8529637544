"""Finds the features at a point of the map: point in polygon for areas, distance for the rest."""

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import (
    Coordinates,
    GeometryArrays,
    Indices,
    Mask,
    Offsets,
    PartKind,
    expand_ranges,
    offsets_from_sizes,
    ring_kinds,
    ring_owners,
    take_ranges,
)
from frontviewer.core.model.feature import FeatureKey
from frontviewer.mapview.painters.level_of_detail import DetailLevel, clip_to_view, intersects
from frontviewer.mapview.painters.render_layer import RenderLayer, select_rings
from frontviewer.mapview.raster.painter_paths import build_segments, segment_start_mask

_FULL_SCAN_SHARE = 0.25
"""Share of all features above which testing every vertex block is faster than selecting some."""


def hit_test(layer: RenderLayer, x: float, y: float, tolerance: float) -> tuple[FeatureKey, ...]:
    """Return the features of one layer at a map point, topmost first.

    Lines and points are hit within `tolerance`, in map meters. Areas are hit inside only, so that
    a hole is never a hit; areas smaller than twice the tolerance are also hit within it. A point
    with a stated precision is hit anywhere in its precision disc.
    """
    point = np.array([x, y])
    max_radius = max(tolerance, float(layer.precision_radius.max(initial=0.0)))
    search = (x - max_radius, y - max_radius, x + max_radius, y + max_radius)
    near = np.flatnonzero(intersects(layer.bounds, search))
    if not len(near):
        return ()
    level, chosen = layer.lod.full, layer.draw_order[near]
    is_hit = _contain_point(level, chosen, point)
    west, south, east, north = layer.bounds[near].T
    is_large = np.maximum(east - west, north - south) > 2 * tolerance
    by_distance = np.flatnonzero(~is_large | _have_points_or_lines(level.geometry, chosen))
    if len(by_distance):
        disc_radii = np.where(
            layer.kinds[near] == PartKind.POINT, layer.precision_radius[near], 0.0
        )
        box = (x - tolerance, y - tolerance, x + tolerance, y + tolerance)
        geometry, _ = clip_to_view(level, chosen[by_distance], box)
        radii = np.maximum(disc_radii, tolerance)[by_distance]
        is_hit[by_distance] |= _are_within_radius(geometry, point, radii, is_large[by_distance])
    name, ids = layer.name, layer.layer.ids
    topmost_first = layer.draw_order[near[is_hit][::-1]].tolist()
    return tuple(FeatureKey(name, ids[position]) for position in topmost_first)


def _have_points_or_lines(geometry: GeometryArrays, chosen: Indices) -> Mask:
    """Return a mask of the chosen features that contain points or lines."""
    if geometry.part_kinds.min() == PartKind.AREA:  # shortcut: most layers have only areas
        return np.zeros(len(chosen), dtype=np.bool_)
    parts, ends = take_ranges(geometry.feature_offsets, chosen)
    counts = offsets_from_sizes(geometry.part_kinds[parts] != PartKind.AREA)
    mask: Mask = np.diff(counts[ends]) > 0
    return mask


def _contain_point(level: DetailLevel, chosen: Indices, point: npt.NDArray[np.float64]) -> Mask:
    """Return a mask of the chosen features whose areas contain a point, by ray casting.

    A ray from the point to the east crosses the rings of such a feature an odd number of times
    (even-odd rule). A vertex block that is entirely east of the point is crossed an odd number of
    times if its ends are on opposite sides of the ray; only blocks that span the point in both
    directions are tested vertex by vertex.
    """
    geometry, (x, y) = level.geometry, point
    blocks = _select_blocks(level, chosen)
    _, south, east, north = level.block_bounds.take(blocks, axis=0).T
    crossed = blocks[(south <= y) & (north > y) & (east >= x)]
    rings = _find_owners(level.block_offsets, crossed)
    parts = _find_owners(geometry.part_offsets, rings)
    is_area = geometry.part_kinds[parts] == PartKind.AREA
    crossed, rings, parts = crossed[is_area], rings[is_area], parts[is_area]
    firsts = level.block_starts[crossed]
    is_last_of_ring = crossed + 1 == level.block_offsets[rings + 1]
    lasts = level.block_starts[crossed + 1] - is_last_of_ring  # others include the link to the next
    odd = (geometry.coords[firsts, 1] > y) != (geometry.coords[lasts, 1] > y)
    near = np.flatnonzero(level.block_bounds[crossed, 0] <= x)
    odd[near] = _count_crossings(geometry.coords, firsts[near], lasts[near], point) % 2 == 1
    owners = _find_owners(geometry.feature_offsets, parts[odd])
    counts = np.bincount(owners, minlength=len(geometry.bounds))
    inside: Mask = counts[chosen] % 2 == 1
    return inside


def _select_blocks(level: DetailLevel, chosen: Indices) -> Indices:
    """Return the vertex blocks of the chosen features, or all blocks if many are chosen."""
    geometry = level.geometry
    if len(chosen) > _FULL_SCAN_SHARE * len(geometry.bounds):
        return np.arange(len(level.block_bounds))
    parts, _ = take_ranges(geometry.feature_offsets, chosen)
    rings, _ = take_ranges(geometry.part_offsets, parts)
    blocks, _ = take_ranges(level.block_offsets, rings)
    return blocks


def _find_owners(offsets: Offsets, items: Indices) -> Indices:
    """Return the index of the range of `offsets` that contains each item."""
    return np.searchsorted(offsets, items, side="right") - 1


def _count_crossings(
    coords: Coordinates, firsts: Indices, lasts: Indices, point: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Return how often a ray from a point to the east crosses each range of vertices."""
    x, y = point
    vertices, offsets = expand_ranges(firsts, lasts - firsts + 1)
    xy = coords.take(vertices, axis=0)
    above = xy[:, 1] > y
    crossings = np.flatnonzero((above[:-1] != above[1:]) & segment_start_mask(offsets)[:-1])
    (x0, y0), (x1, y1) = xy[crossings].T, xy[crossings + 1].T
    is_east = x0 + (x1 - x0) / (y1 - y0) * (y - y0) > x
    return np.bincount(_find_owners(offsets, crossings[is_east]), minlength=len(firsts))


def _are_within_radius(
    geometry: GeometryArrays,
    point: npt.NDArray[np.float64],
    radii: npt.NDArray[np.float64],
    is_large: Mask,
) -> Mask:
    """Return a mask of the features with points, lines or small outlines within their radius.

    The outlines of features in `is_large` are ignored: these are hit inside only.
    """
    is_hit = np.zeros(len(geometry.bounds), dtype=np.bool_)
    for kind in np.unique(geometry.part_kinds).tolist():
        if kind == PartKind.AREA and is_large.all():
            continue
        (x0, y0, x1, y1), owners = _build_segments(geometry, kind)
        direction, offset = np.array([x1 - x0, y1 - y0]), np.array([point[0] - x0, point[1] - y0])
        squared_length = (direction * direction).sum(axis=0)
        along = np.divide(
            (direction * offset).sum(axis=0),
            squared_length,
            where=squared_length > 0,
            out=squared_length * 0,
        )
        distance = np.hypot(*(offset - np.clip(along, 0, 1) * direction))
        is_near = distance <= radii[owners]
        if kind == PartKind.AREA:
            is_near &= ~is_large[owners]
        is_hit[owners[is_near]] = True
    return is_hit


def _build_segments(
    geometry: GeometryArrays, kind: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return the segments of all parts of a kind as (4, n) x0, y0, x1, y1, and their features.

    A point is a segment of zero length.
    """
    kinds = ring_kinds(geometry)
    owners = ring_owners(geometry)[kinds == kind]
    coords, offsets = select_rings(geometry, kinds == kind)
    if kind == PartKind.POINT:
        return np.hstack([coords, coords]).T, owners
    counts = np.maximum(np.diff(offsets) - 1, 0)
    return build_segments(coords, segment_start_mask(offsets)).T, np.repeat(owners, counts)
