import json
from pathlib import Path
from typing import Any

import pytest

from frontviewer.core.io.dossier.dossier_file import (
    DossierFile,
    FileDigest,
    LayerEntry,
    read_dossier_file,
    write_dossier_file,
)


def read(tmp_path: Path, **members: Any):
    file = tmp_path / "dossier.json"
    file.write_text(json.dumps({"format": "frontviewer/1"} | members))
    return read_dossier_file(file)[:2]


def test_layers_and_digests_are_read(tmp_path: Path):
    dossier, problems = read(
        tmp_path,
        title="Pokrovsk",
        as_of="2025-10-30",
        layers=[{"file": "corridor.geojson", "opacity": 0.5, "style": {"stroke": "#000"}}],
        files={"layers/a.geojson": {"sha256": "ab", "bytes": 2}},
    )

    assert dossier.layers[0].opacity == 0.5
    assert dossier.layers[0].style == {"stroke": "#000"}
    assert dossier.files == {"layers/a.geojson": FileDigest(sha256="ab", bytes=2)}
    assert problems == ()


@pytest.mark.parametrize("file", ["../a.geojson", "/a.geojson", "a\\b.geojson", "C:a.geojson", ""])
def test_layer_outside_the_dossier_folder_is_left_out(tmp_path: Path, file: str):
    dossier, (problem,) = read(tmp_path, layers=[{"file": file}, {"file": "b.geojson"}])

    assert [entry.file for entry in dossier.layers] == ["b.geojson"]
    assert (problem.severity, problem.path) == ("error", "layers[0].file")


def test_invalid_members_are_reported_and_the_rest_is_used(tmp_path: Path):
    dossier, problems = read(
        tmp_path,
        format="frontviewer/9",
        title=7,
        as_of="yesterday",
        view=[1, 2],
        layers=[{"file": "a.geojson", "opacity": 7}],
    )

    assert dossier.title == ""
    assert dossier.view is None
    assert [problem.path for problem in problems] == [
        "title",
        "as_of",
        "view",
        "format",
        "layers[0].opacity",
    ]


def test_dossier_file_round_trip(tmp_path: Path):
    dossier = DossierFile(title="Kyiv", layers=(LayerEntry(file="a.geojson", visible=False),))
    write_dossier_file(tmp_path / "dossier.json", dossier)

    assert read_dossier_file(tmp_path / "dossier.json")[:2] == (dossier, ())
