"""The fast way and the close way through a document tell the same, wherever it is cut."""

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
Told = tuple[Problem, ...]


def in_bulk(text: bytes, run_bytes: int) -> tuple[ReadResult, Told] | None:
    collector = ProblemCollector("f.geojson")
    collector.text = memoryview(text)
    with ValidityChecker() as validity:
        found = read_fast(collector.text, validity, collector, ignore_progress, run_bytes)
    return (found, collector.problems()) if found else None


def closely(text: bytes) -> tuple[ReadResult, Told]:
    collector = ProblemCollector("f.geojson")
    collector.text = text
    return read_tolerant(text, collector, ignore_progress), collector.problems()


def assert_same(one: tuple[ReadResult, Told], other: tuple[ReadResult, Told]) -> None:
    (bulk, told), (close, told_closely) = one, other
    assert told == told_closely
    for name in type(bulk.geometry).__slots__:
        mine, theirs = getattr(bulk.geometry, name), getattr(close.geometry, name)
        assert mine.dtype == theirs.dtype, name
        np.testing.assert_array_equal(mine, theirs, name)
    for name in ("ids", "properties", "count", "crs", "members", "malformed"):
        assert getattr(bulk, name) == getattr(close, name), name
    for name in ("numbers", "documents", "property_offsets"):
        np.testing.assert_array_equal(getattr(bulk, name), getattr(close, name), name)
    style_table, style_index = decode_styles(bulk.style_table)
    looks_closely, look_of_closely = decode_styles(close.style_table)
    assert repr(style_table) == repr(looks_closely)  # 1 is not 1.0
    np.testing.assert_array_equal(style_index, look_of_closely)
    numbers = range(1, bulk.count + 1)
    assert [*map(bulk.span_of, numbers)] == [*map(close.span_of, numbers)]


# Documents


def written(value: Any, space: str = "", gap: str = " ") -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(f"{space},{gap}", f"{space}:{gap}"))
    return text.replace("\x00", "")


numbers = st.integers(-180, 180) | st.floats(-90, 90) | st.sampled_from([1e-7, 0.0, -0.0, 2**53])
positions = st.integers(2, 4).flatmap(lambda n: st.lists(numbers, min_size=n, max_size=n))
plain = st.lists(numbers, min_size=2, max_size=2)


