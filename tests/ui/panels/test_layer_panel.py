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


def test_slider_shows_opacity_of_current_layer(qtbot, panel: LayerPanel):
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)

    assert panel.list.current_name() == "corridor"
    assert panel.opacity_slider.value() == 50


def test_moving_slider_requests_opacity(qtbot, panel: LayerPanel):
    with qtbot.waitSignal(panel.opacity_requested) as signal:
        qtbot.keyClick(panel.opacity_slider, Qt.Key.Key_PageDown)

    assert signal.args == ["pokrovsk", 0.9]


def test_showing_opacity_requests_nothing(qtbot, panel: LayerPanel, dossier: Dossier):
    with qtbot.assertNotEmitted(panel.opacity_requested):
        panel.show_layer_states(dossier.layer_states[1:])


def test_zoom_button_requests_zoom_to_current_layer(qtbot, panel: LayerPanel):
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)

    with qtbot.waitSignal(panel.zoom_requested) as signal:
        qtbot.mouseClick(panel.findChild(QToolButton), Qt.MouseButton.LeftButton)

    assert signal.args == ["corridor"]


def test_provenance_expands_and_is_not_clipped(qtbot, panel: LayerPanel):
    assert not any("GeoNames" in label.text() for label in panel.findChildren(TextLabel))

    qtbot.mouseClick(panel.provenance_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()

    labels = [label for label in panel.findChildren(TextLabel) if label.isVisible()]
    assert any(label.text() == "GeoNames, CC BY 4.0" for label in labels)
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width()), label.text()
        assert label.mapTo(panel, QPoint(0, 0)).x() + label.width() <= panel.width()


def test_details_are_hidden_without_layers(panel: LayerPanel):
    panel.show_layer_states(())

    assert not panel.opacity_slider.isVisible()
