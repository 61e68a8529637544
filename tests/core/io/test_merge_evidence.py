import json
from pathlib import Path
from typing import Any

import pytest

from frontviewer.core.io.geojson.reader import read_layer
from frontviewer.core.io.merge_evidence import merge_evidence
from frontviewer.core.model.layer import Layer

STEP = {"id": "1", "title": "Begin"}


def folder(path: Path, **files: Any) -> Path:
    path.mkdir()
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (path / f"{name}.json").write_text(text, encoding="utf-8")
    return path


def layer(path: Path, evidence: Any) -> Layer:
    members = {"type": "FeatureCollection", "features": [], "frontviewer": evidence}
    path.write_text(json.dumps(members), encoding="utf-8")
    return read_layer(path)


def agent(name: str) -> dict[str, Any]:
    return {"agents": [{"id": "A1", "name": name}]}


def test_evidence_of_folders_and_layers_is_merged_in_order(tmp_path: Path):
    first = folder(tmp_path / "1", evidence=agent("Ann"), briefing={"steps": []})
    second = folder(tmp_path / "2", briefing={"steps": [STEP]})
    inner = layer(tmp_path / "a.geojson", {"agents": [{"id": "A2", "name": "Ben"}]})

    merged = merge_evidence([first, second], [inner])

    assert [agent.name for agent in merged.evidence.agents] == ["Ann", "Ben"]
    assert [step.title for step in merged.briefing.steps] == ["Begin"]
    assert merged.problems == ()
    assert len(merged.documents) == 4


def test_equal_records_in_several_files_are_merged_without_problem(tmp_path: Path):
    layers = [layer(tmp_path / f"{name}.geojson", agent("Ann")) for name in "ab"]

    merged = merge_evidence([], layers)

    assert len(merged.evidence.agents) == 1
    assert merged.problems == ()


def test_conflicting_record_with_the_same_id_is_reported(tmp_path: Path):
    directory = folder(tmp_path / "1", evidence=agent("Ann"))
    inner = layer(tmp_path / "a.geojson", agent("Ben"))

    merged = merge_evidence([directory], [inner])

    assert [agent.name for agent in merged.evidence.agents] == ["Ann"]
    (problem,) = merged.problems
    assert (problem.severity, problem.path) == ("error", "frontviewer.agents[0].id")
    assert problem.file.endswith("a.geojson")
    assert problem.line == 1


def test_invalid_file_does_not_affect_the_others(tmp_path: Path):
    directory = folder(tmp_path / "1", evidence="{", briefing={"steps": [STEP]})

    merged = merge_evidence([directory], [])

    assert len(merged.briefing.steps) == 1
    assert [Path(problem.file).name for problem in merged.problems] == ["evidence.json"]


def test_paths_are_resolved_relative_to_the_file_that_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)

    def make_evidence(name: str) -> dict[str, Any]:
        picture = {"id": f"I{name}", "kind": "image", "path": "a.png"}
        return {
            "media": [picture],
            "sources": [{"id": f"S{name}", "snapshot": {"path": "a.txt"}}],
        }

    folders = [folder(Path(name), evidence=make_evidence(name)) for name in "12"]
    (tmp_path / "3").mkdir()
    inner = layer(Path("3/a.geojson"), make_evidence("3"))

    evidence = merge_evidence(folders, [inner]).evidence

    assert [media.path for media in evidence.media] == [str(tmp_path / n / "a.png") for n in "123"]
    texts = [source.snapshot.path for source in evidence.sources]
    assert texts == [str(tmp_path / n / "a.txt") for n in "123"]


def test_equal_media_in_two_folders_is_merged_without_problem(tmp_path: Path):
    shared = {"media": [{"id": "I1", "kind": "image", "path": "a.png"}]}
    first, second = (folder(tmp_path / name, evidence=shared) for name in "12")

    merged = merge_evidence([first, second], [])

    assert merged.problems == ()
    assert [media.path for media in merged.evidence.media] == [str(first / "a.png")]
