import pytest
from PySide6.QtCore import Qt

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.theme.plain_text import plain_tip
from frontviewer.ui.panels.feature_model import UNDER
from frontviewer.ui.panels.hits_panel import HitsPanel


@pytest.fixture
def hits(qtbot, theme) -> HitsPanel:
    hits = HitsPanel(theme)
    qtbot.addWidget(hits)
    hits.resize(300, 200)
    return hits


@pytest.fixture
def found(dossier: Dossier) -> list[Feature]:
    return [layer.feature(0) for layer in dossier.layers]


def test_all_hits_are_named_with_their_layers(hits: HitsPanel, found: list[Feature]):
    hits.show_hits(found, FeatureKey("corridor", "F-COR"))

    rows = [hits.list.item(row) for row in range(hits.list.count())]
    assert [(row.text(), row.data(UNDER)) for row in rows] == [
        ("Pokrovsk", "layer Pokrovsk"),
        ("<b>Corridor</b>", "layer Corridor"),
        ("Ukraine", "layer Context"),
    ]
    assert hits.list.currentItem().text() == "<b>Corridor</b>"
    assert hits.list.item(1).toolTip() == plain_tip("<b>Corridor</b>")
    assert hits.isVisible()


def test_a_click_chooses_another(qtbot, hits: HitsPanel, found: list[Feature]):
    hits.show_hits(found, found[0].key)
    place = hits.list.visualItemRect(hits.list.item(2)).center()

    with qtbot.waitSignal(hits.feature_chosen) as heard:
        qtbot.mouseClick(hits.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert heard.args == [FeatureKey("context", "F-UKR")]


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_choose_between_shows_nothing(hits: HitsPanel, found: list[Feature], count: int):
    hits.show_hits(found, None)

    hits.show_hits(found[:count], None)

    assert not hits.isVisible()
