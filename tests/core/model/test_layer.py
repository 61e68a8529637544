"""Features of any file can be read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontviewer.core.io.geojson.reader import read_layer_text
from frontviewer.core.model.feature import Feature, FeatureKey


def feature(properties: Any) -> Feature:
    return Feature(FeatureKey("towns", "7"), 6, properties, located=True, layer_title="Towns")


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ({"name": "Покровськ"}, "Покровськ"),
        ({"name": 17}, "17"),
        ({"name": " ", "title": "Myrnohrad"}, "Myrnohrad"),
        ({"name": True}, "Towns 7"),
        ({"name": ["x"]}, "Towns 7"),
        ({}, "Towns 7"),
        ({"name": "x" * 200_000}, "x" * 199 + "…"),
    ],
)
def test_every_feature_has_a_name(properties: Any, name: str):
    assert feature(properties).name == name


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
MEMBERS = ("name", "title", "names", "kind", "class", "geom_basis", "schematic", "precision_m")


@given(st.dictionaries(st.sampled_from(MEMBERS), values))
def test_accessors_accept_any_property_values(properties: dict[str, Any]):
    parsed = feature(properties)

    assert isinstance(parsed.name, str)
    assert all(isinstance(text, str) for text in (parsed.kind, parsed.feature_class, parsed.basis))
    assert all(isinstance(name["text"], str) for name in parsed.names)
    assert parsed.precision_m is None or 0 < parsed.precision_m < 1e7
    assert parsed.unsourced == (not parsed.basis)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        (b"null", {}),
        (b"[1]", {}),
        (b'"text"', {}),
        (b'{"a":NaN,"b":-Infinity,"c":1}', {"a": None, "b": None, "c": 1}),
        (b'{"a":"\\ud800"}', {"a": "?"}),
        (b'{"a":"one\ntwo"}', {"a": "one\ntwo"}),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b'{"a":1e999}', {"a": None}),
    ],
)
def test_malformed_properties_are_decoded_as_far_as_possible(
    properties: bytes, expected: dict[str, Any]
):
    layer = read_layer_text(
        b'{"type":"Feature","geometry":null,"id":"a","properties":%s}' % properties
    )

    assert layer.feature(0).properties == expected
    assert not layer.feature(0).located
