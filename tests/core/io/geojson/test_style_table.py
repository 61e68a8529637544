"""A layer knows in how many ways its features look."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontviewer.core.io.geojson.reader import read_layer_text
from frontviewer.core.io.geojson.style_table import LOOK_MEMBERS, looks_of
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
    looks, look_of = looks_of(properties, offsets)

    told = [json.dumps(looks[number], sort_keys=True) for number in look_of]
    own = [{k: v for k, v in one.items() if k in LOOK_MEMBERS} for one in features]
    assert told == [json.dumps(one, sort_keys=True) for one in own]
    assert len(looks) == len(set(told))


@pytest.mark.parametrize("odd", [b"", b"null", b"[1]", b'{"kind":"area","x":NaN}', b'{"a":"\xd8"}'])
def test_odd_properties_do_not_spoil_the_others(odd: bytes):
    properties, offsets = packed([b'{"kind":"area"}', odd, b'{"kind":"route"}'])
    looks, look_of = looks_of(properties, offsets)

    kinds = [looks[number].get("kind") for number in look_of]
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
