from frontviewer.core.model.dossier import Dossier
from frontviewer.ui.panels.layer_provenance import build_provenance_rows


def test_rows_state_origin_of_layer(dossier: Dossier):
    values = dict(build_provenance_rows(dossier.layers[0], dossier))

    assert values["File"].endswith("pokrovsk.geojson")
    assert values["Source"] == "GeoNames"
    assert values["Credit"] == "GeoNames, CC BY 4.0"
    assert values["Drawn by"] == "frontviewer"
    assert values["Date drawn"] == "2 November 2025"
    assert values["Data as of"] == "30 October 2025"
    assert values["License"] == "MIT"
    assert (values["Mapped features"], values["Unmapped"]) == ("1", "1")
    assert values["Problems"] == "0"


def test_missing_values_are_shown_as_not_stated(dossier: Dossier):
    values = dict(build_provenance_rows(dossier.layers[2], dossier))

    assert values["Source"] == values["Drawn by"] == "Not stated"
