"""Render the program icon from its SVG file into the icon format of each system."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SVG_FILE = Path(__file__).resolve().parents[1] / "resources" / "icons" / "frontviewer.svg"

WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Pixels: the sizes that Explorer and the task bar use at 100 to 400 % scaling."""
LINUX_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Pixels: the folders of the hicolor icon theme."""

_ICNS_PNG_TYPES = (
    (b"ic11", 32),  # 16 points, Retina
    (b"ic12", 64),  # 32 points, Retina
    (b"ic07", 128),
    (b"ic13", 256),  # 128 points, Retina
    (b"ic08", 256),
    (b"ic14", 512),  # 256 points, Retina
    (b"ic09", 512),
    (b"ic10", 1024),  # 512 points, Retina
)
"""Element type and size in pixels."""
# macOS renders PNG application icons of these two sizes wrongly; they are stored as color and mask.
_ICNS_RGB_TYPES = ((b"is32", b"s8mk", 16), (b"il32", b"l8mk", 32))
_MAX_LITERAL_RUN = 128
"""Maximum number of bytes in one literal run of the RLE compression of icns color channels."""


def write_hicolor_theme(folder: Path) -> None:
    """Write the icon as PNG files and SVG in the folder layout of the hicolor icon theme."""
    pngs = {f"{size}x{size}/apps/frontviewer.png": render_png(size) for size in LINUX_SIZES}
    for name, data in {**pngs, "scalable/apps/frontviewer.svg": SVG_FILE.read_bytes()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def build_ico() -> bytes:
    """Return a Windows ICO file with all sizes."""
    images = [render_png(size) for size in WINDOWS_SIZES]
    header = struct.pack("<3H", 0, 1, len(images))
    offset = len(header) + 16 * len(images)
    directory = b""
    for size, data in zip(WINDOWS_SIZES, images, strict=True):
        # The size field is one byte; 0 means 256.
        directory += struct.pack("<4B2H2I", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return header + directory + b"".join(images)


def build_icns() -> bytes:
    """Return a macOS ICNS file with all sizes, 16 to 1024 pixels."""
    elements = []
    for color_type, mask_type, size in _ICNS_RGB_TYPES:
        red, green, blue, alpha = _split_channels(size)
        color = b"".join(map(_encode_literal_runs, (red, green, blue)))
        elements += [(color_type, color), (mask_type, alpha)]
    elements += [(png_type, render_png(size)) for png_type, size in _ICNS_PNG_TYPES]
    body = b"".join(kind + struct.pack(">I", 8 + len(data)) + data for kind, data in elements)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def render_png(size: int) -> bytes:
    """Return the icon as a PNG file of `size` x `size` pixels."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    render_image(size).save(buffer, "PNG")
    return bytes(buffer.data().data())


def render_image(size: int) -> QImage:
    """Return the icon as an image of `size` x `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SVG_FILE)).render(painter)
    painter.end()
    return image


def _split_channels(size: int) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the red, green, blue and alpha channel of the icon, one byte per pixel."""
    image = render_image(size).convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = bytes(image.constBits())  # rows of 4-byte pixels have no padding
    return pixels[0::4], pixels[1::4], pixels[2::4], pixels[3::4]


def _encode_literal_runs(channel: bytes) -> bytes:
    """Encode a channel as RLE literal runs; small icons do not need compression."""
    starts = range(0, len(channel), _MAX_LITERAL_RUN)
    runs = (channel[start : start + _MAX_LITERAL_RUN] for start in starts)
    return b"".join(bytes([len(run) - 1]) + run for run in runs)