def nested(depth: int, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    for _ in range(depth):
        inner = st.lists(inner, min_size=1, max_size=4)
    return inner


def shape(kind: str, depth: int) -> st.SearchStrategy[Any]:
    coordinates = nested(depth, plain) | nested(depth, positions)
    return st.fixed_dictionaries({"type": st.just(kind), "coordinates": coordinates})


shapes = st.one_of(
    shape("Point", 0),
    shape("MultiPoint", 1),
    shape("LineString", 1),
    shape("MultiLineString", 2),
    shape("Polygon", 2),
    shape("MultiPolygon", 3),
    st.none(),
)
odd_shapes = st.one_of(
    shape("Polygon", 1),
    shape("Point", 1),
    shape("LineString", 3),
    st.builds(
        lambda s: {"type": "GeometryCollection", "geometries": s}, st.lists(shapes, max_size=3)
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
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "id", "name", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)
properties = (
    st.none()
    | st.dictionaries(st.sampled_from(["name", "type", "x y", "kind", "é"]), values, max_size=4)
    | st.just({"parts": [{"type": "Feature", "a": 1}, {"type": "Feature", "a": 2}]})
)
odd_properties = st.sampled_from([[], "x", 5, {"a": DEEP}, {"a": 10**310}, {"@": 1}])
ids = (
    st.none()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4)
    | tricky
)
odd_ids = st.sampled_from([True, [], {"a": 1}, 10**30, 1e300])


@st.composite
def features(draw: st.DrawFn, odd: bool = False) -> Any:
    made: dict[str, Any] = {"type": "Feature"}
    if draw(st.booleans()):
        made["id"] = draw(ids | odd_ids if odd else ids)
    if draw(st.booleans()):
        made["properties"] = draw(properties | odd_properties if odd else properties)
    made["geometry"] = draw(shapes | odd_shapes if odd else shapes)
    if draw(st.booleans()):
        made.setdefault("properties", draw(properties))
    if odd:
        made |= draw(
            st.sampled_from([{}, {}, {"bbox": [1, 2]}, {"x": {"y": 1}}, {"type": "feature"}])
        )
        if draw(st.integers(0, 9)) == 0:
            del made["geometry"]
        if draw(st.integers(0, 9)) == 0:
            return draw(st.sampled_from([POINT, None, 5, "x", {}, [], [POINT]]))
    return made


MENDED = [
    ('"name"', '"type"'),  # one name twice
    ('"kind"', '"name" '),
    ('"@": 1', '"a": NaN, "b": 1e999'),
    ("1.5", "1e999"),
]
FRAMES = [
    '{"type":"FeatureCollection","features":[@]}',
    '{"type":"FeatureCollection","name":"x","features":[@],"x":"]}"}',
    '{"bbox":[1,2,3,4],"features": [@],"type":"FeatureCollection"}',
    '{"type":"FeatureCollection","crs":null,"features" :[@],'
    '"frontviewer":{"claims":[{"type":"Feature"},{"type":"Feature"}]}}',
    '{"type":"FeatureCollection","x":{"features":5},"features":[@],'
    '"crs":{"type":"name","properties":{"name":"EPSG:3857"}}}',
]
gaps = st.sampled_from(["", " ", "\n", "\r\n\t"])


@st.composite
def documents(draw: st.DrawFn, odd: bool = False) -> bytes:
    """White space is anywhere but between a name and its colon, for sound ones."""
    gap, space = draw(gaps), draw(gaps) if odd else ""
    made = st.lists(features() | features(odd=True) if odd else features(), min_size=1, max_size=8)
    items = [written(one, space, gap) for one in draw(made)]
    for old, new in draw(st.sets(st.sampled_from(MENDED), max_size=2)) if odd else ():
        items = [item.replace(old, new) for item in items]
    inner = gap + f"{gap},{gap}".join(items) + gap
    return (draw(st.sampled_from(FRAMES)).replace("@", inner) + gap).encode()


@settings(max_examples=150, deadline=None)
@given(documents(), st.integers(1, 1500))
def test_a_sound_document_is_read_alike_in_bulk_and_closely(text: bytes, run_bytes: int):
    bulk = in_bulk(text, run_bytes)

    assert bulk is not None
    assert_same(bulk, closely(text))


@settings(max_examples=300, deadline=None)
@given(documents(odd=True), st.integers(1, 1500))
def test_an_odd_document_is_read_alike_in_bulk_and_closely(text: bytes, run_bytes: int):
    bulk = in_bulk(text, run_bytes)

    if bulk is not None:
        assert_same(bulk, closely(text))


@settings(max_examples=150, deadline=None)
@given(
    documents(),
    st.integers(0, 600),
    st.sampled_from([b"", b"{", b"}", b"[", b"]", b'"', b",", b"NaN", b"\\", b"\n", b"0", b"]}"]),
    st.integers(0, 3),
    st.integers(1, 300),
)
def test_a_damaged_document_is_read_alike_or_left_to_the_close_way(
    text: bytes, at: int, new: bytes, lost: int, run_bytes: int
):
    at %= len(text)
    damaged = decode_to_utf8(text[:at] + new + text[at + lost :], ProblemCollector(""))

    bulk = in_bulk(damaged, run_bytes)

    if bulk is not None:
        assert_same(bulk, closely(damaged))


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
def test_what_is_no_common_document_is_left_to_the_close_way(text: bytes):
    assert in_bulk(text, 1) is None


def test_a_name_that_stands_twice_is_told_however_it_is_written():
    text = (
        b'{"type":"FeatureCollection","features":['
        b'{"type":"Feature","geometry":null,"properties":{"a" :1,"a":2}}]}'
    )

    (problem,) = read_layer_text(text).problems

    assert "“a” stands twice" in problem.message


def alike(*properties: str, shape: str = '{"type":"Point","coordinates":[1,2]}') -> bytes:
    """A document whose features have members of the same names, most of them."""
    items = ",".join(
        f'{{"type":"Feature","geometry":{shape},"properties":{one}}}' for one in properties
    )
    return f'{{"type":"FeatureCollection","features":[{items}]}}'.encode()


@pytest.mark.parametrize(
    "odd",
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
def test_one_odd_feature_among_many_alike_is_read_as_alone(odd: str):
    usual = '{"kind":"area","name":"x"}'
    texts = [alike(usual, usual, odd, usual), alike(odd, usual, usual), alike(odd, odd)]
    for text in (*texts, alike(usual, odd, shape="null")):
        bulk = in_bulk(text, 1 << 20)

        assert bulk is not None
        assert_same(bulk, closely(text))


def test_what_is_wrong_far_into_a_file_is_told_with_its_line():
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
