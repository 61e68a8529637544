"""Qt's painting of many and long things, without the interpreter's lock.

PySide keeps the lock while Qt paints, so that meanwhile no other thread of Python runs: neither
one that paints another part of the picture nor the window itself. Called through ctypes, the same
functions let go of it. Where Qt does not offer one under the name its compiler gives it, PySide's
is called: the picture is the same, only later.
"""

import ctypes
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6 import QtGui
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QPen, QPixmap

_Call = Callable[..., None]


def draw_segments(painter: QPainter, segments: npt.NDArray[np.float64]) -> None:
    """Draw (m, 4) segments with the painter's pen, straight from their array."""
    if not len(segments):
        return
    lines = np.ascontiguousarray(segments)
    if _DRAW_LINES:
        _DRAW_LINES(_address(painter), lines.ctypes.data, len(lines))
        return
    first = shiboken6.Shiboken.wrapInstance(lines.ctypes.data, QLineF)
    painter.drawLines(first, len(lines))  # type: ignore[call-overload]  # an array, not one


def stroke_path(painter: QPainter, path: QPainterPath, pen: QPen) -> None:
    """Draw the outline of a path."""
    if _STROKE_PATH:
        _STROKE_PATH(_address(painter), _address(path), _address(pen))
    else:
        painter.strokePath(path, pen)


def fill_path(painter: QPainter, path: QPainterPath, brush: QBrush) -> None:
    """Fill the inside of a path."""
    if _FILL_PATH:
        _FILL_PATH(_address(painter), _address(path), _address(brush))
    else:
        painter.fillPath(path, brush)


def fill_rect(painter: QPainter, rect: QRectF, brush: QBrush) -> None:
    """Fill a rectangle."""
    if _FILL_RECT:
        _FILL_RECT(_address(painter), _address(rect), _address(brush))
    else:
        painter.fillRect(rect, brush)


def draw_image(painter: QPainter, at: QPointF, image: QImage) -> None:
    """Draw an image with its left top corner at a point."""
    if _DRAW_IMAGE:
        _DRAW_IMAGE(_address(painter), _address(at), _address(image))
    else:
        painter.drawImage(at, image)


def draw_copies(
    painter: QPainter,
    pixmap: QPixmap,
    boxes: npt.NDArray[np.integer],
    middles: npt.NDArray[np.number],
) -> None:
    """Draw parts of an image, in order: (n, 4) left, top, width and height; (n, 2) to where."""
    if not len(boxes):
        return
    # As QPainter.PixmapFragment has it: middle, part, scale across and down, rotation, opacity.
    copies = np.ones((len(boxes), 10))
    copies[:, :2], copies[:, 2:6], copies[:, 8] = middles, boxes, 0
    if _DRAW_FRAGMENTS:
        _DRAW_FRAGMENTS(_address(painter), copies.ctypes.data, len(copies), _address(pixmap), 0)
        return
    first = shiboken6.Shiboken.wrapInstance(copies.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(copies), pixmap)  # type: ignore[arg-type]  # as above


def _address(wrapped: shiboken6.Shiboken.Object) -> int:
    return int(shiboken6.Shiboken.getCppPointer(wrapped)[0])


def _found(itanium: str, microsoft: str, *parameters: type[Any]) -> _Call | None:
    """Return a method of QPainter by the name a compiler gives it; None where Qt has no such."""
    try:
        if sys.platform == "win32":
            function = getattr(ctypes.CDLL("Qt6Gui.dll"), microsoft)
        else:  # what a library needs is looked through, too
            function = getattr(ctypes.CDLL(QtGui.__file__), itanium)
    except (AttributeError, OSError):
        return None
    function.argtypes = (ctypes.c_void_p, *parameters)
    function.restype = None
    call: _Call = function
    return call


_DRAW_LINES = _found(
    "_ZN8QPainter9drawLinesEPK6QLineFi",
    "?drawLines@QPainter@@QEAAXPEBVQLineF@@H@Z",
    ctypes.c_void_p,
    ctypes.c_int,
)
_STROKE_PATH = _found(
    "_ZN8QPainter10strokePathERK12QPainterPathRK4QPen",
    "?strokePath@QPainter@@QEAAXAEBVQPainterPath@@AEBVQPen@@@Z",
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_FILL_PATH = _found(
    "_ZN8QPainter8fillPathERK12QPainterPathRK6QBrush",
    "?fillPath@QPainter@@QEAAXAEBVQPainterPath@@AEBVQBrush@@@Z",
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_FILL_RECT = _found(
    "_ZN8QPainter8fillRectERK6QRectFRK6QBrush",
    "?fillRect@QPainter@@QEAAXAEBVQRectF@@AEBVQBrush@@@Z",
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_DRAW_IMAGE = _found(
    "_ZN8QPainter9drawImageERK7QPointFRK6QImage",
    "?drawImage@QPainter@@QEAAXAEBVQPointF@@AEBVQImage@@@Z",
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_DRAW_FRAGMENTS = _found(
    "_ZN8QPainter19drawPixmapFragmentsEPKNS_14PixmapFragmentEiRK7QPixmap"
    "6QFlagsINS_18PixmapFragmentHintEE",
    "?drawPixmapFragments@QPainter@@QEAAXPEBVPixmapFragment@1@HAEBVQPixmap@@"
    "V?$QFlags@W4PixmapFragmentHint@QPainter@@@@@Z",
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_int,
)
