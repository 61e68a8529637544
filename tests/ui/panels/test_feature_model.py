from time import perf_counter

import pytest
from PySide6.QtCore import Qt

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.theme.plain_text import plain_tip
from frontviewer.ui.panels.feature_model import FeatureModel, second_line
from frontviewer.ui.panels.feature_rows import FeatureRow, FeatureRows


def under(**changes) -> str:
    values = {
        "key": FeatureKey("many", "1"),
        "name": "Place 1",
        "layer_title": "Many",
        "kind": "defence_line",
        "located": True,
        "claims": 0,
    }
    return second_line(FeatureRow(**(values | changes)))


@pytest.fixture
def model(qapp, long_layer: Layer) -> FeatureModel:
    model = FeatureModel()
    model.show_rows(FeatureRows((long_layer,), {}))
    return model


def read_all(model: FeatureModel) -> None:
    while model.read_on():
        pass


def test_the_second_line_says_claims_place_kind_and_layer(qapp):
    assert under(claims=1) == "1 claim · defence line · Many"
    assert under(claims=1200, located=False, kind="not_located") == (
        "1,200 claims · no place on the map · Many"
    )
    assert under(key=NO_LOCATION, located=False, claims=4, kind="", layer_title="") == "4 claims"


def test_features_are_found_as_fast_as_one_types(model: FeatureModel):
    start = perf_counter()
    for words in ("9", "99", "999"):
        model.filter(words)
        read_all(model)
    spent = perf_counter() - start

    assert model.rowCount() == 38
    assert spent < 0.5  # about 0.03 s; three keys on a slow machine

    model.filter("")
    assert model.rowCount() == 20_000


def test_what_is_read_while_one_looks_is_looked_at_too(model: FeatureModel):
    model.filter("place 19999")
    assert model.rowCount() == 0

    read_all(model)

    assert [model.index(0).data()] == ["Place 19999"]
    assert model.index_of(FeatureKey("many", "19999")).row() == 0
    assert not model.index_of(FeatureKey("many", "3")).isValid()


def test_what_is_looked_for_stays_when_the_files_are_read_again(
    model: FeatureModel, long_layer: Layer
):
    model.filter("place 19999")
    read_all(model)

    model.show_rows(FeatureRows((long_layer,), {}))
    assert model.rowCount() == 0
    read_all(model)

    assert model.rowCount() == 1


def test_a_tip_shows_markup_as_written(qapp, dossier: Dossier):
    model = FeatureModel()
    model.show_rows(FeatureRows(dossier.layers[1:], {}))

    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) == plain_tip("<b>Corridor</b>")
