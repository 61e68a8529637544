"""Persistent cache of the last frame of a dossier, shown at once when the dossier is opened again.

The cache key covers everything that the pixels depend on: contents, styles and opacity of the
layers, theme, credits, graticule, camera (with the size of the map), device pixel ratio, font and
PySide version. `LayerCache` adds the version of the program, and so of the bundled basemap.
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

_PICTURE_FORMAT = QImage.Format.Format_RGB32
_LABELS_FORMAT = QImage.Format.Format_ARGB32_Premultiplied
_PIXEL_BYTES = 4
"""Bytes per pixel of both formats."""


class _FrameHeader(msgspec.Struct, frozen=True):
    """Sizes of the map image and of the label atlas, in pixels."""

    picture_size: tuple[int, int] = msgspec.field(name="size")
    atlas_size: tuple[int, int] = msgspec.field(name="words_size")


def load_frame_image(cache: LayerCache, request: RenderRequest) -> Frame | None:
    """Return the cached frame for a request, without render layers and scene; None if missing."""
    names = _cache_names(request)
    return names and cache.load_frame(*names, lambda blocks: _decode_frame(blocks, request))


def store_frame_image(cache: LayerCache, request: RenderRequest, frame: Frame) -> None:
    """Store a frame that satisfies a request; may be called from any thread."""
    names, picture = _cache_names(request), frame.picture
    if names and picture:
        cache.store_frame(*names, lambda: _encode_frame(picture, frame.sprites))


def _cache_names(request: RenderRequest) -> tuple[str, str] | None:
    """Return hashes of the content and of the view; None for a request that is not cached."""
    content = request.content
    layers = [layer for layer, _ in content.visible_layers]
    if (
        not layers
        or not all(layer.digest for layer in layers)
        or request.selected
        or request.hovered
    ):
        return None
    styles = [(dict(layer.style), opacity) for layer, opacity in content.visible_layers]
    view = request.camera, request.ratio, request.font.key()
    view_key = repr(
        (PySide6.__version__, content.theme, content.credit, content.graticule, styles, view)
    )
    content_key = "".join(layer.digest for layer in layers)
    return sha256(content_key.encode()).hexdigest(), sha256(view_key.encode()).hexdigest()


def _encode_frame(picture: RenderedImage, sprites: LabelSprites) -> list[Block]:
    """Return header, label arrays and images as blocks of bytes."""
    images = picture.image, sprites.atlas.image
    header = _FrameHeader(*((image.width(), image.height()) for image in images))
    arrays = sprites.points, sprites.offsets, sprites.atlas.boxes
    return [
        np.frombuffer(msgspec.msgpack.encode(header), np.uint8),
        *(np.frombuffer(array.astype("<f8").tobytes(), np.uint8) for array in arrays),
        *(np.frombuffer(image.constBits(), np.uint8) for image in images),
    ]


def _decode_frame(blocks: list[Block], request: RenderRequest) -> Frame:
    """Return the frame encoded in blocks.

    Raises
    ------
    CorruptBlockError
        If the blocks do not encode a frame.
    """
    try:
        header_block, point_block, offset_block, box_block, picture_pixels, atlas_pixels = blocks
        header = msgspec.msgpack.decode(header_block.data, type=_FrameHeader)
        points, offsets = (b.view("<f8").reshape(-1, 2) for b in (point_block, offset_block))
        boxes = box_block.view("<f8").reshape(-1, 4).astype(np.int64)
    except (ValueError, msgspec.MsgspecError) as error:
        raise CorruptBlockError(str(error)) from error
    if not len(points) == len(offsets) == len(boxes):
        raise CorruptBlockError("label arrays differ in length")
    atlas = _decode_image(atlas_pixels, header.atlas_size, _LABELS_FORMAT, request.ratio)
    return Frame(
        picture=RenderedImage(
            _decode_image(picture_pixels, header.picture_size, _PICTURE_FORMAT, request.ratio),
            request.camera,
        ),
        sprites=LabelSprites(points, offsets, TextAtlas(atlas, boxes)),
        picture_key=request.picture_key,
        highlight_key=request.highlight_key,
        label_key=request.label_key,
    )


def _decode_image(
    pixels: Block, size: tuple[int, int], image_format: QImage.Format, ratio: float
) -> QImage:
    """Return an image that owns a copy of its pixels.

    Raises
    ------
    CorruptBlockError
        If the block does not have the size of the image.
    """
    width, height = size
    if min(size) < 0 or len(pixels) != _PIXEL_BYTES * width * height:
        raise CorruptBlockError("image block of the wrong size")
    view = QImage(pixels.data, width, height, _PIXEL_BYTES * width, image_format)
    image = view.copy()  # owns its pixels
    image.setDevicePixelRatio(ratio)
    return image
