from frontviewer.core.model.dossier import Dossier
from frontviewer.ui.panels.layer_provenance import provenance


def test_a_layer_says_where_it_comes_from(dossier: Dossier):
    said = dict(provenance(dossier.layers[0], dossier))

    assert said["File"].endswith("pokrovsk.geojson")
    assert said["Source"] == "GeoNames"
    assert said["Credit"] == "GeoNames, CC BY 4.0"
    assert said["Drawn by"] == "frontviewer"
    assert said["Drawn on"] == "2 November 2025"
    assert said["As of"] == "30 October 2025"
    assert said["Licence"] == "MIT"
    assert (said["Features on the map"], said["Without a place"]) == ("1", "1")
    assert said["Problems"] == "0"


def test_what_nobody_says_is_said_to_be_unsaid(dossier: Dossier):
    said = dict(provenance(dossier.layers[2], dossier))

    assert said["Source"] == said["Drawn by"] == "not said"
