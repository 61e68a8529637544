import json
from typing import Any

from frontviewer.core.io.dossier.briefing_file import parse_briefing
from frontviewer.core.io.dossier.evidence_file import parse_evidence
from frontviewer.core.model.briefing import Briefing, Compare, Step
from frontviewer.core.model.evidence import Evidence
from frontviewer.core.text.json_positions import JsonDocument
from frontviewer.core.validation.references import find_broken_references

CLAIM: dict[str, Any] = {
    "id": "C1",
    "text_exact": "x",
    "speech": "own",
    "speaker": "A1",
    "target": {"source": "S0", "quote": {"exact": "x"}},
}
VALID: dict[str, Any] = {
    "agents": [{"id": "A1", "name": "Ann"}],
    "sources": [{"id": "S0", "publisher": "A1"}],
    "claims": [
        CLAIM
        | {
            "chain": [{"agent": "A1", "verb": "said", "source": "S0"}],
            "about": [{"feature": "F-POK"}],
            "relations": [{"type": "context", "claim": "C2", "basis": "analyst"}],
        },
        CLAIM | {"id": "C2"},
    ],
    "media": [{"id": "I1", "kind": "image", "agency": "A1", "about": [{"feature": "F-POK"}]}],
}


def document(members: dict[str, Any], file: str = "evidence.json") -> JsonDocument:
    return JsonDocument(file, members, json.dumps(members, indent=2))


def find_problems(members: dict[str, Any], *steps: Step):
    file = document(members)
    evidence, _ = parse_evidence(file)
    return find_broken_references(
        evidence, Briefing(steps=steps), {"F-POK"}.__contains__, {"corridor"}, [file]
    )


def test_valid_dossier_has_no_broken_references():
    step = Step(id="1", title="t", select=("F-POK",), claims=("C1",), layers={"corridor": True})

    assert find_problems(VALID, step) == ()


def test_broken_references_are_reported_with_their_line():
    members = json.loads(
        json.dumps(VALID)
        .replace('"speaker": "A1"', '"speaker": "A9"')
        .replace('"agent": "A1"', '"agent": "A9"')
        .replace('"agency": "A1"', '"agency": "A9"')
        .replace('"publisher": "A1"', '"publisher": "A9", "derived_from": ["S0", "S9"]')
        .replace('"source": "S0"', '"source": "S9"')
        .replace("F-POK", "F-9")
        .replace('"claim": "C2"', '"claim": "C9"')
    )
    problems = find_problems(members)
    lines = json.dumps(members, indent=2).splitlines()

    assert [problem.path for problem in problems] == [
        "sources[0].publisher",
        "sources[0].derived_from[1]",
        "claims[0].speaker",
        "claims[0].chain[0].agent",
        "claims[0].chain[0].source",
        "claims[0].about[0].feature",
        "claims[0].relations[0].claim",
        "claims[0].target.source",
        "claims[1].speaker",
        "claims[1].target.source",
        "media[0].about[0].feature",
        "media[0].agency",
    ]
    for problem in problems:
        assert (problem.severity, problem.file) == ("error", "evidence.json")
        assert '9"' in lines[problem.line - 1][problem.column - 1 :]
    assert "Claim C1 refers to the feature “F-9”" in problems[5].message


def test_broken_references_of_steps_are_reported_in_the_briefing():
    steps = [
        {
            "id": "7",
            "title": "t",
            "layers": {"corridor": True, "routes": True},
            "select": ["F-POK", "F-9"],
            "claims": ["C1", "C9"],
            "compare": {"left": "C1", "right": "C8"},
        }
    ]
    evidence, file = document(VALID), document({"steps": steps}, "briefing.json")
    problems = find_broken_references(
        parse_evidence(evidence)[0],
        parse_briefing(file)[0],
        {"F-POK"}.__contains__,
        {"corridor"},
        [evidence, file],
    )

    assert [(p.file, p.path) for p in problems] == [
        ("briefing.json", "steps[0].layers.routes"),
        ("briefing.json", "steps[0].select[1]"),
        ("briefing.json", "steps[0].claims[1]"),
        ("briefing.json", "steps[0].compare.right"),
    ]


def test_problems_without_documents_have_no_line():
    steps = (Step(id="7", title="t", compare=Compare(left="C1", right="C2")),)
    problems = find_broken_references(Evidence(), Briefing(steps=steps), ())

    assert [problem.line for problem in problems] == [None, None]
    assert "Step 7 refers to the claim “C1”" in problems[0].message


def test_duplicate_and_self_relations_are_reported():
    def relation(kind: str, target: str) -> dict[str, str]:
        return {"type": kind, "claim": target, "basis": "article"}

    members = VALID | {
        "claims": [
            CLAIM | {"relations": [relation("supports", "C1"), relation("variant_of", "C2")]},
            CLAIM
            | {"id": "C2", "relations": [relation("variant_of", "C1"), relation("supports", "C1")]},
        ]
    }
    problems = find_problems(members)

    assert [(p.severity, p.path) for p in problems] == [
        ("warning", "claims[0].relations[0]"),
        ("warning", "claims[1].relations[0]"),
    ]


def test_steps_may_show_media_but_relations_may_not_refer_to_media():
    step = Step(id="1", title="t", claims=("I1", "C1"))
    members = json.loads(json.dumps(VALID).replace('"claim": "C2"', '"claim": "I1"'))

    assert find_problems(VALID, step) == ()
    (problem,) = find_problems(members)
    assert problem.path == "claims[0].relations[0].claim"
