"""Tests for the table of distinct styles of a layer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontviewer.core.io.geojson.reader import read_layer_text
from frontviewer.core.io.geojson.style_table import STYLE_MEMBERS, build_style_table
from frontviewer.core.model.property_json import decode_properties, join_runs

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=3),
    lambda children: (
        st.lists(children, max_size=2) | st.dictionaries(st.text(), children, max_size=2)
    ),
    max_leaves=3,
)
member_names = st.sampled_from(["kind", "class", "schematic", "stroke-width", "name", "x"])
member_values = values | st.sampled_from([1, 1.0, True])


@given(st.lists(st.dictionaries(member_names, member_values, max_size=4)))
def test_style_of_each_feature_holds_its_style_properties(features: list[dict[str, Any]]):
    properties, offsets = join_runs(json.dumps(members).encode() for members in features)
    style_table, style_index = build_style_table(properties, offsets)

    actual = [json.dumps(style_table[index], sort_keys=True) for index in style_index]
    expected = [{k: v for k, v in each.items() if k in STYLE_MEMBERS} for each in features]
    assert actual == [json.dumps(style, sort_keys=True) for style in expected]
    assert len(style_table) == len(set(actual))


@pytest.mark.parametrize("raw", [b"", b"null", b"[1]", b'{"kind":"area","x":NaN}', b'{"a":"\xd8"}'])
def test_invalid_properties_do_not_affect_other_features(raw: bytes):
    properties, offsets = join_runs([b'{"kind":"area"}', raw, b'{"kind":"route"}'])
    style_table, style_index = build_style_table(properties, offsets)

    kinds = [style_table[index].get("kind") for index in style_index]
    assert kinds == ["area", decode_properties(raw).get("kind"), "route"]


def test_features_without_a_stated_source_are_counted():
    properties = [{"geom_basis": "text"}, {"geom_basis": ""}, {"geom_basis": 5}, {}]
    point = {"type": "Point", "coordinates": [37, 48]}
    features = [
        {"type": "Feature", "properties": members, "geometry": geometry}
        for members in properties
        for geometry in (point, None)
    ]
    layer = read_layer_text(
        json.dumps({"type": "FeatureCollection", "features": features}).encode()
    )

    assert layer.unsourced_count == 3
    assert layer.unsourced_count == sum(feature.unsourced for feature in layer.features())
