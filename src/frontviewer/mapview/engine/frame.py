"""Render request and frame: inputs of the map image, and the parts of it rendered so far.

Both are immutable values. `render_frames` turns a request and the last frame into better frames,
part by part, on the calling thread; parts that are still exact are reused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from frontviewer.core.model.dossier import LayerState
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.core.system.cancellation import CancelCheck, raise_if_cancelled
from frontviewer.mapview.camera import Camera, MapBounds, bounds_to_screen, shift_to_nearest_copy
from frontviewer.mapview.engine.scene_painter import render_scene
from frontviewer.mapview.labels.label_selection import Label, select_labels
from frontviewer.mapview.labels.label_sprites import (
    NO_LABELS,
    LabelSprites,
    build_label_sprites,
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

_MIN_BACKDROP_RATIO, _MAX_BACKDROP_RATIO = 1.01, 1024.0
"""Bounds of the backdrop's resolution, relative to that of the picture."""
_HIGHLIGHT_MARGIN_PX = 24.0
"""Around a feature, for the width of its highlight and the marker of a point."""


@dataclass(frozen=True, slots=True, eq=False)
class MapContent:
    """What the map shows, independent of the camera.

    Attributes
    ----------
    layer_states
        Topmost first.
    credit
        Date of the data and attributions.
    graticule
        Whether meridians and parallels are drawn and labeled.
    """

    theme: Theme
    basemap: Basemap
    layers: tuple[Layer, ...] = ()
    layer_states: tuple[LayerState, ...] = ()
    credit: tuple[str, ...] = ()
    graticule: bool = True

    @property
    def visible_layers(self) -> tuple[tuple[Layer, float], ...]:
        """The visible layers and their opacity, topmost first."""
        by_name = {layer.name: layer for layer in self.layers}
        return tuple(
            (by_name[state.name], state.opacity)
            for state in self.layer_states
            if state.visible and state.name in by_name
        )


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """Everything that the pixels of the map depend on.

    Attributes
    ----------
    ratio
        Device pixel ratio: screen pixels per device-independent pixel.
    font
        Base font of labels.
    """

    content: MapContent
    camera: Camera
    ratio: float
    font: QFont
    selected: FeatureKey | None = None
    hovered: FeatureKey | None = None

    @property
    def picture_key(self) -> tuple[object, ...]:
        """Everything that `Frame.picture` depends on."""
        return self.content, self.camera, self.ratio

    @property
    def highlight_key(self) -> tuple[object, ...]:
        """Everything that `Frame.highlight` depends on."""
        return *self.picture_key, self.selected, self.hovered

    @property
    def label_key(self) -> tuple[object, ...]:
        """Everything that the labels depend on."""
        return *self.picture_key, self.selected, self.font


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What can be shown now: each part is exact for some request, not necessarily the latest.

    Attributes
    ----------
    render_layers
        By layer, for all open layers that have been visible so far.
    scene
        The render layers with theme, order and opacity; None before the first one is composed.
    picture
        Map image without labels and highlights; None before the first one is rendered.
    backdrop
        Older map image of a larger area, shown where `picture` does not reach; None if missing.
    highlight
        Outlines of the selected and hovered feature on a transparent image; None if there are none.
    labels, sprites
        The placed labels, and their images.
    scene_key
        The content that `scene` was composed from.
    picture_key, highlight_key, label_key
        The keys of the requests that `picture`, `highlight` and labels are exact for.
    """

    render_layers: Mapping[Layer, RenderLayer] = field(default_factory=dict)
    scene: Scene | None = None
    picture: RenderedImage | None = None
    backdrop: RenderedImage | None = None
    highlight: RenderedImage | None = None
    labels: tuple[Label, ...] = ()
    sprites: LabelSprites = NO_LABELS
    scene_key: MapContent | None = None
    picture_key: tuple[object, ...] = ()
    highlight_key: tuple[object, ...] = ()
    label_key: tuple[object, ...] = ()

    def satisfies(self, request: RenderRequest) -> bool:
        """Return whether picture, highlight and labels are exact for a request."""
        return (self.picture_key, self.highlight_key, self.label_key) == (
            request.picture_key,
            request.highlight_key,
            request.label_key,
        )

    def visible_render_layers(self, content: MapContent) -> list[RenderLayer]:
        """Return the render layers built so far of the visible layers, topmost first."""
        return [
            self.render_layers[layer]
            for layer, _ in content.visible_layers
            if layer in self.render_layers
        ]

    def locate_feature(
        self, content: MapContent, key: FeatureKey | None
    ) -> tuple[RenderLayer, int] | None:
        """Return render layer and draw index of a feature; None if it is hidden or not built."""
        for layer in self.visible_render_layers(content):
            index = layer.find(key.id) if key and key.layer == layer.name else None
            if index is not None:
                return layer, index
        return None


def render_frames(
    request: RenderRequest,
    last: Frame,
    cancel: CancelCheck,
    cancel_labels: CancelCheck,
    labels_first: bool,
) -> Iterator[Frame]:
    """Yield better and better frames until one satisfies the request.

    Labels come either first or last: placed in parallel with painting, they would take the GIL from
    it too often.

    Parameters
    ----------
    cancel
        Checked while everything but the labels is rendered.
    cancel_labels
        Checked while labels are placed and rendered.
    labels_first
        Whether labels come before the picture.

    Raises
    ------
    Cancelled
        If a check returns True. Frames yielded before remain valid.
    """
    frame = _drop_closed_layers(last, request.content)
    for layer, _ in request.content.visible_layers:
        if layer not in frame.render_layers:
            frame = replace(
                frame, render_layers={**frame.render_layers, layer: build_render_layer(layer)}
            )
            yield frame
            raise_if_cancelled(cancel)
    labels = (_with_labels, cancel_labels)
    images = (_with_highlight, cancel), (_with_picture, cancel)
    order = (labels, *images) if labels_first else (*images, labels)
    for update, cancel_update in ((_with_scene, cancel), *order):
        raise_if_cancelled(cancel_update)
        previous, frame = frame, update(frame, request, cancel_update)
        if frame is not previous:
            yield frame


def _covers(camera: Camera, other: Camera) -> bool:
    """Return whether the view of a camera contains that of another."""
    west, south, east, north = other.bounds
    left, bottom, right, top = shift_to_nearest_copy(camera, other).bounds
    return left <= west and bottom <= south and right >= east and top >= north


def _drop_closed_layers(frame: Frame, content: MapContent) -> Frame:
    """Release the render layers of layers that are no longer open."""
    closed = frame.render_layers.keys() - set(content.layers)
    if not closed:
        return frame
    return replace(
        frame,
        render_layers={
            layer: render_layer
            for layer, render_layer in frame.render_layers.items()
            if layer not in closed
        },
    )


def _with_scene(frame: Frame, request: RenderRequest, _cancel: CancelCheck) -> Frame:
    """Compose the scene from render layers, which are reused."""
    content = request.content
    if frame.scene_key is content:
        return frame
    styled_layers = []
    for layer, opacity in reversed(content.visible_layers):
        render_layer = frame.render_layers[layer]
        paints = tuple(build_paint(style, content.theme) for style in render_layer.styles)
        styled_layers.append(StyledLayer(render_layer, paints, opacity))
    scene = Scene(content.theme, content.basemap, tuple(styled_layers), content.graticule)
    return replace(frame, scene=scene, scene_key=content)


def _with_highlight(frame: Frame, request: RenderRequest, _cancel: CancelCheck) -> Frame:
    """Render the highlight image if its key has changed."""
    if frame.highlight_key == request.highlight_key:
        return frame
    selected, hovered = (
        frame.locate_feature(request.content, key) for key in (request.selected, request.hovered)
    )
    highlight = None
    area = _highlight_camera([feature for feature in (selected, hovered) if feature], request)
    if area:
        highlight = RenderedImage(
            new_transparent_image(canvas_for_camera(area, request.ratio)), area
        )
        with QPainter(highlight.image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for copy in request.camera.world_copies:
                camera = replace(area, x=area.x + copy.x - request.camera.x)
                if hovered and hovered != selected:
                    paint_hovered(painter, camera, request.content.theme, *hovered)
                if selected:
                    paint_selected(painter, camera, request.content.theme, *selected)
    return replace(frame, highlight=highlight, highlight_key=request.highlight_key)


def _highlight_camera(
    features: list[tuple[RenderLayer, int]], request: RenderRequest
) -> Camera | None:
    """Return a camera over the part of the screen that highlights cover; None if off screen."""
    area = QRectF()
    for layer, index in features:
        precision_px = float(layer.precision_radius[index]) / request.camera.resolution
        margin = precision_px + _HIGHLIGHT_MARGIN_PX
        bounds: MapBounds = tuple(layer.bounds[index].tolist())
        for camera in request.camera.world_copies:
            area |= bounds_to_screen(camera, bounds).adjusted(-margin, -margin, margin, margin)
    visible = area & QRectF(0, 0, request.camera.width, request.camera.height)
    if visible.isEmpty():
        return None
    # Whole pixels, so that the image is not blurred when painted over the picture.
    left, top = (
        floor(edge * request.ratio) / request.ratio for edge in (visible.left(), visible.top())
    )
    width, height = (
        ceil((end - start) * request.ratio) / request.ratio
        for start, end in ((left, visible.right()), (top, visible.bottom()))
    )
    x, y = request.camera.from_screen(QPointF(left + width / 2, top + height / 2))
    return replace(request.camera, x=x, y=y, width=width, height=height)


def _with_picture(frame: Frame, request: RenderRequest, cancel: CancelCheck) -> Frame:
    """Render the map image if its key has changed."""
    if frame.picture_key == request.picture_key or frame.scene is None:
        return frame
    reusable = [image for image in (frame.picture, frame.backdrop) if image]
    picture = render_scene(frame.scene, request.camera, request.ratio, cancel, reusable)
    return replace(
        frame,
        picture=picture,
        backdrop=_choose_backdrop(frame, request),
        picture_key=request.picture_key,
    )


def _choose_backdrop(frame: Frame, request: RenderRequest) -> RenderedImage | None:
    """Return the image of the coarsest usable resolution that covers the new view, or None."""
    if frame.picture_key[:1] != (request.content,):
        return None
    resolution = request.camera.resolution
    coarser = [
        image
        for image in (frame.backdrop, frame.picture)
        if image
        and _MIN_BACKDROP_RATIO < image.camera.resolution / resolution < _MAX_BACKDROP_RATIO
    ]
    covering = [image for image in coarser if _covers(image.camera, request.camera)]
    return max(covering, key=lambda image: image.camera.resolution, default=None)


def _with_labels(frame: Frame, request: RenderRequest, cancel: CancelCheck) -> Frame:
    """Place and render the labels if their key has changed."""
    if frame.label_key == request.label_key or frame.scene is None:
        return frame
    content = request.content
    occupied = layout_controls(
        request.camera, content.theme, request.font, content.credit, graticule=content.graticule
    ).occupied
    labels = select_labels(
        frame.scene, request.camera, request.font, request.selected, occupied, cancel=cancel
    )
    sprites = build_label_sprites(labels, request.ratio, cancel)
    return replace(frame, labels=labels, sprites=sprites, label_key=request.label_key)
