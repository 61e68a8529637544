"""A picture, video or post: the picture if somebody holds it, else a frame that says what is."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from frontviewer.core.pages.page import MediaCard
from frontviewer.theme.icons import picture
from frontviewer.ui.widgets.text_label import MUTED, PLAIN, SMALL, WARNING, TextLabel, TextSpan

_Role = QPalette.ColorRole
_KEEP = Qt.AspectRatioMode.KeepAspectRatio
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_WIDEST_PX = 2000
"""Pictures are read no wider than this, which is more than a panel shows."""


class MediaView(QWidget):
    """One medium with caption, credit and date. `unit` is half the height of a line, in px."""

    pointed = Signal(str, str)

    def __init__(self, media: MediaCard, unit: int) -> None:
        super().__init__()
        self._media = media
        self.setAccessibleName(media.alt or media.caption)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit - 2)
        self._add_content(column, unit)
        if media.caption:
            column.addWidget(TextLabel((media.caption, PLAIN)))
        under = " · ".join(filter(None, (media.credit, media.date)))
        if under:
            column.addWidget(TextLabel((under, SMALL)))

    def _add_content(self, column: QVBoxLayout, unit: int) -> None:
        file = self._media.file
        try:
            if file is None:
                column.addWidget(self._missing((self._media.state, MUTED), unit))
            elif self._media.kind == "video":
                column.addWidget(EmptyFrame("video", [TextLabel(*_video(file))], unit))
            else:
                self._add_picture(column, _read(file))
        except OSError as error:
            fault = f"{Path(str(file)).name}: {error.strerror or error}"
            column.addWidget(self._missing((fault, WARNING), unit))

    def _missing(self, why: TextSpan, unit: int) -> QWidget:
        point = QPushButton(self.tr("Point to a file…"))
        point.clicked.connect(self._ask_for_file)
        drawing = "video" if self._media.kind == "video" else "image"
        return EmptyFrame(drawing, [TextLabel(why), point] if why[0] else [point], unit)

    def _ask_for_file(self) -> None:
        title = self.tr("Point to the file")
        file, _ = QFileDialog.getOpenFileName(self, title, "", _kinds(self._media.kind))
        if file:
            self.pointed.emit(self._media.media_id, file)

    def _add_picture(self, column: QVBoxLayout, image: QImage) -> None:
        shown = Picture(image, self._media.alt or self._media.caption)
        column.addWidget(shown)
        if self._media.sensitive:
            toggle = QPushButton()
            toggle.setCheckable(True)
            toggle.toggled.connect(shown.show_cover)
            toggle.toggled.connect(lambda on: toggle.setText(self._cover_words(covered=on)))
            toggle.setChecked(True)
            row = QHBoxLayout()
            row.addWidget(toggle)
            row.addStretch()
            column.addLayout(row)

    def _cover_words(self, *, covered: bool) -> str:
        return self.tr("Sensitive: show it") if covered else self.tr("Cover it again")


class Picture(QWidget):
    """A picture, as wide as there is room, never wider than it is. May be covered."""

    def __init__(self, image: QImage, alt: str) -> None:
        super().__init__()
        self._image = image
        self._covered = False
        self.setAccessibleName(alt)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def covered(self) -> bool:
        """Whether the picture is hidden under a plain cover."""
        return self._covered

    def show_cover(self, covered: bool) -> None:
        """Cover the picture, or uncover it."""
        self._covered = covered
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102, N802 - Qt's name
        return self._image.size()

    def minimumSizeHint(self) -> QSize:  # noqa: D102, N802 - Qt's name
        return QSize(1, 1)

    def hasHeightForWidth(self) -> bool:  # noqa: D102, N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102, N802 - Qt's name
        return self._fitted(width).height()

    def _fitted(self, width: int) -> QSize:
        own = self._image.size()
        return own if own.width() <= width else own.scaled(width, own.height(), _KEEP)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, D102, N802 - Qt's name
        painter = QPainter(self)
        area = QRect(self.rect().topLeft(), self._fitted(self.width()))
        if self._covered:
            painter.fillRect(area, self.palette().color(_Role.AlternateBase))
            _draw_icon(painter, "eye-off", area, self.palette().color(_Role.PlaceholderText))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, self._image)


class EmptyFrame(QWidget):
    """Stands where a picture would be: an icon, and below it what there is instead."""

    def __init__(self, icon: str, parts: Sequence[QWidget], unit: int) -> None:
        super().__init__()
        self._icon = icon
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * unit, 6 * unit, 2 * unit, 2 * unit)
        column.setSpacing(unit)
        self._icon_band_px = 6 * unit + 4
        for part in parts:
            column.addWidget(part, 0, _CENTRE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, D102, N802 - Qt's name
        painter = QPainter(self)
        painter.setBrush(self.palette().color(_Role.AlternateBase))
        painter.setPen(QPen(self.palette().color(_Role.Mid), 1, Qt.PenStyle.DashLine))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        above = QRect(0, 0, self.width(), self._icon_band_px)
        _draw_icon(painter, self._icon, above, self.palette().color(_Role.PlaceholderText))


def _draw_icon(painter: QPainter, name: str, area: QRect, color: QColor) -> None:
    """Draw an icon in the middle of an area, 28 px a side."""
    side = min(28, area.width(), area.height())
    square = QRect(0, 0, side, side)
    square.moveCenter(area.center())
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(square, picture(name, color, side, ratio))


def _kinds(kind: str) -> str:
    """Return the files to offer: what is read for a picture; a video is only named."""
    translate = QCoreApplication.translate
    every = translate("MediaView", "All files") + " (*)"
    if kind == "video":
        return translate("MediaView", "Videos") + f" (*.mp4 *.webm *.mov *.mkv *.avi);;{every}"
    endings = " ".join(
        f"*.{bytes(ending.data()).decode()}" for ending in QImageReader.supportedImageFormats()
    )
    return translate("MediaView", "Pictures") + f" ({endings});;{every}"


def _video(file: str) -> tuple[TextSpan, ...]:
    """Return name and size of a video that somebody holds.

    Raises
    ------
    OSError
        If the file is not there.
    """
    size = QLocale().formattedDataSize(Path(file).stat().st_size)
    unplayed = QCoreApplication.translate("MediaView", "Videos are not played here.")
    return (Path(file).name, PLAIN), (f" · {size}\n", MUTED), (unplayed, MUTED)


def _read(file: str) -> QImage:
    """Return the picture in a file.

    Raises
    ------
    OSError
        If there is none to show; says why.
    """
    reader = QImageReader(file)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > _WIDEST_PX:
        reader.setScaledSize(size.scaled(_WIDEST_PX, size.height(), _KEEP))
    image = reader.read()
    if image.isNull():
        raise OSError(reader.errorString())
    return image
