"""What is wished to be on the screen, and what has been made of it so far.

Both are values: `render_frames` turns a wish and the last frame into better frames, part by
part, on whatever thread it is called. What is right already is kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil, floor
from typing import cast

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QRegion

from frontviewer.core.model.dossier import LayerState
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.core.system.cancellation import CancelCheck, raise_if_cancelled
from frontviewer.mapview.camera import Camera, MapBounds, nearest_world_copy, screen_rect
from frontviewer.mapview.engine.scene_painter import render_scene
from frontviewer.mapview.labels.label_selection import Label, select_labels
from frontviewer.mapview.labels.label_sprites import (
    NO_LABELS,
    LabelSprites,
    build_label_sprites,
    paint_labels,
)
from frontviewer.mapview.overlays.map_controls import layout_controls
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.highlight import paint_hovered, paint_selected
from frontviewer.mapview.painters.render_layer import RenderLayer, build_render_layer
from frontviewer.mapview.painters.scene import Scene, StyledLayer
from frontviewer.mapview.painters.symbology import build_paint
from frontviewer.mapview.raster.canvas import canvas_for_camera, new_transparent_image
from frontviewer.mapview.raster.rendered_image import RenderedImage
from frontviewer.theme.theme import Theme

_COARSER, _COARSEST = 1.01, 1024.0
"""How much larger a pixel of the backdrop is, at least and at most, than one of the picture."""
_HIGHLIGHT_MARGIN_PX = 24.0
"""Beyond a feature, for the width of its mark and for the marker of a point."""


@dataclass(frozen=True, slots=True, eq=False)
class MapContent:
    """What is looked at, from wherever.

    Attributes
    ----------
    states
        Topmost first.
    credit
        Date and whom the data is credited to.
    graticule
        Whether meridians and parallels are drawn and named.
    """

    theme: Theme
    basemap: Basemap
    layers: tuple[Layer, ...] = ()
    layer_states: tuple[LayerState, ...] = ()
    credit: tuple[str, ...] = ()
    graticule: bool = True

    @property
    def visible(self) -> tuple[tuple[Layer, float], ...]:
        """The layers that are shown, topmost first, with their opacity."""
        by_name = {layer.name: layer for layer in self.layers}
        return tuple(
            (by_name[state.name], state.opacity)
            for state in self.layer_states
            if state.visible and state.name in by_name
        )


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """All that decides about every pixel of a map at rest.

    Attributes
    ----------
    ratio
        How many pixels of the screen a device-independent pixel is wide.
    font
        Of labels.
    """

    content: MapContent
    camera: Camera
    ratio: float
    font: QFont
    selected: FeatureKey | None = None
    hovered: FeatureKey | None = None

    @property
    def picture_key(self) -> tuple[object, ...]:
        """What the picture depends on."""
        return self.content, self.camera, self.ratio

    @property
    def highlight_key(self) -> tuple[object, ...]:
        """What the marks depend on."""
        return *self.picture_key, self.selected, self.hovered

    @property
    def label_key(self) -> tuple[object, ...]:
        """What the labels depend on."""
        return *self.picture_key, self.selected, self.font


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What there is to show: each part exact for some wish, if not for the newest.

    Attributes
    ----------
    drawings
        Of the layers that were shown so far.
    scene
        What they were put together to; None before anything was.
    picture
        Without words and marks; None before there is one.
    backdrop
        An older one of more ground, for where `picture` does not reach; None where none is.
    marks
        The outlines of what is selected and hovered on a transparent ground; None for none.
    labels, words
        Their choice and places, and the same as images.
    composed_for, painted_for, marked_for, named_for
        What scene, picture, marks and labels are exact for: a subject, or a key of a wish.
    """

    render_layers: Mapping[Layer, RenderLayer] = field(default_factory=dict)
    scene: Scene | None = None
    picture: RenderedImage | None = None
    backdrop: RenderedImage | None = None
    highlight: RenderedImage | None = None
    labels: tuple[Label, ...] = ()
    sprites: LabelSprites = NO_LABELS
    composed_for: MapContent | None = None
    picture_key: tuple[object, ...] = ()
    highlight_key: tuple[object, ...] = ()
    label_key: tuple[object, ...] = ()

    def satisfies(self, request: RenderRequest) -> bool:
        """Whether every part is exactly what is wished."""
        return (self.picture_key, self.highlight_key, self.label_key) == (
            request.picture_key,
            request.highlight_key,
            request.label_key,
        )

    def visible(self, content: MapContent) -> list[RenderLayer]:
        """Return what of the visible layers is drawn, topmost first."""
        return [
            self.render_layers[layer] for layer, _ in content.visible if layer in self.render_layers
        ]

    def found(self, content: MapContent, key: FeatureKey | None) -> tuple[RenderLayer, int] | None:
        """Return where a visible feature is drawn; None where it is not, or not yet."""
        for layer in self.visible(content):
            number = layer.find(key.id) if key and key.layer == layer.name else None
            if number is not None:
                return layer, number
        return None


