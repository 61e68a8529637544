import pytest
from PySide6.QtCore import Qt

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.ui.panels.feature_model import SECOND_LINE_ROLE
from frontviewer.ui.panels.hits_panel import HitsPanel
from frontviewer.ui.widgets.text_label import TextLabel


@pytest.fixture
def panel(qtbot, theme) -> HitsPanel:
    panel = HitsPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(300, 200)
    return panel


@pytest.fixture
def features(dossier: Dossier) -> list[Feature]:
    return [layer.feature(0) for layer in dossier.layers]


def test_hits_are_listed_with_their_layers(panel: HitsPanel, features: list[Feature]):
    panel.show_hits(features, FeatureKey("corridor", "F-COR"))

    items = [panel.list.item(row) for row in range(panel.list.count())]
    assert [(item.text(), item.data(SECOND_LINE_ROLE)) for item in items] == [
        ("Pokrovsk", "Layer: Pokrovsk"),
        ("<b>Corridor</b>", "Layer: Corridor"),
        ("Ukraine", "Layer: Context"),
    ]
    assert panel.findChild(TextLabel).text() == "3 features at this point"
    assert panel.list.currentItem().text() == "<b>Corridor</b>"
    assert panel.list.item(1).toolTip() == escape_tooltip("<b>Corridor</b>")
    assert panel.isVisible()


def test_click_chooses_feature(qtbot, panel: HitsPanel, features: list[Feature]):
    panel.show_hits(features, features[0].key)
    center = panel.list.visualItemRect(panel.list.item(2)).center()

    with qtbot.waitSignal(panel.feature_chosen) as signal:
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=center)

    assert signal.args == [FeatureKey("context", "F-UKR")]


@pytest.mark.parametrize("count", [0, 1])
def test_panel_is_hidden_for_fewer_than_two_hits(
    panel: HitsPanel, features: list[Feature], count: int
):
    panel.show_hits(features, None)

    panel.show_hits(features[:count], None)

    assert not panel.isVisible()


def test_list_height_follows_the_font(panel: HitsPanel, features: list[Feature]):
    panel.show_hits(features, None)
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * 2)

    panel.setFont(font)

    assert panel.list.height() >= len(features) * panel.list.sizeHintForRow(0)
