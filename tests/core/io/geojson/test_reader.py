"""Tests for reading layers: accepted documents, reported problems, damaged files."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontviewer.core.geometry.arrays import to_shapely
from frontviewer.core.io import input_bytes
from frontviewer.core.io.geojson import geometry_checks
from frontviewer.core.io.geojson.reader import read_layer, read_layer_text
from frontviewer.core.model.layer import Layer
from frontviewer.core.problems import Problem, UnusableFileError

SQUARE = [[36, 48], [37, 48], [37, 49], [36, 49], [36, 48]]
POINT = {"type": "Point", "coordinates": [37.18, 48.28]}


def feature(geometry: Any, **members: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": "Покровськ"}, "geometry": geometry, **members}


def area(*rings: Any) -> dict[str, Any]:
    return feature({"type": "Polygon", "coordinates": list(rings)})


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def encode(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


GOOD = feature(POINT)
DOCUMENT = encode(collection(GOOD, GOOD, GOOD))


def read(data: bytes | dict[str, Any]) -> Layer:
    return read_layer_text(data if isinstance(data, bytes) else encode(data), file="f.geojson")


def read_failure(data: bytes | dict[str, Any]) -> Problem:
    """Return the first problem of a file that cannot be used."""
    with pytest.raises(UnusableFileError) as caught:
        read(data)
    return caught.value.problems[0]


def only_problem(layer: Layer) -> Problem:
    (problem,) = layer.problems
    return problem


# Accepted documents


def test_layer_has_the_name_of_its_file(tmp_path: Path):
    path = tmp_path / "corridor.geojson"
    path.write_bytes(DOCUMENT)

    layer = read_layer(path)

    assert (layer.name, layer.title, layer.path, len(layer)) == ("corridor", "corridor", path, 3)
    assert layer.feature(1).name == "Покровськ"
    assert not layer.problems


@pytest.mark.parametrize(
    "data",
    [
        encode(GOOD),
        encode(POINT),
        b"\xef\xbb\xbf" + encode(collection(GOOD)),
        encode(collection(GOOD)).decode().encode("utf-16"),
        encode(collection(GOOD)).decode().encode("utf-16-le"),
        encode(collection(GOOD)).decode().encode("utf-16-be"),
        encode(collection(GOOD)).decode().encode("utf-32"),
        json.dumps(collection(GOOD), indent=2).replace("\n", "\r\n").encode(),
        gzip.compress(encode(collection(GOOD))),
        b"\x1e" + encode(GOOD) + b"\n",
        b"\r\n" + encode(GOOD) + b"\r\n",
        encode(collection(GOOD, crs=None)),
        *(
            encode(collection(GOOD, crs={"type": "name", "properties": {"name": name}}))
            for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326")
        ),
    ],
)
def test_every_encoding_and_container_opens_without_problems(data: bytes):
    layer = read(data)

    assert layer.geometry.coords.tolist() == [[37.18, 48.28]]
    assert not layer.problems


@pytest.mark.parametrize("separator", [b"\n", b"\r\n\r\n", b"\n\x1e", b" "])
def test_consecutive_features_are_read(separator: bytes):
    layer = read(separator + separator.join([encode(GOOD)] * 3) + b"\n")

    assert layer.ids == ("1", "2", "3")
    assert [layer.property_text(index) for index in range(3)] == [encode(GOOD["properties"])] * 3


def test_z_and_m_are_dropped():
    line = {"type": "LineString", "coordinates": [[36, 48, 120, 1.5], [37, 48.5], [38, 49, 90]]}
    layer = read(collection(feature(line)))

    assert layer.geometry.coords.tolist() == [[36, 48], [37, 48.5], [38, 49]]


def test_feature_without_geometry_is_listed():
    empty = ({"type": t, "coordinates": []} for t in ("Point", "LineString", "MultiPolygon"))
    layer = read(collection(feature(None), *map(feature, empty)))

    assert [f.located for f in layer.features()] == [False] * 4
    assert np.isnan(layer.geometry.bounds).all()
    assert not layer.problems


def test_nested_collections_are_one_feature():
    inner = {"type": "GeometryCollection", "geometries": [area(SQUARE)["geometry"], POINT]}
    layer = read(collection(feature({"type": "GeometryCollection", "geometries": [inner, POINT]})))

    shape = to_shapely(layer.geometry, 0)
    assert shape is not None
    assert [part.geom_type for part in shape.geoms] == ["Polygon", "Point", "Point"]


def test_rings_may_have_either_winding():
    layer = read(collection(area(SQUARE), area(SQUARE[::-1])))

    assert layer.geometry.coords[5:].tolist() == SQUARE[::-1]
    assert not layer.problems


def test_foreign_members_are_read():
    layer = read(collection(GOOD, frontviewer={"claims": []}, name="x", bbox=[1, 2, 3, 4]))

    assert layer.members == {"frontviewer": {"claims": []}, "name": "x"}


def test_ids_are_converted_to_unique_text():
    ids = ("x", "x", 7, 1.5, None, 12345678901234567890, "x#2", "")
    layer = read(collection(*(feature(POINT, id=i) for i in ids), GOOD))

    assert layer.ids == ("x", "x#2", "7", "1.5", "5", "12345678901234567890", "x#2#2", "8", "9")
    assert [problem.feature for problem in layer.problems] == [2, 7]


def test_feature_number_used_as_id_does_not_replace_a_written_id():
    assert read(collection(GOOD, feature(POINT, id=1))).ids == ("1#2", "1")


# Coordinate systems


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [
        ("EPSG:3857", 4138858.67, 6153563.92),
        ("urn:ogc:def:crs:EPSG::32637", 365020.0, 5349056.0),
        ("http://www.opengis.net/def/crs/EPSG/0/32637", 365020.0, 5349056.0),
    ],
)
def test_projected_coordinates_are_converted_with_a_note(crs: str, x: float, y: float):
    point = feature({"type": "Point", "coordinates": [x, y]})
    layer = read(collection(point, crs={"type": "name", "properties": {"name": crs}}))

    assert layer.geometry.coords[0] == pytest.approx([37.18, 48.28], abs=0.001)
    assert layer.geometry.bounds[0, :2] == pytest.approx([37.18, 48.28], abs=0.001)
    assert "converted from EPSG" in only_problem(layer).message
    assert only_problem(layer).severity == "note"


@pytest.mark.parametrize(
    ("crs", "words"),
    [
        ({"type": "link", "properties": {"href": "https://example.org/crs"}}, "link"),
        ({"type": "name", "properties": {"name": "EPSG:999999"}}, "Unknown coordinate system"),
        ({"type": "name", "properties": {"name": "our village grid"}}, "“our village grid”"),
        ({"type": "name", "properties": {"name": "EPSG:4978"}}, "neither geographic nor projected"),
        ({"type": "name", "properties": None}, "does not name"),
        ("EPSG:3857", "does not name"),
    ],
)
def test_unknown_coordinate_system_is_rejected(crs: Any, words: str):
    problem = read_failure(collection(GOOD, crs=crs))

    assert words in problem.message
    assert "WGS 84" in problem.remedy
    assert problem.path == "crs"


def test_meters_without_crs_are_rejected_with_the_probable_system():
    mercator = feature({"type": "Point", "coordinates": [4138858, 6152480]})
    grid = feature({"type": "Point", "coordinates": [365020, 5349056]})

    assert "EPSG:3857" in read_failure(collection(mercator, mercator)).remedy
    failure = read_failure(collection(grid))
    assert "UTM" in failure.remedy
    assert "x 365020, y 5349056" in failure.message
    # One feature in meters among others affects only itself.
    layer = read(collection(GOOD, grid))
    assert layer.ids == ("1",)
    problem = only_problem(layer)
    assert "Longitude 365020, latitude 5349056 is out of range" in problem.message
    assert "meters" in problem.remedy


# Errors that affect one feature


INVALID_GEOMETRIES: list[tuple[Any, str, str]] = [
    ({"type": "Point", "coordinates": [200, 10]}, "out of range", "coordinates"),
    ({"type": "LineString", "coordinates": [[1, 2], [3, 91]]}, "out of range", "coordinates[1]"),
    ({"type": "LineString", "coordinates": [[1, 2]]}, "fewer than two", "coordinates"),
    ({"type": "Polygon", "coordinates": [SQUARE, [[1, 2], [3, 4], [1, 2]]]}, "four", "ates[1]"),
    ({"type": "Polygon", "coordinates": SQUARE}, "Expected a position", "coordinates[0][0]"),
    ({"type": "LineString", "coordinates": [SQUARE]}, "one array too deep", "coordinates[0]"),
    ({"type": "Point", "coordinates": ["37", 48]}, "number, found text", "coordinates[0]"),
    ({"type": "MultiPoint", "coordinates": [[1, 2], [1]]}, "two numbers", "coordinates[1]"),
    ({"type": "Point", "coordinates": [None, 1]}, "found null", "coordinates[0]"),
    ({"type": "Point", "coordinates": [float("nan"), 1]}, "NaN", "coordinates[0]"),
    ({"type": "Point", "coordinates": [1, float("inf")]}, "Infinity", "coordinates[1]"),
    ({"type": "Point", "coordinates": [10**400, 1]}, "too large", "coordinates[0]"),
    ({"type": "Circle", "coordinates": [1, 2]}, "Unknown geometry type “Circle”", "geometry.type"),
    ({"type": "Polygon"}, "no coordinates", "features[1].geometry"),
    ([37, 48], "Expected a geometry, found an array", "geometry"),
    ({"type": "GeometryCollection", "geometries": [POINT, None]}, "null", "geometries[1]"),
]


@pytest.mark.parametrize(("geometry", "words", "path"), INVALID_GEOMETRIES)
def test_invalid_feature_is_left_out_and_reported_with_its_location(
    geometry: Any, words: str, path: str
):
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(
        json.dumps(f) for f in (GOOD, feature(geometry), GOOD)
    )
    layer = read(f"{text}\n]}}".encode())

    assert layer.ids == ("1", "3")
    problem = only_problem(layer)
    assert words in problem.message
    assert problem.path.startswith("features[1].geometry")
    assert problem.path.endswith(path)
    assert (problem.severity, problem.file, problem.line, problem.feature) == (
        "error",
        "f.geojson",
        3,
        2,
    )


def test_column_is_that_of_the_invalid_value():
    text = encode(collection(feature({"type": "LineString", "coordinates": [[1, 2], [3, 91]]})))

    column = only_problem(read(text)).column

    assert column is not None
    assert text.decode()[column - 1 :].startswith("[3, 91]")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("x", "Expected a feature, found text"),
        (None, "Expected a feature, found null"),
        ({}, "no member “type”"),
        ({"type": "feature", "geometry": None}, "found “feature”"),
        (collection(GOOD), "found “FeatureCollection”"),
    ],
)
def test_item_that_is_not_a_feature_is_left_out(item: Any, words: str):
    layer = read(collection(GOOD, item))

    assert len(layer) == 1
    assert words in only_problem(layer).message


@pytest.mark.parametrize(
    "properties", [b"[" * 5000 + b"]" * 5000, b'{"a":' * 300 + b"1" + b"}" * 300]
)
def test_feature_with_too_deep_nesting_is_left_out(properties: bytes):
    deep = b'{"type":"Feature","geometry":null,"properties":{"a":%s}}' % properties
    layer = read(b'{"type":"FeatureCollection","features":[%s,%s]}' % (encode(GOOD), deep))

    assert layer.ids == ("1",)
    assert "nested" in only_problem(layer).message


# Warnings


@pytest.mark.parametrize(
    ("item", "words", "path"),
    [
        (area(SQUARE[:-1]), "closed with a straight line", "geometry.coordinates[0]"),
        (
            area([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]),
            "near longitude 0.5, latitude 0.5",
            "ates[0]",
        ),
        (feature(POINT, properties=[]), "an array, not an object", "properties"),
        (feature(None, properties={"height": float("nan")}), "NaN", "properties.height"),
        (feature(None, id=True), "neither text nor a number", "id"),
        ({"type": "Feature", "properties": {}}, "no member “geometry”", "features[0]"),
        (POINT, "without a Feature", "features[0]"),
    ],
)
def test_unusual_feature_is_read_with_a_warning(item: Any, words: str, path: str):
    layer = read(collection(item))

    assert len(layer) == 1
    problem = only_problem(layer)
    assert problem.severity == "warning"
    assert words in problem.message
    assert problem.path.endswith(path)


@pytest.mark.parametrize("reason", ["Self-intersection", "Nested shells[37.5 48]"])
def test_unknown_reason_or_missing_position_of_geos_is_quoted(reason: str):
    message = geometry_checks._describe_geos_reason(reason)

    assert message == f"Invalid polygon ({reason}); it is drawn unchanged."


def test_open_ring_is_closed():
    layer = read(collection(area(SQUARE[:-1], SQUARE), area(SQUARE)))

    assert layer.geometry.coords.tolist() == SQUARE * 3
    assert layer.geometry.ring_offsets.tolist() == [0, 5, 10, 15]


def test_swapped_axes_are_reported():
    swapped = feature({"type": "LineString", "coordinates": [[48.2, 37.1], [48.3, 37.2]]})

    assert "swapped" in only_problem(read(collection(swapped))).message
    far_east = feature({"type": "Point", "coordinates": [48.5, 135.1]})
    assert "swapped" in only_problem(read(collection(far_east))).remedy


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"type":"Feature","geometry":null,"properties":{"a":1,"\\u0061":2}}', "a"),
        ('{"type":"Feature","geometry":null,"geometry":null,"properties":{}}', "geometry"),
        ('{"type":"Feature","geometry":null,"properties":{"x":{"b":1,"b" :1}}}', "b"),
    ],
)
def test_duplicate_members_of_a_feature_are_reported(text: str, name: str):
    layer = read(f'{{"type":"FeatureCollection","features":[{text}]}}'.encode())

    assert f"Duplicate member “{name}”" in only_problem(layer).message
    assert len(layer) == 1


def test_duplicate_member_of_a_collection_is_reported():
    layer = read(b'{"type":"FeatureCollection","features":[{}],"x":{"x":1},"features":[]}')

    assert len(layer) == 0
    assert "Duplicate member “features”" in only_problem(layer).message


def test_error_is_located_in_the_last_of_duplicate_members():
    data = b'{"type":"Point","coordinates":[1,2],"coordinates":[1,99]}'
    error = next(problem for problem in read(data).problems if problem.severity == "error")

    assert error.column == data.index(b"[1,99]") + 1


def test_colon_in_a_string_is_not_a_member_name():
    assert not read(collection(feature(None, properties={"a": '":":"', "b": ['x":']}))).problems


def test_problems_of_one_kind_are_limited_and_counted():
    layer = read(collection(GOOD, *[feature({"type": "Point", "coordinates": [500, 3]})] * 10_000))

    assert len(layer) == 1
    assert len(layer.problems) == 101
    assert layer.problems[-1].message == "And 9,900 more of this kind: coordinates out of range."


# Damaged files


def test_complete_features_of_a_truncated_file_are_read():
    text = json.dumps(collection(GOOD, GOOD, GOOD), indent=1)
    layer = read(text[: text.rindex("coordinates")].encode())

    assert layer.ids == ("1", "2")
    problem = only_problem(layer)
    assert "cut off" in problem.message
    assert (problem.feature, problem.line) == (3, text[: text.rindex("coord")].count("\n") + 1)


@pytest.mark.parametrize("missing", [b"]", b"}", b'"', b"{", b":", b"["])
def test_missing_character_affects_one_feature(missing: bytes):
    damaged = encode(GOOD).replace(missing, b"", 1)
    layer = read(
        b'{"type":"FeatureCollection","features":[\n%s\n],"x":5}'
        % b",\n".join([encode(GOOD), damaged, encode(GOOD), encode(GOOD)])
    )

    assert layer.ids == ("1", "3", "4")
    assert layer.members == {"x": 5}
    assert only_problem(layer).feature == 2
    assert only_problem(layer).line in (3, 4)


def test_missing_characters_affect_only_their_features():
    damaged = encode(GOOD).replace(b"}", b"", 1)
    features = b",\n".join([encode(GOOD), damaged] * 40)
    layer = read(b'{"type":"FeatureCollection","features":[%s]}' % features)

    assert layer.ids == tuple(str(number) for number in range(1, 80, 2))
    assert [problem.feature for problem in layer.problems] == list(range(2, 81, 2))
    # A missing closing bracket is detected where the next feature begins.
    assert [problem.line for problem in layer.problems] == [*range(3, 81, 2), 80]


@pytest.mark.parametrize("missing", [b"]", b"}", b'"', b"{"])
def test_damaged_line_affects_one_line_delimited_feature(missing: bytes):
    damaged = encode(GOOD).replace(missing, b"", 1)
    layer = read(b"\n".join([encode(GOOD), damaged, encode(GOOD)]))

    assert len(layer) == 2
    assert layer.problems[0].line in (2, 3)


def test_consecutive_documents_are_all_read():
    layer = read(encode(collection(GOOD)) + b"\n" + json.dumps(collection(GOOD), indent=1).encode())

    assert layer.ids == ("1", "2")
    assert "2 documents" in only_problem(layer).message
    assert only_problem(layer).line == 2


@pytest.mark.parametrize(
    "data",
    [
        encode(collection(GOOD))[:-2] + b",]}",
        b'{"type":"Feature","geometry":null,"properties":{"name":"a\nb","x":{"y":1}}}',
        b'{"type":"Feature","geometry":null,"properties":{"name":"\\ud83d half"}}',
    ],
)
def test_features_of_invalid_json_are_read_with_a_warning(data: bytes):
    layer = read(data)

    assert layer.feature(0).name
    layer.feature(0).name.encode()
    assert "JSON is not valid" in only_problem(layer).message


def test_text_that_is_not_utf8_is_reported():
    layer = read(encode(collection(GOOD)).decode().encode("cp1251"))

    assert "UTF-8" in only_problem(layer).message
    assert len(layer) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"\n<!-- a --><!-- b --><html lang='uk'>", "web page"),
        (b"<!--" * 1000, "XML"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 5\n", "Git LFS"),
        (b"PK\x03\x04\x14\x00", "zip"),
        (b"<?xml version='1.0'?><kml xmlns='x'>", "another map format"),
        (b"var data = {}", "JavaScript"),
        (encode({"type": "Topology", "objects": {}, "arcs": []}), "TopoJSON"),
        (encode({"geometryType": "esriGeometryPoint", "features": []}), "Esri"),
        (encode({"name": "not a map"}), "not GeoJSON"),
        (b"[1, 2, 3]", "not GeoJSON"),
        (b"null", "not GeoJSON"),
        (bytes(range(256)) * 9, "cannot be parsed as JSON"),
        (b"[" * 300_000, "cannot be parsed as JSON"),
        (b'{"a":' * 100_000, "cannot be parsed as JSON"),
        (b"\x1f\x8bnothing", "gzip"),
    ],
)
def test_other_file_formats_are_identified(data: bytes, words: str):
    problem = read_failure(data)

    assert words in problem.message
    assert problem.remedy


def test_decompression_bomb_is_rejected(monkeypatch: pytest.MonkeyPatch):
    compressed = gzip.compress(b" " * 30_000_000)
    collector = input_bytes.ProblemCollector("bomb.geojson")

    with pytest.raises(UnusableFileError, match=r"too large: more than 1\.0 MB"):
        input_bytes.decode_to_utf8(compressed, collector, 1 << 20)


def test_missing_file_is_rejected(tmp_path: Path):
    for path in (tmp_path / "none.geojson", tmp_path):
        with pytest.raises(UnusableFileError, match="no such file"):
            read_layer(path)


def test_progress_is_reported_and_can_cancel_reading():
    data = encode(collection(*[GOOD] * 50_000))
    shares: list[float] = []
    read_layer_text(data, progress=shares.append)

    def cancel(share: float) -> None:
        if share > 0.3:
            raise InterruptedError

    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert len(shares) > 4
    with pytest.raises(InterruptedError):
        read_layer_text(data, progress=cancel)


# Robustness


def check_robustness(data: bytes) -> None:
    """Read any bytes: the layer must be consistent, or the file rejected."""
    try:
        layer = read_layer_text(data)
    except UnusableFileError:
        return
    assert len(layer) == len(layer.style_index) == len(layer.geometry.bounds) == len(set(layer.ids))
    for index, item in enumerate(layer.features()):
        item.name.encode()
        to_shapely(layer.geometry, index)
    for problem in layer.problems:
        str(problem).encode()


MUTATIONS: list[Callable[[bytes, int, bytes], bytes]] = [
    lambda text, offset, inserted: text[:offset] + inserted + text[offset:],
    lambda text, offset, inserted: text[:offset] + inserted + text[offset + len(inserted) :],
    lambda text, offset, inserted: text[:offset] + text[offset + len(inserted) + 1 :],
    lambda text, offset, _: text[:offset],
    lambda text, offset, inserted: text[offset:] + inserted + text[:offset],
    lambda text, offset, _: text[: offset + 50] + text[offset:],
]
VALID_DOCUMENTS = [
    encode(collection(GOOD, area(SQUARE, SQUARE), feature(None), crs=None, x={"y": [1]})),
    b"\n".join([encode(GOOD), encode(area(SQUARE)), encode(POINT)]),
    b"\x1e" + b"\n\x1e".join([encode(GOOD), encode(feature(None, id="a"))]),
    json.dumps(
        collection(GOOD, feature({"type": "GeometryCollection", "geometries": [POINT]})), indent=1
    ).encode("utf-16"),
]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_rejected(data: bytes):
    check_robustness(data)
    check_robustness(b'{"type":"FeatureCollection","features":[' + data)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(VALID_DOCUMENTS),
    st.lists(
        st.tuples(
            st.sampled_from(MUTATIONS),
            st.integers(0, 700),
            st.sampled_from(
                [b"{", b"}", b"[", b"]", b'"', b",", b"NaN", b"\\", b"\n", b"\x1e", b"\xff"]
            ),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_any_damaged_document_is_read_or_rejected(text: bytes, mutations: list[Any]):
    for mutate, offset, inserted in mutations:
        text = mutate(text, offset, inserted)
    check_robustness(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "geometry", "coordinates", "features", "properties", "id", "crs"]
            ),
            children | st.sampled_from(["Feature", "Point", "Polygon", "GeometryCollection"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(json_values)
def test_any_json_is_read_or_rejected(value: Any):
    check_robustness(json.dumps(value).encode())
    items = (value, feature(value), feature(POINT, id=value))
    check_robustness(json.dumps(collection(*items)).encode())


def test_error_at_the_end_of_a_long_line_is_located():
    line = b",".join([b"[37.5,48.5]"] * 50_000)
    data = b'{"type":"LineString","coordinates":[%s,[1,NaN]]}' % line

    problem = only_problem(read(data))

    assert problem.path == "coordinates[50000][1]"
    assert problem.column == data.index(b"NaN") + 1


def test_damage_in_every_feature_is_read_in_linear_time():
    unclosed = encode(GOOD)[:-1] + b",\n"
    unquoted = encode(feature(None, properties={"a": "@"})).replace(b'"@"', b'"@') + b",\n"
    for line in (unclosed, unquoted, encode(GOOD).replace(b"]", b"") + b"\n"):
        check_robustness(b'{"type":"FeatureCollection","features":[' + line * 3000)
        check_robustness(line * 3000)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (b'{"type":"Point","coordinates":[1,2]}', []),
        (b'{"type":"Point","coordinates":[1,2],"coordinates":[3,4]}', ["Duplicate member"]),
        (b'{"type":"Point","coordinates":[1]}', ["longitude and latitude"]),
    ],
)
def test_each_geometry_without_a_feature_is_reported(item: bytes, words: list[str]):
    layer = read(b'{"type":"FeatureCollection","features":[%b,%b]}' % (item, encode(POINT)))

    messages = [problem.message for problem in layer.problems if problem.feature == 1]
    assert [word for word in words if not any(word in message for message in messages)] == []
    bare = [p.feature for p in layer.problems if "without a Feature" in p.message]
    assert bare == ([1, 2] if len(layer) == 2 else [2])


# Invalid polygons

BOWTIE = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
TOUCHING = [[0, 0], [2, 0], [2, 1], [1, 0], [0, 1], [0, 0]]
HOLE_OUTSIDE = [[5, 5], [6, 5], [6, 6], [5, 5]]


def test_features_with_invalid_polygons_are_listed_and_reported():
    several = feature({"type": "MultiPolygon", "coordinates": [[SQUARE], [BOWTIE], [BOWTIE]]})
    outside = feature({"type": "Point", "coordinates": [200, 0]})
    line = feature({"type": "LineString", "coordinates": BOWTIE})
    document = collection(
        *(GOOD, area(SQUARE), area(BOWTIE), outside, line, several, feature(None)),
        *(area(SQUARE, HOLE_OUTSIDE), area(TOUCHING), area(BOWTIE[:-1])),
    )
    layer = read(document)

    assert [layer.ids[index] for index in layer.self_intersecting] == ["3", "6", "8", "9", "10"]
    reported = [problem for problem in layer.problems if "is drawn unchanged" in problem.message]
    assert [problem.feature for problem in reported] == [3, 6, 8, 9, 10]
    assert read(collection(GOOD, area(SQUARE))).self_intersecting.tolist() == []
