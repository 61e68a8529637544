import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from frontviewer.core.model.dossier import Dossier
from frontviewer.theme.stylesheet import apply_theme
from frontviewer.ui.panels.layer_panel import LayerPanel
from frontviewer.ui.widgets.text_label import TextLabel


@pytest.fixture
def panel(qtbot, theme, family: str, dossier: Dossier) -> LayerPanel:
    panel = LayerPanel(theme)
    qtbot.addWidget(panel)
    apply_theme(panel, theme, family)
    panel.resize(300, 600)
    panel.show_dossier(dossier)
    panel.show_layer_states(dossier.layer_states)
    panel.show()
    return panel


def test_opacity_is_that_of_the_current_layer(qtbot, panel: LayerPanel):
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)

    assert panel.list.current_name() == "corridor"
    assert panel.opacity.value() == 50


def test_moving_the_slider_wishes_an_opacity(qtbot, panel: LayerPanel):
    with qtbot.waitSignal(panel.opacity_requested) as heard:
        qtbot.keyClick(panel.opacity, Qt.Key.Key_PageDown)

    assert heard.args == ["pokrovsk", 0.9]


def test_showing_an_opacity_wishes_nothing(qtbot, panel: LayerPanel, dossier: Dossier):
    with qtbot.assertNotEmitted(panel.opacity_requested):
        panel.show_layer_states(dossier.layer_states[1:])


def test_the_button_zooms_to_the_current_layer(qtbot, panel: LayerPanel):
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)

    with qtbot.waitSignal(panel.zoom_requested) as heard:
        qtbot.mouseClick(panel.findChild(QToolButton), Qt.MouseButton.LeftButton)

    assert heard.args == ["corridor"]


def test_provenance_unfolds_and_is_not_clipped(qtbot, panel: LayerPanel):
    assert not any("GeoNames" in text.text() for text in panel.findChildren(TextLabel))

    qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)
    QApplication.processEvents()

    shown = [text for text in panel.findChildren(TextLabel) if text.isVisible()]
    assert any(text.text() == "GeoNames, CC BY 4.0" for text in shown)
    for text in shown:
        assert text.height() >= text.heightForWidth(text.width()), text.text()
        assert text.mapTo(panel, QPoint(0, 0)).x() + text.width() <= panel.width()


def test_without_layers_there_are_no_details(panel: LayerPanel):
    panel.show_layer_states(())

    assert not panel.opacity.isVisible()
