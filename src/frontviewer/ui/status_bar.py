"""The status bar: where the pointer is, how large things are, and what to be wary of."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from frontviewer.core.model import edtf
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.text.formatting import format_coordinates, format_scale
from frontviewer.mapview.camera import View
from frontviewer.theme.plain_text import plain_label


class StatusBar(QStatusBar):
    """Facts about the view on the left, about the dossier on the right.

    Signals
    -------
    problems_requested
        The count of problems was clicked.
    """

    problems_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._position = _label(self.tr("Position of the pointer: latitude, longitude (WGS 84)"))
        self._position.setMinimumWidth(
            self.fontMetrics().horizontalAdvance("48.28014° N, 137.17706° E .")
        )
        self._scale = _label(self.tr("Scale of the map at its centre"))
        self._as_of = _label(self.tr("The day up to which this dossier knows"))
        self._unsourced = _label(self.tr("Shapes of which nobody says how they are known; hatched"))
        self._network = _label(self.tr("Network requests since the program started, counted"))
        self._problems = QToolButton()
        self._problems.setAutoRaise(True)
        self._problems.clicked.connect(self.problems_requested)
        self.addWidget(self._position)
        self.addWidget(self._scale)
        for part in (self._as_of, self._unsourced, self._problems, self._network):
            self.addPermanentWidget(part)

    def show_position(self, place: tuple[float, float] | None) -> None:
        """Say where the pointer is, (longitude, latitude) in degrees; None: not on the map."""
        self._position.setText(format_coordinates(*place) if place else "")

    def show_view(self, view: View) -> None:
        """Say the scale."""
        self._scale.setText(format_scale(view.scale_denominator))

    def show_dossier(self, dossier: Dossier) -> None:
        """Say how far the dossier knows and what is doubtful in it."""
        self._as_of.setText(edtf.format_as_of(dossier.as_of))
        self._as_of.setVisible(bool(dossier.as_of))
        self._unsourced.setText(
            _counted(dossier.unsourced, "shape without source", "shapes without source")
        )
        count = len(dossier.problems)
        self._problems.setText(_counted(count, "problem", "problems"))

    def show_requests(self, count: int) -> None:
        """Say how many network requests there were."""
        self._network.setText(_counted(count, "network request", "network requests"))


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}".replace(",", " ")


def _label(tip: str) -> QLabel:
    label = plain_label()
    label.setToolTip(tip)
    return label
