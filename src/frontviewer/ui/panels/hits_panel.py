"""Hits panel: the overlapping features under the last click on the map."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.translation import tr, trn
from frontviewer.theme.icons import load_icon
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.theme.stylesheet import remove_frame
from frontviewer.theme.theme import Theme
from frontviewer.ui.panels.feature_model import SECOND_LINE_ROLE, TwoLineDelegate
from frontviewer.ui.widgets.text_label import MUTED, TextLabel

_KEY_ROLE = Qt.ItemDataRole.UserRole
_MAX_VISIBLE_ROWS = 6
_ICON_PX = 16


class HitsPanel(QWidget):
    """Lists all features hit by a click, topmost first; hidden for fewer than two.

    Signals
    -------
    feature_chosen : FeatureKey
        Feature of a row that was clicked or activated.
    """

    feature_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._heading = TextLabel()
        self.list = QListWidget()
        remove_frame(self.list)
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Features at the clicked point"))
        self.list.itemClicked.connect(self._on_item_chosen)
        self.list.itemActivated.connect(self._on_item_chosen)
        layout = QVBoxLayout(self)
        unit = self.fontMetrics().height() // 2
        layout.setContentsMargins(unit, unit, unit, unit)
        layout.setSpacing(unit // 2)
        heading_row = QHBoxLayout()
        heading_row.setSpacing(unit)
        heading_row.addWidget(self._icon)
        heading_row.addWidget(self._heading, 1)
        layout.addLayout(heading_row)
        layout.addWidget(self.list)
        layout.addStretch()
        self.show_theme(theme)
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Redraw the icon in the colors of a theme."""
        size = QSize(_ICON_PX, _ICON_PX)
        icon = load_icon("layers", theme.muted)
        self._icon.setPixmap(icon.pixmap(size, self.devicePixelRatioF()))

    def show_hits(self, hits: Sequence[Feature], current: FeatureKey | None) -> None:
        """List the features under a click and make the row of the selected one current."""
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(hit.name)
            item.setToolTip(escape_tooltip(hit.name))
            item.setData(_KEY_ROLE, hit.key)
            item.setData(SECOND_LINE_ROLE, tr("Layer: {title}").format(title=hit.layer_title))
            self.list.addItem(item)
            if hit.key == current:
                self.list.setCurrentItem(item)
        heading = trn("{count} feature at this point", "{count} features at this point", len(hits))
        self._heading.show_spans((heading.format(count=format_number(len(hits))), MUTED))
        self._fit_list_height()
        self.setVisible(len(hits) > 1)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Adapt the height of the list to a new font, which another theme can bring."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_list_height()

    def _fit_list_height(self) -> None:
        rows = min(self.list.count(), _MAX_VISIBLE_ROWS)
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + 2)

    def _on_item_chosen(self, item: QListWidgetItem) -> None:
        self.feature_chosen.emit(FeatureKey(*item.data(_KEY_ROLE)))
