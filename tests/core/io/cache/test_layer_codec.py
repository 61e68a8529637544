"""A layer from the cache is the layer that was read."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontviewer.core.geometry.arrays import GeometryArrays
from frontviewer.core.io.cache.block_file import CorruptBlockError
from frontviewer.core.io.cache.layer_codec import decode_layer, encode_layer
from frontviewer.core.io.geojson.reader import read_layer, read_layer_text
from frontviewer.core.model.layer import Layer

Differing = Callable[[Layer, Layer], list[str]]
DECIDED_BY_PLACE = {"name", "title", "path", "style", "digest"}

words = st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
positions = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
points = st.builds(lambda at: {"type": "Point", "coordinates": at}, positions)
lines = st.builds(
    lambda run: {"type": "MultiLineString", "coordinates": [run, run[::-1]]},
    st.lists(positions, min_size=1, max_size=4),
)
areas = st.builds(
    lambda ring: {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    st.lists(positions, min_size=2, max_size=5),
)
features = st.builds(
    lambda name, properties, shape: {
        "type": "Feature",
        "id": name,
        "properties": properties,
        "geometry": shape,
    },
    st.none() | st.integers(0, 3) | words,
    st.none()
    | st.dictionaries(st.sampled_from(["name", "kind", "stroke", "precision_m"]) | words, values),
    st.none() | points | lines | areas,
)
collections = st.builds(
    lambda features, members: {**members, "type": "FeatureCollection", "features": features},
    st.lists(features, max_size=4),
    st.dictionaries(st.sampled_from(["frontviewer", "attribution"]) | words, values, max_size=2),
)


def from_cache(layer: Layer) -> Layer:
    """What comes back, at the place of the one that went in."""
    found = decode_layer([block.copy() for block in encode_layer(layer)])
    place = {name: getattr(layer, name) for name in DECIDED_BY_PLACE}
    file = layer.problems[0].file if layer.problems else ""
    problems = tuple(replace(problem, file=file) for problem in found.problems)
    return replace(found, problems=problems, **place)


@settings(max_examples=150, deadline=None)
@given(document=collections)
def test_nothing_differs(document: dict[str, Any], differing: Differing):
    layer = read_layer_text(json.dumps(document).encode(), file="f.geojson")
    try:
        found = from_cache(layer)
    except (OverflowError, UnicodeEncodeError):
        return  # an integer of more than 64 bits, half a character: such a layer is not kept

    assert differing(found, layer) == []


def test_nothing_differs_in_the_bundled_layers(repository: Path, differing: Differing):
    for file in (repository / "layers").glob("*.geojson"):
        layer = read_layer(file)

        assert differing(from_cache(layer), layer) == []


def test_evidence_in_a_layer_keeps_its_lines():
    document = '{"type": "FeatureCollection",\n"frontviewer": {"claims": []}, "features": []}'
    layer = read_layer_text(document.encode())

    assert from_cache(layer).document == document.encode()


FEATURE = (
    '{"type": "Feature", "properties": {"name": "A"}, "geometry": {"type": "Polygon",'
    '"coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}'
)
LAYER = read_layer_text(f"{FEATURE}\n{FEATURE}".encode())
WRONG = {
    "coords": np.zeros((7, 2)),
    "ring_offsets": np.array([0, 9, 8]),
    "part_offsets": np.array([1, 1, 2]),
    "part_kinds": np.array([2, 3], np.uint8),
    "feature_offsets": np.array([0, -1, 2]),
    "bounds": np.zeros((3, 4)),
    "property_offsets": np.array([0, 1 << 40, len(LAYER.properties)]),
    "style_index": np.array([0, 1], np.int32),
    "self_intersecting": np.array([2]),
    "ids": ("1", "2", "3"),
    "style_table": (),
    "properties": b"",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_leads_nowhere_is_no_layer(name: str):
    if name in GeometryArrays.__slots__:
        layer = replace(LAYER, geometry=replace(LAYER.geometry, **{name: WRONG[name]}))
    else:
        layer = replace(LAYER, **{name: WRONG[name]})

    with pytest.raises(CorruptBlockError):
        decode_layer(encode_layer(layer))


@pytest.mark.parametrize("at", range(len(encode_layer(LAYER))))
def test_half_a_number_is_no_layer(at: int):
    blocks = encode_layer(LAYER)
    blocks[at] = np.append(blocks[at], np.uint8(0))

    if at == len(blocks) - 1:
        assert decode_layer(blocks).document == b"\0"  # text: the checksum sees to that
    else:
        with pytest.raises(CorruptBlockError):
            decode_layer(blocks)


def test_blocks_too_many_or_too_few_are_no_layer():
    for blocks in ([], encode_layer(LAYER)[1:], encode_layer(LAYER) * 2):
        with pytest.raises(CorruptBlockError):
            decode_layer(blocks)
