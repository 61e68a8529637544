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
from frontviewer.core.system.cancellation import CancelCheck, never_cancel, raise_if_cancelled
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.labels.label_anchors import label_anchors
from frontviewer.mapview.labels.label_placement import Box, LabelRequest, place_labels
from frontviewer.mapview.painters.accuracy_halos import edges_of
from frontviewer.mapview.painters.basemap_painter import visible_towns
from frontviewer.mapview.painters.render_layer import RenderLayer, visible_geometry
from frontviewer.mapview.painters.scene import Scene
from frontviewer.mapview.painters.visibility import touches_screen
from frontviewer.mapview.raster.text_atlas import (
    LabelStyle,
    label_style,
    scaled_font,
    text_rect,
    wrap_label,
)
from frontviewer.theme.theme import Theme

_MOST_FEATURES = 120
_MOST_TOWNS = 250
_LEAST_SHARE = 0.3
_LEAST_PX = 6.0
_CITY = 50_000
_NARROW = 0.7
_STROKE_PX = 6.0

_Text = tuple[str, LabelStyle]
"""A name broken into lines, and the letters for it."""
_LabelStyles = tuple[LabelStyle, LabelStyle, LabelStyle]
"""Letters for what is selected, for the ground, and for all else."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelText:
    """A name that wants to be on the map.

    Attributes
    ----------
    x, y
        What it stands at, in map metres.
    gap, must, shy
        See `labels.LabelRequest`.
    """

    text: str
    style: LabelStyle
    x: float
    y: float
    gap: float
    mandatory: bool = False
    avoid_obstacles: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A name with its place: the left top corner, in pixels from where its point is."""

    name: LabelText
    corner: QPointF
    box: Box


def select_labels(
    scene: Scene,
    camera: Camera,
    font: QFont,
    selected: FeatureKey | None,
    occupied: Sequence[Box],
    *,
    stop: CancelCheck = never_cancel,
) -> tuple[Label, ...]:
    """Choose and place the names of what is visible; they spare the outline of what is selected.

    Raises
    ------
    Cancelled
        When `stop` says that they are no longer wanted.
    """
    features = _feature_names(scene, camera, font, selected, stop)
    names = list(_without_doubles([*features, *_town_names(scene, camera, font)]))
    points = [camera.to_screen(name.x, name.y) for name in names]
    sizes = [text_rect(name.text, name.style.font) for name in names]
    requests = [
        LabelRequest(
            at.x(),
            at.y(),
            size.width(),
            size.height(),
            name.gap,
            name.mandatory,
            name.avoid_obstacles,
        )
        for name, at, size in zip(names, points, sizes, strict=True)
    ]
    frame = (6.0, 6.0, camera.width - 6.0, camera.height - 6.0)
    raise_if_cancelled(stop)
    boxes = place_labels(requests, frame, occupied, _outline_boxes(scene, camera, selected), stop)
    return tuple(
        Label(name, QPointF(box[0], box[1]) - at, box)
        for name, at, box in zip(names, points, boxes, strict=True)
        if box
    )


def _without_doubles(names: Iterable[LabelText]) -> Iterator[LabelText]:
    """Leave out what an earlier name says already: a town that is a feature too."""
    seen: set[str] = set()
    for name in names:
        if name.mandatory or name.text not in seen:
            seen.add(name.text)
            yield name


def _feature_names(
    scene: Scene, camera: Camera, font: QFont, selected: FeatureKey | None, stop: CancelCheck
) -> list[LabelText]:
    """Return the name of what is selected, then those of places, claims and the ground."""
    found = []
    styles = _label_styles(scene.theme, font)
    layers = [styled.drawing for styled in reversed(scene.styled_layers)]
    owns = [_number(layer, selected) for layer in layers]
    nameable = [_nameable(layer, camera, own) for layer, own in zip(layers, owns, strict=True)]
    most = _shares([len(numbers) for numbers in nameable])
    named: list[dict[int, _Text]] = []
    for layer, numbers, share, own in zip(layers, nameable, most, owns, strict=True):
        texts = {}
        for number, text in _texts(layer, camera, styles, numbers[:share], own):
            raise_if_cancelled(stop)
            texts[number] = text
        named.append(texts)
    anchors, around = label_anchors(zip(layers, map(list, named), strict=True), camera)
    worthy = [(height, number) for height, texts in enumerate(named) for number in texts]
    for place, (height, number) in enumerate(worthy):
        raise_if_cancelled(stop)
        layer, mandatory = layers[height], number == owns[height]
        if np.isnan(anchors[place]).any() or (around[place] and not mandatory):
            continue
        style, text = layer.style(number), named[height][number]
        name = _name(layer, number, camera, text, anchors[place], mandatory=mandatory)
        found.append((not mandatory, style.kind != "settlement", style.quiet, height, name))
    return [name for *_, name in sorted(found, key=lambda entry: entry[:4])]


