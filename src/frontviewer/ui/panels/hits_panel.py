"""What lies one above the other where the map was last clicked."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.theme.icons import icon
from frontviewer.theme.plain_text import plain_tip
from frontviewer.theme.stylesheet import remove_frame
from frontviewer.theme.theme import Theme
from frontviewer.ui.panels.feature_model import UNDER, TwoLines
from frontviewer.ui.widgets.text_label import MUTED, TextLabel

_KEY = Qt.ItemDataRole.UserRole
_MOST_ROWS = 6


class HitsPanel(QWidget):
    """Names all hits, topmost first; hidden when there is nothing to choose between.

    Signals
    -------
    feature_chosen : FeatureKey
    """

    feature_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._heading = TextLabel()
        self.list = QListWidget()
        remove_frame(self.list)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Features at the place of the last click"))
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        layout = QVBoxLayout(self)
        unit = self.fontMetrics().height() // 2
        layout.setContentsMargins(unit, unit, unit, unit)
        layout.setSpacing(unit // 2)
        head = QHBoxLayout()
        head.setSpacing(unit)
        head.addWidget(self._icon)
        head.addWidget(self._heading, 1)
        layout.addLayout(head)
        layout.addWidget(self.list)
        layout.addStretch()
        self.show_theme(theme)
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._icon.setPixmap(
            icon("layers", theme.muted).pixmap(QSize(16, 16), self.devicePixelRatioF())
        )

    def show_hits(self, hits: Sequence[Feature], current: FeatureKey | None) -> None:
        """Show the features of one click, of which `current` is the selected one."""
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(hit.name)
            item.setToolTip(plain_tip(hit.name))
            item.setData(_KEY, hit.key)
            item.setData(UNDER, self.tr("layer {0}").format(hit.layer_title))
            self.list.addItem(item)
            if hit.key == current:
                self.list.setCurrentItem(item)
        words = self.tr("{number} features at this place").format(number=len(hits))
        self._heading.show_spans((words, MUTED))
        rows = min(len(hits), _MOST_ROWS)
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + 2)
        self.setVisible(len(hits) > 1)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.feature_chosen.emit(FeatureKey(*item.data(_KEY)))
