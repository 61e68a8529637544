"""Media view: an image with caption, or a placeholder for a video or an image not included."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal
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
from frontviewer.core.text.formatting import format_size
from frontviewer.core.text.translation import tr
from frontviewer.theme.icons import render_icon
from frontviewer.ui.widgets.text_label import MUTED, PLAIN, SMALL, WARNING, TextLabel, TextSpan

_Role = QPalette.ColorRole
_KEEP_ASPECT = Qt.AspectRatioMode.KeepAspectRatio
_CENTER = Qt.AlignmentFlag.AlignHCenter
_MAX_IMAGE_WIDTH_PX = 2000
"""Images are scaled down to this width while read; no panel shows more."""
_ICON_PX = 28
_VIDEO_PATTERNS = "*.mp4 *.webm *.mov *.mkv *.avi"


class MediaView(QWidget):
    """Shows one image, video or post with caption, credit and date.

    `unit` is half the line height, in device-independent pixels.

    Signals
    -------
    file_chosen : str, str
        Media id, and path of the file that the user chose in the file dialog.
    """

    file_chosen = Signal(str, str)

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
        credit_line = " · ".join(filter(None, (media.credit, media.date)))
        if credit_line:
            column.addWidget(TextLabel((credit_line, SMALL)))

    def _add_content(self, column: QVBoxLayout, unit: int) -> None:
        """Add the image, or a placeholder for a video or a missing or unreadable file."""
        file = self._media.file
        try:
            if file is None:
                column.addWidget(self._make_placeholder((self._media.placeholder, MUTED), unit))
            elif self._media.kind == "video":
                label = TextLabel(*_video_spans(file))
                column.addWidget(MediaPlaceholder("video", [label], unit))
            else:
                self._add_image(column, _read_image(file))
        except OSError as error:
            reason = f"{Path(str(file)).name}: {error.strerror or error}"
            column.addWidget(self._make_placeholder((reason, WARNING), unit))

    def _make_placeholder(self, reason: TextSpan, unit: int) -> QWidget:
        """Return a placeholder with the reason and a button that opens the file dialog."""
        is_video = self._media.kind == "video"
        button = QPushButton(tr("Attach video…") if is_video else tr("Attach image…"))
        button.clicked.connect(self._choose_file)
        parts = [TextLabel(reason), button] if reason[0] else [button]
        return MediaPlaceholder("video" if is_video else "image", parts, unit)

    def _choose_file(self) -> None:
        """Open the file dialog and emit `file_chosen` unless it is cancelled."""
        is_video = self._media.kind == "video"
        title = tr("Choose video") if is_video else tr("Choose image")
        file, _ = QFileDialog.getOpenFileName(self, title, "", _file_filter(self._media.kind))
        if file:
            self.file_chosen.emit(self._media.media_id, file)

    def _add_image(self, column: QVBoxLayout, image: QImage) -> None:
        """Add an image; a sensitive one is covered and gets a button to uncover it."""
        view = ImageView(image, self._media.alt or self._media.caption)
        column.addWidget(view)
        if self._media.sensitive:
            cover_button = QPushButton()
            cover_button.setCheckable(True)
            cover_button.toggled.connect(view.set_covered)
            cover_button.toggled.connect(
                lambda covered: cover_button.setText(_cover_button_text(covered=covered))
            )
            cover_button.setChecked(True)
            row = QHBoxLayout()
            row.addWidget(cover_button)
            row.addStretch()
            column.addLayout(row)


class ImageView(QWidget):
    """Shows an image scaled down to the available width, never enlarged; it can be covered."""

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
        """Whether a plain cover hides the image."""
        return self._covered

    def set_covered(self, covered: bool) -> None:
        """Cover or uncover the image."""
        self._covered = covered
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of the image."""
        return self._image.size()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return one pixel, so that the image never widens its column."""
        return QSize(1, 1)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Return True: the aspect ratio is constant."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of the image at a width, in px."""
        return self._scaled_size(width).height()

    def _scaled_size(self, width: int) -> QSize:
        """Return the image size, reduced to `width` px if it is wider."""
        size = self._image.size()
        return size if size.width() <= width else size.scaled(width, size.height(), _KEEP_ASPECT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the image, or the cover with an icon."""
        painter = QPainter(self)
        area = QRect(self.rect().topLeft(), self._scaled_size(self.width()))
        if self._covered:
            painter.fillRect(area, self.palette().color(_Role.AlternateBase))
            _draw_icon(painter, "eye-off", area, self.palette().color(_Role.PlaceholderText))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, self._image)


class MediaPlaceholder(QWidget):
    """Dashed frame in place of an image: an icon, and below it centered widgets."""

    def __init__(self, icon_name: str, parts: Sequence[QWidget], unit: int) -> None:
        super().__init__()
        self._icon_name = icon_name
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * unit, 6 * unit, 2 * unit, 2 * unit)
        column.setSpacing(unit)
        self._icon_area_height_px = 6 * unit + 4
        for part in parts:
            column.addWidget(part, 0, _CENTER)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw background, frame and icon."""
        painter = QPainter(self)
        painter.setBrush(self.palette().color(_Role.AlternateBase))
        painter.setPen(QPen(self.palette().color(_Role.Mid), 1, Qt.PenStyle.DashLine))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        icon_area = QRect(0, 0, self.width(), self._icon_area_height_px)
        color = self.palette().color(_Role.PlaceholderText)
        _draw_icon(painter, self._icon_name, icon_area, color)


def _draw_icon(painter: QPainter, name: str, area: QRect, color: QColor) -> None:
    """Draw an icon of 28 px, or smaller if the area is, at the center of an area."""
    size = min(_ICON_PX, area.width(), area.height())
    square = QRect(0, 0, size, size)
    square.moveCenter(area.center())
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(square, render_icon(name, color, size, ratio))


def _cover_button_text(*, covered: bool) -> str:
    """Return the text of the button that covers and uncovers a sensitive image."""
    return tr("Show sensitive image") if covered else tr("Hide image")


def _file_filter(kind: str) -> str:
    """Return the file dialog filter: readable image formats, or common video formats."""
    if kind == "video":
        media = tr("Videos ({patterns})").format(patterns=_VIDEO_PATTERNS)
    else:
        formats = QImageReader.supportedImageFormats()
        patterns = " ".join(f"*.{bytes(name.data()).decode()}" for name in formats)
        media = tr("Images ({patterns})").format(patterns=patterns)
    return ";;".join((media, tr("All files (*)")))


def _video_spans(file: str) -> tuple[TextSpan, ...]:
    """Return name and size of a video file, with the note that it cannot be played.

    Raises
    ------
    OSError
        If the file does not exist or cannot be accessed.
    """
    size = format_size(Path(file).stat().st_size)
    note = tr("Video playback is not supported.")
    return (Path(file).name, PLAIN), (f" · {size}\n", MUTED), (note, MUTED)


def _read_image(file: str) -> QImage:
    """Read an image file, rotated as its metadata states.

    Raises
    ------
    OSError
        If Qt cannot read the file as an image; the message is Qt's reason.
    """
    reader = QImageReader(file)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > _MAX_IMAGE_WIDTH_PX:
        reader.setScaledSize(size.scaled(_MAX_IMAGE_WIDTH_PX, size.height(), _KEEP_ASPECT))
    image = reader.read()
    if image.isNull():
        raise OSError(reader.errorString())
    return image
