"""The status bar: pointer position, scale, and key facts about the open dossier."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from frontviewer.core.model import edtf
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.text.formatting import format_coordinates, format_number, format_scale
from frontviewer.core.text.translation import tr, trn
from frontviewer.mapview.camera import ViewExtent
from frontviewer.theme.plain_text import plain_label


class StatusBar(QStatusBar):
    """Shows the pointer position and scale on the left and facts about the dossier on the right.

    Signals
    -------
    problems_requested
        The number of problems was clicked.
    """

    problems_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._position = _create_label(tr("Pointer position: latitude, longitude (WGS 84)"))
        widest = format_coordinates(137.17706, 48.28014)
        self._position.setMinimumWidth(self.fontMetrics().horizontalAdvance(f"{widest} ."))
        self._scale = _create_label(tr("Map scale at the center"))
        self._as_of = _create_label(tr("Information cut-off date"))
        self._unsourced = _create_label(tr("Features with no stated source (shown hatched)"))
        self._requests = _create_label(tr("Network requests since start"))
        self._problems = QToolButton()
        self._problems.setAutoRaise(True)
        self._problems.clicked.connect(self.problems_requested)
        self.addWidget(self._position)
        self.addWidget(self._scale)
        for widget in (self._as_of, self._unsourced, self._problems, self._requests):
            self.addPermanentWidget(widget)

    def show_position(self, position: tuple[float, float] | None) -> None:
        """Show the pointer position (longitude, latitude in degrees); None if off the map."""
        self._position.setText(format_coordinates(*position) if position else "")

    def show_view(self, view: ViewExtent) -> None:
        """Show the scale of a view."""
        self._scale.setText(format_scale(view.scale_denominator))

    def show_dossier(self, dossier: Dossier) -> None:
        """Show the cut-off date and the numbers of unsourced features and problems."""
        self._as_of.setText(edtf.format_as_of(dossier.as_of))
        self._as_of.setVisible(bool(dossier.as_of))
        unsourced, problems = dossier.unsourced_count, len(dossier.problems)
        text = trn("{count} unsourced feature", "{count} unsourced features", unsourced)
        self._unsourced.setText(text.format(count=format_number(unsourced)))
        text = trn("{count} problem", "{count} problems", problems)
        self._problems.setText(text.format(count=format_number(problems)))

    def show_requests(self, count: int) -> None:
        """Show the number of network requests since the program started."""
        text = trn("{count} network request", "{count} network requests", count)
        self._requests.setText(text.format(count=format_number(count)))


def _create_label(tooltip: str) -> QLabel:
    label = plain_label()
    label.setToolTip(tooltip)
    return label
