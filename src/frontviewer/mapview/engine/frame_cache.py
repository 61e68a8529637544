"""Kept pictures: what was on the screen when a dossier was last open is there again at once.

A picture is found again only where everything that decides about its pixels is the same: the
content of the layers, the look of each, the place, the size and density of the screen, the font.
"""

from hashlib import sha256

import msgspec
import numpy as np
import PySide6
from PySide6.QtGui import QImage

from frontviewer.core.io.cache.block_file import Block, CorruptBlockError
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.mapview.engine.frame import Frame, RenderRequest
from frontviewer.mapview.labels.label_sprites import LabelSprites
from frontviewer.mapview.raster.rendered_image import RenderedImage
from frontviewer.mapview.raster.text_atlas import TextAtlas

_PICTURE_FORM = QImage.Format.Format_RGB32
_WORDS_FORM = QImage.Format.Format_ARGB32_Premultiplied
_PIXEL = 4
"""Bytes, in both forms."""


class _Facts(msgspec.Struct, frozen=True):
    """What is not an array: the size of the picture, and of the sheet of words, in pixels."""

    size: tuple[int, int]
    words_size: tuple[int, int]


def load_frame_image(cache: LayerCache, request: RenderRequest) -> Frame | None:
    """Return what fulfils a wish and was kept, without drawings and scene; or None."""
    names = _names(request)
    return names and cache.load_frame(*names, lambda blocks: _frame(blocks, request))


def store_frame_image(cache: LayerCache, request: RenderRequest, frame: Frame) -> None:
    """Keep a frame that fulfils a wish; may be called from any thread."""
    names, picture = _names(request), frame.picture
    if names and picture:
        cache.store_frame(*names, lambda: _blocks(picture, frame.sprites))


def _names(request: RenderRequest) -> tuple[str, str] | None:
    """Return what is seen, and how, in letters and digits; None for what is not to be kept."""
    content = request.content
    layers = [layer for layer, _ in content.visible]
    if (
        not layers
        or not all(layer.digest for layer in layers)
        or request.selected
        or request.hovered
    ):
        return None
    looks = [(dict(layer.style), opacity) for layer, opacity in content.visible]
    view = request.camera, request.ratio, request.font.key()
    how = repr((PySide6.__version__, content.theme, content.credit, content.graticule, looks, view))
    what = "".join(layer.digest for layer in layers)
    return sha256(what.encode()).hexdigest(), sha256(how.encode()).hexdigest()


def _blocks(picture: RenderedImage, words: LabelSprites) -> list[Block]:
    images = picture.image, words.atlas.image
    facts = _Facts(*((image.width(), image.height()) for image in images))
    arrays = words.points, words.corners, words.atlas.boxes
    return [
        np.frombuffer(msgspec.msgpack.encode(facts), np.uint8),
        *(np.frombuffer(array.astype("<f8").tobytes(), np.uint8) for array in arrays),
        *(np.frombuffer(image.constBits(), np.uint8) for image in images),
    ]


def _frame(blocks: list[Block], request: RenderRequest) -> Frame:
    """Put a frame together again.

    Raises
    ------
    CorruptBlockError
        If the blocks are not those of a frame.
    """
    try:
        head, at, beside, within, pixels, words = blocks
        facts = msgspec.msgpack.decode(head.data, type=_Facts)
        points, corners = (b.view("<f8").reshape(-1, 2) for b in (at, beside))
        boxes = within.view("<f8").reshape(-1, 4).astype(np.int64)
    except (ValueError, msgspec.MsgspecError) as error:
        raise CorruptBlockError(str(error)) from error
    if not len(points) == len(corners) == len(boxes):
        raise CorruptBlockError("words without a place")
    atlas = _image(words, facts.words_size, _WORDS_FORM, request.ratio)
    return Frame(
        picture=RenderedImage(
            _image(pixels, facts.size, _PICTURE_FORM, request.ratio), request.camera
        ),
        sprites=LabelSprites(points, corners, TextAtlas(atlas, boxes)),
        picture_key=request.picture_key,
        highlight_key=request.highlight_key,
        label_key=request.label_key,
    )


def _image(pixels: Block, size: tuple[int, int], form: QImage.Format, ratio: float) -> QImage:
    width, height = size
    if min(size) < 0 or len(pixels) != _PIXEL * width * height:
        raise CorruptBlockError("an image of another size")
    image = QImage(pixels.data, width, height, _PIXEL * width, form).copy()  # owns its pixels
    image.setDevicePixelRatio(ratio)
    return image
