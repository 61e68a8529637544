"""The fast and the tolerant reader give the same result, wherever a document is cut."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontviewer.core.io.geojson.fast_reader import read_fast
from frontviewer.core.io.geojson.polygon_validity import ValidityChecker
from frontviewer.core.io.geojson.read_result import ReadResult
from frontviewer.core.io.geojson.reader import read_layer_text
from frontviewer.core.io.geojson.style_table import decode_styles
from frontviewer.core.io.geojson.tolerant_reader import read_tolerant
from frontviewer.core.io.input_bytes import decode_to_utf8
from frontviewer.core.io.problem_collector import ProblemCollector
from frontviewer.core.problems import Problem
from frontviewer.core.system.cancellation import ignore_progress

POINT = {"type": "Point", "coordinates": [37.18, 48.28]}
DEEP = json.loads("[" * 300 + "]" * 300)
Outcome = tuple[ReadResult, tuple[Problem, ...]]
"""A result and the problems that were reported."""


def run_fast_reader(text: bytes, chunk_bytes: int) -> Outcome | None:
    collector = ProblemCollector("f.geojson")
    collector.text = memoryview(text)
    with ValidityChecker() as validity:
        result = read_fast(collector.text, validity, collector, ignore_progress, chunk_bytes)
    return (result, collector.problems()) if result else None


def run_tolerant_reader(text: bytes) -> Outcome:
    collector = ProblemCollector("f.geojson")
    collector.text = text
    return read_tolerant(text, collector, ignore_progress), collector.problems()


def assert_same(fast_outcome: Outcome, tolerant_outcome: Outcome) -> None:
    (fast, fast_problems), (tolerant, tolerant_problems) = fast_outcome, tolerant_outcome
    assert fast_problems == tolerant_problems
    for name in type(fast.geometry).__slots__:
        actual, expected = getattr(fast.geometry, name), getattr(tolerant.geometry, name)
        assert actual.dtype == expected.dtype, name
        np.testing.assert_array_equal(actual, expected, name)
    for name in ("ids", "properties", "count", "crs", "members", "malformed"):
        assert getattr(fast, name) == getattr(tolerant, name), name
    for name in ("numbers", "documents", "property_offsets"):
        np.testing.assert_array_equal(getattr(fast, name), getattr(tolerant, name), name)
    fast_styles, fast_indices = decode_styles(fast.style_table)
    tolerant_styles, tolerant_indices = decode_styles(tolerant.style_table)
    assert repr(fast_styles) == repr(tolerant_styles)  # 1 is not 1.0
    np.testing.assert_array_equal(fast_indices, tolerant_indices)
    numbers = range(1, fast.count + 1)
    assert [*map(fast.find_span, numbers)] == [*map(tolerant.find_span, numbers)]


# Documents


def encode(value: Any, space_before: str = "", space_after: str = " ") -> str:
    separators = (f"{space_before},{space_after}", f"{space_before}:{space_after}")
    text = json.dumps(value, ensure_ascii=False, separators=separators)
    return text.replace("\x00", "")


numbers = st.integers(-180, 180) | st.floats(-90, 90) | st.sampled_from([1e-7, 0.0, -0.0, 2**53])
positions = st.integers(2, 4).flatmap(lambda n: st.lists(numbers, min_size=n, max_size=n))
plain_positions = st.lists(numbers, min_size=2, max_size=2)


def nested(depth: int, items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    for _ in range(depth):
        items = st.lists(items, min_size=1, max_size=4)
    return items


def geometry(kind: str, depth: int) -> st.SearchStrategy[Any]:
    coordinates = nested(depth, plain_positions) | nested(depth, positions)
    return st.fixed_dictionaries({"type": st.just(kind), "coordinates": coordinates})


geometries = st.one_of(
    geometry("Point", 0),
    geometry("MultiPoint", 1),
    geometry("LineString", 1),
    geometry("MultiLineString", 2),
    geometry("Polygon", 2),
    geometry("MultiPolygon", 3),
    st.none(),
)
unusual_geometries = st.one_of(
    geometry("Polygon", 1),
    geometry("Point", 1),
    geometry("LineString", 3),
    st.builds(
        lambda s: {"type": "GeometryCollection", "geometries": s}, st.lists(geometries, max_size=3)
    ),
    st.sampled_from(
        [
            *({"type": kind, "coordinates": []} for kind in ("Point", "Polygon", "MultiPoint")),
            {"type": "Polygon", "coordinates": [[]]},
            {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]], []]},
            {"type": "MultiPoint", "coordinates": [[1, 2], [1]]},
            {"type": "MultiPoint", "coordinates": [[1, 2], [[3, 4]]]},
            {"type": "LineString", "coordinates": [[1, 2, 3, 4, 5], [3, 4]]},
            {"type": "LineString", "coordinates": [[1, 2], 3, [4, 5]]},
            {"type": "LineString", "coordinates": [["1", 2], [3, "[,];"]]},
            {"type": "LineString", "coordinates": [[1, None], [True, {"a": 1}]]},
            {"type": "Point", "coordinates": [10**400, 1]},
            {"type": "Point", "coordinates": [2**64, 1]},
            {"type": "Point", "coordinates": None},
            {"type": "Point", "coordinates": 5},
            {"type": "Point"},
            {"type": "Circle", "coordinates": [1, 2]},
            {"type": 5, "coordinates": [1, 2]},
            {"type": "Point", "coordinates": [1, 2], "bbox": [1, 2, 1, 2]},
            {"type": "Point", "coordinates": [1, 2], "coordinates ": [3, 4]},
            [1, 2],
        ]
    ),
)
tricky = st.sampled_from(
    ['},{"type":"Feature"', "},{", '":"', "[[1,2],[3,4]]", "\\", '"', ";", "é", "a:b", ' : "']
)
values = st.recursive(
    st.none() | st.booleans() | numbers | tricky | st.text(max_size=4),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "id", "name", "a"]), children, max_size=3)
    ),
    max_leaves=6,
)
properties = (
    st.none()
    | st.dictionaries(st.sampled_from(["name", "type", "x y", "kind", "é"]), values, max_size=4)
    | st.just({"parts": [{"type": "Feature", "a": 1}, {"type": "Feature", "a": 2}]})
)
unusual_properties = st.sampled_from([[], "x", 5, {"a": DEEP}, {"a": 10**310}, {"@": 1}])
ids = (
    st.none()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4)
    | tricky
)
unusual_ids = st.sampled_from([True, [], {"a": 1}, 10**30, 1e300])


@st.composite
def features(draw: st.DrawFn, unusual: bool = False) -> Any:
    item: dict[str, Any] = {"type": "Feature"}
    if draw(st.booleans()):
        item["id"] = draw(ids | unusual_ids if unusual else ids)
    if draw(st.booleans()):
        item["properties"] = draw(properties | unusual_properties if unusual else properties)
    item["geometry"] = draw(geometries | unusual_geometries if unusual else geometries)
    if draw(st.booleans()):
        item.setdefault("properties", draw(properties))
    if unusual:
        item |= draw(
            st.sampled_from([{}, {}, {"bbox": [1, 2]}, {"x": {"y": 1}}, {"type": "feature"}])
        )
        if draw(st.integers(0, 9)) == 0:
            del item["geometry"]
        if draw(st.integers(0, 9)) == 0:
            return draw(st.sampled_from([POINT, None, 5, "x", {}, [], [POINT]]))
    return item


REPLACEMENTS = [
    ('"name"', '"type"'),  # a duplicate name
    ('"kind"', '"name" '),
    ('"@": 1', '"a": NaN, "b": 1e999'),
    ("1.5", "1e999"),
]
COLLECTIONS = [
    '{"type":"FeatureCollection","features":[@]}',
    '{"type":"FeatureCollection","name":"x","features":[@],"x":"]}"}',
    '{"bbox":[1,2,3,4],"features": [@],"type":"FeatureCollection"}',
    '{"type":"FeatureCollection","crs":null,"features" :[@],'
    '"frontviewer":{"claims":[{"type":"Feature"},{"type":"Feature"}]}}',
    '{"type":"FeatureCollection","x":{"features":5},"features":[@],'
    '"crs":{"type":"name","properties":{"name":"EPSG:3857"}}}',
]
whitespace = st.sampled_from(["", " ", "\n", "\r\n\t"])


@st.composite
def documents(draw: st.DrawFn, unusual: bool = False) -> bytes:
    """White space may be after any token, but before a colon or comma only if `unusual`."""
    after, before = draw(whitespace), draw(whitespace) if unusual else ""
    feature = features() | features(unusual=True) if unusual else features()
    items = [
        encode(item, before, after) for item in draw(st.lists(feature, min_size=1, max_size=8))
    ]
    for old, new in draw(st.sets(st.sampled_from(REPLACEMENTS), max_size=2)) if unusual else ():
        items = [item.replace(old, new) for item in items]
    array = after + f"{after},{after}".join(items) + after
    return (draw(st.sampled_from(COLLECTIONS)).replace("@", array) + after).encode()


@settings(max_examples=150, deadline=None)
@given(documents(), st.integers(1, 1500))
def test_both_readers_agree_on_a_valid_document(text: bytes, chunk_bytes: int):
    fast = run_fast_reader(text, chunk_bytes)

    assert fast is not None
    assert_same(fast, run_tolerant_reader(text))


@settings(max_examples=300, deadline=None)
@given(documents(unusual=True), st.integers(1, 1500))
def test_both_readers_agree_on_an_unusual_document(text: bytes, chunk_bytes: int):
    fast = run_fast_reader(text, chunk_bytes)

    if fast is not None:
        assert_same(fast, run_tolerant_reader(text))


@settings(max_examples=150, deadline=None)
@given(
    documents(),
    st.integers(0, 600),
    st.sampled_from([b"", b"{", b"}", b"[", b"]", b'"', b",", b"NaN", b"\\", b"\n", b"0", b"]}"]),
    st.integers(0, 3),
    st.integers(1, 300),
)
def test_both_readers_agree_on_a_damaged_document_or_the_fast_one_rejects_it(
    text: bytes, offset: int, inserted: bytes, deleted_count: int, chunk_bytes: int
):
    offset %= len(text)
    damaged = text[:offset] + inserted + text[offset + deleted_count :]
    damaged = decode_to_utf8(damaged, ProblemCollector(""))

    fast = run_fast_reader(damaged, chunk_bytes)

    if fast is not None:
        assert_same(fast, run_tolerant_reader(damaged))


@pytest.mark.parametrize(
    "text",
    [
        b'{"type":"FeatureCollection","x":{"features":[{"type":"Feature","geometry":null}]},'
        b'"features":[{"type":"Feature","geometry":null}]}',
        b'{"type":"FeatureCollection","x":1,"features":[{"type":"Feature","geometry":null}],"x":2}',
        b'{"features":[{"type":"Feature","geometry":null}]}',
        b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}],"features":[]}',
        b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null},]}',
        b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}}',
        b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]]}',
        b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}] ]]}',
        b',{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]}',
        b'{"type":"FeatureCollection","features":[]}',
    ],
)
def test_fast_reader_rejects_an_uncommon_document(text: bytes):
    assert run_fast_reader(text, 1) is None


def test_duplicate_member_is_reported_with_any_white_space():
    text = (
        b'{"type":"FeatureCollection","features":['
        b'{"type":"Feature","geometry":null,"properties":{"a" :1,"a":2}}]}'
    )

    (problem,) = read_layer_text(text).problems

    assert "Duplicate member “a”" in problem.message


def collection(*properties: str, geometry: str = '{"type":"Point","coordinates":[1,2]}') -> bytes:
    """Return a document with one feature for each of the properties."""
    items = ",".join(
        f'{{"type":"Feature","geometry":{geometry},"properties":{members}}}'
        for members in properties
    )
    return f'{{"type":"FeatureCollection","features":[{items}]}}'.encode()


@pytest.mark.parametrize(
    "unusual",
    [
        '{"kind":"area","":2}',
        '{"kind":"area","a\\"b":2}',
        '{"kind":"area","kind":"route"}',
        '{"kind":1e999,"name":"x"}',
        '{"kind":1.0,"name":"x"}',
        '{"name":"x","kind":1}',
        '{"\\u006bind":"area","name":"x"}',
        '{"kind":"\\u0061rea","name":"x"}',
        '{"kind":"area","name":"x","class":"claimed"}',
        '{"kind":"area"}',
        "{}",
        "null",
        "[]",
    ],
)
def test_both_readers_agree_on_one_unusual_feature_among_uniform_ones(unusual: str):
    uniform = '{"kind":"area","name":"x"}'
    texts = [
        collection(uniform, uniform, unusual, uniform),
        collection(unusual, uniform, uniform),
        collection(unusual, unusual),
        collection(uniform, unusual, geometry="null"),
    ]
    for text in texts:
        fast = run_fast_reader(text, 1 << 20)

        assert fast is not None
        assert_same(fast, run_tolerant_reader(text))


def test_error_in_a_later_chunk_is_reported_with_its_line():
    point = '{"type":"Point","coordinates":[1,2]}'
    good = f'{{"type":"Feature","id":"%d","properties":{{}},"geometry":{point}}}'
    bad = good.replace("[1,2]", "[1,200]")
    lines = ",\n".join((bad if number == 30_000 else good) % number for number in range(40_000))
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}'.encode()

    layer = read_layer_text(text)

    assert len(layer) == 39_999
    (problem,) = layer.problems
    assert (problem.feature, problem.line, problem.column) == (30_001, 30_002, 89)
    assert problem.path == "features[30000].geometry.coordinates"
