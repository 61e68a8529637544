"""Attribution chain: the hops from the speaker to the source that was read, joined by arrows."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF

from frontviewer.core.pages.page import HopText
from frontviewer.core.text.translation import tr
from frontviewer.ui.widgets.flow_widget import FlowWidget
from frontviewer.ui.widgets.text_label import PLAIN, SMALL, WARNING, TextLabel, TextSpan

_Role = QPalette.ColorRole


class AttributionChain(FlowWidget):
    """Row of `ChainLink` widgets that wraps onto further lines.

    `unit` is half the line height, in device-independent pixels.
    """

    def __init__(self, hops: tuple[HopText, ...], unit: int) -> None:
        links = [ChainLink(hop, unit, first=index == 0) for index, hop in enumerate(hops)]
        super().__init__(unit // 2, unit // 2 + 2, links)


class ChainLink(TextLabel):
    """One hop in a rounded frame: the agent, and below it verb and date.

    All but the first have an arrow on the left. An uncertain hop has a dashed frame and arrow,
    and a question mark.
    """

    def __init__(self, hop: HopText, unit: int, *, first: bool) -> None:
        details = " · ".join(filter(None, (hop.verb, hop.date)))
        question_mark: tuple[TextSpan, ...] = (("\u00a0?", WARNING),) if hop.uncertain else ()
        second_line: tuple[TextSpan, ...] = ((f"\n{details}", SMALL),) if details else ()
        super().__init__((hop.agent, PLAIN), *question_mark, *second_line)
        self._uncertain = hop.uncertain
        self._arrow_width_px = 0 if first else 2 * unit
        self.setContentsMargins(self._arrow_width_px + unit - 1, unit // 2 - 1, unit - 1, unit // 2)
        if hop.uncertain:
            self.setAccessibleDescription(tr("Uncertain step of the attribution"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw frame and arrow, then the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen_style = Qt.PenStyle.DashLine if self._uncertain else Qt.PenStyle.SolidLine
        painter.setBrush(self.palette().color(_Role.Window))
        painter.setPen(QPen(self.palette().color(_Role.Mid), 1))
        if self._uncertain:
            painter.setPen(QPen(self.palette().color(_Role.PlaceholderText), 1, pen_style))
        frame = QRectF(self.rect()).adjusted(self._arrow_width_px + 0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, 4, 4)
        if self._arrow_width_px:
            self._draw_arrow(painter, pen_style)
        painter.end()
        super().paintEvent(event)

    def _draw_arrow(self, painter: QPainter, pen_style: Qt.PenStyle) -> None:
        """Draw an arrow from the left edge to the frame, at half height."""
        color = self.palette().color(_Role.PlaceholderText)
        center_y = self.height() / 2
        tip_x = self._arrow_width_px - 3.0
        painter.setPen(QPen(color, 1.2, pen_style))
        painter.drawLine(QPointF(1, center_y), QPointF(tip_x - 3, center_y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        arrowhead = (
            QPointF(tip_x, center_y),
            QPointF(tip_x - 6, center_y - 3.5),
            QPointF(tip_x - 6, center_y + 3.5),
        )
        painter.drawPolygon(QPolygonF(arrowhead))