def render_frames(
    request: RenderRequest,
    last: Frame,
    stop: CancelCheck,
    overtaken: CancelCheck,
    names_first: bool,
) -> Iterator[Frame]:
    """Yield better and better frames until one fulfils the wish.

    `overtaken` tells of the labels what `stop` tells of everything else. They come first or last:
    found beside the painting, they would take the interpreter from it too often.

    Raises
    ------
    Cancelled
        When what comes next is not worth it any more; what was yielded stands.
    """
    frame = _without_closed(last, request.content)
    for layer, _ in request.content.visible:
        if layer not in frame.render_layers:
            frame = replace(
                frame, render_layers={**frame.render_layers, layer: build_render_layer(layer)}
            )
            yield frame
            raise_if_cancelled(stop)
    names, others = (_with_labels, overtaken), ((_with_highlight, stop), (_with_picture, stop))
    order = (names, *others) if names_first else (*others, names)
    for better, no_more in ((_with_scene, stop), *order):
        raise_if_cancelled(no_more)
        before, frame = frame, better(frame, request, no_more)
        if frame is not before:
            yield frame


def paint_frame(painter: QPainter, frame: Frame, camera: Camera, ratio: float, sea: QColor) -> None:
    """Paint a frame as seen from a camera, moved and scaled if need be, over the sea."""
    if frame.picture is None:
        painter.fillRect(QRectF(0, 0, camera.width, camera.height), sea)
        return
    for beside in _uncovered(frame.picture, camera, ratio):
        painter.setClipRect(beside)
        painter.fillRect(beside, sea)
        if frame.backdrop:
            _paint_moved(painter, frame.backdrop, camera, ratio)
    painter.setClipping(False)
    _paint_moved(painter, frame.picture, camera, ratio)
    if frame.highlight:
        _paint_moved(painter, frame.highlight, camera, ratio)
    paint_labels(painter, camera, ratio, frame.sprites)


def _paint_moved(painter: QPainter, picture: RenderedImage, camera: Camera, ratio: float) -> None:
    own = _beside(picture.camera, camera)
    place = screen_rect(camera, own.bounds)
    if own.resolution == camera.resolution:
        # On whole pixels, where copying is quick and nothing is blurred.
        left, top = (round(at * ratio) / ratio for at in (place.x(), place.y()))
        painter.drawImage(QPointF(left, top), picture.image)
        return
    # What is seen alone: from a place wider than 32,767 pixels Qt copies ten times as slowly.
    seen = place & QRectF(0, 0, camera.width, camera.height)
    scale = camera.resolution / own.resolution * ratio
    corner = (seen.topLeft() - place.topLeft()) * scale
    painter.drawImage(seen, picture.image, QRectF(corner, seen.size() * scale))


def _uncovered(picture: RenderedImage, camera: Camera, ratio: float) -> Iterable[QRect]:
    """Return the parts of the screen, in device-independent pixels, where there is no picture."""
    screen = QRectF(0, 0, camera.width, camera.height)
    place = screen_rect(camera, _beside(picture.camera, camera).bounds) & screen
    edges = place.left(), place.top(), place.right(), place.bottom()
    left, top, right, bottom = (round(at * ratio) / ratio for at in edges)
    inner = QRect(QPoint(ceil(left), ceil(top)), QPoint(floor(right) - 1, floor(bottom) - 1))
    return cast("Iterable[QRect]", QRegion(screen.toAlignedRect()) - QRegion(inner))


def _beside(one: Camera, other: Camera) -> Camera:
    """Return the first camera over that copy of the world which is nearest to the other."""
    return replace(one, x=nearest_world_copy(one.x, other.x))


def _covers(one: Camera, other: Camera) -> bool:
    """Whether all that is seen from the other camera is seen from the first one, too."""
    west, south, east, north = other.bounds
    left, low, right, high = _beside(one, other).bounds
    return left <= west and low <= south and right >= east and high >= north