def _nameable(layer: RenderLayer, camera: Camera, own: int | None) -> Indices:
    """Return what is on the screen and not too small for any name: `own`, then lowest first."""
    seen = np.flatnonzero(touches_screen(layer.bounds, camera))
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


def _known(layer: RenderLayer, numbers: Indices) -> Mask:
    """Say which features are places that people know by their names."""
    settled = np.array([style.kind == "settlement" for style in layer.styles] or [False])
    known: Mask = settled[layer.style_index[numbers]] | (layer.kinds[numbers] == PartKind.POINT)
    return known


def _label_styles(theme: Theme, font: QFont) -> _LabelStyles:
    """Return the letters for names of what is selected, of the ground, and of all else."""
    return (
        _label_style(font, theme, theme.selection, 1.05, QFont.Weight.Bold),
        _label_style(font, theme, theme.background, 0.95, QFont.Weight.Medium),
        _label_style(font, theme, theme.label, 1.0, QFont.Weight.DemiBold),
    )


def _texts(
    layer: RenderLayer, camera: Camera, styles: _LabelStyles, numbers: Indices, own: int | None
) -> Iterator[tuple[int, _Text]]:
    """Yield the names of features that have one and are large enough to bear it."""
    chosen, ground, usual = styles
    west, south, east, north = layer.bounds[numbers].T
    wide = np.maximum(east - west, north - south) / camera.resolution / _LEAST_SHARE
    wide[_known(layer, numbers)] = math.inf
    for number, room in zip(numbers.tolist(), wide.tolist(), strict=True):
        mandatory, label = number == own, layer.label(number)
        style = chosen if mandatory else ground if layer.style(number).quiet else usual
        text = wrap_label(label, style.font) if label else ""
        if text and (mandatory or text_rect(text, style.font).width() < room):
            yield number, (text, style)


def _name(
    layer: RenderLayer,
    number: int,
    camera: Camera,
    text: _Text,
    anchor: npt.NDArray[np.float64],
    *,
    mandatory: bool,
) -> LabelText:
    words, label_style = text
    x, y = anchor.tolist()
    style = layer.style(number)
    if layer.kinds[number] == PartKind.POINT:
        return LabelText(
            words, label_style, x, y, style.marker_px + (8.0 if mandatory else 3.0), mandatory
        )
    settlement = style.kind == "settlement"
    if mandatory or settlement:
        middle, half_px = _middle(layer.bounds[number], camera)
        box = text_rect(words, label_style.font)
        if 2 * half_px < (
            _NARROW * box.width() if mandatory else box.height()
        ):  # it would be covered
            return LabelText(words, label_style, *middle, half_px + _STROKE_PX, mandatory)
    return LabelText(
        words, label_style, x, y, -1.0, mandatory, avoid_obstacles=not (mandatory or settlement)
    )


def _number(layer: RenderLayer, key: FeatureKey | None) -> int | None:
    """Return the number of a feature; None where it is in another layer."""
    return layer.find(key.id) if key and key.layer == layer.name else None


def _outline_boxes(scene: Scene, camera: Camera, selected: FeatureKey | None) -> list[Box]:
    """Return small boxes all along the lines of what is selected."""
    found = [(styled.drawing, _number(styled.drawing, selected)) for styled in scene.styled_layers]
    render_layers = [visible_geometry(layer, at, camera) for layer, at in found if at is not None]
    if not render_layers:
        return []
    edges = edges_of(render_layers[0], camera.resolution)
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


def _town_names(scene: Scene, camera: Camera, font: QFont) -> Iterator[LabelText]:
    towns = scene.basemap.towns
    large = _label_style(font, scene.theme, scene.theme.town, 0.95, QFont.Weight.Medium)
    small = _label_style(font, scene.theme, scene.theme.town, 0.85, QFont.Weight.Normal)
    for index in visible_towns(scene.basemap, camera)[:_MOST_TOWNS]:
        style = large if towns.populations[index] >= _CITY else small
        x, y = towns.coords[index]
        yield LabelText(towns.names[index], style, float(x), float(y), 4.5)


def _label_style(
    font: QFont, theme: Theme, ink: QColor, factor: float, weight: QFont.Weight
) -> LabelStyle:
    return label_style(scaled_font(font, factor, weight), ink, theme.halo)
