import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontviewer.core.text.json_positions import Document, path_text

TEXT = """{
  "a b": {"c,}": [10, "x\\"]", {"d": null}]},

  "e": [
    {"id": "C1"},\t{"id": "C2"}
  ]
}"""


def document(text: str = TEXT, **given) -> Document:
    return Document("f.json", json.loads(text), text, **given)


@pytest.mark.parametrize(
    ("path", "place"),
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
def test_a_value_is_found_by_its_path_and_a_missing_one_by_what_should_hold_it(path, place):
    assert document().place(path) == place


def test_a_part_of_a_file_is_placed_in_the_whole_file():
    text = '{"type": "FeatureCollection",\n "frontviewer": {"claims": [{"id": "C9"}]}}'
    inner = Document("a.geojson", json.loads(text)["frontviewer"], text, ("frontviewer",))
    path = inner.find("claims", "C9")

    problem = inner.problem("error", (*path, "id"), "Wrong.")

    assert (problem.line, problem.column) == (2, 36)
    assert problem.path == "frontviewer.claims[0].id"


def test_a_record_is_found_by_its_id():
    assert document().find("e", "C2") == ("e", 1)
    assert document().find("e", "C3") is None
    assert document().find("missing", "C3") is None


def test_without_a_text_nothing_has_a_place():
    assert Document("f.json", {}).place(("a",)) == (None, None)
    assert Document("f.json", {}, "{ broken").place(("a",)) == (1, 1)


def test_paths_are_printed_as_people_write_them():
    assert path_text(("claims", 3, "speech")) == "claims[3].speech"
    assert path_text(("files", "a b.png")) == 'files["a b.png"]'


nested = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


def paths(value, path=()):
    yield path, value
    entries = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, inner in entries:
        yield from paths(inner, (*path, step))


@given(st.dictionaries(st.text(max_size=3), nested, max_size=3), st.sampled_from([None, 1]))
@settings(max_examples=100)
def test_every_value_of_every_document_stands_where_it_is_said_to(value, indent):
    text = json.dumps(value, indent=indent)
    lines = text.split("\n")
    whole = Document("f.json", value, text)

    for path, inner in paths(value):
        line, column = whole.place(path)
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == inner
