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


def row_center(panel: FeaturesPanel, row: int) -> QPoint:
    return panel.list.visualRect(panel.model.index(row)).center()


def test_features_without_location_are_listed_too(panel: FeaturesPanel):
    assert names(panel) == [
        "Claims without a location",
        "Pokrovsk",
        "Supply routes",
        "<b>Corridor</b>",
        "Ukraine",
    ]


@pytest.mark.parametrize("text", ["покровськ", "ПОКРОВ", "lodz", "f-pok", "елка"])
def test_search_finds_feature_by_any_name_or_id(qtbot, panel: FeaturesPanel, text: str):
    panel.search_field.setText(text)

    assert names(panel) == ["Pokrovsk"]


def test_click_chooses_and_double_click_activates(qtbot, panel: FeaturesPanel):
    viewport = panel.list.viewport()

    with qtbot.waitSignal(panel.feature_chosen) as chosen:
        qtbot.mouseClick(viewport, LEFT, pos=row_center(panel, 2))
    with qtbot.waitSignal(panel.feature_activated) as activated:
        qtbot.mouseDClick(viewport, LEFT, pos=row_center(panel, 2))

    assert chosen.args == activated.args == [FeatureKey("pokrovsk", "F-SUP")]


def test_enter_in_list_chooses_current_row(qtbot, panel: FeaturesPanel):
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)

    with qtbot.waitSignal(panel.feature_chosen) as signal:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)

    assert signal.args == [panel.model.feature_key(panel.list.currentIndex())]


def test_arrow_key_in_list_chooses_new_row(qtbot, panel: FeaturesPanel):
    with qtbot.waitSignal(panel.feature_chosen) as signal:
        qtbot.keyClick(panel.list, Qt.Key.Key_Down)

    assert signal.args == [panel.model.feature_key(panel.list.currentIndex())]


def test_enter_in_search_field_chooses_first_match(qtbot, panel: FeaturesPanel):
    qtbot.keyClicks(panel.search_field, "ukr")

    with qtbot.waitSignal(panel.feature_chosen) as signal:
        qtbot.keyClick(panel.search_field, Qt.Key.Key_Return)

    assert signal.args == [FeatureKey("context", "F-UKR")]


def test_enter_without_matches_chooses_nothing(qtbot, panel: FeaturesPanel):
    qtbot.keyClicks(panel.search_field, "nowhere")

    with qtbot.assertNotEmitted(panel.feature_chosen):
        qtbot.keyClick(panel.search_field, Qt.Key.Key_Return)


def test_current_row_follows_selection(qtbot, panel: FeaturesPanel):
    with qtbot.assertNotEmitted(panel.feature_chosen):
        panel.show_selection(FeatureKey("corridor", "F-COR"))
    assert panel.list.currentIndex().data() == "<b>Corridor</b>"

    panel.show_selection(None)
    assert not panel.list.currentIndex().isValid()


def test_clearing_filter_restores_selected_row(panel: FeaturesPanel):
    panel.show_selection(FeatureKey("corridor", "F-COR"))
    panel.search_field.setText("ukraine")
    assert not panel.list.currentIndex().isValid()

    panel.search_field.setText("")

    assert panel.list.currentIndex().data() == "<b>Corridor</b>"


def test_long_layer_is_listed_and_searched_without_blocking(qtbot, theme, long_layer: Layer):
    panel = FeaturesPanel(theme)
    qtbot.addWidget(panel)

    start = perf_counter()
    panel.show_features(Dossier(layers=(long_layer,)), {})
    panel.search_field.setText("place 1999")
    duration = perf_counter() - start

    assert duration < 0.2
    qtbot.waitUntil(lambda: panel.model.rowCount() == 11)
    panel.search_field.clear()
    assert panel.model.rowCount() == 20_000


def test_selected_row_becomes_current_when_search_reaches_it(qtbot, theme, long_layer: Layer):
    panel = FeaturesPanel(theme)
    qtbot.addWidget(panel)
    panel.show_features(Dossier(layers=(long_layer,)), {})
    panel.show_selection(FeatureKey("many", "19999"))

    panel.search_field.setText("place 1999")

    qtbot.waitUntil(lambda: panel.list.currentIndex().data() == "Place 19999")
