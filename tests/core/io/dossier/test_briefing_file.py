import json
from pathlib import Path

from frontviewer.core.io.dossier.briefing_file import read_briefing, write_briefing
from frontviewer.core.model.briefing import Briefing, Compare, Step


def test_invalid_steps_are_left_out_and_reported(tmp_path: Path):
    file = tmp_path / "briefing.json"
    valid = {"id": "1", "title": "Surrounded?", "kind": "compare", "view": [36.9, 48.2, 37.3, 48.4]}
    valid |= {"layers": {"corridor": True}, "compare": {"left": "C14", "right": "C18"}}
    swapped = {"id": "2", "title": "Swapped", "view": [48.2, 36.9, 37.3, 48.4]}
    mistyped = {"id": "3", "title": "Mistyped", "layers": {"corridor": "yes"}}
    file.write_text(json.dumps({"steps": [valid, swapped, mistyped]}, indent=2))

    briefing, problems, _ = read_briefing(file)

    assert briefing.steps == (
        Step(
            id="1",
            title="Surrounded?",
            kind="compare",
            view=(36.9, 48.2, 37.3, 48.4),
            layers={"corridor": True},
            compare=Compare(left="C14", right="C18"),
        ),
    )
    assert [problem.path for problem in problems] == ["steps[1].view", "steps[2].layers"]


def test_briefing_round_trip(tmp_path: Path):
    briefing = Briefing(steps=(Step(id="1", title="Open", view=(36.0, 48.0, 38.0, 49.0)),))
    write_briefing(tmp_path / "briefing.json", briefing)

    assert read_briefing(tmp_path / "briefing.json")[:2] == (briefing, ())
    assert b"36,\n" in (tmp_path / "briefing.json").read_bytes()
