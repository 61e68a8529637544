from time import perf_counter

import pytest
from PySide6.QtCore import Qt

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.ui.panels.feature_model import FeatureModel, format_second_line
from frontviewer.ui.panels.feature_rows import FeatureRow, FeatureRows


def second_line(**changes) -> str:
    values = {
        "key": FeatureKey("many", "1"),
        "name": "Place 1",
        "layer_title": "Many",
        "kind": "defence_line",
        "located": True,
        "claims": 0,
    }
    return format_second_line(FeatureRow(**(values | changes)))


@pytest.fixture
def model(qapp, long_layer: Layer) -> FeatureModel:
    model = FeatureModel()
    model.show_rows(FeatureRows((long_layer,), {}))
    return model


def search_all(model: FeatureModel) -> None:
    while model.search_batch():
        pass


def test_second_line_shows_claims_location_kind_and_layer(qapp):
    assert second_line(claims=1) == "1 claim · defense line · Many"
    assert second_line(claims=1200, located=False, kind="not_located") == (
        "1,200 claims · not mapped · Many"
    )
    assert second_line(kind="supply_road") == "supply road · Many"
    assert second_line(key=NO_LOCATION, located=False, claims=4, kind="", layer_title="") == (
        "4 claims"
    )


def test_filtering_20_000_names_keeps_up_with_typing(model: FeatureModel):
    start = perf_counter()
    for text in ("9", "99", "999"):
        model.set_filter_text(text)
        search_all(model)
    duration = perf_counter() - start

    assert model.rowCount() == 38
    assert duration < 0.5  # about 0.03 s; three keystrokes on a slow machine

    model.set_filter_text("")
    assert model.rowCount() == 20_000


def test_batches_read_after_typing_are_filtered_too(model: FeatureModel):
    model.set_filter_text("place 19999")
    assert model.rowCount() == 0

    search_all(model)

    assert [model.index(0).data()] == ["Place 19999"]
    assert model.find_index(FeatureKey("many", "19999")).row() == 0
    assert not model.find_index(FeatureKey("many", "3")).isValid()


def test_filter_text_stays_set_when_rows_are_replaced(model: FeatureModel, long_layer: Layer):
    model.set_filter_text("place 19999")
    search_all(model)

    model.show_rows(FeatureRows((long_layer,), {}))
    assert model.rowCount() == 0
    search_all(model)

    assert model.rowCount() == 1


def test_tooltip_escapes_markup(qapp, dossier: Dossier):
    model = FeatureModel()
    model.show_rows(FeatureRows(dossier.layers[1:], {}))

    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) == escape_tooltip("<b>Corridor</b>")
