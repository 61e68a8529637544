import json
from pathlib import Path
from typing import Any

import pytest

from frontviewer.core.io.dossier.evidence_file import (
    parse_evidence,
    read_evidence,
    write_evidence,
)
from frontviewer.core.model.evidence import Evidence
from frontviewer.core.problems import Problem
from frontviewer.core.text.json_positions import JsonDocument


def claim(**changes: Any) -> dict[str, Any]:
    text = changes.get("text_exact", "the city is surrounded")
    target = {"source": "S0", "quote": {"exact": text}}
    valid = {"id": "C1", "text_exact": text, "speech": "direct", "speaker": "A1", "target": target}
    return {name: value for name, value in (valid | changes).items() if value is not ...}


def read(tmp_path: Path, members: dict[str, Any]) -> tuple[Evidence, tuple[Problem, ...]]:
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(members, indent=1))
    return read_evidence(file)[:2]


@pytest.mark.parametrize(
    ("change", "path", "excerpt"),
    [
        ({"speech": 3}, "claims[1].speech", "Expected one of caption, direct"),
        ({"speech": "shouted"}, "claims[1].speech", 'found "shouted"'),
        ({"speech": ...}, "claims[1].speech", "“speech” is missing"),
        ({"text_exact": None}, "claims[1].text_exact", "text in quotation marks; found null"),
        ({"hedges": "maybe"}, "claims[1].hedges", "Expected a list"),
        ({"hedges": ["maybe", 1]}, "claims[1].hedges[1]", "found 1"),
        ({"attribution_ambiguous": 1}, "claims[1].attribution_ambiguous", "true or false"),
        ({"chain": [{"agent": "A1"}]}, "claims[1].chain[0].verb", "“verb” is missing"),
        (
            {"quantities": [{"value": "60,000"}]},
            "claims[1].quantities[0].value",
            "a number or null",
        ),
        ({"target": {"source": "S0"}}, "claims[1].target.quote", "an object"),
        (
            {"relations": [{"type": "supports", "claim": "C1"}]},
            "claims[1].relations[0].basis",
            "analyst",
        ),
        ({"id": "C1"}, "claims[1].id", "already used"),
    ],
)
def test_invalid_claim_is_left_out_and_reported_with_its_line(
    tmp_path: Path, change, path, excerpt
):
    invalid = claim(**{"id": "C2"} | change)
    evidence, (problem,) = read(tmp_path, {"claims": [claim(), invalid, claim(id="C3")]})
    lines = (tmp_path / "evidence.json").read_text().splitlines()

    assert [c.id for c in evidence.claims] == ["C1", "C3"]
    assert problem.severity == "error"
    assert problem.file == str(tmp_path / "evidence.json")
    assert problem.path == path
    assert excerpt in problem.message
    assert problem.remedy
    assert lines[problem.line - 1][problem.column - 1 :]


def test_problem_has_the_position_of_the_value(tmp_path: Path):
    file = tmp_path / "evidence.json"
    file.write_text('{"claims": [\n  {"id": "C1", "speech": "shouted"}\n]}')

    _, (problem,), _ = read_evidence(file)

    assert str(problem).startswith(f"{file}:2:26: error: Expected one of")


def test_doubtful_values_are_preserved_and_reported(tmp_path: Path):
    doubtful = claim(
        event_time="30.10.2025",
        quantities=[{"unit": "km"}, {"min": 60, "max": 50}, {"value": 1, "min": 0}],
    )
    evidence, problems = read(tmp_path, {"claims": [doubtful]})

    assert evidence.claims[0].event_time == "30.10.2025"
    assert [(p.severity, p.path) for p in problems] == [
        ("warning", "claims[0].event_time"),
        ("warning", "claims[0].quantities[0]"),
        ("warning", "claims[0].quantities[1]"),
        ("warning", "claims[0].quantities[2]"),
    ]


def test_text_that_differs_from_its_quote_is_an_error(tmp_path: Path):
    target = {"source": "S0", "quote": {"exact": "other words"}}
    media = {"id": "I1", "kind": "image", "caption_exact": "a caption", "target": target}
    _, problems = read(tmp_path, {"claims": [claim(target=target)], "media": [media]})

    assert [(p.severity, p.path) for p in problems] == [
        ("error", "claims[0].text_exact"),
        ("error", "media[0].caption_exact"),
    ]


@pytest.mark.parametrize("path", ["../secret.png", "/etc/passwd", "C:\\a.png", "a/../../b.png", ""])
def test_path_outside_the_dossier_folder_is_rejected(tmp_path: Path, path: str):
    evidence, problems = read(tmp_path, {"media": [{"id": "I1", "kind": "image", "path": path}]})

    assert evidence.media == ()
    assert problems[0].path == "media[0].path"


def test_evidence_inside_a_geojson_file_is_parsed(tmp_path: Path):
    members = {"claims": [claim(), {"id": "C2"}]}
    text = json.dumps(
        {"type": "FeatureCollection", "features": [], "frontviewer": members}, indent=1
    )

    document = JsonDocument("a.geojson", members, text, ("frontviewer",))
    evidence, (problem,) = parse_evidence(document)

    assert [c.id for c in evidence.claims] == ["C1"]
    assert problem.path == "frontviewer.claims[1].text_exact"
    assert text.splitlines()[problem.line - 1].strip() == "{"


def test_evidence_round_trip(tmp_path: Path):
    evidence, _ = read(tmp_path, {"claims": [claim(event_time="2025-10~")], "later": [1]})
    write_evidence(tmp_path / "again.json", evidence)

    assert read_evidence(tmp_path / "again.json")[:2] == (evidence, ())


def test_ten_thousand_invalid_claims_are_read_quickly(tmp_path: Path):
    claims = [claim(id=f"C{n}", event_time="bad") for n in range(10_000)]
    evidence, problems = read(tmp_path, {"claims": claims})

    assert len(evidence.claims) == len(problems) == 10_000
    assert problems[-1].line > problems[0].line
