from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, Qt

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.ui.panels.features_panel import FeaturesPanel

COUNTS = {FeatureKey("pokrovsk", "F-POK"): 32, NO_LOCATION: 4}
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot, theme, dossier: Dossier) -> FeaturesPanel:
    panel = FeaturesPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    panel.show_features(dossier, COUNTS)
    panel.show()
    return panel


def names(panel: FeaturesPanel) -> list[str]:
    return [str(panel.model.index(row).data()) for row in range(panel.model.rowCount())]


def middle(panel: FeaturesPanel, row: int) -> QPoint:
    return panel.list.visualRect(panel.model.index(row)).center()


def test_all_features_are_listed_also_those_without_a_place(panel: FeaturesPanel):
    assert names(panel) == [
        "Claims about no place",
        "Pokrovsk",
        "Supply routes",
        "<b>Corridor</b>",
        "Ukraine",
    ]


@pytest.mark.parametrize("typed", ["покровськ", "ПОКРОВ", "lodz", "f-pok", "елка"])
def test_a_feature_is_found_by_any_of_its_names(qtbot, panel: FeaturesPanel, typed: str):
    panel.field.setText(typed)

    assert names(panel) == ["Pokrovsk"]


def test_a_click_chooses_and_a_double_click_zooms(qtbot, panel: FeaturesPanel):
    viewport = panel.list.viewport()

    with qtbot.waitSignal(panel.feature_chosen) as chosen:
        qtbot.mouseClick(viewport, LEFT, pos=middle(panel, 2))
    with qtbot.waitSignal(panel.feature_activated) as activated:
        qtbot.mouseDClick(viewport, LEFT, pos=middle(panel, 2))

    assert chosen.args == activated.args == [FeatureKey("pokrovsk", "F-SUP")]


def test_enter_in_the_list_chooses(qtbot, panel: FeaturesPanel):
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)

    with qtbot.waitSignal(panel.feature_chosen) as heard:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)

    assert heard.args == [panel.model.key_at(panel.list.currentIndex())]


def test_walking_the_list_selects(qtbot, panel: FeaturesPanel):
    with qtbot.waitSignal(panel.feature_chosen) as heard:
        qtbot.keyClick(panel.list, Qt.Key.Key_Down)

    assert heard.args == [panel.model.key_at(panel.list.currentIndex())]


def test_enter_in_the_field_chooses_the_first_found(qtbot, panel: FeaturesPanel):
    qtbot.keyClicks(panel.field, "ukr")

    with qtbot.waitSignal(panel.feature_chosen) as heard:
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)

    assert heard.args == [FeatureKey("context", "F-UKR")]


def test_enter_with_nothing_found_chooses_nothing(qtbot, panel: FeaturesPanel):
    qtbot.keyClicks(panel.field, "nowhere")

    with qtbot.assertNotEmitted(panel.feature_chosen):
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)


def test_the_current_row_follows_the_selection(qtbot, panel: FeaturesPanel):
    with qtbot.assertNotEmitted(panel.feature_chosen):
        panel.show_selection(FeatureKey("corridor", "F-COR"))
    assert panel.list.currentIndex().data() == "<b>Corridor</b>"

    panel.show_selection(None)
    assert not panel.list.currentIndex().isValid()


def test_the_selection_is_found_again_when_the_filter_is_lifted(panel: FeaturesPanel):
    panel.show_selection(FeatureKey("corridor", "F-COR"))
    panel.field.setText("ukraine")
    assert not panel.list.currentIndex().isValid()

    panel.field.setText("")

    assert panel.list.currentIndex().data() == "<b>Corridor</b>"


def test_a_long_layer_is_listed_and_searched_without_a_wait(qtbot, theme, long_layer: Layer):
    panel = FeaturesPanel(theme)
    qtbot.addWidget(panel)

    start = perf_counter()
    panel.show_features(Dossier(layers=(long_layer,)), {})
    panel.field.setText("place 1999")
    waited = perf_counter() - start

    assert waited < 0.2
    qtbot.waitUntil(lambda: panel.model.rowCount() == 11)
    panel.field.clear()
    assert panel.model.rowCount() == 20_000


def test_the_selection_is_marked_when_it_is_found(qtbot, theme, long_layer: Layer):
    panel = FeaturesPanel(theme)
    qtbot.addWidget(panel)
    panel.show_features(Dossier(layers=(long_layer,)), {})
    panel.show_selection(FeatureKey("many", "19999"))

    panel.field.setText("place 1999")

    qtbot.waitUntil(lambda: panel.list.currentIndex().data() == "Place 19999")
