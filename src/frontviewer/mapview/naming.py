"""Which names the map bears, in which letters, and where: features first, then towns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter

from frontviewer.core.layer import FeatureKey
from frontviewer.look.theme import Theme
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.drawing import Drawing, LayerDrawing
from frontviewer.mapview.halos import edges_of
from frontviewer.mapview.labels import Box, Wanted, placed
from frontviewer.mapview.lettering import (
    Letters,
    broken,
    letters_of,
    paint_text,
    sized,
    text_rect,
)
from frontviewer.mapview.painting import Scene, in_view, on_screen_part, visible_towns
from frontviewer.mapview.style import Style

_MOST_FEATURES = 400
_MOST_TOWNS = 250
_LEAST_SHARE = 0.3
_CITY = 50_000
_ALL_AROUND = 0.9
_NARROW = 0.7
_STROKE_PX = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A name that wants to be on the map.

    Attributes
    ----------
    x, y
        What it stands at, in map metres.
    gap, must, shy
        See `labels.Wanted`.
    """

    text: str
    letters: Letters
    x: float
    y: float
    gap: float
    must: bool = False
    shy: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A name with its place: the left top corner, in pixels from where its point is."""

    name: Name
    corner: QPointF
    box: Box


def labels_of(
    scene: Scene, camera: Camera, font: QFont, selected: FeatureKey | None, taken: Sequence[Box]
) -> tuple[Label, ...]:
    """Choose and place the names of what is visible; they spare the outline of what is selected."""
    features = _feature_names(scene, camera, font, selected)
    names = list(_without_doubles([*features, *_town_names(scene, camera, font)]))
    points = [camera.to_screen(name.x, name.y) for name in names]
    sizes = [text_rect(name.text, name.letters.font) for name in names]
    wanting = [
        Wanted(at.x(), at.y(), size.width(), size.height(), name.gap, name.must, name.shy)
        for name, at, size in zip(names, points, sizes, strict=True)
    ]
    frame = (6.0, 6.0, camera.width - 6.0, camera.height - 6.0)
    boxes = placed(wanting, frame, taken, _outline_boxes(scene, camera, selected))
    return tuple(
        Label(name, QPointF(box[0], box[1]) - at, box)
        for name, at, box in zip(names, points, boxes, strict=True)
        if box
    )


def paint_labels(painter: QPainter, camera: Camera, labels: Sequence[Label]) -> None:
    """Paint labels where their points are now, so that they go with the hand."""
    for label in reversed(labels):
        corner = camera.to_screen(label.name.x, label.name.y) + label.corner
        paint_text(painter, corner, label.name.text, label.name.letters)


def _without_doubles(names: Iterable[Name]) -> Iterator[Name]:
    """Leave out what an earlier name says already: a town that is a feature too."""
    seen: set[str] = set()
    for name in names:
        if name.must or name.text not in seen:
            seen.add(name.text)
            yield name


def _feature_names(
    scene: Scene, camera: Camera, font: QFont, selected: FeatureKey | None
) -> list[Name]:
    """Return the name of what is selected, then those of places, claims and the ground."""
    found = []
    for height, sheet in enumerate(reversed(scene.sheets)):
        layer = sheet.drawing
        seen = layer.order[in_view(layer.bounds, camera)[layer.order]]
        own = _position(layer, selected)
        for index in seen[np.argsort(seen != own, kind="stable")][:_MOST_FEATURES]:
            must = index == own
            style = layer.styles[index]
            letters = _feature_letters(scene.theme, style, font, must=must)
            name = _feature_name(layer, int(index), camera, letters, must=must)
            if name:
                found.append((not must, style.kind != "settlement", style.quiet, height, name))
    return [name for *_, name in sorted(found, key=lambda entry: entry[:4])]


def _feature_letters(theme: Theme, style: Style, font: QFont, *, must: bool) -> Letters:
    if must:
        return _letters(font, theme, theme.selection, 1.05, QFont.Weight.Bold)
    if style.quiet:
        return _letters(font, theme, theme.background, 0.95, QFont.Weight.Medium)
    return _letters(font, theme, theme.label, 1.0, QFont.Weight.DemiBold)


def _feature_name(
    layer: LayerDrawing, index: int, camera: Camera, letters: Letters, *, must: bool
) -> Name | None:
    if not layer.names[index]:
        return None
    text = broken(layer.names[index], letters.font)
    part = on_screen_part(layer.drawings[index], camera)
    known = must or len(part.points) or layer.styles[index].kind == "settlement"
    if not (known or _worth_naming(part, camera, text, letters)):
        return None
    anchor = _anchor(part, camera, must=must)
    if anchor is None:
        return None
    if len(part.points):
        gap = layer.styles[index].marker_px + (8.0 if must else 3.0)
        return Name(text, letters, *anchor, gap, must)
    middle, half_px = _middle(part, camera)
    if must and 2 * half_px < _NARROW * text_rect(text, letters.font).width():
        return Name(text, letters, *middle, half_px + _STROKE_PX, must)
    return Name(text, letters, *anchor, -1.0, must, shy=not known)


def _position(layer: LayerDrawing, key: FeatureKey | None) -> int:
    """Return the index of a feature; -1 where it is in another layer."""
    return layer.positions.get(key.id, -1) if key and key.layer == layer.name else -1


def _outline_boxes(scene: Scene, camera: Camera, selected: FeatureKey | None) -> list[Box]:
    """Return small boxes all along the lines of what is selected."""
    found = [(s.drawing, _position(s.drawing, selected)) for s in scene.sheets]
    drawings = [layer.drawings[index] for layer, index in found if index >= 0]
    if not drawings:
        return []
    edges = edges_of(on_screen_part(drawings[0], camera), camera.resolution)
    seen = shapely.clip_by_rect(edges, *camera.bounds)
    step = _STROKE_PX * camera.resolution
    coords = shapely.get_coordinates(shapely.segmentize(seen, step))
    west, _, _, north = camera.bounds
    at = (coords - (west, north)) / (step, -step)
    spots = np.unique(np.round(at), axis=0) * _STROKE_PX
    half = _STROKE_PX / 2
    return [(x - half, y - half, x + half, y + half) for x, y in spots.tolist()]


def _middle(drawing: Drawing, camera: Camera) -> tuple[tuple[float, float], float]:
    """Return the middle of what is visible of a shape, and half its width in pixels."""
    west, south = np.maximum(drawing.bounds[:2], camera.bounds[:2]).tolist()
    east, north = np.minimum(drawing.bounds[2:], camera.bounds[2:]).tolist()
    return ((west + east) / 2, (south + north) / 2), (east - west) / 2 / camera.resolution


def _worth_naming(drawing: Drawing, camera: Camera, text: str, letters: Letters) -> bool:
    """Whether a shape is large enough on the screen to bear its name."""
    west, south, east, north = drawing.bounds
    extent_px = max(east - west, north - south) / camera.resolution
    return extent_px > _LEAST_SHARE * text_rect(text, letters.font).width()


def _anchor(drawing: Drawing, camera: Camera, *, must: bool) -> tuple[float, float] | None:
    """Return a point of what is visible of a shape, in map metres.

    None where nothing is, or where one is so far inside that the name would say nothing.
    """
    if len(drawing.points):
        x, y = drawing.points[0]
        return float(x), float(y)
    west, south, east, north = camera.bounds
    try:
        seen = shapely.clip_by_rect(drawing.parts, west, south, east, north)
    except shapely.GEOSException:  # an invalid ring
        return None
    seen = seen[~shapely.is_empty(seen)]
    if not len(seen):
        return None
    largest = seen[(shapely.area(seen) + shapely.length(seen) * camera.resolution).argmax()]
    all_around = shapely.area(largest) > _ALL_AROUND * (east - west) * (north - south)
    if all_around and not must:
        return None
    middle = shapely.centroid(largest)
    on = middle if shapely.intersects(middle, largest) else shapely.point_on_surface(largest)
    return float(on.x), float(on.y)


def _town_names(scene: Scene, camera: Camera, font: QFont) -> Iterator[Name]:
    towns = scene.basemap.towns
    large = _letters(font, scene.theme, scene.theme.town, 0.95, QFont.Weight.Medium)
    small = _letters(font, scene.theme, scene.theme.town, 0.85, QFont.Weight.Normal)
    for index in visible_towns(scene.basemap, camera)[:_MOST_TOWNS]:
        letters = large if towns.populations[index] >= _CITY else small
        x, y = towns.coords[index]
        yield Name(towns.names[index], letters, float(x), float(y), 4.5)


def _letters(
    font: QFont, theme: Theme, ink: QColor, factor: float, weight: QFont.Weight
) -> Letters:
    return letters_of(sized(font, factor, weight), ink, theme.halo)
