import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontviewer.core.text.json_positions import JsonDocument, format_json_path

TEXT = """{
  "a b": {"c,}": [10, "x\\"]", {"d": null}]},

  "e": [
    {"id": "C1"},\t{"id": "C2"}
  ]
}"""


def document(text: str = TEXT) -> JsonDocument:
    return JsonDocument("f.json", json.loads(text), text)


@pytest.mark.parametrize(
    ("path", "position"),
    [
        ((), (1, 1)),
        (("a b",), (2, 10)),
        (("a b", "c,}", 1), (2, 23)),
        (("a b", "c,}", 2, "d"), (2, 37)),
        (("e", 1, "id"), (5, 26)),
        (("e", 1, "missing", "deeper"), (5, 19)),
        (("e", 7), (4, 8)),
        (("nowhere",), (1, 1)),
    ],
)
def test_missing_value_is_located_at_its_container(path, position):
    assert document().locate(path) == position


def test_nested_document_is_located_in_the_whole_file():
    text = '{"type": "FeatureCollection",\n "frontviewer": {"claims": [{"id": "C9"}]}}'
    inner = JsonDocument("a.geojson", json.loads(text)["frontviewer"], text, ("frontviewer",))
    path = inner.find_record("claims", "C9")

    problem = inner.make_problem("error", (*path, "id"), "Wrong.")

    assert (problem.line, problem.column) == (2, 36)
    assert problem.path == "frontviewer.claims[0].id"


def test_record_is_found_by_its_id():
    assert document().find_record("e", "C2") == ("e", 1)
    assert document().find_record("e", "C3") is None
    assert document().find_record("missing", "C3") is None


def test_values_without_text_have_no_position():
    assert JsonDocument("f.json", {}).locate(("a",)) == (None, None)
    assert JsonDocument("f.json", {}, "{ broken").locate(("a",)) == (1, 1)


def test_path_is_formatted_with_dots_and_brackets():
    assert format_json_path(("claims", 3, "speech")) == "claims[3].speech"
    assert format_json_path(("files", "a b.png")) == 'files["a b.png"]'


nested = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


def iter_paths(value, path=()):
    yield path, value
    entries = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, inner in entries:
        yield from iter_paths(inner, (*path, step))


@given(st.dictionaries(st.text(max_size=3), nested, max_size=3), st.sampled_from([None, 1]))
@settings(max_examples=100)
def test_every_value_is_at_its_reported_position(value, indent):
    text = json.dumps(value, indent=indent)
    lines = text.split("\n")
    parsed = JsonDocument("f.json", value, text)

    for path, inner in iter_paths(value):
        line, column = parsed.locate(path)
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == inner
