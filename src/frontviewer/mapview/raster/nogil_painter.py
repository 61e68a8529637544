"""QPainter calls that release the GIL, through ctypes.

PySide holds the GIL while Qt paints, so that neither a thread that paints another band of the
image nor the user interface can run Python code meanwhile. ctypes releases the GIL around the
same functions, which are looked up in the Qt library by their mangled C++ names. Where a name is
missing, PySide's method is called: the image is the same, only rendered more slowly.
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
    """Draw (m, 4) segments x0, y0, x1, y1 with the pen; a contiguous array is not copied."""
    if not len(segments):
        return
    lines = np.ascontiguousarray(segments)
    if _DRAW_LINES:
        _DRAW_LINES(_pointer(painter), lines.ctypes.data, len(lines))
        return
    first = shiboken6.Shiboken.wrapInstance(lines.ctypes.data, QLineF)
    painter.drawLines(first, len(lines))  # type: ignore[call-overload]  # an array


def stroke_path(painter: QPainter, path: QPainterPath, pen: QPen) -> None:
    """Stroke a path with a pen."""
    if _STROKE_PATH:
        _STROKE_PATH(_pointer(painter), _pointer(path), _pointer(pen))
    else:
        painter.strokePath(path, pen)


def fill_path(painter: QPainter, path: QPainterPath, brush: QBrush) -> None:
    """Fill a path with a brush."""
    if _FILL_PATH:
        _FILL_PATH(_pointer(painter), _pointer(path), _pointer(brush))
    else:
        painter.fillPath(path, brush)


def fill_rect(painter: QPainter, rect: QRectF, brush: QBrush) -> None:
    """Fill a rectangle with a brush."""
    if _FILL_RECT:
        _FILL_RECT(_pointer(painter), _pointer(rect), _pointer(brush))
    else:
        painter.fillRect(rect, brush)


def draw_image(painter: QPainter, position: QPointF, image: QImage) -> None:
    """Draw an image with its top left corner at a point."""
    if _DRAW_IMAGE:
        _DRAW_IMAGE(_pointer(painter), _pointer(position), _pointer(image))
    else:
        painter.drawImage(position, image)


def draw_pixmap_fragments(
    painter: QPainter,
    pixmap: QPixmap,
    boxes: npt.NDArray[np.integer],
    centers: npt.NDArray[np.number],
) -> None:
    """Draw parts of a pixmap in order.

    Parameters
    ----------
    boxes
        (n, 4) left, top, width and height of each part in the pixmap.
    centers
        (n, 2) where the center of each part is drawn, in the painter's coordinates.
    """
    if not len(boxes):
        return
    # Fields of QPainter::PixmapFragment: center, source rectangle, scales, rotation, opacity.
    fragments = np.ones((len(boxes), 10))
    fragments[:, :2], fragments[:, 2:6], fragments[:, 8] = centers, boxes, 0
    if _DRAW_FRAGMENTS:
        _DRAW_FRAGMENTS(
            _pointer(painter), fragments.ctypes.data, len(fragments), _pointer(pixmap), 0
        )
        return
    first = shiboken6.Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(fragments), pixmap)  # type: ignore[arg-type]  # the stub takes a list


def _pointer(wrapped: shiboken6.Shiboken.Object) -> int:
    """Return the address of the wrapped C++ object."""
    return int(shiboken6.Shiboken.getCppPointer(wrapped)[0])


def _load_painter_method(itanium: str, microsoft: str, *parameters: type[Any]) -> _Call | None:
    """Return a QPainter method by its mangled C++ name; None where Qt exports no such symbol."""
    try:
        if sys.platform == "win32":
            function = getattr(ctypes.CDLL("Qt6Gui.dll"), microsoft)
        else:  # dlsym also searches the libraries that QtGui depends on
            function = getattr(ctypes.CDLL(QtGui.__file__), itanium)
    except (AttributeError, OSError):
        return None
    function.argtypes = (ctypes.c_void_p, *parameters)
    function.restype = None
    call: _Call = function
    return call


_DRAW_LINES = _load_painter_method(
    "_ZN8QPainter9drawLinesEPK6QLineFi",
    "?drawLines@QPainter@@QEAAXPEBVQLineF@@H@Z",
    ctypes.c_void_p,
    ctypes.c_int,
)
_STROKE_PATH = _load_painter_method(
    "_ZN8QPainter10strokePathERK12QPainterPathRK4QPen",
    "?strokePath@QPainter@@QEAAXAEBVQPainterPath@@AEBVQPen@@@Z",
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_FILL_PATH = _load_painter_method(
    "_ZN8QPainter8fillPathERK12QPainterPathRK6QBrush",
    "?fillPath@QPainter@@QEAAXAEBVQPainterPath@@AEBVQBrush@@@Z",
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_FILL_RECT = _load_painter_method(
    "_ZN8QPainter8fillRectERK6QRectFRK6QBrush",
    "?fillRect@QPainter@@QEAAXAEBVQRectF@@AEBVQBrush@@@Z",
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_DRAW_IMAGE = _load_painter_method(
    "_ZN8QPainter9drawImageERK7QPointFRK6QImage",
    "?drawImage@QPainter@@QEAAXAEBVQPointF@@AEBVQImage@@@Z",
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_DRAW_FRAGMENTS = _load_painter_method(
    "_ZN8QPainter19drawPixmapFragmentsEPKNS_14PixmapFragmentEiRK7QPixmap"
    "6QFlagsINS_18PixmapFragmentHintEE",
    "?drawPixmapFragments@QPainter@@QEAAXPEBVPixmapFragment@1@HAEBVQPixmap@@"
    "V?$QFlags@W4PixmapFragmentHint@QPainter@@@@@Z",
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_int,
)
