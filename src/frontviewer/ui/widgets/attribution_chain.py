"""The attribution ribbon: from the speaker to what we read, hop by hop."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF

from frontviewer.core.pages.page import HopText
from frontviewer.ui.widgets.flow_widget import FlowWidget
from frontviewer.ui.widgets.text_label import PLAIN, SMALL, WARNING, TextLabel, TextSpan

_Role = QPalette.ColorRole


class AttributionChain(FlowWidget):
    """Chips joined by arrows. `unit` is half the height of a line, in px."""

    def __init__(self, hops: tuple[HopText, ...], unit: int) -> None:
        chips = [ChainLink(hop, unit, first=number == 0) for number, hop in enumerate(hops)]
        super().__init__(unit // 2, unit // 2 + 2, chips)


class ChainLink(TextLabel):
    """One hop: who, and under it how and when. An uncertain one is dashed and asks "?"."""

    def __init__(self, hop: HopText, unit: int, *, first: bool) -> None:
        how = " · ".join(filter(None, (hop.verb, hop.date)))
        doubt: tuple[TextSpan, ...] = (("\u00a0?", WARNING),) if hop.uncertain else ()
        below: tuple[TextSpan, ...] = ((f"\n{how}", SMALL),) if how else ()
        super().__init__((hop.agent, PLAIN), *doubt, *below)
        self._uncertain = hop.uncertain
        self._arrow_px = 0 if first else 2 * unit
        self.setContentsMargins(self._arrow_px + unit - 1, unit // 2 - 1, unit - 1, unit // 2)
        if hop.uncertain:
            self.setAccessibleDescription(self.tr("This step is uncertain"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102, N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dash = Qt.PenStyle.DashLine if self._uncertain else Qt.PenStyle.SolidLine
        painter.setBrush(self.palette().color(_Role.Window))
        painter.setPen(QPen(self.palette().color(_Role.Mid), 1))
        if self._uncertain:
            painter.setPen(QPen(self.palette().color(_Role.PlaceholderText), 1, dash))
        frame = QRectF(self.rect()).adjusted(self._arrow_px + 0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, 4, 4)
        if self._arrow_px:
            self._draw_arrow(painter, dash)
        painter.end()
        super().paintEvent(event)

    def _draw_arrow(self, painter: QPainter, dash: Qt.PenStyle) -> None:
        color = self.palette().color(_Role.PlaceholderText)
        middle = self.height() / 2
        tip = self._arrow_px - 3.0
        painter.setPen(QPen(color, 1.2, dash))
        painter.drawLine(QPointF(1, middle), QPointF(tip - 3, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        head = (
            QPointF(tip, middle),
            QPointF(tip - 6, middle - 3.5),
            QPointF(tip - 6, middle + 3.5),
        )
        painter.drawPolygon(QPolygonF(head))
