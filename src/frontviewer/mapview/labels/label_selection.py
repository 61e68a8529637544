"""Selects which features and towns are labeled, in which style, and places their labels."""

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
from frontviewer.mapview.labels.label_anchors import compute_label_anchors
from frontviewer.mapview.labels.label_placement import Box, LabelRequest, place_labels
from frontviewer.mapview.painters.basemap_painter import find_visible_towns
from frontviewer.mapview.painters.precision_halos import simplify_edges
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

_MAX_FEATURE_LABELS = 120
_MAX_TOWN_LABELS = 250
_MIN_SIZE_TO_TEXT = 0.3
"""Size of a feature, as a share of the width of its label, below which it is not labeled."""
_MIN_FEATURE_PX = 6.0
_CITY_POPULATION = 50_000
_MIN_WIDTH_TO_TEXT = 0.7
"""Width of a selected feature, as a share of its label's, below which the label is beside it."""
_STROKE_PX = 6.0
_FRAME_MARGIN_PX = 6.0

_StyledText = tuple[str, LabelStyle]
"""A label text, wrapped into lines, and its style."""
_LabelStyles = tuple[LabelStyle, LabelStyle, LabelStyle]
"""Styles for the selected feature, for background features, and for all others."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelCandidate:
    """A label text with its style and anchor, before placement.

    Attributes
    ----------
    x, y
        Anchor, in map meters.
    gap, mandatory, avoid_obstacles
        See `label_placement.LabelRequest`.
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
    """A placed label.

    Attributes
    ----------
    offset
        From the anchor to the top left corner of the text, in pixels.
    box
        Box of the text, in pixels of the screen it was placed for.
    """

    candidate: LabelCandidate
    offset: QPointF
    box: Box


