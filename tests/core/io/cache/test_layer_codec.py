"""Encoding and decoding a layer is lossless."""

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

DifferingFields = Callable[[Layer, Layer], list[str]]
NOT_ENCODED = {"name", "title", "path", "style", "digest"}

words = st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
positions = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
points = st.builds(lambda position: {"type": "Point", "coordinates": position}, positions)
lines = st.builds(
    lambda line: {"type": "MultiLineString", "coordinates": [line, line[::-1]]},
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


def round_trip(layer: Layer) -> Layer:
    """Encode and decode a layer, and restore the fields that are not encoded."""
    decoded = decode_layer([block.copy() for block in encode_layer(layer)])
    not_encoded = {name: getattr(layer, name) for name in NOT_ENCODED}
    file = layer.problems[0].file if layer.problems else ""
    problems = tuple(replace(problem, file=file) for problem in decoded.problems)
    return replace(decoded, problems=problems, **not_encoded)


@settings(max_examples=150, deadline=None)
@given(document=collections)
def test_round_trip_is_lossless(document: dict[str, Any], differing_fields: DifferingFields):
    layer = read_layer_text(json.dumps(document).encode(), file="f.geojson")
    try:
        decoded = round_trip(layer)
    except (OverflowError, UnicodeEncodeError):
        return  # an integer of more than 64 bits, a lone surrogate: cannot be encoded

    assert differing_fields(decoded, layer) == []


def test_round_trip_of_the_bundled_layers(repository: Path, differing_fields: DifferingFields):
    for file in (repository / "layers").glob("*.geojson"):
        layer = read_layer(file)

        assert differing_fields(round_trip(layer), layer) == []


def test_document_text_is_preserved():
    document = '{"type": "FeatureCollection",\n"frontviewer": {"claims": []}, "features": []}'
    layer = read_layer_text(document.encode())

    assert round_trip(layer).document == document.encode()


FEATURE = (
    '{"type": "Feature", "properties": {"name": "A"}, "geometry": {"type": "Polygon",'
    '"coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}'
)
LAYER = read_layer_text(f"{FEATURE}\n{FEATURE}".encode())
INVALID = {
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


@pytest.mark.parametrize("name", INVALID)
def test_inconsistent_arrays_are_rejected(name: str):
    if name in GeometryArrays.__slots__:
        layer = replace(LAYER, geometry=replace(LAYER.geometry, **{name: INVALID[name]}))
    else:
        layer = replace(LAYER, **{name: INVALID[name]})

    with pytest.raises(CorruptBlockError):
        decode_layer(encode_layer(layer))


@pytest.mark.parametrize("index", range(len(encode_layer(LAYER))))
def test_incomplete_number_is_rejected(index: int):
    blocks = encode_layer(LAYER)
    blocks[index] = np.append(blocks[index], np.uint8(0))

    if index == len(blocks) - 1:
        # Text of any length is valid; the checksum detects such damage.
        assert decode_layer(blocks).document == b"\0"
    else:
        with pytest.raises(CorruptBlockError):
            decode_layer(blocks)


def test_wrong_number_of_blocks_is_rejected():
    for blocks in ([], encode_layer(LAYER)[1:], encode_layer(LAYER) * 2):
        with pytest.raises(CorruptBlockError):
            decode_layer(blocks)
