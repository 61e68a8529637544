import pytest

from frontviewer.core.dossier import Dossier
from frontviewer.core.layer import FeatureKey
from frontviewer.panels.feature_rows import feature_rows, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [("POKROVSK", "pokrovsk"), ("Łódź", "lodz"), ("ПОКРОВСЬК", "покровськ"), ("Київ", "киів")],
)
def test_case_and_diacritics_do_not_matter(one: str, other: str):
    assert fold(one) == fold(other)


def test_every_feature_has_a_row_with_its_claims(dossier: Dossier):
    rows = list(feature_rows(dossier.layers, {FeatureKey("pokrovsk", "F-SUP"): 7}))

    assert [row.key.id for row in rows] == ["F-POK", "F-SUP", "F-COR", "F-UKR"]
    assert [(row.claims, row.located) for row in rows[:2]] == [(0, True), (7, False)]
    assert fold("Покровськ") in rows[0].folded
    assert "f-pok" in rows[0].folded