def _without_closed(frame: Frame, content: MapContent) -> Frame:
    """Let go of drawings whose layers are not open any more."""
    closed = frame.render_layers.keys() - set(content.layers)
    if not closed:
        return frame
    return replace(
        frame, render_layers={k: d for k, d in frame.render_layers.items() if k not in closed}
    )


def _with_scene(frame: Frame, request: RenderRequest, _stop: CancelCheck) -> Frame:
    """Put the scene together anew from drawings that stay as they are."""
    content = request.content
    if frame.composed_for is content:
        return frame
    styled_layers = []
    for layer, opacity in reversed(content.visible):
        drawing = frame.render_layers[layer]
        paints = tuple(build_paint(style, content.theme) for style in drawing.styles)
        styled_layers.append(StyledLayer(drawing, paints, opacity))
    scene = Scene(content.theme, content.basemap, tuple(styled_layers), content.graticule)
    return replace(frame, scene=scene, composed_for=content)


def _with_highlight(frame: Frame, request: RenderRequest, _stop: CancelCheck) -> Frame:
    if frame.highlight_key == request.highlight_key:
        return frame
    selected, hovered = (
        frame.found(request.content, key) for key in (request.selected, request.hovered)
    )
    highlight = None
    part = _part_around([place for place in (selected, hovered) if place], request)
    if part:
        highlight = RenderedImage(
            new_transparent_image(canvas_for_camera(part, request.ratio)), part
        )
        with QPainter(highlight.image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for copy in request.camera.world_copies:
                camera = replace(part, x=part.x + copy.x - request.camera.x)
                if hovered and hovered != selected:
                    paint_hovered(painter, camera, request.content.theme, *hovered)
                if selected:
                    paint_selected(painter, camera, request.content.theme, *selected)
    return replace(frame, highlight=highlight, highlight_key=request.highlight_key)


def _part_around(places: list[tuple[RenderLayer, int]], request: RenderRequest) -> Camera | None:
    """Return a camera over that part of the screen where features and their marks are."""
    around = QRectF()
    for layer, number in places:
        reach = (
            float(layer.accuracy_radius[number]) / request.camera.resolution + _HIGHLIGHT_MARGIN_PX
        )
        bounds: MapBounds = tuple(layer.bounds[number].tolist())
        for camera in request.camera.world_copies:
            around |= screen_rect(camera, bounds).adjusted(-reach, -reach, reach, reach)
    seen = around & QRectF(0, 0, request.camera.width, request.camera.height)
    if seen.isEmpty():
        return None
    # Whole pixels, so that nothing is blurred where it is laid on the picture.
    left, top = (floor(at * request.ratio) / request.ratio for at in (seen.left(), seen.top()))
    width, height = (
        ceil((end - at) * request.ratio) / request.ratio
        for at, end in ((left, seen.right()), (top, seen.bottom()))
    )
    x, y = request.camera.from_screen(QPointF(left + width / 2, top + height / 2))
    return replace(request.camera, x=x, y=y, width=width, height=height)


def _with_picture(frame: Frame, request: RenderRequest, stop: CancelCheck) -> Frame:
    if frame.picture_key == request.picture_key or frame.scene is None:
        return frame
    older = [picture for picture in (frame.picture, frame.backdrop) if picture]
    picture = render_scene(frame.scene, request.camera, request.ratio, stop, older)
    return replace(
        frame, picture=picture, backdrop=_backdrop(frame, request), picture_key=request.picture_key
    )


def _backdrop(frame: Frame, request: RenderRequest) -> RenderedImage | None:
    """Return the picture of most ground about the new one, if there is any; not ever so coarse."""
    if frame.picture_key[:1] != (request.content,):
        return None
    older = [picture for picture in (frame.backdrop, frame.picture) if picture]
    wider = [
        p for p in older if _COARSER < p.camera.resolution / request.camera.resolution < _COARSEST
    ]
    around = [p for p in wider if _covers(p.camera, request.camera)]
    return max(around, key=lambda p: p.camera.resolution, default=None)


def _with_labels(frame: Frame, request: RenderRequest, stop: CancelCheck) -> Frame:
    if frame.label_key == request.label_key or frame.scene is None:
        return frame
    content = request.content
    occupied = layout_controls(
        request.camera, content.theme, request.font, content.credit, graticule=content.graticule
    ).occupied
    labels = select_labels(
        frame.scene, request.camera, request.font, request.selected, occupied, stop=stop
    )
    sprites = build_label_sprites(labels, request.ratio, stop)
    return replace(frame, labels=labels, sprites=sprites, label_key=request.label_key)
