import json
from typing import Any

import pytest

from frontviewer.core.io.geojson.reader import read_layer_text
from frontviewer.core.model.layer import Layer
from frontviewer.core.search.search_names import collect_search_names


def layer(*properties: Any) -> Layer:
    features = [
        {"type": "Feature", "id": f"F{number}", "properties": members, "geometry": None}
        for number, members in enumerate(properties)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return read_layer_text(text.encode(), name="x", title="Towns")


PROPERTIES = (
    {"name": "Pokrovsk", "names": [{"text": "Покровськ"}, {"text": "Krasnoarmiisk"}]},
    {"name": "Myrnohrad", "x": 1},
    {"name": 17},
    {"name": " ", "title": "Rodynske"},
    {"name": "x" * 300},
    None,
    {},
)
EXPECTED = [
    "Pokrovsk\nПокровськ\nKrasnoarmiisk\nF0",
    "Myrnohrad\nF1",
    "17\nF2",
    "Rodynske\nF3",
    f"{'x' * 199}…\nF4",
    "Towns F5\nF5",
    "Towns F6\nF6",
]


@pytest.mark.parametrize("extra", [(), ([],), ({"y": float("nan")},)])
def test_all_names_are_collected_whatever_the_other_properties_are(extra: tuple[Any, ...]):
    towns = layer(*PROPERTIES, *extra)

    assert collect_search_names(towns, 0, len(towns))[: len(PROPERTIES)] == EXPECTED
    assert collect_search_names(towns, 1, 3) == EXPECTED[1:3]
