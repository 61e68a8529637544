"""What lies under the pointer."""

import numpy as np
import shapely

from frontviewer.core.layer import FeatureKey
from frontviewer.mapview.drawing import LayerDrawing


def hits(layer: LayerDrawing, x: float, y: float, reach: float) -> tuple[FeatureKey, ...]:
    """Return the features of one layer at a point of the map, topmost first.

    `reach` is how far beside a line or point one may be, in map metres. Areas are hit
    inside only, so that a hole is no hit; one too small to be aimed at is hit beside, too.
    """
    place = shapely.Point(x, y)
    near = layer.tree.query(place, predicate="dwithin", distance=reach)
    shapes = layer.tree.geometries[near]
    areal = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    west, south, east, north = shapely.bounds(shapes).T
    aimable = np.maximum(east - west, north - south) > 2 * reach
    struck = ~(areal & aimable) | shapely.intersects(shapes, place)
    found = set(layer.owners[near[struck]].tolist())
    return tuple(layer.keys[f] for f in sorted(found, key=lambda f: -layer.ranks[f]))
