import pytest

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.ui.panels.feature_rows import FeatureRows, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [("POKROVSK", "pokrovsk"), ("Łódź", "lodz"), ("ПОКРОВСЬК", "покровськ"), ("Київ", "киів")],
)
def test_case_and_diacritics_do_not_matter(one: str, other: str):
    assert fold(one) == fold(other)


def test_every_feature_has_a_row_with_its_claims(dossier: Dossier):
    counted = FeatureRows(dossier.layers, {FeatureKey("pokrovsk", "F-SUP"): 7, NO_LOCATION: 4})
    rows = [counted.row(number) for number in range(len(counted))]

    assert [row.key.id for row in rows] == ["", "F-POK", "F-SUP", "F-COR", "F-UKR"]
    assert [(row.claims, row.located) for row in rows[:3]] == [(4, False), (0, True), (7, False)]
    assert [counted.number_of(row.key) for row in rows] == [0, 1, 2, 3, 4]
    assert counted.number_of(FeatureKey("corridor", "F-POK")) is None


def test_any_name_and_the_id_are_there_to_be_found(dossier: Dossier):
    folded = [names for some in FeatureRows(dossier.layers, {}).folded() for names in some]

    assert len(folded) == 4
    assert folded[0].split("\n") == ["pokrovsk", "покровськ", fold("Łódź-Ёлка"), "f-pok"]
