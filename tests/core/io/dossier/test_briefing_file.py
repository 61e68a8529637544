import json
from pathlib import Path

from frontviewer.core.io.dossier.briefing_file import read_briefing, write_briefing
from frontviewer.core.model.briefing import Briefing, Compare, Step


def test_steps_are_read_and_bad_ones_left_out(tmp_path: Path):
    file = tmp_path / "briefing.json"
    good = {"id": "1", "title": "Surrounded?", "kind": "compare", "view": [36.9, 48.2, 37.3, 48.4]}
    good |= {"layers": {"corridor": True}, "compare": {"left": "C14", "right": "C18"}}
    swapped = {"id": "2", "title": "Swapped", "view": [48.2, 36.9, 37.3, 48.4]}
    misspelt = {"id": "3", "title": "Misspelt", "layers": {"corridor": "yes"}}
    file.write_text(json.dumps({"steps": [good, swapped, misspelt]}, indent=2))

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


def test_a_briefing_is_written_and_read_again(tmp_path: Path):
    briefing = Briefing(steps=(Step(id="1", title="Open", view=(36.0, 48.0, 38.0, 49.0)),))
    write_briefing(tmp_path / "briefing.json", briefing)

    assert read_briefing(tmp_path / "briefing.json")[:2] == (briefing, ())
    assert b"36,\n" in (tmp_path / "briefing.json").read_bytes()
