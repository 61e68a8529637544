"""What lies under the pointer."""

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
from frontviewer.mapview.painters.level_of_detail import DetailLevel, clip_to_view, intersecting
from frontviewer.mapview.painters.render_layer import RenderLayer, rings_of
from frontviewer.mapview.raster.painter_paths import leading_on, segments_of

_MANY = 0.25
"""Share of all features; to look at every run is quicker than to pick the runs of so many."""


def features_at(layer: RenderLayer, x: float, y: float, reach: float) -> tuple[FeatureKey, ...]:
    """Return the features of one layer at a point of the map, topmost first.

    `reach` is how far beside a line or point one may be, in map metres. Areas are hit
    inside only, so that a hole is no hit; one too small to be aimed at is hit beside, too. A
    point known to some metres is the disc it may lie in.
    """
    place = np.array([x, y])
    far = max(reach, float(layer.accuracy_radius.max(initial=0.0)))
    near = np.flatnonzero(intersecting(layer.bounds, (x - far, y - far, x + far, y + far)))
    if not len(near):
        return ()
    level, chosen = layer.lod.full, layer.features[near]
    struck = _inside(level, chosen, place)
    west, south, east, north = layer.bounds[near].T
    aimable = np.maximum(east - west, north - south) > 2 * reach
    others = np.flatnonzero(~aimable | _has_others(level.geometry, chosen))
    if len(others):
        reaches = np.where(layer.kinds[near] == PartKind.POINT, layer.accuracy_radius[near], 0.0)
        around = (x - reach, y - reach, x + reach, y + reach)
        geometry, _ = clip_to_view(level, chosen[others], around)
        within = np.maximum(reaches, reach)[others]
        struck[others] |= _beside(geometry, place, within, aimable[others])
    name, ids = layer.name, layer.layer.ids
    topmost_first = layer.features[near[struck][::-1]].tolist()
    return tuple(FeatureKey(name, ids[position]) for position in topmost_first)


def _has_others(geometry: GeometryArrays, chosen: Indices) -> Mask:
    """Return which of some features have points or lines."""
    if geometry.part_kinds.min() == PartKind.AREA:  # as of most layers; told at once
        return np.zeros(len(chosen), dtype=np.bool_)
    parts, ends = take_ranges(geometry.feature_offsets, chosen)
    others = offsets_from_sizes(geometry.part_kinds[parts] != PartKind.AREA)
    has: Mask = np.diff(others[ends]) > 0
    return has


def _inside(level: DetailLevel, chosen: Indices, place: npt.NDArray[np.float64]) -> Mask:
    """Say which areas hold a place: a ray from there to the east crosses them an odd time.

    A run of vertices that lies wholly in the east is crossed an odd time if its ends lie on both
    sides of the ray; only those above or below the place are looked at vertex by vertex.
    """
    geometry, (x, y) = level.geometry, place
    runs = _runs_of(level, chosen)
    _, south, east, north = level.block_bounds.take(runs, axis=0).T
    met = runs[(south <= y) & (north > y) & (east >= x)]
    rings = _owners(level.block_offsets, met)
    parts = _owners(geometry.part_offsets, rings)
    areal = geometry.part_kinds[parts] == PartKind.AREA
    met, rings, parts = met[areal], rings[areal], parts[areal]
    firsts = level.block_starts[met]
    last_of_ring = met + 1 == level.block_offsets[rings + 1]
    lasts = level.block_starts[met + 1] - last_of_ring  # all others lead to the next run
    odd = (geometry.coords[firsts, 1] > y) != (geometry.coords[lasts, 1] > y)
    near = np.flatnonzero(level.block_bounds[met, 0] <= x)
    odd[near] = _crossings(geometry.coords, firsts[near], lasts[near], place) % 2 == 1
    owners = _owners(geometry.feature_offsets, parts[odd])
    times = np.bincount(owners, minlength=len(geometry.bounds))
    inside: Mask = times[chosen] % 2 == 1
    return inside


def _runs_of(level: DetailLevel, chosen: Indices) -> Indices:
    """Return the runs of some features, or of all where they are many."""
    geometry = level.geometry
    if len(chosen) > _MANY * len(geometry.bounds):
        return np.arange(len(level.block_bounds))
    parts, _ = take_ranges(geometry.feature_offsets, chosen)
    rings, _ = take_ranges(geometry.part_offsets, parts)
    runs, _ = take_ranges(level.block_offsets, rings)
    return runs


def _owners(offsets: Offsets, inner: Indices) -> Indices:
    """Return in which runs some things are, by index."""
    return np.searchsorted(offsets, inner, side="right") - 1


def _crossings(
    coords: Coordinates, firsts: Indices, lasts: Indices, place: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Return how often a ray from a place to the east crosses runs of vertices."""
    x, y = place
    vertices, offsets = expand_ranges(firsts, lasts - firsts + 1)
    xy = coords.take(vertices, axis=0)
    above = xy[:, 1] > y
    across = np.flatnonzero((above[:-1] != above[1:]) & leading_on(offsets)[:-1])
    (x0, y0), (x1, y1) = xy[across].T, xy[across + 1].T
    east = x0 + (x1 - x0) / (y1 - y0) * (y - y0) > x
    return np.bincount(_owners(offsets, across[east]), minlength=len(firsts))


def _beside(
    geometry: GeometryArrays,
    place: npt.NDArray[np.float64],
    reaches: npt.NDArray[np.float64],
    aimable: Mask,
) -> Mask:
    """Return whose points, lines, or outlines too small to be aimed at are within reach."""
    struck = np.zeros(len(geometry.bounds), dtype=np.bool_)
    for kind in np.unique(geometry.part_kinds).tolist():
        if kind == PartKind.AREA and aimable.all():
            continue
        (x0, y0, x1, y1), owners = _segments(geometry, kind)
        way, here = np.array([x1 - x0, y1 - y0]), np.array([place[0] - x0, place[1] - y0])
        squared = (way * way).sum(axis=0)
        along = np.divide((way * here).sum(axis=0), squared, where=squared > 0, out=squared * 0)
        apart = np.hypot(*(here - np.clip(along, 0, 1) * way))
        meant = apart <= reaches[owners]
        if kind == PartKind.AREA:
            meant &= ~aimable[owners]
        struck[owners[meant]] = True
    return struck


def _segments(
    geometry: GeometryArrays, kind: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return the pieces of all rings of a kind as (4, n) ends, and whose they are.

    A point is a piece without length.
    """
    kinds = ring_kinds(geometry)
    owners = ring_owners(geometry)[kinds == kind]
    coords, offsets = rings_of(geometry, kinds == kind)
    if kind == PartKind.POINT:
        return np.hstack([coords, coords]).T, owners
    counts = np.maximum(np.diff(offsets) - 1, 0)
    return segments_of(coords, leading_on(offsets)).T, np.repeat(owners, counts)
