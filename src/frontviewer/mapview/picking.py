"""What lies under the pointer."""

import numpy as np
import numpy.typing as npt

from frontviewer.core.columns import ring_kinds, ring_owners
from frontviewer.core.layer import Columns, FeatureKey, PartKind
from frontviewer.mapview.detail import Mask, seen, touching
from frontviewer.mapview.drawing import LayerDrawing, rings_of
from frontviewer.mapview.paths import leading_on, segments_of


def hits(layer: LayerDrawing, x: float, y: float, reach: float) -> tuple[FeatureKey, ...]:
    """Return the features of one layer at a point of the map, topmost first.

    `reach` is how far beside a line or point one may be, in map metres. Areas are hit
    inside only, so that a hole is no hit; one too small to be aimed at is hit beside, too. A
    point known to some metres is the disc it may lie in.
    """
    place = np.array([x, y])
    far = max(reach, float(layer.halos.max(initial=0.0)))
    near = np.flatnonzero(touching(layer.bounds, (x - far, y - far, x + far, y + far)))
    if not len(near):
        return ()
    reaches = np.where(layer.kinds[near] == PartKind.POINT, layer.halos[near], 0.0)
    around = (x - reach, y - reach, x + reach, y + reach)
    columns, _ = seen(layer.shapes.full, layer.features[near], around)
    sizes = (columns.bounds[:, 2:] - columns.bounds[:, :2]).max(axis=1)
    struck = _inside(columns, place)
    struck |= _beside(columns, place, np.maximum(reaches, reach), sizes > 2 * reach)
    name, ids = layer.name, layer.layer.ids
    topmost_first = layer.features[near[struck][::-1]].tolist()
    return tuple(FeatureKey(name, ids[position]) for position in topmost_first)


def _inside(columns: Columns, place: npt.NDArray[np.float64]) -> Mask:
    """Return whose areas hold a place: a ray from it crosses their outlines an odd time."""
    areal = ring_kinds(columns) == PartKind.AREA
    coords, offsets = rings_of(columns, areal)
    x, y = place
    above = coords[:, 1] > y
    across = np.flatnonzero((above[:-1] != above[1:]) & leading_on(offsets)[:-1])
    (x0, y0), (x1, y1) = coords[across].T, coords[across + 1].T
    east = x0 + (x1 - x0) / (y1 - y0) * (y - y0) > x
    rings = np.searchsorted(offsets, across[east], side="right") - 1
    owners = ring_owners(columns)[areal][rings]
    odd: Mask = np.bincount(owners, minlength=len(columns.bounds)) % 2 == 1
    return odd


def _beside(
    columns: Columns,
    place: npt.NDArray[np.float64],
    reaches: npt.NDArray[np.float64],
    aimable: Mask,
) -> Mask:
    """Return whose points, lines, or outlines too small to be aimed at are within reach."""
    struck = np.zeros(len(columns.bounds), dtype=np.bool_)
    for kind in np.unique(columns.part_kinds).tolist():
        if kind == PartKind.AREA and aimable.all():
            continue
        (x0, y0, x1, y1), owners = _segments(columns, kind)
        way, here = np.array([x1 - x0, y1 - y0]), np.array([place[0] - x0, place[1] - y0])
        squared = (way * way).sum(axis=0)
        along = np.divide((way * here).sum(axis=0), squared, where=squared > 0, out=squared * 0)
        apart = np.hypot(*(here - np.clip(along, 0, 1) * way))
        meant = apart <= reaches[owners]
        if kind == PartKind.AREA:
            meant &= ~aimable[owners]
        struck[owners[meant]] = True
    return struck


def _segments(columns: Columns, kind: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return the pieces of all rings of a kind as (4, n) ends, and whose they are.

    A point is a piece without length.
    """
    kinds = ring_kinds(columns)
    owners = ring_owners(columns)[kinds == kind]
    coords, offsets = rings_of(columns, kinds == kind)
    if kind == PartKind.POINT:
        return np.hstack([coords, coords]).T, owners
    counts = np.maximum(np.diff(offsets) - 1, 0)
    return segments_of(coords, leading_on(offsets)).T, np.repeat(owners, counts)
