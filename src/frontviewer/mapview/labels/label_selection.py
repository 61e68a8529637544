"""Which names the map bears, in which letters, and where: features first, then towns."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont

from frontviewer.core.geometry.arrays import Indices, Mask, PartKind
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.system.cancellation import Stop, give_up_if, never
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.labels.label_anchors import anchors_of
from frontviewer.mapview.labels.label_placement import Box, Wanted, placed
from frontviewer.mapview.painters.accuracy_halos import edges_of
from frontviewer.mapview.painters.basemap_painter import visible_towns
from frontviewer.mapview.painters.render_layer import LayerDrawing, seen_drawing
from frontviewer.mapview.painters.scene import Scene
from frontviewer.mapview.painters.visibility import in_view
from frontviewer.mapview.raster.text_atlas import (
    Letters,
    broken,
    letters_of,
    sized,
    text_rect,
)
from frontviewer.theme.theme import Theme

_MOST_FEATURES = 120
_MOST_TOWNS = 250
_LEAST_SHARE = 0.3
_LEAST_PX = 6.0
_CITY = 50_000
_NARROW = 0.7
_STROKE_PX = 6.0

_Text = tuple[str, Letters]
"""A name broken into lines, and the letters for it."""
_Alphabet = tuple[Letters, Letters, Letters]
"""Letters for what is selected, for the ground, and for all else."""


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
    scene: Scene,
    camera: Camera,
    font: QFont,
    selected: FeatureKey | None,
    taken: Sequence[Box],
    *,
    stop: Stop = never,
) -> tuple[Label, ...]:
    """Choose and place the names of what is visible; they spare the outline of what is selected.

    Raises
    ------
    Stopped
        When `stop` says that they are no longer wanted.
    """
    features = _feature_names(scene, camera, font, selected, stop)
    names = list(_without_doubles([*features, *_town_names(scene, camera, font)]))
    points = [camera.to_screen(name.x, name.y) for name in names]
    sizes = [text_rect(name.text, name.letters.font) for name in names]
    wanting = [
        Wanted(at.x(), at.y(), size.width(), size.height(), name.gap, name.must, name.shy)
        for name, at, size in zip(names, points, sizes, strict=True)
    ]
    frame = (6.0, 6.0, camera.width - 6.0, camera.height - 6.0)
    give_up_if(stop)
    boxes = placed(wanting, frame, taken, _outline_boxes(scene, camera, selected), stop)
    return tuple(
        Label(name, QPointF(box[0], box[1]) - at, box)
        for name, at, box in zip(names, points, boxes, strict=True)
        if box
    )


def _without_doubles(names: Iterable[Name]) -> Iterator[Name]:
    """Leave out what an earlier name says already: a town that is a feature too."""
    seen: set[str] = set()
    for name in names:
        if name.must or name.text not in seen:
            seen.add(name.text)
            yield name


def _feature_names(
    scene: Scene, camera: Camera, font: QFont, selected: FeatureKey | None, stop: Stop
) -> list[Name]:
    """Return the name of what is selected, then those of places, claims and the ground."""
    found = []
    alphabet = _alphabet(scene.theme, font)
    layers = [sheet.drawing for sheet in reversed(scene.sheets)]
    owns = [_number(layer, selected) for layer in layers]
    nameable = [_nameable(layer, camera, own) for layer, own in zip(layers, owns, strict=True)]
    most = _shares([len(numbers) for numbers in nameable])
    named: list[dict[int, _Text]] = []
    for layer, numbers, share, own in zip(layers, nameable, most, owns, strict=True):
        texts = {}
        for number, text in _texts(layer, camera, alphabet, numbers[:share], own):
            give_up_if(stop)
            texts[number] = text
        named.append(texts)
    anchors, around = anchors_of(zip(layers, map(list, named), strict=True), camera)
    worthy = [(height, number) for height, texts in enumerate(named) for number in texts]
    for place, (height, number) in enumerate(worthy):
        give_up_if(stop)
        layer, must = layers[height], number == owns[height]
        if np.isnan(anchors[place]).any() or (around[place] and not must):
            continue
        style, text = layer.style(number), named[height][number]
        name = _name(layer, number, camera, text, anchors[place], must=must)
        found.append((not must, style.kind != "settlement", style.quiet, height, name))
    return [name for *_, name in sorted(found, key=lambda entry: entry[:4])]


def _nameable(layer: LayerDrawing, camera: Camera, own: int | None) -> Indices:
    """Return what is on the screen and not too small for any name: `own`, then lowest first."""
    seen = np.flatnonzero(in_view(layer.bounds, camera))
    west, south, east, north = layer.bounds[seen].T
    large = np.maximum(east - west, north - south) > _LEAST_PX * camera.resolution
    nameable: Indices = seen[large | _known(layer, seen) | (seen == own)]
    ordered: Indices = nameable[np.argsort(nameable != own, kind="stable")]
    return ordered


def _shares(counts: Sequence[int]) -> list[int]:
    """Return how many features of each layer may be named: alike, if a layer has as many."""
    shares, left = [0] * len(counts), _MOST_FEATURES
    fewest_first = sorted(range(len(counts)), key=counts.__getitem__)
    for done, at in enumerate(fewest_first):
        shares[at] = min(counts[at], max(1, left // (len(counts) - done)))
        left -= shares[at]
    return shares


def _known(layer: LayerDrawing, numbers: Indices) -> Mask:
    """Say which features are places that people know by their names."""
    settled = np.array([style.kind == "settlement" for style in layer.styles] or [False])
    known: Mask = settled[layer.style_of[numbers]] | (layer.kinds[numbers] == PartKind.POINT)
    return known


def _alphabet(theme: Theme, font: QFont) -> _Alphabet:
    """Return the letters for names of what is selected, of the ground, and of all else."""
    return (
        _letters(font, theme, theme.selection, 1.05, QFont.Weight.Bold),
        _letters(font, theme, theme.background, 0.95, QFont.Weight.Medium),
        _letters(font, theme, theme.label, 1.0, QFont.Weight.DemiBold),
    )


def _texts(
    layer: LayerDrawing, camera: Camera, alphabet: _Alphabet, numbers: Indices, own: int | None
) -> Iterator[tuple[int, _Text]]:
    """Yield the names of features that have one and are large enough to bear it."""
    chosen, ground, usual = alphabet
    west, south, east, north = layer.bounds[numbers].T
    wide = np.maximum(east - west, north - south) / camera.resolution / _LEAST_SHARE
    wide[_known(layer, numbers)] = math.inf
    for number, room in zip(numbers.tolist(), wide.tolist(), strict=True):
        must, label = number == own, layer.label(number)
        letters = chosen if must else ground if layer.style(number).quiet else usual
        text = broken(label, letters.font) if label else ""
        if text and (must or text_rect(text, letters.font).width() < room):
            yield number, (text, letters)


def _name(
    layer: LayerDrawing,
    number: int,
    camera: Camera,
    text: _Text,
    anchor: npt.NDArray[np.float64],
    *,
    must: bool,
) -> Name:
    words, letters = text
    x, y = anchor.tolist()
    style = layer.style(number)
    if layer.kinds[number] == PartKind.POINT:
        return Name(words, letters, x, y, style.marker_px + (8.0 if must else 3.0), must)
    settlement = style.kind == "settlement"
    if must or settlement:
        middle, half_px = _middle(layer.bounds[number], camera)
        box = text_rect(words, letters.font)
        if 2 * half_px < (_NARROW * box.width() if must else box.height()):  # it would be covered
            return Name(words, letters, *middle, half_px + _STROKE_PX, must)
    return Name(words, letters, x, y, -1.0, must, shy=not (must or settlement))


def _number(layer: LayerDrawing, key: FeatureKey | None) -> int | None:
    """Return the number of a feature; None where it is in another layer."""
    return layer.find(key.id) if key and key.layer == layer.name else None


def _outline_boxes(scene: Scene, camera: Camera, selected: FeatureKey | None) -> list[Box]:
    """Return small boxes all along the lines of what is selected."""
    found = [(sheet.drawing, _number(sheet.drawing, selected)) for sheet in scene.sheets]
    drawings = [seen_drawing(layer, at, camera) for layer, at in found if at is not None]
    if not drawings:
        return []
    edges = edges_of(drawings[0], camera.resolution)
    seen = shapely.clip_by_rect(edges, *camera.bounds)
    step = _STROKE_PX * camera.resolution
    coords = shapely.get_coordinates(shapely.segmentize(seen, step))
    west, _, _, north = camera.bounds
    at = (coords - (west, north)) / (step, -step)
    spots = np.unique(np.round(at), axis=0) * _STROKE_PX
    half = _STROKE_PX / 2
    return [(x - half, y - half, x + half, y + half) for x, y in spots.tolist()]


def _middle(bounds: npt.NDArray[np.float64], camera: Camera) -> tuple[tuple[float, float], float]:
    """Return the middle of what is visible of a shape, and half its width in pixels."""
    west, south = np.maximum(bounds[:2], camera.bounds[:2]).tolist()
    east, north = np.minimum(bounds[2:], camera.bounds[2:]).tolist()
    return ((west + east) / 2, (south + north) / 2), (east - west) / 2 / camera.resolution


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
