import json
from typing import Any

import pytest

from frontviewer.core.io.geojson.reader import read_layer_text
from frontviewer.core.model.layer import Layer
from frontviewer.core.search.search_names import searchable_names


def layer(*properties: Any) -> Layer:
    features = [
        {"type": "Feature", "id": f"F{number}", "properties": one, "geometry": None}
        for number, one in enumerate(properties)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return read_layer_text(text.encode(), name="x", title="Towns")


ALL = (
    {"name": "Pokrovsk", "names": [{"text": "Покровськ"}, {"text": "Krasnoarmiisk"}]},
    {"name": "Myrnohrad", "x": 1},
    {"name": 17},
    {"name": " ", "title": "Rodynske"},
    {"name": "x" * 300},
    None,
    {},
)
FOUND = [
    "Pokrovsk\nПокровськ\nKrasnoarmiisk\nF0",
    "Myrnohrad\nF1",
    "17\nF2",
    "Rodynske\nF3",
    f"{'x' * 199}…\nF4",
    "Towns F5\nF5",
    "Towns F6\nF6",
]


@pytest.mark.parametrize("odd", [(), ([],), ({"y": float("nan")},)])
def test_every_name_is_there_however_odd_the_others_are(odd: tuple[Any, ...]):
    towns = layer(*ALL, *odd)

    assert searchable_names(towns, 0, len(towns))[: len(ALL)] == FOUND
    assert searchable_names(towns, 1, 3) == FOUND[1:3]
