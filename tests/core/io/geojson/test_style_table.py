"""A layer knows in how many ways its features look."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontviewer.core.io.geojson.reader import read_layer_text
from frontviewer.core.io.geojson.style_table import STYLE_MEMBERS, build_style_table
from frontviewer.core.model.property_json import packed, properties_of

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=3,
)
members = st.sampled_from(["kind", "class", "schematic", "stroke-width", "name", "x"])


@given(st.lists(st.dictionaries(members, values | st.sampled_from([1, 1.0, True]), max_size=4)))
def test_every_feature_has_the_look_that_its_properties_give(features: list[dict[str, Any]]):
    properties, offsets = packed(json.dumps(one).encode() for one in features)
    style_table, style_index = build_style_table(properties, offsets)

    told = [json.dumps(style_table[number], sort_keys=True) for number in style_index]
    own = [{k: v for k, v in one.items() if k in STYLE_MEMBERS} for one in features]
    assert told == [json.dumps(one, sort_keys=True) for one in own]
    assert len(style_table) == len(set(told))


@pytest.mark.parametrize("odd", [b"", b"null", b"[1]", b'{"kind":"area","x":NaN}', b'{"a":"\xd8"}'])
def test_odd_properties_do_not_spoil_the_others(odd: bytes):
    properties, offsets = packed([b'{"kind":"area"}', odd, b'{"kind":"route"}'])
    style_table, style_index = build_style_table(properties, offsets)

    kinds = [style_table[number].get("kind") for number in style_index]
    assert kinds == ["area", properties_of(odd).get("kind"), "route"]


def test_what_nobody_vouches_for_is_counted():
    shapes = [{"geom_basis": "text"}, {"geom_basis": ""}, {"geom_basis": 5}, {}]
    point = {"type": "Point", "coordinates": [37, 48]}
    features = [
        {"type": "Feature", "properties": one, "geometry": geometry}
        for one in shapes
        for geometry in (point, None)
    ]
    layer = read_layer_text(
        json.dumps({"type": "FeatureCollection", "features": features}).encode()
    )

    assert layer.unsourced == 3
    assert layer.unsourced == sum(feature.unsourced for feature in layer.features())
