"""The program's mark as each system wants it, drawn from one SVG at every size."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "resources" / "icons" / "frontviewer.svg"

WINDOWS_SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Pixels: what Explorer and the task bar ask for at 100 to 400 per cent."""
LINUX_SIDES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Pixels: the folders of the hicolor icon theme."""

_MAC_PICTURES = (
    (b"ic11", 32),  # 16 points on a Retina screen
    (b"ic12", 64),  # 32 points on a Retina screen
    (b"ic07", 128),
    (b"ic13", 256),  # 128 points on a Retina screen
    (b"ic08", 256),
    (b"ic14", 512),  # 256 points on a Retina screen
    (b"ic09", 512),
    (b"ic10", 1024),  # 512 points on a Retina screen
)
# As an application's icon, macOS shows a PNG of these two sizes wrongly: they are colour and mask.
_MAC_COLOUR_AND_MASK = ((b"is32", b"s8mk", 16), (b"il32", b"l8mk", 32))
_LITERAL_RUN = 128
"""Bytes at most in one run of the packing that icns wants for colours."""


def write_hicolor(folder: Path) -> None:
    """Write the mark as a part of Linux's icon theme of that name: PNGs and the drawing."""
    sizes = {f"{side}x{side}/apps/frontviewer.png": png(side) for side in LINUX_SIDES}
    for name, data in {**sizes, "scalable/apps/frontviewer.svg": DRAWING.read_bytes()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def ico() -> bytes:
    """Return the mark in all sizes of Windows."""
    pictures = [png(side) for side in WINDOWS_SIDES]
    header = struct.pack("<3H", 0, 1, len(pictures))
    at = len(header) + 16 * len(pictures)
    places = b""
    for side, picture in zip(WINDOWS_SIDES, pictures, strict=True):
        # A byte holds no 256; the format means it by 0.
        places += struct.pack("<4B2H2I", side % 256, side % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return header + places + b"".join(pictures)


def icns() -> bytes:
    """Return the mark in all sizes of macOS, 16 to 1024 pixels."""
    elements = []
    for color, mask, side in _MAC_COLOUR_AND_MASK:
        red, green, blue, alpha = _channels(side)
        elements += [(color, b"".join(map(_packed, (red, green, blue)))), (mask, alpha)]
    elements += [(kind, png(side)) for kind, side in _MAC_PICTURES]
    body = b"".join(kind + struct.pack(">I", 8 + len(data)) + data for kind, data in elements)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def png(side: int) -> bytes:
    """Return the mark as a PNG of `side` pixels."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture(side).save(buffer, "PNG")
    return bytes(buffer.data().data())


def picture(side: int) -> QImage:
    """Return the mark as a picture of `side` pixels."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    return image


def _channels(side: int) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the red, green, blue and alpha of every pixel."""
    image = picture(side).convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = bytes(image.constBits())  # a line of 4-byte pixels is never padded
    return pixels[0::4], pixels[1::4], pixels[2::4], pixels[3::4]


def _packed(channel: bytes) -> bytes:
    """Return a channel in runs that say their length; so small a picture needs no shorter ones."""
    runs = (channel[at : at + _LITERAL_RUN] for at in range(0, len(channel), _LITERAL_RUN))
    return b"".join(bytes([len(run) - 1]) + run for run in runs)
