"""What is wished to be on the screen, and what has been made of it so far.

Both are values: `frames_for` turns a wish and the last frame into better frames, part by
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
from frontviewer.core.system.cancellation import Stop, give_up_if
from frontviewer.mapview.camera import Camera, MapBounds, nearest, screen_rect
from frontviewer.mapview.engine.scene_painter import picture_of
from frontviewer.mapview.labels.label_selection import Label, labels_of
from frontviewer.mapview.labels.label_sprites import NO_SPRITES, Sprites, paint_sprites, sprites_of
from frontviewer.mapview.overlays.map_controls import instruments_of
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.highlight import paint_hovered, paint_selected
from frontviewer.mapview.painters.render_layer import LayerDrawing, drawn_layer
from frontviewer.mapview.painters.scene import Scene, Sheet
from frontviewer.mapview.painters.symbology import paint_of
from frontviewer.mapview.raster.canvas import transparent, whole
from frontviewer.mapview.raster.rendered_image import Picture
from frontviewer.theme.theme import Theme

_COARSER, _COARSEST = 1.01, 1024.0
"""How much larger a pixel of the backdrop is, at least and at most, than one of the picture."""
_MARK_PX = 24.0
"""Beyond a feature, for the width of its mark and for the marker of a point."""


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
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
    states: tuple[LayerState, ...] = ()
    credit: tuple[str, ...] = ()
    graticule: bool = True

    @property
    def visible(self) -> tuple[tuple[Layer, float], ...]:
        """The layers that are shown, topmost first, with their opacity."""
        by_name = {layer.name: layer for layer in self.layers}
        return tuple(
            (by_name[state.name], state.opacity)
            for state in self.states
            if state.visible and state.name in by_name
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """All that decides about every pixel of a map at rest.

    Attributes
    ----------
    ratio
        How many pixels of the screen a device-independent pixel is wide.
    font
        Of labels.
    """

    subject: Subject
    camera: Camera
    ratio: float
    font: QFont
    selected: FeatureKey | None = None
    hovered: FeatureKey | None = None

    @property
    def picture_key(self) -> tuple[object, ...]:
        """What the picture depends on."""
        return self.subject, self.camera, self.ratio

    @property
    def marks_key(self) -> tuple[object, ...]:
        """What the marks depend on."""
        return *self.picture_key, self.selected, self.hovered

    @property
    def labels_key(self) -> tuple[object, ...]:
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

    drawings: Mapping[Layer, LayerDrawing] = field(default_factory=dict)
    scene: Scene | None = None
    picture: Picture | None = None
    backdrop: Picture | None = None
    marks: Picture | None = None
    labels: tuple[Label, ...] = ()
    words: Sprites = NO_SPRITES
    composed_for: Subject | None = None
    painted_for: tuple[object, ...] = ()
    marked_for: tuple[object, ...] = ()
    named_for: tuple[object, ...] = ()

    def fulfils(self, wish: Wish) -> bool:
        """Whether every part is exactly what is wished."""
        return (self.painted_for, self.marked_for, self.named_for) == (
            wish.picture_key,
            wish.marks_key,
            wish.labels_key,
        )

    def visible(self, subject: Subject) -> list[LayerDrawing]:
        """Return what of the visible layers is drawn, topmost first."""
        return [self.drawings[layer] for layer, _ in subject.visible if layer in self.drawings]

    def found(self, subject: Subject, key: FeatureKey | None) -> tuple[LayerDrawing, int] | None:
        """Return where a visible feature is drawn; None where it is not, or not yet."""
        for layer in self.visible(subject):
            number = layer.find(key.id) if key and key.layer == layer.name else None
            if number is not None:
                return layer, number
        return None


def frames_for(
    wish: Wish, last: Frame, stop: Stop, overtaken: Stop, names_first: bool
) -> Iterator[Frame]:
    """Yield better and better frames until one fulfils the wish.

    `overtaken` tells of the labels what `stop` tells of everything else. They come first or last:
    found beside the painting, they would take the interpreter from it too often.

    Raises
    ------
    Stopped
        When what comes next is not worth it any more; what was yielded stands.
    """
    frame = _without_closed(last, wish.subject)
    for layer, _ in wish.subject.visible:
        if layer not in frame.drawings:
            frame = replace(frame, drawings={**frame.drawings, layer: drawn_layer(layer)})
            yield frame
            give_up_if(stop)
    names, others = (_named, overtaken), ((_marked, stop), (_painted, stop))
    order = (names, *others) if names_first else (*others, names)
    for better, no_more in ((_composed, stop), *order):
        give_up_if(no_more)
        before, frame = frame, better(frame, wish, no_more)
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
    if frame.marks:
        _paint_moved(painter, frame.marks, camera, ratio)
    paint_sprites(painter, camera, ratio, frame.words)


def _paint_moved(painter: QPainter, picture: Picture, camera: Camera, ratio: float) -> None:
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


def _uncovered(picture: Picture, camera: Camera, ratio: float) -> Iterable[QRect]:
    """Return the parts of the screen, in device-independent pixels, where there is no picture."""
    screen = QRectF(0, 0, camera.width, camera.height)
    place = screen_rect(camera, _beside(picture.camera, camera).bounds) & screen
    edges = place.left(), place.top(), place.right(), place.bottom()
    left, top, right, bottom = (round(at * ratio) / ratio for at in edges)
    inner = QRect(QPoint(ceil(left), ceil(top)), QPoint(floor(right) - 1, floor(bottom) - 1))
    return cast("Iterable[QRect]", QRegion(screen.toAlignedRect()) - QRegion(inner))


def _beside(one: Camera, other: Camera) -> Camera:
    """Return the first camera over that copy of the world which is nearest to the other."""
    return replace(one, x=nearest(one.x, other.x))


def _covers(one: Camera, other: Camera) -> bool:
    """Whether all that is seen from the other camera is seen from the first one, too."""
    west, south, east, north = other.bounds
    left, low, right, high = _beside(one, other).bounds
    return left <= west and low <= south and right >= east and high >= north


def _without_closed(frame: Frame, subject: Subject) -> Frame:
    """Let go of drawings whose layers are not open any more."""
    closed = frame.drawings.keys() - set(subject.layers)
    if not closed:
        return frame
    return replace(frame, drawings={k: d for k, d in frame.drawings.items() if k not in closed})


def _composed(frame: Frame, wish: Wish, _stop: Stop) -> Frame:
    """Put the scene together anew from drawings that stay as they are."""
    subject = wish.subject
    if frame.composed_for is subject:
        return frame
    sheets = []
    for layer, opacity in reversed(subject.visible):
        drawing = frame.drawings[layer]
        paints = tuple(paint_of(style, subject.theme) for style in drawing.styles)
        sheets.append(Sheet(drawing, paints, opacity))
    scene = Scene(subject.theme, subject.basemap, tuple(sheets), subject.graticule)
    return replace(frame, scene=scene, composed_for=subject)


def _marked(frame: Frame, wish: Wish, _stop: Stop) -> Frame:
    if frame.marked_for == wish.marks_key:
        return frame
    selected, hovered = (frame.found(wish.subject, key) for key in (wish.selected, wish.hovered))
    marks = None
    part = _part_around([place for place in (selected, hovered) if place], wish)
    if part:
        marks = Picture(transparent(whole(part, wish.ratio)), part)
        with QPainter(marks.image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for copy in wish.camera.copies:
                camera = replace(part, x=part.x + copy.x - wish.camera.x)
                if hovered and hovered != selected:
                    paint_hovered(painter, camera, wish.subject.theme, *hovered)
                if selected:
                    paint_selected(painter, camera, wish.subject.theme, *selected)
    return replace(frame, marks=marks, marked_for=wish.marks_key)


def _part_around(places: list[tuple[LayerDrawing, int]], wish: Wish) -> Camera | None:
    """Return a camera over that part of the screen where features and their marks are."""
    around = QRectF()
    for layer, number in places:
        reach = float(layer.halos[number]) / wish.camera.resolution + _MARK_PX
        bounds: MapBounds = tuple(layer.bounds[number].tolist())
        for camera in wish.camera.copies:
            around |= screen_rect(camera, bounds).adjusted(-reach, -reach, reach, reach)
    seen = around & QRectF(0, 0, wish.camera.width, wish.camera.height)
    if seen.isEmpty():
        return None
    # Whole pixels, so that nothing is blurred where it is laid on the picture.
    left, top = (floor(at * wish.ratio) / wish.ratio for at in (seen.left(), seen.top()))
    width, height = (
        ceil((end - at) * wish.ratio) / wish.ratio
        for at, end in ((left, seen.right()), (top, seen.bottom()))
    )
    x, y = wish.camera.from_screen(QPointF(left + width / 2, top + height / 2))
    return replace(wish.camera, x=x, y=y, width=width, height=height)


def _painted(frame: Frame, wish: Wish, stop: Stop) -> Frame:
    if frame.painted_for == wish.picture_key or frame.scene is None:
        return frame
    older = [picture for picture in (frame.picture, frame.backdrop) if picture]
    picture = picture_of(frame.scene, wish.camera, wish.ratio, stop, older)
    return replace(
        frame, picture=picture, backdrop=_backdrop(frame, wish), painted_for=wish.picture_key
    )


def _backdrop(frame: Frame, wish: Wish) -> Picture | None:
    """Return the picture of most ground about the new one, if there is any; not ever so coarse."""
    if frame.painted_for[:1] != (wish.subject,):
        return None
    older = [picture for picture in (frame.backdrop, frame.picture) if picture]
    wider = [
        p for p in older if _COARSER < p.camera.resolution / wish.camera.resolution < _COARSEST
    ]
    around = [p for p in wider if _covers(p.camera, wish.camera)]
    return max(around, key=lambda p: p.camera.resolution, default=None)


def _named(frame: Frame, wish: Wish, stop: Stop) -> Frame:
    if frame.named_for == wish.labels_key or frame.scene is None:
        return frame
    subject = wish.subject
    taken = instruments_of(
        wish.camera, subject.theme, wish.font, subject.credit, graticule=subject.graticule
    ).taken
    labels = labels_of(frame.scene, wish.camera, wish.font, wish.selected, taken, stop=stop)
    words = sprites_of(labels, wish.ratio, stop)
    return replace(frame, labels=labels, words=words, named_for=wish.labels_key)
