import json
from typing import Any

from frontviewer.core.io.dossier.briefing_file import briefing_of
from frontviewer.core.io.dossier.evidence_file import evidence_of
from frontviewer.core.model.briefing import Briefing, Compare, Step
from frontviewer.core.model.evidence import Evidence
from frontviewer.core.text.json_positions import Document
from frontviewer.core.validation.references import broken_references

CLAIM: dict[str, Any] = {
    "id": "C1",
    "text_exact": "x",
    "speech": "own",
    "speaker": "A1",
    "target": {"source": "S0", "quote": {"exact": "x"}},
}
SOUND: dict[str, Any] = {
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


def document(members: dict[str, Any], file: str = "evidence.json") -> Document:
    return Document(file, members, json.dumps(members, indent=2))


def broken(members: dict[str, Any], *steps: Step):
    file = document(members)
    evidence, _ = evidence_of(file)
    return broken_references(
        evidence, Briefing(steps=steps), {"F-POK"}.__contains__, {"corridor"}, [file]
    )


def test_a_sound_dossier_has_no_broken_reference():
    step = Step(id="1", title="t", select=("F-POK",), claims=("C1",), layers={"corridor": True})

    assert broken(SOUND, step) == ()


def test_every_broken_reference_is_reported_at_its_line():
    members = json.loads(
        json.dumps(SOUND)
        .replace('"speaker": "A1"', '"speaker": "A9"')
        .replace('"agent": "A1"', '"agent": "A9"')
        .replace('"agency": "A1"', '"agency": "A9"')
        .replace('"publisher": "A1"', '"publisher": "A9", "derived_from": ["S0", "S9"]')
        .replace('"source": "S0"', '"source": "S9"')
        .replace("F-POK", "F-9")
        .replace('"claim": "C2"', '"claim": "C9"')
    )
    problems = broken(members)
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
    assert "Claim C1 names the feature “F-9”" in problems[5].message


def test_a_step_that_names_what_is_not_there_is_reported_in_the_briefing():
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
    evidence, file = document(SOUND), document({"steps": steps}, "briefing.json")
    problems = broken_references(
        evidence_of(evidence)[0],
        briefing_of(file)[0],
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


def test_without_the_files_there_is_no_line_but_the_same_words():
    steps = (Step(id="7", title="t", compare=Compare(left="C1", right="C2")),)
    problems = broken_references(Evidence(), Briefing(steps=steps), ())

    assert [problem.line for problem in problems] == [None, None]
    assert "Step 7 names the claim “C1”" in problems[0].message


def test_a_relation_that_is_stored_twice_or_to_itself_is_doubted():
    def relation(kind: str, to: str) -> dict[str, str]:
        return {"type": kind, "claim": to, "basis": "article"}

    members = SOUND | {
        "claims": [
            CLAIM | {"relations": [relation("supports", "C1"), relation("variant_of", "C2")]},
            CLAIM
            | {"id": "C2", "relations": [relation("variant_of", "C1"), relation("supports", "C1")]},
        ]
    }
    problems = broken(members)

    assert [(p.severity, p.path) for p in problems] == [
        ("warning", "claims[0].relations[0]"),
        ("warning", "claims[1].relations[0]"),
    ]


def test_a_step_may_show_pictures_and_a_relation_may_not_lead_to_one():
    shown = Step(id="1", title="t", claims=("I1", "C1"))
    led = json.loads(json.dumps(SOUND).replace('"claim": "C2"', '"claim": "I1"'))

    assert broken(SOUND, shown) == ()
    (problem,) = broken(led)
    assert problem.path == "claims[0].relations[0].claim"
