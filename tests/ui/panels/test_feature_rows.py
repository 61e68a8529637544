import pytest

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.ui.panels.feature_rows import FeatureRows, normalize_for_search


@pytest.mark.parametrize(
    ("first", "second"),
    [("POKROVSK", "pokrovsk"), ("Łódź", "lodz"), ("ПОКРОВСЬК", "покровськ"), ("Київ", "киів")],
)
def test_normalization_ignores_case_and_diacritics(first: str, second: str):
    assert normalize_for_search(first) == normalize_for_search(second)


def test_every_feature_has_a_row_with_its_claim_count(dossier: Dossier):
    rows = FeatureRows(dossier.layers, {FeatureKey("pokrovsk", "F-SUP"): 7, NO_LOCATION: 4})
    all_rows = [rows.row(position) for position in range(len(rows))]

    assert [row.key.id for row in all_rows] == ["", "F-POK", "F-SUP", "F-COR", "F-UKR"]
    assert [(row.claims, row.located) for row in all_rows[:3]] == [
        (4, False),
        (0, True),
        (7, False),
    ]
    assert [rows.find_row(row.key) for row in all_rows] == [0, 1, 2, 3, 4]
    assert rows.find_row(FeatureKey("corridor", "F-POK")) is None


def test_search_text_has_all_names_and_the_id(dossier: Dossier):
    rows = FeatureRows(dossier.layers, {})
    texts = [text for batch in rows.search_text_batches() for text in batch]

    assert len(texts) == 4
    assert texts[0].split("\n") == [
        "pokrovsk",
        "покровськ",
        normalize_for_search("Łódź-Ёлка"),
        "f-pok",
    ]