def select_labels(
    scene: Scene,
    camera: Camera,
    font: QFont,
    selected: FeatureKey | None,
    occupied: Sequence[Box],
    *,
    cancel: CancelCheck = never_cancel,
) -> tuple[Label, ...]:
    """Select and place the labels of the visible features and towns, features first.

    Labels keep clear of the `occupied` boxes, and of the selected feature's outline if they can.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    features = _feature_candidates(scene, camera, font, selected, cancel)
    candidates = list(_drop_duplicates([*features, *_town_candidates(scene, camera, font)]))
    anchors = [camera.to_screen(candidate.x, candidate.y) for candidate in candidates]
    sizes = [text_rect(candidate.text, candidate.style.font) for candidate in candidates]
    requests = [
        LabelRequest(
            anchor.x(),
            anchor.y(),
            size.width(),
            size.height(),
            candidate.gap,
            candidate.mandatory,
            candidate.avoid_obstacles,
        )
        for candidate, anchor, size in zip(candidates, anchors, sizes, strict=True)
    ]
    margin = _FRAME_MARGIN_PX
    frame = (margin, margin, camera.width - margin, camera.height - margin)
    raise_if_cancelled(cancel)
    obstacles = _outline_boxes(scene, camera, selected)
    boxes = place_labels(requests, frame, occupied, obstacles, cancel)
    return tuple(
        Label(candidate, QPointF(box[0], box[1]) - anchor, box)
        for candidate, anchor, box in zip(candidates, anchors, boxes, strict=True)
        if box
    )


def _drop_duplicates(candidates: Iterable[LabelCandidate]) -> Iterator[LabelCandidate]:
    """Yield the first candidate of each text: a town may also be a feature."""
    texts: set[str] = set()
    for candidate in candidates:
        if candidate.mandatory or candidate.text not in texts:
            texts.add(candidate.text)
            yield candidate


def _feature_candidates(
    scene: Scene, camera: Camera, font: QFont, selected: FeatureKey | None, cancel: CancelCheck
) -> list[LabelCandidate]:
    """Return the labels of features by priority.

    The selected feature is first, then settlements, other features and background features.
    """
    entries = []
    styles = _build_label_styles(scene.theme, font)
    layers = [styled.render_layer for styled in reversed(scene.styled_layers)]
    selections = [_find_draw_index(layer, selected) for layer in layers]
    large_enough = [
        _select_features(layer, camera, selection)
        for layer, selection in zip(layers, selections, strict=True)
    ]
    limits = _allocate_labels([len(indices) for indices in large_enough])
    texts_by_layer: list[dict[int, _StyledText]] = []
    for layer, indices, limit, selection in zip(
        layers, large_enough, limits, selections, strict=True
    ):
        texts = {}
        for index, text in _build_texts(layer, camera, styles, indices[:limit], selection):
            raise_if_cancelled(cancel)
            texts[index] = text
        texts_by_layer.append(texts)
    anchors, fills_view = compute_label_anchors(
        zip(layers, map(list, texts_by_layer), strict=True), camera
    )
    labeled = [(order, index) for order, texts in enumerate(texts_by_layer) for index in texts]
    for position, (order, index) in enumerate(labeled):
        raise_if_cancelled(cancel)
        layer, mandatory = layers[order], index == selections[order]
        if np.isnan(anchors[position]).any() or (fills_view[position] and not mandatory):
            continue
        style, text = layer.style(index), texts_by_layer[order][index]
        candidate = _build_candidate(
            layer, index, camera, text, anchors[position], mandatory=mandatory
        )
        priority = (not mandatory, style.kind != "settlement", style.is_subdued, order)
        entries.append((*priority, candidate))
    return [candidate for *_, candidate in sorted(entries, key=lambda entry: entry[:4])]


def _select_features(layer: RenderLayer, camera: Camera, selection: int | None) -> Indices:
    """Return the draw indices of the visible features large enough for a label.

    `selection`, the draw index of the selected feature, is first, then the others in draw order.
    """
    visible = np.flatnonzero(touches_screen(layer.bounds, camera))
    west, south, east, north = layer.bounds[visible].T
    is_large = np.maximum(east - west, north - south) > _MIN_FEATURE_PX * camera.resolution
    indices: Indices = visible[is_large | _are_places(layer, visible) | (visible == selection)]
    ordered: Indices = indices[np.argsort(indices != selection, kind="stable")]
    return ordered


def _allocate_labels(counts: Sequence[int]) -> list[int]:
    """Divide the maximum number of feature labels equally among layers.

    A layer with fewer features than its share leaves the rest to the others; every layer with
    features gets at least one label.
    """
    limits, remaining = [0] * len(counts), _MAX_FEATURE_LABELS
    smallest_first = sorted(range(len(counts)), key=counts.__getitem__)
    for done_count, index in enumerate(smallest_first):
        limits[index] = min(counts[index], max(1, remaining // (len(counts) - done_count)))
        remaining -= limits[index]
    return limits


def _are_places(layer: RenderLayer, indices: Indices) -> Mask:
    """Return a mask of the features that are settlements or points: labeled at any size."""
    is_settlement = np.array([style.kind == "settlement" for style in layer.styles] or [False])
    mask: Mask = is_settlement[layer.style_index[indices]] | (
        layer.kinds[indices] == PartKind.POINT
    )
    return mask


def _build_label_styles(theme: Theme, font: QFont) -> _LabelStyles:
    """Return the label styles of the selected feature, of background features, and of others."""
    return (
        _build_label_style(font, theme, theme.selection, 1.05, QFont.Weight.Bold),
        _build_label_style(font, theme, theme.background, 0.95, QFont.Weight.Medium),
        _build_label_style(font, theme, theme.label, 1.0, QFont.Weight.DemiBold),
    )


def _build_texts(
    layer: RenderLayer,
    camera: Camera,
    styles: _LabelStyles,
    indices: Indices,
    selection: int | None,
) -> Iterator[tuple[int, _StyledText]]:
    """Yield the draw indices and texts of features that have a name and are large enough for it."""
    selected_style, background_style, default_style = styles
    west, south, east, north = layer.bounds[indices].T
    max_widths = np.maximum(east - west, north - south) / camera.resolution / _MIN_SIZE_TO_TEXT
    max_widths[_are_places(layer, indices)] = math.inf
    for index, max_width in zip(indices.tolist(), max_widths.tolist(), strict=True):
        mandatory, name = index == selection, layer.label(index)
        other_style = background_style if layer.style(index).is_subdued else default_style
        style = selected_style if mandatory else other_style
        text = wrap_label(name, style.font) if name else ""
        if text and (mandatory or text_rect(text, style.font).width() < max_width):
            yield index, (text, style)


def _build_candidate(
    layer: RenderLayer,
    index: int,
    camera: Camera,
    styled_text: _StyledText,
    anchor: npt.NDArray[np.float64],
    *,
    mandatory: bool,
) -> LabelCandidate:
    """Return the label of one feature: beside a point or a small feature, else centered on it."""
    text, label_style = styled_text
    x, y = anchor.tolist()
    style = layer.style(index)
    if layer.kinds[index] == PartKind.POINT:
        gap = style.marker_px + (8.0 if mandatory else 3.0)
        return LabelCandidate(text, label_style, x, y, gap, mandatory)
    is_settlement = style.kind == "settlement"
    if mandatory or is_settlement:
        center, half_width_px = _visible_center(layer.bounds[index], camera)
        size = text_rect(text, label_style.font)
        min_width = _MIN_WIDTH_TO_TEXT * size.width() if mandatory else size.height()
        if 2 * half_width_px < min_width:  # a centered label would hide the feature
            return LabelCandidate(text, label_style, *center, half_width_px + _STROKE_PX, mandatory)
    avoid_obstacles = not (mandatory or is_settlement)
    return LabelCandidate(text, label_style, x, y, -1.0, mandatory, avoid_obstacles=avoid_obstacles)


def _find_draw_index(layer: RenderLayer, key: FeatureKey | None) -> int | None:
    """Return the draw index of a feature; None if it is in another layer."""
    return layer.find(key.id) if key and key.layer == layer.name else None


def _outline_boxes(scene: Scene, camera: Camera, selected: FeatureKey | None) -> list[Box]:
    """Return small boxes, in pixels, along the visible outline of the selected feature."""
    draw_indices = [
        (styled.render_layer, _find_draw_index(styled.render_layer, selected))
        for styled in scene.styled_layers
    ]
    geometries = [
        visible_geometry(layer, index, camera) for layer, index in draw_indices if index is not None
    ]
    if not geometries:
        return []
    edges = simplify_edges(geometries[0], camera.resolution)
    visible = shapely.clip_by_rect(edges, *camera.bounds)
    step = _STROKE_PX * camera.resolution
    coords = shapely.get_coordinates(shapely.segmentize(visible, step))
    west, _, _, north = camera.bounds
    cells = (coords - (west, north)) / (step, -step)
    centers = np.unique(np.round(cells), axis=0) * _STROKE_PX
    half = _STROKE_PX / 2
    return [(x - half, y - half, x + half, y + half) for x, y in centers.tolist()]


def _visible_center(
    bounds: npt.NDArray[np.float64], camera: Camera
) -> tuple[tuple[float, float], float]:
    """Return the center of the visible part of bounds, in map meters, and half its width in px."""
    west, south = np.maximum(bounds[:2], camera.bounds[:2]).tolist()
    east, north = np.minimum(bounds[2:], camera.bounds[2:]).tolist()
    return ((west + east) / 2, (south + north) / 2), (east - west) / 2 / camera.resolution


def _town_candidates(scene: Scene, camera: Camera, font: QFont) -> Iterator[LabelCandidate]:
    """Yield the labels of the visible towns of the basemap."""
    towns = scene.basemap.towns
    city = _build_label_style(font, scene.theme, scene.theme.town, 0.95, QFont.Weight.Medium)
    town = _build_label_style(font, scene.theme, scene.theme.town, 0.85, QFont.Weight.Normal)
    for index in find_visible_towns(scene.basemap, camera)[:_MAX_TOWN_LABELS]:
        style = city if towns.populations[index] >= _CITY_POPULATION else town
        x, y = towns.coords[index]
        yield LabelCandidate(towns.names[index], style, float(x), float(y), 4.5)


def _build_label_style(
    font: QFont, theme: Theme, color: QColor, scale: float, weight: QFont.Weight
) -> LabelStyle:
    return label_style(scaled_font(font, scale, weight), color, theme.halo)
