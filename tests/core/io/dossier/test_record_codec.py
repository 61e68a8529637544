"""Reading and saving a file is lossless."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontviewer.core.io.dossier.record_codec import read_record, to_json_object, write_record
from frontviewer.core.model.evidence import Agent, Evidence, Reliability
from frontviewer.core.problems import UnusableFileError
from frontviewer.core.text.json_positions import JsonDocument


def canonical(members: Any) -> bytes:
    return json.dumps(members, indent=2, ensure_ascii=False).encode() + b"\n"


def read(members: dict[str, Any]) -> Evidence:
    return read_record(JsonDocument("evidence.json", members), Evidence)[0]


def save(members: dict[str, Any], tmp_path: Path) -> bytes:
    write_record(tmp_path / "saved.json", read(members))
    return (tmp_path / "saved.json").read_bytes()


CLAIM: dict[str, Any] = {
    "id": "C18",
    "text_exact": "there is still noise Kyiv Independent – “about three kilometers wide”",
    "speech": "reported",
    "hedges": [],
    "speaker": "A-KI",
    "attribution_ambiguous": False,
    "chain": [
        {
            "agent": "A-KI",
            "verb": "wrote",
            "source": None,
            "page": 3,
            "later": {"b": 1, "a": [None]},
        }
    ],
    "quantities": [{"value": 3, "approx": True, "unit": "km"}, {"min": 0.6, "max": 1e3}],
    "target": {"source": "S0", "quote": {"exact": "x"}, "position": {"start": 0, "end": 1}},
    "credibility": {"grade": None},
    "zoom": 7.0,
}


def test_canonical_file_is_saved_byte_for_byte(tmp_path: Path):
    members = {
        "agents": [
            {"id": "A-KI", "name": "Київ", "reliability": {"grade": None}, "colour": "blue"},
            {"id": "A-X", "name": "X", "reliability": {}},
            {"id": "A-Y", "name": "Y", "kind": "organisation", "role": ""},
        ],
        "sources": [],
        "claims": [CLAIM],
        "made_by": {"program": "a later version", "steps": [{"n": 1}]},
    }
    text = canonical(members).replace(b"1000.0", b"1000")

    assert save(json.loads(text), tmp_path) == text


def test_known_members_are_ordered_and_unknown_ones_follow(tmp_path: Path):
    text = save({"x": 1, "agents": [{"y": 2, "name": "Ann", "id": "A1"}]}, tmp_path)

    assert text == canonical({"agents": [{"id": "A1", "name": "Ann", "y": 2}], "x": 1})


def test_default_is_saved_only_if_it_was_in_the_file():
    assert to_json_object(Agent(id="A1", name="Ann")) == {"id": "A1", "name": "Ann"}

    unchanged = read({"agents": [{"id": "A1", "name": "Ann", "role": ""}]}).agents[0]
    changed = msgspec.structs.replace(unchanged, role="mayor")

    assert to_json_object(unchanged) == {"id": "A1", "name": "Ann", "role": ""}
    assert to_json_object(changed) == {"id": "A1", "name": "Ann", "role": "mayor"}


def test_new_grade_replaces_null():
    agent = read({"agents": [{"id": "A1", "name": "Ann", "reliability": {"grade": None}}]}).agents[
        0
    ]
    graded = msgspec.structs.replace(agent, reliability=Reliability(grade="B"))

    assert to_json_object(agent)["reliability"] == {"grade": None}
    assert to_json_object(graded)["reliability"] == {"grade": "B"}


def test_invalid_values_are_preserved_on_saving():
    members = {"agents": [{"id": "A1"}, {"id": "A2", "name": "Ann"}, 7], "media": "none"}
    evidence = read(members)
    added = msgspec.structs.replace(evidence, agents=(*evidence.agents, Agent(id="A3", name="Bob")))

    assert [agent.id for agent in evidence.agents] == ["A2"]
    assert to_json_object(added) == {
        "agents": [{"id": "A2", "name": "Ann"}, {"id": "A3", "name": "Bob"}, {"id": "A1"}, 7],
        "media": "none",
    }


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def sorted_texts(entries: list[Any]) -> list[str]:
    return sorted(json.dumps(entry, sort_keys=True) for entry in entries)


names = (
    st.sampled_from(["agents", "claims", "id", "name", "kind", "role", "reliability", "extra"])
    | st.text()
)
agents = st.fixed_dictionaries({"id": st.text(), "name": st.text()}, optional={"role": st.just("")})


@given(
    st.dictionaries(names, json_values, max_size=4),
    st.lists(agents | st.dictionaries(names, json_values, max_size=4), max_size=3),
)
@settings(max_examples=100)
def test_round_trip_of_any_file_is_lossless(members, agents):
    members["agents"] = agents
    written = to_json_object(read(members))

    assert to_json_object(read(written)) == written
    assert sorted_texts(written.pop("agents")) == sorted_texts(members.pop("agents"))
    assert written == members


def test_unwritable_file_is_reported(tmp_path: Path):
    (tmp_path / "evidence.json").mkdir()

    with pytest.raises(UnusableFileError, match="cannot be written"):
        write_record(tmp_path / "evidence.json", Evidence())

    assert [path.name for path in tmp_path.iterdir()] == ["evidence.json"]
